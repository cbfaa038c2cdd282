//! Who is signed in: from the server where it can be reached, else as the tablet keeps it.

use crate::api::session::{Me, who_am_i};
use crate::error::AppError;
use domain::people::{Person, Role};
use leptos::prelude::*;

/// Who is signed in; a copy for each component that asks.
#[derive(Clone, Copy)]
pub struct Who {
    me: Resource<Result<Me, AppError>>,
    /// The page was mounted by the offline shell, not rendered by the server.
    pub shell: bool,
}

/// Asks the server and puts the answer into context.
pub(crate) fn provide() -> Who {
    let who = Who {
        me: Resource::new_blocking(|| (), |()| who_am_i()),
        shell: in_shell(),
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

    /// Who this is: the server's word, else the tablet's.
    pub fn person(self) -> Option<Person> {
        match self.me.get() {
            Some(Ok(me)) => me.person,
            _ => crate::local::session::current(),
        }
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

fn in_shell() -> bool {
    if cfg!(feature = "ssr") {
        return false;
    }
    document()
        .body()
        .is_some_and(|body| body.has_attribute("data-shell"))
}

#[cfg(test)]
mod tests {
    use super::safe_next;

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
