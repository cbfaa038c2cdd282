//! Sites: from rows to their new content.

use super::Listed;
use crate::registry::form::Row;
use crate::registry::form::{RegistryColumn, SITE_KINDS, SITE_STATES};
use crate::registry::names;
use crate::sheets::workbook::CellPlace;
use crate::sheets::workbook::short;
use domain::ids::{SiteId, TownId};
use domain::inspection::SiteKind;
use domain::position::Position;
use domain::registry::Site;
use std::collections::{BTreeSet, HashMap};

impl Listed<'_> {
    pub(in crate::registry) fn add_sites(&mut self, rows: &[Row]) {
        let registry = self.registry;
        let by_id: HashMap<&str, &Site> = registry
            .sites
            .iter()
            .map(|it| (it.id.as_str(), it))
            .collect();
        let by_name: HashMap<(&TownId, &str), &Site> = registry
            .sites
            .iter()
            .map(|it| ((&it.town, it.name.as_str()), it))
            .collect();
        for row in rows {
            let (Some(name), Some(_)) = (
                self.needed(row, RegistryColumn::Name, "名称"),
                self.needed(row, RegistryColumn::Town, "所属镇办"),
            ) else {
                continue;
            };
            let Some(town) = self.town_of(row) else {
                continue;
            };
            let before = match row.said(RegistryColumn::Id) {
                _ if self.is_new => None,
                Some(id) => by_id.get(id).copied(),
                None => by_name.get(&(&town, name.as_str())).copied(),
            };
            if let Some(site) = self.site(row, name, town, before) {
                self.sites.push((row.place, site));
            }
        }
        let mut listed: HashMap<(&TownId, &str), CellPlace> = HashMap::new();
        let mut ids: HashMap<&SiteId, CellPlace> = HashMap::new();
        let listed_ids: BTreeSet<&SiteId> = self.sites.iter().map(|(_, it)| &it.id).collect();
        let mut twice = Vec::new();
        for (place, site) in &self.sites {
            let key = (&site.town, site.name.as_str());
            let again = listed.insert(key, *place).is_some();
            if ids.insert(&site.id, *place).is_some() || again {
                twice.push((*place, "twice", site.name.clone()));
            } else if by_name
                .get(&key)
                .is_some_and(|it| it.id != site.id && !listed_ids.contains(&it.id))
            {
                twice.push((*place, "name-taken", site.name.clone()));
            }
        }
        for (place, code, name) in twice {
            self.note(place, code, vec![("value", short(&name))]);
        }
    }

    fn site(
        &mut self,
        row: &Row,
        name: String,
        town: TownId,
        before: Option<&Site>,
    ) -> Option<Site> {
        let said = self.word(row, RegistryColumn::Kind, &SITE_KINDS);
        let kind = said
            .or(before.map(|it| it.kind))
            .or_else(|| kind_of_site(&name));
        if kind.is_none() && row.said(RegistryColumn::Kind).is_none() {
            let allowed = "便民服务中心、便民服务站".to_owned();
            self.note(row.place, "site-kind", vec![("allowed", allowed)]);
        }
        let closed = self.word(row, RegistryColumn::State, &SITE_STATES);
        let position = self.position(row, before)?;
        let kind = kind?;
        let id = match (before, row.said(RegistryColumn::Id)) {
            (Some(before), _) => before.id.clone(),
            (None, Some(said)) => self.new_id::<SiteId>(row, said)?,
            (None, None) => {
                let listed = self.towns.iter().map(|(_, it)| it);
                let mut all = listed.chain(&self.registry.towns);
                let its = all.find(|it| it.id == town)?;
                names::site_id(&name, kind, its, &self.site_ids)?
            }
        };
        self.site_ids.insert(id.to_string());
        let address = row.said(RegistryColumn::Address).unwrap_or_default();
        Some(Site {
            id,
            town,
            name,
            kind,
            address: match before {
                Some(before) if !row.has(RegistryColumn::Address) => before.address.clone(),
                _ => address.to_owned(),
            },
            position,
            closed: closed.or(before.map(|it| it.closed)).unwrap_or_default(),
        })
    }

    /// The position of a site; the outer `None` means that its cells are wrong.
    fn position(&mut self, row: &Row, before: Option<&Site>) -> Option<Option<Position>> {
        if !row.has(RegistryColumn::Latitude) && !row.has(RegistryColumn::Longitude) {
            return Some(before.and_then(|it| it.position));
        }
        // A missing column gives no value.
        let said = |column| row.has(column).then(|| row.said(column)).flatten();
        let (north, east) = (
            said(RegistryColumn::Latitude),
            said(RegistryColumn::Longitude),
        );
        let (north, east) = match (north, east) {
            (None, None)
                if row.has(RegistryColumn::Latitude) && row.has(RegistryColumn::Longitude) =>
            {
                return Some(None);
            }
            (None, None) => return Some(before.and_then(|it| it.position)),
            (Some(north), Some(east)) => (north, east),
            (Some(_), None) => {
                self.note(
                    row.at(RegistryColumn::Latitude),
                    "half-position",
                    Vec::new(),
                );
                return None;
            }
            (None, Some(_)) => {
                self.note(
                    row.at(RegistryColumn::Longitude),
                    "half-position",
                    Vec::new(),
                );
                return None;
            }
        };
        let found = match (degrees(north), degrees(east)) {
            (Some(north), Some(east)) => Position::new(north, east).ok(),
            _ => None,
        };
        if found.is_none() {
            let value = format!("{}, {}", short(north), short(east));
            self.note(
                row.at(RegistryColumn::Latitude),
                "position",
                vec![("value", value)],
            );
        }
        found.map(Some)
    }
}

fn kind_of_site(name: &str) -> Option<SiteKind> {
    let by_end = [("中心", SiteKind::Centre), ("站", SiteKind::Station)];
    let found = by_end.into_iter().find(|(end, _)| name.ends_with(end));
    found.map(|(_, kind)| kind)
}

/// Degrees as people write them, converted to millionths: `36.700125`.
fn degrees(text: &str) -> Option<i32> {
    let text = text.trim_end_matches('°');
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    let bare = whole.strip_prefix('-').unwrap_or(whole);
    if bare.is_empty() || bare.len() > 3 || !digits(bare) || !digits(fraction) {
        return None;
    }
    let fraction: String = fraction.chars().chain("000000".chars()).take(6).collect();
    format!("{whole}{fraction}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_read_exactly() {
        for (text, millionths) in [
            ("36.700125", Some(36_700_125)),
            ("117.9", Some(117_900_000)),
            ("36", Some(36_000_000)),
            ("36.7001259", Some(36_700_125)),
            ("-0.5", Some(-500_000)),
            ("36°", Some(36_000_000)),
            ("", None),
            ("36,7", None),
            ("北纬36", None),
            ("1e3", None),
            ("36.7.1", None),
        ] {
            assert_eq!(degrees(text), millionths, "{text}");
        }
    }

    #[test]
    fn a_name_tells_what_a_site_is() {
        assert_eq!(kind_of_site("罗村镇便民服务中心"), Some(SiteKind::Centre));
        assert_eq!(kind_of_site("道沃村便民服务站"), Some(SiteKind::Station));
        assert_eq!(kind_of_site("道沃村"), None);
    }
}
