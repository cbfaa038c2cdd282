//! 初始设置: the steps before a district's first visit, and which of them are done.

mod district;

use super::file::workbook_panel;
use super::tabs::Tabs;
use crate::api::manage::SetUp;
use crate::calls::manage::{open_first_quarter, read_set_up};
use crate::components::browser::ask_before_leaving;
use crate::components::file_report::FileState;
use crate::components::{
    Banner, BannerKind, Button, ButtonKind, ErrorState, Loading, Select, Tag, Toasts, Tone,
    use_toasts,
};
use crate::language::{I18n, use_words};
use crate::places;
use crate::places::link::rel_of;
use crate::words_of::{error_words, fill, quarter_words};
use domain::time::Quarter;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_meta::Title;

/// `/manage`.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let i18n = use_words();
    let standing = Resource::new_blocking(|| (), |()| read_set_up());
    let toasts = use_toasts();
    let reload = Callback::new(move |()| standing.refetch());
    // The message about a file survives when the steps are redrawn.
    let shown = RwSignal::new(FileState::Nothing);
    let typed = district::Typed::new();
    let dirty = Signal::derive(move || typed.is_dirty());
    ask_before_leaving(dirty, td_string!(i18n, manage.leave));
    view! {
        <Title text=td_string!(i18n, manage.title) />
        <div class="manage">
            <div class="page-head">
                <h1>{td_string!(i18n, manage.nav_home)}</h1>
            </div>
            <Tabs here=places::MANAGE.address />
            <Transition fallback=|| view! { <Loading lines=8 /> }>
                {move || {
                    standing
                        .get()
                        .map(|answer| match answer {
                            Ok(it) => steps(i18n, toasts, it, (typed, shown), reload),
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| standing.refetch() /> }.into_any()
                            }
                        })
                }}
            </Transition>
        </div>
    }
    .into_any()
}

fn steps(
    i18n: I18n,
    toasts: Toasts,
    it: SetUp,
    (typed, shown): (district::Typed, RwSignal<FileState>),
    reload: Callback<()>,
) -> AnyView {
    let lead = match it.is_done() {
        true => td_string!(i18n, manage.lead_done),
        false => td_string!(i18n, manage.lead_setup),
    };
    view! {
        <p class="lead" data-testid="set-up" data-done=it.is_done().to_string()>
            {lead}
        </p>
        {district(i18n, toasts, &it, typed, reload)}
        {registry(i18n, &it, shown, reload)}
        {evaluation_table(i18n, &it)}
        {quarter(i18n, &it, reload)}
    }
    .into_any()
}

/// A step: its heading, whether it is done, or else its state, and its purpose.
fn step(
    i18n: I18n,
    id: &'static str,
    title: &'static str,
    text: &'static str,
    (done, open): (bool, &'static str),
    inside: AnyView,
) -> AnyView {
    let (tone, words) = match done {
        true => (Tone::Good, td_string!(i18n, manage.step_done)),
        false => (Tone::Pending, open),
    };
    view! {
        <section class="card manage-step" data-testid=id data-done=done.to_string()>
            <div class="manage-step-head">
                <h2>{title}</h2>
                <Tag tone words />
            </div>
            <p class="quiet">{text}</p>
            {inside}
        </section>
    }
    .into_any()
}

fn district(
    i18n: I18n,
    toasts: Toasts,
    it: &SetUp,
    typed: district::Typed,
    reload: Callback<()>,
) -> AnyView {
    let known = it.district.clone();
    let done = !known.name.is_empty();
    let inside = match it.keeps {
        true => {
            typed.fill(known);
            district::form(i18n, toasts, typed, reload)
        }
        false => view! { <p lang="zh-CN">{known.name}</p> }.into_any(),
    };
    step(
        i18n,
        "step-district",
        td_string!(i18n, manage.step_district),
        td_string!(i18n, manage.step_district_text),
        (done, td_string!(i18n, manage.step_open)),
        inside,
    )
}

fn registry(i18n: I18n, it: &SetUp, shown: RwSignal<FileState>, reload: Callback<()>) -> AnyView {
    let counts = [
        (
            places::MANAGE_TOWNS.address,
            fill(
                td_string!(i18n, manage.count_towns),
                &[("towns", &it.towns)],
            ),
        ),
        (
            places::MANAGE_SITES.address,
            fill(
                td_string!(i18n, manage.count_sites),
                &[("sites", &it.sites)],
            ),
        ),
        (
            places::MANAGE_PEOPLE.address,
            fill(
                td_string!(i18n, manage.count_people),
                &[("people", &it.people)],
            ),
        ),
    ];
    let counts = counts
        .into_iter()
        .map(|(address, words)| view! { <li><a href=address>{words}</a></li> })
        .collect_view();
    let lacks = [
        (it.towns, td_string!(i18n, manage.lacks_towns)),
        (it.sites, td_string!(i18n, manage.lacks_sites)),
        (it.inspectors, td_string!(i18n, manage.lacks_inspectors)),
        (it.supervisors, td_string!(i18n, manage.lacks_supervisors)),
    ];
    let lacks = lacks
        .into_iter()
        .filter(|(count, _)| *count == 0)
        .map(|(_, words)| view! { <li>{words}</li> })
        .collect_view();
    // Accounts alone let nobody in.
    let accounts = [
        (
            it.uninvited,
            "uninvited",
            td_string!(i18n, manage.lacks_uninvited),
        ),
        (
            it.invited,
            "invited",
            td_string!(i18n, manage.lacks_invited),
        ),
    ];
    let accounts = accounts
        .into_iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, state, words)| {
            let to = format!("{}?state={state}", places::MANAGE_PEOPLE.address);
            view! { <li><a href=to data-testid=state>{fill(words, &[("n", &count)])}</a></li> }
        })
        .collect_view();
    let panel = it.keeps.then(|| workbook_panel(i18n, shown, reload));
    let inside = view! {
        <ul class="manage-counts" data-testid="registry-counts">{counts}</ul>
        <ul class="bullets" data-testid="registry-lacks">{lacks} {accounts}</ul>
        {panel}
    }
    .into_any();
    step(
        i18n,
        "step-registry",
        td_string!(i18n, manage.step_registry),
        td_string!(i18n, manage.step_registry_text),
        (it.registry_is_done(), td_string!(i18n, manage.step_open)),
        inside,
    )
}

