//! The district's workbook: to download, to check and to take.

use crate::components::file_report::{Report, Shown, outcome, table};
use crate::components::upload::send_file;
use crate::components::{Banner, BannerKind, Button, ButtonKind, ErrorState, Loading};
use crate::language::{I18n, is_english};
use crate::words_of::fill;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

const FIELD: &str = "registry-file";
const WORKBOOK: &str = "/api/v1/registry/workbook.xlsx";

/// The workbook, with what the server says of it.
/// `shown` is what is said of it; `on_taken` runs after a file was taken.
pub(super) fn workbook_panel(
    i18n: I18n,
    shown: RwSignal<Shown>,
    on_taken: Callback<()>,
) -> AnyView {
    let checking = Signal::derive(move || shown.get() == Shown::Checking);
    let taking = Signal::derive(move || shown.get() == Shown::Taking);
    // What was not checked, or changes nothing, is not taken.
    let closed = Signal::derive(move || {
        !matches!(shown.get(), Shown::Checked(report) if report.taken > 0)
            && shown.get() != Shown::Taking
    });
    let send = move |check: bool| {
        let mut address = "/api/v1/registry/import?".to_owned();
        match shown.get_untracked() {
            Shown::Checking | Shown::Taking => return,
            _ if check => address.push_str("check=1"),
            Shown::Checked(report) => address.push_str(&format!("seen={}", report.seen)),
            // Nothing is taken that was not checked.
            _ => return,
        }
        if is_english(i18n) {
            address.push_str("&lang=en");
        }
        shown.set(if check {
            Shown::Checking
        } else {
            Shown::Taking
        });
        spawn_local(async move {
            let answer = outcome(send_file(FIELD, &address).await, check);
            let taken = matches!(answer, Shown::Taken(_));
            // The page may be gone meanwhile; what was taken is taken all the same.
            let _ = shown.try_set(answer);
            if taken {
                on_taken.try_run(());
            }
        });
    };
    view! {
        <div class="stack" data-testid="registry-file-panel">
            <p class="actions">
                <a class="button button-secondary" href=WORKBOOK rel="external" download="" data-testid="workbook">
                    {td_string!(i18n, manage.template)}
                </a>
                <a class="button button-quiet" href=format!("{WORKBOOK}?filled=1") rel="external" download="">
                    {td_string!(i18n, manage.template_filled)}
                </a>
            </p>
            <form
                on:submit=move |event| {
                    event.prevent_default();
                    send(true);
                }
            >
                <div class="field" class:field-wrong=move || shown.get() == Shown::NoFile>
                    <label class="field-label" for=FIELD>
                        {td_string!(i18n, manage.upload)}
                    </label>
                    <p class="field-hint" id="registry-hint">
                        {td_string!(i18n, manage.choose_hint)}
                    </p>
                    {move || {
                        (shown.get() == Shown::NoFile)
                            .then(|| {
                                view! {
                                    <p class="field-error" id="registry-error" role="alert">
                                        {td_string!(i18n, manage.choose_first)}
                                    </p>
                                }
                            })
                    }}
                    <input
                        id=FIELD
                        class="input"
                        type="file"
                        accept=".xlsx"
                        aria-describedby="registry-hint registry-error"
                        data-testid="registry-file"
                        on:change=move |_| shown.set(Shown::Nothing)
                    />
                </div>
                <p class="actions">
                    <Button kind=ButtonKind::Secondary busy=checking submit=true testid="registry-check">
                        {td_string!(i18n, manage.check)}
                    </Button>
                    <Button
                        kind=ButtonKind::Primary
                        busy=taking
                        disabled=closed
                        on_click=move |()| send(false)
                        testid="registry-take"
                    >
                        {td_string!(i18n, manage.take)}
                    </Button>
                </p>
            </form>
            <section aria-live="polite">{move || result(i18n, shown.get())}</section>
        </div>
    }
    .into_any()
}

fn result(i18n: I18n, shown: Shown) -> AnyView {
    let failure = |words: String| {
        view! {
            <Banner kind=BannerKind::Failure testid="registry-failed">
                {words}
            </Banner>
        }
        .into_any()
    };
    match shown {
        Shown::Nothing | Shown::NoFile => ().into_any(),
        Shown::Checking | Shown::Taking => view! { <Loading /> }.into_any(),
        Shown::Checked(report) => {
            let words = match report.taken {
                0 => td_string!(i18n, manage.nothing_new),
                _ => td_string!(i18n, manage.checked),
            };
            lines(i18n, report, BannerKind::Note, words)
        }
        Shown::Taken(report) => {
            let words = td_string!(i18n, manage.taken);
            lines(i18n, report, BannerKind::Success, words)
        }
        Shown::Wrong(report) => {
            let words = td_string!(i18n, manage.wrong);
            lines(i18n, report, BannerKind::Failure, words)
        }
        Shown::Refused(why) => failure(why),
        Shown::Unreachable => failure(td_string!(i18n, import.offline).to_owned()),
        Shown::Failed(error) => view! { <ErrorState error /> }.into_any(),
    }
}

fn lines(i18n: I18n, report: Report, kind: BannerKind, words: &str) -> AnyView {
    let shown = report.lines.len();
    let words = fill(
        words,
        &[
            ("new", &(report.taken.saturating_sub(report.changed))),
            ("changed", &report.changed),
            ("unchanged", &report.unchanged),
            ("total", &report.total),
        ],
    );
    let more = usize::try_from(report.total).is_ok_and(|total| total > shown);
    let more = more.then(|| {
        let words = td_string!(i18n, manage.more);
        let words = fill(words, &[("shown", &shown), ("total", &report.total)]);
        view! { <p class="quiet">{words}</p> }
    });
    let table = (shown > 0).then(|| table(i18n, report.lines));
    view! {
        <Banner kind=kind testid="registry-result">
            {words}
        </Banner>
        {more}
        {table}
    }
    .into_any()
}
