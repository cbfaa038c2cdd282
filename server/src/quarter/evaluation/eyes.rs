//! What a town may know of findings, visits and facts: nothing of a visit before it is handed in, and
//! nothing of a 暗访 before it is released, nor of what rests on those alone; of results that are
//! public the reasons of what counts.

use super::Evaluation;
use crate::problem::Problem;
use crate::store::{KeptFact, Store};
use domain::ids::{FindingId, TownId};
use domain::inspection::{Decision, ScoringStatus, Verdict, Visit};
use domain::scoring::{RawFact, Status};
use domain::time::Quarter;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashSet};

/// The key of a basis under which the findings stand that something rests on.
const FINDINGS: &str = "findings";

/// The findings that something entered for a town's row rests on: all that wait or count there.
pub fn rests_on(evaluation: &Evaluation, town: &TownId, row: &str) -> Vec<String> {
    let priced = |id: &str| {
        let mut facts = evaluation.facts.iter().filter(|kept| kept.town == *town);
        facts.any(|kept| {
            let fact = serde_json::from_str::<RawFact<'_>>(&kept.fact);
            fact.is_ok_and(|it| {
                it.finding.as_deref() == Some(id) && it.status == Some(Status::Confirmed)
            })
        })
    };
    let of_row = evaluation.findings.iter().filter(|(of, it)| {
        let own = it.checkpoint.split('/').next();
        of == town && own == Some(row) && it.state.scoring() != ScoringStatus::Rejected
    });
    let ids = of_row.map(|(_, it)| it.id.clone());
    ids.filter(|id| !priced(id)).collect()
}

/// A basis that names the findings too; those that it named before do not count any more.
pub fn with_findings(basis: Option<&str>, findings: &[String]) -> Option<String> {
    let mut basis: Value = basis
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_else(|| json!({}));
    let keys = basis.as_object_mut()?;
    keys.remove(FINDINGS);
    if !findings.is_empty() {
        keys.insert(FINDINGS.to_owned(), json!(findings));
    }
    (!keys.is_empty()).then(|| basis.to_string())
}

/// The findings that stand behind something entered: the one that it prices, and those that its basis
/// names.
pub fn behind(fact: &RawFact<'_>, kept: &KeptFact) -> Vec<String> {
    let mut findings = findings_of(kept.basis.as_deref());
    let priced = fact.finding.as_deref().map(str::to_owned);
    findings.extend(priced.filter(|id| !findings.contains(id)));
    findings
}

fn findings_of(basis: Option<&str>) -> Vec<String> {
    let basis: Option<Value> = basis.and_then(|text| serde_json::from_str(text).ok());
    let findings = basis.as_ref().and_then(|it| it[FINDINGS].as_array());
    let findings = findings.into_iter().flatten();
    findings
        .filter_map(|it| it.as_str().map(str::to_owned))
        .collect()
}

/// What is hidden of a town, or of all.
pub struct Eyes<'s> {
    store: &'s dyn Store,
    /// Findings of visits that are not open to towns.
    hidden: HashSet<String>,
    /// Those that count in results that are public.
    public: BTreeSet<String>,
}

impl<'s> Eyes<'s> {
    /// Those of a town, or of every town where none is named, while nothing is public.
    pub async fn of(store: &'s dyn Store, town: Option<&TownId>) -> Result<Self, Problem> {
        let hidden = store.hidden_findings(town).await?;
        Ok(Self {
            store,
            hidden: hidden.into_iter().collect(),
            public: BTreeSet::new(),
        })
    }

    /// Opens them to what counts in a result that is public.
    pub fn open(&mut self, evaluation: &Evaluation) {
        let counts = |state: domain::inspection::FindingState| {
            evaluation.published && state.scoring() == ScoringStatus::Confirmed
        };
        let counted = evaluation.findings.iter();
        let counted = counted.filter(|(_, it)| counts(it.state));
        self.public.extend(counted.map(|(_, it)| it.id.clone()));
    }

    /// Whether a finding may be known.
    pub fn know(&self, finding: &str) -> bool {
        self.public.contains(finding) || !self.hidden.contains(finding)
    }

    /// Whether something that rests on these findings is held back: it rests on no other.
    pub fn hold_back(&self, findings: &[String]) -> bool {
        !findings.is_empty() && !findings.iter().any(|id| self.know(id))
    }

