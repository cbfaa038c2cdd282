//! 设备: every tablet, the waiting data it last reported, and barring it.

mod barring;

use self::barring::{Barring, confirm};
use super::tabs::Tabs;
use super::words::by_words;
use crate::api::devices::{DeviceLine, DevicePage, DeviceQuery, DeviceState};
use crate::calls::devices::read_devices;
use crate::components::lists::{Filters, filter, nothing_yet, pager, search_field, table};
use crate::components::{ErrorState, Loading, Tag, Tone, use_toasts};
use crate::language::{I18n, use_words};
use crate::places;
use crate::words_of::{fill, moment_attr, moment_words};
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

fn query_of(filters: Filters) -> DeviceQuery {
    let state = filters.get("state");
    DeviceQuery {
        text: filters.get("text"),
        state: DeviceState::ALL.into_iter().find(|it| it.as_str() == state),
        page: filters.page(),
    }
}

fn state_words(i18n: I18n, state: DeviceState) -> &'static str {
    match state {
        DeviceState::Keeps => td_string!(i18n, upkeep.state_keeps),
        DeviceState::Outdated => td_string!(i18n, upkeep.state_outdated),
        DeviceState::Barred => td_string!(i18n, upkeep.state_barred),
        DeviceState::Replaced => td_string!(i18n, upkeep.state_replaced),
    }
}

/// `/manage/devices`; `?text=`, `?state=`, `?page=`.
#[component]
pub fn Devices() -> impl IntoView {
    let i18n = use_words();
    let filters = Filters::new(places::MANAGE_DEVICES.address);
    let query = Memo::new(move |_| query_of(filters));
    let devices = Resource::new_blocking(move || query.get(), read_devices);
    let reload = Callback::new(move |()| devices.refetch());
    let barring = Barring::new(i18n, use_toasts(), reload);
    let states = DeviceState::ALL
        .into_iter()
        .map(|it| (it.as_str().to_owned(), state_words(i18n, it).to_owned()))
        .collect();
    view! {
        <Title text=td_string!(i18n, upkeep.nav_devices) />
        <div class="manage" data-testid="devices-page">
            <div class="page-head">
                <h1>{td_string!(i18n, upkeep.nav_devices)}</h1>
            </div>
            <Tabs here=places::MANAGE_DEVICES.address />
            <p>{td_string!(i18n, upkeep.devices_text)}</p>
            <div class="manage-tools">
                {search_field(i18n, filters)}
                {filter(i18n, filters, ("state", "filter-state"), td_string!(i18n, upkeep.col_state), states)}
            </div>
            <Transition fallback=|| view! { <Loading lines=8 /> }>
                {move || {
                    devices
                        .get()
                        .map(|answer| match answer {
                            Ok(page) => list(i18n, page, filters, barring),
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| devices.refetch() /> }.into_any()
                            }
                        })
                }}
            </Transition>
            {confirm(i18n, barring)}
        </div>
    }
    .into_any()
}

fn list(i18n: I18n, page: DevicePage, filters: Filters, barring: Barring) -> AnyView {
    if page.lines.is_empty() {
        let none = (
            td_string!(i18n, upkeep.devices_nothing),
            td_string!(i18n, upkeep.devices_nothing_text),
        );
        return nothing_yet(i18n, filters, none);
    }
    let kept = page.keeps.then_some(barring);
    let rows = page.lines.into_iter().map(|it| row(i18n, it, kept));
    let rows = rows.collect_view();
    let columns = [
        td_string!(i18n, upkeep.col_device),
        td_string!(i18n, upkeep.col_seen),
        td_string!(i18n, upkeep.col_program),
        td_string!(i18n, upkeep.col_kept),
        td_string!(i18n, upkeep.col_state),
    ];
    view! {
        {table("devices", &columns, td_string!(i18n, upkeep.bar), rows.into_any())}
        {pager(i18n, filters, page.page, page.pages, page.total)}
    }
    .into_any()
}

fn state(i18n: I18n, it: &DeviceLine) -> (Tone, &'static str) {
    match it {
        it if it.barred.is_some() => (Tone::Bad, td_string!(i18n, upkeep.state_barred)),
        it if it.replaced => (Tone::Plain, td_string!(i18n, upkeep.state_replaced)),
        _ => (Tone::Good, td_string!(i18n, upkeep.state_fine)),
    }
}

/// The program that a device reported, and what it reported as waiting and when.
fn said(i18n: I18n, it: &DeviceLine) -> [AnyView; 2] {
    let Some(said) = it.said.clone() else {
        let unknown = || {
            let words = td_string!(i18n, upkeep.kept_unknown);
            view! { <span class="quiet">{words}</span> }.into_any()
        };
        return [unknown(), unknown()];
    };
    let outdated = said.outdated.then(|| {
        view! { <Tag tone=Tone::Pending words=td_string!(i18n, upkeep.outdated) /> }
    });
    // The first characters of a build id suffice to tell builds apart.
    let (version, build) = said.program.split_once(' ').unwrap_or((&said.program, ""));
    let short: String = build.chars().take(8).collect();
    let program = view! {
        <span class="manage-path" title=said.program.clone()>
            {format!("{version} {short}")}
        </span>
        " "
        {outdated}
    };
    let kept = match (said.ops, said.photos) {
        (0, 0) => view! { {td_string!(i18n, upkeep.kept_none)} }.into_any(),
        (ops, photos) => {
            let words = fill(
                td_string!(i18n, upkeep.kept_some),
                &[("ops", &ops), ("photos", &photos)],
            );
            view! { <Tag tone=Tone::Pending words /> }.into_any()
        }
    };
    let at = fill(
        td_string!(i18n, upkeep.kept_at),
        &[("at", &moment_words(i18n, said.at))],
    );
    let kept = view! {
        {kept}
        <span class="quiet manage-under">{at}</span>
    };
    [program.into_any(), kept.into_any()]
}

fn row(i18n: I18n, it: DeviceLine, kept: Option<Barring>) -> AnyView {
    let (tone, words) = state(i18n, &it);
    let [program, unsent] = said(i18n, &it);
    let barred = it.barred.as_ref().map(|barred| {
        let words = fill(
            td_string!(i18n, upkeep.barred_by),
            &[
                ("at", &moment_words(i18n, barred.at)),
                ("by", &by_words(i18n, &barred.by)),
                ("why", &barred.why),
            ],
        );
        view! { <span class="quiet manage-under">{words}</span> }
    });
    let first = fill(
        td_string!(i18n, upkeep.first_seen),
        &[("at", &moment_words(i18n, it.first))],
    );
    let arrived = fill(td_string!(i18n, upkeep.arrived), &[("n", &it.arrived)]);
    // The last characters of an id tell tablets apart; the first ones encode its time.
    let id = it.id.to_string();
    let short: String = id.chars().skip(24).collect();
    let is_barred = it.barred.is_some();
    let act = kept.map(|barring| barring.button(&it));
    view! {
        <tr data-testid="device" data-device=id data-barred=is_barred.to_string()>
            <th scope="row">
                <span lang="zh-CN">{it.name}</span>
                <span class="quiet manage-under manage-code">{it.login} " · " {short}</span>
            </th>
            <td>
                <time datetime=moment_attr(it.seen)>{moment_words(i18n, it.seen)}</time>
                <span class="quiet manage-under">{first}</span>
            </td>
            <td>{program}</td>
            <td>
                {unsent} <span class="quiet manage-under">{arrived}</span>
            </td>
            <td>
                <Tag tone words />
                {barred}
            </td>
            <td class="manage-edit">{act}</td>
        </tr>
    }
    .into_any()
}
