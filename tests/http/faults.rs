//! Every error of scoring.md that a fact can have, by the API and by the page's form: both name the
//! place, and nothing is saved. The command's errors are tested in `domain/cases/error-*.json`,
//! errors of findings in `push` and `review`.

use crate::help::app::{TestApp, User};
use crate::help::deciding::{confirmed, decide};
use crate::help::entering::{form, page, quarter, save};
use crate::help::quarter::put;
use crate::help::tablet::Tablet;
use anyhow::Result;
use reqwest::StatusCode;
use serde_json::{Value, json};

/// A district with findings: `priced`, which a record of 罗村镇 names; `other`, of 太河镇; and a
/// confirmed one on row 2.2 of 罗村镇.
struct Setting {
    app: TestApp,
    zhaomin: User,
    quarter: String,
    priced: String,
    other: String,
    before: Value,
}

impl Setting {
    async fn new() -> Result<Self> {
        let app = TestApp::start().await?;
        let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
        let mut tablet = Tablet::of(&app, "lixia").await?;
        let visit = tablet.visit(&app, "luocun-center", "announced").await?;
        let priced = tablet.find(&app, &visit, "5.1/attitude", 1).await?;
        let rule = tablet.find(&app, &visit, "2.2/tell-once", 1).await?;
        decide(&zhaomin, &rule, 1, confirmed(), json!({}))
            .await?
            .unwrap();
        let visit = tablet.visit(&app, "taihe-center", "announced").await?;
        let other = tablet.find(&app, &visit, "5.1/attitude", 1).await?;
        let facts = json!([
            {"town": "luocun", "indicator": "3.1", "rank": 3},
            {"town": "luocun", "waive": "3.2", "points": "2", "reason": "系统停用"},
            {"town": "luocun", "indicator": "8.2.2", "id": "p1", "points": "3", "finding": priced,
             "status": "rejected"},
        ]);
        let (status, text) = put(&zhaomin, &quarter, &facts).await?;
        assert_eq!(status, StatusCode::NO_CONTENT, "{text}");
        let (_, before) = zhaomin
            .get(&format!("/api/v1/quarters/{quarter}/facts"))
            .await?;
        Ok(Self {
            app,
            zhaomin,
            quarter,
            priced,
            other,
            before,
        })
    }

    async fn nothing_changed(&self) -> Result<()> {
        let path = format!("/api/v1/quarters/{}/facts", self.quarter);
        assert_eq!(self.zhaomin.get(&path).await?.1, self.before);
        Ok(())
    }
}

