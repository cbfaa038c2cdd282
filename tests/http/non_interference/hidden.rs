//! Steps of one world alone, which the town must not learn of.

use super::dice::Dice;
use super::model::{Finding, Model, Record, Stands};
use super::pieces::{burst, evidence};
use super::world::{OWN, Step};
use serde_json::json;

/// Towns other than [`OWN`].
const OTHERS: [&str; 3] = ["hongshan", "taihe", "banyanglu"];

/// A hidden step of a world with everything that it needs; empty if the dice chose a step that is
/// impossible now.
pub(super) fn step(dice: &mut Dice, model: &mut Model, world: usize) -> Vec<Step> {
    match dice.below(16) {
        0..=2 => visit(dice, model, world, OWN),
        3..=5 => decide(dice, model, world),
        6 => withdraw(dice, model, world),
        7 => merge(dice, model, world),
        8 => price(dice, model, world),
        9 => reprice(dice, model, world),
        10 => judge(dice, model, world),
        11 | 12 => proof(dice, model, world),
        13 => {
            let town = dice.pick(&OTHERS).copied().unwrap_or("taihe");
            visit(dice, model, world, town)
        }
        _ => of_others(dice),
    }
}

/// A visit that stays hidden: a 暗访, or one not handed in. At another town, any visit.
pub(super) fn visit(dice: &mut Dice, model: &mut Model, world: usize, town: &str) -> Vec<Step> {
    let (form, close) = match (dice.below(4), town == OWN) {
        (0, true) => ("announced", false),
        (0, false) => ("announced", true),
        (1, _) => ("unannounced", false),
        _ => ("unannounced", true),
    };
    // Sometimes the bytes of a shown photo: nothing may reveal that they were sent before.
    let bytes = model.shown.findings.iter().flat_map(|it| &it.photos);
    let bytes: Vec<Vec<u8>> = bytes.map(|(_, bytes)| bytes.clone()).collect();
    let again = dice.pick(&bytes).cloned().filter(|_| dice.chance(30));
    let (steps, visit, findings) = burst(dice, town, form, close, again);
    model.hidden[world].visits.push(visit);
    model.hidden[world].findings.extend(findings);
    steps
}

fn chosen<'m>(dice: &mut Dice, model: &'m mut Model, world: usize) -> Option<&'m mut Finding> {
    let all = &mut model.hidden[world].findings;
    if all.is_empty() {
        return None;
    }
    let at = dice.below(all.len());
    all.get_mut(at).filter(|it| it.is_live())
}

fn decide(dice: &mut Dice, model: &mut Model, world: usize) -> Vec<Step> {
    let roll = dice.below(6);
    let Some(finding) = chosen(dice, model, world) else {
        return Vec::new();
    };
    let (word, stands) = match roll {
        0 => ("rejected", Stands::Gone),
        1 => ("returned", Stands::Returned),
        _ => ("confirmed", Stands::Confirmed),
    };
    finding.stands = stands;
    vec![Step::Decide {
        finding: finding.id.clone(),
        verdict: json!({"is": word}),
        count: None,
    }]
}

fn withdraw(dice: &mut Dice, model: &mut Model, world: usize) -> Vec<Step> {
    let amends = dice.chance(30);
    let Some(finding) = chosen(dice, model, world) else {
        return Vec::new();
    };
    let (visit, id) = (finding.visit.clone(), finding.id.clone());
    if amends {
        if finding.stands == Stands::Returned {
            finding.stands = Stands::Waits;
        }
        return vec![Step::Amend {
            visit,
            finding: id,
            count: 2,
        }];
    }
    // A decision remains in force until the next decision.
    if finding.stands != Stands::Confirmed {
        finding.stands = Stands::Gone;
    }
    vec![Step::Withdraw { visit, finding: id }]
}

/// Merges a shown finding into a hidden one.
fn merge(dice: &mut Dice, model: &mut Model, world: usize) -> Vec<Step> {
    let live = model.shown.findings.iter().filter(|it| it.is_live());
    let pairs: Vec<(String, String)> = live
        .flat_map(|shown| {
            let hidden = model.hidden[world].findings.iter();
            let alike = hidden.filter(|it| {
                it.is_live() && it.town == shown.town && it.checkpoint == shown.checkpoint
            });
            alike.map(|it| (shown.id.clone(), it.id.clone()))
        })
        .collect();
    let Some((finding, into)) = dice.pick(&pairs).cloned() else {
        return Vec::new();
    };
    model.hidden[world].merged.push(finding.clone());
    let verdict = json!({"is": "merged", "into": into});
    vec![Step::Decide {
        finding,
        verdict,
        count: None,
    }]
}

