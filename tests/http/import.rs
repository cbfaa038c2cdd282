//! Facts from files: the template, the report, and files that change nothing.

mod before;
mod desks;
mod faults;
mod files;
mod inputs;
mod kept;
mod offices;
mod sheets;
mod template;

use crate::help::app::TestApp;
use anyhow::Result;
use calamine::{Reader, Xlsx};
use files::{Fill, facts, faults, filled, import, months, quarter, template};
use reqwest::{Method, StatusCode};
use serde_json::json;
use server::store::database;
use std::io::Cursor;

#[tokio::test]
async fn a_filled_template_becomes_facts_once() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let empty = template(&zhaomin, &quarter, "xlsx").await?;
    let (status, body) = import(&zhaomin, &quarter, "", empty.clone()).await?;
    assert_eq!(
        status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "nothing is filled in: {body}"
    );
    assert_eq!(body["lines"][0]["code"], "nothing");

    let months = months(&quarter);
    let town = Xlsx::new(Cursor::new(empty.clone()))?
        .worksheet_range("数值")?
        .get_value((1, 0))
        .unwrap()
        .to_string();
    let file = filled(
        empty,
        &[
            ("数值", 2, "1.1 ", Fill::Text("标杆型")),
            (
                "数值",
                2,
                "1.2 村（社区）便民服务站标准化建设：全覆盖",
                Fill::Truth(true),
            ),
            (
                "数值",
                2,
                "1.2 村（社区）便民服务站标准化建设：标杆",
                Fill::Number(2.0),
            ),
            ("数值", 2, "2.2 ", Fill::Number(2.5)),
            (
                "数值",
                2,
                "2.3 强化帮办代办服务：指标值",
                Fill::Number(0.1 + 0.2),
            ),
            ("数值", 2, "3.1 ", Fill::Formula("=90+8.2", "98.2")),
            ("数值", 2, &months[0], Fill::Number(98.2)),
            ("数值", 2, &months[1], Fill::Text("９７")),
            ("数值", 2, "风采展示", Fill::Number(91.5)),
            ("加分", 2, "镇办", Fill::Text(&town)),
            ("加分", 2, "指标", Fill::Text("8.1.3")),
            ("加分", 2, "事项", Fill::Text("=经验做法被公众号推送")),
            ("加分", 2, "级别", Fill::Text("wechat")),
            ("加分", 2, "阅读量", Fill::Number(5400.0)),
            ("加分", 2, "状态", Fill::Text("予以认定")),
            ("减分", 2, "镇办", Fill::Text(&town)),
            ("减分", 2, "指标", Fill::Text("8.2.1")),
            ("减分", 2, "级别", Fill::Text("discretionary")),
            ("减分", 2, "扣分", Fill::Number(1.5)),
            ("酌定计分", 2, "镇办", Fill::Text(&town)),
            ("酌定计分", 2, "指标", Fill::Number(3.2)),
            ("酌定计分", 2, "酌定计分", Fill::Number(2.0)),
            ("酌定计分", 2, "理由", Fill::Text("系统停用")),
        ],
    )?;
    let (status, body) = import(&zhaomin, &quarter, "?check=1", file.clone()).await?;
    assert_eq!(
        (status, &body["taken"]),
        (StatusCode::OK, &json!(10)),
        "{body}"
    );
    assert!(
        facts(&zhaomin, &quarter).await?.is_empty(),
        "it was only checked"
    );
    let (status, body) = import(&zhaomin, &quarter, "", file.clone()).await?;
    assert_eq!(
        (status, &body["taken"]),
        (StatusCode::OK, &json!(10)),
        "{body}"
    );

    let mut stands = facts(&zhaomin, &quarter).await?;
    for fact in &mut stands {
        let fact = fact.as_object_mut().unwrap();
        fact.remove("town");
        if let Some(id) = fact.remove("id") {
            assert_eq!(id.as_str().unwrap().len(), 36);
        }
    }
    let wanted = [
        json!({"indicator": "1.1", "tier": "benchmark"}),
        json!({"indicator": "1.2", "full_coverage": true, "benchmark_stations": 2}),
        json!({"indicator": "2.2", "judgement": "2.5"}),
        json!({"indicator": "2.3", "metric": "0.3"}),
        json!({"indicator": "3.1", "metric": "98.2"}),
        json!({"indicator": "6", "monthly": ["98.2", "97"]}),
        json!({"showcase": "91.5"}),
        json!({"indicator": "8.1.3", "matter": "=经验做法被公众号推送", "level": "wechat", "reads": 5400, "status": "confirmed"}),
        json!({"indicator": "8.2.1", "level": "discretionary", "points": "1.5", "status": "pending"}),
        json!({"waive": "3.2", "points": "2", "reason": "系统停用"}),
    ];
    for fact in &wanted {
        assert!(stands.contains(fact), "{fact} is not in {stands:#?}");
    }
    assert_eq!(stands.len(), wanted.len());

    // A filled template, imported unchanged, changes nothing, also as text.
    for ending in ["xlsx?filled=1", "csv?filled=1"] {
        let stands = template(&zhaomin, &quarter, ending).await?;
        let (status, body) = import(&zhaomin, &quarter, "", stands).await?;
        assert_eq!(status, StatusCode::OK, "{ending}: {body}");
        assert_eq!(
            (&body["taken"], &body["unchanged"]),
            (&json!(0), &json!(0)),
            "{ending}"
        );
        // The cells of values, a claim, a record and a waiver.
        assert_eq!(
            (&body["as_written"], &body["old"]),
            (&json!(12), &json!(0)),
            "{ending}"
        );
    }

    // The same file again: nothing is new, and the history does not grow.
    let (status, body) = import(&zhaomin, &quarter, "", file).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    assert_eq!(
        (&body["taken"], &body["unchanged"]),
        (&json!(0), &json!(10))
    );
    assert!(
        faults(&body)
            .iter()
            .all(|line| ["unchanged", "known"].contains(&line.3.as_str()))
    );
    let mut db = app.database().await?;
    let kept: i64 = database::scalar("SELECT count(*) FROM facts")
        .fetch_one(&mut db)
        .await?;
    assert_eq!(kept, 10);
    Ok(())
}

