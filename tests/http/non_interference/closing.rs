//! The end of a pair's quarter: everything entered and settled, signed, closed and published.

use super::hidden;
use super::model::Stands;
use super::script::{Line, Phase, Writing};
use super::world::{OWN, Step};
use serde_json::{Value, json};

impl Writing {
    /// Goes on from 填报中 to the phase where the pair ends.
    pub(super) fn go_on(&mut self) {
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
        let close = json!({"act": "close", "early": "年终提前结账"});
        self.phase(Phase::Closed, vec![Step::Act(close)]);
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

    /// A quarter is closed with nothing waiting. In published results no hidden finding counts.
    fn settle(&mut self) {
        let mut line = Line::default();
        let public = self.end == Phase::Published;
        for world in 0..2 {
            for finding in &mut self.model.hidden[world].findings {
                // A finding changed after its decision waits as well, so all live findings are
                // decided.
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
            // A finding amended after its decision waits as well. So everything is decided anew,
            // except what was withdrawn before any decision.
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

    /// Enters judgements where a finding counts; without them the row would be missing.
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
