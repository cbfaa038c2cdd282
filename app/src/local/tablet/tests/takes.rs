//! What a visit deducts, given what other visits have already deducted.

use super::*;
use crate::local::tablet::takes::{Before, Takes};
use domain::points::Points;
use domain::table::builtin;

const AT: &str = "2026-11-2";

/// Two centres and a station of one town, and a centre of another.
fn town() -> Tablet {
    let mut tablet = tablet();
    for (site, town, kind) in [
        ("luocun-center", "luocun", "centre"),
        ("luocun-village", "luocun", "station"),
        ("taihe-center", "taihe", "centre"),
    ] {
        tablet.take(&StoredRow {
            kind: kind::SITE.to_owned(),
            key: site.to_owned(),
            seq: 1,
            body: format!(
                r#"{{"id":"{site}","town":"{town}","name":"{site}","initials":"","pinyin":[],"kind":"{kind}","open_findings":0}}"#
            ),
        });
    }
    assert_eq!(tablet.sites.len(), 3);
    tablet
}

/// A visit on a day of November 2026, with one finding for each checkpoint.
fn visited(tablet: &mut Tablet, day: u8, site: &str, checkpoints: &[&str]) -> VisitId {
    let id_of = |at: usize| id(1000 * u128::from(day) + at as u128);
    let visit = VisitId(id_of(0));
    let at: Moment = format!("{AT}{day}T09:30:00+08:00").parse().unwrap();
    let open = Intent::OpenVisit(OpenVisit {
        visit,
        site: site.parse().unwrap(),
        how: Particulars::default(),
        inspectors: Vec::new(),
    });
    let found = checkpoints.iter().enumerate().map(|(index, checkpoint)| {
        Intent::RecordFinding(RecordFinding {
            finding: FindingId(id_of(index + 1)),
            visit,
            checkpoint: checkpoint.parse().unwrap(),
            said: Said {
                count: 1,
                phrases: Vec::new(),
                note: String::new(),
                observed_at: at,
                position: None,
            },
        })
    });
    for (index, intent) in std::iter::once(open).chain(found).enumerate() {
        let op_id = OpId(id_of(500 + index));
        tablet.write_out(op_id, intent, at, true).unwrap();
    }
    visit
}

fn takes(tablet: &Tablet, visit: VisitId) -> Takes {
    takes_after(tablet, visit, None)
}

fn takes_after(tablet: &Tablet, visit: VisitId, before: Option<&Takes>) -> Takes {
    let visit = tablet.visit(visit).unwrap();
    Takes::of(tablet, visit, builtin("zichuan-2022").unwrap(), before)
}

#[test]
fn what_another_visit_has_taken_is_not_taken_again_and_says_so() {
    let mut tablet = town();
    let wheelchair = "1.3/wheelchair".parse().unwrap();
    let first = visited(&mut tablet, 1, "luocun-center", &["1.3/wheelchair"]);
    let second = visited(&mut tablet, 2, "luocun-center", &["1.3/wheelchair"]);
    let elsewhere = visited(&mut tablet, 3, "luocun-village", &["1.3/wheelchair"]);
    let other_town = visited(&mut tablet, 4, "taihe-center", &["1.3/wheelchair"]);
    for (visit, points) in [(first, 1), (second, 0), (elsewhere, 1), (other_town, 1)] {
        assert_eq!(
            takes(&tablet, visit).total(),
            Points::whole(points),
            "{visit}"
        );
    }
    let at = tablet.visit(first).unwrap().opened.at;
    let before = takes(&tablet, second).before(&wheelchair);
    assert_eq!(before, Some(Before::Visit(at)));
    assert_eq!(takes(&tablet, first).before(&wheelchair), None);

    // Once the first visit is voided, the second deducts.
    let void = Intent::VoidVisit(domain::sync::op::VoidVisit {
        visit: first,
        reason: "误点".into(),
    });
    tablet.write_out(OpId(id(9)), void, now(), true).unwrap();
    assert_eq!(takes(&tablet, second).total(), Points::whole(1));
    assert_eq!(takes(&tablet, second).before(&wheelchair), None);
}

#[test]
fn a_row_that_is_used_up_says_so() {
    let mut tablet = town();
    let conduct = ["5.1/attitude", "5.1/language", "5.1/absent"];
    visited(&mut tablet, 1, "luocun-center", &conduct);
    let second = visited(&mut tablet, 2, "luocun-center", &conduct);
    // The first visit has used three of the five points.
    let takes = takes(&tablet, second);
    assert_eq!(takes.total(), Points::whole(2));
    let used_up = conduct.iter().filter(|it| {
        let checkpoint = it.parse().unwrap();
        takes.before(&checkpoint) == Some(Before::UsedUp)
    });
    assert_eq!(used_up.count(), 1);
}

#[test]
fn what_was_made_before_is_kept_until_something_of_it_changes() {
    let mut tablet = town();
    let first = visited(&mut tablet, 1, "luocun-center", &["1.3/wheelchair"]);
    let visit = visited(
        &mut tablet,
        2,
        "luocun-center",
        &["1.3/wheelchair", "5.1/attitude"],
    );
    let attitude = FindingId(id(2002));
    let answer = Intent::Answer(domain::sync::op::Answer {
        visit,
        checkpoint: "1.1/zones".parse().unwrap(),
        answer: Some(domain::inspection::AnswerValue::Meets),
    });
    let amend = |note: &str, count| {
        Intent::AmendFinding(domain::sync::op::AmendFinding {
            finding: attitude,
            visit,
            said: Said {
                count,
                phrases: Vec::new(),
                note: note.to_owned(),
                observed_at: format!("{AT}2T09:30:00+08:00").parse().unwrap(),
                position: None,
            },
        })
    };
    let withdraw = Intent::WithdrawFinding(domain::sync::op::WithdrawFinding {
        finding: attitude,
        visit,
    });
    let void = Intent::VoidVisit(domain::sync::op::VoidVisit {
        visit: first,
        reason: "误点".into(),
    });
    let steps = [
        (answer, Points::whole(1), true),
        (amend("态度差", 1), Points::whole(1), true),
        (amend("态度差", 2), Points::whole(2), false),
        (withdraw, Points::ZERO, false),
        (void, Points::whole(1), false),
    ];
    let mut last = takes(&tablet, visit);
    for (index, (intent, total, kept)) in steps.into_iter().enumerate() {
        let op_id = OpId(id(9000 + index as u128));
        tablet.write_out(op_id, intent, now(), true).unwrap();
        let now = takes_after(&tablet, visit, Some(&last));
        let anew = takes(&tablet, visit);
        assert_eq!((now.total(), anew.total()), (total, total), "step {index}");
        for row in ["1.3/wheelchair", "5.1/attitude"].map(|it| it.parse().unwrap()) {
            assert_eq!(
                (now.at(&row), now.before(&row)),
                (anew.at(&row), anew.before(&row)),
                "step {index}"
            );
        }
        assert_eq!(now == last, kept, "step {index}");
        last = now;
    }
}
