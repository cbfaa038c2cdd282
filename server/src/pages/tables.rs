//! 评估表 on the store.

use crate::pages::allowed::allowed;
use crate::problem::{failed, to_app_error};
use crate::quarter::life;
use crate::store::{Quarters, Store, TableFile};
use app::api::tables::{TableLine, TableList, TableRow, TableSection, TableSheet};
use app::error::AppError;
use app::ports::{Boxed, Tables};
use domain::people::{Person, Right};
use domain::table::words::{checkpoint_words, rule_words};
use domain::table::{Indicator, Table};
use std::cmp::Reverse;
use std::sync::Arc;

/// 评估表 on the store.
pub struct TablesPort {
    pub(crate) store: Arc<Store>,
}

impl Tables for TablesPort {
    fn list<'a>(&'a self, person: &'a Person) -> Boxed<'a, TableList> {
        Box::pin(async move {
            allowed(person, Right::SeeRegistry)?;
            let (files, quarters) = self.files().await?;
            let mut tables: Vec<TableLine> = files
                .iter()
                .filter_map(|(_, file)| Some(line(&parsed(file)?, &quarters)))
                .collect();
            tables.sort_by_key(|it| (Reverse(it.used.first().copied()), Reverse(it.from.clone())));
            Ok(TableList {
                tables,
                keeps: person.may(Right::KeepRegistry),
            })
        })
    }

    fn sheet<'a>(&'a self, person: &'a Person, sha256: &'a str) -> Boxed<'a, TableSheet> {
        Box::pin(async move {
            allowed(person, Right::SeeRegistry)?;
            let (files, quarters) = self.files().await?;
            let file = files.iter().find(|(known, _)| known == sha256);
            let table = file.and_then(|(_, file)| parsed(file));
            let table = table.ok_or_else(|| AppError::not_found("table"))?;
            Ok(sheet(&table, &quarters))
        })
    }
}

impl TablesPort {
    async fn files(&self) -> Result<(Vec<(String, TableFile)>, Quarters), AppError> {
        let store = self.store.as_ref();
        let quarters = store.quarters().await.map_err(to_app_error)?;
        Ok((life::tables(store).await.map_err(failed)?, quarters))
    }
}

/// Parses a stored table. It was parsed when it was imported; one that cannot be parsed any more is
/// left out.
fn parsed(file: &TableFile) -> Option<Table> {
    let parsed = Table::parse(&file.toml);
    let told = |error: &_| tracing::error!(id = file.id, %error, "a kept table cannot be read");
    parsed.inspect_err(told).ok()
}

fn line(table: &Table, quarters: &Quarters) -> TableLine {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let used = quarters.0.iter();
    TableLine {
        sha256: table.sha256.clone(),
        id: table.id.clone(),
        name: table.name.zh.clone(),
        document: table.document.clone(),
        from: table.effective_from.to_string(),
        until: table.effective_until.map(|it| it.to_string()),
        indicators: count(table.indicators.len()),
        checkpoints: count(table.checkpoints().count()),
        used: used
            .filter(|it| it.table.sha256 == table.sha256)
            .map(|it| it.quarter)
            .collect(),
    }
}

fn sheet(table: &Table, quarters: &Quarters) -> TableSheet {
    let sections = table.sections.iter().map(|section| TableSection {
        id: section.id.clone(),
        name: section.name.zh.clone(),
        points: section.points.to_string(),
        rows: table.indicators_of(&section.id).map(row).collect(),
    });
    TableSheet {
        line: line(table, quarters),
        issuer: table.issuer.clone(),
        issued: table.issued.to_string(),
        readings: table.readings.clone(),
        sections: sections.collect(),
    }
}

fn row(it: &Indicator) -> TableRow {
    let checkpoints = it.checkpoints.iter();
    TableRow {
        id: it.id.clone(),
        name: it.name.zh.clone(),
        points: it.full.to_string(),
        standard: it.standard.clone(),
        method: it.method.clone(),
        office: it.office.clone(),
        rule: rule_words(&it.rule, it.full),
        readings: it.readings.iter().chain(&it.scan).cloned().collect(),
        checkpoints: checkpoints
            .map(|it| (it.name.zh.clone(), checkpoint_words(it)))
            .collect(),
    }
}
