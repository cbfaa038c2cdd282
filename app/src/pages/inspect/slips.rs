//! Undoing slips: findings that an answer withdrew can be restored, with their notes and photos.

use crate::local::tablet::Tablet;
use crate::local::tablet::about::checkpoint_of;
use domain::ids::{CheckpointId, FindingId, OpId, VisitId};
use domain::inspection::{AnswerValue, Content, Finding, Visit};
use domain::sync::op::{AmendFinding, Answer, Intent, Said};

/// A finding's content, to be recorded again.
pub(super) fn said(content: &Content) -> Said {
    Said {
        count: content.count,
        phrases: content.phrases.clone(),
        note: content.note.clone(),
        observed_at: content.observed_at,
        position: content.position,
    }
}

/// A checkpoint's standing findings with their content, oldest first.
pub(super) fn standing(visit: &Visit, checkpoint: &CheckpointId) -> Vec<(FindingId, Said)> {
    let mut live: Vec<_> = visit.live_findings(checkpoint).collect();
    live.sort_by_key(|finding| (finding.recorded.at.timestamp(), finding.id));
    live.into_iter()
        .filter_map(|finding| Some((finding.id, said(finding.content()?))))
        .collect()
}

/// A checkpoint's withdrawn findings with what this tablet last recorded of them, oldest first.
/// Findings recorded only on other tablets are left out.
pub(super) fn taken_back(
    tablet: &Tablet,
    visit: &Visit,
    checkpoint: &CheckpointId,
) -> Vec<(FindingId, Said)> {
    with_last_words(tablet, gone(visit, checkpoint))
}

/// Those withdrawn by the checkpoint's present answer: answering 有问题 again restores them.
pub(super) fn taken_back_by_answer(
    tablet: &Tablet,
    visit: &Visit,
    checkpoint: &CheckpointId,
) -> Vec<(FindingId, Said)> {
    let Some(answer) = visit.answers.get(checkpoint) else {
        return Vec::new();
    };
    let answered = |op| answer.iter().any(|given| given.stamp.op == op);
    let by_answer = |finding: &&Finding| finding.heads.iter().any(|head| answered(head.stamp.op));
    with_last_words(tablet, gone(visit, checkpoint).filter(by_answer))
}

fn gone<'a>(visit: &'a Visit, checkpoint: &'a CheckpointId) -> impl Iterator<Item = &'a Finding> {
    let mine = move |it: &&Finding| it.checkpoint == *checkpoint && it.content().is_none();
    visit.findings.values().filter(mine)
}

fn with_last_words<'a>(
    tablet: &Tablet,
    findings: impl Iterator<Item = &'a Finding>,
) -> Vec<(FindingId, Said)> {
    let mut findings: Vec<_> = findings.collect();
    findings.sort_by_key(|finding| (finding.recorded.at.timestamp(), finding.id));
    findings
        .into_iter()
        .filter_map(|finding| Some((finding.id, tablet.last_said(finding.id)?)))
        .collect()
}

/// The intents that restore findings.
pub(super) fn again(visit: VisitId, findings: Vec<(FindingId, Said)>) -> Vec<Intent> {
    let amend = |(finding, said)| {
        Intent::AmendFinding(AmendFinding {
            finding,
            visit,
            said,
        })
    };
    findings.into_iter().map(amend).collect()
}

/// The number of standing findings that other answers to these checkpoints would withdraw, and the
/// intents that restore them and the answer 有问题. Empty if there are none.
pub(super) fn way_back(visit: &Visit, checkpoints: &[CheckpointId]) -> (usize, Vec<Intent>) {
    let mut back = Vec::new();
    let mut lost = 0;
    for checkpoint in checkpoints {
        let findings = standing(visit, checkpoint);
        if findings.is_empty() {
            continue;
        }
        lost += findings.len();
        back.push(Intent::Answer(Answer {
            visit: visit.id,
            checkpoint: checkpoint.clone(),
            answer: Some(AnswerValue::Issue),
        }));
        back.extend(again(visit.id, findings));
    }
    (lost, back)
}

/// The current operations at the rows of these intents. Equal marks mean that nothing was recorded
/// there in between.
pub(super) fn marks(tablet: &Tablet, intents: &[Intent]) -> Vec<OpId> {
    let mut marks = Vec::new();
    for intent in intents {
        let Some(visit) = tablet.visit(intent.visit()) else {
            continue;
        };
        let Some(checkpoint) = checkpoint_of(intent, visit) else {
            continue;
        };
        let answers = visit.answers.get(checkpoint).into_iter();
        marks.extend(answers.flat_map(|it| it.iter()).map(|it| it.stamp.op));
        let findings = visit.findings.values();
        let here = findings.filter(|it| it.checkpoint == *checkpoint);
        marks.extend(here.flat_map(|it| it.heads.iter()).map(|it| it.stamp.op));
    }
    marks
}
