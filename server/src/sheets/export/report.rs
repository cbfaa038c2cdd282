//! The scores of a quarter as documents show them: with names, and with each line in words.

use super::trace_words::Sayer;
use crate::problem::Problem;
use crate::quarter::evaluation::Evaluation;
use app::export_words::ExportWords;
use domain::points::Points;
use domain::scoring::{Scores, TownScore, What};
use domain::table::Table;
use domain::time::Quarter;
use std::collections::BTreeMap;

/// A quarter as documents show it.
pub struct Report<'a> {
    /// The quarter.
    pub quarter: Quarter,
    /// Its table.
    pub table: &'a Table,
    /// The towns in the order of their places.
    pub towns: Vec<TownReport<'a>>,
    /// The open rulings: whether each is about the flag, and the names of the tied towns.
    pub undecided: Vec<(bool, Vec<String>)>,
}

/// A town as documents show it.
pub struct TownReport<'a> {
    /// Its name.
    pub name: String,
    /// Its score.
    pub score: &'a TownScore<'a>,
    /// For each row in the table's order, the lines that explain its points.
    pub told: Vec<Vec<String>>,
}

impl TownReport<'_> {
    /// The points of a row, by its index in the table.
    pub fn points(&self, row: usize) -> Points {
        let row = self.score.indicators.get(row);
        row.map_or(Points::ZERO, |row| row.points)
    }
}

impl<'a> Report<'a> {
    /// Puts scores into words; `sites` are the names of sites by id.
    pub fn of(
        evaluation: &'a Evaluation,
        scores: &'a Scores<'a>,
        sites: &'a BTreeMap<String, String>,
        words: &'a ExportWords,
    ) -> Result<Self, Problem> {
        let table: &'a Table = &evaluation.table;
        let sayer = Sayer::of(evaluation, sites, words)?;
        let name = |id: &str| evaluation.name_of(id).to_owned();
        let mut towns = Vec::with_capacity(scores.towns.len());
        for score in &scores.towns {
            let rows = table.indicators.iter().zip(&score.indicators);
            towns.push(TownReport {
                name: name(score.id),
                score,
                told: rows.map(|(row, it)| sayer.row(score, row, it)).collect(),
            });
        }
        let undecided = scores.undecided.iter().map(|it| {
            let towns = it.towns.iter().map(|id| name(id)).collect();
            (it.what == What::RedFlag, towns)
        });
        Ok(Self {
            quarter: evaluation.quarter,
            table,
            undecided: undecided.collect(),
            towns,
        })
    }
}
