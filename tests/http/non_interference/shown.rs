//! Steps that both worlds take, since the town may know of them.

use super::hidden;
use super::model::{Finding, Record, Stands};
use super::pieces::{burst, evidence};
use super::script::Writing;
use super::world::{OWN, Step};
use serde_json::json;

impl Writing {
    pub(super) fn shown(&mut self) -> Vec<Step> {
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

    /// The inspector withdraws or amends a finding.
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

    /// A judgement that the town may see.
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

    /// A new or corrected record that the town may see.
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

    /// Clears a claim or record that the town may see.
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
        // A record corrected in a hidden way has hidden evidence.
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
}
