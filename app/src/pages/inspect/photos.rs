//! The photos of a finding or a visit: taken or chosen, stored as bytes, shown with their state.

use crate::components::photo::large;
use crate::components::{Sheet, each, when};
use crate::language::{I18n, use_words};
use crate::local::clock;
use crate::local::idb::DiskError;
use crate::local::photo::{self, Chosen, PhotoFault, Shot};
use crate::local::store::Store;
use crate::local::tablet::PhotoEntry;
use crate::pages::inspect::here::use_here;
use crate::pages::inspect::picture::picture;
use crate::pages::inspect::recorder::{disk_words, use_recorder};
use crate::words_of::{fill, moment_words};
use domain::ids::{FindingId, PhotoId, VisitId};
use domain::inspection::Photo;
use domain::picture::PhotoTime;
use domain::sync::op::{AttachPhoto, Intent, KnownPhoto};
use domain::table::Checkpoint;
use domain::time::Moment;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use uuid::Uuid;

/// The photos of one finding, or of the visit as a whole if there is none.
#[component]
pub(super) fn Photos(
    visit: VisitId,
    #[prop(optional, into)] finding: Option<FindingId>,
    #[prop(optional)] known: Option<StoredValue<Checkpoint>>,
) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let saving = RwSignal::new(0_usize);
    let faults = RwSignal::new(Vec::<String>::new());
    let photos = move || {
        here.with_visit(visit, |it, _| {
            let mine = |photo: &&Photo| photo.finding == finding && it.shows(photo);
            it.photos.values().filter(mine).cloned().collect::<Vec<_>>()
        })
        .unwrap_or_default()
    };
    let wanted = known.is_some_and(|known| known.with_value(|known| known.photo));
    let what = known.map_or_else(String::new, |known| {
        known.with_value(|known| super::walk::words(i18n, &known.name).to_owned())
    });
    view! {
        <div class="field">
            <span class="field-label">
                {td_string!(i18n, inspect.photos)}
                {move || (wanted && photos().is_empty()).then(|| format!(" · {}", td_string!(i18n, inspect.photo_wanted)))}
            </span>
            <div class="photos-here">
                {each(photos, |photo| format!("{} {}", photo.id, photo.verified), move |photo| view! {
                    <Thumbnail photo what=what.clone() taken_back_from=visit />
                }.into_any())}
                {when(move || { saving.get() > 0 }, move || view! {
                    <div class="photo-add" role="status" data-testid="photo-saving">
                        {td_string!(i18n, inspect.photo_saving)}
                        {move || Some(saving.get()).filter(|left| *left > 1)}
                    </div>
                }.into_any())}
                <AddPhoto visit finding saving faults camera=true />
                <AddPhoto visit finding saving faults camera=false />
            </div>
            <div role="alert">
                {move || faults.get().into_iter().map(|words| view! {
                    <p class="field-error" data-testid="photo-fault">{words}</p>
                }).collect_view()}
            </div>
        </div>
    }
    .into_any()
}

/// A tile that takes a photo or chooses one.
#[component]
fn AddPhoto(
    visit: VisitId,
    finding: Option<FindingId>,
    saving: RwSignal<usize>,
    faults: RwSignal<Vec<String>>,
    camera: bool,
) -> impl IntoView {
    let recorder = use_recorder();
    let (i18n, here) = (recorder.i18n, recorder.here);
    let input = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        let files = photo::take_files(&input);
        if files.is_empty() {
            return;
        }
        // Keep the faults of files that are still being processed: nobody has read them yet.
        if saving.get_untracked() == 0 {
            faults.set(Vec::new());
        }
        saving.update(|saving| *saving += files.len());
        spawn_local(async move {
            for file in files {
                let name = file.name();
                let now = clock::now();
                let kept = match Chosen::look(file, camera, now).await {
                    Ok(chosen) => keep(i18n, here.store, (visit, finding), chosen, now).await,
                    Err(fault) => Err(fault),
                };
                if let Err(fault) = kept {
                    let words = fault_words(i18n, &name, &fault);
                    // If the row is gone, show the fault in a toast.
                    let said = faults.try_update(|faults| faults.push(words.clone()));
                    if said.is_none() {
                        recorder.say(words);
                    }
                }
                let _ = saving.try_update(|saving| *saving -= 1);
            }
        });
    };
    let words = if camera {
        td_string!(i18n, inspect.take_photo)
    } else {
        td_string!(i18n, inspect.choose_photo)
    };
    view! {
        <label class="photo-add">
            <input
                node_ref=input
                class="visually-hidden"
                type="file"
                accept="image/*"
                capture=camera.then_some("environment")
                multiple=!camera
                data-testid=if camera { "photo-camera" } else { "photo-file" }
                on:change=chosen
            />
            <span>{words}</span>
        </label>
    }
    .into_any()
}

async fn keep(
    i18n: I18n,
    store: Store,
    (visit, finding): (VisitId, Option<FindingId>),
    chosen: Chosen,
    now: Moment,
) -> Result<(), PhotoFault> {
    let site = store.peek(|tablet| {
        let site = tablet.visit(visit).map(|it| tablet.site_name(&it.site));
        site.unwrap_or_default()
    });
    // Do not print the time of choosing: it is not when anything was seen.
    let (at, words) = match chosen.taken {
        PhotoTime::Now => (Some(now), now.wall(' ')),
        PhotoTime::Album(Some(at)) => {
            let words = td_string!(i18n, inspect.stamp_album);
            (Some(at), fill(words, &[("at", &at.wall(' '))]))
        }
        PhotoTime::Album(None) => (
            None,
            td_string!(i18n, inspect.stamp_album_unknown).to_owned(),
        ),
    };
    let shot = chosen.shrink(&format!("{words} {site}"), at, now).await?;
    let photo = PhotoId(Uuid::now_v7());
    Ok(keep_with(store, photo, visit, finding, shot, None).await?)
}

