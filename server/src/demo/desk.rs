//! The supervisor's desk: decisions on findings, questions and their answers, releases.

use super::making::{Maker, told};
use super::visits::script::{Fate, Release};
use super::visits::{Made, MadeFinding};
use super::words::{asked, dismissed};
use anyhow::{Context, bail};
use app::api::review::{DecisionRequest, MANY};
use domain::inspection::Verdict;
use domain::sync::op::{AmendFinding, Intent, Said};
use jiff::Timestamp;

/// The supervisor who decides.
const SUPERVISOR: &str = "zhaomin";

impl Maker {
    /// Decides on the findings of visits; those with a question are first sent back.
    pub(super) async fn decide(&self, made: &[Made]) -> anyhow::Result<()> {
        let findings = made.iter().flat_map(|it| &it.findings);
        let requests = findings.filter_map(|it| {
            let checkpoint = it.checkpoint.as_str();
            let (verdict, reason) = match it.fate {
                Fate::Confirmed => (Verdict::Confirmed, ""),
                Fate::Dismissed => (Verdict::Rejected, dismissed(checkpoint)),
                Fate::Answered | Fate::Returned => (Verdict::Returned, asked(checkpoint).0),
                Fate::Waits => return None,
            };
            Some(DecisionRequest {
                finding: it.id,
                revision: 1,
                seen: None,
                verdict,
                reason: reason.to_owned(),
                count: None,
                observed_at: None,
            })
        });
        let requests: Vec<DecisionRequest> = requests.collect();
        for some in requests.chunks(MANY) {
            let review = &self.state.ports.review;
            let many = review.decide_many(self.person(SUPERVISOR)?, some).await?;
            if let Some((finding, why)) = many.refused.first() {
                bail!("a decision on {finding} was refused: {why}");
            }
        }
        Ok(())
    }

    /// The inspector answers the question about a finding.
    pub(super) async fn answer(
        &mut self,
        tablet: usize,
        finding: &MadeFinding,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        self.go(at);
        let (_, answer) = asked(finding.checkpoint.as_str());
        let said = Said {
            note: format!("{}{answer}", finding.said.note),
            ..finding.said.clone()
        };
        let amended = Intent::AmendFinding(AmendFinding {
            finding: finding.id,
            visit: finding.visit,
            said,
        });
        self.push(tablet, vec![(at, amended)]).await
    }

    /// Confirms a finding whose question was answered.
    pub(super) async fn confirm(&self, finding: &MadeFinding) -> anyhow::Result<()> {
        let supervisor = self.person(SUPERVISOR)?;
        let review = &self.state.ports.review;
        let read = review.finding(supervisor, finding.id).await?.item;
        let request = DecisionRequest {
            finding: finding.id,
            revision: read.revision,
            seen: read.decided,
            verdict: Verdict::Confirmed,
            reason: String::new(),
            count: None,
            observed_at: None,
        };
        review.decide(supervisor, &request).await?;
        Ok(())
    }

    /// Releases the visits planned for this time.
    pub(super) async fn release(&self, made: &[Made], when: Release) -> anyhow::Result<()> {
        let due = made.iter().filter(|it| it.release == when);
        for visit in due.map(|it| it.visit) {
            let review = &self.state.ports.review;
            let released = review.release(self.person(SUPERVISOR)?, visit).await;
            released.with_context(|| format!("the release of {visit}"))?;
        }
        Ok(())
    }

    /// Performs an act on a quarter.
    pub(super) async fn act(
        &self,
        quarter: domain::time::Quarter,
        act: domain::quarter::Act,
    ) -> anyhow::Result<()> {
        let quarters = &self.state.ports.quarters;
        let by = self.person(SUPERVISOR)?;
        let looked =
            crate::quarter::life::QuarterSnapshot::load(self.state.store.as_ref(), quarter).await;
        let looked = looked.map_err(told)?;
        let done = quarters.act(by, quarter, &act, Some(looked.head())).await;
        done.with_context(|| format!("{}: {:?}", act.word(), looked.missing().map_err(told)))
    }
}
