//! 概览: what the person has to do now, each with a number and a link, and the state of the quarter
//! in charts that are also tables.

use crate::api::overview::{Counted, Covered, Need, Now, Overview, Total, What};
use crate::calls::overview::read_overview;
use crate::components::{Banner, EmptyState, ErrorState, Loading, live};
use crate::language::{I18n, is_english, use_words};
use crate::pages::quarters::words::state_word;
use crate::places;
use crate::places::link::rel_of;
use crate::who::use_who;
use crate::words_of::{day_words, fill, moment_words, quarter_words};
use domain::people::Right;
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;
use leptos_router::components::Redirect;

/// `/overview`.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let i18n = use_words();
    let who = use_who();
    let overview = Resource::new_blocking(|| (), |()| read_overview());
    // Follow the news that the queue follows.
    Effect::new(move || {
        let person = who.answer().ok().and_then(|me| me.person);
        if person.is_some_and(|it| it.may(Right::SeeFindings)) {
            live::follow("/api/v1/events", move || overview.refetch());
        }
    });
    view! {
        <Title text=td_string!(i18n, overview.title) />
        <div class="overview">
            <div class="page-head">
                <h1>{td_string!(i18n, overview.title)}</h1>
            </div>
            <Transition fallback=|| view! { <Loading lines=8 /> }>
                {move || {
                    overview
                        .get()
                        .map(|answer| match answer {
                            Ok(it) => shown(i18n, it),
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| overview.refetch() /> }
                                    .into_any()
                            }
                        })
                }}
            </Transition>
        </div>
    }
    .into_any()
}

fn shown(i18n: I18n, it: Overview) -> AnyView {
    if it.sets_up {
        return view! { <Redirect path=places::MANAGE.address /> }.into_any();
    }
    let Some(now) = it.quarter else {
        return view! {
            <EmptyState
                title=td_string!(i18n, overview.not_set_up)
                text=td_string!(i18n, overview.not_set_up_text)
            />
        }
        .into_any();
    };
    let (waits, done): (Vec<Need>, Vec<Need>) = it.needs.into_iter().partition(|it| it.count > 0);
    let calm = waits.is_empty();
    let waits = waits.into_iter().map(|it| need(i18n, it)).collect_view();
    let done = done.iter().map(|it| what_words(i18n, it.what).0);
    let done = done
        .collect::<Vec<_>>()
        .join(td_string!(i18n, common.list_separator));
    // Beside the sentence that nothing waits, the list of it all would only repeat that.
    let done = (!done.is_empty() && !calm).then(|| {
        let words = fill(td_string!(i18n, overview.done), &[("what", &done)]);
        view! { <p class="quiet" data-testid="overview-done">{words}</p> }
    });
    view! {
        <p class="lead" data-testid="overview-quarter">{quarter(i18n, &now)}</p>
        {calm
            .then(|| {
                view! { <Banner testid="overview-calm">{td_string!(i18n, overview.calm)}</Banner> }
            })}
        <ul class="overview-needs">{waits}</ul>
        {done}
        <div class="overview-pictures">
            {totals(i18n, it.totals)} {findings(i18n, it.findings)} {coverage(i18n, it.coverage)}
        </div>
    }
    .into_any()
}

fn quarter(i18n: I18n, now: &Now) -> String {
    let quarter = quarter_words(i18n, now.quarter);
    let state = state_word(i18n, now.state);
    let words = match now.days_left {
        Some(_) => td_string!(i18n, overview.quarter_lasts),
        None => td_string!(i18n, overview.quarter_over),
    };
    let days = now.days_left.unwrap_or(0);
    fill(
        words,
        &[("quarter", &quarter), ("state", &state), ("days", &days)],
    )
}

