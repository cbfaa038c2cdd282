//! A photo's picture from the bytes on the tablet.

use super::here::Here;
use crate::local::photo;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The picture's address once its bytes are read; `otherwise` if they are not here. The address is
/// released when the calling component is disposed.
pub(super) fn picture(
    here: Here,
    sha256: String,
    otherwise: Option<String>,
) -> ReadSignal<Option<String>> {
    let source = RwSignal::new(None::<String>);
    let local = StoredValue::new(None::<String>);
    spawn_local(async move {
        let bytes = here.store.bytes(&sha256).await.ok().flatten();
        let url = bytes.as_ref().and_then(photo::url);
        if local
            .try_update_value(|slot| slot.clone_from(&url))
            .is_none()
        {
            // The component was disposed while the bytes were being read.
            url.as_deref().map(photo::revoke_url);
            return;
        }
        let _ = source.try_set(url.or(otherwise));
    });
    on_cleanup(move || {
        if let Some(Some(url)) = local.try_get_value() {
            photo::revoke_url(&url);
        }
    });
    source.read_only()
}
