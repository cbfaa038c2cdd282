//! Who is signed in, for the pages that the server renders, and the programs that take them over.

use crate::api::session::{Me, who_am_i};
use crate::error::AppError;
use crate::places;
use domain::people::Right;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Who is signed in; a copy for each component that asks.
#[derive(Clone, Copy)]
pub struct Who {
    me: RwSignal<Result<Me, AppError>>,
}

/// Takes what the server knows, which asks before it renders, and puts it into context. A value and
/// no resource: what stands below a resource is built anew each time the server looks whether it
/// has come, and asks for everything of its own once more.
pub(crate) fn provide() -> Who {
    let known = use_context().unwrap_or(Err(AppError::Offline));
    let who = Who {
        me: RwSignal::new(SharedValue::new(|| known).into_inner()),
    };
    provide_context(who);
    who
}

/// Who is signed in.
pub fn use_who() -> Who {
    expect_context()
}

impl Who {
    /// The server's answer.
    pub fn answer(self) -> Result<Me, AppError> {
        self.me.get()
    }

    /// Whether the person has a right, for what is shown to those alone. (The server checks by itself.)
    /// It is not followed: where somebody else signs in, the guard builds the page anew.
    pub fn may(self, right: Right) -> bool {
        let person = |me: &Me| me.person.as_ref().is_some_and(|it| it.may(right));
        self.me.with_untracked(|me| me.as_ref().is_ok_and(person))
    }

    /// Asks the server again.
    pub fn again(self) {
        spawn_local(async move {
            self.me.set(who_am_i().await);
        });
    }
}

/// The programs of the browser. Each owns its addresses; a link to another's loads the page whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `/sign-in` and `/welcome`, which have none.
    Door,
    /// What the server renders and everybody uses.
    Pages,
    /// A quarter's results: 得分, 模拟测算.
    Desk,
    /// What leads to them: 数据填报, 季度; and the codes on the doors.
    Books,
    /// 管理: the district's set-up and registry.
    Manage,
    /// 计划 and 检查: what is to be visited, what was, and what it took from a town.
    Visits,
    /// The inspector's, which lives on the tablet.
    Tablet,
}

impl Part {
    /// The program of an address.
    pub fn of(path: &str) -> Self {
        places::at(path).map_or(Self::Pages, |place| place.part)
    }
}

/// `rel` of a link to `path`.
pub(crate) fn rel_of(path: &str) -> Option<&'static str> {
    let here = use_context::<Part>();
    (here != Some(Part::of(path))).then_some("external")
}

#[cfg(test)]
mod tests {
    use super::Part;

    #[test]
    fn each_address_has_its_program() {
        for (path, part) in [
            ("/inspect", Part::Tablet),
            ("/inspect/new", Part::Tablet),
            ("/inspect?x=1", Part::Tablet),
            ("/", Part::Pages),
            ("/inspection", Part::Pages),
            ("/review?f=1", Part::Pages),
            ("/sign-in?next=/scores", Part::Door),
            ("/scores#trace", Part::Desk),
            ("/facts?row=3.1", Part::Books),
            ("/quarters", Part::Books),
            ("/bulletin?quarter=2026Q4", Part::Pages),
            ("/town?town=luocun", Part::Visits),
            ("/manage/sites?page=2", Part::Manage),
            ("/visits/sheet?id=1", Part::Visits),
            ("/welcome/x", Part::Door),
            ("/factsheet", Part::Pages),
        ] {
            assert_eq!(Part::of(path), part, "{path}");
        }
    }
}
