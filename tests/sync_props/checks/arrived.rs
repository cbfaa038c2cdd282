//! The operations that arrived, from the server's log, with their results.

use anyhow::Result;
use domain::ids::{DeviceId, OpId, UserId};
use domain::sync::op;
use domain::sync::wire::OpResult;
use domain::time::{Moment, Span};
use server::store::database::{Connection, Row, query};
use std::collections::BTreeMap;

/// An operation that arrived.
pub(super) struct Arrived {
    pub(super) device: DeviceId,
    pub(super) by: UserId,
    pub(super) seq: u64,
    pub(super) op_id: OpId,
    pub(super) first: bool,
    pub(super) body: Option<String>,
    pub(super) skew: Span,
    pub(super) clock: Moment,
    pub(super) result: OpResult,
    pub(super) last_seq: u64,
}

fn arrived(row: &Row) -> Result<Arrived> {
    let text = |name: &str| -> Result<String> { Ok(row.get(name)?) };
    let number = |name: &str| -> Result<u64> { Ok(u64::try_from(row.get::<i64>(name)?)?) };
    Ok(Arrived {
        device: text("device")?.parse()?,
        by: text("user_id")?.parse()?,
        seq: number("seq")?,
        op_id: text("op_id")?.parse()?,
        first: row.get("first")?,
        body: row.get("body")?,
        skew: Span::from_millis(row.get("skew_ms")?),
        clock: text("clock")?.parse()?,
        result: serde_json::from_str(&text("result")?)?,
        last_seq: number("last_seq")?,
    })
}

/// Reads all operations in order of arrival.
pub(super) async fn read(db: &mut Connection) -> Result<Vec<Arrived>> {
    // What a push brought arrived together, in the order of its numbers.
    let rows = query(
        "SELECT o.*, d.user_id, d.last_seq
         FROM ops o JOIN devices d ON d.district_id = o.district_id AND d.id = o.device
         ORDER BY o.received_at,
           (SELECT min(p.server_seq) FROM ops p
            WHERE p.district_id = o.district_id AND p.device = o.device
              AND p.received_at = o.received_at AND p.first = 1),
           o.device, o.seq",
    )
    .fetch_all(db)
    .await?;
    rows.iter().map(arrived).collect()
}

/// Which device each device succeeds, and through which number.
pub(super) async fn older(db: &mut Connection) -> Result<BTreeMap<DeviceId, (DeviceId, u64)>> {
    let rows = query("SELECT * FROM devices WHERE succeeds IS NOT NULL")
        .fetch_all(db)
        .await?;
    let mut older = BTreeMap::new();
    for row in rows {
        let text = |name: &str| -> Result<String> { Ok(row.get(name)?) };
        let through = u64::try_from(row.get::<i64>("succeeds_through")?)?;
        older.insert(text("id")?.parse()?, (text("succeeds")?.parse()?, through));
    }
    Ok(older)
}

/// The time of each operation that can be parsed.
pub(super) fn times(log: &[Arrived]) -> BTreeMap<OpId, Moment> {
    let read = |it: &Arrived| Some((it.op_id, op::decode(it.body.as_deref()?).ok()?.at));
    log.iter().filter(|it| it.first).filter_map(read).collect()
}
