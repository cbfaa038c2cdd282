//! The devices of a group of pushes, and the devices that they continue.

use super::arriving::Sender;
use domain::ids::{DeviceId, UserId};
use domain::inspection::Lineage;
use domain::sync::admission;
use domain::time::Moment;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A device that the server knows.
#[derive(Debug, Clone)]
pub(in crate::store) struct Device {
    pub(in crate::store) user: UserId,
    pub(in crate::store) last_seq: u64,
    pub(in crate::store) revoked: bool,
    pub(in crate::store) succeeds: Option<(DeviceId, u64)>,
    /// When it last pushed, and the latest time among its operations, in milliseconds since 1970.
    pub(in crate::store) seen_at: i64,
    pub(in crate::store) latest_at: Option<i64>,
    pub(in crate::store) rescue: bool,
    /// Whether it is to be written.
    pub(in crate::store) changed: bool,
}

impl Device {
    /// A device that was never heard of.
    fn new(sender: &Sender) -> Self {
        Self {
            user: sender.by,
            last_seq: 0,
            revoked: false,
            succeeds: None,
            seen_at: sender.received.timestamp().as_millisecond(),
            latest_at: None,
            rescue: false,
            changed: true,
        }
    }

    /// The latest time among its operations.
    pub(super) fn latest(&self) -> Option<Moment> {
        self.latest_at.map(|at| Moment::from_millis(at, 0))
    }
}

/// Devices by id.
#[derive(Debug, Default)]
pub(in crate::store) struct Devices(pub(in crate::store) BTreeMap<DeviceId, Device>);

impl Devices {
    pub(super) fn get(&self, id: DeviceId) -> Option<&Device> {
        self.0.get(&id)
    }

    /// The devices of the same person that the sender's continues. A new device may name one that
    /// the server never heard of. A device of another person is not an ancestor.
    pub(super) fn lineage(&self, sender: &Sender) -> Lineage {
        let claimed: BTreeMap<DeviceId, (DeviceId, u64)> = sender
            .claims
            .iter()
            .map(|(device, it)| (*device, (it.device, it.through)))
            .collect();
        let claim = |device: DeviceId| claimed.get(&device).copied();
        let mut parents = BTreeMap::new();
        let mut at = sender.device;
        let mut next = self.get(at).and_then(|device| device.succeeds);
        next = next.or(claim(at));
        while let Some((older, through)) = next {
            let device = self.get(older);
            if parents.contains_key(&older) || device.is_some_and(|it| it.user != sender.by) {
                break;
            }
            parents.insert(at, (older, through));
            at = older;
            // If the server has operations of a device, it also has that device's predecessor. It
            // does not for a device that was barred before it sent anything.
            next = match device {
                Some(it) if it.last_seq > 0 || it.succeeds.is_some() => it.succeeds,
                _ => claim(at),
            };
        }
        admission::lineage(sender.device, |device| parents.get(&device).copied())
    }

    /// Notes what a push says of its device, and of the devices before it.
    pub(super) fn note(&mut self, sender: &Sender, last_seq: u64, latest: Option<Moment>) {
        let own = self.0.entry(sender.device).or_insert_with(|| Device {
            rescue: sender.by_rescue,
            ..Device::new(sender)
        });
        let claimed = sender.succeeds.as_ref();
        own.succeeds = own.succeeds.or(claimed.map(|it| (it.device, it.through)));
        own.last_seq = last_seq;
        own.seen_at = sender.received.timestamp().as_millisecond();
        let latest = latest.map(|at| at.timestamp().as_millisecond());
        own.latest_at = latest.or(own.latest_at);
        own.changed = true;
        // The devices in between, which a restored server never heard of or which were barred
        // before they sent anything. Their lineage is needed later.
        for (device, older) in sender.claims.iter().skip(1) {
            let succeeds = Some((older.device, older.through));
            match self.0.entry(*device) {
                Entry::Vacant(place) => {
                    place.insert(Device {
                        succeeds,
                        ..Device::new(sender)
                    });
                }
                Entry::Occupied(mut known) => {
                    let known = known.get_mut();
                    let blank = known.last_seq == 0 && known.succeeds.is_none();
                    if blank && known.user == sender.by {
                        known.succeeds = succeeds;
                        known.changed = true;
                    }
                }
            }
        }
    }
}
