//! The visits of the demo, as listed in its text files.

use anyhow::{Context, bail};
use domain::ids::{CheckpointId, SiteId};
use domain::inspection::{Form, Method};

/// A visit to make.
#[derive(Debug)]
pub(in crate::demo) struct Planned {
    /// How much of the time for visits has passed, in percent.
    pub(in crate::demo) when: usize,
    pub(in crate::demo) site: SiteId,
    pub(in crate::demo) method: Method,
    pub(in crate::demo) form: Form,
    pub(in crate::demo) release: Release,
    pub(in crate::demo) found: Vec<Found>,
    pub(in crate::demo) end: End,
}

/// When a visit is released.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::demo) enum Release {
    /// As soon as its findings are decided.
    Soon,
    /// Shortly before the quarter is closed.
    Late,
    /// Not yet.
    Never,
}

/// How a visit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::demo) enum End {
    /// The site signed, if asked.
    Signed,
    Refused(&'static str),
    NotInspected(&'static str),
    Void(&'static str),
}

/// A finding to record.
#[derive(Debug, Clone)]
pub(in crate::demo) struct Found {
    pub(in crate::demo) checkpoint: CheckpointId,
    pub(in crate::demo) count: u32,
    pub(in crate::demo) fate: Fate,
}

/// What happens to a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::demo) enum Fate {
    Confirmed,
    Dismissed,
    /// Sent back with a question, answered, and confirmed.
    Answered,
    Waits,
    /// Sent back, and not answered yet.
    Returned,
}

const BEFORE: &str = include_str!("before.txt");
const NOW: &str = include_str!("now.txt");

/// The visits of the closed quarter, in order.
pub(in crate::demo) fn before() -> anyhow::Result<Vec<Planned>> {
    read(BEFORE).context("before.txt")
}

/// The visits of the quarter under way.
pub(in crate::demo) fn now() -> anyhow::Result<Vec<Planned>> {
    read(NOW).context("now.txt")
}

fn read(text: &'static str) -> anyhow::Result<Vec<Planned>> {
    let lines = (1..).zip(text.lines());
    let lines = lines.filter(|(_, line)| !line.starts_with('#'));
    lines
        .map(|(number, line)| planned(line).with_context(|| format!("line {number}")))
        .collect()
}

fn planned(line: &'static str) -> anyhow::Result<Planned> {
    let (line, end) = line.split_once('|').unwrap_or((line, ""));
    let mut words = line.split_whitespace();
    let mut word = |what| words.next().with_context(|| format!("{what} is missing"));
    let when = word("when")?.parse()?;
    let site = word("site")?.parse()?;
    let method = word("method")?;
    let known = Method::ALL.iter().find(|it| it.as_str() == method);
    let (form, release) = match word("form")? {
        "announced" => (Form::Announced, Release::Never),
        "unannounced" => (Form::Unannounced, Release::Soon),
        "unannounced-late" => (Form::Unannounced, Release::Late),
        "unannounced-hidden" => (Form::Unannounced, Release::Never),
        other => bail!("`{other}` is no form"),
    };
    Ok(Planned {
        when,
        site,
        method: *known.with_context(|| format!("`{method}` is no method"))?,
        form,
        release,
        found: words.map(found).collect::<anyhow::Result<_>>()?,
        end: ended(end.trim())?,
    })
}

fn ended(text: &'static str) -> anyhow::Result<End> {
    Ok(match text.split_once(' ') {
        None if text.is_empty() => End::Signed,
        Some(("refused", why)) => End::Refused(why),
        Some(("not-inspected", why)) => End::NotInspected(why),
        Some(("void", why)) => End::Void(why),
        _ => bail!("`{text}` is no end"),
    })
}

fn found(word: &str) -> anyhow::Result<Found> {
    let fates = [
        ('!', Fate::Dismissed),
        ('?', Fate::Answered),
        ('~', Fate::Waits),
        ('^', Fate::Returned),
    ];
    let marked = |(mark, fate)| Some((word.strip_suffix(mark)?, fate));
    let marked = fates.into_iter().find_map(marked);
    let (word, fate) = marked.unwrap_or((word, Fate::Confirmed));
    let (checkpoint, count) = word.split_once('*').unwrap_or((word, "1"));
    Ok(Found {
        checkpoint: checkpoint.parse()?,
        count: count.parse().with_context(|| format!("`{word}`"))?,
        fate,
    })
}
