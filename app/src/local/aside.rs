//! Text typed when the page ended, too late for the database. It waits in localStorage until its
//! finding is shown again.

use super::prefs;
use domain::ids::FindingId;

/// Sets aside the text typed to replace the note `over`.
pub fn put(finding: FindingId, over: String, text: String) {
    prefs::set(&key(finding), &vec![over, text]);
}

/// The text set aside, unless the note has changed since. It stays there until [`forget`].
pub fn get(finding: FindingId, note: &str) -> Option<String> {
    let aside: Vec<String> = prefs::get(&key(finding))?;
    let [over, text] = aside.try_into().ok()?;
    (over == note && text != note).then_some(text)
}

/// Removes the text once the database has it.
pub fn forget(finding: FindingId) {
    prefs::remove(&key(finding));
}

fn key(finding: FindingId) -> String {
    format!("xuncha.aside.{finding}")
}
