//! Measures `Case::score` for districts of several sizes; `cargo xtask bench` runs it optimised.
//! Prints each time with its budget, and exits with 1 if one exceeds it.

#![allow(clippy::unwrap_used, reason = "a tool for developers")]

use domain::scoring::{Case, Finding, RawFact, Status, Town};
use domain::table::{Table, builtin};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// How often each size is measured; the best time counts, because disturbances only add time.
const ROUNDS: u32 = 7;

/// Towns, findings, and the budget for scoring them.
const BUDGETS: [(usize, usize, Duration); 2] = [
    (13, 10_000, Duration::from_millis(5)),
    (1_800, 1_000_000, Duration::from_secs(1)),
];

/// Sizes that double three times, to show how the time grows.
const SIZES: [usize; 4] = [125_000, 250_000, 500_000, 1_000_000];

fn main() -> ExitCode {
    let table = builtin("zichuan-2022").unwrap();
    let mut over = false;
    println!("scoring a case, one thread, time on the processor, the best of {ROUNDS}:");
    for (towns, findings, budget) in BUDGETS {
        let took = best(table, towns, findings);
        over |= took > budget;
        println!("{towns:>6} towns, {findings:>8} findings: {took:>9.2?} (budget {budget:?})");
    }
    println!("growth, 1800 towns:");
    let mut before: Option<Duration> = None;
    for findings in SIZES {
        let took = best(table, 1_800, findings);
        let ratio = before.map_or(String::new(), |before| {
            format!(", {:.2} times", took.as_secs_f64() / before.as_secs_f64())
        });
        println!("{findings:>8} findings: {took:>9.2?}{ratio}");
        before = Some(took);
    }
    if over {
        println!("over the budget");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn best(table: &Table, towns: usize, findings: usize) -> Duration {
    let case = case(table, towns, findings);
    // The thread's clock advances in steps of some milliseconds, so small cases are repeated.
    let repeats = u32::try_from(1 + 200_000 / findings).unwrap();
    let times = (0..ROUNDS).map(|_| {
        let clock = Clock::start();
        for _ in 0..repeats {
            let scores = case.score(table).unwrap();
            assert_eq!(scores.towns.len(), towns);
        }
        clock.elapsed() / repeats
    });
    times.min().unwrap()
}

/// Processor time where the system reports it, so that other programs do not make scoring look
/// slower; elsewhere elapsed time.
struct Clock(Instant, Option<Duration>);

impl Clock {
    fn start() -> Self {
        Self(Instant::now(), on_processor())
    }

    fn elapsed(&self) -> Duration {
        let wall = self.0.elapsed();
        let spent = self.1.zip(on_processor());
        spent.map_or(wall, |(before, now)| now.saturating_sub(before))
    }
}

/// How long this thread has run, as Linux reports it.
fn on_processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// A quarter with everything: each checkpoint in turn, repeated sites and visits, all three
/// statuses, every row entered, and records that price findings.
fn case(table: &Table, towns: usize, findings: usize) -> Case<'static> {
    let checkpoints: Vec<String> = table.checkpoints().map(|(_, c)| c.id.to_string()).collect();
    let town = |n: usize| format!("town-{n:04}");
    let found = (0..findings).map(|n| {
        let (of, turn) = (n % towns, n / towns);
        let day = 1 + turn % 28;
        Finding {
            // In the form of the tablet: 36 characters, in no order.
            id: format!(
                "0193a5f0-3c00-7000-8000-{:012x}",
                n.wrapping_mul(0x9e37_79b9) ^ n
            )
            .into(),
            town: town(of).into(),
            site: format!("site-{of}-{}", turn % 40).into(),
            visit: format!("0193a5f0-3c00-7000-9000-{of:06x}{:06x}", turn / 6).into(),
            observed_at: format!(
                "2022-05-{day:02}T09:{:02}:{:02}+08:00",
                turn / 60 % 60,
                turn % 60
            )
            .parse()
            .unwrap(),
            checkpoint: checkpoints[(turn * 7 + of) % checkpoints.len()]
                .clone()
                .into(),
            count: 1 + u32::from(turn % 5 == 0),
            status: match turn % 8 {
                0 => Status::Pending,
                1 => Status::Rejected,
                _ => Status::Confirmed,
            },
            finder: None,
            moved: false,
        }
    });
    let findings: Vec<Finding<'static>> = found.collect();
    let mut facts = Vec::new();
    for (n, finding) in findings.iter().enumerate().take(towns) {
        let id = town(n);
        let metric = format!("{}.{:02}", n * 37 % 101, n * 13 % 100);
        for fact in [
            r#""indicator":"1.1","tier":"standard""#.to_owned(),
            r#""indicator":"1.2","full_coverage":true,"benchmark_stations":2"#.to_owned(),
            r#""indicator":"2.2","judgement":"2.5""#.to_owned(),
            format!(r#""indicator":"2.3","metric":"{metric}""#),
            format!(r#""indicator":"3.1","rank":{}"#, n + 1),
            format!(r#""indicator":"3.2","metric":"{metric}""#),
            r#""waive":"3.3","points":"3","reason":"系统升级，当季度无数据""#.to_owned(),
            format!(r#""indicator":"4.2","metric":"{metric}""#),
            r#""indicator":"6","monthly":["98.2","97","99.35"]"#.to_owned(),
            format!(
                r#""id":"c{n}","indicator":"8.1.1","matter":"m","level":"city","status":"confirmed""#
            ),
            format!(
                r#""id":"p{n}","indicator":"8.2.2","points":"3.5","finding":"{}","status":"confirmed""#,
                finding.id
            ),
            r#""showcase":"91.5""#.to_owned(),
        ] {
            let json = format!(r#"{{"town":"{id}",{fact}}}"#);
            let fact: RawFact<'_> = serde_json::from_str(&json).unwrap();
            facts.push(owned(fact));
        }
    }
    Case {
        table: table.id.clone().into(),
        quarter: "2022Q2".parse().unwrap(),
        towns: (0..towns)
            .map(|n| Town::new(town(n), format!("第{n}镇")))
            .collect(),
        findings,
        facts,
    }
}

/// A copy of a fact that borrows nothing.
fn owned(fact: RawFact<'_>) -> RawFact<'static> {
    let own = |text: std::borrow::Cow<'_, str>| text.into_owned().into();
    RawFact {
        town: own(fact.town),
        indicator: fact.indicator.map(own),
        id: fact.id.map(own),
        tier: fact.tier.map(own),
        full_coverage: fact.full_coverage,
        benchmark_stations: fact.benchmark_stations,
        judgement: fact.judgement,
        metric: fact.metric,
        rank: fact.rank,
        monthly: fact.monthly,
        shut: fact.shut,
        matter: fact.matter.map(own),
        level: fact.level.map(own),
        reads: fact.reads,
        points: fact.points,
        finding: fact.finding.map(own),
        status: fact.status,
        showcase: fact.showcase,
        waive: fact.waive.map(own),
        reason: fact.reason.map(own),
    }
}
