//! What happens in a pair of worlds, made of a seed.

use super::dice::Dice;
use super::hidden;
use super::model::{Finding, Model, Record, Stands};
use super::world::{OWN, Step};
use serde_json::{Value, json};

/// What may be found: rows that findings score, one that is judged, one where they are notes.
pub(super) const CHECKPOINTS: [&str; 8] = [
    "2.1/sign",
    "2.2/first-asked",
    "2.2/tell-once",
    "1.3/wheelchair",
    "5.1/attitude",
    "5.1/dirty-hall",
    "3.1/refused",
    "1.3/reading-glasses",
];

/// How far the quarter goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    Open,
    First,
    Closed,
    Published,
}

/// A shown step, and what each world does before it.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) hidden: [Vec<Step>; 2],
    pub(super) shown: Vec<Step>,
    /// The steps lead into this phase, if nothing is missing.
    pub(super) before: Option<Phase>,
    /// The town looks at its card then.
    pub(super) look: bool,
}

pub(super) struct Script {
    pub(super) lines: Vec<Line>,
    pub(super) model: Model,
}

impl Script {
    pub(super) fn of(seed: u64) -> Self {
        let mut dice = Dice(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let end = match dice.below(10) {
            0..=5 => Phase::Open,
            6 | 7 => Phase::First,
            8 => Phase::Closed,
            _ => Phase::Published,
        };
        let mut writing = Writing {
            dice,
            model: Model::default(),
            lines: Vec::new(),
            end,
        };
        writing.quarter();
        if end != Phase::Open {
            writing.go_on();
        }
        Self {
            lines: writing.lines,
            model: writing.model,
        }
    }
}

/// A visit with all that is found at it.
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

/// A file; at times the very bytes of a photo, hidden or not.
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

struct Writing {
    dice: Dice,
    model: Model,
    lines: Vec<Line>,
    end: Phase,
}

impl Writing {
    /// What happens while facts are entered.
    fn quarter(&mut self) {
        for _ in 0..7 + self.dice.below(9) {
            let mut line = Line::default();
            if self.end == Phase::Published {
                self.alike(&mut line);
            } else {
                for world in 0..2 {
                    for _ in 0..self.dice.below(4) {
                        let steps = hidden::step(&mut self.dice, &mut self.model, world);
                        line.hidden[world].extend(steps);
                    }
                }
            }
            for _ in 0..6 {
                line.shown = self.shown();
                if !line.shown.is_empty() {
                    break;
                }
            }
            line.look = self.dice.chance(30);
            self.lines.push(line);
        }
    }

    /// Hidden visits where nothing will count: of public results the town knows how many there were.
    fn alike(&mut self, line: &mut Line) {
        let town = if self.dice.chance(60) {
            OWN
        } else {
            "hongshan"
        };
        if self.dice.chance(50) {
            return;
        }
        for (world, steps) in line.hidden.iter_mut().enumerate() {
            steps.extend(hidden::visit(&mut self.dice, &mut self.model, world, town));
        }
    }

    fn shown(&mut self) -> Vec<Step> {
        match self.dice.below(14) {
            0..=3 => self.visit(),
            4..=6 => self.decide(),
            7 => self.change(),
            8 => self.enter(),
            9 => self.judge(),
            10 => self.record(),
            11 => self.take_back(),
            _ => self.evidence(),
        }
    }

    fn visit(&mut self) -> Vec<Step> {
        let form = if self.dice.chance(60) {
            "announced"
        } else {
            "unannounced"
        };
        let (mut steps, visit, findings) = burst(&mut self.dice, OWN, form, true, None);
        if form == "unannounced" {
            steps.push(Step::Release {
                visit: visit.clone(),
            });
        }
        self.model.shown.visits.push(visit);
        self.model.shown.findings.extend(findings);
        steps
    }

    fn chosen(&mut self) -> Option<&mut Finding> {
        let all = &mut self.model.shown.findings;
        if all.is_empty() {
            return None;
        }
        let at = self.dice.below(all.len());
        all.get_mut(at).filter(|it| it.is_live())
    }

