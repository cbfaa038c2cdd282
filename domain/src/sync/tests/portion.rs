//! How much one request sends.

use crate::sync::portion::Portion;

#[test]
fn less_after_a_time_out_and_more_again() {
    let mut rows = Portion::of_rows();
    let mut asked = vec![rows.now()];
    for _ in 0..4 {
        rows.late();
        asked.push(rows.now());
    }
    assert_eq!(asked, [500, 125, 31, 10, 10]);
    assert!(rows.is_least());
    // Neither quick nor slow: unchanged.
    rows.arrived(5_000);
    assert_eq!(rows.now(), 10);
    let mut again = vec![rows.now()];
    for _ in 0..24 {
        rows.arrived(200);
        again.push(rows.now());
    }
    assert_eq!(again.iter().filter(|now| **now == 10).count(), 4, "warily");
    again.dedup();
    assert_eq!(again, [10, 20, 40, 80, 160, 320, 500]);
    assert!(!rows.is_least());
}

/// A photo arrives on any line: the pieces shrink until they arrive in time.
#[test]
fn a_photo_ends_on_any_line() {
    const PATIENCE_MS: u64 = 30_000;
    const PHOTO: u64 = 271_000;
    for bytes_per_second in [200_u64, 1_000, 4_000, 20_000, 5_000_000] {
        let mut pieces = Portion::of_photo();
        let (mut left, mut requests) = (PHOTO, 0);
        while left > 0 {
            requests += 1;
            assert!(requests < 500, "{bytes_per_second} B/s: {left} left");
            let piece = left.min(pieces.now().into());
            let ms = piece * 1000 / bytes_per_second;
            if ms < PATIENCE_MS {
                pieces.arrived(u32::try_from(ms).unwrap());
                left -= piece;
            } else {
                pieces.late();
            }
        }
        let few = match bytes_per_second {
            5_000_000 => 3,
            4_000 => 10,
            _ => 500,
        };
        assert!(requests <= few, "{bytes_per_second} B/s took {requests}");
    }
}
