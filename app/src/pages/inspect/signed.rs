//! The site's answer: handed in with the drawn signature, and shown afterwards.

use crate::components::sign_pad::Pad;
use crate::language::use_words;
use crate::local::idb::DiskError;
use crate::local::photo;
use crate::local::room;
use crate::local::store::Store;
use crate::pages::inspect::here::use_here;
use crate::pages::inspect::photos::{Thumbnail, keep_with};
use crate::words_of::fill;
use domain::ids::{PhotoId, VisitId};
use domain::inspection::{Outcome, Signature};
use domain::sync::op::{CloseVisit, Intent};
use leptos::prelude::*;
use leptos_i18n::td_string;
use uuid::Uuid;

/// Closes a visit. A drawn signature is stored as a photo of the visit, in one transaction with its
/// bytes and the closing that names it.
pub(super) async fn hand_in(
    store: Store,
    mut close: CloseVisit,
    pad: Pad,
) -> Result<(), DiskError> {
    let visit = close.visit;
    let signed = match &mut close.outcome {
        Outcome::Inspected {
            signature: Some(Signature::Signed { drawing, .. }),
        } => pad.drawn().map(|canvas| (canvas, drawing)),
        _ => None,
    };
    if let Some((canvas, drawing)) = signed {
        let shot = photo::png(&canvas).await?;
        let id = PhotoId(Uuid::now_v7());
        *drawing = Some(id);
        let close = Some(Intent::CloseVisit(close));
        keep_with(store, id, visit, None, shot, close).await?;
    } else {
        store.record_end(vec![Intent::CloseVisit(close)]).await?;
    }
    // Ask now: there is data to lose, and the person sees what the question is about.
    room::ask_to_keep();
    Ok(())
}

/// The site's answer after the visit: the name with the signature, or the refusal.
#[component]
pub(super) fn SiteAnswer(id: VisitId) -> impl IntoView {
    let i18n = use_words();
    let here = use_here();
    move || {
        let answer = here.with_visit(id, |visit, _| {
            let (signature, drawing) = visit.signature()?;
            Some((signature.clone(), drawing.cloned()))
        });
        answer.flatten().map(|(signature, drawing)| {
            let words = match signature {
                Signature::Signed { name, .. } if name.is_empty() => {
                    td_string!(i18n, common.signed_by_hand).to_owned()
                }
                Signature::Signed { name, .. } => {
                    fill(td_string!(i18n, common.signed_by), &[("name", &name)])
                }
                Signature::Refused { reason } => fill(
                    td_string!(i18n, common.refused_because),
                    &[("reason", &reason)],
                ),
            };
            let what = td_string!(i18n, inspect.signature);
            view! {
                <div class="signature" data-testid="site-answer-given">
                    <p>{words}</p>
                    {drawing.map(|photo| view! { <Thumbnail photo what=what.to_owned() /> })}
                </div>
            }
            .into_any()
        })
    }
}