    fn decide(&mut self) -> Vec<Step> {
        let roll = self.dice.below(6);
        let others: Vec<(String, String)> = self
            .model
            .shown
            .findings
            .iter()
            .filter(|it| it.is_live())
            .filter(|it| {
                !self
                    .model
                    .hidden
                    .iter()
                    .any(|side| side.merged.contains(&it.id))
            })
            .map(|it| (it.id.clone(), it.checkpoint.clone()))
            .collect();
        let Some(finding) = self.chosen() else {
            return Vec::new();
        };
        let (id, checkpoint) = (finding.id.clone(), finding.checkpoint.clone());
        let into = others
            .iter()
            .find(|(other, of)| *of == checkpoint && *other != id);
        let (verdict, stands) = match (roll, into) {
            (0, _) => (json!({"is": "rejected"}), Stands::Gone),
            (1, _) => (json!({"is": "returned"}), Stands::Returned),
            (2, Some((into, _))) => (json!({"is": "merged", "into": into}), Stands::Gone),
            _ => (json!({"is": "confirmed"}), Stands::Confirmed),
        };
        finding.stands = stands;
        for side in &mut self.model.hidden {
            side.merged.retain(|it| *it != id);
        }
        vec![Step::Decide {
            finding: id,
            verdict,
            count: None,
        }]
    }

    /// The inspector takes back or amends.
    fn change(&mut self) -> Vec<Step> {
        let amends = self.dice.chance(50);
        let Some(finding) = self.chosen() else {
            return Vec::new();
        };
        let (visit, id) = (finding.visit.clone(), finding.id.clone());
        match (amends, finding.stands) {
            (true, stands) => {
                if stands == Stands::Returned {
                    finding.stands = Stands::Waits;
                }
                vec![Step::Amend {
                    visit,
                    finding: id,
                    count: 3,
                }]
            }
            (false, stands) => {
                if stands != Stands::Confirmed {
                    finding.stands = Stands::Gone;
                }
                vec![Step::Withdraw { visit, finding: id }]
            }
        }
    }

    fn enter(&mut self) -> Vec<Step> {
        let number = (10 + self.dice.below(80)).to_string();
        let facts = match self.dice.below(6) {
            0 => json!([{"town": OWN, "indicator": "1.1", "tier": "standard"}]),
            1 => json!([{"town": OWN, "indicator": "1.2", "full_coverage": false,
                "benchmark_stations": 2}]),
            2 => json!([{"town": OWN, "indicator": "3.1", "metric": number}]),
            3 => json!([{"town": OWN, "indicator": "6", "monthly": [number, "97"]}]),
            4 => json!([{"town": OWN, "showcase": number}]),
            _ => {
                let status = self
                    .dice
                    .pick(&["pending", "confirmed", "rejected"])
                    .copied();
                let (slot, status) = (
                    format!("claim-{}", self.dice.id()),
                    status.unwrap_or("pending"),
                );
                let facts = json!([{"town": OWN, "indicator": "8.1.1", "id": slot, "matter": number,
                    "level": "city", "status": status}]);
                self.model.shown.claims.push((slot, status));
                facts
            }
        };
        vec![Step::Enter { facts }]
    }

    /// A judgement that the town may know of.
    fn judge(&mut self) -> Vec<Step> {
        if self.model.hidden.iter().any(|it| it.waived) {
            return Vec::new();
        }
        let points = if self.dice.chance(50) && !self.model.has_confirmed(OWN) {
            "0"
        } else if self.model.may_be_shown("2.2") {
            self.dice.pick(&["2", "3", "3.5"]).copied().unwrap_or("2")
        } else {
            return Vec::new();
        };
        let facts = json!([{"town": OWN, "indicator": "2.2", "judgement": points}]);
        for side in &mut self.model.hidden {
            side.judged = false;
        }
        vec![Step::Enter { facts }]
    }

