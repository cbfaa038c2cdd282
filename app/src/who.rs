//! Who is signed in, for the pages that the server renders; where each person begins.

use crate::api::session::{Me, who_am_i};
use crate::error::AppError;
use domain::people::{Person, Role};
use leptos::prelude::*;

/// Who is signed in; a copy for each component that asks.
#[derive(Clone, Copy)]
pub struct Who {
    me: Resource<Result<Me, AppError>>,
}

/// Asks the server and puts the answer into context.
pub(crate) fn provide() -> Who {
    let who = Who {
        me: Resource::new_blocking(|| (), |()| who_am_i()),
    };
    provide_context(who);
    who
}

/// Who is signed in.
pub fn use_who() -> Who {
    expect_context()
}

impl Who {
    /// The server's answer; none until it is there. Read it below a `Suspense`.
    pub fn answer(self) -> Option<Result<Me, AppError>> {
        self.me.get()
    }

    /// Asks the server again.
    pub fn again(self) {
        self.me.refetch();
    }
}

/// Where a person begins.
pub fn home_of(person: &Person) -> &'static str {
    if person.must_change_password {
        "/password"
    } else if person.is(Role::Inspector) {
        "/inspect"
    } else if person.is(Role::Supervisor) {
        "/review"
    } else if person.is(Role::Town) {
        "/town"
    } else if person.is(Role::Office) || person.is(Role::OfficeHead) {
        "/facts"
    } else {
        "/password"
    }
}

/// The path to go on to after signing in, where it is one of ours; never another origin.
pub fn safe_next(next: &str) -> Option<&str> {
    let ours = next.starts_with('/')
        && !next.starts_with("//")
        && !next.starts_with("/sign-in")
        && !next.contains('\\')
        && !next.chars().any(char::is_control);
    ours.then_some(next)
}

/// `rel` of a link to `path`: the inspector's pages and the rendered ones are two programs, and a
/// link from one to the other loads the page whole.
pub(crate) fn rel_of(path: &str) -> Option<&'static str> {
    (is_on_tablet(path) != cfg!(feature = "tablet")).then_some("external")
}

/// Whether an address belongs to the inspector's part.
fn is_on_tablet(path: &str) -> bool {
    let rest = path.strip_prefix("/inspect");
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
}

#[cfg(test)]
mod tests {
    use super::{is_on_tablet, safe_next};

    #[test]
    fn the_inspectors_addresses_are_known() {
        for path in ["/inspect", "/inspect/new", "/inspect?x=1"] {
            assert!(is_on_tablet(path), "{path}");
        }
        for path in ["/", "/inspection", "/review", "/sign-in?next=/inspect"] {
            assert!(!is_on_tablet(path), "{path}");
        }
    }

    #[test]
    fn only_paths_of_this_origin_are_gone_on_to() {
        assert_eq!(safe_next("/review?f=1"), Some("/review?f=1"));
        for bad in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil",
            "/\tx",
            "/sign-in",
        ] {
            assert_eq!(safe_next(bad), None, "{bad}");
        }
    }
}
