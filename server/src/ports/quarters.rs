//! 季度 on the store.

mod year;

use crate::clock::Clock;
use crate::evaluation::Evaluation;
use crate::ports::scores::failed;
use crate::problem::{internal, to_app_error};
use crate::quarters::{Late, Life, Wish, act, late, places_left};
use crate::store::Store;
use app::api::quarters::{Action, Gap, LateLine, LogLine, QuarterPage, Tie, Year};
use app::error::AppError;
use app::ports::{Boxed, QuarterLife};
use domain::people::{Person, Role};
use domain::quarter::{Event, Missing, Signer, State, offices};
use domain::scoring::What;
use domain::time::Quarter;
use std::sync::Arc;

/// Quarters on the store.
pub struct QuartersPort {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Clock,
}

impl QuarterLife for QuartersPort {
    fn page<'a>(
        &'a self,
        person: &'a Person,
        quarter: Option<Quarter>,
    ) -> Boxed<'a, QuarterPage> {
        Box::pin(async move {
            supervises(person)?;
            self.whole(quarter).await
        })
    }

    fn act<'a>(&'a self, person: &'a Person, quarter: Quarter, action: Action) -> Boxed<'a, ()> {
        Box::pin(async move {
            supervises(person)?;
            self.carry_out(person, quarter, action).await
        })
    }

    fn year<'a>(&'a self, person: &'a Person, year: Option<i16>) -> Boxed<'a, Year> {
        Box::pin(async move {
            supervises(person)?;
            year::read(self.store.as_ref(), year).await
        })
    }
}

fn supervises(person: &Person) -> Result<(), AppError> {
    if person.is(Role::Supervisor) {
        Ok(())
    } else {
        Err(AppError::Forbidden)
    }
}

/// An action as what it does; opening another quarter is none of this one.
pub(crate) fn wish(action: Action) -> Option<Wish> {
    Some(Wish::Event(match action {
        Action::Advance {} => return Some(Wish::Advance),
        Action::Return { to, reason } => Event::Returned { to, reason },
        Action::Reopen { reason } => Event::Reopened { reason },
        Action::Sign { by, signature } => Event::Signed {
            by,
            signature,
            seen: 0,
        },
        Action::Publish {} => Event::Published {},
        Action::Rule(ruled) => Event::Ruled(ruled),
        Action::Open { .. } => return None,
    }))
}

impl QuartersPort {
    async fn carry_out(
        &self,
        person: &Person,
        quarter: Quarter,
        action: Action,
    ) -> Result<(), AppError> {
        let (store, at) = (self.store.as_ref(), self.clock.moment());
        if let Action::Open { quarter: new } = action {
            return crate::quarters::open(store, quarter, new, person, at)
                .await
                .map_err(refused);
        }
        let wish = wish(action).ok_or(AppError::Forbidden)?;
        act(store, quarter, wish, person, at).await.map_err(refused)
    }

    async fn whole(&self, quarter: Option<Quarter>) -> Result<QuarterPage, AppError> {
        let store = self.store.as_ref();
        let life = Life::load(store, quarter).await.map_err(failed)?;
        let known = store.quarters().await.map_err(to_app_error)?;
        let evaluation = &life.evaluation;
        let case = evaluation.case().map_err(failed)?;
        let mut scores = case.score(&evaluation.table).map_err(internal)?;
        life.course.rule(&mut scores);
        let missing = life.missing(&case, &scores);
        let name = |id: &str| name(evaluation, id);
        let ties = scores.undecided.iter().map(|tie| Tie {
            flag: tie.what == What::RedFlag,
            towns: tie.towns.iter().map(|id| ((*id).to_owned(), name(id))).collect(),
            places: places_left(evaluation, &scores, tie.what),
        });
        let waivers = case.facts.iter().filter_map(|fact| {
            let row = fact.waive.as_ref()?;
            Some((
                name(&fact.town),
                row.to_string(),
                fact.points.map(|points| points.to_string()).unwrap_or_default(),
                fact.reason.as_deref().unwrap_or_default().to_owned(),
            ))
        });
        let stands = |by: &Signer| {
            !missing.iter().any(|gap| match (gap, by) {
                (Missing::Office(office), Signer::Office(of)) => office == of,
                (Missing::Leader, Signer::Leader) | (Missing::Meeting, Signer::Meeting) => true,
                _ => false,
            })
        };
        let signed = life.course.signed.iter().filter(|it| stands(&it.by));
        Ok(QuarterPage {
            quarter: evaluation.quarter,
            quarters: known.0.iter().map(|it| (it.quarter, it.state)).collect(),
            state: evaluation.state,
            table: (
                evaluation.table.name.zh.clone(),
                evaluation.table.sha256.clone(),
            ),
            towns: evaluation.towns.clone(),
            missing: gaps(evaluation, &missing),
            offices: offices(&evaluation.table).into_iter().map(str::to_owned).collect(),
            signed: signed.map(|it| (it.by.clone(), it.signature.clone())).collect(),
            waivers: waivers.collect(),
            ties: ties.collect(),
            rulings: life.course.rulings.clone(),
            published: life.course.published,
            sha256: life.course.sha256.clone(),
            late: self.late(evaluation).await?,
            unreleased: life
                .unreleased
                .iter()
                .map(|it| (it.visit, name(it.town.as_str()), it.site.clone()))
                .collect(),
            log: life.events.iter().rev().map(log_line).collect(),
        })
    }