    /// A record that the town knows of, new or corrected.
    fn record(&mut self) -> Vec<Step> {
        let free: Vec<String> = self
            .model
            .shown
            .findings
            .iter()
            .filter(|it| it.is_live() && !self.model.is_priced(&it.id))
            .map(|it| it.id.clone())
            .collect();
        let finding = self
            .dice
            .pick(&free)
            .cloned()
            .filter(|_| self.dice.chance(50));
        let known: Vec<String> = self
            .model
            .shown
            .records
            .iter()
            .map(|it| it.slot.clone())
            .collect();
        let known = self
            .dice
            .pick(&known)
            .cloned()
            .filter(|_| self.dice.chance(40));
        let slot = known.unwrap_or_else(|| format!("record-{}", self.dice.id()));
        let record = Record {
            slot: slot.clone(),
            finding,
            status: "confirmed",
        };
        self.model.shown.records.retain(|it| it.slot != slot);
        for side in &mut self.model.hidden {
            side.records.retain(|it| it.slot != slot);
        }
        let points = self.dice.pick(&["3", "4", "5"]).copied().unwrap_or("3");
        let facts = json!([hidden::fact(&record, points)]);
        self.model.shown.records.push(record);
        vec![Step::Enter { facts }]
    }

    /// A claim or record that the town knows of is taken back.
    fn take_back(&mut self) -> Vec<Step> {
        let records = self.model.shown.records.iter().map(|it| it.slot.clone());
        let claims = self.model.shown.claims.iter().map(|(slot, _)| slot.clone());
        let slots: Vec<String> = records.chain(claims).collect();
        let Some(slot) = self.dice.pick(&slots).cloned() else {
            return Vec::new();
        };
        self.model.shown.records.retain(|it| it.slot != slot);
        self.model.shown.claims.retain(|(it, _)| *it != slot);
        for side in &mut self.model.hidden {
            side.records.retain(|it| it.slot != slot);
        }
        vec![Step::TakeBack {
            town: OWN.to_owned(),
            slot,
        }]
    }

    fn evidence(&mut self) -> Vec<Step> {
        if self.dice.chance(20) {
            let gone = self.dice.pick(&self.model.shown.evidence).cloned();
            let Some(name) = gone.filter(|name| !self.model.withdrawn.contains(name)) else {
                return Vec::new();
            };
            self.model.withdrawn.push(name.clone());
            return vec![Step::WithdrawEvidence { name }];
        }
        let rows = ["2.2", "5.1"]
            .iter()
            .filter(|row| self.model.may_be_shown(row));
        let rows = rows
            .chain(&["1.1", "showcase"])
            .map(|row| (*row).to_owned());
        let claims = self.model.shown.claims.iter().map(|(slot, _)| slot.clone());
        // One that is corrected in a hidden way has evidence of what is hidden.
        let hidden = |slot: &str| {
            let mut sides = self.model.hidden.iter();
            sides.any(|side| side.records.iter().any(|it| it.slot == slot))
        };
        let records = self.model.shown.records.iter().map(|it| it.slot.clone());
        let records = records.filter(|slot| !hidden(slot));
        let slots: Vec<String> = rows.chain(claims).chain(records).collect();
        let Some(slot) = self.dice.pick(&slots).cloned() else {
            return Vec::new();
        };
        let name = format!("e{}", self.model.shown.evidence.len());
        self.model.shown.evidence.push(name.clone());
        vec![evidence(&mut self.dice, &self.model, name, OWN, slot)]
    }

