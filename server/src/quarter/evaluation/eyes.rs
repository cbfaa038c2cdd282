//! What a town may know of the stored data. [`domain::quarter::Sight`] decides; this loads what it
//! needs.

use super::loaded::Evaluation;
use crate::problem::Problem;
use crate::store::{FactLog, KeptFact, Store};
use domain::ids::TownId;
use domain::inspection::{ScoringStatus, Visit};
use domain::quarter::Sight;
use domain::scoring::{RawFact, Status};
use domain::time::Quarter;
use serde_json::{Value, json};
use std::collections::HashSet;

/// The key in a basis that lists the findings on which a fact rests.
const FINDINGS: &str = "findings";

/// The findings on which a fact of a town's row rests: all that wait or count there.
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

/// A basis with these findings; any that it named before are replaced.
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

/// The findings on which a fact rests: the one that it prices, and those that its basis names.
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

/// What a town may know ([`Sight`]), with the store for looking up earlier versions.
pub struct Eyes<'s> {
    store: &'s Store,
    sight: Sight,
}

impl<'s> Eyes<'s> {
    /// What a town may know before anything is published; what every town may know if none is
    /// named.
    pub async fn of(store: &'s Store, town: Option<&TownId>) -> Result<Self, Problem> {
        let hidden = store.hidden_findings(town).await?;
        Ok(Self {
            store,
            sight: Sight::without(hidden),
        })
    }

    /// Adds the findings that count in a published result.
    pub fn open(&mut self, evaluation: &Evaluation) {
        let counted = evaluation.findings.iter();
        let counted = counted.filter(|_| evaluation.published);
        let counted = counted.map(|(_, it)| (it.id.as_str(), it.state));
        self.sight.open(counted);
    }

    /// What the town may know.
    pub fn sight(&self) -> &Sight {
        &self.sight
    }

    /// Whether a fact must be hidden because the findings that it rests on are hidden.
    pub fn hold_back_fact(&self, fact: &RawFact<'_>, basis: Option<&str>) -> bool {
        self.sight.holds_back_fact(fact, &findings_of(basis))
    }

    /// For each fact of a town, the newest value that the town may know.
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
        let log = match older.is_empty() {
            true => FactLog::default(),
            false => self.store.fact_log(&quarter).await?,
        };
        for kept in older {
            let values = log.values(&kept.town, &kept.slot);
            for past in values.filter(|it| it.number < kept.number) {
                // The fact had been taken back before.
                let Some(text) = &past.fact else { break };
                let mut fact: RawFact<'_> =
                    serde_json::from_str(text).map_err(Problem::internal)?;
                if self.hold_back_fact(&fact, past.basis.as_deref()) {
                    continue;
                }
                // Another record may now price the same finding.
                let another = |id: &std::borrow::Cow<'_, str>| priced.contains(id.as_ref());
                fact.finding = fact.finding.filter(|id| !another(id));
                priced.extend(fact.finding.as_deref().map(str::to_owned));
                known.push(KeptFact {
                    number: past.number,
                    fact: serde_json::to_string(&fact).map_err(Problem::internal)?,
                    basis: past.basis.clone(),
                    by: past.by.clone(),
                    at: past.at,
                    ..kept
                });
                break;
            }
        }
        known.sort_by_key(|kept| kept.number);
        Ok(known)
    }

    /// The part of a visit that may be known; `None` if the visit itself is hidden. A decision that
    /// names a hidden finding is replaced by the one before it.
    pub async fn visit(&self, mut visit: Visit) -> Result<Option<Visit>, Problem> {
        let doubted: Vec<_> = self.sight.doubted(&visit).collect();
        for id in doubted {
            let found = self.store.finding(id).await?;
            let before = found.into_iter().flat_map(|it| it.decisions);
            if let Some(finding) = visit.findings.get_mut(&id) {
                finding.decision = self.sight.newest(before);
            }
        }
        Ok(self.sight.visit(visit))
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
