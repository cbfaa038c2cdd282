//! From rows to entries of the registry: which entry a row means, and how that is to stand.

use super::form::{Column, PERSON_STATES, ROLES, SITE_KINDS, SITE_STATES, TOWN_KINDS, word_of};
use super::names;
use super::rows::{Fault, Row, short};
use crate::workbook::Place;
use domain::ids::{SiteId, TownId, UserId};
use domain::inspection::SiteKind;
use domain::people::Role;
use domain::position::Position;
use domain::registry::{Member, Registry, Site, Town, TownKind};
use domain::time::Quarter;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// What a file lists, beside what stands.
pub(super) struct Listed<'r> {
    registry: &'r Registry,
    /// The offices that the table in force names; none where there is no table yet.
    offices: &'r [String],
    /// The quarter from which on changes of towns count.
    from: Option<Quarter>,
    /// Nothing of it stands already.
    is_new: bool,
    pub(super) towns: Vec<(Place, Town)>,
    pub(super) sites: Vec<(Place, Site)>,
    pub(super) people: Vec<(Place, Member)>,
    pub(super) faults: Vec<Fault>,
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

    /// What comes now is new, whatever it is called.
    pub(super) fn all_are_new(&mut self) {
        self.is_new = true;
    }

    fn note(&mut self, place: Place, code: &'static str, values: Vec<(&'static str, String)>) {
        self.faults.push(Fault {
            place,
            code,
            values,
        });
    }

    /// A cell that has to say something.
    fn needed(&mut self, row: &Row, column: Column, head: &str) -> Option<String> {
        let said = row.said(column).map(str::to_owned);
        if said.is_none() {
            self.note(row.place, "missing", vec![("column", head.to_owned())]);
        }
        said
    }

    /// A word of a list.
    fn word<T: Copy>(
        &mut self,
        row: &Row,
        column: Column,
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

    // Towns.

    pub(super) fn add_towns(&mut self, rows: &[Row]) {
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
        let mut listed: HashMap<String, Place> = HashMap::new();
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
        let name = self.needed(row, Column::Name, "全称")?;
        let before = match row.said(Column::Id) {
            _ if self.is_new => None,
            Some(id) => self.registry.towns.iter().find(|it| it.id.as_str() == id),
            None => self.registry.towns.iter().find(|it| it.name == name),
        };
        let kind = self.word(row, Column::Kind, &TOWN_KINDS);
        let order = self.order(row);
        let closed_from = self.closed_from(row, before)?;
        let id = match (before, row.said(Column::Id)) {
            (Some(before), _) => before.id.clone(),
            (None, Some(said)) => self.new_id::<TownId>(row, said)?,
            (None, None) => names::town_id(&name, &self.town_ids)?,
        };
        self.town_ids.insert(id.to_string());
        let highest = self.registry.towns.iter().map(|it| it.order);
        let listed = self.towns.iter().map(|(_, it)| it.order);
        let next = highest.chain(listed).max().unwrap_or(0).saturating_add(1);
        let short = row.said(Column::Short).unwrap_or_default();
        Some(Town {
            id,
            short: match before {
                Some(before) if !row.has(Column::Short) => before.short.clone(),
                _ => short.to_owned(),
            },
            kind: kind
                .or(before.map(|it| it.kind))
                .unwrap_or_else(|| kind_of_town(&name)),
            order: order.or(before.map(|it| it.order)).unwrap_or(next),
            closed_from,
            // Which town that is can be told when all are known.
            merged_into: before.and_then(|it| it.merged_into.clone()),
            name,
        })
    }

    /// From when on it is closed; nothing at all where the cell is wrong.
    fn closed_from(&mut self, row: &Row, before: Option<&Town>) -> Option<Option<Quarter>> {
        if !row.has(Column::ClosedFrom) {
            return Some(before.and_then(|it| it.closed_from));
        }
        let before = before.and_then(|it| it.closed_from);
        let place = row.at(Column::ClosedFrom);
        let wanted = match row.said(Column::ClosedFrom) {
            None => None,
            Some(said) => match said.to_ascii_uppercase().parse::<Quarter>() {
                Ok(quarter) => Some(quarter),
                Err(_) => {
                    self.note(place, "quarter", vec![("value", short(said))]);
                    return None;
                }
            },
        };
        // What is under review or closed keeps its towns: neither is one taken out of it, nor put back.
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

    /// Into which towns others were merged, now that all are known.
    fn merge(&mut self, rows: &[Row]) {
        for row in rows.iter().filter(|row| row.has(Column::MergedInto)) {
            let into = match row.said(Column::MergedInto) {
                Some(_) => self.town_named(row, Column::MergedInto),
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
                self.note(row.at(Column::MergedInto), code, Vec::new());
            }
        }
    }

    fn order(&mut self, row: &Row) -> Option<u32> {
        let said = row.said(Column::Order)?;
        let order = said.parse().ok().filter(|order| (1..=9999).contains(order));
        if order.is_none() {
            self.note(row.at(Column::Order), "order", vec![("value", short(said))]);
        }
        order
    }

    /// An id that somebody chose; another office's, say.
    fn new_id<T: std::str::FromStr>(&mut self, row: &Row, said: &str) -> Option<T> {
        let id = said.parse().ok();
        if id.is_none() {
            self.note(row.at(Column::Id), "bad-id", vec![("value", short(said))]);
        }
        id
    }

    fn town_of(&mut self, row: &Row) -> Option<TownId> {
        self.town_named(row, Column::Town)
    }

    /// The towns that a person avoids; nothing at all where one of them is unknown.
    fn avoided(&mut self, row: &Row) -> Option<Vec<TownId>> {
        let said = row.said(Column::Avoids).unwrap_or_default();
        let mut towns = Vec::new();
        for name in parts(said).map(str::to_owned).collect::<Vec<_>>() {
            towns.push(self.town_called(row, Column::Avoids, &name)?);
        }
        towns.sort();
        towns.dedup();
        Some(towns)
    }

    /// The town that a cell names, by full name, short name or id.
    fn town_named(&mut self, row: &Row, column: Column) -> Option<TownId> {
        self.town_called(row, column, row.said(column)?)
    }

    fn town_called(&mut self, row: &Row, column: Column, said: &str) -> Option<TownId> {
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

    // Sites.

    pub(super) fn add_sites(&mut self, rows: &[Row]) {
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
                self.needed(row, Column::Name, "名称"),
                self.needed(row, Column::Town, "所属镇办"),
            ) else {
                continue;
            };
            let Some(town) = self.town_of(row) else {
                continue;
            };
            let before = match row.said(Column::Id) {
                _ if self.is_new => None,
                Some(id) => by_id.get(id).copied(),
                None => by_name.get(&(&town, name.as_str())).copied(),
            };
            if let Some(site) = self.site(row, name, town, before) {
                self.sites.push((row.place, site));
            }
        }
        let mut listed: HashMap<(&TownId, &str), Place> = HashMap::new();
        let mut ids: HashMap<&SiteId, Place> = HashMap::new();
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
        let said = self.word(row, Column::Kind, &SITE_KINDS);
        let kind = said
            .or(before.map(|it| it.kind))
            .or_else(|| kind_of_site(&name));
        if kind.is_none() && row.said(Column::Kind).is_none() {
            let allowed = "便民服务中心、便民服务站".to_owned();
            self.note(row.place, "site-kind", vec![("allowed", allowed)]);
        }
        let closed = self.word(row, Column::State, &SITE_STATES);
        let position = self.position(row, before)?;
        let kind = kind?;
        let id = match (before, row.said(Column::Id)) {
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
        let address = row.said(Column::Address).unwrap_or_default();
        Some(Site {
            id,
            town,
            name,
            kind,
            address: match before {
                Some(before) if !row.has(Column::Address) => before.address.clone(),
                _ => address.to_owned(),
            },
            position,
            closed: closed.or(before.map(|it| it.closed)).unwrap_or_default(),
        })
    }

    /// Where a site stands; nothing at all where its cells are wrong.
    fn position(&mut self, row: &Row, before: Option<&Site>) -> Option<Option<Position>> {
        if !row.has(Column::Latitude) || !row.has(Column::Longitude) {
            return Some(before.and_then(|it| it.position));
        }
        let (north, east) = (row.said(Column::Latitude), row.said(Column::Longitude));
        let (north, east) = match (north, east) {
            (None, None) => return Some(None),
            (Some(north), Some(east)) => (north, east),
            (Some(_), None) => {
                self.note(row.at(Column::Latitude), "half-position", Vec::new());
                return None;
            }
            (None, Some(_)) => {
                self.note(row.at(Column::Longitude), "half-position", Vec::new());
                return None;
            }
        };
        let found = match (degrees(north), degrees(east)) {
            (Some(north), Some(east)) => Position::new(north, east).ok(),
            _ => None,
        };
        if found.is_none() {
            let value = format!("{}, {}", short(north), short(east));
            self.note(row.at(Column::Latitude), "position", vec![("value", value)]);
        }
        found.map(Some)
    }

    // People.

    pub(super) fn add_people(&mut self, rows: &[Row]) {
        let registry = self.registry;
        for row in rows {
            if let Some(member) = self.member(row, registry) {
                self.people.push((row.place, member));
            }
        }
        let mut logins: HashMap<&str, Place> = HashMap::new();
        let mut twice = Vec::new();
        for (place, member) in &self.people {
            if logins.insert(&member.login, *place).is_some() {
                twice.push((*place, member.login.clone()));
            }
        }
        for (place, login) in twice {
            self.note(place, "login-twice", vec![("value", short(&login))]);
        }
    }

    fn member(&mut self, row: &Row, registry: &Registry) -> Option<Member> {
        let name = self.needed(row, Column::Name, "姓名")?;
        self.needed(row, Column::Roles, "角色")?;
        let roles = self.roles(row);
        let town = self.town_of(row);
        let offices = self.named_offices(row);
        let avoided = self.avoided(row)?;
        let disabled = self.word(row, Column::State, &PERSON_STATES);
        let roles = roles?;
        if row.said(Column::Town).is_some() && town.is_none() {
            return None;
        }
        let before = match row.said(Column::Login) {
            Some(login) if self.is_new && self.logins.contains(login) => {
                let place = row.at(Column::Login);
                self.note(place, "login-taken", vec![("value", short(login))]);
                return None;
            }
            _ if self.is_new => None,
            Some(login) => registry.people.iter().find(|it| it.login == login),
            None => self.known(row, &name, town.as_ref())?,
        };
        // What a column that is missing would say is as it stands.
        let town = match before {
            Some(before) if !row.has(Column::Town) => before.town.clone(),
            _ => town,
        };
        let offices = match before {
            Some(before) if !row.has(Column::Offices) => before.offices.clone(),
            _ => offices,
        };
        self.belongs(row, &roles, town.as_ref(), &offices)?;
        let login = match (before, row.said(Column::Login)) {
            (Some(before), _) => before.login.clone(),
            (None, Some(login)) if names::is_login(login) => login.to_owned(),
            (None, Some(login)) => {
                self.note(
                    row.at(Column::Login),
                    "bad-login",
                    vec![("value", short(login))],
                );
                return None;
            }
            (None, None) => {
                let made = names::login(&name, &self.logins);
                if made.is_none() {
                    self.note(row.place, "no-login", Vec::new());
                }
                made?
            }
        };
        self.logins.insert(login.clone());
        Some(Member {
            id: before.map_or_else(|| UserId(Uuid::now_v7()), |it| it.id),
            login,
            name,
            roles,
            town,
            offices,
            avoids: match before {
                Some(before) if !row.has(Column::Avoids) => before.avoids.clone(),
                _ => avoided,
            },
            disabled: disabled
                .or(before.map(|it| it.disabled))
                .unwrap_or_default(),
            has_password: before.is_some_and(|it| it.has_password),
        })
    }

    /// Whom a row without a name to sign in with means: nobody yet, or the one person of that name. A
    /// second of one name is told: who it is cannot be guessed.
    fn known(
        &mut self,
        row: &Row,
        name: &str,
        town: Option<&TownId>,
    ) -> Option<Option<&'r Member>> {
        let has_town = row.has(Column::Town);
        let alike = |it: &&Member| it.name == name && (!has_town || it.town.as_ref() == town);
        let mut known = self.registry.people.iter().filter(alike);
        let (first, second) = (known.next(), known.next());
        let listed = self.people.iter().any(|(_, it)| alike(&it));
        if second.is_some() || listed || first.is_some_and(|it| it.disabled) {
            self.note(row.place, "namesake", vec![("value", short(name))]);
            return None;
        }
        Some(first)
    }

    fn roles(&mut self, row: &Row) -> Option<BTreeSet<Role>> {
        let said = row.said(Column::Roles)?;
        let mut roles = BTreeSet::new();
        for word in parts(said) {
            match ROLES.iter().find(|(known, _)| *known == word) {
                Some((_, role)) => {
                    roles.insert(*role);
                }
                None => {
                    let allowed = Role::ALL.map(|role| word_of(&ROLES, role)).join("、");
                    let values = vec![("value", short(word)), ("allowed", allowed)];
                    self.note(row.at(Column::Roles), "unknown-word", values);
                    return None;
                }
            }
        }
        Some(roles)
    }

    fn named_offices(&mut self, row: &Row) -> Vec<String> {
        let said = row.said(Column::Offices).unwrap_or_default();
        let offices: Vec<String> = parts(said).map(str::to_owned).collect();
        let unknown = offices.iter().find(|it| !self.offices.contains(it));
        if let (Some(unknown), false) = (unknown, self.offices.is_empty()) {
            let values = vec![
                ("value", short(unknown)),
                ("allowed", self.offices.join("、")),
            ];
            self.note(row.at(Column::Offices), "unknown-word", values);
        }
        offices
    }

    /// A town's person has a town, an office's an office, and nobody else has one.
    fn belongs(
        &mut self,
        row: &Row,
        roles: &BTreeSet<Role>,
        town: Option<&TownId>,
        offices: &[String],
    ) -> Option<()> {
        let of_office = roles.contains(&Role::Office) || roles.contains(&Role::OfficeHead);
        let wrong = match () {
            () if roles.contains(&Role::Town) && town.is_none() => (Column::Roles, "needs-town"),
            () if !roles.contains(&Role::Town) && town.is_some() => (Column::Town, "no-town-role"),
            () if of_office && offices.is_empty() => (Column::Roles, "needs-office"),
            () if !of_office && !offices.is_empty() => (Column::Offices, "no-office-role"),
            () => return Some(()),
        };
        self.note(row.at(wrong.0), wrong.1, Vec::new());
        None
    }
}

/// The words of a cell that lists several.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let split = |it: char| matches!(it, '、' | ',' | '，' | ';' | '；' | '/');
    text.split(split).map(str::trim).filter(|it| !it.is_empty())
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

fn kind_of_site(name: &str) -> Option<SiteKind> {
    let by_end = [("中心", SiteKind::Centre), ("站", SiteKind::Station)];
    let found = by_end.into_iter().find(|(end, _)| name.ends_with(end));
    found.map(|(_, kind)| kind)
}

/// Degrees as people write them, in millionths: `36.700125`.
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
    fn a_name_tells_what_a_unit_is() {
        for (name, kind) in [
            ("罗村镇", TownKind::Town),
            ("般阳路街道", TownKind::Subdistrict),
            ("淄川经济开发区（钟楼街道）", TownKind::Zone),
        ] {
            assert_eq!(kind_of_town(name), kind, "{name}");
        }
        assert_eq!(kind_of_site("罗村镇便民服务中心"), Some(SiteKind::Centre));
        assert_eq!(kind_of_site("道沃村便民服务站"), Some(SiteKind::Station));
        assert_eq!(kind_of_site("道沃村"), None);
    }
}