    /// From 填报中 as far as the pair goes.
    fn go_on(&mut self) {
        let closes = self.end != Phase::First;
        if closes {
            self.settle();
        }
        let mut line = Line::default();
        let apart = self.end != Phase::Published && self.dice.chance(80);
        line.hidden[0].push(Step::EnterAll { apart: false });
        line.hidden[1].push(Step::EnterAll { apart });
        self.lines.push(line);
        self.judgements();
        self.lines.push(Line {
            shown: vec![Step::SignRows],
            ..Line::default()
        });
        let act = |name: &str| Step::Act(json!({ "act": name }));
        self.phase(Phase::First, vec![act("first")]);
        if !closes {
            return;
        }
        let sign = json!({"act": "sign", "name": "孙立", "date": "2026-12-28", "remark": ""});
        let meet = json!({"act": "meet", "date": "2026-12-30", "minutes": "〔2026〕12号"});
        let steps = vec![Step::Act(sign), act("second"), Step::Act(meet)];
        self.phase(Phase::First, steps);
        self.phase(Phase::Closed, vec![act("close")]);
        if self.end == Phase::Published {
            self.phase(Phase::Published, vec![act("publish")]);
        }
    }

    fn phase(&mut self, phase: Phase, shown: Vec<Step>) {
        self.lines.push(Line {
            shown,
            before: Some(phase),
            look: true,
            ..Line::default()
        });
    }

    /// Nothing waits when a quarter is closed. In public results nothing hidden counts.
    fn settle(&mut self) {
        let mut line = Line::default();
        let public = self.end == Phase::Published;
        for world in 0..2 {
            for finding in &mut self.model.hidden[world].findings {
                // One that was changed after its decision waits as well.
                if !finding.is_live() {
                    continue;
                }
                let confirms = !public && self.dice.chance(50);
                finding.stands = if confirms {
                    Stands::Confirmed
                } else {
                    Stands::Gone
                };
                let verdict = if confirms { "confirmed" } else { "rejected" };
                line.hidden[world].push(Step::Decide {
                    finding: finding.id.clone(),
                    verdict: json!({"is": verdict}),
                    count: None,
                });
            }
            for record in &mut self.model.hidden[world].records {
                if record.status == "pending" {
                    record.status = "rejected";
                    let facts = json!([hidden::fact(record, "3")]);
                    line.hidden[world].push(Step::Enter { facts });
                }
            }
        }
        for finding in &mut self.model.shown.findings {
            // What was amended after its decision waits as well: everything is decided anew, but for
            // what was taken back before anybody decided.
            if finding.is_live() {
                finding.stands = Stands::Confirmed;
                line.shown.push(Step::Decide {
                    finding: finding.id.clone(),
                    verdict: json!({"is": "confirmed"}),
                    count: None,
                });
            }
        }
        for side in &mut self.model.hidden {
            side.merged.clear();
        }
        let claims = self.model.shown.claims.iter_mut();
        let claims: Vec<Value> = claims
            .filter(|(_, status)| *status == "pending")
            .map(|(slot, status)| {
                *status = "confirmed";
                json!({"town": OWN, "indicator": "8.1.1", "id": slot, "matter": slot,
                    "level": "city", "status": "confirmed"})
            })
            .collect();
        if !claims.is_empty() {
            line.shown.push(Step::Enter {
                facts: json!(claims),
            });
        }
        self.lines.push(line);
    }

    /// Judgements where something counts: else their row is missing.
    fn judgements(&mut self) {
        let mut line = Line::default();
        for world in 0..2 {
            for town in ["hongshan", "taihe", "banyanglu"] {
                let mut all = self.model.hidden[world].findings.iter();
                if all
                    .any(|it| it.is_live() && it.town == town && it.checkpoint.starts_with("2.2/"))
                {
                    let facts = json!([{"town": town, "indicator": "2.2", "judgement": "3"}]);
                    line.hidden[world].push(Step::Enter { facts });
                }
            }
            let steps = hidden::judge(&mut self.dice, &mut self.model, world);
            line.hidden[world].extend(steps);
        }
        let shown = self.model.shown.findings.iter();
        let mut shown = shown.filter(|it| it.is_live() && it.checkpoint.starts_with("2.2/"));
        if shown.next().is_some() && self.model.may_be_shown("2.2") {
            let facts = json!([{"town": OWN, "indicator": "2.2", "judgement": "2"}]);
            line.shown.push(Step::Enter { facts });
        }
        self.lines.push(line);
    }
}
