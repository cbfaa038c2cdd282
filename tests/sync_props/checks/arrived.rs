//! The operations that arrived, from the server's log, with their results.

use anyhow::Result;
use domain::ids::{DeviceId, OpId, UserId};
use domain::sync::op;
use domain::sync::wire::OpResult;
use domain::time::{Moment, Span};
use server::store::database::{Connection, Row, query};
use std::collections::{BTreeMap, VecDeque};

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
    let rows = query(
        "SELECT o.*, d.user_id, d.last_seq
         FROM ops o JOIN devices d ON d.district_id = o.district_id AND d.id = o.device
         WHERE o.district_id = 'zichuan' ORDER BY o.device, o.seq",
    )
    .fetch_all(db)
    .await?;
    let mut devices: BTreeMap<DeviceId, VecDeque<Arrived>> = BTreeMap::new();
    for row in &rows {
        let it = arrived(row)?;
        devices.entry(it.device).or_default().push_back(it);
    }
    // First arrivals have numbers in the order of arrival. What a device sent again has none of its
    // own; it arrived between its neighbours on that device.
    let firsts = devices.values().flatten().filter(|it| it.first);
    let mut firsts: Vec<_> = firsts.map(|it| (it.result.server_seq, it.device)).collect();
    firsts.sort_unstable();
    let mut log = Vec::new();
    for (number, device) in firsts {
        let waiting = devices.entry(device).or_default();
        while let Some(it) = waiting.pop_front() {
            let reached = it.first && it.result.server_seq == number;
            log.push(it);
            if reached {
                break;
            }
        }
    }
    log.extend(devices.into_values().flatten());
    Ok(log)
}

/// Which device each device succeeds, and through which number.
pub(super) async fn older(db: &mut Connection) -> Result<BTreeMap<DeviceId, (DeviceId, u64)>> {
    let rows =
        query("SELECT * FROM devices WHERE district_id = 'zichuan' AND succeeds IS NOT NULL")
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
