//! The frame of a registry list: its lines, and the form to create or change an entry.

use super::entry::Form;
use super::tabs::Tabs;
use crate::api::manage::Listing;
use crate::components::{Button, ButtonKind, ErrorState, Loading, Sheet, use_toasts};
use crate::error::AppError;
use crate::language::I18n;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What differs between the lists.
#[derive(Clone, Copy)]
pub(super) struct Names {
    pub(super) address: &'static str,
    pub(super) title: &'static str,
    pub(super) add: &'static str,
    pub(super) add_testid: &'static str,
    pub(super) form_testid: &'static str,
}

/// A line, as sent by the server.
pub(super) trait ListLine:
    Clone + Serialize + DeserializeOwned + Send + Sync + 'static
{
}

impl<L: Clone + Serialize + DeserializeOwned + Send + Sync + 'static> ListLine for L {}

/// A list with lines of type `L`.
pub(super) struct List<L: ListLine> {
    i18n: I18n,
    names: Names,
    lines: Resource<Result<Listing<L>, AppError>>,
    pub(super) form: Form,
    edited: RwSignal<Option<L>>,
    /// The list as last shown, which the form refers to.
    known: RwSignal<Option<Listing<L>>>,
}

impl<L: ListLine> Clone for List<L> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<L: ListLine> Copy for List<L> {}

impl<L: ListLine> List<L> {
    pub(super) fn new(
        i18n: I18n,
        names: Names,
        lines: Resource<Result<Listing<L>, AppError>>,
    ) -> Self {
        let form = Form::new(i18n, use_toasts(), Callback::new(move |()| lines.refetch()));
        let known = RwSignal::new(None::<Listing<L>>);
        Effect::new(move || {
            if let Some(Ok(listing)) = lines.get() {
                form.is_of(listing.version);
                known.set(Some(listing));
            }
        });
        Self {
            i18n,
            names,
            lines,
            form,
            edited: RwSignal::new(None),
            known,
        }
    }

    /// Opens the form for an entry, or for a new one.
    fn begin(self, line: Option<L>) {
        self.edited.set(line);
        self.form.begin();
    }

    /// The button that creates an entry.
    pub(super) fn add(self) -> AnyView {
        view! {
            <Button
                kind=ButtonKind::Primary
                on_click=move |()| self.begin(None)
                testid=self.names.add_testid
            >
                {self.names.add}
            </Button>
        }
        .into_any()
    }

    /// The button that changes an entry, labelled with the entry's name.
    pub(super) fn edit(self, line: L, name: &str) -> AnyView {
        let words = td_string!(self.i18n, manage.edit);
        view! {
            <button
                type="button"
                class="button button-quiet"
                aria-label=format!("{words} {name}")
                data-testid="edit"
                on:click=move |_| self.begin(Some(line.clone()))
            >
                {words}
            </button>
        }
        .into_any()
    }
}

/// The page: what is above the list, the list, and the form with its fields.
pub(super) fn frame<L: ListLine>(
    page: List<L>,
    above: AnyView,
    list: impl Fn(&Listing<L>) -> AnyView + Send + Sync + 'static,
    fields: impl Fn(&Listing<L>, Option<L>) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let List {
        i18n,
        names,
        lines,
        form,
        edited,
        known,
    } = page;
    let list = StoredValue::new(list);
    let fields = StoredValue::new(fields);
    let title = Signal::derive(move || {
        let words = match edited.with(Option::is_some) {
            true => td_string!(i18n, manage.edit),
            false => names.add,
        };
        words.to_owned()
    });
    view! {
        <Title text=names.title />
        <div class="manage">
            <div class="page-head">
                <h1>{names.title}</h1>
            </div>
            <Tabs here=names.address />
            {above}
            <Transition fallback=|| view! { <Loading lines=8 /> }>
                {move || {
                    lines
                        .get()
                        .map(|answer| match answer {
                            Ok(listing) => list.with_value(|list| list(&listing)),
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| lines.refetch() /> }
                                    .into_any()
                            }
                        })
                }}
            </Transition>
            <Sheet open=form.question.open title testid=names.form_testid>
                {move || {
                    known
                        .get_untracked()
                        .map(|listing| {
                            fields.with_value(|fields| fields(&listing, edited.get_untracked()))
                        })
                }}
            </Sheet>
        </div>
    }
    .into_any()
}
