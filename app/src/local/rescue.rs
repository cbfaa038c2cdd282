//! The rescue file, on the tablet's side: everything kept here, as one zip.

use super::tablet::{OutboxEntry, Tablet};
use domain::sync::rescue::{Manifest, RescuedOp, VERSION};
use domain::sync::wire::Succeeds;
use domain::time::Moment;

/// Who and which device the file is from. The present device's operations count as made here up to
/// the first that waits, as in a push after a change of the device id.
pub fn manifest(tablet: &Tablet, made_at: Moment) -> Manifest {
    let meta = &tablet.meta;
    let own = |entry: &&OutboxEntry| entry.generation == meta.generation;
    let waiting = tablet.waiting().find(own).map(|entry| entry.seq);
    let through = waiting.unwrap_or(meta.next_seq).saturating_sub(1);
    let named = |&(device, through): &_| Succeeds { device, through };
    let mut devices = vec![named(&(meta.device, through))];
    devices.extend(meta.lineage.0.iter().map(named));
    Manifest {
        version: VERSION,
        person: tablet.user,
        devices,
        generation: meta.generation,
        epoch: meta.epoch.clone(),
        made_at,
    }
}

/// The operations in order, one per line.
pub fn operations(tablet: &Tablet) -> String {
    let mut lines = String::new();
    for entry in tablet.outbox.values() {
        let line = RescuedOp {
            device: entry.device,
            seq: entry.seq,
            op_id: entry.op_id,
            settled: entry.result.is_some(),
            body: entry.body.clone(),
        };
        // Numbers, ids and text always serialize.
        lines += &serde_json::to_string(&line).unwrap_or_default();
        lines.push('\n');
    }
    lines
}

#[cfg(feature = "tablet")]
mod save {
    use super::{manifest, operations};
    use crate::local::clock;
    use crate::local::idb::DiskError;
    use crate::local::store::Store;
    use crate::local::zip::Zip;
    use domain::sync::rescue::{MANIFEST, OPERATIONS, PHOTOS};
    use js_sys::{Array, Uint8Array};
    use wasm_bindgen::JsCast;

    /// Hands the file to the person, as a download.
    pub async fn save(store: Store) -> Result<(), DiskError> {
        let now = clock::now();
        let (about, lines, photos) = store.peek(|tablet| {
            let about = serde_json::to_string(&manifest(tablet, now)).unwrap_or_default();
            let photos: Vec<String> = tablet.photos.keys().cloned().collect();
            (about, operations(tablet), photos)
        });
        let mut zip = Zip::default();
        let parts = Array::new();
        let mut put = |name: &str, bytes: &[u8], kept: Option<Uint8Array>| {
            parts.push(&Uint8Array::from(zip.head(name, bytes).as_slice()));
            parts.push(&kept.unwrap_or_else(|| Uint8Array::from(bytes)));
        };
        put(MANIFEST, about.as_bytes(), None);
        put(OPERATIONS, lines.as_bytes(), None);
        for sha256 in photos {
            if let Some(kept) = store.bytes(&sha256).await? {
                put(&format!("{PHOTOS}{sha256}"), &kept.to_vec(), Some(kept));
            }
        }
        parts.push(&Uint8Array::from(zip.end().as_slice()));
        let day = now.to_string();
        let name = format!("xuncha-{}.zip", day.get(..10).unwrap_or_default());
        download(&parts, &name).ok_or_else(|| DiskError::Other(String::from("download")))
    }

    fn download(parts: &Array, name: &str) -> Option<()> {
        let blob = web_sys::Blob::new_with_u8_array_sequence(parts).ok()?;
        let url = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
        let document = web_sys::window()?.document()?;
        let link = document.create_element("a").ok()?;
        link.set_attribute("href", &url).ok()?;
        link.set_attribute("download", name).ok()?;
        link.dyn_into::<web_sys::HtmlElement>().ok()?.click();
        crate::local::photo::revoke_url(&url);
        Some(())
    }
}

#[cfg(feature = "tablet")]
pub use save::save;
