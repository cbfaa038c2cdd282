//! Measured times and their summary.

use std::fmt;

use anyhow::{Result, ensure};

/// Times in milliseconds, sorted.
pub(crate) struct Figures(Vec<f64>);

impl Figures {
    pub(crate) fn of(mut times: Vec<f64>) -> Result<Self> {
        ensure!(!times.is_empty(), "nothing was measured");
        times.sort_by(f64::total_cmp);
        Ok(Self(times))
    }

    /// The given percentile, by nearest rank.
    fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0[rank - 1]
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "n {}, median {:.1}, p95 {:.1}, worst {:.1}",
            self.0.len(),
            self.percentile(50),
            self.percentile(95),
            self.percentile(100)
        )
    }
}

#[test]
fn percentiles_are_the_nearest_rank() -> Result<()> {
    let figures = Figures::of((1..=20).rev().map(f64::from).collect())?;
    assert_eq!(
        figures.to_string(),
        "n 20, median 10.0, p95 19.0, worst 20.0"
    );
    assert!(Figures::of(vec![]).is_err());
    Ok(())
}
