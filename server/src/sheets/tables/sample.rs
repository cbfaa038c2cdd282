//! A worked sample of a table: a made-up town with data in every row, scored like a real one. It
//! shows an office what a table deducts and awards before the office adopts it.

use crate::sheets::workbook::{CellPlace, Remark};
use domain::points::Points;
use domain::scoring::{
    Case, CaseErrors, Finding, Item, Kind, RawFact, Status, Town, TownScore, Value,
};
use domain::table::{Amount, Checkpoint, Indicator, Level, Per, Rule, Scale, Table, Takes};
use domain::time::{Moment, Quarter};
use std::borrow::Cow;

/// The town with data in every row.
const SAMPLE: &str = "sample";
/// The town with the best result, for comparing places.
const BEST: &str = "best";
/// The showcase score (风采展示) of the sample town.
const SHOWCASE: Points = Points::whole(90);
/// The index of the workbook's sheet of indicators.
const INDICATORS: usize = 2;

/// A line for each row of the table, and two for the totals.
///
/// # Errors
/// The made-up data does not fit the table.
pub(crate) fn sample(table: &Table) -> Result<Vec<Remark>, CaseErrors> {
    let case = case(table);
    let scores = case.score(table)?;
    let of = |id: &str| scores.towns.iter().find(|town| town.id == id);
    let (Some(sample), Some(best)) = (of(SAMPLE), of(BEST)) else {
        return Ok(Vec::new());
    };
    let mut lines: Vec<Remark> = Vec::new();
    for (indicator, scored) in table.indicators.iter().zip(&sample.indicators) {
        let values = vec![
            ("row", format!("{} {}", indicator.id, indicator.name.zh)),
            ("what", said(indicator)),
            ("points", scored.points.to_string()),
            ("full", scored.of.to_string()),
        ];
        lines.push(Remark {
            place: CellPlace {
                sheet: INDICATORS,
                line: 0,
                column: None,
            },
            code: "sample",
            values,
        });
    }
    for (code, town) in [("sample-total", sample), ("sample-best", best)] {
        lines.push(total(code, town));
    }
    Ok(lines)
}

fn total(code: &'static str, town: &TownScore<'_>) -> Remark {
    let showcase = town.showcase.unwrap_or_default();
    Remark {
        place: CellPlace {
            sheet: 0,
            line: 0,
            column: None,
        },
        code,
        values: vec![
            ("daily", town.daily.to_string()),
            ("showcase", showcase.to_string()),
            ("total", town.total.to_string()),
        ],
    }
}

fn case(table: &Table) -> Case<'_> {
    let offset = table.utc_offset.seconds();
    let noon = table.effective_from.at(12, 0, 0, 0);
    let noon = jiff::tz::Offset::from_seconds(offset)
        .unwrap_or(jiff::tz::Offset::UTC)
        .to_timestamp(noon)
        .unwrap_or_default();
    let at = Moment::new(noon, offset);
    // With one site and one finding, the mean over sites is the deduction at that site.
    let town = |id: &'static str| Town {
        sites: Some(1),
        ..Town::new(id, id)
    };
    let mut case = Case {
        table: Cow::Borrowed(&table.id),
        quarter: Quarter::of(at, offset),
        towns: vec![town(SAMPLE), town(BEST)],
        findings: Vec::new(),
        facts: Vec::new(),
    };
    for indicator in &table.indicators {
        case.facts.extend(fact(indicator, BEST, true));
        case.facts.extend(fact(indicator, SAMPLE, false));
        case.findings.extend(finding(indicator, at));
    }
    for (town, points) in [(BEST, Points::whole(100)), (SAMPLE, SHOWCASE)] {
        case.facts.push(RawFact {
            showcase: Some(points),
            ..RawFact::blank(town)
        });
    }
    case
}

/// One finding of the row's first checkpoint that deducts points.
fn finding(indicator: &Indicator, at: Moment) -> Option<Finding<'_>> {
    let checkpoint = deducting(indicator).next()?;
    Some(Finding {
        id: Cow::Borrowed(checkpoint.id.as_str()),
        town: Cow::Borrowed(SAMPLE),
        site: Cow::Borrowed("site"),
        visit: Cow::Borrowed("visit"),
        observed_at: at,
        checkpoint: Cow::Borrowed(checkpoint.id.as_str()),
        count: 1,
        status: Status::Confirmed,
        finder: None,
        moved: false,
    })
}

/// The checkpoints that deduct; only rows scored by findings have any.
fn deducting(indicator: &Indicator) -> impl Iterator<Item = &Checkpoint> {
    let checkpoints = indicator.checkpoints.iter();
    checkpoints.filter(|it| it.per != Per::Note)
}

