//! Random valid cases with few towns, sites, visits, matters and metrics, so that everything
//! repeats.

use domain::table::{Table, builtin};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::HashSet;

pub(crate) const TOWNS: [&str; 6] = ["t1", "t10", "t2", "t3", "t4", "t5"];

pub(crate) fn zichuan() -> &'static Table {
    builtin("zichuan-2022").unwrap()
}

fn checkpoints() -> Vec<&'static str> {
    zichuan()
        .checkpoints()
        .map(|(_, c)| c.id.as_str())
        .collect()
}

fn statuses() -> impl Strategy<Value = &'static str> {
    prop_oneof![4 => Just("confirmed"), 2 => Just("pending"), 1 => Just("rejected")]
}

/// A finding from few sites, visits and times, so that repetitions are common.
pub(crate) fn any_finding() -> impl Strategy<Value = Value> {
    let times = prop::sample::select(vec![
        "2022-04-01T00:00:00+08:00",
        "2022-05-20T09:30:00+08:00",
        "2022-05-20T01:30:00Z",
        "2022-05-20T09:30:00.5+08:00",
        "2022-06-30T23:59:59+08:00",
    ]);
    let checkpoint = prop::sample::select(checkpoints());
    let town = prop::sample::select(TOWNS.to_vec());
    (checkpoint, town, 0..2_u8, 0..3_u8, times, 1..4_u32, statuses()).prop_map(
        |(checkpoint, town, site, visit, at, count, status)| {
            json!({"id":"","town":town,"site":format!("{town}-{site}"),"visit":format!("{town}-{visit}"),
                   "observed_at":at,"checkpoint":checkpoint,"count":count,"status":status})
        },
    )
}

/// Points with two decimals from `least` to `most`.
fn cents(least: u32, most: u32) -> impl Strategy<Value = String> {
    (least * 100..=most * 100).prop_map(|cents| format!("{}.{:02}", cents / 100, cents % 100))
}

fn claims() -> impl Strategy<Value = Value> {
    let level = prop_oneof![
        prop::sample::select(vec![
            "nation",
            "province",
            "city",
            "city-bureau",
            "district-bureau"
        ])
        .prop_map(|level| ("8.1.1", level, None)),
        prop::sample::select(vec!["nation", "province", "city"]).prop_map(|l| ("8.1.2", l, None)),
        prop::sample::select(vec!["nation", "city"]).prop_map(|l| ("8.1.3", l, None)),
        (0..15_000_u64).prop_map(|reads| ("8.1.3", "wechat", Some(reads))),
    ];
    (level, 0..3_u8, statuses()).prop_map(|((row, level, reads), matter, status)| {
        let mut claim =
            json!({"indicator":row,"level":level,"matter":format!("m{matter}"),"status":status});
        if let Some(reads) = reads {
            claim["reads"] = reads.into();
        }
        claim
    })
}

fn penalties() -> impl Strategy<Value = Value> {
    let amount = prop_oneof![
        cents(3, 5).prop_map(|points| json!({"indicator":"8.2.2","points":points})),
        cents(1, 3).prop_map(|p| json!({"indicator":"8.2.1","level":"discretionary","points":p})),
        prop::sample::select(vec!["province", "city", "city-bureau"])
            .prop_map(|level| json!({"indicator":"8.2.1","level":level})),
    ];
    // The index chooses the finding that the record prices, if the town has one.
    (
        amount,
        statuses(),
        prop::option::of(any::<prop::sample::Index>()),
    )
        .prop_map(|(mut penalty, status, prices)| {
            penalty["status"] = status.into();
            penalty["prices"] = prices.map_or(Value::Null, |index| index.index(1000).into());
            penalty
        })
}

/// What is entered for a row with one fact: the fact, a waiver or nothing.
fn entered(row: &'static str, fact: BoxedStrategy<Value>, full: u32) -> BoxedStrategy<Vec<Value>> {
    let waiver =
        cents(0, full).prop_map(move |p| json!({"waive":row,"points":p,"reason":"无数据"}));
    prop_oneof![
        6 => fact.prop_map(|fact| vec![fact]),
        1 => waiver.prop_map(|waiver| vec![waiver]),
        1 => Just(Vec::new()),
    ]
    .boxed()
}

