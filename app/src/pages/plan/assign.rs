//! 新增指派: sites and people chosen by hand, many at once.

use super::how::HowFields;
use crate::api::plan::{Assigning, FoundSites, PlanPage, assign_visits, find_sites};
use crate::components::{
    Button, ButtonKind, Chips, ErrorState, ErrorSummary, Field, Loading, Select, Toasts, error_of,
    toggled,
};
use crate::error::AppError;
use crate::language::I18n;
use crate::words_of::{error_words, fill};
use domain::ids::{SiteId, TownId, UserId};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use std::collections::BTreeSet;

/// From so many people on there is a search for them.
const MANY: usize = 12;

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
        ("inspectors", "too-many") => (
            "plan-inspectors",
            td_string!(i18n, plan.wrong_many_inspectors),
        ),
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
    let inspectors = choose_people(i18n, &page.inspectors, &words, people);
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

/// Enter in a search searches; it does not send the form around it.
fn keeps_enter(event: KeyboardEvent) {
    if event.key() == "Enter" {
        event.prevent_default();
    }
}

/// The sites to choose.
fn sites(i18n: I18n, page: &PlanPage, chosen: RwSignal<BTreeSet<SiteId>>) -> AnyView {
    let (text, town) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let every = (String::new(), td_string!(i18n, plan.all_towns).to_owned());
    let towns = page
        .towns
        .iter()
        .map(|(id, name)| (id.to_string(), name.clone()));
    let towns = std::iter::once(every).chain(towns).collect();
    let wanted = Memo::new(move |_| (text.get(), town.get().parse::<TownId>().ok()));
    let found = Resource::new(move || wanted.get(), |(text, town)| find_sites(text, town));
    let offered = move |it: FoundSites| {
        let lines = it
            .sites
            .into_iter()
            .map(|(id, name)| line(id, name, chosen))
            .collect_view();
        let more = fill(td_string!(i18n, plan.sites_more), &[("n", &it.left)]);
        let more = (it.left > 0).then(|| view! { <p class="quiet">{more}</p> });
        view! {
            <ul class="plan-site-list">{lines}</ul>
            {more}
        }
        .into_any()
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
            <div class="manage-pair" on:keydown=keeps_enter>
                <Field
                    id="plan-search"
                    label=td_string!(i18n, plan.sites_search)
                    value=text
                    kind="search"
                    testid="plan-search"
                />
                <Select id="plan-town" label=td_string!(i18n, plan.col_town) options=towns value=town />
            </div>
            <Transition fallback=|| view! { <Loading lines=4 /> }>
                {move || {
                    found
                        .get()
                        .map(|answer| match answer {
                            Ok(it) => offered(it),
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| found.refetch() /> }.into_any()
                            }
                        })
                }}
            </Transition>
        </fieldset>
    }
    .into_any()
}

fn line(id: SiteId, name: String, chosen: RwSignal<BTreeSet<SiteId>>) -> AnyView {
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
    .into_any()
}

/// The people to choose; where they are many, with a search by name or login, which leaves those that are
/// chosen.
fn choose_people(
    i18n: I18n,
    known: &[(UserId, String, String)],
    words: &[String],
    chosen: RwSignal<Vec<String>>,
) -> AnyView {
    if words.is_empty() {
        return view! { <p>{td_string!(i18n, plan.no_inspectors)}</p> }.into_any();
    }
    let text = RwSignal::new(String::new());
    let logins = known.iter().map(|it| it.2.clone());
    let all: Vec<(String, String)> = words.iter().cloned().zip(logins).collect();
    let search = (all.len() > MANY).then(|| {
        view! {
            <div on:keydown=keeps_enter>
                <Field
                    id="plan-people-search"
                    label=td_string!(i18n, plan.people_search)
                    value=text
                    kind="search"
                    testid="plan-people-search"
                />
            </div>
        }
    });
    let chips = move || {
        let text = text.get().trim().to_lowercase();
        let fits = |(word, login): &&(String, String)| {
            text.is_empty()
                || word.contains(&text)
                || login.contains(&text)
                || chosen.with_untracked(|chosen| chosen.contains(word))
        };
        let phrases: Vec<String> = all.iter().filter(fits).map(|it| it.0.clone()).collect();
        view! {
            <Chips
                legend=td_string!(i18n, plan.inspectors)
                phrases
                chosen
                on_toggle=move |word: String| toggled(chosen, word)
                testid="plan-person"
            />
        }
    };
    view! { {search} {chips} }.into_any()
}
