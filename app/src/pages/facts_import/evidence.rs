//! 佐证材料: the files beside a claim, a record or a row.

use crate::api::fact_files::EvidenceItem;
use crate::calls::fact_files::read_evidence;
use crate::components::file_report::detail;
use crate::components::upload::{Sent, ask, send_file};
use crate::components::{Button, ButtonKind, ErrorState, Loading, Tag, Tone};
use crate::error::AppError;
use crate::language::{I18n, use_words};
use crate::words_of::{fill, moment_words};
use domain::ids::TownId;
use domain::time::Quarter;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

/// The files beside a fact of a town, with a field to add one.
#[component]
pub fn Evidence(
    /// The quarter.
    quarter: Quarter,
    /// The town.
    town: TownId,
    /// The indicator, `showcase`, or the id of a claim or record that the files are evidence of.
    of: String,
    /// Whether files may be added and withdrawn.
    #[prop(default = true)]
    editable: bool,
) -> impl IntoView {
    let i18n = use_words();
    let field = format!("evidence-{town}-{of}");
    let address = format!("/api/v1/quarters/{quarter}/evidence/{town}/{of}");
    let files = Resource::new_blocking(
        || (),
        move |()| read_evidence(quarter, town.clone(), of.clone()),
    );
    let (busy, said) = (RwSignal::new(false), RwSignal::new(String::new()));
    // Handles one request at a time: shows the outcome and reads the list again.
    let done = move |sent: Sent, well: &'static str| {
        let words = match sent {
            Sent::Answer(200..=299, _) => well.to_owned(),
            Sent::Answer(_, text) => {
                let why = detail(&text).unwrap_or_default();
                fill(td_string!(i18n, import.evidence_failed), &[("why", &why)])
            }
            Sent::Nothing => td_string!(i18n, import.choose_first).to_owned(),
            Sent::Unreachable => td_string!(i18n, common.error_offline).to_owned(),
        };
        // The list may be gone by now.
        let _ = said.try_set(words);
        let _ = busy.try_set(false);
        files.refetch();
    };
    let withdraw = Callback::new(move |id: String| {
        busy.set(true);
        spawn_local(async move {
            let sent = ask("DELETE", &format!("/api/v1/evidence/{id}")).await;
            done(sent, td_string!(i18n, import.evidence_withdrawn));
        });
    });
    let form = editable.then(|| {
        let input = field.clone();
        let send = move |()| {
            let (input, address) = (input.clone(), address.clone());
            busy.set(true);
            spawn_local(async move {
                let sent = send_file(&input, &address).await;
                done(sent, td_string!(i18n, import.evidence_sent));
            });
        };
        view! {
            <div class="field">
                <label class="field-label" for=field.clone()>
                    {td_string!(i18n, import.evidence_choose)}
                </label>
                <p class="field-hint">{td_string!(i18n, import.evidence_hint)}</p>
                <div class="actions">
                    <input
                        id=field.clone()
                        class="input"
                        type="file"
                        accept=".pdf,.jpg,.jpeg,.png,.webp,.docx,.xlsx,.ofd"
                        data-testid="evidence-file"
                    />
                    <Button kind=ButtonKind::Secondary busy=busy on_click=send testid="evidence-send">
                        {td_string!(i18n, import.evidence_send)}
                    </Button>
                </div>
            </div>
        }
    });
    view! {
        <div class="evidence" data-testid="evidence">
            <h3 class="evidence-title">{td_string!(i18n, import.evidence)}</h3>
            <Transition fallback=|| view! { <Loading lines=1 /> }>
                {move || {
                    files
                        .get()
                        .map(|answer: Result<Vec<EvidenceItem>, AppError>| match answer {
                            Ok(items) => list(i18n, items, editable.then_some(withdraw), busy),
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| files.refetch() /> }.into_any()
                            }
                        })
                }}
            </Transition>
            {form}
            <p class="quiet" role="status">
                {said}
            </p>
        </div>
    }
    .into_any()
}

fn list(
    i18n: I18n,
    items: Vec<EvidenceItem>,
    withdraw: Option<Callback<String>>,
    busy: RwSignal<bool>,
) -> AnyView {
    if items.is_empty() {
        return view! { <p class="quiet">{td_string!(i18n, import.evidence_none)}</p> }.into_any();
    }
    let lines = items.into_iter().map(|item| {
        let words = fill(
            td_string!(i18n, import.evidence_line),
            &[
                ("size", &size(item.length)),
                ("by", &item.by),
                ("at", &moment_words(i18n, item.at)),
            ],
        );
        let end = if item.withdrawn {
            view! { <Tag tone=Tone::Plain words=td_string!(i18n, import.evidence_withdrawn) /> }
                .into_any()
        } else {
            withdraw
                .map(|withdraw| {
                    let id = item.id.clone();
                    view! {
                        <Button
                            kind=ButtonKind::Danger
                            busy=busy
                            on_click=move |()| withdraw.run(id.clone())
                            testid="evidence-withdraw"
                        >
                            {td_string!(i18n, import.evidence_withdraw)}
                        </Button>
                    }
                })
                .into_any()
        };
        view! {
            <li class="evidence-line" data-testid="evidence-line">
                <span>
                    <a href=format!("/api/v1/evidence/{}", item.id) rel="external" download="">
                        {item.name}
                    </a>
                    <span class="quiet evidence-words">{words}</span>
                </span>
                {end}
            </li>
        }
    });
    view! { <ul class="evidence-list">{lines.collect_view()}</ul> }.into_any()
}

/// A file size in readable units.
fn size(bytes: u64) -> String {
    const MEGA: u64 = 1024 * 1024;
    if bytes < MEGA {
        format!("{} KB", bytes.div_ceil(1024))
    } else {
        format!("{}.{} MB", bytes / MEGA, bytes % MEGA * 10 / MEGA)
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_readable() {
        assert_eq!(size(1), "1 KB");
        assert_eq!(size(20 * 1024 * 1024), "20.0 MB");
        assert_eq!(size(1_600_000), "1.5 MB");
    }
}
