//! The registry: from an empty office to people who sign in, by a workbook and by pages' forms; and what
//! is wrong with a workbook, told by its cell.

use crate::app::{TestApp, User, json_of};
use crate::tablet::{Tablet, picture};
use anyhow::{Context, Result, ensure};
use calamine::{Reader, Xlsx};
use domain::ids::UserId;
use domain::people::Role;
use reqwest::{Method, StatusCode};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use server::auth::password;
use server::demo;
use server::store::NewAccount;
use std::io::Cursor;
use uuid::Uuid;

type Sheet<'s> = (&'s str, &'s [&'s [&'s str]]);

/// A workbook of these sheets.
fn book(sheets: &[Sheet<'_>]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, lines) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (line, cells) in (0..).zip(*lines) {
            for (column, text) in (0..).zip(*cells) {
                if !text.is_empty() {
                    sheet.write(line, column, *text).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

const TOWNS: Sheet<'_> = (
    "镇办",
    &[
        &["全称*", "简称", "类别", "排序"],
        &["青山镇", "青山", "镇", ""],
        &["绿水街道", "", "", ""],
    ],
);
const SITES: Sheet<'_> = (
    "检查对象",
    &[
        &["名称*", "所属镇办*", "类别", "地址", "纬度", "经度"],
        &[
            "青山镇便民服务中心",
            "青山镇",
            "便民服务中心",
            "镇政府一楼",
            "36.5",
            "117.25",
        ],
        &["青山镇石头村便民服务站", "青山", "", "", "", ""],
        &["绿水街道便民服务中心", "绿水街道", "", "", "", ""],
    ],
);
const PEOPLE: Sheet<'_> = (
    "人员",
    &[
        &["姓名*", "角色*", "所属镇办", "责任科室", "登录名"],
        &["王小明", "检查人员", "", "", ""],
        &["李核查", "核查人员、监督人员", "", "", "lihe"],
        &["赵镇办", "镇办人员", "青山镇", "", ""],
    ],
);

async fn send(user: &User, how: &str, file: Vec<u8>) -> Result<(StatusCode, Value)> {
    let path = format!("/api/v1/registry/import?{how}");
    let sent = user.request(Method::POST, &path).body(file).send().await?;
    json_of(sent).await
}

/// The administrator of an office that has only just begun.
async fn begun() -> Result<(TestApp, User)> {
    let app = TestApp::start_empty().await?;
    let hash = password::hash(demo::PASSWORD).await;
    let account = NewAccount {
        id: UserId(Uuid::now_v7()),
        login: "chief".into(),
        name: "管理员".into(),
        password: hash.map_err(anyhow::Error::msg)?,
        roles: [Role::Administrator].into(),
        town: None,
        offices: Vec::new(),
        must_change: false,
    };
    ensure!(app.store.add_account("test", &account).await?);
    let chief = app.sign_in("chief").await?;
    Ok((app, chief))
}

#[tokio::test]
async fn an_empty_office_is_filled_by_one_workbook() -> Result<()> {
    let (app, chief) = begun().await?;
    let file = book(&[TOWNS, SITES, PEOPLE]);
    let (status, checked) = send(&chief, "check=1", file.clone()).await?;
    ensure!(status == StatusCode::OK, "{checked}");
    assert_eq!(
        (
            &checked["taken"],
            &checked["changed"],
            &checked["unchanged"]
        ),
        (&json!(8), &json!(0), &json!(0))
    );
    assert_eq!(app.store.registry().await?.towns.len(), 0, "only checked");
    let seen = format!("seen={}", checked["seen"]);
    let (status, taken) = send(&chief, &seen, file.clone()).await?;
    ensure!(status == StatusCode::OK, "{taken}");
    let registry = app.store.registry().await?;
    let towns: Vec<_> = registry.towns.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(towns, ["qingshan", "lvshui"]);
    let sites: Vec<_> = registry.sites.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(
        sites,
        ["lvshui-center", "qingshan-center", "qingshan-shitou"]
    );
    let logins: Vec<_> = registry.people.iter().map(|it| it.login.as_str()).collect();
    assert_eq!(logins, ["chief", "lihe", "wangxiaoming", "zhaozhenban"]);

    // The check is of another registry by now.
    let (status, body) = send(&chief, &seen, file.clone()).await?;
    assert_eq!(status, StatusCode::CONFLICT, "{body}");
    // The same again changes nothing, and neither does what is handed out.
    let (_, again) = send(&chief, "", file).await?;
    assert_eq!(
        (&again["taken"], &again["unchanged"]),
        (&json!(0), &json!(8))
    );
    let filled = chief
        .request(Method::GET, "/api/v1/registry/workbook.xlsx?filled=1")
        .send()
        .await?;
    let filled = filled.bytes().await?.to_vec();
    let (status, again) = send(&chief, "", filled).await?;
    ensure!(status == StatusCode::OK, "{again}");
    assert_eq!(
        (&again["taken"], &again["unchanged"]),
        (&json!(0), &json!(9))
    );

    // A changed line changes that line.
    let changed: Sheet<'_> = (
        "检查对象",
        &[
            &["编号", "名称", "所属镇办", "地址"],
            &[
                "qingshan-shitou",
                "青山镇大石头村便民服务站",
                "青山镇",
                "村委会",
            ],
        ],
    );
    let (status, report) = send(&chief, "", book(&[changed])).await?;
    ensure!(status == StatusCode::OK, "{report}");
    assert_eq!(
        (&report["taken"], &report["changed"]),
        (&json!(1), &json!(1))
    );
    let words = report["lines"][0]["words"].as_str().unwrap_or_default();
    ensure!(
        words.contains("青山镇石头村便民服务站 → 青山镇大石头村便民服务站"),
        "{words}"
    );
    let registry = app.store.registry().await?;
    let site = registry
        .sites
        .iter()
        .find(|it| it.id.as_str() == "qingshan-shitou");
    let site = site.context("the site is gone")?;
    assert_eq!(site.address, "村委会");
    let centre = registry
        .sites
        .iter()
        .find(|it| it.id.as_str() == "qingshan-center");
    ensure!(
        centre.is_some_and(|it| it.position.is_some()),
        "its position is lost"
    );
    Ok(())
}

/// Each line has one fault, told at its cell; nothing of the file is taken.
#[tokio::test]
async fn what_is_wrong_is_told_by_its_cell_and_nothing_is_taken() -> Result<()> {
    let (app, chief) = begun().await?;
    send(&chief, "", book(&[TOWNS, SITES, PEOPLE])).await?;
    let before = app.store.registry().await?;
    let towns = |lines: &'static [&'static [&'static str]]| ("镇办", lines);
    let sites = |lines: &'static [&'static [&'static str]]| ("检查对象", lines);
    let people = |lines: &'static [&'static [&'static str]]| ("人员", lines);
    let cases: &[(Sheet<'_>, &str, u32, &str)] = &[
        (("随便", &[&["a"]]), "unknown-sheet", 1, ""),
        (towns(&[&["x", "y"], &["1"]]), "no-head", 1, ""),
        (
            towns(&[&["全称", "电话"], &["红土镇"]]),
            "unknown-column",
            1,
            "B",
        ),
        (
            towns(&[&["全称", "全称"], &["红土镇"]]),
            "column-twice",
            1,
            "B",
        ),
        (towns(&[&["全称"], &["红土镇", "多余"]]), "headless", 2, "B"),
        (towns(&[&["全称", "简称"], &["", "红土"]]), "missing", 2, ""),
        (
            towns(&[&["全称", "类别"], &["红土镇", "县"]]),
            "unknown-word",
            2,
            "B",
        ),
        (
            towns(&[&["全称", "排序"], &["红土镇", "第一"]]),
            "order",
            2,
            "B",
        ),
        (
            towns(&[&["全称", "编号"], &["红土镇", "红土"]]),
            "bad-id",
            2,
            "B",
        ),
        (
            towns(&[&["全称"], &["红土镇"], &["红土镇"]]),
            "twice",
            3,
            "",
        ),
        (
            towns(&[&["全称", "编号"], &["青山镇", "hongtu"]]),
            "name-taken",
            2,
            "",
        ),
        (
            towns(&[&["全称", "撤销起始季度"], &["青山镇", "明年"]]),
            "quarter",
            2,
            "B",
        ),
        (
            towns(&[&["全称", "并入"], &["青山镇", "绿水街道"]]),
            "merged-open",
            2,
            "B",
        ),
        (sites(&[&["名称"], &["红土站"]]), "no-head", 1, ""),
        (
            sites(&[&["名称", "所属镇办"], &["红土站", "红土镇"]]),
            "unknown-town",
            2,
            "B",
        ),
        (
            sites(&[&["名称", "所属镇办"], &["红土村", "青山镇"]]),
            "site-kind",
            2,
            "",
        ),
        (
            sites(&[
                &["名称", "所属镇办", "纬度", "经度"],
                &["红土站", "青山镇", "36.5"],
            ]),
            "half-position",
            2,
            "C",
        ),
        (
            sites(&[
                &["名称", "所属镇办", "纬度", "经度"],
                &["红土站", "青山镇", "96.5", "1"],
            ]),
            "position",
            2,
            "C",
        ),
        (
            sites(&[
                &["名称", "所属镇办"],
                &["红土站", "青山镇"],
                &["红土站", "青山"],
            ]),
            "twice",
            3,
            "",
        ),
        (
            sites(&[
                &["名称", "所属镇办", "编号"],
                &["青山镇便民服务中心", "青山镇", "qingshan-shitou"],
            ]),
            "name-taken",
            2,
            "",
        ),
        (
            people(&[&["姓名", "角色"], &["钱一", "局长"]]),
            "unknown-word",
            2,
            "B",
        ),
        (
            people(&[&["姓名", "角色"], &["钱一", "镇办人员"]]),
            "needs-town",
            2,
            "B",
        ),
        (
            people(&[
                &["姓名", "角色", "所属镇办"],
                &["钱一", "检查人员", "青山镇"],
            ]),
            "no-town-role",
            2,
            "C",
        ),
        (
            people(&[&["姓名", "角色"], &["钱一", "科室负责人"]]),
            "needs-office",
            2,
            "B",
        ),
        (
            people(&[
                &["姓名", "角色", "责任科室"],
                &["钱一", "检查人员", "办公室"],
            ]),
            "no-office-role",
            2,
            "C",
        ),
        (
            people(&[&["姓名", "角色", "登录名"], &["钱一", "检查人员", "钱一"]]),
            "bad-login",
            2,
            "C",
        ),
        (
            people(&[
                &["姓名", "角色", "登录名"],
                &["钱一", "检查人员", "qian"],
                &["钱二", "检查人员", "qian"],
            ]),
            "login-twice",
            3,
            "",
        ),
        (
            people(&[
                &["姓名", "角色"],
                &["钱一", "检查人员"],
                &["钱一", "核查人员"],
            ]),
            "namesake",
            3,
            "",
        ),
        (
            people(&[
                &["姓名", "角色", "登录名", "状态"],
                &["管理员", "管理员", "chief", "停用"],
            ]),
            "own-account",
            2,
            "",
        ),
        (
            towns(&[
                &["全称", "编号"],
                &["青山镇", "qingshan"],
                &["青山新镇", "qingshan"],
            ]),
            "id-twice",
            3,
            "",
        ),
    ];
    for (sheet, code, line, column) in cases {
        // A right line beside it: it is not taken either.
        let mut all = vec![*sheet];
        let right: Sheet<'_> = ("镇办", &[&["全称"], &["白云镇"]]);
        if sheet.0 != "镇办" {
            all.push(right);
        }
        let (status, report) = send(&chief, "", book(&all)).await?;
        ensure!(
            status == StatusCode::UNPROCESSABLE_ENTITY,
            "{code}: {status} {report}"
        );
        let first = &report["lines"][0];
        let told = (&first["code"], &first["line"], &first["column"]);
        ensure!(
            told == (&json!(code), &json!(line), &json!(column)),
            "{code}: {report}"
        );
        let words = first["words"].as_str().unwrap_or_default();
        ensure!(!words.is_empty() && !words.contains('{'), "{code}: {words}");
    }
    for (file, status) in [
        (
            b"PK\x03\x04rest".to_vec(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (
            b"%PDF-1.7\n\x01".to_vec(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ),
        (Vec::new(), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let (answered, body) = send(&chief, "", file).await?;
        assert_eq!(answered, status, "{body}");
    }
    let after = app.store.registry().await?;
    assert_eq!(after, before, "something was taken");
    Ok(())
}

#[tokio::test]
async fn the_workbook_offers_what_there_is_to_choose() -> Result<()> {
    let (_app, chief) = begun().await?;
    let blank = chief
        .request(Method::GET, "/api/v1/registry/workbook.xlsx")
        .send()
        .await?;
    let bytes = blank.bytes().await?;
    let mut read = Xlsx::new(Cursor::new(&bytes[..]))?;
    assert_eq!(read.sheet_names(), ["镇办", "检查对象", "人员", "说明"]);
    let towns = read.worksheet_range("镇办")?;
    assert_eq!(
        towns.get_value((0, 0)).map(ToString::to_string).as_deref(),
        Some("全称*")
    );
    // Filled in as it stands it says nothing.
    let (status, report) = send(&chief, "", bytes.to_vec()).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(report["lines"][0]["code"], "nothing", "{report}");
    Ok(())
}

/// The whole way of a person: listed, invited by a link, a password chosen once, signed in.
#[tokio::test]
async fn who_is_invited_chooses_a_password_once() -> Result<()> {
    let (app, chief) = begun().await?;
    send(&chief, "", book(&[TOWNS, SITES, PEOPLE])).await?;
    let waiting = chief.call("uninvited", json!({})).await?.unwrap();
    assert_eq!(waiting.as_array().map(Vec::len), Some(3));
    // Nobody gets in without having chosen one.
    let refused = app.anyone().open_session("wangxiaoming", "").await?;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let id = app.account("wangxiaoming").await?.person.id;
    let origin = chief.url("");
    let invite = json!({"people": [id], "origin": origin});
    let first = chief.call("invite", invite.clone()).await?.unwrap();
    let second = chief.call("invite", invite).await?.unwrap();
    let path = |made: &Value| {
        let link = made[0]["link"].as_str().unwrap_or_default();
        link.strip_prefix(&origin).unwrap_or_default().to_owned()
    };
    let page = async |path: &str| -> Result<(StatusCode, String)> {
        let anyone = app.anyone();
        let request = anyone.request(Method::GET, path);
        let answer = request.header("accept", "text/html").send().await?;
        Ok((answer.status(), answer.text().await?))
    };
    assert_eq!(
        page(&path(&first)).await?.0,
        StatusCode::NOT_FOUND,
        "a new link ends the old"
    );
    let (status, text) = page(&path(&second)).await?;
    assert_eq!(status, StatusCode::OK);
    ensure!(
        text.contains("王小明") && text.contains("wangxiaoming"),
        "{text}"
    );
    let choose = async |new: &str, repeat: &str| -> Result<(StatusCode, String)> {
        let anyone = app.anyone();
        let request = anyone.request(Method::POST, &path(&second));
        let request = request
            .header("origin", &origin)
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded");
        let answer = request
            .body(format!("new={new}&repeat={repeat}"))
            .send()
            .await?;
        Ok((answer.status(), answer.text().await?))
    };
    for (new, repeat, words) in [
        ("short", "short", "8"),
        ("Wangxiaoming-1", "Wangxiaoming-1", "登录名"),
        ("Qingshan-2026", "Qingshan-2027", "不一致"),
    ] {
        let (status, text) = choose(new, repeat).await?;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{new}");
        ensure!(text.contains(words), "{new}: {text}");
    }
    let (status, _) = choose("Qingshan-2026", "Qingshan-2026").await?;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, _) = choose("Another-2026", "Another-2026").await?;
    assert_eq!(status, StatusCode::NOT_FOUND, "a link lets in once");
    let opened = app
        .anyone()
        .open_session("wangxiaoming", "Qingshan-2026")
        .await?;
    assert_eq!(opened.status(), StatusCode::CREATED);
    // A link that nobody used ends by itself.
    let id = app.account("lihe").await?.person.id;
    let made = chief
        .call("invite", json!({"people": [id], "origin": origin}))
        .await?;
    app.clock
        .advance(jiff::SignedDuration::from_hours(24 * 7 + 1));
    assert_eq!(page(&path(&made.unwrap())).await?.0, StatusCode::NOT_FOUND);
    Ok(())
}

/// An entry of a page's form.
async fn save(user: &User, list: &str, is_new: bool, fields: &[(&str, &str)]) -> Result<Value> {
    let towns = user.call("registry_towns", json!({})).await?.unwrap();
    let entry = json!({"list": list, "is_new": is_new, "fields": fields,
        "version": towns["version"]});
    Ok(user
        .call("save_entry", json!({"entry": entry}))
        .await?
        .unwrap())
}

#[tokio::test]
async fn entries_are_made_and_changed_by_forms() -> Result<()> {
    let (app, chief) = begun().await?;
    assert_eq!(
        save(
            &chief,
            "towns",
            true,
            &[("name", "青山镇"), ("kind", "town")]
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
    // A form that was filled in upon what has changed since is not taken.
    let entry = json!({"entry": {"list": "towns", "is_new": true, "version": 0, "fields": [["name", "绿水镇"]]}});
    let stale = chief.call("save_entry", entry).await?;
    assert_eq!(stale.unwrap_err()["kind"], "changed");
    // Disabled is out at once.
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

/// Nobody can lock everybody out: who has no password yet can undo nothing.
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
    let Err(server::registry::Refusal::Wrong(lines, 1)) = taken.await else {
        anyhow::bail!("everybody is locked out");
    };
    assert_eq!((lines[0].code, lines[0].line), ("last-administrator", 3));
    Ok(())
}

/// What is renamed, moved or closed leaves earlier quarters and earlier visits as they were.
#[tokio::test]
async fn what_changes_in_the_registry_leaves_what_was() -> Result<()> {
    let app = TestApp::start().await?;
    let admin = app.sign_in("admin").await?;
    let zhaomin = app.sign_in("zhaomin").await?;
    let mut tablet = Tablet::of(&app, "lixia").await?;
    let visit = tablet.visit(&app, "luocun-daowo", "announced").await?;
    let finding = tablet.find(&app, &visit, "1.3/wheelchair", 1).await?;
    // Moved to another town: what was found stays where it was found.
    let moved = [
        ("id", "luocun-daowo"),
        ("name", "道沃村便民服务站"),
        ("town", "hongshan"),
        ("kind", "station"),
    ];
    assert_eq!(save(&admin, "sites", false, &moved).await?, json!([]));
    tablet.attach(&app, &visit, &finding, &picture()).await?;
    tablet.close(&app, &visit).await?;
    let page = crate::review::detail(&zhaomin, &finding).await?;
    assert_eq!(page["item"]["town_name"], "罗村镇", "{page}");
    let row = tablet
        .user
        .row("site", "luocun-daowo")
        .await?
        .context("no site")?;
    assert_eq!(row["town"], "hongshan");
    // Closed: the tablet is told.
    let closed = [
        ("id", "luocun-nanhan"),
        ("name", "罗村镇南韩村便民服务站"),
        ("town", "luocun"),
        ("kind", "station"),
        ("state", "closed"),
    ];
    assert_eq!(save(&admin, "sites", false, &closed).await?, json!([]));
    let row = tablet
        .user
        .row("site", "luocun-nanhan")
        .await?
        .context("no site")?;
    assert_eq!(row["closed"], true);
    // A quarter that is over keeps its towns.
    let past = [
        ("id", "luocun"),
        ("name", "罗村镇"),
        ("closed_from", "2020Q1"),
    ];
    let past = save(&admin, "towns", false, &past).await?;
    assert_eq!(
        (&past[0]["field"], &past[0]["code"]),
        (&json!("closed_from"), &json!("closed-past"))
    );
    // Renamed and closed from quarters on.
    let now = app
        .store
        .quarters()
        .await?
        .current()
        .context("no quarter")?
        .quarter;
    let next = now.next().to_string();
    let renamed = [
        ("id", "luocun"),
        ("name", "新罗村镇"),
        ("kind", "town"),
        ("order", "9"),
        ("closed_from", &*next),
        ("merged_into", "hongshan"),
    ];
    assert_eq!(save(&admin, "towns", false, &renamed).await?, json!([]));
    let names = async |quarter: domain::time::Quarter| -> Result<Vec<String>> {
        let towns = app.store.towns_in(quarter).await?;
        Ok(towns.into_iter().map(|it| it.name).collect())
    };
    ensure!(names(now).await?.contains(&"新罗村镇".to_owned()));
    ensure!(
        !names(now.next())
            .await?
            .iter()
            .any(|it| it.contains("罗村"))
    );
    let before: domain::time::Quarter = "2020Q1".parse()?;
    ensure!(names(before).await?.contains(&"罗村镇".to_owned()));

    // The first town of the lists is closed from this quarter on: every page goes on without it.
    let first = [
        ("id", "banyanglu"),
        ("name", "般阳路街道"),
        ("closed_from", &*now.to_string()),
    ];
    assert_eq!(save(&admin, "towns", false, &first).await?, json!([]));
    for (function, body) in [
        ("scorecard", json!({"town": null, "quarter": null})),
        ("scores", json!({"quarter": null})),
        ("quarter", json!({"quarter": null})),
        ("bulletin", json!({"quarter": null})),
        ("simulation", json!({"quarter": null})),
        ("facts", json!({"query": {"quarter": null, "row": "2.2"}})),
        ("plan", json!({})),
        ("year", json!({"year": 2026})),
    ] {
        let shown = zhaomin.call(function, body).await?;
        let text = shown
            .map_err(|error| anyhow::anyhow!("{function}: {error}"))?
            .to_string();
        // Reviewing and picking by name go on; what is evaluated has it no more.
        ensure!(
            !text.contains("般阳路街道\"") || function == "plan",
            "{function}: {text}"
        );
    }
    Ok(())
}

/// Another district's table is a file: with a fault it is told by line and column, without one a quarter
/// is opened by it.
#[tokio::test]
async fn a_table_is_taken_in_and_a_quarter_opened_by_it() -> Result<()> {
    let (app, chief) = begun().await?;
    let send = async |text: &str| -> Result<(StatusCode, Value)> {
        let path = "/api/v1/tables";
        let sent = chief.request(Method::POST, path).body(text.to_owned());
        json_of(sent.send().await?).await
    };
    let known = domain::table::builtin_files()
        .first()
        .context("no table")?
        .1;
    let own = known.replacen("\"zichuan-2022\"", "\"qingshi-2026\"", 1);
    let broken = own.replacen("office = \"", "offic = \"", 1);
    let (status, report) = send(&broken).await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{report}");
    let line = own
        .lines()
        .position(|it| it.starts_with("office = "))
        .context("no office")?
        + 1;
    let lines = report["lines"].as_array().context("no lines")?;
    ensure!(lines.iter().any(|it| it["line"] == json!(line)), "{report}");
    let (status, _) = send("\u{0}").await?;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, taken) = send(&own).await?;
    assert_eq!(
        (status, &taken["taken"]),
        (StatusCode::OK, &json!(1)),
        "{taken}"
    );
    let (status, again) = send(&own).await?;
    assert_eq!((status, &again["taken"]), (StatusCode::OK, &json!(0)));
    let sha256 = taken["sha256"].as_str().context("no hash")?;
    let path = format!("/api/v1/tables/{sha256}.toml");
    let back = chief
        .request(Method::GET, &path)
        .send()
        .await?
        .text()
        .await?;
    assert_eq!(back, own);

    assert_eq!(
        save(
            &chief,
            "towns",
            true,
            &[("name", "青山镇"), ("kind", "town")]
        )
        .await?,
        json!([])
    );
    let set_up = chief.call("set_up", json!({})).await?.unwrap();
    let open = json!({"quarter": set_up["today"], "table": sha256});
    ensure!(chief.call("open_first_quarter", open).await?.is_ok());
    let quarters = app.store.quarters().await?;
    assert_eq!(quarters.0[0].table.id, "qingshi-2026");
    Ok(())
}
