//! Faults in a workbook are reported at their cells.

use super::{PEOPLE, SITES, Sheet, TOWNS, begun, book, send};
use anyhow::{Context, Result, ensure};
use reqwest::StatusCode;

/// Per line: the expected fault and its cell, then the sheet with its lines and their cells.
const FAULTS: &str = "\
unknown-sheet 1 = 随便: a
no-head 1 = 镇办: x,y / 1
unknown-column B1 = 镇办: 全称,电话 / 红土镇
column-twice B1 = 镇办: 全称,全称 / 红土镇
headless B2 = 镇办: 全称 / 红土镇,多余
missing 2 = 镇办: 全称,简称 / ,红土
unknown-word B2 = 镇办: 全称,类别 / 红土镇,县
order B2 = 镇办: 全称,排序 / 红土镇,第一
bad-id B2 = 镇办: 全称,编号 / 红土镇,红土
twice 3 = 镇办: 全称 / 红土镇 / 红土镇
name-taken 2 = 镇办: 全称,编号 / 青山镇,hongtu
quarter B2 = 镇办: 全称,撤销起始季度 / 青山镇,明年
merged-open B2 = 镇办: 全称,并入 / 青山镇,绿水街道
no-head 1 = 检查对象: 名称 / 红土站
unknown-town B2 = 检查对象: 名称,所属镇办 / 红土站,红土镇
site-kind 2 = 检查对象: 名称,所属镇办 / 红土村,青山镇
half-position C2 = 检查对象: 名称,所属镇办,纬度,经度 / 红土站,青山镇,36.5
half-position C2 = 检查对象: 名称,所属镇办,纬度 / 红土站,青山镇,36.5
position C2 = 检查对象: 名称,所属镇办,纬度,经度 / 红土站,青山镇,96.5,1
twice 3 = 检查对象: 名称,所属镇办 / 红土站,青山镇 / 红土站,青山
name-taken 2 = 检查对象: 名称,所属镇办,编号 / 青山镇便民服务中心,青山镇,qingshan-shitou
unknown-word B2 = 人员: 姓名,角色 / 钱一,局长
needs-town B2 = 人员: 姓名,角色 / 钱一,镇办人员
no-town-role C2 = 人员: 姓名,角色,所属镇办 / 钱一,检查人员,青山镇
needs-office B2 = 人员: 姓名,角色 / 钱一,科室负责人
no-office-role C2 = 人员: 姓名,角色,责任科室 / 钱一,检查人员,办公室
bad-login C2 = 人员: 姓名,角色,登录名 / 钱一,检查人员,钱一
login-twice 3 = 人员: 姓名,角色,登录名 / 钱一,检查人员,qian / 钱二,检查人员,qian
namesake 3 = 人员: 姓名,角色 / 钱一,检查人员 / 钱一,核查人员
own-account 2 = 人员: 姓名,角色,登录名,状态 / 管理员,管理员,chief,停用
id-twice 3 = 镇办: 全称,编号 / 青山镇,qingshan / 青山新镇,qingshan";

/// Each case has one fault, reported at its cell; nothing in the file is taken.
#[tokio::test]
async fn what_is_wrong_is_told_by_its_cell_and_nothing_is_taken() -> Result<()> {
    let (app, chief) = begun().await?;
    send(&chief, "", book(&[TOWNS, SITES, PEOPLE])).await?;
    let before = app.store.registry().await?;
    for case in FAULTS.lines() {
        let (told, file) = case.split_once(" = ").context(case)?;
        let (sheet, lines) = file.split_once(": ").context(case)?;
        let lines: Vec<Vec<&str>> = lines
            .split(" / ")
            .map(|line| line.split(',').collect())
            .collect();
        let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
        // A valid line beside the fault is not taken either.
        let mut all: Vec<Sheet<'_>> = vec![(sheet, &lines)];
        if sheet != "镇办" {
            all.push(("镇办", &[&["全称"], &["白云镇"]]));
        }
        let (status, report) = send(&chief, "", book(&all)).await?;
        ensure!(
            status == StatusCode::UNPROCESSABLE_ENTITY,
            "{case}: {status} {report}"
        );
        let first = &report["lines"][0];
        let (code, column) = (first["code"].as_str(), first["column"].as_str());
        let (code, column) = code.zip(column).context(case)?;
        ensure!(
            told == format!("{code} {column}{}", first["line"]),
            "{case}: {report}"
        );
        let words = first["words"].as_str().unwrap_or_default();
        ensure!(!words.is_empty() && !words.contains('{'), "{case}: {words}");
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