    async fn late(&self, evaluation: &Evaluation) -> Result<Vec<LateLine>, AppError> {
        if evaluation.state != State::Closed {
            return Ok(Vec::new());
        }
        let store = self.store.as_ref();
        let mut lines = Vec::new();
        for Late { town, now, then } in late(store, evaluation).await.map_err(failed)? {
            let Some(shown) = now.as_ref().or(then.as_ref()) else {
                continue;
            };
            let site = store.site_name(&shown.site).await.map_err(to_app_error)?;
            let checkpoint = evaluation.table.checkpoint_str(&shown.checkpoint);
            lines.push(LateLine {
                finding: shown.id.parse().map_err(internal)?,
                town: name(evaluation, town.as_str()),
                site: site.unwrap_or_default(),
                name: checkpoint.map_or_else(
                    || shown.checkpoint.clone(),
                    |(_, checkpoint)| checkpoint.name.zh.clone(),
                ),
                at: shown.counted_at,
                new: then.is_none(),
            });
        }
        Ok(lines)
    }
}

fn name(evaluation: &Evaluation, id: &str) -> String {
    let mut towns = evaluation.towns.iter();
    let found = towns.find(|(town, _)| town.as_str() == id);
    found.map_or_else(|| id.to_owned(), |(_, name)| name.clone())
}

/// Facts that are missing stand together by their row.
fn gaps(evaluation: &Evaluation, missing: &[Missing]) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = Vec::new();
    for it in missing {
        let gap = match it {
            Missing::Fact { town, row } => {
                let town = name(evaluation, town);
                let known = gaps.iter_mut().find_map(|gap| match gap {
                    Gap::Facts(known, _, towns) if known == row => Some(towns),
                    _ => None,
                });
                if let Some(towns) = known {
                    towns.push(town);
                    continue;
                }
                let words = evaluation.table.indicator(row);
                let words = words.map(|it| it.name.zh.clone()).unwrap_or_default();
                Gap::Facts(row.clone(), words, vec![town])
            }
            Missing::Office(office) => Gap::Office(office.clone()),
            Missing::Leader => Gap::Leader,
            Missing::Meeting => Gap::Meeting,
            Missing::Waiting(count) => Gap::Waiting(*count),
            Missing::Unreleased(count) => Gap::Unreleased(*count),
            Missing::Claim { town, row } => Gap::Claim(name(evaluation, town), row.clone()),
            Missing::Tie(What::Good) => Gap::TieGood,
            Missing::Tie(What::RedFlag) => Gap::TieFlag,
        };
        gaps.push(gap);
    }
    gaps
}

fn log_line(kept: &crate::store::KeptEvent) -> LogLine {
    let signer = |by: &Signer| match by {
        Signer::Office(office) => office.clone(),
        Signer::Leader => String::from("leader"),
        Signer::Meeting => String::from("meeting"),
    };
    let (what, of, words) = match &kept.event {
        Event::Opened {} => ("opened", String::new(), String::new()),
        Event::Advanced { to } => ("advanced", to.as_str().to_owned(), String::new()),
        Event::Closed { sha256 } => ("closed", sha256.clone(), String::new()),
        Event::Returned { to, reason } => ("returned", to.as_str().to_owned(), reason.clone()),
        Event::Reopened { reason } => ("reopened", String::new(), reason.clone()),
        Event::Signed { by, signature, .. } => (
            "signed",
            signer(by),
            format!("{} {} {}", signature.name, signature.date, signature.note)
                .trim_end()
                .to_owned(),
        ),
        Event::Published {} => ("published", String::new(), String::new()),
        Event::Ruled(ruled) => ("ruled", ruled.chosen.join("、"), ruled.reason.clone()),
    };
    LogLine {
        what: what.to_owned(),
        of,
        words,
        by: kept.by.clone(),
        at: kept.at,
    }
}

/// What a refusal means for the page, which has shown what is missing.
fn refused(problem: crate::problem::Problem) -> AppError {
    match problem.status.as_u16() {
        422 => AppError::invalid(
            "quarter",
            if problem.kind.ends_with("incomplete") {
                "quarter-incomplete"
            } else {
                "quarter-not-now"
            },
        ),
        _ => failed(problem),
    }
}
