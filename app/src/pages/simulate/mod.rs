//! 模拟测算: what would be if a finding did not count or an entry were another. The browser scores
//! the quarter by the very code of the server; nothing leaves the page.

mod changes;
mod entry;
mod places;
mod trial;

use crate::api::simulation::{Simulation, read_simulation};
use crate::components::lists::Filters;
use crate::components::typed::Typed;
use crate::components::{ErrorState, Loading};
use crate::error::AppError;
use crate::language::{I18n, use_words};
use crate::words_of::{fill, quarter_words};
use domain::scoring::{Case, CaseErrors, CaseFault, Kept, Standing, Trial};
use domain::table::Table;
use domain::time::{Moment, Quarter};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;
use leptos_meta::Title;

/// `/simulate`; `?quarter=` names the quarter.
#[component]
pub fn Simulate() -> impl IntoView {
    let i18n = use_words();
    let filters = Filters::new("/simulate");
    let quarter = Memo::new(move |_| -> Option<Quarter> { filters.get("quarter").parse().ok() });
    // Asked for by the browser alone: the page cannot do anything before the program is there.
    let answer = RwSignal::new(None::<Result<Simulation, AppError>>);
    let ask = move || {
        let quarter = quarter.get();
        answer.set(None);
        spawn_local(async move { answer.set(Some(read_simulation(quarter).await)) });
    };
    Effect::new(ask);
    view! {
        <Title text=td_string!(i18n, simulation.title) />
        <div class="simulate">
            <div class="page-head">
                <h1>{td_string!(i18n, simulation.title)}</h1>
            </div>
            {move || match answer.get().map(|answer| answer.and_then(|it| begin(it, filters))) {
                None => view! { <Loading lines=14 /> }.into_any(),
                Some(Ok((quarter, desk))) => desk.view(i18n, quarter),
                Some(Err(error)) => view! { <ErrorState error on_retry=move |()| ask() /> }.into_any(),
            }}
        </div>
    }
    .into_any()
}

/// The quarter on trial, and what became of it.
#[derive(Clone, Copy)]
struct Desk {
    trial: StoredValue<Trial<'static>>,
    /// Where and when each finding was made.
    seen: StoredValue<Vec<(String, Moment)>>,
    /// Where the towns stand now; while a change does not score, where they stood before it.
    now: RwSignal<Vec<Standing>>,
    fault: RwSignal<Option<CaseFault>>,
    changes: RwSignal<usize>,
    /// What was changed, as the address keeps it.
    address: Typed,
    /// What it is called.
    name: Typed,
    /// How many of the changes that the address keeps are about what the quarter does not have.
    lacking: usize,
}

fn begin(simulation: Simulation, filters: Filters) -> Result<(Quarter, Desk), AppError> {
    // The case borrows its text, and both live as long as the page.
    let text: &'static str = Box::leak(simulation.case.into_boxed_str());
    let broken = || AppError::Internal { id: String::new() };
    let table: Table = serde_json::from_str(&simulation.table).map_err(|_| broken())?;
    let case = Case::read(text).map_err(|_| broken())?;
    let mut trial = Trial::begin(table, case, simulation.rulings).map_err(|_| broken())?;
    let lacking = take_up(&mut trial, filters.get_untracked("trial"));
    // Of what does not score the places stay as they were, and it is said.
    let (now, fault) = match trial.now() {
        Ok(now) => (now, None),
        Err(CaseErrors(errors)) => {
            let fault = errors.first().map(|error| error.fault);
            (trial.before().to_vec(), fault)
        }
    };
    let desk = Desk {
        now: RwSignal::new(now),
        changes: RwSignal::new(trial.changes()),
        address: kept(filters, "trial"),
        name: kept(filters, "name"),
        lacking,
        trial: StoredValue::new(trial),
        seen: StoredValue::new(simulation.seen),
        fault: RwSignal::new(fault),
    };
    Ok((simulation.quarter, desk))
}

/// What the address keeps under a name.
fn kept(filters: Filters, name: &'static str) -> Typed {
    let address = Signal::derive(move || filters.get(name));
    let go = Callback::new(move |text: String| filters.set(name, &text));
    Typed::kept(address, go)
}

/// Takes up the changes that an address keeps; says how many of them cannot be.
fn take_up(trial: &mut Trial<'static>, kept: String) -> usize {
    if kept.is_empty() {
        return 0;
    }
    // As the case, it lives as long as the page.
    let text: &'static str = Box::leak(kept.into_boxed_str());
    Kept::read(text).map_or(1, |kept| kept.take_up(trial))
}

impl Desk {
    /// Changes something and scores anew.
    fn change(self, change: impl FnOnce(&mut Trial<'static>)) {
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

    fn view(self, i18n: I18n, quarter: Quarter) -> AnyView {
        let first = self
            .trial
            .with_value(|trial| trial.case().towns.first().map(|town| town.id.to_string()));
        let town = RwSignal::new(first.unwrap_or_default());
        // Drawn anew when all is undone: the inputs keep what was typed.
        let round = RwSignal::new(0_u32);
        let lead = fill(
            td_string!(i18n, simulation.lead),
            &[("quarter", &quarter_words(i18n, quarter))],
        );
        let reset = move |()| {
            self.change(Trial::reset);
            round.update(|round| *round += 1);
        };
        view! {
            <p class="lead">{lead}</p>
            <div class="simulate-parts">
                <section class="card simulate-places">
                    {places::state(i18n, self, Callback::new(reset))} {trial::view(i18n, self)}
                    {places::table(i18n, self, town)}
                    <p>
                        <a class="button button-secondary" href=format!("/scores?quarter={quarter}")>
                            {td_string!(i18n, simulation.back)}
                        </a>
                    </p>
                </section>
                <section class="card simulate-changes">
                    {changes::picker(i18n, self, town)}
                    {move || {
                        round.track();
                        changes::of_town(i18n, self, &town.get())
                    }}
                </section>
            </div>
        }
        .into_any()
    }
}
