//! Ids and logins made from the pinyin of Chinese names.

use crate::ground::pinyin::slug;
use domain::ids::{SiteId, TownId};
use domain::inspection::SiteKind;
use domain::registry::Town;
use std::collections::BTreeSet;

/// Suffixes of a town's name.
const TOWN_ENDS: [&str; 6] = ["街道办事处", "街道", "经济开发区", "开发区", "镇", "乡"];
/// Suffixes of a site's name.
const SITE_ENDS: [&str; 5] = [
    "便民服务中心",
    "便民服务站",
    "党群服务中心",
    "服务中心",
    "服务站",
];

/// `base`, or the first of `base-2`, `base-3`… that is not taken.
fn free<T: std::str::FromStr>(base: &str, taken: &BTreeSet<String>) -> Option<T> {
    let numbered = (2..).map(|n| format!("{base}-{n}"));
    let mut all = std::iter::once(base.to_owned()).chain(numbered);
    all.find(|id| !taken.contains(id))?.parse().ok()
}

/// A town's id: `罗村镇` is `luocun`.
pub(super) fn town_id(name: &str, taken: &BTreeSet<String>) -> Option<TownId> {
    let own = name.split(['（', '(']).next().unwrap_or(name);
    let bare = TOWN_ENDS.iter().find_map(|end| own.strip_suffix(end));
    let bare = bare.filter(|bare| !bare.is_empty()).unwrap_or(own);
    let slug = slug(bare);
    free(if slug.is_empty() { "town" } else { &slug }, taken)
}

/// A site's id: its town's, and its kind (`luocun-center`) or its name (`luocun-daowo`).
pub(super) fn site_id(
    name: &str,
    kind: SiteKind,
    town: &Town,
    taken: &BTreeSet<String>,
) -> Option<SiteId> {
    let own = [town.name.as_str(), town.short.as_str()]
        .into_iter()
        .filter(|prefix| !prefix.is_empty())
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name);
    let bare = SITE_ENDS.iter().find_map(|end| own.strip_suffix(end));
    let bare = bare.unwrap_or(own);
    let village = bare.strip_suffix(['村', '社', '区']).unwrap_or(bare);
    let village = village.strip_suffix('社').unwrap_or(village);
    let slug = slug(if village.is_empty() { bare } else { village });
    let what = match kind {
        SiteKind::Centre if slug.is_empty() => "center",
        _ if slug.is_empty() => "station",
        _ => &slug,
    };
    // Town ids may be long; the rest of a site's id needs room.
    let town: String = town.id.as_str().chars().take(24).collect();
    let what: String = what.chars().take(32).collect();
    free(&format!("{town}-{what}"), taken)
}

/// Whether a name is a valid login: 2 to 32 lower-case letters, digits, dots, hyphens and
/// underscores, beginning with a letter or digit.
pub(super) fn is_login(text: &str) -> bool {
    let fits = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || b".-_".contains(&it);
    (2..=32).contains(&text.len())
        && text.bytes().all(fits)
        && text.as_bytes()[0].is_ascii_alphanumeric()
}

/// A login: `赵敏` is `zhaomin`, a second one `zhaomin2`.
pub(super) fn login(name: &str, taken: &BTreeSet<String>) -> Option<String> {
    let base: String = slug(name).chars().take(28).collect();
    if base.len() < 2 {
        return None;
    }
    let numbered = (2..).map(|n| format!("{base}{n}"));
    let mut all = std::iter::once(base.clone()).chain(numbered);
    all.find(|login| !taken.contains(login))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use domain::registry::TownKind;

    #[test]
    fn ids_are_what_people_would_write() {
        let mut taken = BTreeSet::new();
        for (name, id) in [
            ("罗村镇", "luocun"),
            ("般阳路街道", "banyanglu"),
            ("罗村街道办事处", "luocun-2"),
            ("淄川经济开发区（钟楼街道）", "zichuan"),
            ("镇", "zhen"),
            ("№", "town"),
        ] {
            let made = town_id(name, &taken).unwrap();
            assert_eq!(made.as_str(), id, "{name}");
            taken.insert(made.to_string());
        }
        let town = Town {
            id: "luocun".parse().unwrap(),
            name: "罗村镇".into(),
            short: "罗村".into(),
            kind: TownKind::Town,
            order: 1,
            closed_from: None,
            merged_into: None,
        };
        let mut taken = BTreeSet::new();
        for (name, kind, id) in [
            ("罗村镇便民服务中心", SiteKind::Centre, "luocun-center"),
            ("罗村镇道沃村便民服务站", SiteKind::Station, "luocun-daowo"),
            (
                "罗村道沃社区便民服务站",
                SiteKind::Station,
                "luocun-daowo-2",
            ),
            ("便民服务站", SiteKind::Station, "luocun-station"),
        ] {
            let made = site_id(name, kind, &town, &taken).unwrap();
            assert_eq!(made.as_str(), id, "{name}");
            taken.insert(made.to_string());
        }
        let taken = BTreeSet::from(["zhaomin".to_owned()]);
        assert_eq!(login("赵敏", &taken).as_deref(), Some("zhaomin2"));
        assert_eq!(login("№", &taken), None);
        assert!(is_login("li.xia-2") && is_login("13905331234"));
        assert!(!is_login("李霞") && !is_login("a") && !is_login("-ab") && !is_login("A b"));
    }
}