#[tokio::test]
async fn text_is_taken_in_either_encoding() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let csv = String::from_utf8(template(&zhaomin, &quarter, "csv").await?)?;
    assert!(csv.starts_with("\u{feff}镇办,指标,项目,值,"), "{csv}");
    let line = |csv: &str, begins: &str, value: &str| {
        let lines = csv.lines().map(|line| match line.strip_prefix(begins) {
            Some(_) => format!("{begins},{value}"),
            None => line.to_owned(),
        });
        lines.collect::<Vec<_>>().join("\r\n")
    };
    let own = "罗村镇,2.3 强化帮办代办服务,名次";
    assert!(csv.contains(own), "{csv}");
    let own = line(&csv, own, "3");
    let (encoded, _, lost) = encoding_rs::GB18030.encode(own.trim_start_matches('\u{feff}'));
    assert!(!lost);
    let (status, body) = import(&zhaomin, &quarter, "", encoded.into_owned()).await?;
    assert_eq!(
        (status, &body["taken"]),
        (StatusCode::OK, &json!(1)),
        "{body}"
    );
    let ranked = json!({"town": "luocun", "indicator": "2.3", "rank": 3});
    assert_eq!(facts(&zhaomin, &quarter).await?, [ranked]);
    // With tabs and town ids, as another program writes it, and one month per file.
    let months = months(&quarter).map(|it| it.rsplit_once('：').unwrap().1.to_owned());
    for (month, score) in months.iter().zip(["98", "97.5", "99"]) {
        let text = format!("镇办\t指标\t项目\t值\nluocun\t6\t{month}\t{score}\n");
        let (status, body) = import(&zhaomin, &quarter, "", text.into_bytes()).await?;
        assert_eq!(status, StatusCode::OK, "{body}");
    }
    let months = json!({"town": "luocun", "indicator": "6", "monthly": ["98", "97.5", "99"]});
    assert!(facts(&zhaomin, &quarter).await?.contains(&months));
    Ok(())
}

