//! Reads one checkpoint of a table's file.

use super::check::CheckpointPlaces;
use super::faults::{Faults, Span};
use super::reader::{Fields, Value};
use super::rules::within_full;
use super::words::words;
use crate::ids::CheckpointId;
use crate::inspection::FinderLevel;
use crate::points::Points;
use crate::table::{Applies, ByFinder, Checkpoint, Per, Scope, Walk};

const APPLIES: &[(&str, Applies)] = &[
    ("centre", Applies::Centre),
    ("station", Applies::Station),
    ("both", Applies::Both),
];

const PER: &[(&str, Per)] = &[
    ("item", Per::Item),
    ("occurrence", Per::Occurrence),
    ("count", Per::Count),
    ("once", Per::Once),
    ("note", Per::Note),
];

const SCOPE: &[(&str, Scope)] = &[("site", Scope::Site), ("town", Scope::Town)];

const WALK: &[(&str, Walk)] = &[
    ("entrance", Walk::Entrance),
    ("hall", Walk::Hall),
    ("window", Walk::Window),
    ("board", Walk::Board),
    ("self-service", Walk::SelfService),
    ("files", Walk::Files),
];

pub(super) fn read(
    value: Value<'_, '_>,
    indicator: &str,
    full: Points,
    spans: &mut Vec<CheckpointPlaces>,
    faults: &mut Faults<'_>,
) -> Option<Checkpoint> {
    let mut fields = Fields::of("checkpoint", value, faults)?;
    let text = fields.text("id", faults);
    let id = match text.parse::<CheckpointId>() {
        Ok(id) => {
            if id.indicator() != indicator {
                faults.at(
                    &fields.span_of("id"),
                    format!("checkpoint {id} stands under indicator {indicator}: its id must begin with `{indicator}/`"), format!("检查要点的编号应当以“{indicator}/”开头"));
            }
            Some(id)
        }
        Err(bad) => {
            if !text.is_empty() {
                faults.at(
                    &fields.span_of("id"),
                    bad.to_string(),
                    format!("“{text}”不能作检查要点的编号，写法如 1.3/wheelchair"),
                );
            }
            None
        }
    };
    if !text.is_empty() {
        fields = fields.called(format!("checkpoint {text}"));
    }
    let name = fields.words("name", "name_en", faults);
    let requirement = fields.words("requirement", "requirement_en", faults);
    let applies = fields.choice("applies", APPLIES, faults);
    let per = fields.choice("per", PER, faults);
    let scope = fields.optional_choice("scope", SCOPE, faults);
    if scope.is_some() && per.is_some_and(|per| per != Per::Item) {
        faults.at(
            &fields.span_of("scope"),
            format!("{}: `scope` belongs to `per = \"item\"`", fields.what()),
            "只有计次为“每缺1项”（item）的才填范围",
        );
    }
    let points = read_points(&mut fields, per, full, faults);
    let again = again(&mut fields, per, full, faults);
    let most = most(&mut fields, per, (points, full), faults);
    let finders = finders(&mut fields, per, full, faults);
    let phrases = fields
        .items("phrases", faults)
        .into_iter()
        .filter_map(|value| words(&format!("checkpoint {text}: a phrase"), value, faults))
        .collect();
    let walk = fields.choice("walk", WALK, faults);
    let note_required = fields.flag("note_required", faults);
    let photo = fields.flag("photo", faults);
    let mut places = CheckpointPlaces {
        id: fields.span_of("id"),
        ..CheckpointPlaces::default()
    };
    let related = ids(&mut fields, "related", &mut places.related, faults);
    let implies_not_applicable = ids(
        &mut fields,
        "implies_not_applicable",
        &mut places.implied,
        faults,
    );
    fields.finish(faults);
    // Without these four there is no checkpoint; their faults are noted above.
    let (Some(id), Some(applies), Some(per), Some(walk)) = (id, applies, per, walk) else {
        return None;
    };
    spans.push(places);
    Some(Checkpoint {
        id,
        name,
        requirement,
        applies,
        per,
        scope: scope.unwrap_or_default(),
        points,
        again,
        most,
        finders,
        phrases,
        walk,
        note_required,
        photo,
        related,
        implies_not_applicable,
    })
}

