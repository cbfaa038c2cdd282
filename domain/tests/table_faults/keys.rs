//! Keys that are missing or unknown, and values of the wrong kind.

use crate::{faults, refused};
use domain::table::Family;

#[test]
fn keys() {
    refused(
        "issuer = ",
        "issued_by = ",
        "5:1: the table: unknown key `issued_by`",
    );
    refused(
        "issuer = ",
        "issued_by = ",
        "1:1: the table: the key `issuer` is missing",
    );
    refused(
        "walk = \"hall\"\nrelated",
        "related",
        "26:1: checkpoint 1.1/chair: the key `walk` is missing",
    );
    refused(
        "section = \"1\"\n",
        "sections = \"1\"\n",
        "17:1: indicator 1.1: unknown key `sections`",
    );
    refused(
        "name = \"缺轮椅\"",
        "title = \"缺轮椅\"",
        "28:1: checkpoint 1.1/chair: unknown key `title`",
    );
    refused(
        "step = \"0.5\"",
        "step = \"0.5\"\nstride = 1",
        "58:1: the rule of 1.2: unknown key `stride`",
    );
    refused(
        "step = \"0.5\"",
        "",
        "55:1: the rule of 1.2: the key `step` is missing",
    );
    refused(
        "[[sections]]\nid",
        "[[sections]]\ncolour = 1\nid",
        "11:1: section: unknown key `colour`",
    );
}

#[test]
fn types() {
    refused(
        "points = \"1\"\n",
        "points = 1\n",
        "32:10: checkpoint 1.1/chair: `points` must be points as text, such as \"0.5\", found a whole number without quotes",
    );
    refused(
        "points = \"1\"\n",
        "points = 0.5\n",
        "32:10: checkpoint 1.1/chair: `points` must be points as text, such as \"0.5\", found a decimal without quotes",
    );
    refused(
        "row = 1",
        "row = \"1\"",
        "18:7: indicator 1.1: `row` must be a whole number from 1 to 9999, found text",
    );
    refused(
        "row = 1",
        "row = 0",
        "18:7: indicator 1.1: `row` must be a whole number from 1 to 9999, found 0",
    );
    refused(
        "phrases = [\"未配备\"]",
        "phrases = \"未配备\"",
        "35:11: checkpoint 1.1/chair: `phrases` must be a list, found text",
    );
    refused(
        "phrases = [\"未配备\"]",
        "photo = \"yes\"",
        "35:9: checkpoint 1.1/chair: `photo` must be true or false, found text",
    );
    refused(
        "issued = 2022-05-11",
        "issued = \"2022\"",
        "6:10: `issued` must be a date without quotes, such as 2022-05-11, found text",
    );
    refused(
        "name = \"小表\"",
        "name = \" \"",
        "2:8: the table: `name` is empty",
    );
    refused(
        "rule = { family = \"deduct\" }",
        "rule = \"deduct\"",
        "24:8: the rule of 1.1: expected a table, found text",
    );
}

#[test]
fn decimals_and_offsets() {
    for bad in ["+1", ".5", "1.", "1e2", "一", "1 "] {
        let found = faults("points = \"1\"\n", &format!("points = \"{bad}\"\n"));
        assert!(
            found[0].starts_with("32:10: checkpoint 1.1/chair: `points`: `"),
            "{bad} {found:?}"
        );
    }
    refused(
        "points = \"1\"\n",
        "points = \"0.12345\"\n",
        "32:10: checkpoint 1.1/chair: `points` has more than 4 decimals",
    );
    refused(
        "+08:00",
        "8",
        "8:14: `utc_offset`: `8` is no offset from UTC: it has the form +08:00, from -14:00 to +14:00",
    );
    refused(
        "effective_from = 2022-01-01",
        "effective_from = 2022-01-01\neffective_until = 2021-01-01",
        "8:19: the table ends before it begins",
    );
}

#[test]
fn words_that_are_none_of_the_choices() {
    refused(
        "family = \"deduct\"",
        "family = \"guess\"",
        &format!(
            "24:19: the rule of 1.1: `family` is `guess`, expected one of {}",
            Family::ALL.map(Family::as_str).join(", ")
        ),
    );
    refused(
        "per = \"item\"",
        "per = \"each\"",
        "31:7: checkpoint 1.1/chair: `per` is `each`, expected one of item, occurrence, count, once, note",
    );
    refused(
        "applies = \"centre\"",
        "applies = \"C\"",
        "30:11: checkpoint 1.1/chair: `applies` is `C`, expected one of centre, station, both",
    );
    refused(
        "walk = \"hall\"",
        "walk = \"roof\"",
        "33:8: checkpoint 1.1/chair: `walk` is `roof`, expected one of entrance, hall, window, board, self-service, files",
    );
    refused(
        "step = \"0.5\"",
        "step = \"0.5\"\nties = \"toss\"",
        "58:8: the rule of 1.2: `ties` is `toss`, expected one of competition, dense",
    );
    refused(
        "per = \"note\"",
        "per = \"note\"\nscope = \"town\"",
        "43:9: checkpoint 1.1/lamp: `scope` belongs to `per = \"item\"`",
    );
}
