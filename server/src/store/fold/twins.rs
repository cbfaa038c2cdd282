//! Possible duplicates: findings of one checkpoint, site and day that different devices recorded.

use crate::store::project::{standing, states};
use crate::store::quarters::Quarters;
use domain::ids::{CheckpointId, DeviceId, FindingId, SiteId};
use domain::inspection::{Finding, FindingState, Visit};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What possible duplicates have in common.
pub(in crate::store) type Place = (SiteId, Date, CheckpointId);

/// The first and the last of the devices that have a finding at a place: if there are others than a
/// given one, one of these is.
pub(in crate::store) type Ends = (DeviceId, DeviceId);

/// The findings that count in the visits of a group of pushes, as they are now.
#[derive(Debug, Default)]
pub(super) struct Twins {
    places: BTreeMap<FindingId, Place>,
    found: BTreeMap<Place, BTreeMap<FindingId, DeviceId>>,
    doubts: Vec<Doubt>,
}

/// An operation whose findings have no duplicate in the group's visits; the others must be asked.
#[derive(Debug)]
struct Doubt {
    arrival: usize,
    findings: Vec<(Place, DeviceId)>,
}

impl Twins {
    /// Takes the findings of a visit as they are now.
    pub(super) fn refresh(&mut self, visit: &Visit, quarters: &Quarters) {
        for (finding, state) in states(visit) {
            let place = place(visit, finding, state.of, quarters);
            if self.places.get(&finding.id) == place.as_ref() {
                continue;
            }
            let before = match &place {
                Some(now) => self.places.insert(finding.id, now.clone()),
                None => self.places.remove(&finding.id),
            };
            if let Some(found) = before.and_then(|it| self.found.get_mut(&it)) {
                found.remove(&finding.id);
            }
            if let Some(now) = place {
                let found = self.found.entry(now).or_default();
                found.insert(finding.id, finding.recorded.device);
            }
        }
    }

    /// Whether one of the findings that an operation changed has a duplicate in the group's visits.
    /// If not, [`Twins::doubts`] asks for those elsewhere.
    pub(super) fn has(&mut self, arrival: usize, touched: &BTreeSet<FindingId>) -> bool {
        let mut findings = Vec::new();
        for id in touched {
            let Some(place) = self.places.get(id) else {
                continue;
            };
            let Some(found) = self.found.get(place) else {
                continue;
            };
            let Some(device) = found.get(id) else {
                continue;
            };
            if found.values().any(|other| other != device) {
                return true;
            }
            findings.push((place.clone(), *device));
        }
        if !findings.is_empty() {
            self.doubts.push(Doubt { arrival, findings });
        }
        false
    }

    /// The places for which it matters what lies outside the group's visits.
    pub(super) fn doubts(&self) -> BTreeSet<&Place> {
        let findings = self.doubts.iter().flat_map(|doubt| &doubt.findings);
        findings.map(|(place, _)| place).collect()
    }

    /// The operations with a duplicate outside the group's visits, of which `elsewhere` tells.
    pub(super) fn resolved(&self, elsewhere: &BTreeMap<Place, Ends>) -> Vec<usize> {
        let twin = |(place, device): &(Place, DeviceId)| {
            let ends = elsewhere.get(place);
            ends.is_some_and(|(first, last)| first != device || last != device)
        };
        let doubts = self.doubts.iter();
        doubts
            .filter(|doubt| doubt.findings.iter().any(twin))
            .map(|doubt| doubt.arrival)
            .collect()
    }
}

/// Where a finding counts, if it does.
fn place(
    visit: &Visit,
    finding: &Finding,
    state: FindingState,
    quarters: &Quarters,
) -> Option<Place> {
    match state {
        FindingState::Withdrawn | FindingState::Rejected | FindingState::Merged => None,
        FindingState::Recorded | FindingState::Confirmed | FindingState::Returned => {
            let content = standing(finding);
            let at = content.map_or(finding.recorded.at, |content| content.counted_at);
            let day = at.date_at(quarters.offset_seconds());
            Some((visit.site.clone(), day, finding.checkpoint.clone()))
        }
    }
}
