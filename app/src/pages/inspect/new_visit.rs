//! A new visit: the site is chosen, then how the visit is made.

use crate::components::{Button, ButtonKind, Choice, Segmented, Tone, use_toasts, when};
use crate::language::use_words;
use crate::local::{clock, namesakes};
use crate::pages::inspect::choose::choose;
use crate::pages::inspect::here::use_here;
use crate::pages::inspect::recorder::disk_words;
use crate::words_of::{fill, finder_word, form_word, method_word};
use domain::ids::{SiteId, UserId, VisitId};
use domain::inspection::{FinderLevel, Form, Method, Particulars};
use domain::sync::op::{Intent, OpenVisit};
use domain::sync::wire::SiteRow;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};
use std::sync::Arc;
use uuid::Uuid;

/// 选择检查对象, then the visit's details; the address holds the chosen site.
#[component]
pub fn NewVisit() -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let query = use_location().query;
    let chosen = Memo::new(move |_| {
        let site: SiteId = query.with(|query| query.get("site")?.parse().ok())?;
        // A closed site cannot be visited by its code either.
        here.store.with(|tablet| {
            let known = tablet.sites.get(&site);
            known
                .filter(|it| tablet.visits_at(it, clock::now()))
                .cloned()
        })
    });
    view! {
        <Title text=td_string!(i18n, inspect.choose_site) />
        {move || match chosen.get() {
            Some(site) => view! { <Particulars site /> }.into_any(),
            None => choose(),
        }}
    }
    .into_any()
}

#[component]
fn Particulars(site: Arc<SiteRow>) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let toasts = use_toasts();
    let navigate = use_navigate();
    let asked = use_location().query.get_untracked().get("assignment");
    // Whichever way one comes here, by the card, the search or a code: an assigned 暗访 must not
    // begin as 明查 by default.
    let assigned = here.store.peek(|tablet| {
        let mut all = tablet.assigned();
        all.retain(|it| it.site == site.id);
        let at = all.iter().position(|it| Some(it.id.to_string()) == asked);
        (!all.is_empty()).then(|| all.swap_remove(at.unwrap_or(0)))
    });
    let (how, openly, partners) = match &assigned {
        Some(it) => (it.method, it.form, it.inspectors.clone()),
        None => (Method::Routine, Form::Announced, Vec::new()),
    };
    let method = RwSignal::new(how);
    let form = RwSignal::new(openly);
    let finder = RwSignal::new(FinderLevel::DistrictOffice);
    let busy = RwSignal::new(false);
    let me = here.person.with_value(|person| person.id);
    // Tell apart before filtering: an inspector may share the name of the person who works here.
    let mut others: Vec<(UserId, String)> = here.store.peek(|tablet| {
        let inspects = tablet.people.values().filter(|it| !it.gone);
        namesakes::told_apart(inspects.map(AsRef::as_ref))
    });
    others.retain(|it| it.0 != me);
    let is_other = |id: &UserId| others.iter().any(|it| it.0 == *id);
    let with = RwSignal::new(partners.into_iter().filter(is_other).collect::<Vec<_>>());
    let place = site.id.clone();
    let begin = move |()| {
        busy.set(true);
        let visit = VisitId(Uuid::now_v7());
        let intent = Intent::OpenVisit(OpenVisit {
            visit,
            site: place.clone(),
            how: Particulars {
                method: method.get_untracked(),
                form: form.get_untracked(),
                finder: finder.get_untracked(),
            },
            inspectors: with.get_untracked(),
        });
        let navigate = navigate.clone();
        spawn_local(async move {
            match here.store.record(vec![intent]).await {
                // Going back must not lead to a form that begins the visit a second time.
                Ok(_) => navigate(
                    &format!("/inspect/{visit}"),
                    NavigateOptions {
                        replace: true,
                        ..NavigateOptions::default()
                    },
                ),
                Err(error) => {
                    let _ = busy.try_set(false);
                    toasts.say(fill(
                        td_string!(i18n, inspect.not_saved),
                        &[("why", &disk_words(i18n, &error))],
                    ));
                }
            }
        });
    };
    let methods = Method::ALL.map(|it| Choice {
        value: it.as_str(),
        label: method_word(i18n, it).to_owned(),
        tone: Tone::Accent,
    });
    let forms = [Form::Announced, Form::Unannounced].map(|it| Choice {
        value: it.as_str(),
        label: form_word(i18n, it).to_owned(),
        tone: Tone::Accent,
    });
    view! {
        <div class="with-bottom-bar stack">
            <h1>{site.name.clone()}</h1>
            <p>
                <a href="/inspect/new">{td_string!(i18n, inspect.change_site)}</a>
            </p>
            <Segmented
                name="method"
                legend=td_string!(i18n, inspect.method)
                show_legend=true
                choices=methods.to_vec()
                value=Signal::derive(move || Some(method.get().as_str()))
                on_pick=move |picked| {
                    if let Some(picked) = Method::ALL.into_iter().find(|it| it.as_str() == picked) {
                        method.set(picked);
                    }
                }
            />
            <Segmented
                name="form"
                legend=td_string!(i18n, inspect.form)
                show_legend=true
                choices=forms.to_vec()
                value=Signal::derive(move || Some(form.get().as_str()))
                on_pick=move |picked| {
                    form.set(
                        if picked == Form::Unannounced.as_str() {
                            Form::Unannounced
                        } else {
                            Form::Announced
                        },
                    )
                }
            />
            {when(move || form.get() == Form::Unannounced, move || view! {
                <p class="field-hint">{td_string!(i18n, inspect.unannounced_hint)}</p>
            }.into_any())}
            {(!others.is_empty()).then(|| view! { <Others others with /> })}
            <div class="field">
                <label class="field-label" for="finder">
                    {td_string!(i18n, inspect.finder)}
                </label>
                <select
                    id="finder"
                    class="input"
                    data-testid="finder"
                    on:change=move |event| {
                        let picked = event_target_value(&event);
                        if let Some(it) = FinderLevel::ALL.into_iter().find(|it| it.as_str() == picked) {
                            finder.set(it);
                        }
                    }
                >
                    {FinderLevel::ALL
                        .map(|it| {
                            view! {
                                <option value=it.as_str() selected=move || finder.get() == it>
                                    {finder_word(i18n, it)}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </div>
            <div class="bottom-bar">
                <Button kind=ButtonKind::Primary busy=busy on_click=begin testid="begin">
                    {td_string!(i18n, inspect.begin)}
                </Button>
            </div>
        </div>
    }
    .into_any()
}

/// 同行检查人员, by account, since two may share a name.
#[component]
fn Others(others: Vec<(UserId, String)>, with: RwSignal<Vec<UserId>>) -> impl IntoView {
    let i18n = use_words();
    let chips = others
        .into_iter()
        .map(|(id, name)| {
            let toggle = move |_| {
                with.update(|with| match with.iter().position(|it| *it == id) {
                    Some(at) => {
                        with.remove(at);
                    }
                    None => with.push(id),
                })
            };
            view! {
                <button
                    type="button"
                    class="chip"
                    aria-pressed=move || if with.with(|it| it.contains(&id)) { "true" } else { "false" }
                    data-testid="with"
                    data-person=id.to_string()
                    on:click=toggle
                >
                    {name}
                </button>
            }
        })
        .collect_view();
    view! {
        <fieldset class="chips">
            <legend class="field-label">{td_string!(i18n, inspect.with)}</legend>
            <div class="chips-row">{chips}</div>
        </fieldset>
    }
    .into_any()
}
