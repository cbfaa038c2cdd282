//! 裁定: choosing among tied towns.

use super::doing::Doing;
use crate::api::quarters::{Act, QuarterPage, Ruling, State, Tie};
use crate::components::{Button, ButtonKind, Field};
use crate::language::I18n;
use domain::scoring::What;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// A form for each tie, while rulings are possible.
pub(super) fn view(i18n: I18n, shown: &QuarterPage, doing: Doing) -> AnyView {
    let rules = matches!(shown.state, State::First | State::Second) && !shown.ties.is_empty();
    rules
        .then(|| {
            let forms = shown
                .ties
                .iter()
                .map(|tie| form(i18n, tie, doing))
                .collect_view();
            view! {
                <section class="card" data-testid="quarter-ties">
                    <h2>{td_string!(i18n, quarters.ties)}</h2>
                    {forms}
                </section>
            }
        })
        .into_any()
}

fn form(i18n: I18n, tie: &Tie, doing: Doing) -> AnyView {
    let what = tie.what;
    let (id, words) = if what == What::Good {
        ("rule-good", td_string!(i18n, quarters.tie_good))
    } else {
        ("rule-flag", td_string!(i18n, quarters.tie_flag))
    };
    let chosen = RwSignal::new(Vec::<String>::new());
    let reason = RwSignal::new(String::new());
    let towns = tie.towns.clone();
    let go = Callback::new(move |()| {
        doing.run(Act::Rule(Ruling {
            what,
            towns: towns.clone(),
            chosen: chosen.get_untracked(),
            reason: reason.get_untracked().trim().to_owned(),
        }));
    });
    let ticks = tie.choices.iter().cloned().map(|(id, name)| {
        view! {
            <label class="quarter-tick">
                <input
                    type="checkbox"
                    on:change=move |event| {
                        let ticked = event_target_checked(&event);
                        chosen.update(|chosen| {
                            chosen.retain(|known| *known != id);
                            if ticked {
                                chosen.push(id.clone());
                            }
                        });
                    }
                />
                {name}
            </label>
        }
    });
    view! {
        <fieldset>
            <legend>{words}</legend>
            {ticks.collect_view()}
            <Field id label=td_string!(i18n, quarters.reason) value=reason />
            <Button kind=ButtonKind::Primary busy=doing.busy on_click=go testid="quarter-rule">
                {td_string!(i18n, quarters.rule)}
            </Button>
        </fieldset>
    }
    .into_any()
}
