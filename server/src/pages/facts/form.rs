//! The form of a row: current and earlier facts, last quarter's values, and findings of visits.

use super::cells::Shape;
use super::past::past;
use crate::pages::facts::port::FactsPort;
use crate::problem::{failed, internal, to_app_error};
use crate::quarter::evaluation::{Evaluation, held_back};
use crate::quarter::permits::Permit;
use crate::store::KeptFact;
use app::api::facts::{
    FactsForm, FactsLine, FactsQuery, FormOf, FoundHere, Priceable, SHOWCASE, WAIVERS,
};
use app::error::AppError;
use domain::ids::TownId;
use domain::scoring::{RawFact, Status};
use domain::table::Family;
use domain::time::Quarter;

/// How many blank lines follow in a row that accepts any number of facts.
const BLANK: usize = 3;

/// A current fact of the row, as stored and parsed.
type Entered<'e> = (&'e KeptFact, RawFact<'e>);

pub(super) async fn form(
    port: &FactsPort,
    permit: &Permit,
    evaluation: &Evaluation,
    row: &str,
    query: &FactsQuery,
    open: bool,
) -> Result<FactsForm, AppError> {
    let table = &evaluation.table;
    let plain = Shape::of(table, row, false, 0).ok_or_else(|| AppError::not_found("row"))?;
    let mut standing: Vec<Entered<'_>> = Vec::new();
    for kept in evaluation.entered() {
        let fact: RawFact<'_> = serde_json::from_str(&kept.fact).map_err(internal)?;
        if plain.holds(&fact) {
            standing.push((kept, fact));
        }
    }
    let ranks = match query.by.as_deref() {
        Some(by) => by == "rank",
        None => standing.iter().any(|(_, fact)| fact.rank.is_some()),
    };
    let (sheets, strike) = sheets_of(&standing);
    let judges = query.judges.unwrap_or(sheets);
    let mut shape =
        Shape::of(table, row, ranks, judges).ok_or_else(|| AppError::not_found("row"))?;
    shape.strike = strike;
    let enters = match row {
        SHOWCASE | WAIVERS => permit.supervises,
        row => permit.enters(table, row),
    };
    let mut goes_on = None;
    let mut lines = Vec::new();
    if shape.of.is_open() {
        for (kept, fact) in &standing {
            lines.push(line_of(evaluation, &shape, &kept.town, Some((kept, fact)))?);
        }
    } else {
        let before = earlier(port, evaluation.quarter, &shape).await?;
        // Tiers and coverage remain valid until something is accepted anew.
        let stays = matches!(shape.of, FormOf::Row(Family::Tier | Family::Coverage));
        goes_on = before.first().map(|it| it.0).filter(|_| stays);
        for (town, _) in &evaluation.towns {
            let here = standing.iter().find(|(kept, _)| kept.town == *town);
            let mut line = line_of(
                evaluation,
                &shape,
                town,
                here.map(|(kept, fact)| (*kept, fact)),
            )?;
            for (quarter, towns) in &before {
                let mut towns = towns.iter();
                let own = towns.find(|(of, _)| of == town);
                let own = own.map(|(_, values)| (*quarter, values.clone()));
                line.earlier.extend(own);
            }
            if enters {
                line.findings = found(evaluation, &shape, town)?;
            }
            lines.push(line);
        }
    }
    let store = port.store.as_ref();
    let held = held_back(store, evaluation.quarter, evaluation.published).await;
    let held = held.map_err(failed)?;
    let quarter = evaluation.quarter.to_string();
    let log = store.fact_log(&quarter).await.map_err(to_app_error)?;
    for line in &mut lines {
        line.held = held.contains(&(line.town.clone(), line.slot.clone()));
        let values = log.values(&line.town, &line.slot);
        line.history = values
            .map(|it| past(&shape, it))
            .collect::<Result<_, _>>()?;
    }
    let head = port.store.row_head(&quarter, row).await;
    Ok(FactsForm {
        row: row.to_owned(),
        of: shape.of,
        standard: shape
            .indicator
            .map_or_else(String::new, |it| it.standard.clone()),
        lines,
        towns: evaluation.towns.clone(),
        fresh: fresh(&shape),
        findings: if shape.of == FormOf::Row(Family::Penalty) {
            priceable(port, evaluation).await?
        } else {
            Vec::new()
        },
        goes_on,
        enters: enters && open,
        signs: open && row != WAIVERS && permit.signs(table, row),
        stands_in: open && row != WAIVERS && permit.stands_in(table, row),
        head: head.map_err(to_app_error)?,
        strike: shape.strike,
        columns: shape.columns,
    })
}

/// The slots of new lines; the slot of a waiver is the row that it names.
fn fresh(shape: &Shape<'_>) -> Vec<String> {
    let slot = |_| match shape.id {
        WAIVERS => String::new(),
        _ => uuid::Uuid::now_v7().to_string(),
    };
    let blank = if shape.of.is_open() { BLANK } else { 0 };
    (0..blank).map(slot).collect()
}

