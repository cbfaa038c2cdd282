//! Reads a table's TOML file. Every fault is reported with line, column and reason, several at
//! once; a file with a fault is rejected.

mod check;
mod checkpoints;
mod faults;
mod names;
mod reader;
mod rules;
mod words;

pub use faults::{TableError, TableErrors};

use super::slug::is_slug;
use super::totals::MOST_DECIMALS;
use super::{Checkpoint, Citation, Family, Indicator, Per, Section, Table, Totals, UtcOffset};
use crate::points::Points;
use check::Places;
use faults::Faults;
use jiff::civil::Date;
use names::called;
use reader::{Fields, Value, kind};
use sha2::{Digest, Sha256};
use toml::de::{DeTable, DeValue};
use words::only_texts;

/// The largest file that is read; an annex has some tens of thousands of characters.
const MOST_BYTES: usize = 4 << 20;

impl Table {
    /// Reads a table from the text of its file.
    pub fn parse(text: &str) -> Result<Self, TableErrors> {
        let mut faults = Faults::new(text);
        if text.len() > MOST_BYTES {
            faults.at(&(0..0), "the file is larger than 4 MiB", "文件超过 4 MiB");
            return Err(faults.into_errors());
        }
        let (document, broken) = DeTable::parse_recoverable(text);
        for error in &broken {
            let reason = error.message().replace('\n', "; ");
            faults.at(
                &error.span().unwrap_or(0..0),
                reason,
                "不是 TOML 格式，请检查引号、括号和等号",
            );
        }
        // In a text that is not TOML, further faults would be guesses.
        if !faults.is_empty() {
            return Err(faults.into_errors());
        }
        let mut places = Places::default();
        let table = read_table(text, document.get_ref(), &mut places, &mut faults);
        check::ids(&table, &places, &mut faults);
        if faults.is_empty() {
            check::sums(&table, &places, &mut faults);
        }
        if faults.is_empty() {
            Ok(table)
        } else {
            Err(faults.into_errors())
        }
    }
}

fn read_table(
    text: &str,
    document: &DeTable<'_>,
    places: &mut Places,
    faults: &mut Faults<'_>,
) -> Table {
    let mut fields = Fields::new("the table", 0..0, document);
    let id = fields.text("id", faults);
    if !id.is_empty() && !is_slug(&id) {
        faults.at(
            &fields.span_of("id"),
            format!("`{id}` is no id: use 1 to 64 of a-z, 0-9 and `-`"),
            format!("“{id}”不能作表号：只用小写字母、数字和连字符，最多 64 个"),
        );
    }
    let name = fields.words("name", "name_en", faults);
    let number = fields.text("document", faults);
    let annex = fields.text("annex", faults);
    let issuer = fields.text("issuer", faults);
    let issued = fields
        .required("issued", faults)
        .and_then(|v| date("issued", v, faults));
    let from = fields
        .required("effective_from", faults)
        .and_then(|v| date("effective_from", v, faults));
    let until = fields
        .optional("effective_until")
        .and_then(|v| date("effective_until", v, faults));
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        faults.at(
            &fields.span_of("effective_until"),
            "the table ends before it begins",
            "截止日期早于施行日期",
        );
    }
    let offset = fields.text("utc_offset", faults);
    let utc_offset = offset.parse::<UtcOffset>();
    if let (Err(bad), false) = (&utc_offset, offset.is_empty()) {
        faults.at(
            &fields.span_of("utc_offset"),
            format!("`utc_offset`: {bad}"),
            "时区的写法是 +08:00",
        );
    }
    let readings = only_texts(fields.texts("readings", faults));
    let totals = fields
        .optional("totals")
        .and_then(|value| read_totals(value, faults))
        .unwrap_or_default();
    let sections = fields
        .some_items("sections", faults)
        .into_iter()
        .filter_map(|value| read_section(value, places, faults))
        .collect();
    let indicators = fields
        .some_items("indicators", faults)
        .into_iter()
        .filter_map(|value| read_indicator(value, &annex, places, faults))
        .collect();
    fields.finish(faults);
    Table {
        id,
        name,
        document: number,
        issuer,
        issued: issued.unwrap_or_default(),
        effective_from: from.unwrap_or_default(),
        effective_until: until,
        utc_offset: utc_offset.unwrap_or(UtcOffset::UTC),
        readings,
        totals,
        sections,
        indicators,
        sha256: hex::encode(Sha256::digest(text.as_bytes())),
    }
}

fn read_totals(value: Value<'_, '_>, faults: &mut Faults<'_>) -> Option<Totals> {
    let mut fields = Fields::of("totals", value, faults)?;
    let weight = |key: &'static str, fields: &mut Fields<'_, '_>, faults: &mut Faults<'_>| {
        let weight = fields.points(key, faults);
        if let Some(reason) = rules::unfit(weight) {
            faults.at(
                &fields.span_of(key),
                format!("totals: `{key}` {reason}"),
                format!("{}{}", called(key), rules::unfit_zh(weight)),
            );
        }
        weight
    };
    let daily = weight("daily", &mut fields, faults);
    let showcase = weight("showcase", &mut fields, faults);
    let good = fields.integer("good", 0..=9999, faults);
    let most = i64::from(MOST_DECIMALS);
    let decimals = fields.optional_integer("decimals", 0..=most, faults);
    if faults.is_empty() && daily.plus(showcase) != Ok(Points::whole(1)) {
        faults.at(
            &fields.span_of("showcase"),
            format!("totals: the weights {daily} and {showcase} do not sum to 1"),
            format!("两项权重 {daily} 与 {showcase} 之和应当为 1"),
        );
    }
    fields.finish(faults);
    Some(Totals {
        daily,
        showcase,
        good: u32::try_from(good).unwrap_or(0),
        decimals: decimals.and_then(|it| u32::try_from(it).ok()),
    })
}

