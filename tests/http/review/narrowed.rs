//! The queue filtered by words, site, inspector and day, and the counts of what the filters leave
//! out.

use crate::help::app::TestApp;
use crate::help::deciding::{confirmed, decide, queue};
use crate::help::tablet::{Tablet, id};
use anyhow::Result;
use serde_json::{Value, json};

/// Three findings at two sites by two inspectors: attitude and wheelchair at Luocun by Li Xia;
/// facilities at Hongshan by Wang Qiang.
async fn three(app: &TestApp) -> Result<[String; 3]> {
    let mut lixia = Tablet::of(app, "lixia").await?;
    let visit = lixia.visit(app, "luocun-center", "announced").await?;
    let (attitude, wheelchair) = (id(), id());
    let said = |finding: &str, checkpoint: &str, phrases: Value, note: &str| {
        json!({"record_finding": {
            "finding": finding, "visit": visit, "checkpoint": checkpoint, "count": 1,
            "phrases": phrases, "note": note, "observed_at": app.now(),
        }})
    };
    let ops = [
        said(
            &attitude,
            "5.1/attitude",
            json!(["推诿扯皮"]),
            "二号窗口“小张”答复ＡＢ件",
        ),
        said(&wheelchair, "1.3/wheelchair", json!([]), ""),
    ];
    let ops: Vec<_> = ops.into_iter().map(|it| lixia.op(app, it)).collect();
    lixia.apply(app, &ops).await?;
    let mut wangqiang = Tablet::of(app, "wangqiang").await?;
    let visit = wangqiang.visit(app, "hongshan-center", "announced").await?;
    let facilities = wangqiang.find(app, &visit, "5.1/facilities", 1).await?;
    Ok([attitude, wheelchair, facilities])
}

#[tokio::test]
async fn a_finding_is_found_by_any_words_of_it() -> Result<()> {
    let app = TestApp::start().await?;
    let [attitude, wheelchair, facilities] = three(&app).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    for (text, wanted) in [
        // Words of the table, of the indicator and of the checkpoint.
        ("轮椅", vec![&wheelchair]),
        ("热情诚恳", vec![&attitude]),
        ("wheelchair", vec![&wheelchair]),
        // Words of the note, in any width and with any quotes, ignoring invisible characters.
        ("推诿", vec![&attitude]),
        ("小张 ab件", vec![&attitude]),
        ("\"小张\"", vec![&attitude]),
        ("小\u{200b}张", vec![&attitude]),
        // The place and the people, in characters and in pinyin.
        ("洪山", vec![&facilities]),
        ("luocun", vec![&wheelchair, &attitude]),
        ("lc", vec![&wheelchair, &attitude]),
        ("王强", vec![&facilities]),
        ("wangqiang", vec![&facilities]),
        // Every word must occur, in any field.
        ("罗村　轮椅", vec![&wheelchair]),
        ("洪山 轮椅", vec![]),
        ("没有这样的话", vec![]),
        // A search of only quotes and spaces filters nothing.
        (" “” ", vec![&facilities, &wheelchair, &attitude]),
    ] {
        let found = queue(&zhaomin, json!({"text": text})).await?;
        let ids: Vec<&Value> = found["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| &it["finding"])
            .collect();
        let wanted: Vec<Value> = wanted.into_iter().map(|it| json!(it)).collect();
        assert_eq!(ids, wanted.iter().collect::<Vec<_>>(), "{text}");
        assert_eq!(found["total"], wanted.len(), "{text}");
        assert_eq!(found["waiting"], 3, "{text}");
    }
    Ok(())
}

#[tokio::test]
async fn the_queue_is_narrowed_by_inspector_and_day() -> Result<()> {
    let app = TestApp::start().await?;
    three(&app).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let all = queue(&zhaomin, json!({})).await?;
    let people = all["inspectors"].as_array().unwrap();
    let names: Vec<&str> = people.iter().map(|it| it[1].as_str().unwrap()).collect();
    assert_eq!(names, ["李霞", "王强"]);
    let sites = all["sites"].as_array().unwrap();
    assert_eq!(sites.len(), 2, "only where anything was found");
    let of_town = queue(&zhaomin, json!({"town": "hongshan"})).await?;
    assert_eq!(of_town["sites"][0][0], "hongshan-center");
    assert_eq!(of_town["sites"].as_array().unwrap().len(), 1);

    let today = app.now().split('T').next().unwrap().to_owned();
    for (filter, total) in [
        (json!({"inspector": people[0][0]}), 2),
        (json!({"inspector": people[1][0]}), 1),
        (json!({"inspector": people[1][0], "text": "轮椅"}), 0),
        (json!({"from": today, "to": today}), 3),
        (json!({"to": "2020-01-01"}), 0),
        (json!({"from": "2100-01-01"}), 0),
    ] {
        let found = queue(&zhaomin, filter.clone()).await?;
        assert_eq!(found["total"], total, "{filter}");
    }
    for (field, day) in [("from", "2026-02-30"), ("to", "2026-1-5"), ("from", "昨天")] {
        let mut filter = json!({"all": false});
        filter[field] = json!(day);
        let refused = zhaomin
            .call("review_queue", json!({"filter": filter}))
            .await?;
        let refused = refused.unwrap_err();
        assert_eq!(
            (&refused["field"], &refused["problem"]),
            (&json!(field), &json!("day")),
            "{day}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn what_filters_hide_is_said() -> Result<()> {
    let app = TestApp::start().await?;
    let [_, wheelchair, _] = three(&app).await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    decide(&zhaomin, &wheelchair, 1, confirmed(), json!({}))
        .await?
        .unwrap();
    let found = queue(&zhaomin, json!({"text": "轮椅"})).await?;
    assert_eq!((&found["total"], &found["waiting"]), (&json!(0), &json!(2)));
    assert_eq!(found["in_any_state"], 1, "it is decided");
    let found = queue(&zhaomin, json!({"text": "没有"})).await?;
    assert_eq!(found["in_any_state"], 0);
    Ok(())
}
