//! What was done to a quarter, and what it adds up to.

use crate::scoring::{Scores, What};
use serde::{Deserialize, Serialize};

/// Where a quarter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 填报中: findings and facts are entered.
    Open,
    /// 初评: the offices have signed, towns see their results as not final.
    First,
    /// 复核: the leader in charge has signed.
    Second,
    /// 已关账: nothing scores any more but what was frozen.
    Closed,
}

crate::words!(State {
    Open = "open",
    First = "first",
    Second = "second",
    Closed = "closed",
});

impl State {
    /// The step after it.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Open => Some(Self::First),
            Self::First => Some(Self::Second),
            Self::Second => Some(Self::Closed),
            Self::Closed => None,
        }
    }
}

/// Who signs: 科室 → 分管领导 → 主任办公会.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signer {
    /// An office, for its rows.
    Office(String),
    /// The leader in charge.
    Leader,
    /// The meeting of directors.
    Meeting,
}

/// A signature as it is recorded: it is given on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who signed, by name; for the meeting the number of its minutes.
    pub name: String,
    /// The date on the paper, `2026-11-22`.
    pub date: String,
    /// Remarks.
    #[serde(default)]
    pub note: String,
}

/// Something that was done to a quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// It was opened.
    Opened {},
    /// It went on to its next state, but for closing.
    Advanced {
        /// The new state.
        to: State,
    },
    /// It was closed with a document.
    Closed {
        /// SHA-256 of the document, hex.
        sha256: String,
    },
    /// It was sent back (退回).
    Returned {
        /// The state from now on.
        to: State,
        /// Why.
        reason: String,
    },
    /// It was opened again after closing (重新开账).
    Reopened {
        /// Why.
        reason: String,
    },
    /// Somebody signed.
    Signed {
        /// Who.
        by: Signer,
        /// What the paper says.
        signature: Signature,
        /// The highest number of a fact of the quarter when it was recorded.
        seen: u64,
    },
    /// The results were made known to all towns (公布).
    Published {},
    /// A tie was ruled on (裁定).
    Ruled(Ruled),
}

/// A ruling on a tie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruled {
    /// What the tie was for.
    #[serde(rename = "for")]
    pub what: What,
    /// The towns that were tied, by id.
    pub tied: Vec<String>,
    /// Those of them that were chosen.
    pub chosen: Vec<String>,
    /// Why.
    pub reason: String,
}

/// A signature that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub by: Signer,
    /// What the paper says.
    pub signature: Signature,
    /// As in [`Event::Signed`].
    pub seen: u64,
}

/// What the events of a quarter add up to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// Where it is.
    pub state: State,
    /// The signatures that no later step has voided.
    pub signed: Vec<Signed>,
    /// The rulings.
    pub rulings: Vec<Ruled>,
    /// The results are known to all towns.
    pub published: bool,
    /// The hash of the document it is closed with.
    pub sha256: Option<String>,
}

impl Default for Course {
    fn default() -> Self {
        Self {
            state: State::Open,
            signed: Vec::new(),
            rulings: Vec::new(),
            published: false,
            sha256: None,
        }
    }
}

/// Why an event cannot follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    /// The state does not allow it.
    #[error("not in the state that the quarter is in")]
    State,
    /// A reason, a name or a date is missing.
    #[error("something is left empty that must be said")]
    Empty,
    /// The date is none.
    #[error("no date in the form 2026-11-22")]
    Date,
    /// The ruling does not fit the tie.
    #[error("the ruling does not fit the tie")]
    Ruling,
}

