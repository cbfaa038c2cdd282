//! All that is wrong with a form, at its top, in the manner of GOV.UK.

use crate::components::browser::focus;
use crate::language::use_words;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// What is wrong with the field `id`, of all that is wrong with its form.
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

/// What is wrong, each with a link to its field (an empty id: of no field). It appears after a
/// try to submit and takes the focus then.
#[component]
pub fn ErrorSummary(
    /// The fields' ids with what is wrong.
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
