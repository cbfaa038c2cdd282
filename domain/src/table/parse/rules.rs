//! Reads an indicator's rule: its family and the family's parameters.

use super::faults::Faults;
use super::names::called;
use super::reader::{Fields, Value};
use super::words::only_texts;
use crate::points::Points;
use crate::table::rule::{BARS, How, Parameter};
use crate::table::slug::is_slug;
use crate::table::{Across, Amount, Band, Bar, Effects, Family, Level, Reads, Rule, Scale, Takes};
use serde_json::{Map, Value as Json, json};

/// The most decimals of points in a table: enough for any regulation, and few enough that products
/// with counts and weights stay exact.
pub(super) const MOST_DECIMALS: u32 = 4;
/// More points than any indicator of any regulation has.
const MOST_POINTS: Points = Points::whole(10_000);

/// Reads the rule of an indicator whose full points are `full`.
pub(super) fn read(
    what: &str,
    value: Value<'_, '_>,
    full: Points,
    faults: &mut Faults<'_>,
) -> Option<Rule> {
    let mut fields = Fields::of(what, value, faults)?;
    let families = Family::ALL.map(|family| (family.as_str(), family));
    let family = fields.choice("family", &families, faults)?;
    let mut given = Map::new();
    for parameter in family.parameters() {
        let value = parameter_of(&mut fields, *parameter, &given, full, faults);
        given.extend(value.map(|value| (parameter.key.to_owned(), value)));
    }
    let rule: Rule = match serde_json::from_value(json!({ (family.as_str()): given })) {
        Ok(rule) => rule,
        Err(error) => {
            // Only if a parameter's type does not fit what it takes.
            faults.at(&fields.span(), format!("{what}: {error}"), "计分规则有误");
            return None;
        }
    };
    sum_or_rescaled(&rule, &fields, faults);
    fields.finish(faults);
    Some(rule)
}

/// Reads a parameter; `None` if it is left out. `given` are those before it.
fn parameter_of(
    fields: &mut Fields<'_, '_>,
    parameter: Parameter,
    given: &Map<String, Json>,
    full: Points,
    faults: &mut Faults<'_>,
) -> Option<Json> {
    let key = parameter.key;
    Some(match parameter.how {
        How::UpToFull => json!(within_full(fields, key, full, faults)),
        How::UpToFullFrom(least) => {
            let most = within_full(fields, key, full, faults);
            let before = given.get(least).and_then(Json::as_str);
            if let Some(before) = before.and_then(|it| it.parse().ok()) {
                not_below(fields, (least, before), (key, most), faults);
            }
            json!(most)
        }
        How::AboveZero => json!(positive(fields, key, faults)),
        How::Whole(least, most) if parameter.needed => {
            json!(fields.integer(key, least..=most, faults))
        }
        How::Whole(least, most) => json!(fields.optional_integer(key, least..=most, faults)?),
        How::OneOf(words) => {
            let words: Vec<_> = words.iter().map(|(_, word)| (*word, *word)).collect();
            let first = words.first().map(|(_, word)| *word);
            json!(fields.optional_choice(key, &words, faults).or(first)?)
        }
        How::Flag => json!(fields.flag(key, faults)),
        How::Levels(Takes::Records) if fields.optional(key).is_none() => json!([]),
        How::Levels(takes) => json!(levels(fields, takes, full, faults)),
        How::RangeWithoutLevels if fields.has("levels") => return None,
        How::RangeWithoutLevels => {
            let (least, most) = range(fields, full, faults);
            json!(Amount::Range { least, most })
        }
        How::Scale => json!(scale(fields, full, faults)),
        How::Effects => json!(effects(fields, faults)),
    })
}

fn sum_or_rescaled(rule: &Rule, fields: &Fields<'_, '_>, faults: &mut Faults<'_>) {
    if let Rule::Deduct {
        across: Across::Mean,
        rescale: true,
    } = rule
    {
        faults.at(
            &fields.span_of("rescale"),
            format!(
                "{}: `rescale` looks at the town whole, `across = \"mean\"` at each site: one of them",
                fields.what()
            ),
            "“不涉及折算”按全镇办计，不能与“按对象平均”同用",
        );
    }
}

