//! 设备: the tablets that have pushed or pulled, and barring one.

use domain::ids::DeviceId;
use domain::time::Moment;
use serde::{Deserialize, Serialize};

/// The greatest length of a reason for barring a device, in characters.
pub const LONGEST_REASON: u32 = 200;

/// The state of a device, as a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceState {
    /// It reported unsent data.
    Keeps,
    /// It runs another program than the server delivers.
    Outdated,
    /// It is barred.
    Barred,
    /// Its tablet has switched to another id.
    Replaced,
}

impl DeviceState {
    /// Every state, in the order of the filter's list.
    pub const ALL: [Self; 4] = [Self::Keeps, Self::Outdated, Self::Barred, Self::Replaced];

    /// The word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keeps => "keeps",
            Self::Outdated => "outdated",
            Self::Barred => "barred",
            Self::Replaced => "replaced",
        }
    }
}

/// The filter of the devices.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceQuery {
    /// The person's name, in characters or pinyin, or login; or the device's id.
    #[serde(default)]
    pub text: String,
    /// The state. Replaced devices are listed only if requested.
    #[serde(default)]
    pub state: Option<DeviceState>,
    /// The page, from 1.
    #[serde(default)]
    pub page: u32,
}

/// A page of the devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicePage {
    /// The devices, the most recently seen first.
    pub lines: Vec<DeviceLine>,
    /// How many match in all.
    pub total: u32,
    /// The page, from 1.
    pub page: u32,
    /// The number of pages, at least 1.
    pub pages: u32,
    /// Whether the person may bar and allow devices.
    pub keeps: bool,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceLine {
    /// The device's id.
    pub id: DeviceId,
    /// The person's name.
    pub name: String,
    /// The person's login.
    pub login: String,
    /// When it first pushed or pulled.
    pub first: Moment,
    /// When it last pushed or pulled.
    pub seen: Moment,
    /// How many operations have arrived from it.
    pub arrived: u64,
    /// Its last report; older programs send none.
    pub said: Option<SaidOfItself>,
    /// Whether its tablet has switched to another id.
    pub replaced: bool,
    /// How it was barred, if it is.
    pub barred: Option<Barred>,
}

/// A tablet's last report on itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidOfItself {
    /// When it was sent.
    pub at: Moment,
    /// The program it runs: version and build.
    pub program: String,
    /// Whether that is not the program that the server delivers.
    pub outdated: bool,
    /// The number of unsent operations.
    pub ops: u64,
    /// The number of photos that the server had not confirmed.
    pub photos: u64,
}

/// How a device was barred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Barred {
    /// When it was barred.
    pub at: Moment,
    /// Who barred it; empty if that was not recorded.
    pub by: String,
    /// The reason; empty if that was not recorded.
    pub why: String,
}
