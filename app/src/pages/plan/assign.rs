//! 新增指派: sites and people chosen by hand, many at once.

use super::how::HowFields;
use crate::api::plan::{Assigning, PlanPage, assign_visits};
use crate::components::{
    Button, ButtonKind, Chips, ErrorSummary, Field, Select, Toasts, error_of, toggled,
};
use crate::error::AppError;
use crate::language::I18n;
use crate::words_of::{error_words, fill};
use domain::ids::{SiteId, TownId, UserId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use std::collections::BTreeSet;

/// Sites that are offered at once.
const OFFERED: usize = 40;

/// What follows when visits were planned.
#[derive(Clone, Copy)]
pub(super) struct Done {
    pub(super) open: RwSignal<bool>,
    /// It is on its way, whether the form is still open or not.
    pub(super) busy: RwSignal<bool>,
    pub(super) toasts: Toasts,
    pub(super) reload: Callback<()>,
}

impl Done {
    /// Says what is wrong: in the form, or where that was closed meanwhile, on the page.
    pub(super) fn refused(
        self,
        errors: RwSignal<Vec<(&'static str, String)>>,
        wrong: (&'static str, String),
    ) {
        if let Some(unsaid) = errors.try_set(vec![wrong]) {
            let words = unsaid.into_iter().map(|(_, words)| words);
            self.toasts.say(words.collect::<Vec<_>>().join("；"));
        }
    }
}

/// What is wrong with a form, by the field's id.
pub(super) fn wrong_words(i18n: I18n, error: &AppError) -> (&'static str, String) {
    let AppError::Invalid { field, problem } = error else {
        return ("", error_words(i18n, error));
    };
    let (id, words) = match (field.as_str(), problem.as_str()) {
        ("sites", "required") => ("plan-sites", td_string!(i18n, plan.wrong_required_sites)),
        ("inspectors", _) => (
            "plan-inspectors",
            td_string!(i18n, plan.wrong_required_inspectors),
        ),
        ("sites", _) => ("plan-sites", td_string!(i18n, plan.wrong_unknown)),
        ("due", _) => ("plan-due", td_string!(i18n, plan.wrong_due)),
        ("wanted", "too-few-sites") => ("draw-sites", td_string!(i18n, plan.wrong_sites)),
        ("wanted", "too-few-inspectors") => {
            ("draw-inspectors", td_string!(i18n, plan.wrong_inspectors))
        }
        ("wanted", _) => ("draw-sites", td_string!(i18n, plan.wrong_numbers)),
        _ => return ("", error_words(i18n, error)),
    };
    (id, words.to_owned())
}

/// People as they are told apart: by the login where another has the name.
pub(super) fn names(people: &[(UserId, String, String)]) -> Vec<String> {
    let named = |name: &str| people.iter().filter(|it| it.1 == name).count();
    people
        .iter()
        .map(|(_, name, login)| match named(name) {
            1 => name.clone(),
            _ => format!("{name}（{login}）"),
        })
        .collect()
}

pub(super) fn form(i18n: I18n, page: &PlanPage, done: Done) -> AnyView {
    let chosen = RwSignal::new(BTreeSet::<SiteId>::new());
    let people = RwSignal::new(Vec::<String>::new());
    let how = HowFields::new();
    let busy = done.busy;
    let errors = RwSignal::new(Vec::<(&'static str, String)>::new());
    let words = names(&page.inspectors);
    let ids: Vec<(String, UserId)> = words
        .iter()
        .cloned()
        .zip(page.inspectors.iter().map(|it| it.0))
        .collect();
    let submit = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let of = |word: &String| ids.iter().find(|(known, _)| known == word).map(|it| it.1);
        let request = Assigning {
            sites: chosen.get_untracked().into_iter().collect(),
            inspectors: people.with_untracked(|it| it.iter().filter_map(of).collect()),
            how: how.said(),
        };
        spawn_local(async move {
            let answer = assign_visits(request).await;
            // The page may be gone meanwhile; what was planned is planned all the same.
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(count) => {
                    done.open.set(false);
                    let words = fill(td_string!(i18n, plan.saved), &[("n", &count)]);
                    done.toasts.say(words);
                    done.reload.try_run(());
                }
                Err(error) => done.refused(errors, wrong_words(i18n, &error)),
            }
        });
    };
    let inspectors = if words.is_empty() {
        view! { <p>{td_string!(i18n, plan.no_inspectors)}</p> }.into_any()
    } else {
        view! {
            <Chips
                legend=td_string!(i18n, plan.inspectors)
                phrases=words
                chosen=people
                on_toggle=move |word: String| toggled(people, word)
                testid="plan-person"
            />
        }
        .into_any()
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
            <div class="field" id="plan-sites" tabindex="-1">
                {wrong(errors, "plan-sites")} {sites(i18n, page, chosen)}
            </div>
            <div class="field" id="plan-inspectors" tabindex="-1">
                {wrong(errors, "plan-inspectors")} {inspectors}
            </div>
            {how.view(i18n, &page.today, error_of(errors, "plan-due"))}
            <div class="actions actions-form">
                <Button kind=ButtonKind::Primary submit=true busy=busy testid="assign-save">
                    {td_string!(i18n, plan.save)}
                </Button>
                <Button kind=ButtonKind::Quiet on_click=move |()| done.open.set(false)>
                    {td_string!(i18n, plan.cancel)}
                </Button>
            </div>
        </form>
    }
    .into_any()
}

/// What is wrong with a choice that is no field.
fn wrong(errors: RwSignal<Vec<(&'static str, String)>>, id: &'static str) -> AnyView {
    let error = error_of(errors, id);
    (move || {
        error
            .get()
            .map(|words| view! { <p class="field-error">{words}</p> })
    })
    .into_any()
}

/// The sites to choose, those that were chosen first.
fn sites(i18n: I18n, page: &PlanPage, chosen: RwSignal<BTreeSet<SiteId>>) -> AnyView {
    let all = StoredValue::new(page.sites.clone());
    let (text, town) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let every = (String::new(), td_string!(i18n, plan.all_towns).to_owned());
    let towns = page
        .towns
        .iter()
        .map(|(id, name)| (id.to_string(), name.clone()));
    let towns = std::iter::once(every).chain(towns).collect();
    let offered = Memo::new(move |_| {
        let (text, town) = (text.get().trim().to_owned(), town.get());
        let fits = |it: &&(SiteId, String, TownId)| {
            (town.is_empty() || it.2.as_str() == town) && it.1.contains(&text)
        };
        all.with_value(|all| {
            let mut fitting: Vec<_> = all.iter().filter(fits).cloned().collect();
            let left = fitting.len().saturating_sub(OFFERED);
            fitting.truncate(OFFERED);
            (fitting, left)
        })
    });
    let lines = move || {
        let (fitting, _) = offered.get();
        fitting
            .into_iter()
            .map(|(id, name, _)| {
                let (mine, tapped) = (id.clone(), id.clone());
                view! {
                    <li>
                        <label class="plan-site">
                            <input
                                type="checkbox"
                                data-testid="plan-site"
                                data-site=id.to_string()
                                prop:checked=move || chosen.with(|all| all.contains(&mine))
                                on:change=move |event| {
                                    let on = event_target_checked(&event);
                                    chosen
                                        .update(|all| {
                                            if on {
                                                all.insert(tapped.clone());
                                            } else {
                                                all.remove(&tapped);
                                            }
                                        });
                                }
                            />
                            <span lang="zh-CN">{name}</span>
                        </label>
                    </li>
                }
            })
            .collect_view()
    };
    let more = move || {
        let (_, left) = offered.get();
        let words = fill(td_string!(i18n, plan.sites_more), &[("n", &left)]);
        (left > 0).then(|| view! { <p class="quiet">{words}</p> })
    };
    let count = move || {
        let n = chosen.with(BTreeSet::len);
        fill(td_string!(i18n, plan.sites_chosen), &[("n", &n)])
    };
    view! {
        <fieldset class="plan-sites">
            <legend class="field-label">
                {td_string!(i18n, plan.sites)} " " <span class="quiet" role="status">{count}</span>
            </legend>
            <div class="manage-pair">
                <Field
                    id="plan-search"
                    label=td_string!(i18n, plan.sites_search)
                    value=text
                    kind="search"
                    testid="plan-search"
                />
                <Select id="plan-town" label=td_string!(i18n, plan.col_town) options=towns value=town />
            </div>
            <ul class="plan-site-list">{lines}</ul>
            {more}
        </fieldset>
    }
    .into_any()
}
