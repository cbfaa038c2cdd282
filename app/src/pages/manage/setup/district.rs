//! 基本信息: the names of the district and its office, the document prefix and the hotline.

use crate::calls::manage::put_district;
use crate::components::header::complaints;
use crate::components::{Button, ButtonKind, ErrorSummary, Field, Toasts, error_of};
use crate::error::AppError;
use crate::language::I18n;
use crate::who::{Who, use_who};
use crate::words_of::{error_words, problem_words};
use domain::registry::District;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

/// The typed text, which survives when the steps are redrawn.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    /// What the server has; `None` before it is read.
    stored: RwSignal<Option<District>>,
    name: RwSignal<String>,
    office: RwSignal<String>,
    prefix: RwSignal<String>,
    hotline: RwSignal<String>,
    who: Who,
}

impl Typed {
    pub(super) fn new() -> Self {
        Self {
            stored: RwSignal::new(None),
            name: RwSignal::default(),
            office: RwSignal::default(),
            prefix: RwSignal::default(),
            hotline: RwSignal::default(),
            who: use_who(),
        }
    }

    /// What is in the fields now.
    fn current(self) -> District {
        District {
            name: self.name.get(),
            office: self.office.get(),
            prefix: self.prefix.get(),
            hotline: self.hotline.get(),
        }
    }

    /// Whether the fields differ from what is stored.
    pub(super) fn is_dirty(self) -> bool {
        let current = self.current();
        self.stored
            .with(|stored| stored.as_ref().is_some_and(|it| *it != current))
    }

    /// Fills the fields with the stored values, once.
    pub(super) fn fill(self, known: District) {
        if self.stored.with_untracked(Option::is_some) {
            return;
        }
        self.stored.set(Some(known.clone()));
        self.name.set(known.name);
        self.office.set(known.office);
        self.prefix.set(known.prefix);
        self.hotline.set(known.hotline);
    }
}

/// The form of the district's names.
pub(super) fn form(i18n: I18n, toasts: Toasts, typed: Typed, reload: Callback<()>) -> AnyView {
    let Typed {
        name,
        office,
        prefix,
        hotline,
        who,
        ..
    } = typed;
    let busy = RwSignal::new(false);
    let errors = RwSignal::new(Vec::<(&'static str, String)>::new());
    let submit = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let district = untrack(|| typed.current());
        spawn_local(async move {
            let answer = put_district(district.clone()).await;
            // The page may be gone by now.
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    // The foot of the page names the office and its telephone at once.
                    who.said.set(Some(complaints(i18n, &district)));
                    typed.stored.set(Some(district));
                    errors.set(Vec::new());
                    toasts.say(td_string!(i18n, manage.saved));
                    reload.try_run(());
                }
                Err(AppError::Invalid { field, problem }) => {
                    let ids = ["office", "prefix", "hotline"];
                    let at = ids.into_iter().find(|id| *id == field);
                    let id = match at {
                        Some("office") => "district-office",
                        Some("prefix") => "district-prefix",
                        Some("hotline") => "district-hotline",
                        _ => "district-name",
                    };
                    errors.set(vec![(id, problem_words(i18n, &problem).to_owned())]);
                }
                Err(error) => errors.set(vec![("", error_words(i18n, &error))]),
            }
        });
    };
    view! {
        <form
            class="stack"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            <ErrorSummary errors=errors />
            <div class="manage-pair">
                <Field
                    id="district-name"
                    label=td_string!(i18n, manage.district_name)
                    hint=td_string!(i18n, manage.district_name_hint)
                    error=error_of(errors, "district-name")
                    value=name
                    testid="district-name"
                />
                <Field
                    id="district-office"
                    label=td_string!(i18n, manage.office)
                    hint=td_string!(i18n, manage.office_hint)
                    error=error_of(errors, "district-office")
                    value=office
                    testid="district-office"
                />
                <Field
                    id="district-prefix"
                    label=td_string!(i18n, manage.prefix)
                    hint=td_string!(i18n, manage.prefix_hint)
                    error=error_of(errors, "district-prefix")
                    value=prefix
                />
                <Field
                    id="district-hotline"
                    label=td_string!(i18n, manage.hotline)
                    hint=td_string!(i18n, manage.hotline_hint)
                    error=error_of(errors, "district-hotline")
                    value=hotline
                    inputmode="tel"
                    testid="district-hotline"
                />
            </div>
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=busy testid="district-save">
                    {td_string!(i18n, manage.save)}
                </Button>
            </div>
        </form>
    }
    .into_any()
}
