//! A small server that applies operations.

use super::intents::{at, finding, id, open};
use crate::ids::{DeviceId, OpId, UserId};
use crate::inspection::heads::{Author, Lineage};
use crate::inspection::{Finding, FindingState, Visit};
use crate::sync::clock::DeviceClock;
use crate::sync::merge::{self, Applied, Context};
use crate::sync::op::{Intent, Operation, VERSION};
use crate::sync::wire::Quarantine;
use crate::time::Span;
use std::collections::BTreeSet;

/// The sender of an operation, and what it had seen: device 1 or 2, of person 11 or 12.
#[derive(Clone, Copy)]
pub(super) struct From {
    device: u128,
    seq: u64,
    pub(super) base_seq: u64,
}

pub(super) fn from(device: u128, seq: u64, base_seq: u64) -> From {
    From {
        device,
        seq,
        base_seq,
    }
}

/// A small server: a visit and a counter.
#[derive(Default)]
pub(super) struct Server {
    pub(super) visit: Option<Visit>,
    pub(super) counter: u64,
    pub(super) skew: Span,
    pub(super) clock: Option<DeviceClock>,
    /// How much later than usual the next operations are made.
    pub(super) later: Span,
    pub(super) closed_quarter: bool,
}

impl Server {
    pub(super) fn opened() -> Self {
        let mut server = Self::default();
        server.take(from(1, 1, 0), open()).unwrap();
        server
    }

    pub(super) fn take(&mut self, from: From, intent: Intent) -> Result<Applied, Quarantine> {
        self.counter += 1;
        let operation = Operation {
            v: VERSION,
            base_seq: from.base_seq,
            at: at().shifted(self.later),
            intent,
        };
        let open = !self.closed_quarter;
        let context = Context {
            op_id: OpId(id(from.device * 1000 + u128::from(from.seq))),
            author: Author {
                device: DeviceId(id(from.device)),
                seq: from.seq,
                base_seq: from.base_seq,
                lineage: &Lineage::default(),
                again: &BTreeSet::new(),
            },
            by: UserId(id(10 + from.device)),
            server_seq: Some(self.counter),
            skew: self.skew,
            clock: self.clock,
            knows_site: &|site| site.as_str() == "luocun-center",
            knows_checkpoint: &|known| known.as_str().starts_with("1."),
            in_open_quarter: &|_| open,
        };
        let before = self.visit.clone();
        let taken = merge::apply(&mut self.visit, &operation, &context);
        assert!(
            taken.is_ok() || self.visit == before,
            "refused, but changed"
        );
        taken
    }

    pub(super) fn found(&self, number: u128) -> &Finding {
        let visit = self.visit.as_ref().unwrap();
        visit.findings.get(&finding(number)).unwrap()
    }

    pub(super) fn state(&self, number: u128) -> FindingState {
        self.found(number).state()
    }
}
