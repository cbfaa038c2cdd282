//! 检查对象.

use super::entry::{Form, field};
use super::list::{List, Names, frame};
use super::taken;
use super::words::site_kind_word;
use crate::api::manage::{EntryForm, Listing, SiteLine, SiteQuery};
use crate::calls::manage::{registry_sites, registry_towns};
use crate::components::lists::{Filters, filter, nothing, pager, search_field, table};
use crate::components::{Field, Select, Tag, Tone};
use crate::language::{I18n, use_words};
use crate::places;
use crate::who::use_who;
use domain::inspection::SiteKind;
use domain::people::Right;
use leptos::prelude::*;
use leptos_i18n::td_string;

fn query_of(filters: Filters) -> SiteQuery {
    let kind = filters.get("kind");
    SiteQuery {
        text: filters.get("text"),
        town: filters.get("town").parse().ok(),
        kind: SiteKind::ALL.into_iter().find(|it| it.as_str() == kind),
        closed: match filters.get("state").as_str() {
            "open" => Some(false),
            "closed" => Some(true),
            _ => None,
        },
        page: filters.page(),
    }
}

/// `/manage/sites`; `?text=`, `?town=`, `?kind=`, `?state=`, `?page=`.
#[component]
pub fn Sites() -> impl IntoView {
    let i18n = use_words();
    let filters = Filters::new(places::MANAGE_SITES.address);
    let query = Memo::new(move |_| query_of(filters));
    let sites = Resource::new_blocking(move || query.get(), registry_sites);
    let names = Names {
        address: places::MANAGE_SITES.address,
        title: td_string!(i18n, manage.nav_sites),
        add: td_string!(i18n, manage.add_site),
        add_testid: "add-site",
        form_testid: "site-form",
    };
    let page = List::new(i18n, names, sites);
    // The towns for the filter do not depend on the list, so that a search field keeps its focus.
    let towns = Resource::new_blocking(|| (), |()| registry_towns());
    let keeps = use_who().may(Right::KeepRegistry);
    let kinds: Vec<_> = SiteKind::ALL
        .into_iter()
        .map(|it| (it.as_str().to_owned(), site_kind_word(i18n, it).to_owned()))
        .collect();
    let states = states(i18n);
    let tools = view! {
            <div class="manage-tools">
                {search_field(i18n, filters)}
                <Transition>
                    {move || {
                        let towns = towns.get()?.ok()?.towns.into_iter();
                        let towns = towns.map(|(id, name)| (id.to_string(), name)).collect();
                        let label = td_string!(i18n, manage.col_town);
                        Some(filter(i18n, filters, ("town", "filter-town"), label, towns))
                    }}
                </Transition>
                {filter(i18n, filters, ("kind", "filter-kind"), td_string!(i18n, manage.col_kind), kinds)}
                {filter(i18n, filters, ("state", "filter-state"), td_string!(i18n, manage.col_state), states)}
                {keeps.then(|| page.add())}
            </div>
    }
    .into_any();
    frame(
        page,
        tools,
        move |listing| list(i18n, listing, filters, page),
        move |listing, line| fields(i18n, page.form, listing, line, filters),
    )
}

fn states(i18n: I18n) -> Vec<(String, String)> {
    vec![
        (
            "open".to_owned(),
            td_string!(i18n, manage.state_open).to_owned(),
        ),
        (
            "closed".to_owned(),
            td_string!(i18n, manage.state_closed).to_owned(),
        ),
    ]
}

fn list(
    i18n: I18n,
    listing: &Listing<SiteLine>,
    filters: Filters,
    page: List<SiteLine>,
) -> AnyView {
    if listing.lines.is_empty() {
        return nothing(i18n, filters, td_string!(i18n, manage.nothing_sites));
    }
    let kept = listing.keeps.then_some(page);
    let rows = listing
        .lines
        .iter()
        .cloned()
        .map(|line| row(i18n, line, kept))
        .collect_view();
    let columns = [
        td_string!(i18n, manage.col_name),
        td_string!(i18n, manage.col_town),
        td_string!(i18n, manage.col_kind),
        td_string!(i18n, manage.col_address),
        td_string!(i18n, manage.col_state),
    ];
    let edit = td_string!(i18n, manage.edit);
    view! {
        {table("sites", &columns, edit, rows.into_any())}
        {pager(i18n, filters, listing.page, listing.pages, listing.total)}
    }
    .into_any()
}

