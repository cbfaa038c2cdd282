#![allow(clippy::unwrap_used)]

use super::*;

fn sign() -> Act {
    Act::Sign(Signature {
        name: "孙立".into(),
        date: "2026-12-28".into(),
        remark: String::new(),
    })
}

fn meet() -> Act {
    Act::Meet(Meeting {
        date: "2026-12-30".into(),
        minutes: "〔2026〕12号".into(),
    })
}

fn because(reason: &str) -> String {
    reason.to_owned()
}

#[test]
fn a_quarter_goes_from_state_to_state_and_nowhere_else() {
    let mut life = Life::default();
    assert_eq!(life.take(&Act::Second), Err(Refusal::State));
    assert_eq!(life.take(&Act::Publish), Err(Refusal::State));
    life.take(&Act::First {
        standings: Vec::new(),
    })
    .unwrap();
    assert_eq!(life.take(&Act::Second), Err(Refusal::NotSigned));
    life.take(&sign()).unwrap();
    life.take(&Act::Second).unwrap();
    let close = Act::Close {
        sha256: "ab".into(),
        early: None,
    };
    assert_eq!(life.take(&close), Err(Refusal::NotMet));
    life.take(&meet()).unwrap();
    let unsaid = Act::Close {
        sha256: "ab".into(),
        early: Some(because(" ")),
    };
    assert_eq!(life.take(&unsaid), Err(Refusal::Empty));
    life.take(&close).unwrap();
    life.take(&Act::Publish).unwrap();
    assert!(life.published);
    assert_eq!(life.take(&Act::Publish), Err(Refusal::State));
    let empty = Act::Reopen {
        reason: because(" "),
    };
    assert_eq!(life.take(&empty), Err(Refusal::Empty));
    life.take(&Act::Reopen {
        reason: because("漏报"),
    })
    .unwrap();
    assert_eq!(
        life,
        Life {
            state: State::First,
            ..Life::default()
        }
    );
    life.take(&Act::Back {
        reason: because("补报"),
    })
    .unwrap();
    assert_eq!(life.state, State::Open);
}

#[test]
fn dates_are_whole_and_texts_are_bounded() {
    let mut life = Life::default();
    life.take(&Act::First {
        standings: Vec::new(),
    })
    .unwrap();
    for (name, date, refusal) in [
        ("", "2026-12-28", Refusal::Empty),
        ("孙立", "2026-13-01", Refusal::Date),
        ("孙立", "28 December", Refusal::Date),
        (&"x".repeat(501), "2026-12-28", Refusal::TooLong),
    ] {
        let act = Act::Sign(Signature {
            name: name.to_owned(),
            date: date.to_owned(),
            remark: String::new(),
        });
        assert_eq!(life.take(&act), Err(refusal), "{name} {date}");
    }
    assert_eq!(life.signed, None);
}