fn read_points(
    fields: &mut Fields<'_, '_>,
    per: Option<Per>,
    full: Points,
    faults: &mut Faults<'_>,
) -> Points {
    if per == Some(Per::Note) {
        if fields.optional("points").is_some() {
            faults.at(
                &fields.span_of("points"),
                format!("{}: a `note` carries no points", fields.what()),
                "计次为“只记录”（note）的不填扣分",
            );
        }
        return Points::ZERO;
    }
    let before = faults.count();
    let points = fields.points("points", faults);
    if faults.count() > before {
        return points;
    }
    let reason = if points <= Points::ZERO {
        Some(("must be above 0".to_owned(), "扣分应当大于 0".to_owned()))
    } else if points > full.abs() {
        Some((
            format!("is {points}, above the indicator's {full}"),
            format!("扣分 {points} 超过本指标的 {full} 分"),
        ))
    } else if !points.has_decimals_at_most(super::rules::MOST_DECIMALS) {
        Some((
            "has more than 4 decimals".to_owned(),
            "扣分超过四位小数".to_owned(),
        ))
    } else {
        None
    };
    if let Some((reason, zh)) = reason {
        faults.at(
            &fields.span_of("points"),
            format!("{}: `points` {reason}", fields.what()),
            zh,
        );
    }
    points
}

/// Reads `again`; a fault where nothing is deducted twice.
fn again(
    fields: &mut Fields<'_, '_>,
    per: Option<Per>,
    full: Points,
    faults: &mut Faults<'_>,
) -> Option<Points> {
    let again = fields
        .has("again")
        .then(|| within_full(fields, "again", full, faults))?;
    if matches!(per, Some(Per::Once | Per::Note)) {
        faults.at(
            &fields.span_of("again"),
            format!(
                "{}: nothing is taken a second time: `again` has no place here",
                fields.what()
            ),
            "计次为“全季度一次”“只记录”的不填再次加扣",
        );
    }
    Some(again)
}

/// Reads `most`, which cannot be less than one finding deducts.
fn most(
    fields: &mut Fields<'_, '_>,
    per: Option<Per>,
    (points, full): (Points, Points),
    faults: &mut Faults<'_>,
) -> Option<Points> {
    let most = fields
        .has("most")
        .then(|| within_full(fields, "most", full, faults))?;
    if per == Some(Per::Note) || most < points {
        faults.at(
            &fields.span_of("most"),
            format!(
                "{}: `most` is {most}, below what one finding takes",
                fields.what()
            ),
            "最多扣不能小于每次扣分；“只记录”的不填",
        );
    }
    Some(most)
}

/// Reads the points by finder.
fn finders(
    fields: &mut Fields<'_, '_>,
    per: Option<Per>,
    full: Points,
    faults: &mut Faults<'_>,
) -> Vec<ByFinder> {
    let Some(value) = fields.optional("finders") else {
        return Vec::new();
    };
    let what = format!("`finders` of {}", fields.what());
    let Some(mut of) = Fields::of(what, value, faults) else {
        return Vec::new();
    };
    if per == Some(Per::Note) {
        faults.at(
            &of.span(),
            format!("{}: a `note` carries no points", fields.what()),
            "计次为“只记录”（note）的不填扣分",
        );
    }
    let mut finders = Vec::new();
    for finder in FinderLevel::ALL {
        let key = finder.as_str();
        if of.has(key) {
            let points = within_full(&mut of, key, full, faults);
            finders.push(ByFinder { finder, points });
        }
    }
    of.finish(faults);
    finders
}

fn ids(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    spans: &mut Vec<Span>,
    faults: &mut Faults<'_>,
) -> Vec<CheckpointId> {
    let mut read = Vec::new();
    for (span, text) in fields.texts(key, faults) {
        match text.parse() {
            Ok(id) => {
                read.push(id);
                spans.push(span);
            }
            Err(_) if text.is_empty() => {}
            Err(bad) => faults.at(
                &span,
                format!("{}: `{key}`: {bad}", fields.what()),
                format!("“{text}”不是检查要点的编号，写法如 1.3/wheelchair"),
            ),
        }
    }
    read
}
