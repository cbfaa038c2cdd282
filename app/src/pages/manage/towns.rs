//! 镇办.

use super::entry::{Form, field};
use super::list::{List, Names, frame};
use super::words::town_kind_word;
use crate::api::manage::{EntryForm, Listing, TownLine};
use crate::calls::manage::registry_towns;
use crate::components::lists::{Filters, nothing, table};
use crate::components::{Field, Select, Tag, Tone};
use crate::language::{I18n, use_words};
use crate::places;
use crate::words_of::{fill, quarter_words};
use domain::ids::TownId;
use domain::registry::TownKind;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// `/manage/towns`.
#[component]
pub fn Towns() -> impl IntoView {
    let i18n = use_words();
    let towns = Resource::new_blocking(|| (), |()| registry_towns());
    let filters = Filters::new(places::MANAGE_TOWNS.address);
    let names = Names {
        address: places::MANAGE_TOWNS.address,
        title: td_string!(i18n, manage.nav_towns),
        add: td_string!(i18n, manage.add_town),
        add_testid: "add-town",
        form_testid: "town-form",
    };
    let page = List::new(i18n, names, towns);
    frame(
        page,
        ().into_any(),
        move |listing| list(i18n, listing, filters, page),
        move |listing, line| fields(i18n, page.form, listing, line),
    )
}

fn list(
    i18n: I18n,
    listing: &Listing<TownLine>,
    filters: Filters,
    page: List<TownLine>,
) -> AnyView {
    let keeps = listing.keeps;
    let rows = listing
        .lines
        .iter()
        .cloned()
        .map(|line| row(i18n, line, &listing.towns, keeps.then_some(page)))
        .collect_view();
    let lines = if listing.lines.is_empty() {
        nothing(i18n, filters, td_string!(i18n, manage.nothing_towns))
    } else {
        let columns = [
            td_string!(i18n, manage.town_name),
            td_string!(i18n, manage.town_short),
            td_string!(i18n, manage.col_kind),
            td_string!(i18n, manage.col_order),
            td_string!(i18n, manage.col_sites),
            td_string!(i18n, manage.col_state),
        ];
        let edit = td_string!(i18n, manage.edit);
        table("towns", &columns, edit, rows.into_any())
    };
    view! {
        <div class="manage-tools">{keeps.then(|| page.add())}</div>
        {lines}
    }
    .into_any()
}

fn row(
    i18n: I18n,
    line: TownLine,
    names: &[(TownId, String)],
    kept: Option<List<TownLine>>,
) -> AnyView {
    let sites = fill(td_string!(i18n, manage.sites_of), &[("n", &line.sites)]);
    let to_sites = format!("{}?town={}", places::MANAGE_SITES.address, line.id);
    let state = line.closed_from.map(|quarter| {
        let words = quarter_words(i18n, quarter);
        let closed = fill(td_string!(i18n, manage.closed_from), &[("quarter", &words)]);
        let into = line.merged_into.as_ref().and_then(|id| {
            let (_, name) = names.iter().find(|(town, _)| town == id)?;
            Some(fill(td_string!(i18n, manage.merged_to), &[("town", name)]))
        });
        let words = [Some(closed), into]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>();
        view! { <Tag tone=Tone::Plain words=words.join(td_string!(i18n, common.list_separator)) /> }
    });
    let edit = kept.map(|page| page.edit(line.clone(), &line.name));
    view! {
        <tr data-testid="town" data-id=line.id.to_string()>
            <th scope="row" lang="zh-CN">{line.name}</th>
            <td lang="zh-CN">{line.short}</td>
            <td>{town_kind_word(i18n, line.kind)}</td>
            <td class="manage-wide">{line.order}</td>
            <td>
                <a href=to_sites>{sites}</a>
            </td>
            <td>{state}</td>
            <td class="manage-edit">{edit}</td>
        </tr>
    }
    .into_any()
}

/// The next quarters: a town can be closed from any of them on.
fn quarters_from(first: Quarter) -> Vec<Quarter> {
    std::iter::successors(Some(first), |it| Some(it.next()))
        .take(6)
        .collect()
}

