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
    assert_eq!(life.take(&Act::Second), Err(ActRefusal::State));
    assert_eq!(life.take(&Act::Publish), Err(ActRefusal::State));
    life.take(&Act::First {
        standings: Vec::new(),
    })
    .unwrap();
    assert_eq!(life.take(&Act::Second), Err(ActRefusal::NotSigned));
    life.take(&sign()).unwrap();
    life.take(&Act::Second).unwrap();
    let close = Act::Close {
        sha256: "ab".into(),
        early: None,
    };
    assert_eq!(life.take(&close), Err(ActRefusal::NotMet));
    life.take(&meet()).unwrap();
    let unsaid = Act::Close {
        sha256: "ab".into(),
        early: Some(because(" ")),
    };
    assert_eq!(life.take(&unsaid), Err(ActRefusal::Empty));
    life.take(&close).unwrap();
    life.take(&Act::Publish).unwrap();
    assert!(life.published);
    assert_eq!(life.take(&Act::Publish), Err(ActRefusal::State));
    let empty = Act::Reopen {
        reason: because(" "),
    };
    assert_eq!(life.take(&empty), Err(ActRefusal::Empty));
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
        ("", "2026-12-28", ActRefusal::Empty),
        ("孙立", "2026-13-01", ActRefusal::Date),
        ("孙立", "28 December", ActRefusal::Date),
        (&"x".repeat(501), "2026-12-28", ActRefusal::TooLong),
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
