//! 结果通报 on the store.

use crate::ground::clock::Clock;
use crate::pages::allowed::allowed;
use crate::pages::scores::alike;
use crate::problem::{failed, internal};
use crate::quarter::evaluation::Evaluation;
use crate::store::Store;
use app::api::bulletin::{Bulletin, Differences, Frequent, Ranked};
use app::error::AppError;
use app::ports::{Boxed, Bulletins};
use domain::inspection::FindingState;
use domain::people::{Person, Right};
use domain::points::Points;
use domain::scoring::Scores;
use domain::time::Quarter;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many faults the bulletin names.
const PROBLEMS: usize = 8;

/// Bulletins on the store.
pub struct BulletinsPort {
    pub(crate) store: Arc<Store>,
    pub(crate) clock: Clock,
}

impl Bulletins for BulletinsPort {
    fn bulletin<'a>(&'a self, person: &'a Person, quarter: Option<Quarter>) -> Boxed<'a, Bulletin> {
        Box::pin(async move {
            allowed(person, Right::SeeScores)?;
            self.written(quarter).await
        })
    }
}

/// The figures of a quarter that are compared with another quarter's.
struct Figures {
    visits: u32,
    sites: u32,
    findings: u32,
    average: Points,
}

impl BulletinsPort {
    async fn written(&self, quarter: Option<Quarter>) -> Result<Bulletin, AppError> {
        let evaluation = self.load(quarter).await?;
        let case = evaluation.case().map_err(failed)?;
        let scores = evaluation.scores(&case).map_err(failed)?;
        let now = self.figures(&evaluation, &scores).await?;
        let change = self.change(&now, &evaluation).await?;
        let shown = &evaluation.table.totals;
        let totals = || scores.towns.iter().map(|town| town.total);
        let offset = evaluation.table.utc_offset.seconds();
        let day = self.clock.moment().date_at(offset);
        let open = scores.towns.iter().filter(|town| !town.complete).count();
        Ok(Bulletin {
            quarter: evaluation.quarter,
            issuer: evaluation.table.issuer.clone(),
            document: evaluation.table.document.clone(),
            missing: small(open),
            undecided: !scores.undecided.is_empty(),
            visits: now.visits,
            sites: now.sites,
            findings: now.findings,
            average: shown.fixed(now.average),
            highest: shown.fixed(totals().max().unwrap_or_default()),
            lowest: shown.fixed(totals().min().unwrap_or_default()),
            change,
            towns: standings(&evaluation, &scores),
            decimals: shown.shown_decimals(),
            alike: alike(&evaluation, &scores),
            problems: problems(&evaluation),
            day: (day.year(), day.month(), day.day()),
        })
    }

    async fn load(&self, quarter: Option<Quarter>) -> Result<Evaluation, AppError> {
        Evaluation::load(self.store.as_ref(), quarter)
            .await
            .map_err(failed)
    }

    async fn figures(
        &self,
        evaluation: &Evaluation,
        scores: &Scores<'_>,
    ) -> Result<Figures, AppError> {
        let visits = evaluation.visited(self.store.as_ref()).await;
        let visits = visits.map_err(failed)?;
        let sum = Points::sum(scores.towns.iter().map(|town| town.total));
        let count = i64::try_from(scores.towns.len()).map_err(internal)?;
        let average = sum.and_then(|sum| sum.over(count)).map_err(internal)?;
        Ok(Figures {
            visits: visits.iter().map(|it| it.1).sum(),
            sites: visits.iter().map(|it| it.2).sum(),
            findings: small(confirmed(evaluation).count()),
            average,
        })
    }

    /// The comparison with the previous quarter; `None` if there is none.
    async fn change(
        &self,
        now: &Figures,
        shown_in: &Evaluation,
    ) -> Result<Option<Differences>, AppError> {
        let Some(before) = before(shown_in.quarter) else {
            return Ok(None);
        };
        let quarters = &shown_in.quarters;
        if !quarters.0.iter().any(|it| it.quarter == before) {
            return Ok(None);
        }
        let evaluation = Evaluation::among(self.store.as_ref(), quarters, before)
            .await
            .map_err(failed)?;
        let case = evaluation.case().map_err(failed)?;
        let scores = evaluation.scores(&case).map_err(failed)?;
        let then = self.figures(&evaluation, &scores).await?;
        // The rounded means are shown, so the difference is computed from them.
        let decimals = shown_in.table.totals.shown_decimals();
        let mean = |figures: &Figures| figures.average.rounded(decimals);
        let average = mean(now).minus(mean(&then)).map_err(internal)?;
        Ok(Some(Differences {
            visits: i64::from(now.visits) - i64::from(then.visits),
            findings: i64::from(now.findings) - i64::from(then.findings),
            average: average.to_string(),
        }))
    }
}

fn before(quarter: Quarter) -> Option<Quarter> {
    let text = match quarter.number() {
        1 => format!("{:04}Q4", quarter.year() - 1),
        number => format!("{:04}Q{}", quarter.year(), number - 1),
    };
    text.parse().ok()
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The town and the checkpoint of each confirmed finding.
fn confirmed(evaluation: &Evaluation) -> impl Iterator<Item = (&str, &str)> {
    let findings = evaluation.findings.iter();
    let confirmed = findings.filter(|(_, it)| it.state == FindingState::Confirmed);
    confirmed.map(|(town, it)| (town.as_str(), it.checkpoint.as_str()))
}

fn standings(evaluation: &Evaluation, scores: &Scores<'_>) -> Vec<Ranked> {
    let shown = &evaluation.table.totals;
    let one = |town: &domain::scoring::TownScore<'_>| Ranked {
        place: town.place,
        name: evaluation.name_of(town.id).to_owned(),
        daily: shown.fixed(town.daily),
        showcase: town.showcase.map(|it| shown.fixed(it)),
        total: shown.fixed(town.total),
        good: town.good,
        red_flag: town.red_flag,
    };
    scores.towns.iter().map(one).collect()
}

fn problems(evaluation: &Evaluation) -> Vec<Frequent> {
    let mut found: BTreeMap<&str, (u32, BTreeSet<&str>)> = BTreeMap::new();
    for (town, checkpoint) in confirmed(evaluation) {
        let (count, towns) = found.entry(checkpoint).or_default();
        *count += 1;
        towns.insert(town);
    }
    let mut found: Vec<_> = found.into_iter().collect();
    // Equal ones stay sorted by id.
    found.sort_by_key(|(_, (count, towns))| Reverse((*count, towns.len())));
    let named = found.into_iter().filter_map(|(id, (count, towns))| {
        let (_, checkpoint) = evaluation.table.checkpoint_str(id)?;
        Some(Frequent {
            name: checkpoint.name.zh.clone(),
            name_en: checkpoint.name.en.clone(),
            count,
            towns: small(towns.len()),
        })
    });
    named.take(PROBLEMS).collect()
}