fn need(i18n: I18n, it: Need) -> AnyView {
    let (words, to) = what_words(i18n, it.what);
    let since = it.since.map(|at| {
        let at = moment_words(i18n, at);
        fill(td_string!(i18n, overview.since), &[("at", &at)])
    });
    let due = it.due.map(|day| {
        let day = day_words(i18n, &day);
        fill(td_string!(i18n, overview.until), &[("day", &day)])
    });
    let beside = since
        .or(due)
        .map(|words| view! { <span class="quiet">{words}</span> });
    let id = format!("{:?}", it.what);
    view! {
        <li>
            <a class="overview-need" href=to rel=rel_of(to) data-testid="need" data-what=id>
                {(it.what != What::FirstBackup)
                    .then(|| view! { <strong class="number">{it.count}</strong> })}
                <span>
                    {words} {beside}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// What waits, in words, and the address where it is handled.
fn what_words(i18n: I18n, what: What) -> (&'static str, &'static str) {
    match what {
        What::Review => (td_string!(i18n, overview.review), "/review"),
        What::Answered => (td_string!(i18n, overview.answered), "/review"),
        What::Returned => (
            td_string!(i18n, overview.returned),
            "/review?state=returned",
        ),
        What::Hidden => (td_string!(i18n, overview.hidden), "/visits?state=hidden"),
        What::Refused => (td_string!(i18n, overview.refused), "/visits?state=refused"),
        What::Late => (td_string!(i18n, overview.late), "/plan?state=late"),
        What::Unvisited => (td_string!(i18n, overview.unvisited), "/plan"),
        What::Rows => (td_string!(i18n, overview.rows), "/facts"),
        What::Due => (td_string!(i18n, overview.due), "/facts"),
        What::Unsigned => (td_string!(i18n, overview.unsigned), "/facts"),
        What::Deductions => (td_string!(i18n, overview.deductions), "/town"),
        What::Pending => (td_string!(i18n, overview.pending), "/town"),
        What::Unsent => (
            td_string!(i18n, overview.unsent),
            "/manage/devices?state=keeps",
        ),
        What::Backup => (td_string!(i18n, overview.backup), "/manage/backup"),
        What::FirstBackup => (td_string!(i18n, overview.first_backup), "/manage/backup"),
        What::FailedSignIns => (
            td_string!(i18n, overview.failed_sign_ins),
            "/manage/audit?kind=sign-in",
        ),
        What::Disk => (td_string!(i18n, overview.disk), "/manage/backup"),
        What::Uninvited => (
            td_string!(i18n, overview.uninvited),
            "/manage/people?state=waiting",
        ),
    }
}

/// A line of a chart.
struct Line {
    name: String,
    figure: String,
    /// The figure of the previous quarter, in words.
    before: Option<String>,
    bar: AnyView,
}

/// A chart as a table: each line has a bar whose length is its share of the whole.
fn picture(
    id: &'static str,
    title: &'static str,
    text: String,
    heads: [&'static str; 2],
    lines: Vec<Line>,
) -> AnyView {
    if lines.is_empty() {
        return ().into_any();
    }
    let lines = lines
        .into_iter()
        .map(|it| {
            let before = it
                .before
                .map(|words| view! { <span class="quiet">{words}</span> });
            view! {
                <tr>
                    <th scope="row" lang="zh-CN">{it.name}</th>
                    <td class="overview-bar" aria-hidden="true">{it.bar}</td>
                    <td class="number">{it.figure} {before}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section
            class="card overview-picture"
            class:overview-long=id == "overview-findings"
            data-testid=id
        >
            <h2>{title}</h2>
            <p class="quiet">{text}</p>
            <table>
                <thead class="visually-hidden">
                    <tr>
                        <th scope="col">{heads[0]}</th>
                        <td></td>
                        <th scope="col">{heads[1]}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </section>
    }
    .into_any()
}

/// A bar of `part` out of `of`, with a mark at the previous value.
fn bar(part: u32, of: u32, before: Option<u32>) -> AnyView {
    let thousandths = |part: u32| part.min(of).saturating_mul(1000) / of.max(1);
    let mark = before.map(|before| {
        let at = thousandths(before).min(996).to_string();
        view! { <rect class="overview-mark" x=at width="4" height="12"></rect> }
    });
    view! {
        <svg class="overview-track" viewBox="0 0 1000 12" preserveAspectRatio="none">
            <rect class="overview-part" width=thousandths(part).to_string() height="12"></rect>
            {mark}
        </svg>
    }
    .into_any()
}

fn totals(i18n: I18n, all: Vec<Total>) -> AnyView {
    // Every total of either quarter, for the ends of the scale.
    let figures = all.iter().flat_map(|it| {
        let before = it.tenths.1.zip(it.points.1.as_ref());
        std::iter::once((it.tenths.0, &it.points.0)).chain(before)
    });
    let low = figures.clone().map(|it| it.0).min().unwrap_or(0);
    let (high, most) = figures
        .max_by_key(|it| it.0)
        .map_or_else(Default::default, |(high, most)| (high, most.clone()));
    // Totals are close together, so the bars begin a little below the lowest one, at whole points.
    let from = low.saturating_sub((high - low) / 5 + 10) / 10 * 10;
    let text = {
        let scale = fill(
            td_string!(i18n, overview.totals_scale),
            &[("from", &(from / 10)), ("most", &most)],
        );
        let mark = all.iter().any(|it| it.tenths.1.is_some());
        let mark = mark.then_some(td_string!(i18n, overview.totals_mark));
        let missing = td_string!(i18n, overview.totals_missing);
        let parts = [td_string!(i18n, overview.totals_text), &scale];
        let parts = parts.into_iter().chain(mark).chain([missing]);
        let between = if is_english(i18n) { " " } else { "" };
        parts.collect::<Vec<_>>().join(between)
    };
    let lines = all.into_iter().map(|it| {
        let mark = it.tenths.1.map(|before| before - from);
        Line {
            name: format!("{} {}", it.place, it.town),
            figure: it.points.0,
            before: it
                .points
                .1
                .map(|before| fill(td_string!(i18n, overview.was), &[("before", &before)])),
            bar: bar(it.tenths.0 - from, high - from, mark),
        }
    });
    picture(
        "overview-totals",
        td_string!(i18n, overview.totals),
        text,
        [
            td_string!(i18n, overview.town),
            td_string!(i18n, overview.total),
        ],
        lines.collect(),
    )
}

fn findings(i18n: I18n, all: Vec<Counted>) -> AnyView {
    let most = all.iter().map(|it| it.count).max().unwrap_or(0);
    let lines = all.into_iter().map(|it| {
        let name = it.name_en.filter(|_| is_english(i18n)).unwrap_or(it.name);
        let bar = bar(it.count, most, None);
        Line {
            name: format!("{} {name}", it.id),
            figure: it.count.to_string(),
            before: None,
            bar,
        }
    });
    picture(
        "overview-findings",
        td_string!(i18n, overview.findings),
        td_string!(i18n, overview.findings_text).to_owned(),
        [
            td_string!(i18n, overview.row),
            td_string!(i18n, overview.count),
        ],
        lines.collect(),
    )
}

fn coverage(i18n: I18n, all: Vec<Covered>) -> AnyView {
    let lines = all.into_iter().map(|it| Line {
        name: it.town,
        figure: format!("{} / {}", it.visited, it.sites),
        before: None,
        bar: bar(it.visited, it.sites, None),
    });
    picture(
        "overview-coverage",
        td_string!(i18n, overview.coverage),
        td_string!(i18n, overview.coverage_text).to_owned(),
        [
            td_string!(i18n, overview.town),
            td_string!(i18n, overview.visited),
        ],
        lines.collect(),
    )
}
