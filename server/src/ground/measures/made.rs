//! Making the measures of a registry.

use prometheus::{Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec};
use prometheus::{IntGauge, IntGaugeVec, Opts, Registry, Result};

/// Upper bounds for durations, in seconds: from a commit on a fast disk to the longest response.
const SECONDS: [f64; 13] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 15.0, 60.0,
];

pub(super) fn counter(to: &Registry, name: &str, help: &str) -> Result<IntCounter> {
    let made = IntCounter::new(name, help)?;
    to.register(Box::new(made.clone()))?;
    Ok(made)
}

/// A counter for each value of a label; all are shown from the start, so that a first event is seen
/// as a rise.
pub(super) fn counters<const N: usize>(
    to: &Registry,
    (name, help): (&str, &str),
    label: &str,
    values: [&str; N],
) -> Result<[IntCounter; N]> {
    let made = IntCounterVec::new(Opts::new(name, help), &[label])?;
    to.register(Box::new(made.clone()))?;
    Ok(values.map(|value| made.with_label_values(&[value])))
}

pub(super) fn gauge(to: &Registry, name: &str, help: &str) -> Result<IntGauge> {
    let made = IntGauge::new(name, help)?;
    to.register(Box::new(made.clone()))?;
    Ok(made)
}

/// A gauge for each value of a label.
pub(super) fn gauges<const N: usize>(
    to: &Registry,
    (name, help): (&str, &str),
    label: &str,
    values: [&str; N],
) -> Result<[IntGauge; N]> {
    let made = IntGaugeVec::new(Opts::new(name, help), &[label])?;
    to.register(Box::new(made.clone()))?;
    Ok(values.map(|value| made.with_label_values(&[value])))
}

/// A histogram of seconds.
pub(super) fn durations(to: &Registry, name: &str, help: &str) -> Result<Histogram> {
    sizes(to, name, help, &SECONDS)
}

/// A histogram of seconds for each value of a label.
pub(super) fn durations_by<const N: usize>(
    to: &Registry,
    (name, help): (&str, &str),
    label: &str,
    values: [&str; N],
) -> Result<[Histogram; N]> {
    let opts = HistogramOpts::new(name, help).buckets(SECONDS.to_vec());
    let made = HistogramVec::new(opts, &[label])?;
    to.register(Box::new(made.clone()))?;
    Ok(values.map(|value| made.with_label_values(&[value])))
}

/// A histogram with these upper bounds.
pub(super) fn sizes(to: &Registry, name: &str, help: &str, bounds: &[f64]) -> Result<Histogram> {
    let opts = HistogramOpts::new(name, help).buckets(bounds.to_vec());
    let made = Histogram::with_opts(opts)?;
    to.register(Box::new(made.clone()))?;
    Ok(made)
}
