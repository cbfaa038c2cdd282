//! Family `metric`: a number becomes points by the row's own scale, independent of other towns.

use crate::points::{Points, PointsOverflow};
use crate::table::Scale;

/// The points of a value.
pub(super) fn points(full: Points, scale: &Scale, value: Points) -> Result<Points, PointsOverflow> {
    let given = match scale {
        Scale::Linear { none_at, full_at } => {
            let way = full_at.minus(*none_at)?;
            value.minus(*none_at)?.weighted(full)?.divided(way)?
        }
        Scale::Bands(bands) => {
            let reached = bands.iter().filter(|band| band.from <= value);
            let highest = reached.max_by_key(|band| band.from);
            highest.map_or(Points::ZERO, |band| band.points)
        }
        Scale::Steps {
            base,
            at,
            each,
            step,
        } => {
            let steps = value.minus(*at)?.whole_times(*each)?;
            base.plus(step.times(steps)?)?
        }
    };
    Ok(given.max(Points::ZERO).min(full))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::table::Band;
    use proptest::prelude::*;

    fn p(text: &str) -> Points {
        text.parse().unwrap()
    }

    fn given(scale: &Scale, values: &[&str]) -> Vec<String> {
        let each = values
            .iter()
            .map(|value| points(p("10"), scale, p(value)).unwrap());
        each.map(|it| it.to_string()).collect()
    }

    fn linear(none_at: &str, full_at: &str) -> Scale {
        Scale::Linear {
            none_at: p(none_at),
            full_at: p(full_at),
        }
    }

    #[test]
    fn a_line_goes_from_nothing_to_all_either_way() {
        let more = linear("80", "100");
        let values = ["-5", "80", "85", "99.5", "100", "120"];
        let expected = ["0", "0", "2.5", "9.75", "10", "10"];
        assert_eq!(given(&more, &values), expected);
        // Of complaints, fewer are better.
        let fewer = linear("6", "0");
        let expected = ["10", "8.3333333333", "5", "0", "0"];
        assert_eq!(given(&fewer, &["0", "1", "3", "6", "9"]), expected);
    }

    #[test]
    fn the_highest_band_that_is_reached_gives_its_points() {
        let band = |from: &str, points: &str| Band {
            from: p(from),
            points: p(points),
        };
        let scale = Scale::Bands(vec![band("95", "10"), band("90", "8"), band("80", "5")]);
        let values = ["95", "94.99", "90", "89.999", "80", "79.9"];
        assert_eq!(given(&scale, &values), ["10", "8", "8", "5", "5", "0"]);
    }

    #[test]
    fn steps_are_whole_and_count_from_the_value() {
        let scale = Scale::Steps {
            base: p("6"),
            at: p("90"),
            each: p("2"),
            step: p("0.5"),
        };
        let values = ["90", "91.99", "92", "97", "200", "89.9", "88", "87", "0"];
        let expected = ["6", "6", "6.5", "7.5", "10", "5.5", "5.5", "5", "0"];
        assert_eq!(given(&scale, &values), expected);
    }

    fn figure() -> impl Strategy<Value = Points> {
        (-1_000_000_i64..1_000_000).prop_map(|it| Points::whole(it).over(100).unwrap())
    }

    /// Valid scales: a greater value is never worth less.
    fn scale() -> impl Strategy<Value = Scale> {
        let stretch = (1_i64..10_000).prop_map(|it| Points::whole(it).over(100).unwrap());
        let band = (figure(), 0_i64..=10).prop_map(|(from, points)| Band {
            from,
            points: Points::whole(points),
        });
        prop_oneof![
            (figure(), figure())
                .prop_filter("two values", |(one, other)| one < other)
                .prop_map(|(none_at, full_at)| Scale::Linear { none_at, full_at }),
            proptest::collection::vec(band, 1..6).prop_map(|mut bands| {
                let mut points: Vec<Points> = bands.iter().map(|it| it.points).collect();
                bands.sort_by_key(|it| it.from);
                points.sort_unstable();
                for (band, points) in bands.iter_mut().zip(points) {
                    band.points = points;
                }
                Scale::Bands(bands)
            }),
            (0_i64..=10, figure(), stretch, 0_i64..=10).prop_map(|(base, at, each, step)| {
                Scale::Steps {
                    base: Points::whole(base),
                    at,
                    each,
                    step: Points::whole(step),
                }
            }),
        ]
    }

    proptest! {
        #[test]
        fn points_stay_within_and_more_is_never_less(
            scale in scale(), one in figure(), other in figure(),
        ) {
            let full = Points::whole(10);
            let low = points(full, &scale, one.min(other)).unwrap();
            let high = points(full, &scale, one.max(other)).unwrap();
            prop_assert!(Points::ZERO <= low && low <= high && high <= full);
        }
    }
}
