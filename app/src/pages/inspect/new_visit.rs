//! 选择检查对象: search by name or pinyin, by town; then how the visit is made.

use crate::components::{
    Button, ButtonKind, Choice, EmptyState, Field, Segmented, Tag, Tone, each, use_toasts, when,
};
use crate::language::{I18n, use_words};
use crate::local::tablet::Tablet;
use crate::local::{namesakes, prefs};
use crate::pages::inspect::here::use_here;
use crate::pages::inspect::nearest::{self, NearestFirst};
use crate::pages::inspect::recorder::disk_words;
use crate::pages::inspect::scan::ScanButton;
use crate::words_of::{fill, finder_word, form_word, method_word, moment_words, site_kind_word};
use domain::ids::{SiteId, UserId, VisitId};
use domain::inspection::{FinderLevel, Form, Method, SiteKind};
use domain::search::Search;
use domain::sync::op::{Intent, OpenVisit};
use domain::sync::wire::SiteRow;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_navigate};
use std::sync::Arc;
use uuid::Uuid;

const TOWN: &str = "xuncha.new.town";

/// 选择检查对象, then the visit's particulars; the chosen site is in the address.
#[component]
pub fn NewVisit() -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let query = use_location().query;
    let chosen = Memo::new(move |_| {
        let site: SiteId = query.with(|query| query.get("site")?.parse().ok())?;
        // A closed one is not begun by its code either.
        let known = here.store.with(|tablet| tablet.sites.get(&site).cloned());
        known.filter(|site| !site.closed)
    });
    view! {
        <Title text=td_string!(i18n, inspect.choose_site) />
        {move || match chosen.get() {
            Some(site) => view! { <Particulars site /> }.into_any(),
            None => view! { <Choose /> }.into_any(),
        }}
    }
    .into_any()
}

#[component]
fn Choose() -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let search = RwSignal::new(String::new());
    let town = RwSignal::new(prefs::get::<String>(TOWN).unwrap_or_default());
    let from = RwSignal::new(None::<domain::position::Position>);
    let towns = move || {
        here.store.with(|tablet| {
            let mut towns: Vec<_> = tablet.towns.values().cloned().collect();
            towns.sort_by_key(|town| town.order);
            towns
        })
    };
    // Towns in their order, each with its matching sites: the centre first.
    let groups = Memo::new(move |_| {
        let (wanted, town) = (Search::new(&search.get()), town.get());
        let mut found = here.store.with(|tablet| {
            towns()
                .into_iter()
                // A search looks everywhere: who types a name wants it found.
                .filter(|it| town.is_empty() || !wanted.is_empty() || it.id.as_str() == town)
                .filter_map(|it| {
                    let mut sites: Vec<Arc<SiteRow>> = tablet
                        .sites
                        .values()
                        .filter(|site| site.town == it.id && !site.closed && matches(site, &wanted))
                        .cloned()
                        .collect();
                    sites.sort_by_key(|site| (site.kind, site.id.clone()));
                    (!sites.is_empty()).then(|| (it.name.clone(), sites))
                })
                .collect::<Vec<_>>()
        });
        // The town of a name that begins with it comes first.
        found.sort_by_key(|(_, sites)| !sites.iter().any(|site| leads(site, &wanted)));
        match from.get() {
            Some(from) => nearest::as_one(i18n, found, from),
            None => found,
        }
    });
    let nothing_here = move || here.store.with(|tablet| tablet.sites.is_empty());
    view! {
        <h1>{td_string!(i18n, inspect.choose_site)}</h1>
        <div class="tools">
            <Field
                id="site-search"
                label=td_string!(i18n, inspect.search)
                kind="search"
                hint=td_string!(i18n, inspect.search_hint).to_owned()
                value=search
                testid="site-search"
            />
            <div class="field">
                <label class="field-label" for="site-town">
                    {td_string!(i18n, inspect.filter_town)}
                </label>
                <select
                    id="site-town"
                    class="input"
                    data-testid="site-town"
                    on:change=move |event| {
                        let picked = event_target_value(&event);
                        prefs::set(TOWN, &picked);
                        town.set(picked);
                    }
                >
                    <option value="" selected=move || town.with(String::is_empty)>
                        {td_string!(i18n, inspect.all_towns)}
                    </option>
                    {each(towns, |it| it.id.to_string(), move |it| view! {
                        <option value=it.id.to_string() selected=move || town.with(|town| town == it.id.as_str())>
                            {it.name.clone()}
                        </option>
                    }.into_any())}
                </select>
            </div>
            <NearestFirst from />
            <ScanButton />
        </div>
        {when(move || groups.with(Vec::is_empty), move || view! {
            {move || {
                let (title, text) = if here.store.with(Tablet::has_no_sites) {
                    (td_string!(i18n, inspect.no_sites), "")
                } else if nothing_here() {
                    (
                        td_string!(i18n, inspect.sites_missing_title),
                        td_string!(i18n, inspect.sites_missing_text),
                    )
                } else {
                    (td_string!(i18n, inspect.no_site_title), td_string!(i18n, inspect.no_site_text))
                };
                view! { <EmptyState title text /> }
            }}
        }.into_any())}
        {move || {
            groups
                .get()
                .into_iter()
                .map(|(name, sites)| {
                    view! {
                        <section>
                            <h2 class="group-title">{name}</h2>
                            <ul class="sites">
                                {sites.into_iter().map(|site| site_line(i18n, &site, from.get())).collect_view()}
                            </ul>
                        </section>
                    }
                })
                .collect_view()
        }}
    }
    .into_any()
}

