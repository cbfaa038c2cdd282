//! 新增指派: sites and people chosen by hand, many at once.

use super::how::HowFields;
use crate::api::plan::{Assigning, FoundSites, PlanPage};
use crate::calls::plan::{assign_visits, find_sites};
use crate::components::{
    ButtonKind, Chips, ErrorState, Field, Loading, Question, Select, Submit, Wrong, toggled,
};
use crate::error::AppError;
use crate::language::I18n;
use crate::words_of::{error_words, fill};
use domain::ids::{SiteId, TownId, UserId};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_i18n::td_string;
use std::collections::BTreeSet;

/// From this number of people on, there is a search field.
const MANY: usize = 12;

/// The errors of a form, by the field's id.
pub(super) fn wrong_words(i18n: I18n, error: &AppError) -> Wrong {
    let AppError::Invalid { field, problem } = error else {
        return vec![("", error_words(i18n, error))];
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
        _ => return vec![("", error_words(i18n, error))],
    };
    vec![(id, words.to_owned())]
}

/// Names with the login added where two people share a name.
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

pub(super) fn form(i18n: I18n, page: &PlanPage, question: Question) -> AnyView {
    let chosen = RwSignal::new(BTreeSet::<SiteId>::new());
    let people = RwSignal::new(Vec::<String>::new());
    let (fresh, how) = (page.fresh, HowFields::new());
    let words = names(&page.inspectors);
    let ids: Vec<(String, UserId)> = words
        .iter()
        .cloned()
        .zip(page.inspectors.iter().map(|it| it.0))
        .collect();
    let go = move || {
        let of = |word: &String| ids.iter().find(|(known, _)| known == word).map(|it| it.1);
        let request = Assigning {
            asked: Some(fresh),
            sites: chosen.get_untracked().into_iter().collect(),
            inspectors: people.with_untracked(|it| it.iter().filter_map(of).collect()),
            how: how.said(),
        };
        question.send(async move {
            let count = assign_visits(request).await;
            let count = count.map_err(|error| wrong_words(i18n, &error))?;
            Ok(fill(td_string!(i18n, plan.saved), &[("n", &count)]))
        });
    };
    let inspectors = choose_people(i18n, &page.inspectors, &words, people);
    let fields = view! {
        <div class="field" id="plan-sites" tabindex="-1">
            {wrong(question, "plan-sites")} {sites(i18n, page, chosen)}
        </div>
        <div class="field" id="plan-inspectors" tabindex="-1">
            {wrong(question, "plan-inspectors")} {inspectors}
        </div>
        {how.view(i18n, &page.today, question.error("plan-due"))}
    };
    let submit = Submit {
        words: td_string!(i18n, plan.save),
        kind: ButtonKind::Primary,
        by_button: false,
        testid: "assign-save",
    };
    question.form(fields.into_any(), submit, go)
}

/// The error of a choice that is no input field.
fn wrong(question: Question, id: &'static str) -> AnyView {
    let error = question.error(id);
    (move || {
        error
            .get()
            .map(|words| view! { <p class="field-error">{words}</p> })
    })
    .into_any()
}

/// Enter in a search field must not send the form around it.
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

/// The people to choose, with a search by name or login if there are many. The search never hides
/// chosen people.
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