fn evaluation_table(i18n: I18n, it: &SetUp) -> AnyView {
    let to = places::MANAGE_TABLES.address;
    let names = it.tables.iter().map(|(_, _, name)| {
        view! { <li lang="zh-CN">{name.clone()}</li> }
    });
    // The built-in table is there to be used; opening the quarter adopts the one chosen there.
    let (open, ready) = match it.tables.is_empty() {
        true => (td_string!(i18n, manage.step_open), ""),
        false => (
            td_string!(i18n, manage.step_table_ready),
            td_string!(i18n, manage.table_ready),
        ),
    };
    let ready = (!it.has_adopted).then_some(ready);
    let inside = view! {
        <ul class="bullets">{names.collect_view()}</ul>
        <p>{ready}</p>
        <p>
            <a href=to data-testid="to-tables">
                {td_string!(i18n, manage.to_tables)}
            </a>
        </p>
    };
    step(
        i18n,
        "step-table",
        td_string!(i18n, manage.step_table),
        td_string!(i18n, manage.step_table_text),
        (it.has_adopted, open),
        inside.into_any(),
    )
}

fn quarter(i18n: I18n, it: &SetUp, reload: Callback<()>) -> AnyView {
    let inside = match &it.quarter {
        Some((quarter, table)) => {
            let words = quarter_words(i18n, *quarter);
            let words = fill(
                td_string!(i18n, manage.opened),
                &[("quarter", &words), ("table", table)],
            );
            let to = places::QUARTERS.address;
            view! {
                <p data-testid="quarter-opened">{words}</p>
                <p>
                    <a href=to rel=rel_of(to)>{td_string!(i18n, manage.to_quarters)}</a>
                </p>
            }
            .into_any()
        }
        None if it.towns == 0 => {
            view! { <p>{td_string!(i18n, manage.quarter_first)}</p> }.into_any()
        }
        None if it.keeps => opening(i18n, it, reload),
        None => ().into_any(),
    };
    step(
        i18n,
        "step-quarter",
        td_string!(i18n, manage.step_quarter),
        td_string!(i18n, manage.step_quarter_text),
        (it.quarter.is_some(), td_string!(i18n, manage.step_open)),
        inside,
    )
}

fn opening(i18n: I18n, it: &SetUp, reload: Callback<()>) -> AnyView {
    let today = it.today;
    let quarter = RwSignal::new(today.to_string());
    let quarters = [today, today.next()];
    let quarters = quarters.map(|it| (it.to_string(), quarter_words(i18n, it)));
    let tables: Vec<_> = it
        .tables
        .iter()
        .map(|(sha256, id, name)| {
            let short: String = sha256.chars().take(8).collect();
            (sha256.clone(), format!("{name}（{id}，{short}）"))
        })
        .collect();
    let first = tables.first().map(|(sha256, _)| sha256.clone());
    let table = RwSignal::new(first.unwrap_or_default());
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let open = move |()| {
        let Ok(chosen) = quarter.get_untracked().parse::<Quarter>() else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let table = table.get_untracked();
        spawn_local(async move {
            let answer = open_first_quarter(chosen, table).await;
            if busy.try_set(false).is_some() {
                return;
            }
            failed.set(answer.as_ref().err().map(|error| error_words(i18n, error)));
            if answer.is_ok() {
                reload.try_run(());
            }
        });
    };
    let words = move || {
        let chosen = quarter.get().parse::<Quarter>();
        let words = chosen.map_or_else(|_| String::new(), |it| quarter_words(i18n, it));
        fill(td_string!(i18n, manage.open_first), &[("quarter", &words)])
    };
    view! {
        <div class="manage-pair">
            <Select
                id="first-quarter"
                label=td_string!(i18n, manage.quarter)
                options=quarters.into_iter().collect()
                value=quarter
            />
            <Select id="first-table" label=td_string!(i18n, manage.table) options=tables value=table />
        </div>
        {move || failed.get().map(|words| view! { <Banner kind=BannerKind::Failure>{words}</Banner> })}
        <div class="actions">
            <Button kind=ButtonKind::Primary busy=busy on_click=open testid="open-first">
                {words}
            </Button>
        </div>
    }
    .into_any()
}
