//! Display names that tell apart people of the same name. No I/O.

use domain::ids::UserId;
use domain::sync::wire::PersonRow;
use std::collections::BTreeMap;

/// Everybody's display name, in the order of `people`. People who share a name get a mark that
/// differs: their offices, else their logins, else a number. (Rows from an earlier version of the
/// server have no logins.)
pub fn told_apart<'p>(people: impl IntoIterator<Item = &'p PersonRow>) -> Vec<(UserId, String)> {
    let people: Vec<&PersonRow> = people.into_iter().collect();
    let mut of_name: BTreeMap<&str, Vec<&PersonRow>> = BTreeMap::new();
    for person in &people {
        of_name.entry(&person.name).or_default().push(person);
    }
    let shown = |person: &PersonRow| {
        let alike = of_name.get(person.name.as_str());
        let alike = alike.map_or(&[][..], Vec::as_slice);
        if alike.len() < 2 {
            return person.name.clone();
        }
        let offices = |it: &PersonRow| it.offices.join("、");
        let number = || alike.iter().position(|it| it.id == person.id).unwrap_or(0) + 1;
        let mark = if differ(alike, &offices) {
            offices(person)
        } else if differ(alike, &|it| it.login.clone()) {
            person.login.clone()
        } else {
            number().to_string()
        };
        format!("{}（{mark}）", person.name)
    };
    people.iter().map(|it| (it.id, shown(it))).collect()
}

/// Whether every person has a mark and no two marks are equal.
fn differ(people: &[&PersonRow], mark: &dyn Fn(&PersonRow) -> String) -> bool {
    let mut marks: Vec<String> = people.iter().map(|it| mark(it)).collect();
    marks.sort();
    let whole = marks.iter().all(|it| !it.is_empty());
    marks.dedup();
    whole && marks.len() == people.len()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn person(id: u128, name: &str, login: &str, offices: &[&str]) -> PersonRow {
        PersonRow {
            id: UserId(Uuid::from_u128(id)),
            name: name.into(),
            login: login.into(),
            offices: offices.iter().map(|it| (*it).into()).collect(),
            gone: false,
        }
    }

    #[test]
    fn people_of_one_name_are_shown_with_what_differs() {
        let people = [
            person(1, "王强", "wangqiang", &["政务服务科"]),
            person(2, "王强", "wangqiang2", &["督查科"]),
            person(3, "李霞", "lixia", &[]),
            person(4, "张伟", "zhangwei", &["督查科"]),
            person(5, "张伟", "zhangwei2", &["督查科"]),
            person(6, "刘洋", "", &[]),
            person(7, "刘洋", "", &[]),
        ];
        let shown: Vec<String> = told_apart(&people).into_iter().map(|it| it.1).collect();
        assert_eq!(
            shown,
            [
                "王强（政务服务科）",
                "王强（督查科）",
                "李霞",
                "张伟（zhangwei）",
                "张伟（zhangwei2）",
                "刘洋（1）",
                "刘洋（2）",
            ]
        );
    }
}