/// The number of judges' sheets, and whether the highest and the lowest are struck.
fn sheets_of(standing: &[Entered<'_>]) -> (u8, bool) {
    let mut most = (0, true);
    for (kept, _) in standing {
        let basis = kept.basis.as_deref().unwrap_or_default();
        let basis: serde_json::Value = serde_json::from_str(basis).unwrap_or_default();
        let sheets = basis["judges"].as_array().map_or(0, Vec::len);
        let sheets = u8::try_from(sheets).unwrap_or(u8::MAX);
        if sheets > most.0 {
            most = (sheets, basis["strike"].as_bool().unwrap_or(false));
        }
    }
    most
}

fn line_of(
    evaluation: &Evaluation,
    shape: &Shape<'_>,
    town: &TownId,
    here: Option<(&KeptFact, &RawFact<'_>)>,
) -> Result<FactsLine, AppError> {
    let mut towns = evaluation.towns.iter();
    let name = towns.find(|(id, _)| id == town);
    let waives = |fact: &RawFact<'_>| fact.waive.is_some() && shape.id != WAIVERS;
    let values = match here {
        Some((kept, fact)) if !waives(fact) => shape.values(fact, kept.basis.as_deref()),
        _ => vec![String::new(); shape.columns.len()],
    };
    let fact = here.map(|(_, fact)| fact);
    let waived = fact.filter(|fact| waives(fact)).and_then(|it| it.points);
    let made = fact.and_then(|fact| fact.showcase);
    Ok(FactsLine {
        town: town.clone(),
        town_name: name.map_or_else(|| town.to_string(), |(_, name)| name.clone()),
        slot: here.map_or_else(|| shape.id.to_owned(), |(kept, _)| kept.slot.clone()),
        seen: here.map_or(0, |(kept, _)| kept.number),
        values,
        made: made.map(|points| points.to_string()),
        waived: waived.map(|points| points.to_string()),
        aside: here.is_some_and(|(kept, _)| evaluation.aside.contains(kept)),
        held: false,
        earlier: Vec::new(),
        findings: Vec::new(),
        history: Vec::new(),
    })
}

/// The values of the towns in a quarter.
type OfTowns = Vec<(TownId, Vec<String>)>;

/// The values in the same columns in the previous quarter and in earlier ones of the year, newest
/// first.
async fn earlier(
    port: &FactsPort,
    quarter: Quarter,
    shape: &Shape<'_>,
) -> Result<Vec<(Quarter, OfTowns)>, AppError> {
    let quarters = port.store.quarters().await.map_err(to_app_error)?;
    let mut known: Vec<Quarter> = quarters.0.iter().map(|it| it.quarter).collect();
    known.retain(|it| *it < quarter);
    known.sort_unstable();
    let mut found = Vec::new();
    for (age, before) in known.into_iter().rev().enumerate() {
        if age > 0 && before.year() != quarter.year() {
            break;
        }
        let facts = port.store.facts(&before.to_string()).await;
        let mut towns = Vec::new();
        for kept in &facts.map_err(to_app_error)?.0 {
            let fact: RawFact<'_> = serde_json::from_str(&kept.fact).map_err(internal)?;
            if shape.holds(&fact) && fact.waive.is_none() {
                let values = shape.values(&fact, kept.basis.as_deref());
                towns.push((kept.town.clone(), values));
            }
        }
        found.push((before, towns));
    }
    Ok(found)
}

/// Every finding that is not rejected, in words, latest first.
async fn priceable(port: &FactsPort, evaluation: &Evaluation) -> Result<Vec<Priceable>, AppError> {
    let sites = evaluation
        .sites(port.store.as_ref())
        .await
        .map_err(failed)?;
    let mut found = Vec::new();
    for (town, it) in &evaluation.findings {
        if it.state.scoring() == Status::Rejected {
            continue;
        }
        let site = sites.get(&it.site).unwrap_or(&it.site);
        let known = evaluation.table.checkpoint_str(&it.checkpoint);
        let name = known.map(|(_, checkpoint)| &checkpoint.name);
        let row = it.checkpoint.split('/').next().unwrap_or_default();
        let one = Priceable {
            town: town.clone(),
            id: it.id.clone(),
            day: it.counted_at.civil().date().to_string(),
            site: site.clone(),
            row: row.to_owned(),
            name: name.map_or_else(|| it.checkpoint.clone(), |name| name.zh.clone()),
            name_en: name.and_then(|name| name.en.clone()),
        };
        found.push((it.counted_at.timestamp(), one));
    }
    found.sort_by(|(a, of_a), (b, of_b)| (b, &of_b.id).cmp(&(a, &of_a.id)));
    Ok(found.into_iter().map(|(_, one)| one).collect())
}

/// The confirmed or waiting findings of the row's checkpoints in a town.
fn found(
    evaluation: &Evaluation,
    shape: &Shape<'_>,
    town: &TownId,
) -> Result<Vec<FoundHere>, AppError> {
    let Some(row) = shape.indicator else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for (of, it) in &evaluation.findings {
        let status = it.state.scoring();
        if of != town || status == Status::Rejected {
            continue;
        }
        if let Some(checkpoint) = row.checkpoint(&it.checkpoint) {
            found.push(FoundHere {
                id: it.id.parse().map_err(internal)?,
                name: checkpoint.name.zh.clone(),
                name_en: checkpoint.name.en.clone(),
                waits: status == Status::Pending,
            });
        }
    }
    Ok(found)
}
