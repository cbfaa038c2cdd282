//! The effect of a supervisor's decision on a finding, as a pure function.

use super::{Deciding, Quarters, Refused};
use domain::inspection::{Content, Decision, Finding, Verdict};
use domain::table::Per;

const MAX_COUNT: u32 = 999;
const MAX_REASON: usize = 2000;

/// The decision on a finding, ready to be stored except for its number.
pub(super) fn decide(
    finding: &Finding,
    deciding: &Deciding,
    quarters: &Quarters,
) -> Result<Decision, Refused> {
    let stands = finding
        .decision
        .as_ref()
        .map(|decision| decision.server_seq);
    if deciding.revision != finding.revision || deciding.seen != stands {
        return Err(Refused::Changed(finding.revision));
    }
    let reason = deciding.reason.trim();
    match deciding.verdict {
        Verdict::Merged { into } if into == finding.id => {
            return Err(Refused::Invalid("into", "not-allowed"));
        }
        Verdict::Confirmed => {}
        Verdict::Rejected | Verdict::Returned | Verdict::Merged { .. } => {
            if reason.is_empty() {
                return Err(Refused::Invalid("reason", "required"));
            }
        }
    }
    if reason.chars().count() > MAX_REASON {
        return Err(Refused::Invalid("reason", "too-long"));
    }
    let content = content(finding, deciding, quarters)?;
    // The scorer must never get a confirmed finding outside an open quarter.
    if deciding.verdict == Verdict::Confirmed && !quarters.is_open(content.counted_at) {
        return Err(Refused::Invalid("observed_at", "outside-quarter"));
    }
    Ok(Decision {
        verdict: deciding.verdict,
        revision: finding.revision,
        reason: reason.to_owned(),
        by: deciding.by,
        at: deciding.at,
        server_seq: 0,
        content,
        photos: None,
    })
}

/// Whether this same decision is already stored: its response was lost and it is sent again.
pub(super) fn stands(finding: &Finding, deciding: &Deciding, quarters: &Quarters) -> bool {
    let Some(decision) = &finding.decision else {
        return false;
    };
    let is_newer = deciding.seen.is_none_or(|seen| seen < decision.server_seq);
    let same = decision.by == deciding.by
        && decision.verdict == deciding.verdict
        && decision.reason == deciding.reason.trim()
        && [decision.revision, deciding.revision] == [finding.revision; 2];
    is_newer && same && content(finding, deciding, quarters).is_ok_and(|it| it == decision.content)
}

/// The decided content: the finding's current content with the supervisor's changes.
fn content(
    finding: &Finding,
    deciding: &Deciding,
    quarters: &Quarters,
) -> Result<Content, Refused> {
    let before = finding.decision.as_ref().map(|decision| &decision.content);
    // If the inspector withdrew the finding after a decision, the decided content stays in force
    // until a supervisor decides again. Without a decision, nothing is left to decide.
    let standing = finding.content().or(before);
    let mut content = standing
        .ok_or(Refused::Invalid("finding", "not-allowed"))?
        .clone();
    if let Some(count) = deciding.count.filter(|count| *count != content.count) {
        let table = quarters.table_of(quarters.of(content.counted_at));
        let checkpoint = table.and_then(|table| table.checkpoint(&finding.checkpoint));
        if checkpoint.is_none_or(|(_, checkpoint)| checkpoint.per != Per::Count) {
            return Err(Refused::Invalid("count", "not-allowed"));
        }
        if !(1..=MAX_COUNT).contains(&count) {
            return Err(Refused::Invalid("count", "out-of-range"));
        }
        content.count = count;
    }
    if let Some(observed_at) = deciding.observed_at {
        if !quarters.is_open(observed_at) {
            return Err(Refused::Invalid("observed_at", "outside-quarter"));
        }
        content.counted_at = observed_at;
    }
    Ok(content)
}
