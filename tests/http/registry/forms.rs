//! Adding and changing entries by the pages' forms.

use super::{Sheet, begun, book, save};
use anyhow::{Result, ensure};
use serde_json::json;

#[tokio::test]
async fn entries_are_made_and_changed_by_forms() -> Result<()> {
    let (app, chief) = begun().await?;
    assert_eq!(
        save(
            &chief,
            "towns",
            true,
            &[("name", "青山镇"), ("kind", "town"), ("order", "１２")]
        )
        .await?,
        json!([])
    );
    let again = save(
        &chief,
        "towns",
        true,
        &[("name", "青山镇"), ("kind", "town")],
    )
    .await?;
    assert_eq!(
        (&again[0]["field"], &again[0]["code"]),
        (&json!("name"), &json!("name-taken"))
    );
    let nameless = save(&chief, "towns", true, &[("name", "")]).await?;
    assert_eq!(
        (&nameless[0]["field"], &nameless[0]["code"]),
        (&json!("name"), &json!("missing"))
    );
    // The answer says it in words, with its values.
    assert_eq!(nameless[0]["words"], "缺少“全称”");
    let site = [
        ("name", "青山镇便民服务中心"),
        ("town", "qingshan"),
        ("kind", "centre"),
        ("latitude", "36.5"),
        ("longitude", ""),
    ];
    let half = save(&chief, "sites", true, &site).await?;
    assert_eq!(half[0]["field"], "latitude", "{half}");
    assert_eq!(save(&chief, "sites", true, &site[..3]).await?, json!([]));
    let person = [
        ("name", "王小明"),
        ("roles", "inspector,supervisor"),
        ("login", ""),
    ];
    for login in ["wangxiaoming", "wangxiaoming2"] {
        assert_eq!(save(&chief, "people", true, &person).await?, json!([]));
        ensure!(app.account(login).await.is_ok(), "{login}");
    }
    let taken = save(
        &chief,
        "people",
        true,
        &[("name", "王"), ("roles", "inspector"), ("login", "chief")],
    )
    .await?;
    assert_eq!(
        (&taken[0]["field"], &taken[0]["code"]),
        (&json!("login"), &json!("login-taken"))
    );
    let disable = [
        ("name", "管理员"),
        ("roles", "administrator"),
        ("login", "chief"),
        ("state", "closed"),
    ];
    let last = save(&chief, "people", false, &disable).await?;
    assert_eq!(last[0]["code"], "own-account", "{last}");
    // A form based on an old version of the registry is refused.
    let entry = json!({"entry": {"list": "towns", "is_new": true, "version": 0, "fields": [["name", "绿水镇"]]}});
    let stale = chief.call("save_entry", entry).await?;
    assert_eq!(stale.unwrap_err()["kind"], "changed");
    // A disabled person is signed out at once.
    let disable = [
        ("name", "王小明"),
        ("roles", "inspector"),
        ("login", "wangxiaoming"),
        ("state", "closed"),
    ];
    assert_eq!(save(&chief, "people", false, &disable).await?, json!([]));
    ensure!(app.account("wangxiaoming").await?.disabled);
    Ok(())
}

/// The last administrator who can sign in cannot be disabled; one without a password does not
/// count.
#[tokio::test]
async fn one_administrator_who_can_sign_in_remains() -> Result<()> {
    let (app, _chief) = begun().await?;
    let people: Sheet<'_> = (
        "人员",
        &[
            &["姓名", "角色", "登录名", "状态"],
            &["张三", "管理员", "zhangsan", ""],
            &["管理员", "管理员", "chief", "停用"],
        ],
    );
    let taken = server::registry::import(server::registry::Import {
        store: app.store.as_ref(),
        file: book(&[people]).into(),
        turn: None,
        by: "command line",
        words: app::i18n::Locale::zh_CN,
        only_check: false,
        seen: None,
    });
    let Err(server::sheets::workbook::FileRefusal::Wrong(lines, 1)) = taken.await else {
        anyhow::bail!("everybody is locked out");
    };
    assert_eq!((lines[0].code, lines[0].line), ("last-administrator", 3));
    Ok(())
}
