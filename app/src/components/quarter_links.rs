//! Plain links from quarter to quarter.

use crate::language::use_words;
use crate::words_of::quarter_words;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// Links to the quarters of a page, with the shown one marked. Empty if there is only one quarter.
#[component]
pub fn QuarterLinks(
    /// The page's address, without a query.
    path: &'static str,
    /// Every quarter, the newest first.
    all: Vec<Quarter>,
    /// The shown quarter.
    shown: Quarter,
    /// Further parameters for the addresses, as `&town=…`.
    #[prop(optional)]
    also: String,
) -> impl IntoView {
    let i18n = use_words();
    (all.len() > 1)
        .then(|| {
            let links = all
                .into_iter()
                .map(|quarter| {
                    view! {
                        <li>
                            <a
                                href=format!("{path}?quarter={quarter}{also}")
                                aria-current=(quarter == shown).then_some("page")
                                data-testid="quarter-link"
                            >
                                {quarter_words(i18n, quarter)}
                            </a>
                        </li>
                    }
                })
                .collect_view();
            view! {
                <nav class="quarter-links" aria-label=td_string!(i18n, common.quarters)>
                    <ul>{links}</ul>
                </nav>
            }
        })
        .into_any()
}
