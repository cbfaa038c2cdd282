//! Pieces for steps of a script, hidden or shown: a visit with all its findings, and a file.

use super::dice::Dice;
use super::model::{Finding, Model, Stands};
use super::world::Step;

/// Checkpoints to find at: of rows that findings score, of a judged row, and of a row where
/// findings are only notes.
const CHECKPOINTS: [&str; 8] = [
    "2.1/sign",
    "2.2/first-asked",
    "2.2/tell-once",
    "1.3/wheelchair",
    "5.1/attitude",
    "5.1/dirty-hall",
    "3.1/refused",
    "1.3/reading-glasses",
];

/// A visit with all its findings and photos.
pub(super) fn burst(
    dice: &mut Dice,
    town: &str,
    form: &'static str,
    close: bool,
    again: Option<Vec<u8>>,
) -> (Vec<Step>, String, Vec<Finding>) {
    let visit = dice.id();
    let by = dice
        .pick(&["lixia", "wangqiang"])
        .copied()
        .unwrap_or("lixia");
    let mut steps = vec![Step::Open {
        visit: visit.clone(),
        site: format!("{town}-center"),
        form,
        by,
    }];
    let mut findings = Vec::new();
    let mut again = again;
    for _ in 0..1 + dice.below(3) {
        let finding = dice.id();
        let checkpoint = dice.pick(&CHECKPOINTS).copied().unwrap_or("2.1/sign");
        let count = 1 + u32::try_from(dice.below(2)).unwrap();
        steps.push(Step::Find {
            visit: visit.clone(),
            finding: finding.clone(),
            checkpoint: checkpoint.to_owned(),
            count,
        });
        let mut photos = Vec::new();
        if dice.chance(35) || again.is_some() {
            let bytes = again.take().unwrap_or_else(|| dice.picture());
            let photo = dice.id();
            steps.push(Step::Attach {
                visit: visit.clone(),
                finding: finding.clone(),
                photo: photo.clone(),
                bytes: bytes.clone(),
            });
            photos.push((photo, bytes));
        }
        findings.push(Finding {
            id: finding,
            visit: visit.clone(),
            town: town.to_owned(),
            checkpoint: checkpoint.to_owned(),
            stands: Stands::Waits,
            photos,
        });
    }
    if close {
        steps.push(Step::Close {
            visit: visit.clone(),
        });
    }
    (steps, visit, findings)
}

/// A file of evidence; sometimes the bytes of a photo, hidden or shown.
pub(super) fn evidence(
    dice: &mut Dice,
    model: &Model,
    name: String,
    town: &str,
    slot: String,
) -> Step {
    let layers = [&model.shown, &model.hidden[0], &model.hidden[1]];
    let photos = layers
        .iter()
        .flat_map(|it| &it.findings)
        .flat_map(|it| &it.photos);
    let photos: Vec<&Vec<u8>> = photos.map(|(_, bytes)| bytes).collect();
    let known = dice.pick(&photos).copied().cloned();
    let bytes = known
        .filter(|_| dice.chance(40))
        .unwrap_or_else(|| dice.picture());
    Step::Evidence {
        name,
        town: town.to_owned(),
        slot,
        bytes,
    }
}
