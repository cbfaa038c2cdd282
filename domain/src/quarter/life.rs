//! The state of a quarter, folded from its acts.

use super::act::{Act, Meeting, Signature};
use crate::scoring::Ruling;

/// The longest text of an act, in characters.
const LONGEST: usize = 500;

/// The state of a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// 填报中: offices enter their rows.
    #[default]
    Open,
    /// 初评: only supervisors may change what was entered.
    First,
    /// 复核.
    Second,
    /// 已关账: later arrivals no longer score.
    Closed,
}

crate::words!(State {
    Open = "open",
    First = "first",
    Second = "second",
    Closed = "closed",
});

/// Why an act is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each means")]
pub enum ActRefusal {
    #[error("the quarter is not in a state for this act")]
    State,
    #[error("a text is missing")]
    Empty,
    #[error("a text is longer than 500 characters")]
    TooLong,
    #[error("the date is not of the form 2026-12-28")]
    Date,
    #[error("the leader in charge has not signed")]
    NotSigned,
    #[error("no meeting is recorded")]
    NotMet,
    #[error("the quarter is not over: say why it is closed before its last day has passed")]
    Early,
    #[error("the towns chosen are not among those tied, or none or too many are chosen")]
    Chosen,
}

impl ActRefusal {
    /// A code for the locale files.
    pub fn code(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Empty => "required",
            Self::TooLong => "too-long",
            Self::Date => "date",
            Self::NotSigned => "signature",
            Self::NotMet => "meeting",
            Self::Early => "early",
            Self::Chosen => "chosen",
        }
    }
}

/// The life of a quarter: its state and what its acts left.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Life {
    /// Its state.
    pub state: State,
    /// The valid signature.
    pub signed: Option<Signature>,
    /// The valid meeting.
    pub met: Option<Meeting>,
    /// Whether the results are public.
    pub published: bool,
    /// Every ruling, the latest last.
    pub rulings: Vec<Ruling>,
    /// The hash of the frozen document, while the quarter is closed.
    pub sha256: Option<String>,
}

impl Life {
    /// Applies acts in order. Fails at the first that is refused, with its index from 0.
    pub fn of<'a>(acts: impl IntoIterator<Item = &'a Act>) -> Result<Self, (usize, ActRefusal)> {
        let mut life = Self::default();
        for (index, act) in acts.into_iter().enumerate() {
            life.take(act).map_err(|refusal| (index, refusal))?;
        }
        Ok(life)
    }

    /// Applies an act; if it is refused, nothing changes.
    pub fn take(&mut self, act: &Act) -> Result<(), ActRefusal> {
        match (act, self.state) {
            (Act::Open { .. }, State::Open) => {}
            (Act::First { .. }, State::Open) => self.state = State::First,
            // Also in 复核: a correction there needs a new signature.
            (Act::Sign(signature), State::First | State::Second) => {
                text(&signature.name, true)?;
                text(&signature.remark, false)?;
                date(&signature.date)?;
                self.signed = Some(signature.clone());
            }
            (Act::Second, State::First) => {
                if self.signed.is_none() {
                    return Err(ActRefusal::NotSigned);
                }
                self.state = State::Second;
            }
            (Act::Meet(meeting), State::Second) => {
                text(&meeting.minutes, true)?;
                date(&meeting.date)?;
                self.met = Some(meeting.clone());
            }
            (Act::Close { sha256, early }, State::Second) => {
                if let Some(reason) = early {
                    text(reason, true)?;
                }
                if self.met.is_none() {
                    return Err(ActRefusal::NotMet);
                }
                self.state = State::Closed;
                self.sha256 = Some(sha256.clone());
            }
            (Act::Back { reason }, State::First | State::Second) => {
                text(reason, true)?;
                let before = match self.state {
                    State::Second | State::Closed => State::First,
                    State::First | State::Open => State::Open,
                };
                self.go_back(before);
            }
            (Act::Reopen { reason }, State::Closed) => {
                text(reason, true)?;
                self.go_back(State::First);
            }
            (Act::Publish, State::Second | State::Closed) if !self.published => {
                self.published = true;
            }
            (Act::Rule(ruling), State::First | State::Second) => {
                text(&ruling.reason, true)?;
                let among = |id| ruling.towns.contains(id);
                let twice = |(at, id)| ruling.chosen[..at].contains(id);
                if ruling.chosen.is_empty()
                    || !ruling.chosen.iter().all(among)
                    || ruling.chosen.iter().enumerate().any(twice)
                {
                    return Err(ActRefusal::Chosen);
                }
                self.rulings.push(ruling.clone());
            }
            // Each act is named, so that a new one is not refused without a decision.
            (
                Act::Open { .. }
                | Act::First { .. }
                | Act::Sign(_)
                | Act::Second
                | Act::Meet(_)
                | Act::Close { .. }
                | Act::Back { .. }
                | Act::Reopen { .. }
                | Act::Publish
                | Act::Rule(_),
                State::Open | State::First | State::Second | State::Closed,
            ) => return Err(ActRefusal::State),
        }
        Ok(())
    }

    /// Returns to an earlier state. Signature, meeting, publication and document become invalid,
    /// because what they covered may change.
    fn go_back(&mut self, state: State) {
        self.state = state;
        self.signed = None;
        self.met = None;
        self.published = false;
        self.sha256 = None;
    }
}

fn text(text: &str, required: bool) -> Result<(), ActRefusal> {
    if required && text.trim().is_empty() {
        return Err(ActRefusal::Empty);
    }
    if text.chars().count() > LONGEST {
        return Err(ActRefusal::TooLong);
    }
    Ok(())
}

fn date(text: &str) -> Result<(), ActRefusal> {
    let read = text.parse::<jiff::civil::Date>();
    match read {
        Ok(date) if date.to_string() == text => Ok(()),
        _ => Err(ActRefusal::Date),
    }
}