/// The words of a file's fault: its name, what is wrong and what to do.
fn fault_words(i18n: I18n, file: &str, fault: &PhotoFault) -> String {
    let (words, why) = match fault {
        PhotoFault::NoPicture => (td_string!(i18n, inspect.photo_no_picture), String::new()),
        PhotoFault::Heic => (td_string!(i18n, inspect.photo_heic), String::new()),
        PhotoFault::TooLarge(millions) => (
            td_string!(i18n, inspect.photo_too_large),
            millions.to_string(),
        ),
        PhotoFault::Disk(DiskError::Full) => {
            (td_string!(i18n, inspect.photo_no_room), String::new())
        }
        PhotoFault::Disk(error) => (
            td_string!(i18n, inspect.photo_failed),
            disk_words(i18n, error).to_owned(),
        ),
    };
    fill(words, &[("file", &file), ("why", &why)])
}

/// Stores a photo in one transaction with its attachment and the intent `then`, if there is one.
pub(super) async fn keep_with(
    store: Store,
    photo: PhotoId,
    visit: VisitId,
    finding: Option<FindingId>,
    shot: Shot,
    then: Option<Intent>,
) -> Result<(), DiskError> {
    let intent = Intent::AttachPhoto(AttachPhoto {
        photo,
        visit,
        finding,
        sha256: shot.sha256.clone(),
        length: shot.length,
        media_type: shot.media_type.clone(),
        taken_at: shot.taken_at,
        undated: shot.undated,
    });
    let entry = PhotoEntry {
        photo,
        visit,
        sha256: shot.sha256,
        length: shot.length,
        media_type: shot.media_type,
        sent: 0,
        refused: None,
    };
    let intents = std::iter::once(intent).chain(then).collect();
    store.record_photo(intents, entry, shot.bytes).await
}

/// A photo, from the tablet while its bytes are here, else from the server. A tap enlarges it, with
/// a button to withdraw it while the visit accepts changes.
#[component]
pub(super) fn Thumbnail(
    photo: Photo,
    what: String,
    /// The visit, if it still accepts changes.
    #[prop(optional)]
    taken_back_from: Option<VisitId>,
) -> impl IntoView {
    let recorder = use_recorder();
    let (i18n, here) = (recorder.i18n, recorder.here);
    let open = RwSignal::new(false);
    let (id, verified) = (photo.id, photo.verified);
    let remote = verified.then(|| format!("/api/v1/photos/{id}/content"));
    let source = picture(here, photo.sha256.clone(), remote);
    let sha256 = photo.sha256;
    let state = Memo::new(move |_| {
        let (percent, refused) = here.store.with(|tablet| {
            let entry = tablet.photos.get(&sha256);
            entry.map_or((0, None), |it| (it.percent(), it.refused.clone()))
        });
        let lost = here.store.lost_photos().iter().any(|it| it.photo == id);
        match refused {
            _ if verified => td_string!(i18n, inspect.photo_uploaded).to_owned(),
            _ if lost => td_string!(i18n, storage.photo_lost).to_owned(),
            Some(why) => fill(td_string!(i18n, sync.photo_refused), &[("why", &why)]),
            None if percent == 0 => td_string!(i18n, inspect.photo_kept).to_owned(),
            None => fill(
                td_string!(i18n, sync.photo_progress),
                &[("percent", &percent)],
            ),
        }
    });
    let take_back = move |visit| {
        let photo = KnownPhoto { photo: id, visit };
        recorder.record_with_undo(
            vec![Intent::WithdrawPhoto(photo.clone())],
            td_string!(i18n, inspect.photo_taken_back).to_owned(),
            vec![Intent::RestorePhoto(photo)],
        );
    };
    let (taken, title) = if photo.undated {
        let unknown = td_string!(i18n, inspect.stamp_album_unknown);
        (unknown.to_owned(), unknown.to_owned())
    } else {
        let taken = moment_words(i18n, photo.taken_at);
        let title = fill(td_string!(i18n, common.photo_taken), &[("at", &taken)]);
        (taken, title)
    };
    let label = fill(td_string!(i18n, common.photo_open), &[("what", &what)]);
    let alt = StoredValue::new(fill(td_string!(i18n, inspect.photo_of), &[("what", &what)]));
    let small = move || {
        let source = source.get()?;
        Some(view! { <img src=source alt=alt.get_value() /> })
    };
    view! {
        <figure class="photo photo-here" data-testid="photo" data-verified=verified.to_string()>
            <button
                type="button"
                class="photo-open"
                aria-label=label
                data-testid="photo-open"
                on:click=move |_| open.set(true)
            >
                {small}
            </button>
            <figcaption class="photo-state" data-testid="photo-state">
                {taken} " · " {move || state.get()}
            </figcaption>
        </figure>
        <Sheet open=open title=title wide=true testid="photo-sheet">
            <figure class="photo-whole">
                {move || source.get().map(|source| large(source, alt.get_value()))}
                <figcaption>{move || state.get()}</figcaption>
            </figure>
            {taken_back_from.map(|visit| view! {
                <p class="actions">
                    <button
                        type="button"
                        class="button button-danger"
                        data-testid="photo-take-back"
                        on:click=move |_| {
                            open.set(false);
                            take_back(visit);
                        }
                    >
                        {td_string!(i18n, inspect.photo_take_back)}
                    </button>
                </p>
            })}
        </Sheet>
    }
    .into_any()
}
