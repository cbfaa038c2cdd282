//! Who is signed in.

use domain::people::Person;
use domain::registry::District;
use serde::Serialize;

/// Who is signed in, and what the installation is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Me {
    /// The person, if somebody is signed in.
    pub person: Option<Person>,
    /// The name of the person's town, for its users.
    pub town_name: Option<String>,
    /// 演示数据: everything here is made up.
    pub demo: bool,
    /// What is named of the district.
    pub district: Option<District>,
}

domain::readable!(Me { demo } optional { person, town_name, district });

/// Days that a session lasts; the cookie is as persistent, so that a tablet that was off for days
/// can sync without a password.
pub const SESSION_DAYS: i64 = 30;
