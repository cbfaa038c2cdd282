//! What a town's card says beside its deductions: the rows that facts score, the sums, the places;
//! each only as far as its reader may know.

use crate::evaluation::Evaluation;
use crate::ports::scores::{column, said, shown};
use crate::problem::{failed, internal};
use app::api::scores::{Source, TraceLine};
use app::api::town::{EnteredRow, PlaceLine, TownResult};
use app::error::AppError;
use domain::ids::TownId;
use domain::quarter::{State, rule};
use domain::scoring::{Case, Line, RawFact, TownScore};
use domain::table::{Family, Indicator};
use std::collections::BTreeSet;

/// Who reads the card, and what may be shown.
pub(super) struct Reader<'a> {
    pub(super) town: &'a TownId,
    /// A supervisor, who sees all.
    pub(super) whole: bool,
    pub(super) published: bool,
    /// The visits that the reader may see.
    pub(super) visits: &'a BTreeSet<String>,
}

/// The parts of the card.
pub(super) struct Side {
    pub(super) entered: Vec<EnteredRow>,
    pub(super) result: Option<TownResult>,
    pub(super) places: Vec<PlaceLine>,
}

impl Reader<'_> {
    fn sees_all(&self) -> bool {
        self.whole || self.published
    }

    pub(super) fn side(&self, evaluation: &Evaluation) -> Result<Side, AppError> {
        let mut case = evaluation.case().map_err(failed)?;
        if !self.sees_all() {
            self.hide(&mut case);
        }
        let table = &evaluation.table;
        let mut scores = case.score(table).map_err(internal)?;
        rule(&mut scores, &evaluation.rulings, table.totals.good);
        let own = scores.towns.iter().find(|it| it.id == self.town.as_str());
        let own = own.ok_or_else(|| AppError::not_found("town"))?;
        let scored = self.sees_all() || evaluation.state != State::Open;
        let rows = table.indicators.iter().zip(&own.indicators);
        let mut entered = Vec::new();
        for (row, cell) in rows {
            if row.family() == Family::Deduct {
                continue;
            }
            let mut lines = Vec::new();
            for line in &cell.lines {
                lines.extend(self.line(evaluation, row, line, scored)?);
            }
            entered.push(EnteredRow {
                column: column(row),
                points: scored.then(|| shown(cell.points)),
                pending: own.pending.contains(&row.id.as_str()),
                lines,
            });
        }
        let name = |id: &str| super::super::quarters::name_of(&evaluation.towns, id);
        let place = |it: &TownScore<'_>| PlaceLine {
            place: it.place,
            name: name(it.id),
            total: shown(it.total),
            good: it.good,
            red_flag: it.red_flag,
            own: it.id == self.town.as_str(),
        };
        let places = scores.towns.iter().filter(|_| self.sees_all());
        Ok(Side {
            entered,
            result: scored.then(|| self.result(own)),
            places: places.map(place).collect(),
        })
    }

    /// Takes out of the case what the town may not know of: findings of visits that are not
    /// released, and what prices them.
    fn hide(&self, case: &mut Case<'_>) {
        let own = self.town.as_str();
        let visible = |visit: &str| self.visits.contains(visit);
        let mut hidden = BTreeSet::new();
        for it in &case.findings {
            if it.town == own && !visible(&it.visit) {
                hidden.insert(it.id.to_string());
            }
        }
        case.findings.retain(|it| !hidden.contains(it.id.as_ref()));
        case.facts.retain(|fact| {
            let priced = fact.finding.as_deref();
            priced.is_none_or(|id| !hidden.contains(id))
        });
    }

    fn result(&self, own: &TownScore<'_>) -> TownResult {
        let all = self.sees_all();
        TownResult {
            total: shown(own.total),
            daily: shown(own.daily),
            showcase: own.showcase.map(shown),
            bonus: shown(own.bonus),
            penalty: shown(own.penalty),
            place: all.then_some(own.place),
            good: all && own.good,
            red_flag: all && own.red_flag,
        }
    }

    /// A fact's line; findings have their lines among the deductions.
    fn line(
        &self,
        evaluation: &Evaluation,
        row: &Indicator,
        line: &Line<'_>,
        scored: bool,
    ) -> Result<Option<TraceLine>, AppError> {
        if line.finding.is_some() && line.fact.is_none() {
            return Ok(None);
        }
        let slot = line.fact.as_deref().unwrap_or(&row.id);
        let mut facts = evaluation.facts.iter().filter(|it| it.town == *self.town);
        let kept = facts.find(|it| it.slot == slot || it.slot == row.id);
        let Some(kept) = kept else { return Ok(None) };
        let fact: RawFact<'_> = serde_json::from_str(&kept.fact).map_err(internal)?;
        let (kind, text) = said(&fact, row);
        Ok(Some(TraceLine {
            points: if scored {
                line.points.to_string()
            } else {
                String::new()
            },
            why: line.why.map(|why| why.as_str().to_owned()),
            source: Some(Source::Fact {
                kind: kind.to_owned(),
                text,
                by: kept.by.clone(),
                at: kept.at,
            }),
        }))
    }
}
