//! 导入应急文件: a supervisor imports what a tablet saved as a file because it could not send it.

use crate::components::upload::{Sent, send_file};
use crate::components::{Banner, BannerKind, Button, ButtonKind, EmptyState, ErrorState, Loading};
use crate::error::AppError;
use crate::language::{I18n, use_words};
use crate::words_of::{fill, reason_words};
use domain::sync::rescue::{PhotoFault, RescueReport};
use domain::sync::wire;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_meta::Title;
use serde::Deserialize;

const FIELD: &str = "rescue-file";
const ADDRESS: &str = "/api/v1/rescue";

/// What the page shows below the field.
#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Nothing,
    Importing,
    NoFile,
    Done(RescueReport),
    Refused(String),
    Unreachable,
    Failed(AppError),
}

/// `/rescue`.
#[component]
pub fn Rescue() -> impl IntoView {
    let i18n = use_words();
    let shown = RwSignal::new(Shown::Nothing);
    let busy = Signal::derive(move || shown.get() == Shown::Importing);
    let import = move || {
        if busy.get_untracked() {
            return;
        }
        shown.set(Shown::Importing);
        spawn_local(async move {
            let answer = outcome(send_file(FIELD, ADDRESS).await);
            // The page may be gone by now; the import is done all the same.
            let _ = shown.try_set(answer);
        });
    };
    view! {
        <Title text=td_string!(i18n, review.rescue_title) />
        <div class="stack">
            <h1>{td_string!(i18n, review.rescue_title)}</h1>
            <p class="lead">{td_string!(i18n, review.rescue_lead)}</p>
            <form
                class="stack"
                on:submit=move |event| {
                    event.prevent_default();
                    import();
                }
            >
                <div class="field" class:field-wrong=move || shown.get() == Shown::NoFile>
                    <label class="field-label" for=FIELD>
                        {td_string!(i18n, review.rescue_file)}
                    </label>
                    {move || {
                        (shown.get() == Shown::NoFile)
                            .then(|| {
                                view! {
                                    <p class="field-error" id="rescue-file-error" role="alert">
                                        {td_string!(i18n, review.rescue_choose)}
                                    </p>
                                }
                            })
                    }}
                    <input
                        id=FIELD
                        class="input"
                        type="file"
                        accept=".zip,application/zip"
                        aria-describedby="rescue-file-error"
                        data-testid="rescue-file"
                    />
                </div>
                <p class="actions">
                    <Button kind=ButtonKind::Primary busy=busy submit=true testid="rescue-import">
                        {td_string!(i18n, review.rescue_submit)}
                    </Button>
                    <a class="button button-secondary" href="/review">
                        {td_string!(i18n, review.title)}
                    </a>
                </p>
            </form>
            <section aria-live="polite">{move || result(i18n, shown.get())}</section>
        </div>
    }
    .into_any()
}

#[derive(Deserialize)]
struct Problem {
    #[serde(default)]
    detail: String,
}

fn outcome(sent: Sent) -> Shown {
    let (status, text) = match sent {
        Sent::Nothing => return Shown::NoFile,
        Sent::Unreachable => return Shown::Unreachable,
        Sent::Answer(status, text) => (status, text),
    };
    match status {
        200 => match wire::read(&text) {
            Ok(report) => Shown::Done(report),
            // The answer is a captive portal's page, not this server's.
            Err(_) => Shown::Unreachable,
        },
        401 => Shown::Failed(AppError::SignedOut),
        403 => Shown::Failed(AppError::Forbidden),
        _ => match wire::read::<Problem>(&text) {
            Ok(problem) => Shown::Refused(problem.detail),
            Err(_) => Shown::Unreachable,
        },
    }
}

fn result(i18n: I18n, shown: Shown) -> AnyView {
    let failure = |words: String, todo: &'static str| {
        view! {
            <Banner kind=BannerKind::Failure testid="rescue-failed">
                {words} " " {todo}
            </Banner>
        }
        .into_any()
    };
    match shown {
        Shown::Nothing | Shown::NoFile => view! {
            <EmptyState
                title=td_string!(i18n, review.rescue_empty_title)
                text=td_string!(i18n, review.rescue_empty_text)
            />
        }
        .into_any(),
        Shown::Importing => view! { <Loading /> }.into_any(),
        Shown::Done(report) => done(i18n, report),
        Shown::Refused(why) => failure(
            fill(td_string!(i18n, review.rescue_failed), &[("why", &why)]),
            td_string!(i18n, review.rescue_failed_todo),
        ),
        Shown::Unreachable => failure(td_string!(i18n, review.rescue_offline).to_owned(), ""),
        Shown::Failed(error) => view! { <ErrorState error /> }.into_any(),
    }
}

fn done(i18n: I18n, report: RescueReport) -> AnyView {
    let RescueReport {
        person,
        applied,
        known,
        quarantined,
        photos,
        photos_known,
        photos_refused,
    } = report;
    let mut lines = vec![
        fill(
            td_string!(i18n, review.rescue_applied),
            &[("count", &applied)],
        ),
        fill(td_string!(i18n, review.rescue_known), &[("count", &known)]),
        fill(
            td_string!(i18n, review.rescue_photos),
            &[("count", &photos), ("known", &photos_known)],
        ),
    ];
    if !quarantined.is_empty() {
        lines.push(fill(
            td_string!(i18n, review.rescue_quarantined),
            &[("count", &quarantined.len())],
        ));
    }
    lines.extend(quarantined.into_iter().map(|it| {
        let why = reason_words(i18n, it.quarantine.reason);
        fill(
            td_string!(i18n, review.rescue_seq),
            &[("seq", &it.seq), ("why", &why)],
        )
    }));
    lines.extend(photos_refused.into_iter().map(|it| {
        let words = match it.why {
            PhotoFault::Altered => td_string!(i18n, review.rescue_photo_altered),
            PhotoFault::NoPicture => td_string!(i18n, review.rescue_photo_no_picture),
            PhotoFault::TooLarge => td_string!(i18n, review.rescue_photo_too_large),
        };
        fill(words, &[("name", &it.name)])
    }));
    view! {
        <Banner kind=BannerKind::Success testid="rescue-done">
            {fill(td_string!(i18n, review.rescue_done), &[("person", &person)])}
        </Banner>
        <ul data-testid="rescue-report">
            {lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
        </ul>
    }
    .into_any()
}