fn read_section(
    value: Value<'_, '_>,
    places: &mut Places,
    faults: &mut Faults<'_>,
) -> Option<Section> {
    let mut fields = Fields::of("section", value, faults)?;
    let id = row_id(&mut fields, faults);
    let section = Section {
        name: fields.words("name", "name_en", faults),
        points: fields.points("points", faults),
        id,
    };
    places.sections.push(fields.span_of("id"));
    fields.finish(faults);
    Some(section)
}

fn read_indicator(
    value: Value<'_, '_>,
    annex: &str,
    places: &mut Places,
    faults: &mut Faults<'_>,
) -> Option<Indicator> {
    let mut fields = Fields::of("indicator", value, faults)?;
    let id = row_id(&mut fields, faults);
    let mut fields = renamed(fields, &id);
    let section = fields.text("section", faults);
    let name = fields.words("name", "name_en", faults);
    let full = fields.points("points", faults);
    let row = fields.integer("row", 1..=9999, faults);
    let standard = fields.text("standard", faults);
    let method = fields.text("method", faults);
    let office = fields.text("office", faults);
    let scan = fields.optional_text("scan", faults);
    let readings = only_texts(fields.texts("readings", faults));
    let rule = fields
        .required("rule", faults)
        .and_then(|value| rules::read(&format!("the rule of {id}"), value, full, faults));
    let mut spans = Vec::new();
    let listed = fields.items("checkpoints", faults);
    let checkpoints = listed
        .into_iter()
        .filter_map(|value| checkpoints::read(value, &id, full, &mut spans, faults))
        .collect::<Vec<_>>();
    if let (Some(rule), Some(first)) = (&rule, spans.first())
        && !rule.family().has_checkpoints()
    {
        faults.at(
            &first.id,
            format!(
                "indicator {id}: a row of the family `{}` has no checkpoints",
                rule.family().as_str()
            ),
            "加分、减分的指标不设检查要点",
        );
    }
    if let Some(rule) = &rule
        && rule.family() != Family::Deduct
        && rule.family().has_checkpoints()
    {
        note_only(rule.family(), &checkpoints, &spans, faults);
    }
    places.indicators.push(check::IndicatorPlaces {
        id: fields.span_of("id"),
        section: fields.span_of("section"),
        points: fields.span_of("points"),
        row: fields.span_of("row"),
        checkpoints: spans,
    });
    fields.finish(faults);
    Some(Indicator {
        section,
        name,
        full,
        standard,
        method,
        office,
        rule: rule.unwrap_or(super::Rule::plain_deduct()),
        checkpoints,
        citation: Citation {
            document: annex.to_owned(),
            row: u16::try_from(row).unwrap_or(u16::MAX),
        },
        readings,
        scan,
        id,
    })
}

/// Reports checkpoints with points in a row that is not of family `deduct`: their points would
/// silently be ignored.
fn note_only(
    family: Family,
    checkpoints: &[Checkpoint],
    spans: &[check::CheckpointPlaces],
    faults: &mut Faults<'_>,
) {
    for (checkpoint, place) in checkpoints.iter().zip(spans) {
        if checkpoint.per != Per::Note {
            let family = family.as_str();
            let reason = format!(
                "checkpoint {}: a row of the family `{family}` takes no points by checkpoints: `per` must be `note`",
                checkpoint.id
            );
            faults.at(
                &place.id,
                reason,
                "只有“扣分”规则的指标按检查要点扣分，这里的计次只能是“只记录”（note）",
            );
        }
    }
}

/// Names the fields by their indicator in messages, if its id is known.
fn renamed<'d, 'i>(fields: Fields<'d, 'i>, id: &str) -> Fields<'d, 'i> {
    if id.is_empty() {
        fields
    } else {
        fields.called(format!("indicator {id}"))
    }
}

/// Reads the id of a section or an indicator: numbers separated by points, `8.2.1`.
fn row_id(fields: &mut Fields<'_, '_>, faults: &mut Faults<'_>) -> String {
    let id = fields.text("id", faults);
    let fits = id.len() <= 16
        && id
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if !fits && !id.is_empty() {
        faults.at(
            &fields.span_of("id"),
            format!(
                "{}: `{id}` is no number of a row: it has the form 8.2.1",
                fields.what()
            ),
            format!("“{id}”不是编号，写法如 8.2.1"),
        );
    }
    id
}

fn date(key: &str, value: Value<'_, '_>, faults: &mut Faults<'_>) -> Option<Date> {
    let read = match value.get_ref() {
        DeValue::Datetime(date) => date.to_string().parse::<Date>().ok(),
        _ => None,
    };
    // `2022-05-11T10:00` parses as a date too, without its time.
    let whole_day = matches!(value.get_ref(), DeValue::Datetime(d) if d.time.is_none());
    if read.is_none() || !whole_day {
        faults.at(
            &value.span(),
            format!(
                "`{key}` must be a date without quotes, such as 2022-05-11, found {}",
                kind(value)
            ),
            format!(
                "{}应当是日期，例如 2022-05-11（TOML 文件中不加引号）",
                called(key)
            ),
        );
        return None;
    }
    read
}
