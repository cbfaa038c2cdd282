//! Every page with its own address: the program that shows it, the right that it needs, and its
//! place in the navigation. The router, the guards, the header and each person's first page are
//! derived from this list.

pub(crate) mod link;
pub mod tablet;

use crate::language::I18n;
use crate::part::Part;
use domain::people::{Person, Right};
use leptos_i18n::td_string;
use leptos_router::{PartialPathMatch, PathSegment, PossibleRouteMatch};

/// A page.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The address; pages below it belong to it.
    pub address: &'static str,
    /// The program that shows it.
    pub part: Part,
    /// The right that is needed to see it; `None` if there is no guard.
    pub right: Option<Right>,
    /// The right to change what it shows; `None` if it only shows.
    pub acts: Option<Right>,
    /// The page's name in the navigation, if it is listed there.
    words: Option<fn(I18n) -> &'static str>,
    /// Whether it can be a person's first page.
    first: bool,
}

impl Place {
    const fn new(address: &'static str, part: Part, right: Option<Right>) -> Self {
        Self {
            address,
            part,
            right,
            acts: None,
            words: None,
            first: false,
        }
    }

    const fn named(self, words: fn(I18n) -> &'static str) -> Self {
        Self {
            words: Some(words),
            ..self
        }
    }

    const fn acted(self, acts: Right) -> Self {
        Self {
            acts: Some(acts),
            ..self
        }
    }

    const fn first(self) -> Self {
        Self {
            first: true,
            ..self
        }
    }

    /// Whether an address is this page's or below it.
    fn holds(&self, path: &str) -> bool {
        path.strip_prefix(self.address)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    }

    fn is_for(&self, person: &Person) -> bool {
        self.right.is_some_and(|right| person.may(right))
    }
}

/// The start, which redirects each person.
pub const ROOT: Place = Place::new("/", Part::Pages, None);
/// 登录.
pub const SIGN_IN: Place = Place::new("/sign-in", Part::Door, None);
/// 设置密码, by an invitation.
pub const WELCOME: Place = Place::new("/welcome", Part::Door, None);
/// 修改密码.
pub const PASSWORD: Place = Place::new("/password", Part::Pages, None);
/// 概览.
pub const OVERVIEW: Place = Place::new("/overview", Part::Pages, Some(Right::SeeOverview))
    .named(|i18n| td_string!(i18n, overview.title))
    .first();
/// 检查, on the tablet.
pub const INSPECT: Place = Place::new("/inspect", Part::Tablet, Some(Right::Inspect))
    .named(|i18n| td_string!(i18n, common.nav_today))
    .first();
/// 核查.
pub const REVIEW: Place = Place::new("/review", Part::Pages, Some(Right::SeeFindings))
    .acted(Right::Decide)
    .named(|i18n| td_string!(i18n, common.nav_review))
    .first();
/// 导入应急文件.
pub const RESCUE: Place = Place::new("/rescue", Part::Visits, Some(Right::Decide));
/// 得分.
pub const SCORES: Place = Place::new("/scores", Part::Desk, Some(Right::SeeScores))
    .named(|i18n| td_string!(i18n, common.nav_scores));
/// 模拟测算.
pub const SIMULATE: Place = Place::new("/simulate", Part::Desk, Some(Right::SeeScores));
/// 结果通报.
pub const BULLETIN: Place = Place::new("/bulletin", Part::Pages, Some(Right::SeeScores));
/// 镇办得分.
pub const TOWN: Place = Place::new("/town", Part::Visits, Some(Right::SeeCards))
    .named(|i18n| td_string!(i18n, common.nav_town))
    .first();
/// 数据填报.
pub const FACTS: Place = Place::new("/facts", Part::Books, Some(Right::SeeFacts))
    .acted(Right::EnterFacts)
    .named(|i18n| td_string!(i18n, common.nav_facts))
    .first();
/// 数据填报 by a file.
pub const FACTS_IMPORT: Place = Place::new("/facts/import", Part::Books, Some(Right::EnterFacts));
/// 季度.
pub const QUARTERS: Place = Place::new("/quarters", Part::Books, Some(Right::SeeQuarters))
    .acted(Right::RunQuarters)
    .named(|i18n| td_string!(i18n, common.quarters));
/// 检查对象二维码.
pub const CODES: Place = Place::new("/codes", Part::Books, Some(Right::SeeCodes))
    .named(|i18n| td_string!(i18n, common.nav_codes))
    .first();

/// 检查.
pub const VISITS: Place = Place::new("/visits", Part::Visits, Some(Right::OverseeVisits))
    .acted(Right::Decide)
    .named(|i18n| td_string!(i18n, visits.title));
/// 现场检查记录表.
pub const VISIT_SHEET: Place =
    Place::new("/visits/sheet", Part::Visits, Some(Right::OverseeVisits));
