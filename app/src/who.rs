//! Who is signed in, for the pages that the server renders.

use crate::api::session::Me;
use crate::calls::session::who_am_i;
use crate::error::AppError;
use domain::people::Right;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Who is signed in: a handle that is cheap to copy.
#[derive(Clone, Copy)]
pub struct Who {
    me: RwSignal<Result<Me, AppError>>,
    /// The complaints line after the district was renamed on this page. Setting `me` anew would
    /// rebuild the page, with everything typed on it.
    pub(crate) said: RwSignal<Option<String>>,
}

/// Provides the person as a context; the server determines the person before it renders. It is a
/// value, not a resource: the server rebuilds everything below a resource each time it polls it,
/// and would load that data again.
pub(crate) fn provide() -> Who {
    let known = use_context().unwrap_or(Err(AppError::Offline));
    let who = Who {
        me: RwSignal::new(SharedValue::new(|| known).into_inner()),
        said: RwSignal::new(None),
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

    /// Whether the person has a right, to hide what others may not use. (The server checks by
    /// itself.) It is not tracked: when somebody else signs in, the guard rebuilds the page.
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