/// Reads the scale of a metric. The keys tell its kind: bands, linear, or else steps.
fn scale(fields: &mut Fields<'_, '_>, full: Points, faults: &mut Faults<'_>) -> Scale {
    if fields.has("bands") {
        return Scale::Bands(bands(fields, full, faults));
    }
    if fields.has("none_at") || fields.has("full_at") {
        let (none_at, full_at) = (
            figure(fields, "none_at", faults),
            figure(fields, "full_at", faults),
        );
        if none_at == full_at {
            faults.at(
                &fields.span_of("full_at"),
                format!(
                    "{}: `none_at` and `full_at` are both {full_at}",
                    fields.what()
                ),
                format!("零分值和满分值都是 {full_at}"),
            );
        }
        return Scale::Linear { none_at, full_at };
    }
    Scale::Steps {
        base: within_full(fields, "base", full, faults),
        at: figure(fields, "at", faults),
        each: positive(fields, "each", faults),
        step: within_full(fields, "step", full, faults),
    }
}

/// Reads the effects of a gate; a gate without one is a fault.
fn effects(fields: &mut Fields<'_, '_>, faults: &mut Faults<'_>) -> Effects {
    let before = faults.count();
    let bar = |word: &str| Bar::ALL.into_iter().find(|bar| bar.as_str() == word);
    let bars = BARS
        .iter()
        .filter_map(|(_, word)| Some((*word, bar(word)?)));
    let bars: Vec<(&str, Bar)> = bars.collect();
    let effects = Effects {
        zero: only_texts(fields.texts("zero", faults)),
        cap_daily: cap(fields, "cap_daily", faults),
        cap_final: cap(fields, "cap_final", faults),
        bar: fields.optional_choice("bar", &bars, faults),
    };
    if effects == Effects::default() && faults.count() == before {
        faults.at(
            &fields.span(),
            format!(
                "{}: a gate does one thing at least: `zero`, `cap_daily`, `cap_final` or `bar`",
                fields.what()
            ),
            "否决的指标至少填一项后果：不得分指标、日常评估上限、总分上限、取消资格",
        );
    }
    effects
}

fn cap(fields: &mut Fields<'_, '_>, key: &'static str, faults: &mut Faults<'_>) -> Option<Points> {
    fields.has(key).then(|| {
        // No row limits a cap: only the bounds of all points apply.
        within_full(fields, key, Points::ZERO, faults)
    })
}

/// Reads bands, in descending order of value and of points.
fn bands(fields: &mut Fields<'_, '_>, full: Points, faults: &mut Faults<'_>) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    for value in fields.some_items("bands", faults) {
        let what = format!("a band of {}", fields.what());
        let Some(mut band) = Fields::of(what, value, faults) else {
            continue;
        };
        let from = figure(&mut band, "from", faults);
        let points = within_full(&mut band, "points", full, faults);
        if bands
            .last()
            .is_some_and(|before| before.from <= from || before.points <= points)
        {
            faults.at(
                &band.span(),
                format!("{}: bands go down, value and points both", fields.what()),
                "分段由高到低填写，指标值和分值都应当逐段降低",
            );
        }
        band.finish(faults);
        bands.push(Band { from, points });
    }
    bands
}

/// Reads a value of a metric: of any sign, with few decimals.
fn figure(fields: &mut Fields<'_, '_>, key: &'static str, faults: &mut Faults<'_>) -> Points {
    let figure = fields.points(key, faults);
    if !figure.has_decimals_at_most(MOST_DECIMALS) {
        faults.at(
            &fields.span_of(key),
            format!(
                "{}: `{key}` has more than {MOST_DECIMALS} decimals",
                fields.what()
            ),
            format!("{}最多四位小数", called(key)),
        );
    }
    figure
}

