//! The words and colours for the states of visits.

use crate::components::Tone;
use domain::inspection::VisitState;

/// The colour of a state.
pub(super) fn tone(state: VisitState) -> Tone {
    match state {
        VisitState::Open => Tone::Pending,
        VisitState::HandedIn => Tone::Good,
        VisitState::NotInspected => Tone::Accent,
        VisitState::Void => Tone::Plain,
    }
}
