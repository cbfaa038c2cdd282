//! 上传与同步: each operation and photo that waits, what went wrong, and how safe the storage is.

use crate::components::{
    Banner, BannerKind, Button, ButtonKind, EmptyState, each, use_toasts, when,
};
use crate::language::{I18n, use_words};
use crate::local::rescue;
use crate::local::room::{self, Room};
use crate::local::tablet::about::checkpoint_of;
use crate::local::tablet::{Notice, OutboxEntry, PhotoEntry, Tablet};
use crate::pages::inspect::here::use_here;
use crate::pages::inspect::picture::picture;
use crate::pages::inspect::strip::pause_words;
use crate::pages::inspect::walk;
use crate::sync::runner;
use crate::words_of::{answer_word, fill, moment_words, reason_words};
use domain::inspection::AnswerValue;
use domain::sync::op::Intent;
use domain::sync::outbox::Pause;
use domain::time::Moment;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_meta::Title;

/// The most lines to show; the strip has the full number.
const SHOWN: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq)]
struct OpLine {
    key: String,
    what: String,
    at: Option<Moment>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct PhotoLine {
    key: String,
    what: String,
    size: u64,
    sent: u64,
    length: u64,
    refused: Option<String>,
}

/// 上传与同步.
#[component]
pub fn SyncCentre() -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let said = RwSignal::new(None::<Room>);
    spawn_local(async move {
        let found = room::room().await;
        let _ = said.try_set(Some(found));
    });
    let ops = move || {
        here.store.with(|tablet| {
            tablet
                .waiting()
                .take(SHOWN)
                .map(|entry| op_line(i18n, tablet, entry))
                .collect::<Vec<_>>()
        })
    };
    let photos = move || {
        here.store.with(|tablet| {
            let line = |it: &PhotoEntry| PhotoLine {
                key: it.sha256.clone(),
                what: photo_words(i18n, tablet, it),
                size: it.length.div_ceil(1024),
                sent: it.sent,
                length: it.length,
                refused: it.refused.clone(),
            };
            let waits = |it: &&crate::local::tablet::PhotoEntry| !tablet.is_taken_back(it);
            tablet
                .photos
                .values()
                .filter(waits)
                .map(line)
                .collect::<Vec<_>>()
        })
    };
    let problems = move || {
        here.store
            .with(|tablet| tablet.quarantined.values().cloned().collect::<Vec<_>>())
    };
    let notice = Memo::new(move |_| here.store.with(|tablet| tablet.meta.notice));
    let running = move || here.status.with(|status| status.running);
    view! {
        <Title text=td_string!(i18n, sync.title) />
        <div class="stack">
        <h1>{td_string!(i18n, sync.title)}</h1>
        {move || notice.get().map(|notice| view! { <NoticeBanner notice /> })}
        {move || trouble(i18n, here)}
        <p class="actions">
            <Button
                kind=ButtonKind::Primary
                busy=Signal::derive(running)
                on_click=move |()| runner::hurry()
                testid="sync-now"
            >
                {move || if running() { td_string!(i18n, sync.sending) } else { td_string!(i18n, sync.try_now) }}
            </Button>
        </p>
        <section>
            <h2 class="group-title">{td_string!(i18n, sync.waiting_title)}</h2>
            {when(
                move || ops().is_empty(),
                move || view! { <EmptyState title=td_string!(i18n, sync.waiting_none) text="" /> }.into_any(),
            )}
                <ul class="ops">
                    {each(ops, |op| op.key.clone(), move |op| view! {
                        <li class="op" data-testid="pending-op">
                            <span class="op-what">{op.what}</span>
                            <span class="op-state">{op.at.map(|at| moment_words(i18n, at))}</span>
                        </li>
                    }.into_any())}
                </ul>
        </section>
        {when(move || !photos().is_empty(), move || view! {
            <section>
                <h2 class="group-title">{td_string!(i18n, sync.photos_title)}</h2>
                <ul class="ops">
                    {each(photos, |line| format!("{} {} {:?}", line.key, line.sent, line.refused), move |line| {
                        photo_line(i18n, here, line).into_any()
                    })}
                </ul>
            </section>
        }.into_any())}
        {when(move || !problems().is_empty(), move || view! {
            <section>
                <h2 class="group-title">{td_string!(i18n, sync.problems_title)}</h2>
                <ul class="ops">
                    {move || {
                        problems()
                            .into_iter()
                            .map(|it| {
                                let why = reason_words(i18n, it.quarantine.reason);
                                view! {
                                    <li class="op" data-testid="quarantined-op">
                                        <span class="op-error">
                                            {fill(td_string!(i18n, sync.problem_text), &[("why", &why), ("seq", &it.seq)])}
                                        </span>
                                    </li>
                                }
                            })
                            .collect_view()
                    }}
                </ul>
            </section>
        }.into_any())}
        <section>
            <h2 class="group-title">{td_string!(i18n, sync.storage_title)}</h2>
            {move || said.get().map(|room| storage(i18n, room))}
        </section>
        <section>
            <h2 class="group-title">{td_string!(i18n, sync.rescue_title)}</h2>
            <p>{td_string!(i18n, sync.rescue_text)}</p>
            <p>{rescue_button(i18n, here)}</p>
        </section>
        <p>
            <a class="button button-secondary" href="/inspect">
                {td_string!(i18n, inspect.today)}
            </a>
        </p>
        </div>
    }
    .into_any()
}

