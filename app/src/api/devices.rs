//! 设备: the tablets that have pushed or pulled, and barring one.

use domain::ids::DeviceId;
use domain::time::Moment;
use serde::{Deserialize, Serialize};

/// Characters of the reason for barring a device, at most.
pub const LONGEST_REASON: u32 = 200;

/// Where a device stands, to select by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceState {
    /// It still keeps something unsent.
    Keeps,
    /// It runs another program than the server gives out.
    Outdated,
    /// It is barred.
    Barred,
    /// The same tablet goes on under another id.
    Replaced,
}

impl DeviceState {
    /// Every state, in the order in which they are chosen from.
    pub const ALL: [Self; 4] = [Self::Keeps, Self::Outdated, Self::Barred, Self::Replaced];

    /// Its word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keeps => "keeps",
            Self::Outdated => "outdated",
            Self::Barred => "barred",
            Self::Replaced => "replaced",
        }
    }
}

/// Which devices are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceQuery {
    /// Whose: a name, in characters or pinyin, or a login; or the id of the device.
    #[serde(default)]
    pub text: String,
    /// Where it stands; those that are replaced are listed only where they are asked for.
    #[serde(default)]
    pub state: Option<DeviceState>,
    /// The page, from 1.
    #[serde(default)]
    pub page: u32,
}

/// A page of the devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicePage {
    /// The devices, the one that was heard of last first.
    pub lines: Vec<DeviceLine>,
    /// How many there are in all that match.
    pub total: u32,
    /// The page, from 1.
    pub page: u32,
    /// How many pages there are, 1 at least.
    pub pages: u32,
    /// The person may bar and allow.
    pub keeps: bool,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceLine {
    /// Its id.
    pub id: DeviceId,
    /// Its person's name.
    pub name: String,
    /// The person's login.
    pub login: String,
    /// When it was first heard of.
    pub first: Moment,
    /// When it last pushed or pulled.
    pub seen: Moment,
    /// How many operations have arrived from it.
    pub arrived: u64,
    /// What it last said of itself; older programs say nothing.
    pub said: Option<SaidOfItself>,
    /// The same tablet goes on under another id.
    pub replaced: bool,
    /// It is barred.
    pub barred: Option<Barred>,
}

/// What a tablet last said of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidOfItself {
    /// When.
    pub at: Moment,
    /// The program that it runs: version and build.
    pub program: String,
    /// It is not the one that the server gives out.
    pub outdated: bool,
    /// Operations that it kept unsent.
    pub ops: u64,
    /// Photos that the server had not confirmed.
    pub photos: u64,
}

/// How a device was barred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Barred {
    /// When.
    pub at: Moment,
    /// By whom; empty where it was not noted.
    pub by: String,
    /// Why; empty where it was not noted.
    pub why: String,
}
