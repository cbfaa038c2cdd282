//! All errors of a form, listed at its top as on GOV.UK.

use crate::components::browser::focus;
use crate::language::use_words;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The error of the field `id`, from all errors of its form.
pub fn error_of(
    errors: RwSignal<Vec<(&'static str, String)>>,
    id: &'static str,
) -> Signal<Option<String>> {
    Signal::derive(move || {
        errors.with(|errors| {
            let mut errors = errors.iter();
            errors
                .find(|(of, _)| *of == id)
                .map(|(_, words)| words.clone())
        })
    })
}

/// The errors, each with a link to its field (an empty id: to none). The list appears and gets the
/// focus after an attempt to submit.
#[component]
pub fn ErrorSummary(
    /// The fields' ids and errors.
    #[prop(into)]
    errors: Signal<Vec<(&'static str, String)>>,
) -> impl IntoView {
    let i18n = use_words();
    Effect::new(move || {
        if errors.with(|errors| !errors.is_empty()) {
            request_animation_frame(|| focus("error-summary"));
        }
    });
    move || {
        let errors = errors.get();
        (!errors.is_empty()).then(|| {
            view! {
                <div id="error-summary" class="error-summary" role="alert" tabindex="-1">
                    <h2>{td_string!(i18n, common.error_summary)}</h2>
                    <ul>
                        {errors
                            .into_iter()
                            .map(|(id, words)| {
                                if id.is_empty() {
                                    view! { <li>{words}</li> }.into_any()
                                } else {
                                    view! {
                                        <li>
                                            <a
                                                href=format!("#{id}")
                                                rel="external"
                                                on:click=move |event| {
                                                    event.prevent_default();
                                                    focus(id);
                                                }
                                            >
                                                {words}
                                            </a>
                                        </li>
                                    }
                                        .into_any()
                                }
                            })
                            .collect_view()}
                    </ul>
                </div>
            }
        })
    }
}
