//! The life of quarters: what is missing, and doing the next thing.

use crate::evaluation::Evaluation;
use crate::problem::Problem;
use crate::store::{Counted, Doing, KeptEvent, Store, Unreleased};
use domain::ids::TownId;
use domain::people::Person;
use domain::quarter::{
    Course, Entered, Event, Frozen, FrozenTable, Known, Missing, State, missing, sha256,
};
use domain::inspection::ScoringStatus;
use domain::scoring::{Case, Scores};
use domain::time::{Moment, Quarter};
use serde_json::value::RawValue;

/// How often a step is tried anew because something arrived meanwhile.
const TRIES: usize = 5;

/// A quarter with its life so far.
pub struct Life {
    /// All that is scored in it.
    pub evaluation: Evaluation,
    /// What was done to it.
    pub events: Vec<KeptEvent>,
    /// What that adds up to.
    pub course: Course,
    /// Visits whose towns cannot see what was confirmed.
    pub unreleased: Vec<Unreleased>,
}

impl Life {
    /// Loads a quarter; the current one where none is named.
    pub async fn load(store: &dyn Store, quarter: Option<Quarter>) -> Result<Self, Problem> {
        let evaluation = Evaluation::load(store, quarter).await?;
        let events = store.quarter_events(evaluation.quarter).await?;
        let course = Course::of(events.iter().map(|kept| &kept.event));
        let unreleased = store.unreleased(evaluation.quarter).await?;
        Ok(Self {
            evaluation,
            events,
            course,
            unreleased,
        })
    }

    /// What stands in the way of the next step; `scores` with the rulings applied.
    pub fn missing(&self, case: &Case<'_>, scores: &Scores<'_>) -> Vec<Missing> {
        let facts = case.facts.iter().zip(&self.evaluation.facts);
        let row = |it: &domain::scoring::RawFact<'_>| {
            let row = it.waive.as_deref().or(it.indicator.as_deref());
            row.unwrap_or("showcase").to_owned()
        };
        let waiting = self.evaluation.findings.iter();
        let waiting = waiting.filter(|(_, it)| it.state.scoring() == ScoringStatus::Pending);
        let known = Known {
            facts: facts.map(|(it, kept)| (row(it), kept.number)).collect(),
            waiting: u32::try_from(waiting.count()).unwrap_or(u32::MAX),
            unreleased: u32::try_from(self.unreleased.len()).unwrap_or(u32::MAX),
        };
        missing(&self.evaluation.table, case, scores, &self.course, &known)
    }
}

/// A finding of a closed quarter that is another by now, or that came after: it does not score.
#[derive(Debug, Clone)]
pub struct Late {
    /// The town.
    pub town: TownId,
    /// As it is now; none where it is gone.
    pub now: Option<Counted>,
    /// As it was closed with; none where it came after.
    pub then: Option<Counted>,
}

/// What differs between a closed quarter and what the store holds of it by now.
pub async fn late(store: &dyn Store, closed: &Evaluation) -> Result<Vec<Late>, Problem> {
    let name = closed.quarter.to_string();
    let mut now = store.counted_in(&name).await?;
    now.retain(|(_, it)| it.count > 0 && closed.table.checkpoint_str(&it.checkpoint).is_some());
    let same = |a: &Counted, b: &Counted| {
        (a.count, a.counted_at, a.state, &a.site, &a.checkpoint)
            == (b.count, b.counted_at, b.state, &b.site, &b.checkpoint)
    };
    let then = |id: &str| closed.findings.iter().find(|(_, it)| it.id == id);
    let mut out = Vec::new();
    for (town, it) in &now {
        let before = then(&it.id).map(|(_, before)| before);
        if before.is_none_or(|before| !same(before, it)) {
            out.push(Late {
                town: town.clone(),
                now: Some(it.clone()),
                then: before.cloned(),
            });
        }
    }
    for (town, it) in &closed.findings {
        if !now.iter().any(|(_, other)| other.id == it.id) {
            out.push(Late {
                town: town.clone(),
                now: None,
                then: Some(it.clone()),
            });
        }
    }
    Ok(out)
}

/// What to do to a quarter.
pub enum Wish {
    /// To go on to the next state, which closes it after 复核.
    Advance,
    /// Anything else, as it is written down. The number in a signature is set here.
    Event(Event),
}

/// Does something to a quarter.
pub async fn act(
    store: &dyn Store,
    quarter: Quarter,
    wish: Wish,
    by: &Person,
    at: Moment,
) -> Result<(), Problem> {
    for _ in 0..TRIES {
        let seen = store.counter().await?;
        let life = Life::load(store, Some(quarter)).await?;
        let (event, frozen) = event(store, &life, &wish).await?;
        life.course
            .allows(&event)
            .map_err(|why| Problem::unusable(KIND, TITLE, why.to_string()))?;
        let kept: Vec<&Event> = life.events.iter().map(|it| &it.event).collect();
        let after = Course::of(kept.into_iter().chain([&event]));
        let doing = Doing {
            quarter,
            event,
            state: after.state,
            seen,
            frozen,
            by: by.id,
            at,
        };
        if store.do_to_quarter(doing).await? {
            return Ok(());
        }
    }
    Err(Problem::unavailable())
}

