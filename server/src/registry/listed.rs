//! From rows to entries of the registry: which entry a row means, and its new content.

mod people;
mod sites;
mod towns;

use super::form::RegistryColumn;
use super::form::Row;
use crate::sheets::workbook::short;
use crate::sheets::workbook::{CellPlace, Remark};
use domain::ids::TownId;
use domain::registry::{Member, Registry, Site, Town};
use domain::time::Quarter;
use std::collections::BTreeSet;
/// The entries listed in a file, with the current registry.
pub(super) struct Listed<'r> {
    registry: &'r Registry,
    /// The offices named by the current table; empty if there is no table yet.
    offices: &'r [String],
    /// The quarter from which changes of towns take effect.
    from: Option<Quarter>,
    /// Whether all rows are new entries.
    is_new: bool,
    pub(super) towns: Vec<(CellPlace, Town)>,
    pub(super) sites: Vec<(CellPlace, Site)>,
    pub(super) people: Vec<(CellPlace, Member)>,
    pub(super) faults: Vec<Remark>,
    town_ids: BTreeSet<String>,
    site_ids: BTreeSet<String>,
    logins: BTreeSet<String>,
}

impl<'r> Listed<'r> {
    pub(super) fn new(
        registry: &'r Registry,
        offices: &'r [String],
        from: Option<Quarter>,
    ) -> Self {
        let of = |ids: &mut dyn Iterator<Item = String>| ids.collect();
        Self {
            registry,
            offices,
            from,
            is_new: false,
            towns: Vec::new(),
            sites: Vec::new(),
            people: Vec::new(),
            faults: Vec::new(),
            town_ids: of(&mut registry.towns.iter().map(|it| it.id.to_string())),
            site_ids: of(&mut registry.sites.iter().map(|it| it.id.to_string())),
            logins: of(&mut registry.people.iter().map(|it| it.login.clone())),
        }
    }

    /// Treats all further rows as new entries, whatever their names.
    pub(super) fn all_are_new(&mut self) {
        self.is_new = true;
    }

    fn note(&mut self, place: CellPlace, code: &'static str, values: Vec<(&'static str, String)>) {
        self.faults.push(Remark {
            place,
            code,
            values,
        });
    }

    /// A cell that must not be blank.
    fn needed(&mut self, row: &Row, column: RegistryColumn, head: &str) -> Option<String> {
        let said = row.said(column).map(str::to_owned);
        if said.is_none() {
            self.note(row.place, "missing", vec![("column", head.to_owned())]);
        }
        said
    }

    /// A cell with a word of a list.
    fn word<T: Copy>(
        &mut self,
        row: &Row,
        column: RegistryColumn,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let said = row.said(column)?;
        let found = words.iter().find(|(word, _)| *word == said);
        if found.is_none() {
            let allowed: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            let values = vec![("value", short(said)), ("allowed", allowed.join("、"))];
            self.note(row.at(column), "unknown-word", values);
        }
        found.map(|(_, value)| *value)
    }

    /// An id that somebody chose, for example another office.
    fn new_id<T: std::str::FromStr>(&mut self, row: &Row, said: &str) -> Option<T> {
        let id = said.parse().ok();
        if id.is_none() {
            self.note(
                row.at(RegistryColumn::Id),
                "bad-id",
                vec![("value", short(said))],
            );
        }
        id
    }

    fn town_of(&mut self, row: &Row) -> Option<TownId> {
        self.town_named(row, RegistryColumn::Town)
    }

    /// The town in a cell, by full name, short name or id.
    fn town_named(&mut self, row: &Row, column: RegistryColumn) -> Option<TownId> {
        self.town_called(row, column, row.said(column)?)
    }

    fn town_called(&mut self, row: &Row, column: RegistryColumn, said: &str) -> Option<TownId> {
        let listed = self.towns.iter().map(|(_, town)| town);
        let all = listed.chain(&self.registry.towns);
        let named =
            |town: &&Town| town.name == said || town.short == said || town.id.as_str() == said;
        let found = all.clone().find(named).map(|town| town.id.clone());
        if found.is_none() {
            let known: BTreeSet<&str> = all.map(|town| town.name.as_str()).collect();
            let known: Vec<&str> = known.into_iter().take(20).collect();
            let values = vec![("value", short(said)), ("allowed", known.join("、"))];
            self.note(row.at(column), "unknown-town", values);
        }
        found
    }
}
