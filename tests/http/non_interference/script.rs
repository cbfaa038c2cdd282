//! The events in a pair of worlds, made from a seed.

use super::dice::Dice;
use super::hidden;
use super::model::Model;
use super::world::{OWN, Step};

/// The phase in which the pair's quarter ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    Open,
    First,
    Closed,
    Published,
}

/// Shown steps, and the hidden steps that each world takes before them.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) hidden: [Vec<Step>; 2],
    pub(super) shown: Vec<Step>,
    /// The phase that these steps lead to, if nothing is missing for it.
    pub(super) before: Option<Phase>,
    /// The town opens its card after this line.
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

/// A script under construction.
pub(super) struct Writing {
    pub(super) dice: Dice,
    pub(super) model: Model,
    pub(super) lines: Vec<Line>,
    pub(super) end: Phase,
}

impl Writing {
    /// The time in which facts are entered.
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

    /// Hidden visits in both worlds, the same number in each: published results reveal the number.
    /// None of their findings will count.
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
}
