//! The possible steps as plain data, so that they can be generated, shrunk and printed.

use proptest::prelude::*;
use std::fmt;

/// A whole run. It prints one line per step.
#[derive(Clone)]
pub(crate) struct Schedule {
    /// The number of tablets.
    pub(crate) devices: usize,
    pub(crate) steps: Vec<Step>,
}

impl fmt::Debug for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} tablets", self.devices)?;
        for (number, step) in self.steps.iter().enumerate() {
            // Not the alternate form, which prints a line per field.
            write!(f, "\n{number:4} {}", line(step))?;
        }
        Ok(())
    }
}

fn line(step: &Step) -> String {
    format!("{step:?}")
}

/// One step. Choices are numbers, taken modulo the number of things to choose from, so that a step
/// keeps its meaning when shrinking removes others.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// A person records something.
    Does { device: usize, act: Act },
    /// A tablet sends its next push.
    Pushes { device: usize, fate: Fate },
    /// A tablet asks for a page of at most `rows` rows.
    Pulls {
        device: usize,
        rows: u32,
        arrives: bool,
    },
    /// A push sent long ago reaches the server, again or for the first time.
    Straggler { which: usize },
    /// A copy of the tablet's disk is put aside.
    Copied { device: usize },
    /// The tablet's disk is set back to its copy; with `witness` the tablet notices.
    Restored { device: usize, witness: bool },
    /// The tablet deletes operations that were applied long ago.
    Tidies { device: usize },
    /// The tablet's clock is set to this many minutes from the server's.
    ClockSet { device: usize, minutes: i64 },
    /// The server makes a backup, which replaces the one before.
    BackedUp,
    /// The server is lost, and restored from its backup.
    ServerRestored,
}

/// What happens to a push.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fate {
    Delivered,
    /// The server applies it; the answer is a portal's page or missing.
    ReplyLost,
    /// The server applies it; the answer comes too late.
    TimedOut,
    /// The network repeats it; the tablet reads the second answer.
    Twice,
    /// It never arrives, except perhaps as a straggler.
    Cut,
}

/// An action of a person.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    Opens {
        with: [bool; 2],
    },
    Answers {
        visit: usize,
        checkpoint: usize,
        value: usize,
    },
    Records {
        visit: usize,
        checkpoint: usize,
        count: u32,
    },
    Amends {
        finding: usize,
        count: u32,
    },
    Withdraws {
        finding: usize,
    },
    Attaches {
        visit: usize,
        finding: Option<usize>,
    },
    /// Withdraws a photo, or restores it.
    TakesPhotoBack {
        photo: usize,
        back: bool,
    },
    Closes {
        visit: usize,
        inspected: bool,
    },
    Voids {
        visit: usize,
    },
    Resumes {
        visit: usize,
    },
    /// Something that a correct client never sends.
    Errs(Error),
}

/// What a broken or newer client may send.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Error {
    NoSuchVisit,
    NoSuchFinding,
    NoSuchCheckpoint,
    NoSuchSite,
    CountOfNone,
    FindingAgain,
    NewerVersion,
    NoOperation,
}

fn act() -> impl Strategy<Value = Act> {
    let some = 0usize..6;
    prop_oneof![
        1 => any::<[bool; 2]>().prop_map(|with| Act::Opens { with }),
        6 => (some.clone(), 0usize..3, 0usize..4)
            .prop_map(|(visit, checkpoint, value)| Act::Answers { visit, checkpoint, value }),
        6 => (some.clone(), 0usize..3, 1u32..4)
            .prop_map(|(visit, checkpoint, count)| Act::Records { visit, checkpoint, count }),
        4 => (some.clone(), 4u32..9).prop_map(|(finding, count)| Act::Amends { finding, count }),
        3 => some.clone().prop_map(|finding| Act::Withdraws { finding }),
        2 => (some.clone(), proptest::option::of(0usize..6))
            .prop_map(|(visit, finding)| Act::Attaches { visit, finding }),
        2 => (some.clone(), any::<bool>())
            .prop_map(|(photo, back)| Act::TakesPhotoBack { photo, back }),
        1 => (some.clone(), any::<bool>())
            .prop_map(|(visit, inspected)| Act::Closes { visit, inspected }),
        2 => some.clone().prop_map(|visit| Act::Voids { visit }),
        1 => some.prop_map(|visit| Act::Resumes { visit }),
        1 => error().prop_map(Act::Errs),
    ]
}

fn error() -> impl Strategy<Value = Error> {
    prop_oneof![
        Just(Error::NoSuchVisit),
        Just(Error::NoSuchFinding),
        Just(Error::NoSuchCheckpoint),
        Just(Error::NoSuchSite),
        Just(Error::CountOfNone),
        Just(Error::FindingAgain),
        Just(Error::NewerVersion),
        Just(Error::NoOperation),
    ]
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        6 => Just(Fate::Delivered),
        3 => Just(Fate::ReplyLost),
        1 => Just(Fate::TimedOut),
        2 => Just(Fate::Twice),
        2 => Just(Fate::Cut),
    ]
}

fn step(devices: usize) -> impl Strategy<Value = Step> {
    let device = 0..devices;
    let rows = prop_oneof![2 => 1u32..5, 3 => Just(500u32)];
    prop_oneof![
        10 => (device.clone(), act()).prop_map(|(device, act)| Step::Does { device, act }),
        8 => (device.clone(), fate()).prop_map(|(device, fate)| Step::Pushes { device, fate }),
        6 => (device.clone(), rows, proptest::bool::weighted(0.8))
            .prop_map(|(device, rows, arrives)| Step::Pulls { device, rows, arrives }),
        3 => (0usize..40).prop_map(|which| Step::Straggler { which }),
        1 => device.clone().prop_map(|device| Step::Copied { device }),
        1 => (device.clone(), any::<bool>())
            .prop_map(|(device, witness)| Step::Restored { device, witness }),
        1 => device.clone().prop_map(|device| Step::Tidies { device }),
        1 => (device, -600i64..600)
            .prop_map(|(device, minutes)| Step::ClockSet { device, minutes }),
        1 => Just(Step::BackedUp),
        1 => Just(Step::ServerRestored),
    ]
}

/// A run with three to five tablets.
pub(crate) fn schedule() -> impl Strategy<Value = Schedule> {
    (3usize..=5).prop_flat_map(|devices| {
        proptest::collection::vec(step(devices), 20..100)
            .prop_map(move |steps| Schedule { devices, steps })
    })
}
