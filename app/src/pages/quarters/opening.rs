//! 开启新季度.

use super::doing::Doing;
use crate::api::quarters::QuarterPage;
use crate::calls::quarters::open_quarter;
use crate::components::{Button, ButtonKind};
use crate::language::I18n;
use crate::words_of::{fill, quarter_as_words};
use domain::time::Quarter;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

/// A collapsed section with a choice of tables.
pub(super) fn view(i18n: I18n, shown: &QuarterPage, doing: Doing) -> AnyView {
    let next: Option<Quarter> = shown.next.parse().ok();
    let first = shown.tables.first().map(|(sha256, _)| sha256.clone());
    let table = RwSignal::new(first.unwrap_or_default());
    let go = Callback::new(move |()| {
        let Some(next) = next else { return };
        if doing.busy.get_untracked() {
            return;
        }
        doing.busy.set(true);
        let table = table.get_untracked();
        spawn_local(async move {
            let answer = open_quarter(next, table).await;
            doing.over(answer);
        });
    });
    let choices = shown.tables.iter().map(|(sha256, id)| {
        let short: String = sha256.chars().take(8).collect();
        view! { <option value=sha256.clone()>{format!("{id} ({short})")}</option> }
    });
    let words = fill(
        td_string!(i18n, quarters.open_do),
        &[("quarter", &quarter_as_words(i18n, &shown.next))],
    );
    view! {
        <details class="card" data-testid="quarter-open">
            <summary>{td_string!(i18n, quarters.open_next)}</summary>
            <p>{td_string!(i18n, quarters.open_text)}</p>
            <label class="field-label" for="open-table">
                {td_string!(i18n, quarters.table_label)}
            </label>
            <select id="open-table" class="input" on:change=move |event| table.set(event_target_value(&event))>
                {choices.collect_view()}
            </select>
            <div class="actions">
                <Button kind=ButtonKind::Primary busy=doing.busy on_click=go testid="quarter-open-do">
                    {words}
                </Button>
            </div>
            {doing.told(i18n)}
        </details>
    }
    .into_any()
}
