//! Who is signed in.

use domain::people::Person;
use domain::registry::District;
use serde::Serialize;

/// Who is signed in, and facts about the installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Me {
    /// The person, if somebody is signed in.
    pub person: Option<Person>,
    /// The name of the person's town, for a town's account.
    pub town_name: Option<String>,
    /// 演示数据: whether everything here is made up.
    pub demo: bool,
    /// The district's names.
    pub district: Option<District>,
}

domain::readable!(Me { demo } optional { person, town_name, district });

/// The days that a session lasts. The cookie lasts as long, so that a tablet that was off for days
/// can sync without a password.
pub const SESSION_DAYS: i64 = 30;
