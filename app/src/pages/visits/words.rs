//! The words and colours for the times and states of visits.

use crate::components::Tone;
use domain::inspection::VisitState;
use domain::time::Moment;

/// The colour of a state.
pub(super) fn tone(state: VisitState) -> Tone {
    match state {
        VisitState::Open => Tone::Pending,
        VisitState::HandedIn => Tone::Good,
        VisitState::NotInspected => Tone::Accent,
        VisitState::Void => Tone::Plain,
    }
}

/// A time in the sheet's format, to the minute.
pub(super) fn time(at: Moment) -> String {
    let at = at.civil();
    format!(
        "{}-{:02}-{:02} {:02}:{:02}",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute()
    )
}
