//! 概览 on the store. Every part requires its own right, and uses the port of its own page.

use crate::ground::clock::{Clock, OFFSET_SECONDS};
use crate::pages::allowed::allowed;
use crate::pages::{FactsPort, ManagePort, ScorecardsPort, UpkeepPort};
use crate::problem::{failed, to_app_error};
use crate::quarter::evaluation::Evaluation;
use crate::store::{AssignmentFilter, AuditFilter, CAME_IN, Quarters, Store, VisitFilter};
use app::api::devices::{DeviceQuery, DeviceState};
use app::api::facts::FactsRow;
use app::api::overview::{Counted, Covered, Need, Now, Overview, Total, What};
use app::error::AppError;
use app::ports::{Boxed, Manage, Overviews, Scorecards, Upkeep};
use domain::inspection::{AssignmentState, FindingState};
use domain::people::{Person, Reach, Right};
use domain::points::Points;
use domain::table::Table;
use domain::time::{Moment, Quarter};
use jiff::SignedDuration;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// How long deductions count as new.
const NEW: SignedDuration = SignedDuration::from_hours(14 * 24);

/// 概览 on the store.
pub struct OverviewPort {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Clock,
    pub(crate) facts: Arc<FactsPort>,
    pub(crate) manage: Arc<ManagePort>,
    pub(crate) cards: Arc<ScorecardsPort>,
    pub(crate) upkeep: Arc<UpkeepPort>,
}

impl Overviews for OverviewPort {
    fn overview<'a>(&'a self, person: &'a Person) -> Boxed<'a, Overview> {
        Box::pin(async move {
            allowed(person, Right::SeeOverview)?;
            self.whole(person).await
        })
    }
}

