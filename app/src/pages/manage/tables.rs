//! 评估表: those that there are, and taking another one in.

use crate::api::manage::SetUp;
use crate::components::file_report::{Shown, outcome, table};
use crate::components::upload::send_file;
use crate::components::{Banner, BannerKind, Button, ButtonKind, ErrorState, Loading};
use crate::language::{I18n, is_english};
use crate::words_of::fill;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

const FIELD: &str = "table-file";

/// `shown` is what is said of a file; `on_taken` runs after one was taken in.
pub(super) fn view(
    i18n: I18n,
    it: &SetUp,
    shown: RwSignal<Shown>,
    on_taken: Callback<()>,
) -> AnyView {
    let known = it
        .tables
        .iter()
        .map(|(sha256, id, name)| {
            let to = format!("/api/v1/tables/{sha256}.toml");
            let short: String = sha256.chars().take(8).collect();
            view! {
                <li data-testid="table">
                    <a href=to rel="external" download="" lang="zh-CN">
                        {name.clone()}
                    </a>
                    <span class="quiet manage-code">{format!(" {id} {short}")}</span>
                </li>
            }
        })
        .collect_view();
    let form = it.keeps.then(|| upload(i18n, shown, on_taken));
    view! {
        <details class="manage-tables">
            <summary data-testid="tables">{td_string!(i18n, manage.tables)}</summary>
            <p class="quiet">{td_string!(i18n, manage.tables_text)}</p>
            <ul class="bullets">{known}</ul>
            {form}
        </details>
    }
    .into_any()
}

fn upload(i18n: I18n, shown: RwSignal<Shown>, on_taken: Callback<()>) -> AnyView {
    let busy = Signal::derive(move || shown.get() == Shown::Taking);
    let send = move || {
        if shown.get_untracked() == Shown::Taking {
            return;
        }
        let mut address = "/api/v1/tables".to_owned();
        if is_english(i18n) {
            address.push_str("?lang=en");
        }
        shown.set(Shown::Taking);
        spawn_local(async move {
            let answer = outcome(send_file(FIELD, &address).await, false);
            let taken = matches!(answer, Shown::Taken(_));
            // The page may be gone meanwhile; what was taken is taken all the same.
            let _ = shown.try_set(answer);
            if taken {
                on_taken.try_run(());
            }
        });
    };
    view! {
        <form
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <p class="actions">
                <a class="button button-secondary" href="/api/v1/tables/new.toml" rel="external" download="">
                    {td_string!(i18n, manage.table_new)}
                </a>
            </p>
            <div class="field" class:field-wrong=move || shown.get() == Shown::NoFile>
                <label class="field-label" for=FIELD>
                    {td_string!(i18n, manage.table_upload)}
                </label>
                <p class="field-hint">{td_string!(i18n, manage.table_file_hint)}</p>
                {move || {
                    (shown.get() == Shown::NoFile)
                        .then(|| {
                            view! {
                                <p class="field-error" role="alert">
                                    {td_string!(i18n, manage.choose_first)}
                                </p>
                            }
                        })
                }}
                <input
                    id=FIELD
                    class="input"
                    type="file"
                    accept=".toml"
                    data-testid="table-file"
                    on:change=move |_| shown.set(Shown::Nothing)
                />
            </div>
            <p class="actions">
                <Button kind=ButtonKind::Secondary busy=busy submit=true testid="table-take">
                    {td_string!(i18n, manage.table_take)}
                </Button>
            </p>
        </form>
        <section aria-live="polite">{move || result(i18n, shown.get())}</section>
    }
    .into_any()
}

fn result(i18n: I18n, shown: Shown) -> AnyView {
    let said = |kind: BannerKind, words: String| {
        view! {
            <Banner kind=kind testid="table-result">
                {words}
            </Banner>
        }
        .into_any()
    };
    match shown {
        Shown::Nothing | Shown::NoFile => ().into_any(),
        Shown::Checking | Shown::Taking => view! { <Loading /> }.into_any(),
        Shown::Checked(report) | Shown::Taken(report) => {
            let words = match report.taken {
                0 => td_string!(i18n, manage.table_same),
                _ => td_string!(i18n, manage.table_taken),
            };
            said(BannerKind::Success, words.to_owned())
        }
        Shown::Wrong(report) => {
            let words = td_string!(i18n, manage.table_wrong);
            let words = fill(words, &[("total", &report.total)]);
            view! {
                {said(BannerKind::Failure, words)}
                {table(i18n, report.lines)}
            }
            .into_any()
        }
        Shown::Refused(why) => said(BannerKind::Failure, why),
        Shown::Unreachable => said(
            BannerKind::Failure,
            td_string!(i18n, import.offline).to_owned(),
        ),
        Shown::Failed(error) => view! { <ErrorState error /> }.into_any(),
    }
}
