//! People: from rows to their new content.

use super::Listed;
use crate::registry::form::Row;
use crate::registry::form::{PERSON_STATES, RegistryColumn, role_of};
use crate::registry::names;
use crate::sheets::workbook::CellPlace;
use crate::sheets::workbook::short;
use domain::ids::{TownId, UserId};
use domain::people::{Reach, Role};
use domain::registry::{Member, Registry};
use domain::table::listed;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

impl<'r> Listed<'r> {
    pub(in crate::registry) fn add_people(&mut self, rows: &[Row]) {
        let registry = self.registry;
        for row in rows {
            if let Some(member) = self.member(row, registry) {
                self.people.push((row.place, member));
            }
        }
        let mut logins: HashMap<&str, CellPlace> = HashMap::new();
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
        let name = self.needed(row, RegistryColumn::Name, "姓名")?;
        self.needed(row, RegistryColumn::Roles, "角色")?;
        let roles = self.roles(row);
        let town = self.town_of(row);
        let offices = self.named_offices(row);
        let avoided = self.avoided(row)?;
        let disabled = self.word(row, RegistryColumn::State, &PERSON_STATES);
        let roles = roles?;
        if row.said(RegistryColumn::Town).is_some() && town.is_none() {
            return None;
        }
        let before = match row.said(RegistryColumn::Login) {
            Some(login) if self.is_new && self.logins.contains(login) => {
                let place = row.at(RegistryColumn::Login);
                self.note(place, "login-taken", vec![("value", short(login))]);
                return None;
            }
            _ if self.is_new => None,
            Some(login) => registry.people.iter().find(|it| it.login == login),
            None => self.known(row, &name, town.as_ref())?,
        };
        // A missing column keeps the current value.
        let town = match before {
            Some(before) if !row.has(RegistryColumn::Town) => before.town.clone(),
            _ => town,
        };
        let offices = match before {
            Some(before) if !row.has(RegistryColumn::Offices) => before.offices.clone(),
            _ => offices,
        };
        self.belongs(row, &roles, town.as_ref(), &offices)?;
        let login = match (before, row.said(RegistryColumn::Login)) {
            (Some(before), _) => before.login.clone(),
            (None, Some(login)) if names::is_login(login) => login.to_owned(),
            (None, Some(login)) => {
                self.note(
                    row.at(RegistryColumn::Login),
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
                Some(before) if !row.has(RegistryColumn::Avoids) => before.avoids.clone(),
                _ => avoided,
            },
            disabled: disabled
                .or(before.map(|it| it.disabled))
                .unwrap_or_default(),
            has_password: before.is_some_and(|it| it.has_password),
        })
    }

    /// The person meant by a row without a login: a new one, or the only person of that name. With
    /// several of that name a fault is reported, since the row could mean any of them.
    fn known(
        &mut self,
        row: &Row,
        name: &str,
        town: Option<&TownId>,
    ) -> Option<Option<&'r Member>> {
        let has_town = row.has(RegistryColumn::Town);
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
        let said = row.said(RegistryColumn::Roles)?;
        let mut roles = BTreeSet::new();
        for word in listed(said) {
            match role_of(word) {
                Some(role) => {
                    roles.insert(role);
                }
                None => {
                    let allowed = Role::ALL.map(|role| role.names().0).join("、");
                    let values = vec![("value", short(word)), ("allowed", allowed)];
                    self.note(row.at(RegistryColumn::Roles), "unknown-word", values);
                    return None;
                }
            }
        }
        Some(roles)
    }

    fn named_offices(&mut self, row: &Row) -> Vec<String> {
        let said = row.said(RegistryColumn::Offices).unwrap_or_default();
        let offices: Vec<String> = listed(said).map(str::to_owned).collect();
        let unknown = offices.iter().find(|it| !self.offices.contains(it));
        if let (Some(unknown), false) = (unknown, self.offices.is_empty()) {
            let values = vec![
                ("value", short(unknown)),
                ("allowed", self.offices.join("、")),
            ];
            self.note(row.at(RegistryColumn::Offices), "unknown-word", values);
        }
        offices
    }

    /// Checks that only town users have a town, that only office users have offices, and that
    /// neither lacks them.
    fn belongs(
        &mut self,
        row: &Row,
        roles: &BTreeSet<Role>,
        town: Option<&TownId>,
        offices: &[String],
    ) -> Option<()> {
        let of_office = roles.iter().any(|it| it.has_own(Reach::OwnOffices));
        let of_town = roles.iter().any(|it| it.has_own(Reach::OwnTown));
        let wrong = match () {
            () if of_town && town.is_none() => (RegistryColumn::Roles, "needs-town"),
            () if !of_town && town.is_some() => (RegistryColumn::Town, "no-town-role"),
            () if of_office && offices.is_empty() => (RegistryColumn::Roles, "needs-office"),
            () if !of_office && !offices.is_empty() => (RegistryColumn::Offices, "no-office-role"),
            () => return Some(()),
        };
        self.note(row.at(wrong.0), wrong.1, Vec::new());
        None
    }

    /// The towns that a person avoids; `None` if one of them is unknown.
    fn avoided(&mut self, row: &Row) -> Option<Vec<TownId>> {
        let said = row.said(RegistryColumn::Avoids).unwrap_or_default();
        let mut towns = Vec::new();
        for name in listed(said).map(str::to_owned).collect::<Vec<_>>() {
            towns.push(self.town_called(row, RegistryColumn::Avoids, &name)?);
        }
        towns.sort();
        towns.dedup();
        Some(towns)
    }
}
