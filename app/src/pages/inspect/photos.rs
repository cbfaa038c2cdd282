//! The photos of a finding or of a visit: taken or chosen, kept as bytes, shown with their state.

use crate::components::{each, use_toasts, when};
use crate::language::use_words;
use crate::local::clock;
use crate::local::photo::{self, Shot};
use crate::local::tablet::PhotoEntry;
use crate::pages::inspect::here::use_here;
use crate::words_of::{fill, moment_words};
use domain::ids::{FindingId, PhotoId, VisitId};
use domain::inspection::Photo;
use domain::sync::op::{AttachPhoto, Intent};
use domain::table::Checkpoint;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use uuid::Uuid;

/// The photos of one finding; of the visit as a whole where there is none.
#[component]
pub(super) fn Photos(
    visit: VisitId,
    #[prop(optional, into)] finding: Option<FindingId>,
    #[prop(optional)] known: Option<StoredValue<Checkpoint>>,
) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let saving = RwSignal::new(0_u32);
    let photos = Memo::new(move |_| {
        here.with_visit(visit, |it, _| {
            let mine = |photo: &&Photo| photo.finding == finding;
            it.photos.values().filter(mine).cloned().collect::<Vec<_>>()
        })
        .unwrap_or_default()
    });
    let wanted = known.is_some_and(|known| known.with_value(|known| known.photo));
    let what = known.map_or_else(String::new, |known| {
        known.with_value(|known| super::walk::words(i18n, &known.name).to_owned())
    });
    view! {
        <div class="field">
            <span class="field-label">
                {td_string!(i18n, inspect.photos)}
                {move || (wanted && photos.with(Vec::is_empty)).then(|| format!(" · {}", td_string!(i18n, inspect.photo_wanted)))}
            </span>
            <div class="photos-here">
                {each(move || photos.get(), |photo| format!("{} {}", photo.id, photo.verified), move |photo| view! {
                    <Thumbnail photo what=what.clone() />
                }.into_any())}
                {when(move || { saving.get() > 0 }, move || view! {
                    <div class="photo-add" role="status">
                        {td_string!(i18n, inspect.photo_saving)}
                    </div>
                }.into_any())}
                <AddPhoto visit finding saving camera=true />
                <AddPhoto visit finding saving camera=false />
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
    saving: RwSignal<u32>,
    camera: bool,
) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let toasts = use_toasts();
    let input = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else {
            return;
        };
        for file in photo::take_files(&input) {
            saving.update(|saving| *saving += 1);
            spawn_local(async move {
                let now = clock::now();
                let site = here.store.peek(|tablet| {
                    tablet
                        .visit(visit)
                        .map(|it| tablet.site_name(&it.site))
                        .unwrap_or_default()
                });
                let stamp = format!("{} {site}", now.wall(' '));
                let kept = match photo::shrink(&file, &stamp).await {
                    Ok(shot) => keep(here.store, visit, finding, shot).await,
                    Err(error) => Err(error),
                };
                if kept.is_err() {
                    toasts.say(td_string!(i18n, inspect.photo_failed));
                }
                // The row may have been closed meanwhile.
                let _ = saving.try_update(|saving| *saving -= 1);
            });
        }
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
    store: crate::local::store::Store,
    visit: VisitId,
    finding: Option<FindingId>,
    shot: Shot,
) -> Result<(), crate::local::idb::DiskError> {
    let photo = PhotoId(Uuid::now_v7());
    keep_with(store, photo, visit, finding, shot, None).await
}

/// Keeps a photo in one transaction with the operation that names it, where there is one.
pub(super) async fn keep_with(
    store: crate::local::store::Store,
    photo: PhotoId,
    visit: VisitId,
    finding: Option<FindingId>,
    shot: Shot,
    then: Option<Intent>,
) -> Result<(), crate::local::idb::DiskError> {
    let intent = Intent::AttachPhoto(AttachPhoto {
        photo,
        visit,
        finding,
        sha256: shot.sha256.clone(),
        length: shot.length,
        media_type: shot.media_type.clone(),
        taken_at: clock::now(),
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

/// A photo: from the tablet while it is here, else from the server.
#[component]
pub(super) fn Thumbnail(photo: Photo, what: String) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    let source = RwSignal::new(None::<String>);
    let local = StoredValue::new(None::<String>);
    let (sha256, id, verified) = (photo.sha256.clone(), photo.id, photo.verified);
    spawn_local(async move {
        let bytes = here.store.bytes(&sha256).await.ok().flatten();
        let url = bytes.as_ref().and_then(photo::url);
        let _ = local.try_update_value(|slot| slot.clone_from(&url));
        let remote = verified.then(|| format!("/api/v1/photos/{id}/content"));
        let _ = source.try_set(url.or(remote));
    });
    on_cleanup(move || {
        if let Some(Some(url)) = local.try_get_value() {
            photo::revoke_url(&url);
        }
    });
    let lost = untrack(|| here.store.lost_photos());
    let lost = lost.iter().any(|it| it.photo == id);
    let state = if verified {
        td_string!(i18n, inspect.photo_uploaded)
    } else if lost {
        td_string!(i18n, storage.photo_lost)
    } else {
        td_string!(i18n, inspect.photo_kept)
    };
    let alt = fill(td_string!(i18n, inspect.photo_of), &[("what", &what)]);
    view! {
        <figure class="photo photo-here" data-testid="photo" data-verified=verified.to_string()>
            {move || {
                source
                    .get()
                    .map(|source| view! { <img src=source alt=alt.clone() /> })
            }}
            <figcaption class="photo-state">
                {moment_words(i18n, photo.taken_at)} " · " {state}
            </figcaption>
        </figure>
    }
    .into_any()
}