#[tokio::test]
async fn one_bad_line_of_fifty_thousand_is_named_and_nothing_changes() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let mut text = String::from("镇办,指标,事项,级别\n");
    for line in 0..50_000 {
        let level = if line == 31_415 { "校级" } else { "city" };
        text.push_str(&format!("罗村镇,8.1.1,事项{line},{level}\n"));
    }
    let (status, body) = import(&zhaomin, &quarter, "", text.into_bytes()).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let only = (
        String::new(),
        31_417,
        "D".to_owned(),
        "unknown-level".to_owned(),
    );
    assert_eq!(faults(&body), [only]);
    assert!(facts(&zhaomin, &quarter).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn a_claim_is_corrected_by_its_number_and_only_as_it_was_checked() -> Result<()> {
    let app = TestApp::start().await?;
    let (zhaomin, quarter) = (app.sign_in("zhaomin").await?, quarter(&app).await?);
    let claim = |id: &str, level: &str, status: &str| {
        let head = "镇办,指标,事项,级别,编号,状态";
        format!("{head}\n罗村镇,8.1.1,事项,{level},{id},{status}\n").into_bytes()
    };
    let (status, body) = import(&zhaomin, &quarter, "", claim("", "校级", "")).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let (status, body) = import(&zhaomin, &quarter, "", claim("", "city", "")).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    let id = facts(&zhaomin, &quarter).await?[0]["id"]
        .as_str()
        .unwrap()
        .to_owned();

    let better = claim(&id, "province", "予以认定");
    let (status, body) = import(&zhaomin, &quarter, "?check=1", better.clone()).await?;
    assert_eq!(
        (status, &body["lines"][0]["code"]),
        (StatusCode::OK, &json!("changed"))
    );
    let seen = format!("?seen={}", body["seen"]);
    let other = "镇办,指标,值\n太河镇,风采展示,90\n";
    let (status, _) = import(&zhaomin, &quarter, "", other.into()).await?;
    assert_eq!(status, StatusCode::OK);
    let (status, body) = import(&zhaomin, &quarter, &seen, better.clone()).await?;
    assert_eq!(status, StatusCode::CONFLICT, "{body}");
    let (_, body) = import(&zhaomin, &quarter, "?check=1", better.clone()).await?;
    let seen = format!("?seen={}", body["seen"]);
    let (status, body) = import(&zhaomin, &quarter, &seen, better).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    let stands = facts(&zhaomin, &quarter).await?;
    assert_eq!(stands.len(), 2);
    let wanted = json!({"town": "luocun", "indicator": "8.1.1", "id": id, "matter": "事项",
        "level": "province", "status": "confirmed"});
    assert!(stands.contains(&wanted), "{stands:#?}");
    // Without a status a claim keeps the status it has. Another town cannot use its number.
    let (status, body) = import(&zhaomin, &quarter, "", claim(&id, "province", "")).await?;
    assert_eq!(
        (status, &body["unchanged"]),
        (StatusCode::OK, &json!(1)),
        "{body}"
    );
    let foreign = format!("镇办,指标,事项,级别,编号\n太河镇,8.1.1,事项,city,{id}\n");
    let (status, body) = import(&zhaomin, &quarter, "", foreign.into()).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(faults(&body)[0].3, "id-taken");
    Ok(())
}

#[tokio::test]
async fn files_are_for_supervisors() -> Result<()> {
    let app = TestApp::start().await?;
    let quarter = quarter(&app).await?;
    let file = "镇办,指标,值\n罗村镇,风采展示,100\n";
    for login in ["luocun", "lixia", "admin"] {
        let user = app.sign_in(login).await?;
        for ending in ["xlsx", "csv"] {
            let path = format!("/api/v1/quarters/{quarter}/facts/template.{ending}");
            let answer = user.request(Method::GET, &path).send().await?;
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{login}");
        }
        let (status, _) = import(&user, &quarter, "", file.into()).await?;
        assert_eq!(status, StatusCode::FORBIDDEN, "{login}");
    }
    let (status, _) = import(&app.anyone(), &quarter, "", file.into()).await?;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let zhaomin = app.sign_in("zhaomin").await?;
    let (status, _) = import(&zhaomin, "1999Q1", "", file.into()).await?;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(facts(&zhaomin, &quarter).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn the_page_is_there_before_its_program() -> Result<()> {
    let app = TestApp::start().await?;
    let quarter = quarter(&app).await?;
    let page = async |login: &str, query: &str| -> Result<String> {
        let user = app.sign_in(login).await?;
        let cookie = format!("xuncha={}", user.token.clone().unwrap());
        let request = user.http.get(user.url(&format!("/facts/import{query}")));
        let answer = request
            .header("cookie", cookie)
            .header("accept", "text/html")
            .send()
            .await?;
        Ok(answer.text().await?)
    };
    for query in [String::new(), format!("?quarter={quarter}")] {
        let html = page("zhaomin", &query).await?;
        let link = format!("/api/v1/quarters/{quarter}/facts/template.xlsx");
        assert!(
            html.contains(&link) && html.contains("导入填报数据"),
            "{html}"
        );
    }
    assert!(
        !page("zhaomin", "?quarter=1999Q1")
            .await?
            .contains("template.xlsx")
    );
    for login in ["luocun", "admin"] {
        assert!(!page(login, "").await?.contains("template.xlsx"), "{login}");
        let user = app.sign_in(login).await?;
        let refused = user
            .call("import_quarter", json!({"quarter": null}))
            .await?
            .unwrap_err();
        assert_eq!(refused["kind"], "forbidden");
    }
    Ok(())
}