/// The button that saves everything kept here as a file, even when the device is barred.
fn rescue_button(i18n: I18n, here: super::here::Here) -> AnyView {
    let busy = RwSignal::new(false);
    let toasts = use_toasts();
    let save = move |()| {
        busy.set(true);
        spawn_local(async move {
            if rescue::save(here.store).await.is_err() {
                toasts.say(td_string!(i18n, sync.rescue_failed));
            }
            let _ = busy.try_set(false);
        });
    };
    view! {
        <Button busy=busy on_click=save testid="rescue-save">
            {td_string!(i18n, sync.rescue_save)}
        </Button>
    }
    .into_any()
}

#[component]
fn NoticeBanner(notice: Notice) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let words = match notice {
        Notice::RolledBack => td_string!(i18n, sync.notice_rolled_back),
        Notice::Missing => td_string!(i18n, sync.notice_missing),
        Notice::ServerRestored => td_string!(i18n, sync.notice_server_restored),
    };
    let dismiss = move |()| {
        spawn_local(async move {
            // If this fails, the notice shows again: better than never being read.
            let _ = here.store.dismiss_notice().await;
        });
    };
    view! {
        <Banner kind=BannerKind::Warning testid="device-notice">
            {words} " "
            <Button on_click=dismiss>{td_string!(i18n, sync.notice_ok)}</Button>
        </Banner>
    }
    .into_any()
}

/// What prevents uploading, and what to do.
fn trouble(i18n: I18n, here: super::here::Here) -> Option<impl IntoView> {
    let status = here.status.get();
    let sign_in = status.pause == Some(Pause::SignIn);
    let revoked = status.pause == Some(Pause::Revoked);
    let words = match status.pause {
        Some(pause) => pause_words(i18n, pause),
        None if status.barred => td_string!(i18n, sync.barred).to_owned(),
        None if status.unreachable => td_string!(i18n, sync.unreachable).to_owned(),
        None => return None,
    };
    Some(view! {
        <Banner kind=BannerKind::Warning testid="sync-trouble">
            {words} " "
            {revoked.then(|| rescue_button(i18n, here))}
            {sign_in
                .then(|| {
                    view! {
                        <a class="button button-primary" href="/sign-in?next=/inspect" rel="external">
                            {td_string!(i18n, sync.sign_in)}
                        </a>
                    }
                })}
        </Banner>
    })
}

fn op_line(i18n: I18n, tablet: &Tablet, entry: &OutboxEntry) -> OpLine {
    let operation = entry.operation();
    let what = match operation.as_ref().map(|operation| &operation.intent) {
        None => td_string!(i18n, sync.op_unknown).to_owned(),
        Some(intent) => {
            let visit = tablet.visit(intent.visit());
            let site = visit
                .map(|visit| tablet.site_name(&visit.site))
                .unwrap_or_default();
            let known = visit.and_then(|visit| {
                let id = checkpoint_of(intent, visit)?;
                tablet.checkpoint(visit, id)
            });
            // A row without issue is named by its requirement, not by the fault.
            let about = known.map(|known| match intent {
                Intent::Answer(it) if it.answer != Some(AnswerValue::Issue) => {
                    walk::words(i18n, &known.requirement).to_owned()
                }
                _ => walk::words(i18n, &known.name).to_owned(),
            });
            [Some(intent_words(i18n, intent)), about, Some(site)]
                .into_iter()
                .flatten()
                .filter(|it| !it.is_empty())
                .collect::<Vec<_>>()
                .join(" · ")
        }
    };
    OpLine {
        key: entry.key(),
        what,
        at: operation.map(|operation| operation.at),
    }
}

