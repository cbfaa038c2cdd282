//! A photo: a thumbnail in place, full size on a tap.

use crate::api::photo::PhotoView;
use crate::components::Sheet;
use crate::language::use_words;
use crate::words_of::{fill, moment_words};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// A photo with its proof. A photo that is still on the tablet shows as a frame with words.
#[component]
pub fn Photo(
    /// The photo.
    photo: PhotoView,
    /// The description of what the photo shows.
    #[prop(into)]
    alt: String,
    /// A hook for tests.
    #[prop(default = "photo")]
    testid: &'static str,
) -> impl IntoView {
    let i18n = use_words();
    if !photo.verified {
        return view! {
            <div class="photo photo-missing" data-testid="photo-missing">
                <span>{td_string!(i18n, common.photo_on_tablet)}</span>
            </div>
        }
        .into_any();
    }
    let open = RwSignal::new(false);
    let address = format!("/api/v1/photos/{}/content", photo.id);
    let caption = match photo.taken_at {
        Some(at) => fill(
            td_string!(i18n, common.photo_taken),
            &[("at", &moment_words(i18n, at))],
        ),
        None => td_string!(i18n, common.photo_undated).to_owned(),
    };
    let proof = format!("SHA-256 {}", photo.sha256);
    let title = caption.clone();
    let label = fill(td_string!(i18n, common.photo_open), &[("what", &alt)]);
    let (whole, whole_alt) = (address.clone(), alt.clone());
    view! {
        <button
            type="button"
            class="photo"
            data-testid=testid
            aria-label=label
            on:click=move |_| open.set(true)
        >
            <img src=address alt=alt loading="lazy" decoding="async" />
        </button>
        <Sheet open=open title=title wide=true>
            <figure class="photo-whole">
                {large(whole.clone(), whole_alt.clone())}
                <figcaption>
                    <p class="proof">{proof.clone()}</p>
                    <p>{td_string!(i18n, common.photo_proof)}</p>
                </figcaption>
            </figure>
        </Sheet>
    }
    .into_any()
}

/// A picture fitted to the screen. A very long one, such as a screenshot of a chat, fills the width
/// and scrolls, so that its text stays legible.
pub fn large(source: String, alt: String) -> AnyView {
    let long = RwSignal::new(false);
    let look = move |event| {
        let image: leptos::web_sys::HtmlImageElement = event_target(&event);
        long.set(image.natural_height() > 2 * image.natural_width());
    };
    view! { <img class:photo-long=move || long.get() src=source alt=alt on:load=look /> }.into_any()
}