#[tokio::test]
async fn by_the_api_each_fault_is_named_by_its_pointer() -> Result<()> {
    let it = Setting::new().await?;
    let good = json!({"town": "luocun", "indicator": "1.1", "tier": "standard"});
    let penalty = |finding: &str| {
        json!({"town": "luocun", "indicator": "8.2.2", "id": "p2", "points": "3",
            "finding": finding, "status": "pending"})
    };
    let claim = |row: &str, id: &str, level: &str| {
        json!({"town": "luocun", "indicator": row, "id": id, "matter": "m", "level": level,
            "status": "pending"})
    };
    let record = |row: &str, key: &str, value: &str| {
        let mut record =
            json!({"town": "luocun", "indicator": row, "id": "p2", "status": "pending"});
        record[key] = json!(value);
        record
    };
    let with = |mut fact: Value, key: &str, value: Value| {
        fact[key] = value;
        fact
    };
    let of = |row: &str, key: &str, value: Value| {
        with(json!({"town": "luocun", "indicator": row}), key, value)
    };
    let waive = |row: &str, points: &str, reason: &str| json!({"town": "luocun", "waive": row, "points": points, "reason": reason});
    for (wrong, place) in [
        (
            json!({"town": "nowhere", "showcase": "90"}),
            "/facts/1/town: ",
        ),
        (
            of("9.9", "rank", json!(1)),
            "/facts/1/indicator: the table has no indicator",
        ),
        (of("5.1", "metric", json!("1")), "/facts/1/metric: "),
        (
            of("1.1", "tier", json!("best")),
            "/facts/1: `luocun` has a fact for 1.1 in this list",
        ),
        (
            with(of("1.1", "tier", json!("best")), "town", json!("taihe")),
            "/facts/1/tier: ",
        ),
        (
            of("1.2", "full_coverage", json!(true)),
            "/facts/1: the key `benchmark_stations`",
        ),
        (
            of("2.2", "judgement", json!("5")),
            "/facts/1/judgement: 5 is neither 0 nor from 2",
        ),
        (
            of("2.2", "judgement", json!("2.125")),
            "/facts/1/judgement: 2.125 has more than 2",
        ),
        (
            of("2.2", "judgement", json!("0")),
            "/facts/1/judgement: 0 is for where nothing",
        ),
        (of("3.3", "rank", json!(0)), "/facts/1/rank: "),
        (
            with(of("3.1", "metric", json!("1")), "town", json!("taihe")),
            "/facts/1/metric: 3.1 has",
        ),
        (
            with(of("3.3", "rank", json!(1)), "metric", json!("1")),
            "/facts/1",
        ),
        (of("3.2", "metric", json!("1")), "/facts/1"),
        (
            of("6", "monthly", json!(["98", "100.1"])),
            "/facts/1/monthly/1: ",
        ),
        (
            of("6", "monthly", json!(["1", "1", "1", "1"])),
            "/facts/1/monthly: a quarter has 3",
        ),
        (
            json!({"town": "luocun", "showcase": "100.5"}),
            "/facts/1/showcase: ",
        ),
        (claim("8.1.1", "c", "galaxy"), "/facts/1/level: "),
        (
            claim("8.1.3", "c", "wechat"),
            "/facts/1: the key `reads` is missing",
        ),
        (
            with(claim("8.1.3", "c", "city"), "reads", json!(9)),
            "/facts/1/reads: ",
        ),
        (
            record("8.2.2", "points", "2.99"),
            "/facts/1/points: 2.99 is not from 3 to 5",
        ),
        (
            record("8.2.2", "points", "3.333"),
            "/facts/1/points: 3.333 has more than 2",
        ),
        (
            record("8.2.1", "level", "discretionary"),
            "/facts/1: the key `points` is missing",
        ),
        (
            with(record("8.2.1", "level", "city"), "points", json!("2")),
            "/facts/1/points: the level",
        ),
        (penalty("f9"), "/facts/1/finding: there is no finding"),
        (penalty(&it.other), "/facts/1/finding: "),
        (
            penalty(&it.priced),
            "/facts/1/finding: another penalty prices",
        ),
        (waive("5.1", "5", "x"), "/facts/1/waive: "),
        (waive("9", "5", "x"), "/facts/1/waive: "),
        (waive("2.3", "8.5", "x"), "/facts/1/points: "),
        (waive("2.3", "8", ""), "/facts/1/reason: "),
        (waive("1.1", "8", "x"), "/facts/1"),
    ] {
        let (status, text) = put(&it.zhaomin, &it.quarter, &json!([good, wrong])).await?;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        let problem: Value = serde_json::from_str(&text)?;
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.starts_with(place), "{wrong}: {detail}");
    }
    // Two claims with the same id.
    let mut other = claim("8.1.1", "c", "city");
    other["town"] = json!("taihe");
    let twice = json!([claim("8.1.1", "c", "city"), other]);
    let (status, text) = put(&it.zhaomin, &it.quarter, &twice).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        text.contains("/facts/1/id: another fact has this id"),
        "{text}"
    );
    // An invalid decimal is reported with line, column and path.
    for wrong in ["8e1", "+1", "1.", ".5", " 1", "１", "1234567890123"] {
        let fact = json!([of("2.3", "metric", json!(wrong))]);
        let (status, text) = put(&it.zhaomin, &it.quarter, &fact).await?;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}");
        assert!(
            text.contains("line 1, column") || text.contains("at line 1"),
            "{text}"
        );
    }
    it.nothing_changed().await
}