fn matches(site: &SiteRow, wanted: &Search) -> bool {
    wanted.fits(&site.name, &site.pinyin, &site.initials)
}

fn leads(site: &SiteRow, wanted: &Search) -> bool {
    wanted.leads(&site.name, &site.pinyin, &site.initials)
}

fn site_line(
    i18n: I18n,
    site: &SiteRow,
    from: Option<domain::position::Position>,
) -> impl IntoView + use<> {
    let last = match site.last_visit {
        Some(at) => fill(
            td_string!(i18n, inspect.last_visit),
            &[("at", &moment_words(i18n, at))],
        ),
        None => td_string!(i18n, inspect.never_visited).to_owned(),
    };
    let found = (site.open_findings > 0).then(|| {
        fill(
            td_string!(i18n, inspect.open_findings),
            &[("count", &site.open_findings)],
        )
    });
    let meta = [
        nearest::distance(i18n, site, from),
        Some(last),
        found,
        (!site.address.is_empty()).then(|| site.address.clone()),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ");
    view! {
        <li>
            <a
                class="site-row"
                href=format!("/inspect/new?site={}", site.id)
                data-testid="site-option"
                data-site=site.id.to_string()
            >
                <span class="site-name">{site.name.clone()}</span>
                <span class="site-meta">{meta}</span>
                <span class="site-side">
                    <Tag
                        tone=if site.kind == SiteKind::Centre { Tone::Accent } else { Tone::Plain }
                        words=site_kind_word(i18n, site.kind)
                    />
                </span>
            </a>
        </li>
    }
    .into_any()
}

fn finder_value(finder: FinderLevel) -> &'static str {
    match finder {
        FinderLevel::DistrictOffice => "district-office",
        FinderLevel::CityBureau => "city-bureau",
        FinderLevel::InvitedMonitor => "invited-monitor",
        FinderLevel::ThirdParty => "third-party",
        FinderLevel::HigherOffice => "higher-office",
        FinderLevel::Media => "media",
    }
}

#[component]
fn Particulars(site: Arc<SiteRow>) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let toasts = use_toasts();
    let navigate = use_navigate();
    let asked = use_location().query.get_untracked();
    let asked_method = asked.get("method");
    let method = Method::ALL
        .into_iter()
        .find(|it| asked_method.as_deref() == Some(it.as_str()));
    let unannounced = asked.get("form").as_deref() == Some(Form::Unannounced.as_str());
    let method = RwSignal::new(method.unwrap_or(Method::Routine));
    let form = RwSignal::new(if unannounced {
        Form::Unannounced
    } else {
        Form::Announced
    });
    let finder = RwSignal::new(FinderLevel::DistrictOffice);
    let with = RwSignal::new(Vec::<UserId>::new());
    let busy = RwSignal::new(false);
    let me = here.person.with_value(|person| person.id);
    // Whoever shares the name of the person who works here is told apart as well.
    let mut others: Vec<(UserId, String)> = here.store.peek(|tablet| {
        let inspects = tablet.people.values().filter(|it| !it.gone);
        namesakes::told_apart(inspects.map(AsRef::as_ref))
    });
    others.retain(|it| it.0 != me);
    let place = site.id.clone();
    let begin = move |()| {
        busy.set(true);
        let visit = VisitId(Uuid::now_v7());
        let intent = Intent::OpenVisit(OpenVisit {
            visit,
            site: place.clone(),
            method: method.get_untracked(),
            form: form.get_untracked(),
            inspectors: with.get_untracked(),
            finder: finder.get_untracked(),
        });
        let navigate = navigate.clone();
        spawn_local(async move {
            match here.store.record(vec![intent]).await {
                Ok(_) => navigate(&format!("/inspect/{visit}"), Default::default()),
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
                        if let Some(it) = FinderLevel::ALL.into_iter().find(|it| finder_value(*it) == picked) {
                            finder.set(it);
                        }
                    }
                >
                    {FinderLevel::ALL
                        .map(|it| {
                            view! {
                                <option value=finder_value(it) selected=move || finder.get() == it>
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

/// 同行检查人员, by their accounts: two may have one name.
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
