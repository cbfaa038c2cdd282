//! Properties of the family `deduct`, for any findings in any order.

#![allow(clippy::unwrap_used)]

use domain::inspection::FinderLevel;
use domain::points::Points;
use domain::scoring::{Basis, Finding, IndicatorScore, Status, Town, score_deduct_rows};
use domain::table::{Family, Per, Table, builtin};
use proptest::prelude::*;
use std::collections::HashSet;
use std::sync::LazyLock;

fn zichuan() -> &'static Table {
    builtin("zichuan-2022").unwrap()
}

/// What a table may change in the family, each by a key of a row's rule or of a checkpoint.
#[derive(Debug, Clone, Copy)]
enum Changed {
    Nothing,
    AgainAndMost,
    ByFinder,
    Mean,
    Rescaled,
}

/// The table with that change, parsed once.
fn table(changed: Changed) -> &'static Table {
    static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
        let text = domain::table::builtin_files()[0].1;
        let plain = "rule = { family = \"deduct\" }";
        let to = |rule: &str| text.replace(plain, rule);
        let checkpoints = |more: &str| {
            let lines = text.lines().map(|line| match line {
                "per = \"item\"" | "per = \"count\"" | "per = \"occurrence\"" => {
                    format!("{line}\n{more}")
                }
                _ => line.to_owned(),
            });
            lines.collect::<Vec<_>>().join("\n")
        };
        let texts = [
            text.to_owned(),
            checkpoints("again = \"0.5\"\nmost = \"2.2\""),
            checkpoints("finders = { media = \"2.5\", third-party = \"0.3\" }"),
            to("rule = { family = \"deduct\", across = \"mean\" }"),
            to("rule = { family = \"deduct\", rescale = true }"),
        ];
        texts
            .iter()
            .map(|text| Table::parse(text).unwrap())
            .collect()
    });
    &TABLES[changed as usize]
}

fn changed() -> impl Strategy<Value = Changed> {
    prop_oneof![
        Just(Changed::Nothing),
        Just(Changed::AgainAndMost),
        Just(Changed::ByFinder),
        Just(Changed::Mean),
        Just(Changed::Rescaled),
    ]
}

/// A finding from few sites, visits and times, so that repetitions are common.
fn any_finding() -> impl Strategy<Value = Finding<'static>> {
    let checkpoints: Vec<&'static str> = zichuan()
        .checkpoints()
        .filter(|(indicator, _)| indicator.family() == Family::Deduct || indicator.id == "2.2")
        .map(|(_, checkpoint)| checkpoint.id.as_str())
        .collect();
    let status = prop_oneof![
        4 => Just(Status::Confirmed),
        2 => Just(Status::Pending),
        1 => Just(Status::Rejected),
    ];
    let finder = prop::sample::select(vec![
        None,
        Some(FinderLevel::Media),
        Some(FinderLevel::ThirdParty),
    ]);
    let times = prop::sample::select(vec![
        "2022-04-01T00:00:00+08:00",
        "2022-05-20T09:30:00+08:00",
        // The same instant with another offset.
        "2022-05-20T01:30:00Z",
        "2022-05-20T09:30:00.5+08:00",
        "2022-06-30T23:59:59+08:00",
    ]);
    (
        prop::sample::select(checkpoints),
        0..3_u8,
        0..4_u8,
        times,
        1..4_u32,
        (status, finder),
        any::<bool>(),
    )
        .prop_map(
            |(checkpoint, site, visit, at, count, (status, finder), moved)| Finding {
                id: "".into(),
                town: "luocun".into(),
                site: format!("site-{site}").into(),
                visit: format!("v{visit}").into(),
                observed_at: at.parse().unwrap(),
                checkpoint: checkpoint.into(),
                count,
                status,
                finder,
                moved: moved && count == 3,
            },
        )
}

/// Findings with unique ids, in any order.
fn findings(most: usize) -> impl Strategy<Value = Vec<Finding<'static>>> {
    prop::collection::vec(any_finding(), 0..most)
        .prop_map(|mut all| {
            for (index, finding) in all.iter_mut().enumerate() {
                finding.id = format!("f{index}").into();
            }
            all
        })
        .prop_shuffle()
}

fn score<'a>(findings: &'a [Finding<'a>], basis: Basis) -> Vec<IndicatorScore<'a>> {
    score_by(Changed::Nothing, findings, basis)
}

/// The scores of a town with four sites, where some checkpoints do not apply.
fn score_by<'a>(
    changed: Changed,
    findings: &'a [Finding<'a>],
    basis: Basis,
) -> Vec<IndicatorScore<'a>> {
    let town = Town {
        sites: Some(4),
        not_applicable: vec!["1.3/green-channel".into(), "4.1/zone".into()],
        ..Town::new("luocun", "罗村镇")
    };
    let quarter = "2022Q2".parse().unwrap();
    score_deduct_rows(table(changed), quarter, &town, findings, basis).unwrap()
}