impl Course {
    /// What the events add up to, in their order.
    pub fn of<'e>(events: impl IntoIterator<Item = &'e Event>) -> Self {
        let mut course = Self::default();
        for event in events {
            course.take(event);
        }
        course
    }

    /// Whether an event may follow, apart from what is missing before a step.
    pub fn allows(&self, event: &Event) -> Result<(), NotNow> {
        let state = |allowed: bool| if allowed { Ok(()) } else { Err(NotNow::State) };
        let said = |text: &str| {
            if text.trim().is_empty() {
                Err(NotNow::Empty)
            } else {
                Ok(())
            }
        };
        match event {
            Event::Opened {} => Err(NotNow::State),
            Event::Advanced { to } => {
                state(self.state.next() == Some(*to) && *to != State::Closed)
            }
            Event::Closed { .. } => state(self.state == State::Second),
            Event::Returned { to, reason } => {
                state(*to < self.state && self.state != State::Closed)?;
                said(reason)
            }
            Event::Reopened { reason } => {
                state(self.state == State::Closed)?;
                said(reason)
            }
            Event::Signed { by, signature, .. } => {
                state(match by {
                    Signer::Office(_) => self.state != State::Closed,
                    Signer::Leader => matches!(self.state, State::First | State::Second),
                    Signer::Meeting => self.state == State::Second,
                })?;
                said(&signature.name)?;
                let date = signature.date.parse::<jiff::civil::Date>();
                date.map(drop).map_err(|_| NotNow::Date)
            }
            Event::Published {} => state(self.state >= State::Second && !self.published),
            Event::Ruled(ruled) => {
                state(self.state != State::Closed)?;
                said(&ruled.reason)?;
                let known = ruled.chosen.iter().all(|town| ruled.tied.contains(town));
                if known && !ruled.chosen.is_empty() {
                    Ok(())
                } else {
                    Err(NotNow::Ruling)
                }
            }
        }
    }

    fn take(&mut self, event: &Event) {
        match event {
            Event::Opened {} => *self = Self::default(),
            Event::Advanced { to } => self.state = *to,
            Event::Closed { sha256 } => {
                self.state = State::Closed;
                self.sha256 = Some(sha256.clone());
            }
            // Whoever signed a later step signed what does not stand any more.
            Event::Returned { to, .. } => {
                self.state = *to;
                self.published = false;
                self.signed.retain(|it| matches!(it.by, Signer::Office(_)));
            }
            Event::Reopened { .. } => {
                self.state = State::Second;
                self.published = false;
                self.sha256 = None;
                self.signed.retain(|it| it.by != Signer::Meeting);
            }
            Event::Signed {
                by,
                signature,
                seen,
            } => {
                self.signed.retain(|it| it.by != *by);
                self.signed.push(Signed {
                    by: by.clone(),
                    signature: signature.clone(),
                    seen: *seen,
                });
            }
            Event::Published {} => self.published = true,
            Event::Ruled(ruled) => {
                self.rulings.retain(|it| it.what != ruled.what);
                self.rulings.push(ruled.clone());
            }
        }
    }

    /// The signature that stands.
    pub fn signature(&self, by: &Signer) -> Option<&Signed> {
        self.signed.iter().find(|it| it.by == *by)
    }

    /// Lets the rulings decide the ties that they were made for. A tie that is another by now
    /// stays undecided.
    pub fn rule(&self, scores: &mut Scores<'_>) {
        let rulings = &self.rulings;
        let towns = &mut scores.towns;
        scores.undecided.retain(|open| {
            let ruled = rulings.iter().find(|it| {
                it.what == open.what && it.tied.iter().map(String::as_str).eq(open.towns.iter().copied())
            });
            let Some(ruled) = ruled else { return true };
            for town in &mut *towns {
                if ruled.chosen.iter().any(|chosen| chosen == town.id) {
                    match ruled.what {
                        What::Good => town.good = true,
                        What::RedFlag => town.red_flag = true,
                    }
                }
            }
            false
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(by: Signer) -> Event {
        Event::Signed {
            by,
            signature: Signature {
                name: "张".into(),
                date: "2026-12-30".into(),
                note: String::new(),
            },
            seen: 4,
        }
    }

    #[test]
    fn the_steps_follow_each_other_and_going_back_voids_what_was_signed() {
        let mut events = vec![
            Event::Opened {},
            signed(Signer::Office("办公室".into())),
            Event::Advanced { to: State::First },
            signed(Signer::Leader),
            Event::Advanced { to: State::Second },
        ];
        let course = Course::of(&events);
        assert_eq!(course.state, State::Second);
        assert_eq!(course.allows(&Event::Advanced { to: State::Closed }), Err(NotNow::State));
        assert_eq!(course.allows(&Event::Closed { sha256: String::new() }), Ok(()));
        assert_eq!(Course::default().allows(&signed(Signer::Leader)), Err(NotNow::State));
        let back = |reason: &str| Event::Returned {
            to: State::Open,
            reason: reason.into(),
        };
        assert_eq!(course.allows(&back(" ")), Err(NotNow::Empty));
        assert_eq!(course.allows(&back("数据有误")), Ok(()));
        events.push(back("数据有误"));
        let course = Course::of(&events);
        assert!(course.signature(&Signer::Leader).is_none());
        assert!(course.signature(&Signer::Office("办公室".into())).is_some());
    }

    #[test]
    fn reopening_takes_the_publication_back() {
        let events = [
            Event::Advanced { to: State::First },
            Event::Advanced { to: State::Second },
            signed(Signer::Meeting),
            Event::Closed { sha256: "ab".into() },
            Event::Published {},
        ];
        let course = Course::of(&events);
        assert!(course.published && course.sha256.is_some());
        let again = Event::Reopened { reason: "漏计".into() };
        let course = Course::of(events.iter().chain([&again]));
        assert_eq!(course.state, State::Second);
        assert!(!course.published && course.sha256.is_none() && course.signed.is_empty());
    }
}