/// A form field, filled from the line.
fn text(line: Option<&TownLine>, of: fn(&TownLine) -> String) -> RwSignal<String> {
    RwSignal::new(line.map(of).unwrap_or_default())
}

fn fields(i18n: I18n, form: Form, listing: &Listing<TownLine>, line: Option<TownLine>) -> AnyView {
    let is_new = line.is_none();
    let name = text(line.as_ref(), |it| it.name.clone());
    let short = text(line.as_ref(), |it| it.short.clone());
    let order = text(line.as_ref(), |it| it.order.to_string());
    let kind = RwSignal::new(
        line.as_ref()
            .map_or(TownKind::Town, |it| it.kind)
            .as_str()
            .to_owned(),
    );
    let closed = text(line.as_ref(), |it| {
        it.closed_from.map_or_else(String::new, |it| it.to_string())
    });
    let into = text(line.as_ref(), |it| {
        it.merged_into
            .as_ref()
            .map_or_else(String::new, ToString::to_string)
    });
    let id = line.as_ref().map(|it| it.id.clone());
    let kinds = TownKind::ALL
        .into_iter()
        .map(|it| (it.as_str().to_owned(), town_kind_word(i18n, it).to_owned()))
        .collect();
    let never = (
        String::new(),
        td_string!(i18n, manage.close_never).to_owned(),
    );
    let now = line.as_ref().and_then(|it| it.closed_from);
    let first = now.or(listing.quarter);
    let close = std::iter::once(never)
        .chain(
            first
                .into_iter()
                .flat_map(quarters_from)
                .map(|it| (it.to_string(), quarter_words(i18n, it))),
        )
        .collect::<Vec<_>>();
    let nowhere = (
        String::new(),
        td_string!(i18n, manage.merged_none).to_owned(),
    );
    let others = listing
        .towns
        .iter()
        .filter(|(town, _)| Some(town) != id.as_ref());
    let others = std::iter::once(nowhere)
        .chain(others.map(|(town, name)| (town.to_string(), name.clone())))
        .collect::<Vec<_>>();
    let renamed = listing.quarter.filter(|_| !is_new).map(|quarter| {
        let words = quarter_words(i18n, quarter);
        fill(td_string!(i18n, manage.named_from), &[("quarter", &words)])
    });
    let closing = (!is_new && close.len() > 1).then(|| {
        view! {
            <Select
                id="entry-closed-from"
                label=td_string!(i18n, manage.close_from)
                hint=td_string!(i18n, manage.close_hint)
                error=form.error("entry-closed-from")
                options=close
                value=closed
            />
            <Select
                id="entry-merged-into"
                label=td_string!(i18n, manage.merged_into)
                error=form.error("entry-merged-into")
                options=others
                value=into
            />
        }
    });
    let entry = move || {
        let mut fields = vec![
            field("name", name.get_untracked()),
            field("short", short.get_untracked()),
            field("kind", kind.get_untracked()),
            field("order", order.get_untracked()),
        ];
        if let Some(id) = &id {
            fields.push(field("id", id.to_string()));
            fields.push(field("closed_from", closed.get_untracked()));
            fields.push(field("merged_into", into.get_untracked()));
        }
        EntryForm {
            list: "towns".to_owned(),
            is_new,
            fields,
            version: form.version(),
        }
    };
    let shown = view! {
        <Field
            id="entry-name"
            label=td_string!(i18n, manage.town_name)
            hint=renamed.unwrap_or_default()
            error=form.error("entry-name")
            value=name
            testid="entry-name"
        />
        <Field
            id="entry-short"
            label=td_string!(i18n, manage.town_short)
            hint=td_string!(i18n, manage.town_short_hint)
            error=form.error("entry-short")
            value=short
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
            id="entry-order"
            label=td_string!(i18n, manage.order)
            hint=td_string!(i18n, manage.order_hint)
            error=form.error("entry-order")
            value=order
            inputmode="numeric"
        />
        {closing}
    }
    .into_any();
    form.view(shown, entry)
}
