//! The registry, from an empty installation to people who sign in, by workbook and by the pages'
//! forms.

mod changes;
mod faults;
mod forms;
mod invited;
mod tables;
mod workbook;

use crate::help::app::{TestApp, User, json_of};
use anyhow::{Result, ensure};
use domain::ids::UserId;
use domain::people::Role;
use reqwest::{Method, StatusCode};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use server::accounts::password;
use server::demo;
use server::store::NewAccount;
use uuid::Uuid;

type Sheet<'s> = (&'s str, &'s [&'s [&'s str]]);

/// A workbook with these sheets.
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

/// A new installation and its administrator.
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

/// Saves an entry as a page's form does.
async fn save(user: &User, list: &str, is_new: bool, fields: &[(&str, &str)]) -> Result<Value> {
    let towns = user.call("registry_towns", json!({})).await?.unwrap();
    let entry = json!({"list": list, "is_new": is_new, "fields": fields,
        "version": towns["version"]});
    Ok(user
        .call("save_entry", json!({"entry": entry}))
        .await?
        .unwrap())
}
