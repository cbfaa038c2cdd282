//! 随机抽取: what is drawn, from which towns, and how many inspectors; then what comes of it, to be
//! confirmed before anything is drawn.

use super::assign::wrong_words;
use super::how::HowFields;
use super::record::said;
use crate::api::plan::{Drawing, Fields, PlanPage};
use crate::calls::plan::{draw_lots, preview_draw};
use crate::components::browser::focus;
use crate::components::{Button, ButtonKind, Chips, Field, Question, Select, Submit, toggled};
use crate::language::I18n;
use crate::pages::manage::words::site_kind_word;
use crate::words_of::fill;
use domain::draw::{LEAST_INSPECTORS, Wanted};
use domain::ids::TownId;
use domain::inspection::SiteKind;
use domain::typed;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use leptos_i18n::td_string;
use uuid::Uuid;

/// The id of the confirmation.
const ASKED: &str = "draw-asked";

/// The values of the form, which survive a look at the confirmation.
#[derive(Clone, Copy)]
struct Lots {
    i18n: I18n,
    question: Question,
    fresh: Uuid,
    sites: RwSignal<String>,
    each: RwSignal<bool>,
    kind: RwSignal<String>,
    inspectors: RwSignal<String>,
    witness: RwSignal<String>,
    towns: StoredValue<Vec<(TownId, String)>>,
    chosen: RwSignal<Vec<String>>,
    how: HowFields,
    /// What a draw would do, once the server has told it.
    foreseen: RwSignal<Option<Fields>>,
}

pub(super) fn form(i18n: I18n, page: &PlanPage, question: Question) -> AnyView {
    let it = Lots {
        i18n,
        question,
        fresh: page.fresh,
        sites: RwSignal::new("1".to_owned()),
        each: RwSignal::new(true),
        kind: RwSignal::new(String::new()),
        inspectors: RwSignal::new(LEAST_INSPECTORS.to_string()),
        witness: RwSignal::new(String::new()),
        towns: StoredValue::new(page.towns.clone()),
        chosen: RwSignal::new(Vec::new()),
        how: HowFields::new(),
        foreseen: RwSignal::new(None),
    };
    let today = page.today.clone();
    (move || match it.foreseen.get() {
        None => it.fields(&today),
        Some(foreseen) => it.confirmation(foreseen),
    })
    .into_any()
}

impl Lots {
    /// The draw as filled in.
    fn request(self) -> Drawing {
        let number = |text: RwSignal<String>| typed::number(&text.get_untracked()).unwrap_or(0);
        let code = self.kind.get_untracked();
        let chosen = self.chosen.get_untracked();
        let towns = self.towns.with_value(|towns| {
            let those = towns.iter().filter(|it| chosen.contains(&it.1));
            those.map(|it| it.0.clone()).collect()
        });
        Drawing {
            asked: Some(self.fresh),
            wanted: Wanted {
                sites: number(self.sites),
                of_each_town: self.each.get_untracked(),
                kind: SiteKind::ALL.into_iter().find(|it| it.as_str() == code),
                towns,
                inspectors: number(self.inspectors),
            },
            witness: self.witness.get_untracked(),
            how: self.how.said(),
        }
    }

    /// Asks the server what the draw would do.
    fn look(self) {
        let question = self.question;
        if question.busy.get_untracked() {
            return;
        }
        question.errors.set(Vec::new());
        question.busy.set(true);
        let request = self.request();
        spawn_local(async move {
            let answer = preview_draw(request).await;
            if question.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(foreseen) => {
                    self.foreseen.try_set(Some(foreseen));
                    // The button that had the focus is gone.
                    tick().await;
                    focus(ASKED);
                }
                Err(error) => {
                    question.errors.try_set(wrong_words(self.i18n, &error));
                }
            }
        });
    }

    fn draw(self) {
        let (i18n, request) = (self.i18n, self.request());
        self.question.send(async move {
            let number = draw_lots(request).await;
            let number = number.map_err(|error| wrong_words(i18n, &error))?;
            Ok(fill(td_string!(i18n, plan.drawn), &[("n", &number)]))
        });
    }

    /// What a draw would do, and the button that draws.
    fn confirmation(self, foreseen: Fields) -> AnyView {
        let i18n = self.i18n;
        let words = view! {
            <p id=ASKED tabindex="-1">{td_string!(i18n, plan.draw_ask)}</p>
            {said(foreseen)}
            <p>
                <Button
                    kind=ButtonKind::Quiet
                    on_click=move |()| self.foreseen.set(None)
                    testid="draw-back"
                >
                    {td_string!(i18n, plan.draw_back)}
                </Button>
            </p>
        };
        let submit = Submit {
            words: td_string!(i18n, plan.draw_confirm),
            kind: ButtonKind::Primary,
            // A draw cannot be undone.
            by_button: true,
            testid: "draw-do",
        };
        self.question
            .form(words.into_any(), submit, move || self.draw())
    }

    fn fields(self, today: &str) -> AnyView {
        let (i18n, question) = (self.i18n, self.question);
        let each = self.each;
        let names = self
            .towns
            .with_value(|towns| towns.iter().map(|it| it.1.clone()).collect());
        let any = (String::new(), td_string!(i18n, plan.any_kind).to_owned());
        let kinds = SiteKind::ALL
            .into_iter()
            .map(|it| (it.as_str().to_owned(), site_kind_word(i18n, it).to_owned()));
        let kinds = std::iter::once(any).chain(kinds).collect();
        let chosen = self.chosen;
        let fields = view! {
            <p>{td_string!(i18n, plan.draw_text)}</p>
            <p class="quiet">{td_string!(i18n, plan.weights)}</p>
            <div class="manage-pair">
                <Field
                    id="draw-sites"
                    label=td_string!(i18n, plan.draw_sites)
                    error=question.error("draw-sites")
                    value=self.sites
                    inputmode="numeric"
                    testid="draw-sites"
                />
                <Select
                    id="draw-kind"
                    label=td_string!(i18n, plan.draw_kind)
                    options=kinds
                    value=self.kind
                    testid="draw-kind"
                />
                <Field
                    id="draw-inspectors"
                    label=td_string!(i18n, plan.draw_inspectors)
                    hint=td_string!(i18n, plan.draw_inspectors_hint)
                    error=question.error("draw-inspectors")
                    value=self.inspectors
                    inputmode="numeric"
                    testid="draw-inspectors"
                />
                <Field
                    id="draw-witness"
                    label=td_string!(i18n, plan.witness)
                    hint=td_string!(i18n, plan.witness_hint)
                    value=self.witness
                    testid="draw-witness"
                />
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
            {self.how.view(i18n, today, question.error("plan-due"))}
        };
        let submit = Submit {
            words: td_string!(i18n, plan.draw_do),
            kind: ButtonKind::Primary,
            by_button: true,
            testid: "draw-check",
        };
        question.form(fields.into_any(), submit, move || self.look())
    }
}
