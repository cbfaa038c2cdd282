//! States as a word on a colour.

use crate::language::use_words;
use crate::words_of::state_word;
use domain::inspection::FindingState;
use leptos::prelude::*;

/// The meaning of a colour; the word beside it says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// Noteworthy: links and the chosen item.
    Accent,
    /// Confirmed, in order, arrived.
    Good,
    /// Waits for somebody.
    Pending,
    /// A deduction.
    Bad,
}

impl Tone {
    /// The style's class.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "tone-plain",
            Self::Accent => "tone-accent",
            Self::Good => "tone-good",
            Self::Pending => "tone-pending",
            Self::Bad => "tone-bad",
        }
    }

    /// The colour of a finding's state.
    pub fn of_state(state: FindingState) -> Self {
        match state {
            FindingState::Confirmed => Self::Good,
            FindingState::Recorded | FindingState::Returned => Self::Pending,
            FindingState::Rejected | FindingState::Merged | FindingState::Withdrawn => Self::Plain,
        }
    }
}

/// A word on a colour.
#[component]
pub fn Tag(
    /// The colour.
    #[prop(optional)]
    tone: Tone,
    /// The word.
    #[prop(into)]
    words: String,
) -> impl IntoView {
    view! { <span class=format!("tag {}", tone.class())>{words}</span> }
}

/// A finding's state.
#[component]
pub fn StateTag(
    /// The state.
    state: FindingState,
) -> impl IntoView {
    let words = state_word(use_words(), state);
    view! { <Tag tone=Tone::of_state(state) words=words /> }
}
