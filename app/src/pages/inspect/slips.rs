//! A slip costs nothing: what an answer takes back can be brought back, with its words and photos.

use crate::local::tablet::Tablet;
use crate::local::tablet::about::checkpoint_of;
use domain::ids::{CheckpointId, FindingId, OpId, VisitId};
use domain::inspection::{AnswerValue, Content, Finding, Visit};
use domain::sync::op::{AmendFinding, Answer, Intent, Said};

/// What a finding's content says, to be said again.
pub(super) fn said(content: &Content) -> Said {
    Said {
        count: content.count,
        phrases: content.phrases.clone(),
        note: content.note.clone(),
        observed_at: content.observed_at,
        position: content.position,
    }
}

/// The findings that stand at a checkpoint, with what they say, the oldest first.
pub(super) fn standing(visit: &Visit, checkpoint: &CheckpointId) -> Vec<(FindingId, Said)> {
    let mut live: Vec<_> = visit.live_findings(checkpoint).collect();
    live.sort_by_key(|finding| (finding.recorded.at.timestamp(), finding.id));
    live.into_iter()
        .filter_map(|finding| Some((finding.id, said(finding.content()?))))
        .collect()
}

/// The findings of a checkpoint that do not stand any more, with what this tablet last said of them,
/// the oldest first. Those of other tablets are theirs to bring back.
pub(super) fn taken_back(
    tablet: &Tablet,
    visit: &Visit,
    checkpoint: &CheckpointId,
) -> Vec<(FindingId, Said)> {
    with_last_words(tablet, gone(visit, checkpoint))
}

/// Of these, those that the present answer of the checkpoint took back: they come again when it is
/// answered 有问题 once more.
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

/// Says findings again as they were.
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

/// What brings back all that answering these checkpoints otherwise takes away: their findings, and
/// the answer that each had. Empty where nothing is lost.
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
            answer: AnswerValue::Issue,
        }));
        back.extend(again(visit.id, findings));
    }
    (lost, back)
}

/// The last words at the rows that these intents are about, by their operations: equal while nobody has
/// said anything more there.
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
