//! 季度 on the store.

mod names;
mod preview;
mod year;

pub use year::{WholeYear, year_of};

pub(super) use self::names::name_of;
use crate::pages::allowed::allowed;

use crate::ground::clock::{Clock, OFFSET_SECONDS};
use crate::problem::{failed, internal, to_app_error};
use crate::quarter::life::{self, NotDone, QuarterSnapshot};
use crate::store::{KeptAct, Store};
use app::api::quarters::{ActLine, LateLine, QuarterLine, QuarterPage, Tie, WaiverLine, Year};
use app::error::AppError;
use app::ports::{Boxed, Quarters};
use domain::people::{Person, Right};
use domain::quarter::{Act, Life, State};
use domain::scoring::{RawFact, What};
use domain::time::Quarter;
use std::sync::Arc;

/// 季度 on the store.
pub struct QuartersPort {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Clock,
}

impl Quarters for QuartersPort {
    fn quarter<'a>(
        &'a self,
        person: &'a Person,
        quarter: Option<Quarter>,
    ) -> Boxed<'a, QuarterPage> {
        Box::pin(async move {
            allowed(person, Right::SeeQuarters)?;
            self.page(quarter).await
        })
    }

    fn act<'a>(
        &'a self,
        person: &'a Person,
        quarter: Quarter,
        act: &'a Act,
        seen: Option<u64>,
    ) -> Boxed<'a, ()> {
        Box::pin(async move {
            let at = self.clock.moment();
            let done = life::act(self.store.as_ref(), quarter, act, seen, person, at).await;
            done.map_err(not_done)
        })
    }

    fn open<'a>(&'a self, person: &'a Person, quarter: Quarter, table: &'a str) -> Boxed<'a, ()> {
        Box::pin(async move {
            let at = self.clock.moment();
            let done = life::open(self.store.as_ref(), quarter, table, person, at).await;
            done.map_err(not_done)
        })
    }

    fn year<'a>(&'a self, person: &'a Person, year: i16) -> Boxed<'a, Year> {
        Box::pin(async move {
            allowed(person, Right::SeeQuarters)?;
            let whole = year_of(self.store.as_ref(), year).await;
            Ok(whole.map_err(failed)?.shown())
        })
    }
}

pub(super) fn not_done(why: NotDone) -> AppError {
    let invalid = |problem: &str| AppError::Invalid {
        field: "quarter".to_owned(),
        problem: problem.to_owned(),
    };
    match why {
        NotDone::Refused(refusal) => invalid(refusal.code()),
        NotDone::Missing(_) => invalid("missing"),
        NotDone::Forbidden => AppError::Forbidden,
        NotDone::Changed => AppError::Changed { revision: 0 },
        NotDone::NotOpened(code) => invalid(code),
        NotDone::Problem(problem) => failed(problem),
    }
}

impl QuartersPort {
    async fn page(&self, named: Option<Quarter>) -> Result<QuarterPage, AppError> {
        let store = self.store.as_ref();
        let known = store.quarters().await.map_err(to_app_error)?;
        let current = known.current().map(|it| it.quarter);
        let quarter = named.or(current).ok_or(AppError::NotSetUp)?;
        let looked = QuarterSnapshot::load(store, quarter)
            .await
            .map_err(failed)?;
        let mut quarters = Vec::with_capacity(known.0.len());
        for it in &known.0 {
            let course = store.course(it.quarter).await.map_err(to_app_error)?;
            let life = course.life().map_err(to_app_error)?;
            quarters.push(QuarterLine {
                quarter: it.quarter,
                state: it.state,
                published: life.published,
                table: it.table.name.zh.clone(),
                since: since(&course.acts),
            });
        }
        let newest = known.0.first().map_or(quarter, |it| it.quarter);
        let files = life::tables_for(store, newest.next()).await;
        let files = files.map_err(failed)?;
        let evaluation = &looked.evaluation;
        let today = self.clock.moment().date_at(OFFSET_SECONDS).to_string();
        Ok(QuarterPage {
            quarter,
            state: looked.life.state,
            published: looked.life.published,
            table_name: evaluation.table.name.zh.clone(),
            table_sha256: looked.book.table_sha256.clone(),
            sha256: looked.life.sha256.clone(),
            signed: looked.life.signed.clone(),
            met: looked.life.met.clone(),
            lasts: Some(quarter.last_day()).filter(|day| today <= *day),
            head: looked.head(),
            missing: looked.missing().map_err(failed)?,
            undecided: looked.undecided().map_err(failed)?,
            preview: preview::of(&looked)?,
            towns: evaluation.towns.clone(),
            offices: evaluation
                .table
                .indicators
                .iter()
                .map(|row| (row.id.clone(), row.office.clone()))
                .collect(),
            waivers: waivers(&looked)?,
            ties: ties(&looked)?,
            late: self.late(&looked).await?,
            acts: looked.book.course.acts.iter().rev().map(line).collect(),
            quarters,
            tables: files
                .into_iter()
                .map(|(sha256, file)| (sha256, file.id))
                .collect(),
            next: newest.next().to_string(),
        })
    }

