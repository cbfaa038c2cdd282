//! The lines of 扣分明细单: a finding, what a gate took, and what an office entered.

use super::super::findings::minute;
use super::{DIGITS, Deduction, Sheet};
use crate::ground::clock::OFFSET_SECONDS;
use crate::problem::Problem;
use app::api::scores::{Source, TraceLine};
use app::api::town::{DeductionLine, ScoreRow};
use app::entered::{judgement_in_file, record_in_file};
use app::words_of::{fill, why_word};
use domain::inspection::noted;
use domain::points::Points;
use domain::scoring::EnteredKind;

impl Sheet<'_> {
    pub(super) fn found(&self, line: &DeductionLine) -> Deduction {
        let mut what = line.checkpoint_name.clone();
        if line.count > 1 {
            what.push_str(&fill(self.words.times, &[("count", &line.count)]));
        }
        let noted = noted(&line.phrases, &line.note, self.words.list_separator);
        if !noted.is_empty() {
            what = fill(
                self.words.fault_noted,
                &[("fault", &what), ("noted", &noted)],
            );
        }
        self.reason(&mut what, line.why.as_deref());
        let proof = (1..).zip(&line.photos).map(|(number, photo)| {
            let digits: String = photo.sha256.chars().take(DIGITS).collect();
            fill(
                self.words.photo_of,
                &[("number", &number), ("digits", &digits)],
            )
        });
        let proof: Vec<String> = proof.collect();
        Deduction {
            row: 0,
            when: minute(line.observed_at, OFFSET_SECONDS),
            site: line.site_name.clone(),
            what,
            points: line.exact.abs(),
            taken: Points::ZERO,
            left: Points::ZERO,
            proof: proof.join("\n"),
        }
    }

    /// The line for what a gate took of a row beside its deductions.
    pub(super) fn zeroed(
        &self,
        full: Points,
        row: Option<&ScoreRow>,
        lines: &[Deduction],
    ) -> Result<Option<Deduction>, Problem> {
        let gates = row.map_or(&[][..], |row| row.vetoed.as_slice());
        let taken = Points::sum(lines.iter().map(|line| line.points));
        let left = full.minus(taken.map_err(Problem::internal)?);
        let left = left.map_err(Problem::internal)?;
        let gates = Some(gates).filter(|gates| !gates.is_empty() && !left.is_zero());
        Ok(gates.map(|gates| {
            let gates = gates.join(self.words.list_separator);
            Self::plain(self.zeroed_by(&gates), left)
        }))
    }

    fn zeroed_by(&self, gate: &str) -> String {
        fill(self.words.gate_zeroed, &[("text", &gate)])
    }

    /// A deduction with neither a place nor photos.
    fn plain(what: String, points: Points) -> Deduction {
        Deduction {
            row: 0,
            when: String::new(),
            site: String::new(),
            what,
            points,
            taken: Points::ZERO,
            left: Points::ZERO,
            proof: String::new(),
        }
    }

    pub(super) fn entered(&self, line: &TraceLine) -> Deduction {
        let mut what = match &line.source {
            Some(Source::Gate { text, .. }) => self.zeroed_by(text),
            Some(Source::Fact { kind, .. }) if *kind == EnteredKind::Judgement => {
                judgement_in_file(self.words.language).to_owned()
            }
            Some(Source::Fact { text, .. }) => {
                // The points have a column of their own.
                let parts = text.split(" · ");
                let level: Vec<&str> = parts.filter(|it| it.parse::<f64>().is_err()).collect();
                record_in_file(self.words.language, &level.join(" "))
            }
            _ => self.words.judgement_open.to_owned(),
        };
        self.reason(&mut what, line.why.as_deref());
        Self::plain(what, line.exact.abs())
    }

    /// Appends why a line deducted nothing.
    fn reason(&self, what: &mut String, why: Option<&str>) {
        let why = why.and_then(|why| why_word(self.words.language, why));
        if let Some(why) = why {
            what.push('\n');
            what.push_str(why);
        }
    }
}
