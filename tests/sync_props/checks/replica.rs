//! The tablets against the server: the same rows, and the same view.

use crate::tablet::Device;
use crate::world::World;
use anyhow::{Result, ensure};
use domain::inspection::Visit;
use domain::sync::wire::kind;
use server::store::Viewer;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Invariant 4: row by row, the tablet holds and shows what the server sends this person. Beyond
/// that it shows only visits that the server refused.
pub(super) async fn replica(world: &World<'_>, device: &Device) -> Result<()> {
    let viewer = Viewer {
        user: device.user,
        supervisor: false,
    };
    let page = world.store.pull(viewer, "", 0, 10_000).await?;
    let mut shown = Vec::new();
    let mut theirs = BTreeMap::new();
    for row in page.rows {
        if row.kind == kind::VISIT {
            shown.push(serde_json::from_str::<Visit>(row.body.get())?);
        }
        let key = format!("{}/{}", row.kind, row.key);
        theirs.insert(key, format!("{} {}", row.seq, row.body.get()));
    }
    let ours: BTreeMap<String, String> = device
        .disk
        .rows()?
        .into_iter()
        .map(|row| (row.store_key(), format!("{} {}", row.seq, row.body)))
        .collect();
    ensure!(hash(&ours) == hash(&theirs), "other rows than the server's");
    ensure!(device.tablet.meta.cursor == page.next, "another cursor");
    shown.sort_by_key(|visit| (std::cmp::Reverse(visit.opened.at.timestamp()), visit.id));
    let refused = device.refused();
    let (apart, seen): (Vec<Visit>, Vec<Visit>) = device
        .tablet
        .visits()
        .into_iter()
        .cloned()
        .partition(|visit| refused.contains(&visit.id));
    ensure!(apart.len() == refused.len(), "a refused visit is not shown");
    for visit in &device.tablet.visits() {
        let marked = device.tablet.refusal(visit.id).is_some();
        ensure!(
            marked == refused.contains(&visit.id),
            "{} is marked wrongly",
            visit.id
        );
    }
    ensure!(
        seen == shown,
        "the tablet shows other visits than the server:\n{seen:#?}\n{shown:#?}"
    );
    Ok(())
}

fn hash(rows: &BTreeMap<String, String>) -> String {
    let mut sha = Sha256::new();
    for (key, row) in rows {
        sha.update(key);
        sha.update(row);
    }
    hex::encode(sha.finalize())
}
