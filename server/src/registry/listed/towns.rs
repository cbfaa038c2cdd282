//! Towns: from rows to their new content.

use super::Listed;
use crate::registry::form::Row;
use crate::registry::form::{RegistryColumn, TOWN_KINDS};
use crate::registry::names;
use crate::sheets::workbook::CellPlace;
use crate::sheets::workbook::short;
use domain::ids::TownId;
use domain::registry::{Town, TownKind};
use domain::time::Quarter;
use std::collections::{BTreeSet, HashMap};

impl Listed<'_> {
    pub(in crate::registry) fn add_towns(&mut self, rows: &[Row]) {
        for row in rows {
            if let Some(town) = self.town(row) {
                self.towns.push((row.place, town));
            }
        }
        self.merge(rows);
        let names = |it: &Town| {
            let short = Some(&it.short).filter(|it| !it.is_empty());
            short
                .into_iter()
                .chain([&it.name])
                .cloned()
                .collect::<BTreeSet<_>>()
        };
        let mut listed: HashMap<String, CellPlace> = HashMap::new();
        let mut ids: BTreeSet<&TownId> = BTreeSet::new();
        let mut twice = Vec::new();
        for (place, town) in &self.towns {
            if !ids.insert(&town.id) {
                twice.push((*place, "id-twice", town.id.to_string()));
            }
            for name in names(town) {
                if listed.insert(name.clone(), *place).is_some() {
                    twice.push((*place, "twice", name));
                }
            }
            let is_another = |it: &&Town| it.id != town.id && !self.lists_town(&it.id);
            let others = self.registry.towns.iter().filter(is_another);
            let mut taken = others.flat_map(names);
            if let Some(name) = taken.find(|name| names(town).contains(name)) {
                twice.push((*place, "name-taken", name));
            }
        }
        for (place, code, name) in twice {
            self.note(place, code, vec![("value", short(&name))]);
        }
    }

    fn lists_town(&self, id: &TownId) -> bool {
        self.towns.iter().any(|(_, town)| town.id == *id)
    }

    fn town(&mut self, row: &Row) -> Option<Town> {
        let name = self.needed(row, RegistryColumn::Name, "全称")?;
        let before = match row.said(RegistryColumn::Id) {
            _ if self.is_new => None,
            Some(id) => self.registry.towns.iter().find(|it| it.id.as_str() == id),
            None => self.registry.towns.iter().find(|it| it.name == name),
        };
        let kind = self.word(row, RegistryColumn::Kind, &TOWN_KINDS);
        let order = self.order(row);
        let closed_from = self.closed_from(row, before)?;
        let id = match (before, row.said(RegistryColumn::Id)) {
            (Some(before), _) => before.id.clone(),
            (None, Some(said)) => self.new_id::<TownId>(row, said)?,
            (None, None) => names::town_id(&name, &self.town_ids)?,
        };
        self.town_ids.insert(id.to_string());
        let highest = self.registry.towns.iter().map(|it| it.order);
        let listed = self.towns.iter().map(|(_, it)| it.order);
        let next = highest.chain(listed).max().unwrap_or(0).saturating_add(1);
        let short = row.said(RegistryColumn::Short).unwrap_or_default();
        Some(Town {
            id,
            short: match before {
                Some(before) if !row.has(RegistryColumn::Short) => before.short.clone(),
                _ => short.to_owned(),
            },
            kind: kind
                .or(before.map(|it| it.kind))
                .unwrap_or_else(|| kind_of_town(&name)),
            order: order.or(before.map(|it| it.order)).unwrap_or(next),
            closed_from,
            // `merge` sets this once all towns are known.
            merged_into: before.and_then(|it| it.merged_into.clone()),
            name,
        })
    }

    /// The quarter from which the town is closed; the outer `None` means that the cell is wrong.
    fn closed_from(&mut self, row: &Row, before: Option<&Town>) -> Option<Option<Quarter>> {
        if !row.has(RegistryColumn::ClosedFrom) {
            return Some(before.and_then(|it| it.closed_from));
        }
        let before = before.and_then(|it| it.closed_from);
        let place = row.at(RegistryColumn::ClosedFrom);
        let wanted = match row.said(RegistryColumn::ClosedFrom) {
            None => None,
            Some(said) => match said.to_ascii_uppercase().parse::<Quarter>() {
                Ok(quarter) => Some(quarter),
                Err(_) => {
                    self.note(place, "quarter", vec![("value", short(said))]);
                    return None;
                }
            },
        };
        // Quarters under review or closed keep their towns: a change may neither remove a town nor
        // restore it.
        let is_past = |quarter: Option<Quarter>| {
            let known = quarter.zip(self.from);
            known.is_some_and(|(quarter, from)| quarter < from)
        };
        if wanted != before && (is_past(wanted) || is_past(before)) {
            let from = self.from.map_or_else(String::new, |it| it.to_string());
            self.note(place, "closed-past", vec![("from", from)]);
            return None;
        }
        Some(wanted)
    }

    /// Sets the towns into which others were merged, once all towns are known.
    fn merge(&mut self, rows: &[Row]) {
        for row in rows
            .iter()
            .filter(|row| row.has(RegistryColumn::MergedInto))
        {
            let into = match row.said(RegistryColumn::MergedInto) {
                Some(_) => self.town_named(row, RegistryColumn::MergedInto),
                None => None,
            };
            let listed = self.towns.iter_mut().find(|(place, _)| *place == row.place);
            let Some((_, town)) = listed else { continue };
            let wrong = match &into {
                Some(into) if *into == town.id => Some("merged-self"),
                Some(_) if town.closed_from.is_none() => Some("merged-open"),
                _ => None,
            };
            town.merged_into = into;
            if let Some(code) = wrong {
                self.note(row.at(RegistryColumn::MergedInto), code, Vec::new());
            }
        }
    }

    fn order(&mut self, row: &Row) -> Option<u32> {
        let said = row.said(RegistryColumn::Order)?;
        let order = said.parse().ok().filter(|order| (1..=9999).contains(order));
        if order.is_none() {
            self.note(
                row.at(RegistryColumn::Order),
                "order",
                vec![("value", short(said))],
            );
        }
        order
    }
}

fn kind_of_town(name: &str) -> TownKind {
    if name.contains("开发区") || name.contains("园区") {
        TownKind::Zone
    } else if name.ends_with("街道") || name.ends_with("街道办事处") {
        TownKind::Subdistrict
    } else {
        TownKind::Town
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_what_a_unit_is() {
        for (name, kind) in [
            ("罗村镇", TownKind::Town),
            ("般阳路街道", TownKind::Subdistrict),
            ("淄川经济开发区（钟楼街道）", TownKind::Zone),
        ] {
            assert_eq!(kind_of_town(name), kind, "{name}");
        }
    }
}