/// The points of a row, computed in another way: full points less the points of each thing that
/// counts.
fn by_counting(indicator: &domain::table::Indicator, findings: &[Finding<'_>]) -> Points {
    let mut seen = HashSet::new();
    let taken = findings
        .iter()
        .filter(|f| f.status == Status::Confirmed && !f.moved)
        .filter_map(|f| {
            let checkpoint = indicator.checkpoint(&f.checkpoint)?;
            let within = match checkpoint.per {
                Per::Item => f.site.as_ref(),
                Per::Occurrence => f.visit.as_ref(),
                Per::Once => "",
                Per::Count => return checkpoint.points.times(f.count.into()).ok(),
                Per::Note => return None,
            };
            seen.insert((f.checkpoint.as_ref(), within))
                .then_some(checkpoint.points)
        });
    indicator
        .full
        .minus(Points::sum(taken).unwrap())
        .unwrap()
        .max(Points::ZERO)
}

proptest! {
    #[test]
    fn points_are_the_full_points_less_what_counts(found in findings(40)) {
        for row in score(&found, Basis::Confirmed) {
            let indicator = zichuan().indicator(&row.id).unwrap();
            prop_assert_eq!(row.points, by_counting(indicator, &found), "{}", row.id);
        }
    }

    #[test]
    fn the_order_of_input_never_matters(how in changed(), found in findings(40), seed in any::<u64>()) {
        let mut turned = found.clone();
        turned.sort_by_key(|f| f.id.bytes().fold(seed, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3).rotate_left(23)
        }));
        for basis in [Basis::Confirmed, Basis::Provisional] {
            prop_assert_eq!(score_by(how, &found, basis), score_by(how, &turned, basis));
        }
    }

    #[test]
    fn one_more_confirmed_finding_never_raises(how in changed(), found in findings(40), more in any_finding()) {
        let mut with = found.clone();
        with.push(Finding { id: "more".into(), status: Status::Confirmed, ..more });
        for (before, after) in score_by(how, &found, Basis::Confirmed).iter().zip(&score_by(how, &with, Basis::Confirmed)) {
            prop_assert!(after.points <= before.points, "{} {:?} {:?}", before.id, before, after);
        }
    }

    #[test]
    fn lines_sum_to_the_points_and_stop_at_zero(how in changed(), found in findings(60)) {
        for row in score_by(how, &found, Basis::Confirmed) {
            let taken = Points::sum(row.lines.iter().map(|line| line.points)).unwrap();
            prop_assert_eq!(row.of.plus(taken).unwrap(), row.points);
            prop_assert!(Points::ZERO <= row.points && row.points <= row.of);
            for line in &row.lines {
                prop_assert!(!(-line.points).is_negative());
                prop_assert_eq!(line.points.is_zero(), line.why.is_some(), "{:?}", line);
                prop_assert!(line.asked <= line.points);
            }
        }
    }

    #[test]
    fn every_confirmed_finding_has_one_line(how in changed(), found in findings(60)) {
        let rows = score_by(how, &found, Basis::Confirmed);
        let mut lines: Vec<_> = rows.iter().flat_map(|row| &row.lines)
            .map(|line| (line.finding.clone().unwrap(), line.checkpoint.clone().unwrap())).collect();
        let mut expected: Vec<_> = found.iter()
            .filter(|f| f.status == Status::Confirmed && !f.checkpoint.starts_with("2.2/"))
            .map(|f| (f.id.clone(), f.checkpoint.clone())).collect();
        lines.sort();
        expected.sort();
        prop_assert_eq!(lines, expected);
    }

    #[test]
    fn provisional_is_as_if_pending_were_confirmed(how in changed(), found in findings(40)) {
        let mut confirmed = found.clone();
        for finding in confirmed.iter_mut().filter(|f| f.status == Status::Pending) {
            finding.status = Status::Confirmed;
        }
        prop_assert_eq!(score_by(how, &found, Basis::Provisional), score_by(how, &confirmed, Basis::Confirmed));
        let kept: Vec<_> = found.iter().filter(|f| f.status == Status::Confirmed).cloned().collect();
        prop_assert_eq!(score_by(how, &found, Basis::Confirmed), score_by(how, &kept, Basis::Confirmed));
    }
}

#[test]
fn an_item_may_count_once_for_the_town() {
    let text = domain::table::builtin_files()[0].1.replacen(
        "per = \"item\"",
        "per = \"item\"\nscope = \"town\"",
        1,
    );
    let table = Table::parse(&text).unwrap();
    let at = |id: &'static str, site: &'static str| Finding {
        id: id.into(),
        town: "luocun".into(),
        site: site.into(),
        visit: id.into(),
        observed_at: "2022-05-20T09:30:00+08:00".parse().unwrap(),
        checkpoint: "1.3/accessibility".into(),
        count: 1,
        status: Status::Confirmed,
        finder: None,
        moved: false,
    };
    let (quarter, town) = ("2022Q2".parse().unwrap(), Town::new("luocun", "罗村镇"));
    let found = [at("f1", "a"), at("f2", "b")];
    let points = |table| {
        let rows = score_deduct_rows(table, quarter, &town, &found, Basis::Confirmed);
        rows.unwrap()[0].points
    };
    assert_eq!(points(&table), Points::whole(3));
    assert_eq!(points(zichuan()), Points::whole(2));
}