/// Opens another quarter with the newest text of the table of `like`.
pub async fn open(
    store: &dyn Store,
    like: Quarter,
    quarter: Quarter,
    by: &Person,
    at: Moment,
) -> Result<(), Problem> {
    let quarters = store.quarters().await?;
    let like = quarters.0.iter().find(|it| it.quarter == like);
    let like = like.ok_or_else(|| Problem::not_found("there is no such quarter"))?;
    let builtin = domain::table::builtin_files().iter();
    let newest = builtin
        .filter_map(|(_, toml)| Some((*toml, domain::table::Table::parse(toml).ok()?)))
        .find(|(_, table)| table.id == like.table.id);
    let toml = match newest {
        Some((toml, _)) => toml.to_owned(),
        None => store.table_text(&like.table.sha256).await?,
    };
    if store.open_quarter(quarter, &toml, by.id, at).await? {
        Ok(())
    } else {
        Err(Problem::unusable(KIND, TITLE, "there is such a quarter already"))
    }
}

const KIND: &str = "/problems/quarter";
const TITLE: &str = "The quarter does not allow it now";

async fn event(
    store: &dyn Store,
    life: &Life,
    wish: &Wish,
) -> Result<(Event, Option<String>), Problem> {
    let case = life.evaluation.case()?;
    let mut scores = case
        .score(&life.evaluation.table)
        .map_err(Problem::internal)?;
    match wish {
        Wish::Advance => {
            life.course.rule(&mut scores);
            let missing = life.missing(&case, &scores);
            if !missing.is_empty() {
                let words: Vec<String> = missing.iter().map(said).collect();
                return Err(Problem::unusable(
                    "/problems/quarter-incomplete",
                    "Something is missing before the next step",
                    words.join("\n"),
                ));
            }
            let to = life.course.state.next();
            let to = to.ok_or_else(|| Problem::unusable(KIND, TITLE, "it is closed"))?;
            if to != State::Closed {
                return Ok((Event::Advanced { to }, None));
            }
            let doc = freeze(store, life, &case).await?;
            let sha256 = sha256(&doc);
            Ok((Event::Closed { sha256 }, Some(doc)))
        }
        Wish::Event(Event::Signed { by, signature, .. }) => Ok((
            Event::Signed {
                by: by.clone(),
                signature: signature.clone(),
                seen: life.evaluation.highest,
            },
            None,
        )),
        Wish::Event(Event::Ruled(ruled)) => {
            let tied = |it: &&domain::scoring::Undecided<'_>| it.what == ruled.what;
            let open = scores.undecided.iter().find(tied);
            let fits = open.is_some_and(|open| {
                ruled.tied.iter().map(String::as_str).eq(open.towns.iter().copied())
                    && ruled.chosen.len() == places_left(&life.evaluation, &scores, open.what)
            });
            if !fits {
                let why = "the ruling does not name the towns that are tied, or not as many as there are places";
                return Err(Problem::unusable(KIND, TITLE, why));
            }
            Ok((Event::Ruled(ruled.clone()), None))
        }
        // Going on and closing are asked for as such: what is missing is looked at there.
        Wish::Event(Event::Advanced { .. } | Event::Closed { .. } | Event::Opened {}) => {
            Err(Problem::unusable(KIND, TITLE, "ask to go on instead"))
        }
        Wish::Event(event) => Ok((event.clone(), None)),
    }
}

/// How many of tied towns may be chosen.
pub fn places_left(
    evaluation: &Evaluation,
    scores: &Scores<'_>,
    what: domain::scoring::What,
) -> usize {
    match what {
        domain::scoring::What::RedFlag => 1,
        domain::scoring::What::Good => {
            let places = usize::try_from(evaluation.table.totals.good).unwrap_or(0);
            places.saturating_sub(scores.towns.iter().filter(|town| town.good).count())
        }
    }
}

/// A missing thing for whoever asks over HTTP.
fn said(missing: &Missing) -> String {
    match missing {
        Missing::Fact { town, row } => format!("{town} has no fact for {row}"),
        Missing::Office(office) => format!("{office} has not signed what stands"),
        Missing::Leader => "the leader in charge has not signed".into(),
        Missing::Meeting => "the meeting has not approved".into(),
        Missing::Waiting(count) => format!("{count} findings wait for a decision"),
        Missing::Unreleased(count) => format!("{count} visits with confirmed findings are not released"),
        Missing::Claim { town, row } => format!("a claim of {town} for {row} waits for a decision"),
        Missing::Tie(what) => format!("nobody has ruled on the tie for {what:?}"),
    }
}

/// The document of a closing.
async fn freeze(store: &dyn Store, life: &Life, case: &Case<'_>) -> Result<String, Problem> {
    let evaluation = &life.evaluation;
    let raw = |text: String| RawValue::from_string(text).map_err(Problem::internal);
    let scores = case.score(&evaluation.table).map_err(Problem::internal)?;
    let table = &evaluation.table;
    let frozen = Frozen {
        v: 1,
        quarter: evaluation.quarter,
        table: FrozenTable {
            id: table.id.clone(),
            sha256: table.sha256.clone(),
            toml: store.table_text(&table.sha256).await?,
        },
        case: raw(serde_json::to_string(case).map_err(Problem::internal)?)?,
        states: evaluation
            .findings
            .iter()
            .map(|(_, it)| it.state.as_str().to_owned())
            .collect(),
        entered: evaluation
            .facts
            .iter()
            .map(|it| Entered {
                number: it.number,
                by: it.by.clone(),
                at: it.at,
            })
            .collect(),
        signed: life
            .course
            .signed
            .iter()
            .map(|it| (it.by.clone(), it.signature.clone()))
            .collect(),
        rulings: life.course.rulings.clone(),
        scores: raw(serde_json::to_string(&scores).map_err(Problem::internal)?)?,
    };
    serde_json::to_string(&frozen).map_err(Problem::internal)
}
