//! The import itself: the file to fill, then checking, then taking.

use crate::components::file_report::{Report, Shown, outcome, table};
use crate::components::upload::send_file;
use crate::components::{Banner, BannerKind, Button, ButtonKind, EmptyState, ErrorState, Loading};
use crate::language::{I18n, is_english, use_words};
use crate::words_of::fill;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

const FIELD: &str = "import-file";

/// Imports facts of a quarter from a file, checked first.
#[component]
pub fn ImportPanel(
    /// The quarter.
    quarter: Quarter,
) -> impl IntoView {
    let i18n = use_words();
    let shown = RwSignal::new(Shown::Nothing);
    let checking = Signal::derive(move || shown.get() == Shown::Checking);
    let taking = Signal::derive(move || shown.get() == Shown::Taking);
    // What was not checked, or has nothing new, is not taken.
    let closed = Signal::derive(move || {
        !matches!(shown.get(), Shown::Checked(report) if report.taken > 0)
            && shown.get() != Shown::Taking
    });
    let send = move |check: bool| {
        if matches!(shown.get_untracked(), Shown::Checking | Shown::Taking) {
            return;
        }
        let mut address = format!("/api/v1/quarters/{quarter}/facts/import?");
        match shown.get_untracked() {
            Shown::Checked(report) if !check => address.push_str(&format!("seen={}", report.seen)),
            _ if check => address.push_str("check=1"),
            // Nothing is taken that was not checked.
            _ => return,
        }
        shown.set(if check {
            Shown::Checking
        } else {
            Shown::Taking
        });
        if is_english(i18n) {
            address.push_str("&lang=en");
        }
        spawn_local(async move {
            let answer = outcome(send_file(FIELD, &address).await, check);
            // The page may be gone meanwhile; what was taken is taken all the same.
            let _ = shown.try_set(answer);
        });
    };
    let template =
        move |ending: &str| format!("/api/v1/quarters/{quarter}/facts/template.{ending}");
    view! {
        <div class="import stack" data-testid="import">
            <section class="import-step">
                <h2>{td_string!(i18n, import.template)}</h2>
                <p class="quiet">{td_string!(i18n, import.template_text)}</p>
                <p class="actions">
                    <a class="button button-secondary" href=template("xlsx") rel="external" download="">
                        {td_string!(i18n, import.template_xlsx)}
                    </a>
                    <a class="button button-secondary" href=template("csv") rel="external" download="">
                        {td_string!(i18n, import.template_csv)}
                    </a>
                    <a class="button button-secondary" href=template("xlsx?filled=1") rel="external" download="">
                        {td_string!(i18n, import.template_filled)}
                    </a>
                </p>
            </section>
            <form
                class="import-step"
                on:submit=move |event| {
                    event.prevent_default();
                    send(true);
                }
            >
                <div class="field" class:field-wrong=move || shown.get() == Shown::NoFile>
                    <label class="field-label" for=FIELD>
                        {td_string!(i18n, import.choose)}
                    </label>
                    <p class="field-hint" id="import-hint">
                        {td_string!(i18n, import.choose_hint)}
                    </p>
                    {move || {
                        (shown.get() == Shown::NoFile)
                            .then(|| {
                                view! {
                                    <p class="field-error" id="import-error" role="alert">
                                        {td_string!(i18n, import.choose_first)}
                                    </p>
                                }
                            })
                    }}
                    <input
                        id=FIELD
                        class="input"
                        type="file"
                        accept=".xlsx,.csv,.txt"
                        aria-describedby="import-hint import-error"
                        data-testid="import-file"
                        on:change=move |_| shown.set(Shown::Nothing)
                    />
                </div>
                <p class="actions">
                    <Button kind=ButtonKind::Secondary busy=checking submit=true testid="import-check">
                        {td_string!(i18n, import.check)}
                    </Button>
                    <Button
                        kind=ButtonKind::Primary
                        busy=taking
                        disabled=closed
                        on_click=move |()| send(false)
                        testid="import-take"
                    >
                        {td_string!(i18n, import.take)}
                    </Button>
                </p>
            </form>
            <section class="import-result" aria-live="polite">
                {move || result(i18n, shown.get())}
            </section>
        </div>
    }
    .into_any()
}

fn result(i18n: I18n, shown: Shown) -> AnyView {
    let failure = |words: String| {
        view! {
            <Banner kind=BannerKind::Failure testid="import-failed">
                {words}
            </Banner>
        }
        .into_any()
    };
    match shown {
        Shown::Nothing | Shown::NoFile => view! {
            <EmptyState
                title=td_string!(i18n, import.empty_title)
                text=td_string!(i18n, import.empty_text)
            />
        }
        .into_any(),
        Shown::Checking | Shown::Taking => view! { <Loading /> }.into_any(),
        Shown::Checked(report) => {
            let words = if report.taken == 0 {
                td_string!(i18n, import.nothing_new)
            } else {
                td_string!(i18n, import.checked)
            };
            lines(i18n, report, BannerKind::Note, words)
        }
        Shown::Taken(report) => {
            let words = td_string!(i18n, import.taken);
            lines(i18n, report, BannerKind::Success, words)
        }
        Shown::Wrong(report) => {
            let words = td_string!(i18n, import.wrong);
            lines(i18n, report, BannerKind::Failure, words)
        }
        Shown::Refused(why) => failure(fill(td_string!(i18n, import.refused), &[("why", &why)])),
        Shown::Unreachable => failure(td_string!(i18n, import.offline).to_owned()),
        Shown::Failed(error) => view! { <ErrorState error /> }.into_any(),
    }
}

fn lines(i18n: I18n, report: Report, kind: BannerKind, words: &str) -> AnyView {
    let shown = report.lines.len();
    let words = fill(
        words,
        &[
            ("taken", &report.taken),
            ("changed", &report.changed),
            ("unchanged", &report.unchanged),
            ("total", &report.total),
        ],
    );
    let more = usize::try_from(report.total).is_ok_and(|total| total > shown);
    let more = more.then(|| {
        let words = td_string!(i18n, import.more);
        let words = fill(words, &[("shown", &shown), ("total", &report.total)]);
        view! { <p class="quiet">{words}</p> }
    });
    view! {
        <Banner kind=kind testid="import-result">
            {words}
        </Banner>
        {more}
        {table(i18n, report.lines)}
    }
    .into_any()
}
