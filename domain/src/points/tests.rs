//! Exact points: their strict text form, their bounds, and their display.

use super::*;
use proptest::prelude::*;

fn p(text: &str) -> Points {
    text.parse().unwrap()
}

#[test]
fn sums_stand_below_each_other() {
    for (text, decimals, shown) in [
        ("88.6605333333", 2, "88.66"),
        ("88.7", 2, "88.70"),
        ("100", 2, "100.00"),
        ("99.995", 2, "100.00"),
        ("-0.005", 2, "-0.01"),
        ("-0.004", 2, "0.00"),
        ("-3", 0, "-3"),
        ("2.5", 0, "3"),
    ] {
        assert_eq!(p(text).fixed(decimals), shown, "{text}");
    }
}

#[test]
fn reads_only_the_strict_form() {
    for (text, printed) in [
        ("0", "0"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("007", "7"),
        ("88.70", "88.7"),
        ("-0.25", "-0.25"),
        (
            "999999999999.99999999999999999999",
            "999999999999.99999999999999999999",
        ),
        ("0.00000000000000000001", "0.00000000000000000001"),
    ] {
        assert_eq!(p(text).to_string(), printed);
    }
    for bad in [
        "",
        "-",
        ".",
        ".5",
        "5.",
        "+1",
        "1e3",
        "1_0",
        " 1",
        "1 ",
        "１",
        "1,5",
        "--1",
        "1.2.3",
        "0x1",
        "NaN",
        "1234567890123",
        "0.123456789012345678901",
        "1.-5",
    ] {
        assert!(bad.parse::<Points>().is_err(), "{bad}");
    }
    assert!(serde_json::from_str::<Points>("1").is_err());
    assert!(serde_json::from_str::<Points>("1.5").is_err());
    assert_eq!(serde_json::from_str::<Points>("\"1.5\"").unwrap(), p("1.5"));
}

#[test]
fn prints_thirds_to_ten_decimals() {
    let third = Points::whole(1).over(3).unwrap();
    assert_eq!(third.to_string(), "0.3333333333");
    assert_eq!(third.times(2).unwrap().to_string(), "0.6666666667");
    assert_eq!((-third).to_string(), "-0.3333333333");
    assert_eq!(third.times(3).unwrap(), Points::whole(1));
    let almost = Points::whole(1)
        .minus(p("0.00000000000000000001").over(3).unwrap())
        .unwrap();
    assert_eq!(almost.to_string(), "1");
    assert_eq!(
        (-p("0.00000000000000000001").over(3).unwrap()).to_string(),
        "0"
    );
    assert_eq!(
        p("98.2")
            .plus(p("97"))
            .unwrap()
            .plus(p("100"))
            .unwrap()
            .over(30)
            .unwrap()
            .to_string(),
        "9.84"
    );
}

#[test]
fn rounding_for_show_goes_half_away_from_zero() {
    let third = Points::whole(1).over(3).unwrap();
    assert_eq!(third.rounded(4).to_string(), "0.3333");
    for (exact, shown) in [
        ("2.00005", "2.0001"),
        ("-2.00005", "-2.0001"),
        ("88.7", "88.7"),
    ] {
        let points: Points = exact.parse().unwrap();
        assert_eq!(points.rounded(4).to_string(), shown);
    }
}

#[test]
fn leaving_the_range_is_an_error() {
    let large = p("999999999999.99999999999999999999");
    assert_eq!(large.weighted(large), Err(PointsOverflow));
    assert_eq!(large.times(i64::MAX), Err(PointsOverflow));
    assert_eq!(Points::whole(1).over(0), Err(PointsOverflow));
    assert_eq!(
        Points::whole(1)
            .over(i64::MIN)
            .unwrap()
            .times(i64::MIN)
            .unwrap(),
        Points::whole(1)
    );
    assert_eq!(
        Points::sum(std::iter::repeat_n(large, 200_000)),
        Err(PointsOverflow)
    );
}

fn any_points() -> impl Strategy<Value = Points> {
    (any::<bool>(), 0_u64..1_000_000_000_000, "[0-9]{0,20}").prop_map(|(minus, whole, fraction)| {
        let sign = if minus { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        p(&format!("{sign}{whole}{point}{fraction}"))
    })
}

proptest! {
    #[test]
    fn text_round_trips(a in any_points()) {
        prop_assert_eq!(p(&a.to_string()), a);
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,40}") {
        if let Ok(points) = text.parse::<Points>() {
            prop_assert_eq!(p(&points.to_string()), points);
        }
    }

    #[test]
    fn adding_is_exact(a in any_points(), b in any_points()) {
        let sum = a.plus(b).unwrap();
        prop_assert_eq!(b.plus(a).unwrap(), sum);
        prop_assert_eq!(sum.minus(b).unwrap(), a);
        prop_assert_eq!(sum > a, b > Points::ZERO);
    }

    #[test]
    fn nothing_panics(a in any_points(), b in any_points(), n in any::<i64>(), m in any::<i64>()) {
        for step in [a.times(n), a.over(n), a.weighted(b)].into_iter().flatten() {
            for value in [step.times(m), step.over(m), step.plus(b), step.weighted(step)].into_iter().flatten() {
                let _ = value.to_string();
                let _ = value.cmp(&a);
            }
        }
    }
}
