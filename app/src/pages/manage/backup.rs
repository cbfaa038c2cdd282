//! 备份: whether there is a backup, and how to make one.

use super::tabs::Tabs;
use super::words::by_words;
use crate::api::upkeep::{Backup, Backups};
use crate::calls::upkeep::read_backups;
use crate::components::lists::plain_table;
use crate::components::{Banner, BannerKind, ErrorState, Loading, Tag, Tone};
use crate::language::{I18n, use_words};
use crate::places;
use crate::words_of::{fill, stamp_words};
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

/// `/manage/backup`.
#[component]
pub fn BackupPage() -> impl IntoView {
    let i18n = use_words();
    let backups = Resource::new_blocking(|| (), |()| read_backups());
    view! {
        <Title text=td_string!(i18n, upkeep.nav_backup) />
        <div class="manage" data-testid="backup-page">
            <div class="page-head">
                <h1>{td_string!(i18n, upkeep.nav_backup)}</h1>
            </div>
            <Tabs here=places::MANAGE_BACKUP.address />
            <Transition fallback=|| view! { <Loading lines=6 /> }>
                {move || {
                    backups
                        .get()
                        .map(|answer| match answer {
                            Ok(it) => frame(i18n, it),
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| backups.refetch() /> }.into_any()
                            }
                        })
                }}
            </Transition>
        </div>
    }
    .into_any()
}

fn frame(i18n: I18n, it: Backups) -> AnyView {
    let standing = standing(i18n, &it);
    let how = how(i18n, &it);
    let before = it.restored.map(|at| {
        let words = fill(
            td_string!(i18n, upkeep.backup_before),
            &[("at", &stamp_words(i18n, at))],
        );
        view! { <p class="quiet">{words}</p> }
    });
    let rows = it.latest.into_iter().map(|it| row(i18n, it)).collect_view();
    let columns = [
        td_string!(i18n, upkeep.col_at),
        td_string!(i18n, upkeep.col_by),
        td_string!(i18n, upkeep.col_folder),
        td_string!(i18n, upkeep.col_photos),
        td_string!(i18n, upkeep.col_result),
    ];
    let list = it.days.is_some().then(|| {
        view! {
            <section>
                <h2>{td_string!(i18n, upkeep.backup_list)}</h2>
                {plain_table("backups", &columns, rows.into_any())}
            </section>
        }
    });
    view! {
        {standing}
        {how}
        {list}
        {before}
    }
    .into_any()
}

/// The state of the backups: a late backup and an incomplete one are reported separately.
fn standing(i18n: I18n, it: &Backups) -> AnyView {
    let Some(last) = it.latest.first() else {
        let words = match it.restored {
            None => td_string!(i18n, upkeep.backup_none).to_owned(),
            Some(at) => fill(
                td_string!(i18n, upkeep.backup_none_restored),
                &[("at", &stamp_words(i18n, at))],
            ),
        };
        return view! {
            <Banner kind=BannerKind::Warning testid="backup-none">
                {words}
            </Banner>
        }
        .into_any();
    };
    let at = stamp_words(i18n, last.at);
    let late = it.is_late().then(|| {
        let days = it.days.unwrap_or_default();
        let words = fill(td_string!(i18n, upkeep.backup_late), &[("days", &days)]);
        view! {
            <Banner kind=BannerKind::Warning testid="backup-late">
                {words}
            </Banner>
        }
    });
    let wrong = (last.altered > 0 || last.missing > 0).then(|| {
        let words = fill(
            td_string!(i18n, upkeep.backup_wrong),
            &[
                ("at", &at),
                ("altered", &last.altered),
                ("missing", &last.missing),
            ],
        );
        view! {
            <Banner kind=BannerKind::Warning testid="backup-wrong">
                {words}
            </Banner>
        }
    });
    let fine = (late.is_none() && wrong.is_none()).then(|| {
        let words = fill(td_string!(i18n, upkeep.backup_fine), &[("at", &at)]);
        view! {
            <Banner kind=BannerKind::Success testid="backup-fine">
                {words}
            </Banner>
        }
    });
    view! {
        {late}
        {wrong}
        {fine}
    }
    .into_any()
}

fn how(i18n: I18n, it: &Backups) -> AnyView {
    let data = quoted(&it.data);
    let place = td_string!(i18n, upkeep.backup_place);
    let folder = format!("{place}/xuncha-{}", it.today);
    let new = td_string!(i18n, upkeep.backup_new_data);
    view! {
        <section class="stack">
            <h2>{td_string!(i18n, upkeep.backup_how)}</h2>
            <p>{td_string!(i18n, upkeep.backup_how_text)}</p>
            {command(format!("xuncha backup {folder} "), &data)}
            <p>{td_string!(i18n, upkeep.backup_keep)}</p>
            <p>{td_string!(i18n, upkeep.backup_restore)}</p>
            {command(format!("xuncha restore {folder} "), new)}
        </section>
    }
    .into_any()
}

/// A command that one tap selects; it wraps anywhere except within its option.
fn command(start: String, data: &str) -> AnyView {
    view! {
        <pre class="manage-command" data-testid="command">
            {start}
            <span class="manage-option">"--data"</span>
            {format!(" {data}")}
        </pre>
    }
    .into_any()
}

/// A path, quoted for a command line.
fn quoted(path: &str) -> String {
    match path.contains(' ') {
        true => format!("\"{path}\""),
        false => path.to_owned(),
    }
}

fn row(i18n: I18n, it: Backup) -> AnyView {
    let (tone, words) = match (it.altered, it.missing) {
        (0, 0) => (Tone::Good, td_string!(i18n, upkeep.whole).to_owned()),
        (altered, missing) => (
            Tone::Bad,
            fill(
                td_string!(i18n, upkeep.not_whole),
                &[("altered", &altered), ("missing", &missing)],
            ),
        ),
    };
    let folder = match it.folder.is_empty() {
        true => view! { <span>{td_string!(i18n, upkeep.not_noted)}</span> }.into_any(),
        false => view! { <span class="manage-path">{it.folder}</span> }.into_any(),
    };
    view! {
        <tr data-testid="backup">
            <th scope="row" class="manage-stamp">
                {stamp_words(i18n, it.at)}
            </th>
            <td>{by_words(i18n, &it.by)}</td>
            <td>{folder}</td>
            <td>{fill(td_string!(i18n, upkeep.files), &[("n", &it.photos)])}</td>
            <td>
                <Tag tone words />
            </td>
        </tr>
    }
    .into_any()
}
