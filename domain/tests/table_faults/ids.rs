//! Ids that are malformed, used twice, or refer to nothing.

use crate::{GOOD, refused};
use domain::table::Table;

#[test]
fn ids() {
    refused(
        "id = \"1.1/lamp\"",
        "id = \"1.1/chair\"",
        "38:6: the checkpoint id 1.1/chair is used twice",
    );
    refused(
        "id = \"1.2\"",
        "id = \"1.1\"",
        "46:6: the indicator id 1.1 is used twice",
    );
    refused(
        "row = 2",
        "row = 1",
        "48:7: indicator 1.2: row 1 is cited twice",
    );
    refused(
        "id = \"1.1/lamp\"",
        "id = \"1.2/lamp\"",
        "38:6: checkpoint 1.2/lamp stands under indicator 1.1: its id must begin with `1.1/`",
    );
    refused(
        "id = \"1.1/lamp\"",
        "id = \"lamp\"",
        "38:6: `lamp` is no checkpoint id: it has the form 1.3/wheelchair",
    );
    refused(
        "id = \"1.2\"",
        "id = \"1-2\"",
        "46:6: indicator: `1-2` is no number of a row: it has the form 8.2.1",
    );
    refused(
        "id = \"small\"",
        "id = \"Small\"",
        "1:6: `Small` is no id: use 1 to 64 of a-z, 0-9 and `-`",
    );
    refused(
        "section = \"1\"",
        "section = \"9\"",
        "17:11: indicator 1.1: there is no section 9",
    );
    refused(
        "related = [\"1.1/lamp\"]",
        "related = [\"1.1/ladder\"]",
        "34:12: checkpoint 1.1/chair: `related` names 1.1/ladder, which does not exist",
    );
    refused(
        "related = [\"1.1/lamp\"]",
        "implies_not_applicable = [\"1.1/x\"]",
        "34:27: checkpoint 1.1/chair: `implies_not_applicable` names 1.1/x, which does not exist",
    );
    refused(
        "related = [\"1.1/lamp\"]",
        "related = [\"1.1/chair\"]",
        "34:12: checkpoint 1.1/chair: `related` names itself",
    );
    let twice = GOOD.replacen(
        "[[indicators]]",
        "[[sections]]\nid = \"1\"\nname = \"二\"\npoints = \"1\"\n\n[[indicators]]",
        1,
    );
    assert_eq!(
        Table::parse(&twice).unwrap_err().to_string(),
        "16:6: the section id 1 is used twice"
    );
}
