//! 选择检查对象: every site on the tablet, by name, pinyin, town or distance.

use crate::components::{Button, EmptyState, Field, Tag, Tone, each, when};
use crate::language::{I18n, use_words};
use crate::local::tablet::Tablet;
use crate::local::{clock, prefs};
use crate::pages::inspect::here::use_here;
use crate::pages::inspect::nearest::{self, Group, NearestFirst};
use crate::pages::inspect::scan::ScanButton;
use crate::words_of::{fill, moment_words, site_kind_word};
use domain::ids::TownId;
use domain::inspection::SiteKind;
use domain::position::Position;
use domain::search::Search;
use domain::sync::wire::{SiteRow, TownRow};
use leptos::prelude::*;
use leptos_i18n::td_string;
use std::collections::BTreeMap;
use std::sync::Arc;

const TOWN: &str = "xuncha.new.town";
/// How many sites are drawn at first and with each tap for more: more than anybody scrolls through,
/// and few enough to redraw at every key among thousands.
const FIRST: usize = 36;

/// The search by name or pinyin, and by town.
pub(super) fn choose() -> AnyView {
    let i18n = use_words();
    let here = use_here();
    let search = RwSignal::new(String::new());
    let town = RwSignal::new(prefs::get::<String>(TOWN).unwrap_or_default());
    let from = RwSignal::new(None::<Position>);
    let towns = move || here.store.with(|tablet| tablet.towns_at(clock::now()));
    // The towns in order, each with its matching sites, the centre first.
    let groups = Memo::new(move |_| {
        let (wanted, town) = (Search::new(&search.get()), town.get());
        let mut found: Vec<Group> = here.store.with(|tablet| {
            // A search covers all towns: whoever types a name wants to find it.
            let anywhere = town.is_empty() || !wanted.is_empty();
            let mut of_town: BTreeMap<&TownId, Vec<Arc<SiteRow>>> = BTreeMap::new();
            for site in tablet.sites.values().filter(|it| !it.closed) {
                if (anywhere || site.town.as_str() == town) && matches(site, &wanted) {
                    of_town.entry(&site.town).or_default().push(site.clone());
                }
            }
            let group = |it: Arc<TownRow>| Some((it.name.clone(), of_town.remove(&it.id)?));
            towns().into_iter().filter_map(group).collect()
        });
        for (_, sites) in &mut found {
            sites.sort_by_key(|site| site.kind);
        }
        // The town of a site whose name begins with the search comes first.
        found.sort_by_cached_key(|(_, sites)| !sites.iter().any(|site| leads(site, &wanted)));
        match from.get() {
            Some(from) => nearest::as_one(i18n, found, from),
            None => found,
        }
    });
    let more = RwSignal::new((String::new(), String::new(), FIRST));
    // Asking for more applies to the current search and town; after a change the list starts short
    // again.
    let drawn = Memo::new(move |_| {
        more.with(|(typed, of, drawn)| {
            let same = search.with(|it| it == typed) && town.with(|it| it == of);
            if same { *drawn } else { FIRST }
        })
    });
    // Keyed, so that a key press redraws only the lines that change: a large district has many.
    let shown = Memo::new(move |_| groups.with(|all| first(all, drawn.get())));
    let names = move || shown.with(|all| all.iter().map(|(name, _)| name.clone()).collect());
    let left = Memo::new(move |_| {
        let all: usize = groups.with(|all| all.iter().map(|it| it.1.len()).sum());
        all.saturating_sub(drawn.get())
    });
    let draw_more = move |()| {
        let drawn = drawn.get_untracked() + FIRST;
        more.set((search.get_untracked(), town.get_untracked(), drawn));
    };
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
        {each(names, String::clone, move |name| {
            let of_group = name.clone();
            let sites = move || {
                shown.with(|all| {
                    let mut all = all.iter();
                    let found = all.find(|(name, _)| *name == of_group);
                    found.map_or_else(Vec::new, |(_, sites)| sites.clone())
                })
            };
            view! {
                <section>
                    <h2 class="group-title">{name}</h2>
                    <ul class="sites">
                        {each(sites, move |site| key_of(site, from.get()), move |site| {
                            site_line(i18n, &site, from.get_untracked()).into_any()
                        })}
                    </ul>
                </section>
            }
            .into_any()
        })}
        {when(move || left.get() > 0, move || view! {
            <div class="sites-more">
                <Button on_click=draw_more testid="sites-more">
                    {move || fill(td_string!(i18n, inspect.sites_more), &[("count", &left.get())])}
                </Button>
            </div>
        }.into_any())}
    }
    .into_any()
}

/// The first `most` sites of the groups.
fn first(groups: &[Group], most: usize) -> Vec<Group> {
    let mut left = most;
    let of_group = |(name, sites): &Group| {
        let sites: Vec<_> = sites.iter().take(left).cloned().collect();
        left -= sites.len();
        (!sites.is_empty()).then(|| (name.clone(), sites))
    };
    groups.iter().filter_map(of_group).collect()
}

/// A line's key. It changes when the site was pulled again or distances start from another
/// position.
fn key_of(site: &Arc<SiteRow>, from: Option<Position>) -> String {
    format!("{} {:p} {from:?}", site.id, Arc::as_ptr(site))
}

fn matches(site: &SiteRow, wanted: &Search) -> bool {
    wanted.fits(&site.name, &site.pinyin, &site.initials)
}

fn leads(site: &SiteRow, wanted: &Search) -> bool {
    wanted.leads(&site.name, &site.pinyin, &site.initials)
}

fn site_line(i18n: I18n, site: &SiteRow, from: Option<Position>) -> impl IntoView + use<> {
    let last = match site.last_visit {
        Some(at) => fill(
            td_string!(i18n, inspect.last_visit),
            &[("at", &moment_words(i18n, at))],
        ),
        None => td_string!(i18n, inspect.never_visited).to_owned(),
    };
    let found = (site.confirmed_findings > 0).then(|| {
        fill(
            td_string!(i18n, inspect.confirmed_findings),
            &[("count", &site.confirmed_findings)],
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
