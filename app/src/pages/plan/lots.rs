//! 随机抽取: what is drawn, from which towns, and how many inspectors.

use super::assign::wrong_words;
use super::how::HowFields;
use crate::api::plan::{Drawing, PlanPage};
use crate::calls::plan::draw_lots;
use crate::components::{ButtonKind, Chips, Field, Question, Select, Submit, toggled};
use crate::language::I18n;
use crate::pages::manage::words::site_kind_word;
use crate::words_of::fill;
use domain::draw::{LEAST_INSPECTORS, Wanted};
use domain::ids::TownId;
use domain::inspection::SiteKind;
use domain::typed;
use leptos::prelude::*;
use leptos_i18n::td_string;

pub(super) fn form(i18n: I18n, page: &PlanPage, question: Question) -> AnyView {
    let sites = RwSignal::new("1".to_owned());
    let each = RwSignal::new(true);
    let kind = RwSignal::new(String::new());
    let inspectors = RwSignal::new(LEAST_INSPECTORS.to_string());
    let witness = RwSignal::new(String::new());
    let chosen = RwSignal::new(Vec::<String>::new());
    let how = HowFields::new();
    let names: Vec<String> = page.towns.iter().map(|(_, name)| name.clone()).collect();
    let towns: Vec<(TownId, String)> = page.towns.clone();
    let any = (String::new(), td_string!(i18n, plan.any_kind).to_owned());
    let kinds = SiteKind::ALL
        .into_iter()
        .map(|it| (it.as_str().to_owned(), site_kind_word(i18n, it).to_owned()));
    let kinds = std::iter::once(any).chain(kinds).collect();
    let fresh = page.fresh;
    let go = move || {
        let number = |text: RwSignal<String>| typed::number(&text.get_untracked()).unwrap_or(0);
        let code = kind.get_untracked();
        let of = |name: &String| towns.iter().find(|it| it.1 == *name).map(|it| it.0.clone());
        let request = Drawing {
            asked: Some(fresh),
            wanted: Wanted {
                sites: number(sites),
                of_each_town: each.get_untracked(),
                kind: SiteKind::ALL.into_iter().find(|it| it.as_str() == code),
                towns: chosen.with_untracked(|it| it.iter().filter_map(of).collect()),
                inspectors: number(inspectors),
            },
            witness: witness.get_untracked(),
            how: how.said(),
        };
        question.send(async move {
            let number = draw_lots(request).await;
            let number = number.map_err(|error| wrong_words(i18n, &error))?;
            Ok(fill(td_string!(i18n, plan.drawn), &[("n", &number)]))
        });
    };
    let fields = view! {
            <p>{td_string!(i18n, plan.draw_text)}</p>
            <p class="quiet">{td_string!(i18n, plan.weights)}</p>
            <div class="manage-pair">
                <Field
                    id="draw-sites"
                    label=td_string!(i18n, plan.draw_sites)
                    error=question.error("draw-sites")
                    value=sites
                    inputmode="numeric"
                    testid="draw-sites"
                />
                <Select id="draw-kind" label=td_string!(i18n, plan.draw_kind) options=kinds value=kind testid="draw-kind" />
                <Field
                    id="draw-inspectors"
                    label=td_string!(i18n, plan.draw_inspectors)
                    hint=td_string!(i18n, plan.draw_inspectors_hint)
                    error=question.error("draw-inspectors")
                    value=inspectors
                    inputmode="numeric"
                    testid="draw-inspectors"
                />
                <Field id="draw-witness" label=td_string!(i18n, plan.witness) value=witness testid="draw-witness" />
            </div>
            <label class="plan-site">
                <input
                    type="checkbox"
                    data-testid="draw-each"
                    prop:checked=move || each.get()
                    on:change=move |event| each.set(event_target_checked(&event))
                />
                <span>{td_string!(i18n, plan.draw_each)}</span>
            </label>
            <Chips
                legend=td_string!(i18n, plan.draw_towns)
                phrases=names
                chosen=chosen
                on_toggle=move |word: String| toggled(chosen, word)
                testid="draw-town"
            />
            {how.view(i18n, &page.today, question.error("plan-due"))}
    };
    let submit = Submit {
        words: td_string!(i18n, plan.draw_do),
        kind: ButtonKind::Primary,
        // A draw cannot be undone.
        by_button: true,
        testid: "draw-do",
    };
    question.form(fields.into_any(), submit, go)
}
