//! 季度: where each quarter is, what is missing before the next step, and taking it.

use crate::error::AppError;
use domain::ids::{FindingId, TownId, VisitId};
#[cfg(feature = "ssr")]
use domain::people::Role;
use domain::quarter::{Ruled, Signature, Signer, State};
use domain::time::{Moment, Quarter};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

/// A quarter and all that was done to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuarterPage {
    /// The quarter.
    pub quarter: Quarter,
    /// Every quarter with its state, the newest first.
    pub quarters: Vec<(Quarter, State)>,
    /// Its state.
    pub state: State,
    /// The table's name, and the hash of its text.
    pub table: (String, String),
    /// The towns: id and name.
    pub towns: Vec<(TownId, String)>,
    /// What is missing before the next step.
    pub missing: Vec<Gap>,
    /// The offices that sign, in the table's order.
    pub offices: Vec<String>,
    /// Who has signed what stands: signer and paper.
    pub signed: Vec<(Signer, Signature)>,
    /// Waivers: town, row, points, reason.
    pub waivers: Vec<(String, String, String, String)>,
    /// Ties that are open.
    pub ties: Vec<Tie>,
    /// Rulings on ties.
    pub rulings: Vec<Ruled>,
    /// The results are known to all towns.
    pub published: bool,
    /// The hash of the document it is closed with.
    pub sha256: Option<String>,
    /// What came or changed after closing.
    pub late: Vec<LateLine>,
    /// Visits whose towns cannot see what was confirmed: visit, town, site.
    pub unreleased: Vec<(VisitId, String, String)>,
    /// All that was done, the newest first.
    pub log: Vec<LogLine>,
}

/// Something that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gap {
    /// Facts of a row, or of `showcase`: the row, its name, the towns.
    Facts(String, String, Vec<String>),
    /// An office has not signed what stands.
    Office(String),
    /// The leader in charge has not.
    Leader,
    /// The meeting has not.
    Meeting,
    /// So many findings wait.
    Waiting(u32),
    /// So many visits are not released.
    Unreleased(u32),
    /// A claim or record waits: town, row.
    Claim(String, String),
    /// A tie for 好.
    TieGood,
    /// A tie for the flag.
    TieFlag,
}

/// A tie that a supervisor rules on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// It is for the flag, not for 好.
    pub flag: bool,
    /// The tied towns: id and name.
    pub towns: Vec<(String, String)>,
    /// How many of them are to be chosen.
    pub places: usize,
}

/// What came or changed after closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateLine {
    /// The finding.
    pub finding: FindingId,
    /// The town.
    pub town: String,
    /// The site.
    pub site: String,
    /// The fault in the table's words.
    pub name: String,
    /// When it was seen.
    pub at: Moment,
    /// It came after; else it stood in the quarter and is another by now.
    pub new: bool,
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// What: `opened`, `advanced`, `closed`, `returned`, `reopened`, `signed`, `published`, `ruled`.
    pub what: String,
    /// The state, signer or hash that belongs to it.
    pub of: String,
    /// The reason or name.
    pub words: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// What to do to a quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Action {
    /// Go on to the next state; after 复核 this closes the quarter.
    Advance {},
    /// Send it back.
    Return {
        /// The state from then on.
        to: State,
        /// Why.
        reason: String,
    },
    /// Open a closed one again.
    Reopen {
        /// Why.
        reason: String,
    },
    /// Record a signature.
    Sign {
        /// Who signed.
        by: Signer,
        /// What the paper says.
        signature: Signature,
    },
    /// Make the results known.
    Publish {},
    /// Rule on a tie.
    Rule(Ruled),
    /// Open another quarter with the table of this one.
    Open {
        /// The new quarter.
        quarter: Quarter,
    },
}

/// The quarters of a year side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Year {
    /// The year.
    pub year: i16,
    /// Its quarters with their states, the first first.
    pub quarters: Vec<(Quarter, State)>,
    /// The towns by their place of the year; those without one last.
    pub towns: Vec<YearLine>,
}

/// A town's year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearLine {
    /// The town.
    pub town: TownId,
    /// Its name.
    pub name: String,
    /// Total and place in each quarter.
    pub standings: Vec<Option<(String, u32)>>,
    /// The mean of the closed quarters.
    pub mean: Option<String>,
    /// The place by it.
    pub place: Option<u32>,
}

/// A quarter; the current one where none is named.
#[server(prefix = "/api/page", endpoint = "quarter", input = Json)]
pub async fn read_quarter(quarter: Option<Quarter>) -> Result<QuarterPage, AppError> {
    let (ports, person) = super::session::require(&[Role::Supervisor]).await?;
    ports.quarters.page(&person, quarter).await
}

/// Does something to a quarter.
#[server(prefix = "/api/page", endpoint = "quarter_act", input = Json)]
pub async fn act_on_quarter(quarter: Quarter, action: Action) -> Result<(), AppError> {
    let (ports, person) = super::session::require(&[Role::Supervisor]).await?;
    ports.quarters.act(&person, quarter, action).await
}

/// The quarters of a year; of the current one where none is named.
#[server(prefix = "/api/page", endpoint = "year", input = Json)]
pub async fn read_year(year: Option<i16>) -> Result<Year, AppError> {
    let (ports, person) = super::session::require(&[Role::Supervisor]).await?;
    ports.quarters.year(&person, year).await
}