    async fn late(&self, looked: &QuarterSnapshot) -> Result<Vec<LateLine>, AppError> {
        let Some(frozen) = looked.book.closed() else {
            return Ok(Vec::new());
        };
        let late = self.store.late(looked.book.quarter, frozen.number).await;
        let evaluation = &looked.evaluation;
        let one = |it: crate::store::LateThing| {
            let id = it.checkpoint.unwrap_or_default();
            let checkpoint = evaluation.table.checkpoint_str(&id);
            let name = checkpoint.map(|(_, checkpoint)| &checkpoint.name);
            LateLine {
                kind: it.kind.to_owned(),
                finding: it.finding,
                site: it.site,
                name: name.map_or_else(|| id.clone(), |name| name.zh.clone()),
                name_en: name.and_then(|name| name.en.clone()),
                town_name: name_of(&evaluation.towns, it.town.as_str()),
                received: it.received,
            }
        };
        Ok(late.map_err(to_app_error)?.into_iter().map(one).collect())
    }
}

fn line(kept: &KeptAct) -> ActLine {
    ActLine {
        act: kept.act.clone(),
        by: kept.by.clone(),
        at: kept.at,
    }
}

/// When the quarter entered its current state.
fn since(acts: &[KeptAct]) -> Option<domain::time::Moment> {
    let mut life = Life::default();
    let (mut state, mut since) = (State::Open, None);
    for kept in acts {
        if life.take(&kept.act).is_ok() && (life.state != state || since.is_none()) {
            (state, since) = (life.state, Some(kept.at));
        }
    }
    since
}

fn waivers(looked: &QuarterSnapshot) -> Result<Vec<WaiverLine>, AppError> {
    let mut found = Vec::new();
    for kept in &looked.evaluation.facts {
        let fact: RawFact<'_> = serde_json::from_str(&kept.fact).map_err(internal)?;
        let Some(row) = &fact.waive else { continue };
        found.push(WaiverLine {
            town_name: name_of(&looked.evaluation.towns, kept.town.as_str()),
            row: row.to_string(),
            points: fact.points.map(|it| it.to_string()).unwrap_or_default(),
            reason: fact.reason.as_deref().unwrap_or_default().to_owned(),
            by: kept.by.clone(),
            at: kept.at,
        });
    }
    Ok(found)
}

fn ties(looked: &QuarterSnapshot) -> Result<Vec<Tie>, AppError> {
    let case = looked.evaluation.case().map_err(failed)?;
    let scores = looked.evaluation.scores(&case).map_err(failed)?;
    let named = |id: &&str| {
        let name = name_of(&looked.evaluation.towns, id);
        ((*id).to_owned(), name)
    };
    let is_good = |id: &str| scores.towns.iter().any(|town| town.id == id && town.good);
    let tie = |it: &domain::scoring::Undecided<'_>| {
        let may = |id: &&&str| it.what == What::Good || is_good(id);
        Tie {
            what: it.what,
            towns: it.towns.iter().map(ToString::to_string).collect(),
            choices: it.towns.iter().filter(may).map(named).collect(),
        }
    };
    // The ruling on grade Good (好) comes first, since that on the flag may depend on it.
    let ties = scores.undecided.iter().map(tie);
    Ok(ties.filter(|tie| !tie.choices.is_empty()).collect())
}
