//! The simulated quarter and its result.

use crate::api::simulation::Simulation;
use crate::components::lists::Filters;
use crate::components::typed::Typed;
use crate::error::AppError;
use domain::scoring::{Case, CaseErrors, CaseFault, Kept, Standing, Trial};
use domain::table::Table;
use domain::time::{Moment, Quarter};
use leptos::prelude::*;

/// The simulated quarter and its result.
#[derive(Clone, Copy)]
pub(super) struct TrialState {
    pub(super) trial: StoredValue<Trial<'static>>,
    /// Where and when each finding was made.
    pub(super) seen: StoredValue<Vec<(String, Moment)>>,
    /// The simulated standings; if a change cannot be scored, those before the change.
    pub(super) now: RwSignal<Vec<Standing>>,
    pub(super) fault: RwSignal<Option<CaseFault>>,
    pub(super) changes: RwSignal<usize>,
    /// The changes, as kept in the address.
    pub(super) address: Typed,
    /// The simulation's name.
    pub(super) name: Typed,
    /// How many of the address's changes concern things that the quarter does not have.
    pub(super) lacking: usize,
}

/// Begins the trial with the changes in the address.
pub(super) fn begin(
    simulation: Simulation,
    filters: Filters,
) -> Result<(Quarter, TrialState), AppError> {
    // The case borrows its text, and both are needed as long as the page.
    let text: &'static str = Box::leak(simulation.case.into_boxed_str());
    let broken = || AppError::Internal { id: String::new() };
    let table: Table = serde_json::from_str(&simulation.table).map_err(|_| broken())?;
    let case = Case::read(text).map_err(|_| broken())?;
    let mut trial = Trial::begin(table, case, simulation.rulings).map_err(|_| broken())?;
    let lacking = take_up(&mut trial, filters.get_untracked("trial"));
    // If the changes cannot be scored, keep the actual standings and show the fault.
    let (now, fault) = match trial.now() {
        Ok(now) => (now, None),
        Err(CaseErrors(errors)) => {
            let fault = errors.first().map(|error| error.fault);
            (trial.before().to_vec(), fault)
        }
    };
    let state = TrialState {
        now: RwSignal::new(now),
        changes: RwSignal::new(trial.changes()),
        address: kept(filters, "trial"),
        name: kept(filters, "name"),
        lacking,
        trial: StoredValue::new(trial),
        seen: StoredValue::new(simulation.seen),
        fault: RwSignal::new(fault),
    };
    Ok((simulation.quarter, state))
}

/// A parameter of the address.
fn kept(filters: Filters, name: &'static str) -> Typed {
    let address = Signal::derive(move || filters.get(name));
    let go = Callback::new(move |text: String| filters.set(name, &text));
    Typed::kept(address, go)
}

/// Applies the changes in an address; returns how many could not be applied.
fn take_up(trial: &mut Trial<'static>, kept: String) -> usize {
    if kept.is_empty() {
        return 0;
    }
    // Like the case, this text is needed as long as the page.
    let text: &'static str = Box::leak(kept.into_boxed_str());
    Kept::read(text).map_or(1, |kept| kept.take_up(trial))
}

impl TrialState {
    /// Changes something and scores again.
    pub(super) fn change(self, change: impl FnOnce(&mut Trial<'static>)) {
        self.trial.update_value(change);
        let (now, changes) = self
            .trial
            .try_update_value(|trial| (trial.now(), trial.changes()))
            .unwrap_or_else(|| (Ok(Vec::new()), 0));
        self.changes.set(changes);
        let kept = self.trial.with_value(|trial| match trial.changes() {
            0 => String::new(),
            _ => Kept::of(trial).to_text(),
        });
        self.address.say(kept);
        match now {
            Ok(now) => {
                self.fault.set(None);
                self.now.set(now);
            }
            Err(CaseErrors(errors)) => {
                self.fault.set(errors.first().map(|error| error.fault));
            }
        }
    }
}
