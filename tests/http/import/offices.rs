//! Offices import facts of their own rows and add evidence to them.

use super::files::{facts, faults, import, quarter, template};
use crate::help::app::TestApp;
use anyhow::Result;
use reqwest::{Method, StatusCode};
use serde_json::json;

#[tokio::test]
async fn an_office_imports_its_own_rows_and_its_head_decides() -> Result<()> {
    let app = TestApp::start().await?;
    let quarter = quarter(&app).await?;
    let (clerk, head) = (app.sign_in("sunmei").await?, app.sign_in("zhoujian").await?);
    let zhaomin = app.sign_in("zhaomin").await?;
    let head_line = "镇办,指标,值,事项,级别,编号,状态,酌定计分,理由";
    let wrong = format!(
        "{head_line}\n罗村镇,1.1,标杆型\n罗村镇,风采展示,90\n罗村镇,6,,,,,,4,理由\n\
         罗村镇,8.1.1,,事项,city,,予以认定\n"
    );
    let foreign = "镇办,指标,项目,值\n罗村镇,3.2,名次,1\n";
    let (status, body) = import(&clerk, &quarter, "", wrong.into()).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let codes: Vec<_> = faults(&body).into_iter().map(|it| (it.1, it.3)).collect();
    let code = |line, code: &str| (line, code.to_owned());
    assert_eq!(
        codes,
        [
            code(3, "supervisors-only"),
            code(4, "supervisors-only"),
            code(5, "heads-only")
        ]
    );
    for office in [&clerk, &head] {
        let (status, body) = import(office, &quarter, "", foreign.into()).await?;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(faults(&body)[0].3, "other-office");
    }
    let claim = |id: &str, level: &str, status: &str| {
        format!("镇办,指标,事项,级别,编号,状态\n罗村镇,8.1.1,事项,{level},{id},{status}\n")
            .into_bytes()
    };
    let (status, body) = import(&clerk, &quarter, "", claim("c-1", "city", "")).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    let (status, body) = import(&head, &quarter, "", claim("c-1", "city", "予以认定")).await?;
    assert_eq!(status, StatusCode::OK, "{body}");
    // A clerk can neither change nor reopen what was decided.
    for wrong in [
        claim("c-1", "nation", ""),
        claim("c-1", "province", "待核查"),
    ] {
        let (status, body) = import(&clerk, &quarter, "", wrong).await?;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(faults(&body)[0].3, "heads-only");
    }
    // A file written before the decision does not undo the decision.
    let old = claim("c-1", "city", "待核查");
    let (_, body) = import(&clerk, &quarter, "", old).await?;
    assert_eq!(
        (&body["taken"], &body["old"]),
        (&json!(0), &json!(1)),
        "{body}"
    );
    assert_eq!(facts(&zhaomin, &quarter).await?.len(), 1);

    // An office's filled template has only the office's own rows.
    let (status, _) = import(&zhaomin, &quarter, "", foreign.into()).await?;
    assert_eq!(status, StatusCode::OK);
    let filled = String::from_utf8(template(&clerk, &quarter, "csv?filled=1").await?)?;
    let other = "罗村镇,3.2 深化基层集成服务,名次,";
    assert!(filled.contains("c-1") && !filled.contains(&format!("{other}1")));
    let filled = String::from_utf8(template(&zhaomin, &quarter, "csv?filled=1").await?)?;
    assert!(filled.contains(&format!("{other}1")));

    for (slot, wanted) in [
        ("1.1", StatusCode::CREATED),
        ("c-1", StatusCode::CREATED),
        ("3.2", StatusCode::FORBIDDEN),
        ("showcase", StatusCode::FORBIDDEN),
    ] {
        let at = format!("/api/v1/quarters/{quarter}/evidence/luocun/{slot}");
        let add = clerk.request(Method::POST, &at).body("%PDF-1.7");
        assert_eq!(add.send().await?.status(), wanted, "{slot}");
    }
    let at = format!("/api/v1/quarters/{quarter}/evidence/luocun/3.2");
    let add = zhaomin.request(Method::POST, &at).body("%PDF-1.7");
    let (_, body) = crate::help::app::json_of(add.send().await?).await?;
    let content = format!("/api/v1/evidence/{}", body["id"].as_str().unwrap());
    let get = clerk.request(Method::GET, &content).send().await?;
    assert_eq!(get.status(), StatusCode::OK);
    let delete = clerk.request(Method::DELETE, &content).send().await?;
    assert_eq!(delete.status(), StatusCode::FORBIDDEN);
    let named = clerk
        .call("import_quarter", json!({"quarter": null}))
        .await?;
    assert_eq!(named.unwrap(), json!(quarter));
    Ok(())
}
