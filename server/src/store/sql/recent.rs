//! The visits that the writer wrote last, as they are: what comes next usually adds to one of them,
//! and reading it anew costs more than anything else. A visit's number in the feed tells whether it
//! was written since by anybody else.

use domain::ids::VisitId;
use domain::inspection::Visit;
use std::collections::{BTreeMap, HashMap};

/// The most findings in these visits, with a photo or an answer counted as one: some megabytes.
const MOST: usize = 4_000;

/// Visits by their numbers in the feed, the oldest first.
#[derive(Default)]
pub(super) struct Recent {
    visits: BTreeMap<u64, Visit>,
    numbers: HashMap<VisitId, u64>,
    size: usize,
}

impl Recent {
    /// Under which number a visit is kept; 0 if it is not.
    pub(super) fn number(&self, id: VisitId) -> u64 {
        self.numbers.get(&id).copied().unwrap_or_default()
    }

    /// Takes a visit out.
    pub(super) fn take(&mut self, id: VisitId) -> Option<Visit> {
        let number = self.numbers.remove(&id)?;
        let visit = self.visits.remove(&number)?;
        self.size -= size(&visit);
        Some(visit)
    }

    /// Keeps visits as they were committed under these numbers.
    pub(super) fn keep(&mut self, written: Vec<(u64, Visit)>) {
        for (number, visit) in written {
            self.take(visit.id);
            self.size += size(&visit);
            self.numbers.insert(visit.id, number);
            self.visits.insert(number, visit);
        }
        while self.size > MOST
            && let Some((_, oldest)) = self.visits.pop_first()
        {
            self.numbers.remove(&oldest.id);
            self.size -= size(&oldest);
        }
    }
}

fn size(visit: &Visit) -> usize {
    1 + visit.findings.len() + visit.photos.len() + visit.answers.len()
}