#[tokio::test]
async fn by_the_form_each_fault_is_told_at_its_cell() -> Result<()> {
    let it = Setting::new().await?;
    let (coverage, claim) = (
        ["full_coverage", "benchmark_stations"],
        ["matter", "level", "reads", "status"],
    );
    let months = ["month-1", "month-2", "month-3"];
    let record = ["remark", "level", "points", "finding", "status"];
    let dark = ["remark", "points", "finding", "status"];
    let waiver = ["row", "points", "reason"];
    let judges = ["judge-1", "judge-2", "judge-3"];
    let (priced, other) = (it.priced.as_str(), it.other.as_str());
    for (row, columns, values, key, word) in [
        (
            "1.1",
            &["tier", "document"][..],
            &["best", ""][..],
            "tier",
            "unknown-level",
        ),
        (
            "1.2",
            &coverage,
            &["true", ""],
            "benchmark_stations",
            "missing",
        ),
        (
            "1.2",
            &coverage,
            &["true", "1.5"],
            "benchmark_stations",
            "no-integer",
        ),
        ("2.2", &["judgement"], &["5"], "judgement", "range"),
        ("2.2", &["judgement"], &["2.125"], "judgement", "decimals"),
        ("2.2", &["judgement"], &["two"], "judgement", "no-decimal"),
        ("2.2", &["judgement"], &["0"], "judgement", "has-findings"),
        ("2.3", &["metric"], &["8e1"], "metric", "no-decimal"),
        ("2.3", &["metric"], &["一"], "metric", "no-decimal"),
        ("2.3", &["metric"], &["＋１"], "metric", "no-decimal"),
        ("3.3", &["rank"], &["+1"], "rank", "no-integer"),
        ("3.3", &["rank"], &["0"], "rank", "no-place"),
        ("6", &months, &["98", "", "99"], "month-2", "missing"),
        ("6", &months, &["98", "101", ""], "month-2", "range"),
        ("showcase", &["showcase"], &["100.5"], "showcase", "range"),
        (
            "showcase",
            &judges,
            &["90", "101", "80"],
            "judge-2",
            "range",
        ),
        (
            "showcase",
            &judges,
            &["90", "80", "70.125"],
            "judge-3",
            "decimals",
        ),
        ("8.1.1", &claim, &["", "city", "", ""], "matter", "missing"),
        (
            "8.1.1",
            &claim,
            &["事", "galaxy", "", ""],
            "level",
            "unknown-level",
        ),
        (
            "8.1.3",
            &claim,
            &["文章", "wechat", "", ""],
            "reads",
            "missing",
        ),
        (
            "8.1.3",
            &claim,
            &["文章", "city", "9", ""],
            "reads",
            "no-reads",
        ),
        (
            "8.1.3",
            &claim,
            &["文章", "wechat", "-9", ""],
            "reads",
            "no-integer",
        ),
        (
            "8.2.1",
            &record,
            &["", "province", "3", "", ""],
            "points",
            "fixed-points",
        ),
        (
            "8.2.1",
            &record,
            &["", "discretionary", "", "", ""],
            "points",
            "missing",
        ),
        (
            "8.2.1",
            &record,
            &["", "discretionary", "3.5", "", ""],
            "points",
            "range",
        ),
        ("8.2.2", &dark, &["", "2.99", "", ""], "points", "range"),
        ("8.2.2", &dark, &["", "3.333", "", ""], "points", "decimals"),
        (
            "8.2.2",
            &dark,
            &["", "3", "f9", ""],
            "finding",
            "unknown-finding",
        ),
        (
            "8.2.2",
            &dark,
            &["", "3", other, ""],
            "finding",
            "other-town",
        ),
        (
            "8.2.2",
            &dark,
            &["", "3", priced, ""],
            "finding",
            "priced-twice",
        ),
        ("waivers", &waiver, &["5.1", "2", "x"], "row", "no-waiver"),
        (
            "waivers",
            &waiver,
            &["9", "2", "x"],
            "row",
            "unknown-indicator",
        ),
        ("waivers", &waiver, &["2.3", "8.5", "x"], "points", "range"),
        ("waivers", &waiver, &["2.3", "8", ""], "reason", "missing"),
    ] {
        let lines: [(&str, &str, u64, &[&str]); 1] = [("luocun", "", 0, values)];
        let answer = save(&it.zhaomin, form(&it.quarter, row, columns, &lines)).await?;
        assert_eq!(answer["at"], Value::Null, "{row} {values:?}");
        assert_eq!(
            answer["faults"][0],
            json!([0, key, word]),
            "{row} {values:?}: {answer}"
        );
    }
    for (row, columns, lines, fault) in [
        // No town, and an unknown town.
        (
            "8.1.1",
            &claim[..],
            vec![("", "", 0, &["事", "city", "", ""][..])],
            json!([0, "town", "unknown-town"]),
        ),
        (
            "8.1.1",
            &claim,
            vec![("nowhere", "", 0, &["事", "city", "", ""])],
            json!([0, "town", "unknown-town"]),
        ),
        // A second fact for one row: twice in the form, a fact beside a waiver, a waiver beside a
        // fact.
        (
            "1.1",
            &["tier", "document"],
            vec![
                ("luocun", "", 0, &["standard", ""]),
                ("luocun", "", 0, &["below", ""]),
            ],
            json!([1, "", "duplicate"]),
        ),
        (
            "waivers",
            &waiver,
            vec![("luocun", "", 0, &["3.1", "4", "x"])],
            json!([0, "row", "second"]),
        ),
        (
            "waivers",
            &waiver,
            vec![
                ("taihe", "", 0, &["2.3", "4", "x"]),
                ("taihe", "", 0, &["2.3", "4", "x"]),
            ],
            json!([1, "", "duplicate"]),
        ),
        // Two claims with the same id.
        (
            "8.1.1",
            &claim,
            vec![
                ("luocun", "c", 0, &["事", "city", "", ""]),
                ("taihe", "c", 0, &["事", "city", "", ""]),
            ],
            json!([1, "id", "duplicate"]),
        ),
        // A metric for a row that already has ranks.
        (
            "3.1",
            &["metric"],
            vec![("taihe", "", 0, &["1"])],
            json!([0, "metric", "both-metric-and-rank"]),
        ),
    ] {
        let answer = save(&it.zhaomin, form(&it.quarter, row, columns, &lines)).await?;
        assert_eq!(answer["at"], Value::Null, "{row}: {answer}");
        assert_eq!(answer["faults"][0], fault, "{row}: {answer}");
    }
    // A row that does not exist, and a row that accepts no facts.
    for row in ["9.9", "5.1"] {
        let lines: [(&str, &str, u64, &[&str]); 1] = [("luocun", "", 0, &["1"])];
        let sent = form(&it.quarter, row, &["metric"], &lines);
        let answer = it.zhaomin.call("save_facts", sent).await?;
        assert_eq!(answer.unwrap_err()["kind"], "not-found", "{row}");
    }
    let shown = page(&it.zhaomin, json!({})).await?;
    let rows = shown["rows"].as_array().unwrap();
    let entered = rows.iter().filter(|row| row["entered"] != 0).count();
    assert_eq!(
        entered, 4,
        "the place, the waiver on its row and in its list, the record"
    );
    assert!(it.app.store.facts(&it.quarter).await?.0.len() == 3);
    it.nothing_changed().await
}
