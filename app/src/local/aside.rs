//! Words that were typed when the page was ended, too late for the database: they wait in
//! localStorage until their finding is seen again.

use super::prefs;
use domain::ids::FindingId;

/// Sets words aside that were typed over a note.
pub fn put(finding: FindingId, over: String, text: String) {
    prefs::set(&key(finding), &vec![over, text]);
}

/// The words set aside, unless the note has changed since. They stay there until they are kept.
pub fn get(finding: FindingId, note: &str) -> Option<String> {
    let aside: Vec<String> = prefs::get(&key(finding))?;
    let [over, text] = aside.try_into().ok()?;
    (over == note && text != note).then_some(text)
}

/// They are kept.
pub fn forget(finding: FindingId) {
    prefs::remove(&key(finding));
}

fn key(finding: FindingId) -> String {
    format!("xuncha.aside.{finding}")
}