    /// Whether a fact rests on hidden findings alone: a record that prices one or did, a judgement, or
    /// what is waived instead, that was entered when there were no others. A judgement of 0 rests on
    /// none.
    pub fn hold_back_fact(&self, fact: &RawFact<'_>, basis: Option<&str>) -> bool {
        let prices = fact.finding.as_deref().is_some_and(|id| !self.know(id));
        let clears = fact.judgement.is_some_and(|points| points.is_zero());
        prices || (!clears && self.hold_back(&findings_of(basis)))
    }

    /// Of each fact of a town the newest value that may be known.
    pub(super) async fn facts(
        &self,
        quarter: Quarter,
        facts: Vec<KeptFact>,
    ) -> Result<Vec<KeptFact>, Problem> {
        let quarter = quarter.to_string();
        let (mut known, mut older) = (Vec::with_capacity(facts.len()), Vec::new());
        let mut priced = HashSet::new();
        for kept in facts {
            let fact: RawFact<'_> = serde_json::from_str(&kept.fact).map_err(Problem::internal)?;
            if self.hold_back_fact(&fact, kept.basis.as_deref()) {
                older.push(kept);
            } else {
                priced.extend(fact.finding.as_deref().map(str::to_owned));
                known.push(kept);
            }
        }
        for kept in older {
            let history = self.store.history(&quarter, &kept.town, &kept.slot).await?;
            for past in history.into_iter().filter(|it| it.number < kept.number) {
                // What was taken back before is not there.
                let Some(text) = past.fact else { break };
                let mut fact: RawFact<'_> =
                    serde_json::from_str(&text).map_err(Problem::internal)?;
                if self.hold_back_fact(&fact, past.basis.as_deref()) {
                    continue;
                }
                // Another record may price its finding by now.
                let another = |id: &std::borrow::Cow<'_, str>| priced.contains(id.as_ref());
                fact.finding = fact.finding.filter(|id| !another(id));
                priced.extend(fact.finding.as_deref().map(str::to_owned));
                known.push(KeptFact {
                    number: past.number,
                    fact: serde_json::to_string(&fact).map_err(Problem::internal)?,
                    basis: past.basis,
                    by: past.by,
                    at: past.at,
                    ..kept
                });
                break;
            }
        }
        known.sort_by_key(|kept| kept.number);
        Ok(known)
    }

    /// What of a visit may be known; nothing where the visit itself may not. A decision that names a
    /// hidden finding gives way to the one before it.
    pub async fn visit(&self, mut visit: Visit) -> Result<Option<Visit>, Problem> {
        if !visit.is_open_to_town() {
            visit
                .findings
                .retain(|id, _| self.public.contains(&id.to_string()));
            if visit.findings.is_empty() {
                return Ok(None);
            }
        }
        for (id, finding) in &mut visit.findings {
            if finding.decision.as_ref().is_some_and(|it| !self.stands(it)) {
                finding.decision = self.before(*id).await?;
            }
        }
        let findings = &visit.findings;
        visit.photos.retain(|_, photo| {
            let shown = photo.finding.and_then(|id| findings.get(&id));
            shown.is_some_and(|it| {
                it.state().scoring() != ScoringStatus::Rejected
                    || self.public.contains(&it.id.to_string())
            })
        });
        visit.answers.clear();
        Ok(Some(visit))
    }

    /// Whether a decision may be known: it may name another finding.
    pub(super) fn stands(&self, decision: &Decision) -> bool {
        match decision.verdict {
            Verdict::Merged { into } => self.know(&into.to_string()),
            Verdict::Confirmed | Verdict::Rejected | Verdict::Returned => true,
        }
    }

    async fn before(&self, finding: FindingId) -> Result<Option<Decision>, Problem> {
        let found = self.store.finding(finding).await?;
        let mut decisions = found.into_iter().flat_map(|it| it.decisions);
        Ok(decisions.find(|it| self.stands(it)))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{findings_of, with_findings};

    #[test]
    fn a_basis_names_findings_beside_what_it_says() {
        let two = ["a".to_owned(), "b".to_owned()];
        let basis = with_findings(Some(r#"{"document":"〔2026〕1号"}"#), &two).unwrap();
        assert_eq!(findings_of(Some(&basis)), two);
        assert!(basis.contains("〔2026〕1号"));
        let none = with_findings(Some(&basis), &[]).unwrap();
        assert_eq!(none, r#"{"document":"〔2026〕1号"}"#);
        assert_eq!(with_findings(None, &[]), None);
        assert!(findings_of(Some("null")).is_empty());
    }
}