/// A record that prices a hidden finding, or a record that is not yet decided.
fn price(dice: &mut Dice, model: &mut Model, world: usize) -> Vec<Step> {
    let priced: Vec<String> = model.hidden[world]
        .findings
        .iter()
        .filter(|it| it.town == OWN && it.is_live() && !model.is_priced(&it.id))
        .map(|it| it.id.clone())
        .collect();
    let finding = dice.pick(&priced).cloned().filter(|_| dice.chance(80));
    let status = match (&finding, dice.below(4)) {
        (Some(_), 0..=2) => "confirmed",
        (_, 3) => "rejected",
        _ => "pending",
    };
    let slot = format!("hidden-{}", dice.id());
    let record = Record {
        slot,
        finding,
        status,
    };
    let step = Step::Enter {
        facts: json!([fact(&record, "3")]),
    };
    model.hidden[world].records.push(record);
    vec![step]
}

pub(super) fn fact(record: &Record, points: &str) -> serde_json::Value {
    let mut fact = json!({
        "town": OWN, "indicator": "8.2.2", "id": record.slot, "points": points,
        "status": record.status,
    });
    if let Some(finding) = &record.finding {
        fact["finding"] = json!(finding);
    }
    fact
}

/// Corrects a shown record, so that it prices a hidden finding.
fn reprice(dice: &mut Dice, model: &mut Model, world: usize) -> Vec<Step> {
    let free: Vec<String> = model.hidden[world]
        .findings
        .iter()
        .filter(|it| it.town == OWN && it.is_live() && !model.is_priced(&it.id))
        .map(|it| it.id.clone())
        .collect();
    let slots: Vec<String> = model
        .shown
        .records
        .iter()
        .map(|it| it.slot.clone())
        .collect();
    let (Some(finding), Some(slot)) = (dice.pick(&free), dice.pick(&slots)) else {
        return Vec::new();
    };
    let record = Record {
        slot: slot.clone(),
        finding: Some(finding.clone()),
        status: "confirmed",
    };
    model.hidden[world].records.retain(|it| it.slot != *slot);
    model.hidden[world].records.push(record.clone());
    vec![Step::Enter {
        facts: json!([fact(&record, "5")]),
    }]
}

/// A judgement that rests only on hidden findings.
pub(super) fn judge(dice: &mut Dice, model: &mut Model, world: usize) -> Vec<Step> {
    let layer = &model.hidden[world];
    if !model.rests_on_hidden(world, "2.2") || layer.waived {
        return Vec::new();
    }
    let points = dice.pick(&["2", "2.5", "3", "4"]).copied().unwrap_or("2");
    let facts = json!([{"town": OWN, "indicator": "2.2", "judgement": points}]);
    model.hidden[world].judged = true;
    vec![Step::Enter { facts }]
}

/// Evidence for something hidden.
fn proof(dice: &mut Dice, model: &mut Model, world: usize) -> Vec<Step> {
    if dice.chance(15) {
        let names = &model.hidden[world].evidence;
        let gone = dice.pick(names).cloned();
        return match gone.filter(|name| !model.withdrawn.contains(name)) {
            Some(name) => {
                model.withdrawn.push(name.clone());
                vec![Step::WithdrawEvidence { name }]
            }
            None => Vec::new(),
        };
    }
    let rows = ["2.2", "5.1", "1.3"].iter().map(|row| (*row).to_owned());
    let rows = rows.filter(|row| model.rests_on_hidden(world, row));
    let records = model.hidden[world].records.iter().map(|it| it.slot.clone());
    let slots: Vec<String> = rows.chain(records).collect();
    let Some(slot) = dice.pick(&slots).cloned() else {
        return Vec::new();
    };
    let name = format!("h{world}-{}", model.hidden[world].evidence.len());
    model.hidden[world].evidence.push(name.clone());
    vec![evidence(dice, model, name, OWN, slot)]
}

/// A fact of another town, or something that belongs to no town.
fn of_others(dice: &mut Dice) -> Vec<Step> {
    let town = dice.pick(&OTHERS).copied().unwrap_or("taihe");
    let number = (10 + dice.below(80)).to_string();
    let id = format!("other-{}", dice.id());
    let facts = match dice.below(6) {
        0 => json!([{"town": town, "indicator": "3.1", "metric": number}]),
        1 => json!([{"town": town, "indicator": "1.1", "tier": "benchmark"}]),
        2 => {
            json!([{"town": town, "indicator": "8.2.2", "id": id, "points": "4", "status": "confirmed"}])
        }
        3 => {
            json!([{"town": town, "indicator": "8.1.1", "id": id, "matter": number, "level": "city",
            "status": "pending"}])
        }
        4 => json!([{"town": town, "showcase": number}]),
        _ => {
            return vec![Step::Remind {
                row: "3.1".to_owned(),
            }];
        }
    };
    vec![Step::Enter { facts }]
}