/// The fact of the row that an office would enter, for the best town or the sample.
fn fact<'t>(indicator: &'t Indicator, town: &'static str, best: bool) -> Option<RawFact<'t>> {
    let blank = RawFact {
        indicator: Some(Cow::Borrowed(indicator.id.as_str())),
        ..RawFact::blank(town)
    };
    let id = || Some(Cow::Owned(format!("{}-{town}", indicator.id)));
    match indicator.family().takes() {
        Takes::Nothing => None,
        Takes::Values => {
            let mut fact = blank;
            let items = indicator.rule.asked(true);
            for item in &items {
                item.put(&mut fact, value(indicator, *item, best)?);
            }
            (!items.is_empty()).then_some(fact)
        }
        // The best town has the full points without claims and records.
        _ if best => None,
        Takes::Claims => {
            let level = indicator.rule.levels().first()?;
            Some(RawFact {
                id: id(),
                matter: Some(Cow::Borrowed("样例事项")),
                level: Some(Cow::Borrowed(level.id.as_str())),
                reads: level.reads.map(|reads| u64::from(reads.every)),
                status: Some(Status::Confirmed),
                ..blank
            })
        }
        Takes::Records => {
            let level = indicator.rule.levels().first();
            let amount = level.map(|level| level.amount);
            Some(RawFact {
                id: id(),
                level: level.map(|level| Cow::Borrowed(level.id.as_str())),
                points: least_of(amount.or(indicator.rule.range())?),
                status: Some(Status::Confirmed),
                ..blank
            })
        }
    }
}

/// A value for the best town or the sample; `None` for a gate, which stays open.
fn value(indicator: &Indicator, item: Item, best: bool) -> Option<Value> {
    let of = |points_of_best, points| Value::Points(if best { points_of_best } else { points });
    Some(match (item.kind(Some(indicator)), &indicator.rule) {
        (Kind::Level(levels), _) => Value::Level(tier(levels, best)?.id.clone()),
        (Kind::Truth, _) if item == Item::Shut => return None,
        (Kind::Truth, _) => Value::Truth(best),
        (Kind::Whole(0), _) => Value::Whole(if best { 100 } else { 1 }),
        (Kind::Whole(_), _) => Value::Whole(if best { 1 } else { 2 }),
        (Kind::NoneOr(least, _), _) => of(Points::ZERO, least),
        (Kind::UpTo(most), _) => of(most, nine_tenths(most)),
        (Kind::Decimal, Rule::Metric { scale }) => of(best_of(scale), middle_of(scale)),
        (Kind::Decimal, _) => of(Points::whole(100), Points::whole(50)),
    })
}

/// A value that earns the full points, or the most that the scale gives.
fn best_of(scale: &Scale) -> Points {
    match scale {
        Scale::Linear { full_at, .. } => *full_at,
        Scale::Bands(bands) => bands.first().map_or(Points::ZERO, |band| band.from),
        // More steps than any row has.
        Scale::Steps { at, each, .. } => {
            let far = each.times(10_000).unwrap_or_default();
            at.plus(far).unwrap_or(*at)
        }
    }
}

/// A value that need not earn the full points: the middle, the last band or the first step.
fn middle_of(scale: &Scale) -> Points {
    match scale {
        Scale::Linear { none_at, full_at } => {
            let both = none_at.plus(*full_at);
            both.and_then(|both| both.over(2)).unwrap_or(*none_at)
        }
        Scale::Bands(bands) => bands.last().map_or(Points::ZERO, |band| band.from),
        Scale::Steps { at, .. } => *at,
    }
}

/// The tier with the most points, or with the least.
fn tier(levels: &[Level], best: bool) -> Option<&Level> {
    let worth = |level: &&Level| match level.amount {
        Amount::Fixed(points) => points,
        Amount::Range { most, .. } => most,
    };
    match best {
        true => levels.iter().max_by_key(worth),
        false => levels.iter().min_by_key(worth),
    }
}

/// The points that a record must state; none if its level is fixed.
fn least_of(amount: Amount) -> Option<Points> {
    match amount {
        Amount::Fixed(_) => None,
        Amount::Range { least, .. } => Some(least),
    }
}

fn nine_tenths(points: Points) -> Points {
    let tenth = points.over(10).unwrap_or_default();
    Points::sum([tenth; 9]).unwrap_or_default()
}

/// The sample town's data in the row, in words.
fn said(indicator: &Indicator) -> String {
    let levels = indicator.rule.levels();
    let first = levels.first().map(|level| level.name.zh.as_str());
    match indicator.family().takes() {
        Takes::Nothing => {
            let mut takes = deducting(indicator);
            takes.next().map_or_else(
                || "没有问题".to_owned(),
                |it| format!("查出“{}”一处", it.name.zh),
            )
        }
        Takes::Values => said_value(indicator),
        Takes::Claims => format!("“{}”一项", first.unwrap_or_default()),
        Takes::Records => match (first, indicator.rule.range()) {
            (Some(first), _) => format!("“{first}”一次"),
            (None, Some(range)) => {
                let least = least_of(range).unwrap_or_default();
                format!("减 {least} 分一次")
            }
            (None, None) => String::new(),
        },
    }
}

fn said_value(indicator: &Indicator) -> String {
    let items = indicator.rule.asked(true);
    let item = items.first().copied();
    let text = match item.and_then(|item| value(indicator, item, false)) {
        Some(Value::Level(id)) => indicator.rule.level(&id).map(|it| it.name.zh.clone()),
        value => value.map(|value| value.text()),
    };
    let text = text.unwrap_or_default();
    match item {
        Some(Item::Tier) => format!("评为“{text}”"),
        Some(Item::FullCoverage | Item::Stations) => "未全覆盖，标杆型站 1 个".to_owned(),
        Some(Item::Judgement) => format!("视情扣 {text} 分"),
        Some(Item::Rank) => format!("第 {text} 名"),
        Some(Item::Month(_)) => format!("每月 {text} 分"),
        Some(Item::Metric) => format!("指标值 {text}"),
        Some(Item::Shut) | None => "没有发生".to_owned(),
        Some(_) => text,
    }
}
