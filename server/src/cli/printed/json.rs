//! A table as JSON for programs: plain words in a fixed order, independent of the format of table
//! files.

use domain::points::Points;
use domain::table::{Applies, ByFinder, Checkpoint, Indicator, Per, Rule, Scope, Table, Walk};
use serde::Serialize;

/// The table as JSON for programs, in the order of the annex: each indicator with `id`, `name`,
/// `points`, `family`, …, each checkpoint with `id`, `per`, `points`, …
pub(in crate::cli) fn json(table: &Table) -> impl Serialize {
    Document {
        id: &table.id,
        name: &table.name.zh,
        name_en: table.name.en.as_deref(),
        document: &table.document,
        issuer: &table.issuer,
        issued: table.issued.to_string(),
        effective_from: table.effective_from.to_string(),
        effective_until: table.effective_until.map(|date| date.to_string()),
        utc_offset: table.utc_offset.to_string(),
        sha256: &table.sha256,
        readings: &table.readings,
        sections: table
            .sections
            .iter()
            .map(|s| Part {
                id: &s.id,
                name: &s.name.zh,
                name_en: s.name.en.as_deref(),
                points: s.points,
            })
            .collect(),
        indicators: table.indicators.iter().map(Row::of).collect(),
    }
}

#[derive(Serialize)]
struct Document<'t> {
    id: &'t str,
    name: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_en: Option<&'t str>,
    document: &'t str,
    issuer: &'t str,
    issued: String,
    effective_from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective_until: Option<String>,
    utc_offset: String,
    sha256: &'t str,
    readings: &'t [String],
    sections: Vec<Part<'t>>,
    indicators: Vec<Row<'t>>,
}

#[derive(Serialize)]
struct Part<'t> {
    id: &'t str,
    name: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_en: Option<&'t str>,
    points: Points,
}

#[derive(Serialize)]
struct Row<'t> {
    id: &'t str,
    section: &'t str,
    name: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_en: Option<&'t str>,
    points: Points,
    family: &'static str,
    rule: &'t Rule,
    standard: &'t str,
    method: &'t str,
    office: &'t str,
    citation: String,
    readings: &'t [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    scan: Option<&'t str>,
    checkpoints: Vec<Check<'t>>,
}

impl<'t> Row<'t> {
    fn of(indicator: &'t Indicator) -> Self {
        Self {
            id: &indicator.id,
            section: &indicator.section,
            name: &indicator.name.zh,
            name_en: indicator.name.en.as_deref(),
            points: indicator.full,
            family: indicator.family().as_str(),
            rule: &indicator.rule,
            standard: &indicator.standard,
            method: &indicator.method,
            office: &indicator.office,
            citation: indicator.citation.to_string(),
            readings: &indicator.readings,
            scan: indicator.scan.as_deref(),
            checkpoints: indicator.checkpoints.iter().map(Check::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct Check<'t> {
    id: &'t str,
    name: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_en: Option<&'t str>,
    requirement: &'t str,
    per: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<Scope>,
    points: Points,
    #[serde(skip_serializing_if = "Option::is_none")]
    again: Option<Points>,
    #[serde(skip_serializing_if = "Option::is_none")]
    most: Option<Points>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    finders: &'t [ByFinder],
    applies: Applies,
    walk: Walk,
    note_required: bool,
    photo: bool,
    phrases: Vec<&'t str>,
    related: Vec<&'t str>,
    implies_not_applicable: Vec<&'t str>,
}

impl<'t> Check<'t> {
    fn of(checkpoint: &'t Checkpoint) -> Self {
        Self {
            id: checkpoint.id.as_str(),
            name: &checkpoint.name.zh,
            name_en: checkpoint.name.en.as_deref(),
            requirement: &checkpoint.requirement.zh,
            per: checkpoint.per.as_str(),
            scope: (checkpoint.per == Per::Item).then_some(checkpoint.scope),
            points: checkpoint.points,
            again: checkpoint.again,
            most: checkpoint.most,
            finders: &checkpoint.finders,
            applies: checkpoint.applies,
            walk: checkpoint.walk,
            note_required: checkpoint.note_required,
            photo: checkpoint.photo,
            phrases: checkpoint
                .phrases
                .iter()
                .map(|phrase| phrase.zh.as_str())
                .collect(),
            related: checkpoint.related.iter().map(|id| id.as_str()).collect(),
            implies_not_applicable: checkpoint
                .implies_not_applicable
                .iter()
                .map(|id| id.as_str())
                .collect(),
        }
    }
}