fn levels(
    fields: &mut Fields<'_, '_>,
    takes: Takes,
    full: Points,
    faults: &mut Faults<'_>,
) -> Vec<Level> {
    let may_have_reads = takes == Takes::Claims;
    // A tier or claim has no points of its own, so its level must fix them.
    let may_have_range = takes == Takes::Records;
    let mut levels: Vec<Level> = Vec::new();
    for value in fields.some_items("levels", faults) {
        let what = format!("a level of {}", fields.what());
        let Some(mut level) = Fields::of(what, value, faults) else {
            continue;
        };
        let id = level.text("id", faults);
        if !id.is_empty() && !is_slug(&id) {
            faults.at(
                &level.span_of("id"),
                format!("`{id}` is no id: use a-z, 0-9 and `-`"),
                format!("“{id}”不能作档次的编号：只用小写字母、数字和连字符"),
            );
        }
        if levels.iter().any(|known| known.id == id) && !id.is_empty() {
            faults.at(
                &level.span_of("id"),
                format!("{}: the level `{id}` is listed twice", fields.what()),
                format!("档次“{id}”重复"),
            );
        }
        let name = level.words("name", "name_en", faults);
        let amount = if level.has("least") || level.has("most") {
            if !may_have_range {
                faults.at(
                    &level.span(),
                    format!("{}: a range belongs to a penalty", fields.what()),
                    "只有减分的档次可以填最少、最多",
                );
            }
            let (least, most) = range(&mut level, full, faults);
            Amount::Range { least, most }
        } else {
            Amount::Fixed(within_full(&mut level, "points", full, faults))
        };
        let reads = level.optional("reads").and_then(|value| {
            if !may_have_reads {
                faults.at(
                    &value.span(),
                    format!("{}: `reads` belongs to a bonus", fields.what()),
                    "只有加分的档次可以按阅读量加分",
                );
            }
            let mut reads = Fields::of(format!("`reads` of {}", fields.what()), value, faults)?;
            let read = Reads {
                every: u32::try_from(reads.integer("every", 1..=1_000_000_000, faults))
                    .unwrap_or(1),
                points: within_full(&mut reads, "points", full, faults),
                most: within_full(&mut reads, "most", full, faults),
            };
            reads.finish(faults);
            Some(read)
        });
        level.finish(faults);
        levels.push(Level {
            id,
            name,
            amount,
            reads,
        });
    }
    levels
}

fn range(fields: &mut Fields<'_, '_>, full: Points, faults: &mut Faults<'_>) -> (Points, Points) {
    let least = within_full(fields, "least", full, faults);
    let most = within_full(fields, "most", full, faults);
    not_below(fields, ("least", least), ("most", most), faults);
    (least, most)
}

fn not_below(
    fields: &Fields<'_, '_>,
    (least_key, least): (&str, Points),
    (key, most): (&str, Points),
    faults: &mut Faults<'_>,
) {
    if most < least {
        faults.at(
            &fields.span_of(key),
            format!(
                "{}: `{key}` {most} is below `{least_key}` {least}",
                fields.what()
            ),
            format!("最多 {most} 小于最少 {least}"),
        );
    }
}

/// Reads points from 0 to the indicator's full points; a `full` of zero sets no limit.
pub(super) fn within_full(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    full: Points,
    faults: &mut Faults<'_>,
) -> Points {
    let points = fields.points(key, faults);
    if let Some(reason) = unfit(points) {
        faults.at(
            &fields.span_of(key),
            format!("{}: `{key}` {reason}", fields.what()),
            format!("{}{}", called(key), unfit_zh(points)),
        );
    } else if points > full.abs() && !full.is_zero() {
        faults.at(
            &fields.span_of(key),
            format!(
                "{}: `{key}` is {points}, above the indicator's {full}",
                fields.what()
            ),
            format!("{}为 {points}，超过本指标的 {full} 分", called(key)),
        );
    }
    points
}

fn positive(fields: &mut Fields<'_, '_>, key: &'static str, faults: &mut Faults<'_>) -> Points {
    let before = faults.count();
    let points = fields.points(key, faults);
    let reason = unfit(points).or(points.is_zero().then_some("must be above 0"));
    if let (Some(reason), true) = (reason, faults.count() == before) {
        faults.at(
            &fields.span_of(key),
            format!("{}: `{key}` {reason}", fields.what()),
            match points.is_zero() {
                true => format!("{}应当大于 0", called(key)),
                false => format!("{}{}", called(key), unfit_zh(points)),
            },
        );
    }
    points
}

/// Why points are not allowed in a table; `None` if they are.
pub(super) fn unfit(points: Points) -> Option<&'static str> {
    if points.is_negative() {
        Some("is below 0")
    } else if points > MOST_POINTS {
        Some("is above 10000")
    } else if !points.has_decimals_at_most(MOST_DECIMALS) {
        Some("has more than 4 decimals")
    } else {
        None
    }
}

/// The same in Chinese.
pub(super) fn unfit_zh(points: Points) -> &'static str {
    if points.is_negative() {
        "不能小于 0"
    } else if points > MOST_POINTS {
        "不能大于 10000"
    } else {
        "最多四位小数"
    }
}