fn row(i18n: I18n, line: SiteLine, kept: Option<List<SiteLine>>) -> AnyView {
    let edit = kept.map(|page| page.edit(line.clone(), &line.name));
    let state = match line.closed {
        true => view! { <Tag tone=Tone::Plain words=td_string!(i18n, manage.state_closed) /> }
            .into_any(),
        false => ().into_any(),
    };
    view! {
        <tr data-testid="site" data-id=line.id.to_string()>
            <th scope="row" lang="zh-CN">{line.name}</th>
            <td lang="zh-CN">{line.town_name}</td>
            <td>{site_kind_word(i18n, line.kind)}</td>
            <td lang="zh-CN">{line.address}</td>
            <td>{state}</td>
            <td class="manage-edit">{edit}</td>
        </tr>
    }
    .into_any()
}

/// A form field, filled from the line.
fn text(line: Option<&SiteLine>, of: fn(&SiteLine) -> String) -> RwSignal<String> {
    RwSignal::new(line.map(of).unwrap_or_default())
}

fn fields(
    i18n: I18n,
    form: Form,
    listing: &Listing<SiteLine>,
    line: Option<SiteLine>,
    filters: Filters,
) -> AnyView {
    let is_new = line.is_none();
    let name = text(line.as_ref(), |it| it.name.clone());
    let address = text(line.as_ref(), |it| it.address.clone());
    let north = text(line.as_ref(), |it| {
        it.position
            .as_ref()
            .map_or_else(String::new, |it| it.0.clone())
    });
    let east = text(line.as_ref(), |it| {
        it.position
            .as_ref()
            .map_or_else(String::new, |it| it.1.clone())
    });
    // A new site belongs to the town of the filter, else to the first town.
    let looked_at = untrack(move || filters.get("town"));
    let first = listing.towns.first().map(|(id, _)| id.to_string());
    let of_new = if looked_at.is_empty() {
        first.unwrap_or_default()
    } else {
        looked_at
    };
    let town = RwSignal::new(line.as_ref().map_or(of_new, |it| it.town.to_string()));
    let kind = line.as_ref().map_or(SiteKind::Station, |it| it.kind);
    let kind = RwSignal::new(kind.as_str().to_owned());
    let state = match line.as_ref().is_some_and(|it| it.closed) {
        true => "closed",
        false => "open",
    };
    let state = RwSignal::new(state.to_owned());
    let id = line.as_ref().map(|it| it.id.clone());
    let kinds = SiteKind::ALL
        .into_iter()
        .map(|it| (it.as_str().to_owned(), site_kind_word(i18n, it).to_owned()))
        .collect();
    let towns = listing.towns.iter();
    let towns = towns
        .map(|(id, name)| (id.to_string(), name.clone()))
        .collect();
    let closing = (!is_new).then(|| {
        view! {
            <Select
                id="entry-state"
                label=td_string!(i18n, manage.state)
                hint=td_string!(i18n, manage.site_closed_text)
                error=form.error("entry-state")
                options=states(i18n)
                value=state
                testid="entry-state"
            />
        }
    });
    let offer = id.clone();
    let offer = offer.map(|site| taken::offer(i18n, site, north, east));
    let entry = move || {
        let mut fields = vec![
            field("name", name.get_untracked()),
            field("town", town.get_untracked()),
            field("kind", kind.get_untracked()),
            field("address", address.get_untracked()),
            field("latitude", north.get_untracked()),
            field("longitude", east.get_untracked()),
        ];
        if let Some(id) = &id {
            fields.push(field("id", id.to_string()));
            fields.push(field("state", state.get_untracked()));
        }
        EntryForm {
            list: "sites".to_owned(),
            is_new,
            fields,
            version: form.version(),
        }
    };
    let moved = if is_new {
        ""
    } else {
        td_string!(i18n, manage.moved_text)
    };
    let shown = view! {
        <Field
            id="entry-name"
            label=td_string!(i18n, manage.site_name)
            error=form.error("entry-name")
            value=name
            testid="entry-name"
        />
        <Select
            id="entry-town"
            label=td_string!(i18n, manage.site_town)
            hint=moved
            error=form.error("entry-town")
            options=towns
            value=town
            testid="entry-town"
        />
        <Select
            id="entry-kind"
            label=td_string!(i18n, manage.kind)
            error=form.error("entry-kind")
            options=kinds
            value=kind
            testid="entry-kind"
        />
        <Field
            id="entry-address"
            label=td_string!(i18n, manage.site_address)
            error=form.error("entry-address")
            value=address
        />
        <Field
            id="entry-latitude"
            label=td_string!(i18n, manage.latitude)
            hint=td_string!(i18n, manage.position_hint)
            error=form.error("entry-latitude")
            value=north
            inputmode="decimal"
        />
        <Field
            id="entry-longitude"
            label=td_string!(i18n, manage.longitude)
            error=form.error("entry-longitude")
            value=east
            inputmode="decimal"
        />
        {offer}
        {closing}
    }
    .into_any();
    form.view(shown, entry)
}
