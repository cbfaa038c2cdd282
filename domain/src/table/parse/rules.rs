//! Reads an indicator's rule: its family and the family's parameters.

use super::faults::Faults;
use super::names::called;
use super::reader::{Fields, Value};
use super::words::only_texts;
use crate::points::Points;
use crate::table::slug::is_slug;
use crate::table::{Across, Amount, Band, Bar, Effects, Family, Level, Reads, Rule, Scale, Ties};

/// The most decimals of points in a table: enough for any regulation, and few enough that products
/// with counts and weights stay exact.
pub(super) const MOST_DECIMALS: u32 = 4;
/// More points than any indicator of any regulation has.
const MOST_POINTS: Points = Points::whole(10_000);

const ACROSS: &[(&str, Across)] = &[("sum", Across::Sum), ("mean", Across::Mean)];
const BARS: &[(&str, Bar)] = &[("good", Bar::Good), ("flag", Bar::Flag)];
const TIES: &[(&str, Ties)] = &[("competition", Ties::Competition), ("dense", Ties::Dense)];

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
    let rule = match family {
        Family::Tier => Rule::Tier {
            levels: levels(&mut fields, family, full, faults),
        },
        Family::Coverage => Rule::Coverage {
            full_coverage: within_full(&mut fields, "full_coverage", full, faults),
            each_station: within_full(&mut fields, "each_station", full, faults),
        },
        Family::Deduct => deduct(&mut fields, faults),
        Family::Judgement => {
            let (least, most) = range(&mut fields, full, faults);
            Rule::Judgement { least, most }
        }
        Family::Rank => Rule::Rank {
            step: within_full(&mut fields, "step", full, faults),
            ties: fields
                .optional_choice("ties", TIES, faults)
                .unwrap_or_default(),
        },
        Family::Average => Rule::Average {
            months: u8::try_from(fields.integer("months", 1..=12, faults)).unwrap_or(1),
            out_of: positive(&mut fields, "out_of", faults),
        },
        Family::Metric => Rule::Metric {
            scale: scale(&mut fields, full, faults),
        },
        Family::Gate => Rule::Gate {
            findings: fields
                .optional_integer("findings", 1..=9999, faults)
                .and_then(|it| u32::try_from(it).ok()),
            effects: effects(&mut fields, faults),
        },
        Family::Bonus => Rule::Bonus {
            levels: levels(&mut fields, family, full, faults),
        },
        Family::Penalty => penalty(&mut fields, full, faults),
    };
    fields.finish(faults);
    Some(rule)
}

fn deduct(fields: &mut Fields<'_, '_>, faults: &mut Faults<'_>) -> Rule {
    let across = fields.optional_choice("across", ACROSS, faults);
    let (across, rescale) = (across.unwrap_or_default(), fields.flag("rescale", faults));
    if rescale && across == Across::Mean {
        faults.at(
            &fields.span_of("rescale"),
            format!(
                "{}: `rescale` looks at the town whole, `across = \"mean\"` at each site: one of them",
                fields.what()
            ),
            "“不涉及折算”按全镇办计，不能与“按对象平均”同用",
        );
    }
    Rule::Deduct { across, rescale }
}

fn penalty(fields: &mut Fields<'_, '_>, full: Points, faults: &mut Faults<'_>) -> Rule {
    let without_levels = fields.optional("levels").is_none();
    let levels = if without_levels {
        Vec::new()
    } else {
        levels(fields, Family::Penalty, full, faults)
    };
    let range = without_levels.then(|| {
        let (least, most) = range(fields, full, faults);
        Amount::Range { least, most }
    });
    Rule::Penalty { levels, range }
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
    let effects = Effects {
        zero: only_texts(fields.texts("zero", faults)),
        cap_daily: cap(fields, "cap_daily", faults),
        cap_final: cap(fields, "cap_final", faults),
        bar: fields.optional_choice("bar", BARS, faults),
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
    family: Family,
    full: Points,
    faults: &mut Faults<'_>,
) -> Vec<Level> {
    let may_have_reads = family == Family::Bonus;
    // A tier or claim has no points of its own, so its level must fix them.
    let may_have_range = family == Family::Penalty;
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
    if most < least {
        faults.at(
            &fields.span_of("most"),
            format!("{}: `most` {most} is below `least` {least}", fields.what()),
            format!("最多 {most} 小于最少 {least}"),
        );
    }
    (least, most)
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