/// 计划.
pub const PLAN: Place = Place::new("/plan", Part::Visits, Some(Right::SeePlan))
    .acted(Right::Plan)
    .named(|i18n| td_string!(i18n, plan.title));
/// 随机抽取记录.
pub const PLAN_DRAW: Place = Place::new("/plan/draw", Part::Visits, Some(Right::SeePlan));
/// 管理: 初始设置.
pub const MANAGE: Place = Place::new("/manage", Part::Manage, Some(Right::SeeRegistry))
    .acted(Right::KeepRegistry)
    .named(|i18n| td_string!(i18n, manage.title))
    .first();
/// 镇办.
pub const MANAGE_TOWNS: Place =
    Place::new("/manage/towns", Part::Manage, Some(Right::SeeRegistry)).acted(Right::KeepRegistry);
/// 检查对象.
pub const MANAGE_SITES: Place =
    Place::new("/manage/sites", Part::Manage, Some(Right::SeeRegistry)).acted(Right::KeepRegistry);
/// 人员.
pub const MANAGE_PEOPLE: Place =
    Place::new("/manage/people", Part::Manage, Some(Right::SeeRegistry)).acted(Right::KeepRegistry);
/// 设备.
pub const MANAGE_DEVICES: Place =
    Place::new("/manage/devices", Part::Manage, Some(Right::SeeDevices)).acted(Right::KeepRegistry);
/// 审计日志.
pub const MANAGE_AUDIT: Place = Place::new("/manage/audit", Part::Manage, Some(Right::SeeUpkeep));
/// 备份.
pub const MANAGE_BACKUP: Place = Place::new("/manage/backup", Part::Manage, Some(Right::SeeUpkeep));

/// 评估表.
pub const MANAGE_TABLES: Place =
    Place::new("/manage/tables", Part::Manage, Some(Right::SeeRegistry)).acted(Right::KeepRegistry);
/// A 评估表 as the annex prints it.
pub const MANAGE_TABLE: Place = Place::new(
    "/manage/tables/sheet",
    Part::Manage,
    Some(Right::SeeRegistry),
);

/// Every page, in the order of the navigation.
pub const ALL: [&Place; 29] = [
    &ROOT,
    &SIGN_IN,
    &WELCOME,
    &PASSWORD,
    &OVERVIEW,
    &INSPECT,
    &REVIEW,
    &RESCUE,
    &PLAN_DRAW,
    &PLAN,
    &VISIT_SHEET,
    &VISITS,
    &SCORES,
    &SIMULATE,
    &BULLETIN,
    &FACTS_IMPORT,
    &FACTS,
    &QUARTERS,
    &TOWN,
    &MANAGE_TOWNS,
    &MANAGE_SITES,
    &MANAGE_PEOPLE,
    &MANAGE_TABLE,
    &MANAGE_TABLES,
    &MANAGE_DEVICES,
    &MANAGE_BACKUP,
    &MANAGE_AUDIT,
    &MANAGE,
    &CODES,
];

/// The page of an address.
pub fn at(path: &str) -> Option<&'static Place> {
    // The list has longer addresses first; a test finds each page by its own.
    ALL.into_iter().find(|place| place.holds(path))
}

/// The pages in a person's navigation, with their names.
pub fn navigation(i18n: I18n, person: &Person) -> Vec<(&'static str, &'static str)> {
    let mine = ALL.into_iter().filter(|place| place.is_for(person));
    mine.filter_map(|place| Some((place.address, place.words?(i18n))))
        .collect()
}

/// A person's first page.
pub fn first_of(person: &Person) -> &'static str {
    let mut mine = ALL.into_iter().filter(|it| it.first && it.is_for(person));
    match mine.next() {
        Some(place) if !person.must_change_password => place.address,
        _ => PASSWORD.address,
    }
}

/// In the router a place is its own path.
impl PossibleRouteMatch for Place {
    fn optional(&self) -> bool {
        false
    }

    fn test<'a>(&self, path: &'a str) -> Option<PartialPathMatch<'a>> {
        let rest = path.trim_end_matches('/');
        let alike = rest == self.address.trim_end_matches('/');
        alike.then(|| PartialPathMatch::new("", Vec::new(), path))
    }

    fn generate_path(&self, path: &mut Vec<PathSegment>) {
        let steps = self.address.split('/').filter(|step| !step.is_empty());
        path.extend(steps.map(|step| PathSegment::Static(step.into())));
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, at};

    #[test]
    fn every_place_is_in_the_list_and_found_by_its_address() {
        let declared = include_str!("mod.rs").lines();
        let declared =
            declared.filter(|it| it.starts_with("pub const ") && it.contains(": Place ="));
        assert_eq!(declared.count(), ALL.len());
        for place in ALL {
            let found = at(place.address).map(|it| it.address);
            assert_eq!(found, Some(place.address));
        }
    }
}