fn intent_words(i18n: I18n, intent: &Intent) -> String {
    let words = match intent {
        Intent::Answer(it) => {
            let taken_back = td_string!(i18n, inspect.taken_back);
            let answer = it.answer.map_or(taken_back, |it| answer_word(i18n, it));
            return fill(td_string!(i18n, sync.op_answered), &[("answer", &answer)]);
        }
        Intent::OpenVisit(_) => td_string!(i18n, sync.op_open),
        Intent::RecordFinding(_) => td_string!(i18n, sync.op_record),
        Intent::AmendFinding(_) => td_string!(i18n, sync.op_amend),
        Intent::WithdrawFinding(_) => td_string!(i18n, sync.op_withdraw),
        Intent::AttachPhoto(_) => td_string!(i18n, sync.op_photo),
        Intent::WithdrawPhoto(_) => td_string!(i18n, sync.op_withdraw_photo),
        Intent::RestorePhoto(_) => td_string!(i18n, sync.op_restore_photo),
        Intent::CloseVisit(_) => td_string!(i18n, sync.op_close),
        Intent::VoidVisit(_) => td_string!(i18n, sync.op_void),
        Intent::ResumeVisit(_) => td_string!(i18n, sync.op_resume),
    };
    words.to_owned()
}

/// What a photo shows, and where.
fn photo_words(i18n: I18n, tablet: &Tablet, entry: &PhotoEntry) -> String {
    let visit = tablet.visit(entry.visit);
    let finding = visit.and_then(|visit| {
        let finding = visit.photos.get(&entry.photo)?.finding?;
        let checkpoint = &visit.findings.get(&finding)?.checkpoint;
        tablet.checkpoint(visit, checkpoint)
    });
    let is_drawing = visit
        .and_then(|visit| visit.signature()?.1)
        .is_some_and(|it| it.id == entry.photo);
    let what = match finding {
        Some(known) => walk::words(i18n, &known.name),
        None if is_drawing => td_string!(i18n, inspect.signature),
        None => td_string!(i18n, sync.photo_of_visit),
    };
    let site = visit.map(|visit| tablet.site_name(&visit.site));
    format!("{what} · {}", site.unwrap_or_default())
}

fn photo_line(i18n: I18n, here: super::here::Here, line: PhotoLine) -> AnyView {
    let state = match line.refused {
        Some(why) => fill(td_string!(i18n, sync.photo_refused), &[("why", &why)]),
        None if line.sent == 0 => td_string!(i18n, sync.photo_waiting).to_owned(),
        None if line.sent < line.length => fill(
            td_string!(i18n, sync.photo_progress),
            &[(
                "percent",
                &(line.sent.min(line.length) * 100 / line.length.max(1)),
            )],
        ),
        None => td_string!(i18n, sync.photo_done).to_owned(),
    };
    let source = picture(here, line.key, None);
    view! {
        <li class="op op-photo" data-testid="pending-photo">
            {move || {
                source.get().map(|source| view! { <img class="op-picture" src=source alt=td_string!(i18n, sync.photo_alt) /> })
            }}
            <span class="op-what">
                {fill(td_string!(i18n, sync.photo_of), &[("what", &line.what), ("size", &line.size)])}
            </span>
            <span class="op-state">{state}</span>
        </li>
    }
    .into_any()
}

fn storage(i18n: I18n, room: Room) -> impl IntoView + use<> {
    let promise = match room.persisted {
        Some(true) => td_string!(i18n, sync.storage_kept),
        Some(false) => td_string!(i18n, sync.storage_not_kept),
        None => td_string!(i18n, sync.storage_unknown),
    };
    let left = room.photos_left().map(|count| {
        if count < 20 {
            td_string!(i18n, sync.storage_low).to_owned()
        } else {
            fill(td_string!(i18n, sync.storage_left), &[("count", &count)])
        }
    });
    view! {
        <p data-testid="storage-kept">{promise}</p>
        <p>{left}</p>
    }
    .into_any()
}