fn need(what: What, count: u32) -> Need {
    Need {
        what,
        count,
        since: None,
        due: None,
    }
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl OverviewPort {
    async fn whole(&self, person: &Person) -> Result<Overview, AppError> {
        let quarters = self.store.quarters().await.map_err(to_app_error)?;
        let mut overview = Overview {
            quarter: self.now(&quarters),
            needs: Vec::new(),
            sets_up: false,
            totals: Vec::new(),
            findings: Vec::new(),
            coverage: Vec::new(),
        };
        if person.may(Right::KeepRegistry) {
            self.registry(person, &mut overview).await?;
        }
        if let Some(quarter) = overview.quarter.as_ref().map(|it| it.quarter) {
            self.of_quarter(person, &quarters, quarter, &mut overview)
                .await?;
        }
        if person.may(Right::SeeDevices) {
            self.devices(person, &mut overview).await?;
        }
        if person.may(Right::SeeUpkeep) {
            self.upkeep(person, &mut overview).await?;
        }
        Ok(overview)
    }

    /// The tasks of the current quarter.
    async fn of_quarter(
        &self,
        person: &Person,
        quarters: &Quarters,
        quarter: Quarter,
        overview: &mut Overview,
    ) -> Result<(), AppError> {
        if person.may_everywhere(Right::SeeFindings) {
            self.queue(overview).await?;
            self.findings(quarters, quarter, overview).await?;
        }
        if person.may(Right::OverseeVisits) {
            self.visits(quarter, overview).await?;
        }
        if person.may(Right::SeeFacts) || person.may(Right::SeeScores) {
            // Both parts need the whole quarter, which is loaded once.
            let evaluation = self.load(quarters, quarter).await?;
            if person.may(Right::SeeFacts) {
                self.rows(person, &evaluation, overview).await?;
            }
            if person.may(Right::SeeScores) {
                self.totals(quarters, &evaluation, overview).await?;
            }
        }
        if person.own_town(Right::SeeCards).is_some() {
            self.card(person, overview).await?;
        }
        Ok(())
    }

    fn now(&self, quarters: &Quarters) -> Option<Now> {
        let current = quarters.current()?;
        let offset = current.table.utc_offset.seconds();
        let today = self.clock.moment().date_at(offset);
        let last: jiff::civil::Date = current.quarter.last_day().parse().ok()?;
        let left = last.since(today).ok()?.get_days();
        Some(Now {
            quarter: current.quarter,
            state: current.state,
            days_left: u32::try_from(left).ok(),
        })
    }

    /// The setting up that the administrator still has to do.
    async fn registry(&self, person: &Person, it: &mut Overview) -> Result<(), AppError> {
        let set_up = self.manage.set_up(person).await?;
        it.sets_up = !set_up.is_done();
        it.needs
            .push(need(What::Uninvited, set_up.uninvited + set_up.invited));
        Ok(())
    }

    /// Tablets with unsent data.
    async fn devices(&self, person: &Person, it: &mut Overview) -> Result<(), AppError> {
        let keeps = DeviceQuery {
            state: Some(DeviceState::Keeps),
            ..DeviceQuery::default()
        };
        let found = self.upkeep.devices(person, &keeps).await?;
        it.needs.push(need(What::Unsent, found.total));
        Ok(())
    }

    /// The upkeep of the installation.
    async fn upkeep(&self, person: &Person, it: &mut Overview) -> Result<(), AppError> {
        let backups = self.upkeep.backups(person).await?;
        let what = match backups.days {
            Some(_) => What::Backup,
            None => What::FirstBackup,
        };
        it.needs.push(need(what, u32::from(backups.is_late())));
        let tries = AuditFilter {
            kind: Some("sign-in".to_owned()),
            from: Some(self.clock.now() - SignedDuration::from_hours(24)),
            ..AuditFilter::default()
        };
        let came_in = AuditFilter {
            text: Some(CAME_IN.to_owned()),
            ..tries.clone()
        };
        let tries = self.store.audit_count(tries).await.map_err(to_app_error)?;
        let came_in = self.store.audit_count(came_in).await;
        let failures = tries.saturating_sub(came_in.map_err(to_app_error)?);
        it.needs.push(need(What::FailedSignIns, failures));
        it.needs.push(need(What::Disk, self.upkeep.disk_is_short()));
        Ok(())
    }

    /// The figures of the review queue (核查).
    async fn queue(&self, it: &mut Overview) -> Result<(), AppError> {
        let figures = self.store.queue_figures().await.map_err(to_app_error)?;
        it.needs.push(Need {
            since: figures.since,
            ..need(What::Review, figures.waiting)
        });
        it.needs.push(need(What::Answered, figures.reopened));
        it.needs.push(need(What::Returned, figures.returned));
        Ok(())
    }

    async fn findings(
        &self,
        quarters: &Quarters,
        quarter: Quarter,
        it: &mut Overview,
    ) -> Result<(), AppError> {
        let counted = self.store.findings_by_row(quarter).await;
        let counted = counted.map_err(to_app_error)?;
        let of = quarters.0.iter().find(|known| known.quarter == quarter);
        if let Some(of) = of {
            it.findings = by_row(&of.table, &counted.into_iter().collect());
        }
        Ok(())
    }

    /// Unannounced visits to release, late visits, rejected records, and sites without a visit.
    async fn visits(&self, quarter: Quarter, it: &mut Overview) -> Result<(), AppError> {
        let hidden = VisitFilter {
            quarter,
            town: None,
            state: None,
            form: None,
            hidden: true,
            refused: false,
            sites: None,
            page: (0, 1),
        };
        let (_, hidden) = self.store.visit_list(hidden).await.map_err(to_app_error)?;
        let today = self.clock.moment().date_at(OFFSET_SECONDS).to_string();
        let late = AssignmentFilter {
            today,
            state: Some(AssignmentState::Late),
            town: None,
            sites: None,
            page: (0, 0),
        };
        let late = self.store.assignment_list(late).await;
        let (_, late) = late.map_err(to_app_error)?;
        it.needs.push(need(What::Hidden, hidden));
        it.needs.push(need(What::Late, late));
        let refused = self.store.refused_count(quarter).await;
        it.needs
            .push(need(What::Refused, refused.map_err(to_app_error)?));
        let towns = self.store.towns_in(quarter).await.map_err(to_app_error)?;
        let covered = self.store.coverage(quarter).await.map_err(to_app_error)?;
        it.coverage = towns
            .into_iter()
            .map(|town| {
                let own = covered.iter().filter(|it| it.town == town.id);
                let own = own.fold((0, 0), |sum, it| (sum.0 + it.visited, sum.1 + it.sites));
                Covered {
                    town: town.name,
                    visited: own.0,
                    sites: own.1,
                }
            })
            .collect();
        let unvisited = it.coverage.iter().filter(|it| it.visited == 0).count();
        it.needs.push(need(What::Unvisited, small(unvisited)));
        Ok(())
    }

    /// The rows to enter: all for supervisors, for others their own.
    async fn rows(
        &self,
        person: &Person,
        evaluation: &Evaluation,
        it: &mut Overview,
    ) -> Result<(), AppError> {
        let page = self.facts.page_of(person, evaluation).await?;
        let own = person.may_with_own(Right::EnterFacts, Reach::OwnOffices);
        let rows = page.rows.iter().filter(|row| row.own || !own);
        let rows: Vec<&FactsRow> = rows.collect();
        let is_open = |row: &&&FactsRow| row.of.is_some_and(|of| row.entered < of);
        let unsigned = |row: &&&FactsRow| !is_open(row) && row.of.is_some() && row.signed.is_none();
        let count =
            |wanted: &dyn Fn(&&&FactsRow) -> bool| small(rows.iter().filter(wanted).count());
        it.needs.push(Need {
            due: page.due.clone(),
            ..need(What::Rows, count(&is_open))
        });
        it.needs.push(need(What::Due, count(&|row| row.late)));
        it.needs.push(need(What::Unsigned, count(&unsigned)));
        Ok(())
    }

    async fn totals(
        &self,
        quarters: &Quarters,
        evaluation: &Evaluation,
        it: &mut Overview,
    ) -> Result<(), AppError> {
        let now = points(evaluation)?;
        let shown = &evaluation.table.totals;
        let mut quarters = quarters.0.iter();
        let before = match quarters.find(|known| known.quarter < evaluation.quarter) {
            Some(before) => points(&self.load(&evaluation.quarters, before.quarter).await?)?,
            None => Vec::new(),
        };
        let before: HashMap<&str, Points> = before
            .iter()
            .map(|(id, _, _, total)| (id.as_str(), *total))
            .collect();
        it.totals = now
            .iter()
            .map(|(id, name, place, total)| {
                let before = before.get(id.as_str()).copied();
                Total {
                    town: name.clone(),
                    place: *place,
                    points: (shown.fixed(*total), before.map(|it| shown.fixed(it))),
                    tenths: (tenths(*total), before.map(tenths)),
                }
            })
            .collect();
        Ok(())
    }

    async fn load(&self, quarters: &Quarters, quarter: Quarter) -> Result<Evaluation, AppError> {
        let evaluation = Evaluation::among(self.store.as_ref(), quarters, quarter).await;
        evaluation.map_err(failed)
    }

    /// A town's part, made from its card, so that it shows nothing that the card does not.
    async fn card(&self, person: &Person, it: &mut Overview) -> Result<(), AppError> {
        let card = match self.cards.scorecard(person, None, None).await {
            Ok(card) => card,
            // A town that is no longer evaluated has no card.
            Err(AppError::NotFound { .. }) => return Ok(()),
            Err(error) => return Err(error),
        };
        let lines = || card.rows.iter().flat_map(|row| &row.deductions);
        let since = self.clock.now() - NEW;
        let is_new = |at: &Moment| at.timestamp() >= since;
        let taken = lines()
            .filter(|line| line.state == FindingState::Confirmed && is_new(&line.observed_at));
        let pending = lines().filter(|line| line.state == FindingState::Recorded);
        it.needs.push(need(What::Deductions, small(taken.count())));
        it.needs.push(need(What::Pending, small(pending.count())));
        it.findings = card
            .rows
            .iter()
            .filter(|row| !row.deductions.is_empty())
            .map(|row| Counted {
                id: row.line.id.clone(),
                name: row.name.clone(),
                name_en: row.name_en.clone(),
                count: small(row.deductions.len()),
            })
            .collect();
        Ok(())
    }
}

/// The towns of a quarter sorted by place: id, name, place, total.
fn points(evaluation: &Evaluation) -> Result<Vec<(String, String, u32, Points)>, AppError> {
    if evaluation.towns.is_empty() {
        return Ok(Vec::new());
    }
    let case = evaluation.case().map_err(failed)?;
    let scores = evaluation.scores(&case).map_err(failed)?;
    let names: BTreeMap<&str, &String> = evaluation
        .towns
        .iter()
        .map(|(id, name)| (id.as_str(), name))
        .collect();
    let line = |it: &domain::scoring::TownScore<'_>| {
        let name = names
            .get(it.id)
            .map_or_else(|| it.id.to_owned(), |it| (*it).clone());
        (it.id.to_owned(), name, it.place, it.total)
    };
    Ok(scores.towns.iter().map(line).collect())
}

fn by_row(table: &Table, counted: &HashMap<String, u32>) -> Vec<Counted> {
    let rows = table.indicators.iter();
    rows.filter_map(|row| {
        Some(Counted {
            id: row.id.clone(),
            name: row.name.zh.clone(),
            name_en: row.name.en.clone(),
            count: *counted.get(&row.id)?,
        })
    })
    .collect()
}

/// Used only for drawing.
fn tenths(points: Points) -> u32 {
    let tenths = points.times(10).map(|it| it.rounded(0).to_string());
    tenths.ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}
