//! Trials.

use super::kept::Kept;
use super::*;
use crate::scoring::What;

const CASE: &str = r#"{"table":"zichuan-2022","quarter":"2022Q2",
    "towns":[{"id":"a","name":"甲"},{"id":"b","name":"乙"}],
    "findings":[{"id":"f1","town":"a","site":"s","visit":"v","observed_at":"2022-05-20T09:30:00+08:00",
        "checkpoint":"1.3/wheelchair","count":1,"status":"confirmed"}],
    "facts":[{"town":"b","indicator":"8.1.1","id":"c","matter":"m","level":"city","status":"pending"}]}"#;

fn begin() -> Trial<'static> {
    let table = Table::parse(include_str!("../../../tables/zichuan-2022.toml")).unwrap();
    Trial::begin(table, Case::read(CASE).unwrap(), Vec::new()).unwrap()
}

fn place(standing: &[Standing], town: &str) -> u32 {
    standing.iter().find(|it| it.town == town).unwrap().place
}

#[test]
fn a_struck_finding_and_a_counted_claim_move_the_places() {
    let mut trial = begin();
    assert_eq!(place(trial.before(), "a"), 2);
    trial.count(0, false);
    assert_eq!(place(&trial.now().unwrap(), "a"), 1);
    assert_eq!(trial.changes(), 1);
    trial.count_fact("c", true);
    assert_eq!(place(&trial.now().unwrap(), "a"), 2);
    assert_eq!(trial.changes(), 2);
    // Changed and changed back, it is pending again and not a change.
    trial.count_fact("c", false);
    assert_eq!(trial.case().facts[0].status, Some(Status::Pending));
    assert_eq!(trial.changes(), 1);
    trial.count(0, true);
    assert_eq!(trial.changes(), 0);
    trial.count(0, false);
    trial.reset();
    assert_eq!(trial.now().unwrap(), trial.before());
    assert_eq!(trial.changes(), 0);
}

/// Four people without a badge deduct four times the price, but not more than the row has.
#[test]
fn what_a_finding_takes_is_the_true_difference() {
    let text = CASE.replace(
        r#""checkpoint":"1.3/wheelchair","count":1"#,
        r#""checkpoint":"5.1/attitude","count":4"#,
    );
    let table = Table::parse(include_str!("../../../tables/zichuan-2022.toml")).unwrap();
    let (row, checkpoint) = table.checkpoint_str("5.1/attitude").unwrap();
    let four = checkpoint.points.times(4).unwrap().min(row.full);
    assert!(four > checkpoint.points);
    let mut trial = Trial::begin(table, Case::read(&text).unwrap(), Vec::new()).unwrap();
    let before = trial.before()[1].total;
    assert_eq!(trial.worth(0), Some(four));
    trial.count(0, false);
    assert_eq!(trial.worth(0), Some(four), "whether it counts or not");
    let now = trial.now().unwrap();
    let now = now.iter().find(|it| it.town == "a").unwrap().total;
    let weighted = four.weighted(trial.table().totals.daily).unwrap();
    assert_eq!(now.minus(before).unwrap(), weighted);
    assert!(trial.worth_of_fact("c").unwrap().is_negative());
    assert_eq!((trial.worth(7), trial.worth_of_fact("x")), (None, None));
}

#[test]
fn a_fact_is_put_changed_and_taken() {
    let mut trial = begin();
    let tier = |tier: &'static str| {
        Some(RawFact {
            indicator: Some("1.1".into()),
            tier: Some(tier.into()),
            ..RawFact::blank("a")
        })
    };
    trial.put("a", "1.1", tier("benchmark"));
    assert_eq!(place(&trial.now().unwrap(), "a"), 1);
    trial.put("a", "1.1", tier("below"));
    assert_eq!(trial.changes(), 1);
    assert_eq!(place(&trial.now().unwrap(), "a"), 2);
    trial.put("a", "1.1", tier("golden"));
    assert!(trial.now().is_err(), "an unknown tier scores nothing");
    trial.put("a", "1.1", None);
    assert_eq!(trial.now().unwrap(), trial.before());
}

#[test]
fn changes_are_kept_and_taken_up_again() {
    let mut trial = begin();
    trial.count(0, false);
    trial.count_fact("c", true);
    let tier = RawFact {
        indicator: Some("1.1".into()),
        tier: Some("below".into()),
        ..RawFact::blank("a")
    };
    trial.put("a", "1.1", Some(tier));
    let now = trial.now().unwrap();
    let text = Kept::of(&trial).to_text();
    let mut again = begin();
    assert_eq!(Kept::read(&text).unwrap().take_up(&mut again), 0);
    assert_eq!(again.now().unwrap(), now);
    assert_eq!(again.changes(), 3);
    assert_eq!(Kept::of(&again).to_text(), text);
    // After a reset nothing is kept; a change to what the quarter no longer has is reported.
    again.reset();
    assert_eq!(Kept::of(&again).to_text(), Kept::of(&begin()).to_text());
    let gone = text.replace("\"f1\"", "\"f9\"");
    assert_eq!(Kept::read(&gone).unwrap().take_up(&mut begin()), 1);
    assert!(Kept::read("{").is_none());
}

#[test]
fn a_ruling_holds_while_the_towns_that_it_names_are_tied() {
    let table = Table::parse(include_str!("../../../tables/zichuan-2022.toml")).unwrap();
    let case = CASE.replace("confirmed", "rejected");
    let ruling = Ruling {
        what: What::RedFlag,
        towns: vec!["a".to_owned(), "b".to_owned()],
        chosen: vec!["b".to_owned()],
        reason: "群众评议".to_owned(),
    };
    let flags = |standings: &[Standing]| -> Vec<String> {
        let flagged = standings.iter().filter(|it| it.red_flag);
        flagged.map(|it| it.town.clone()).collect()
    };
    let mut trial = Trial::begin(table, Case::read(&case).unwrap(), vec![ruling]).unwrap();
    assert_eq!(flags(trial.before()), ["b"]);
    trial.count_fact("c", true);
    trial.count(0, true);
    assert_eq!(flags(&trial.now().unwrap()), ["b"], "by its points");
    trial.count_fact("c", false);
    trial.count(0, false);
    assert_eq!(flags(&trial.now().unwrap()), ["b"], "by the ruling again");
    let table = trial.table().clone();
    let unruled = Trial::begin(table, Case::read(&case).unwrap(), Vec::new()).unwrap();
    assert!(flags(unruled.before()).is_empty());
}
