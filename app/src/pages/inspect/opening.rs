//! Opens the tablet's store around the inspector's pages and starts syncing.

use crate::components::browser::reload;
use crate::components::{Button, ButtonKind, EmptyState, Loading};
use crate::language::use_words;
use crate::local::idb::DiskError;
use crate::local::{session, store, worker};
use crate::pages::inspect::here::Here;
use crate::pages::inspect::safety::Closed;
use crate::pages::inspect::strip::SyncStrip;
use crate::sync::runner;
use domain::people::Person;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use std::time::Duration;

/// If opening the store takes longer than this, another page may be holding it.
const PATIENCE: Duration = Duration::from_secs(8);

/// Opens the store of the person who works here; if that fails, shows why.
#[component]
pub fn Tablet(
    /// The page for the address.
    page: impl Fn() -> AnyView + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let page: ViewFn = page.into();
    let i18n = use_words();
    let opened = RwSignal::new(None::<Result<Here, ()>>);
    let late = RwSignal::new(false);
    let open = move || {
        opened.set(None);
        late.set(false);
        set_timeout(
            move || {
                // The page may be gone by now.
                let _ = late.try_set(true);
            },
            PATIENCE,
        );
        let Some(person) = session::current() else {
            return;
        };
        spawn_local(async move {
            opened.set(Some(start(person).await.map_err(|_| ())));
        });
    };
    open();
    move || {
        match opened.get() {
        None if late.get() => view! {
            <EmptyState
                title=td_string!(i18n, storage.slow_title)
                text=td_string!(i18n, storage.slow_text)
            >
                <Button kind=ButtonKind::Primary on_click=move |()| reload() testid="storage-reload">
                    {td_string!(i18n, storage.reload)}
                </Button>
            </EmptyState>
        }
        .into_any(),
        None => view! { <Loading /> }.into_any(),
        Some(Err(())) => view! {
            <EmptyState
                title=td_string!(i18n, inspect.open_failed_title)
                text=td_string!(i18n, inspect.open_failed_text)
            >
                <Button kind=ButtonKind::Primary on_click=move |()| open()>
                    {td_string!(i18n, inspect.open_again)}
                </Button>
            </EmptyState>
        }
        .into_any(),
        Some(Ok(here)) => {
            provide_context(here);
            view! {
                <SyncStrip />
                <Closed />
                {page_of(page.clone())}
            }
            .into_any()
        }
    }
    }
}

/// Redraws the page when the address changes; the store around it stays open.
fn page_of(page: ViewFn) -> AnyView {
    (move || page.run()).into_any()
}

async fn start(person: Person) -> Result<Here, DiskError> {
    let store = store::Store::open(person.id).await?;
    let installed = RwSignal::new(false);
    let hindered = RwSignal::new(None);
    spawn_local(async move {
        if worker::installed(move |why| hindered.set(Some(why))).await {
            installed.set(true);
            hindered.set(None);
        }
    });
    Ok(Here {
        store,
        status: runner::start(store),
        person: StoredValue::new(person),
        installed,
        hindered,
        history: RwSignal::new(String::new()),
    })
}