fn facts_of_a_town(metrics: bool) -> impl Strategy<Value = Vec<Value>> {
    let rank = move |row: &'static str| {
        if metrics {
            (0..5_u8)
                .prop_map(move |m| json!({"indicator":row,"metric":format!("{m}.50")}))
                .boxed()
        } else {
            (1..25_u32)
                .prop_map(move |rank| json!({"indicator":row,"rank":rank}))
                .boxed()
        }
    };
    let tier = prop::sample::select(vec!["benchmark", "standard", "below"])
        .prop_map(|tier| json!({"indicator":"1.1","tier":tier}));
    let coverage = (any::<bool>(), 0..20_u32).prop_map(
        |(full, n)| json!({"indicator":"1.2","full_coverage":full,"benchmark_stations":n}),
    );
    let judgement = cents(2, 4).prop_map(|points| json!({"indicator":"2.2","judgement":points}));
    let monthly = prop::collection::vec(cents(0, 99), 2..=3)
        .prop_map(|monthly| json!({"indicator":"6","monthly":monthly}));
    let showcase = cents(80, 82).prop_map(|points| json!({"showcase":points}));
    let single = (
        entered("1.1", tier.boxed(), 10),
        entered("1.2", coverage.boxed(), 6),
        entered("2.2", judgement.boxed(), 6),
        entered("2.3", rank("2.3"), 8),
        entered("3.2", rank("3.2"), 4),
        entered("4.2", rank("4.2"), 5),
        entered("6", monthly.boxed(), 10),
        entered("showcase", showcase.boxed(), 100),
    )
        .prop_map(|(a, b, c, d, e, f, g, h)| [a, b, c, d, e, f, g, h].concat());
    let many = (
        prop::collection::vec(claims(), 0..6),
        prop::collection::vec(penalties(), 0..5),
    );
    (single, many).prop_map(|(single, (claims, penalties))| [single, claims, penalties].concat())
}

/// A valid case.
pub(crate) fn any_case() -> impl Strategy<Value = Value> {
    let towns = (1..=TOWNS.len(), any::<bool>())
        .prop_flat_map(|(towns, metrics)| prop::collection::vec(facts_of_a_town(metrics), towns));
    (towns, prop::collection::vec(any_finding(), 0..50)).prop_map(|(facts, findings)| {
        let towns = &TOWNS[..facts.len()];
        let is_town = |finding: &Value| towns.iter().any(|town| finding["town"] == *town);
        let mut findings: Vec<Value> = findings.into_iter().filter(is_town).collect();
        for (index, finding) in findings.iter_mut().enumerate() {
            finding["id"] = format!("f{index}").into();
        }
        let mut all = Vec::new();
        let mut priced = HashSet::new();
        for (town, facts) in towns.iter().zip(facts) {
            let of_town: Vec<&Value> = findings.iter().filter(|f| f["town"] == *town).collect();
            for mut fact in facts {
                fact["town"] = (*town).into();
                if fact.get("status").is_some() {
                    fact["id"] = format!("x{}", all.len()).into();
                }
                let prices = fact.as_object_mut().unwrap().remove("prices");
                if let Some(index) = prices.as_ref().and_then(Value::as_u64)
                    && !of_town.is_empty()
                {
                    let id = &of_town[usize::try_from(index).unwrap() % of_town.len()]["id"];
                    if priced.insert(id.clone()) {
                        fact["finding"] = id.clone();
                    }
                }
                all.push(fact);
            }
        }
        let towns: Vec<Value> = towns.iter().map(|id| json!({"id":id,"name":id})).collect();
        json!({"table":"zichuan-2022","quarter":"2022Q2","towns":towns,"findings":findings,"facts":all})
    })
}
