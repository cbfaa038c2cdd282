//! The workbooks of an invented county as its office fills them in: its registry and a small table.

use std::path::Path;

use anyhow::Result;
use rust_xlsxwriter::Workbook;

type Sheet<'s> = (&'s str, &'s [&'s [&'s str]]);

fn save(file: &Path, sheets: &[Sheet<'_>]) -> Result<()> {
    let mut book = Workbook::new();
    for (name, lines) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name)?;
        for (line, cells) in (0..).zip(*lines) {
            for (column, text) in (0..).zip(*cells) {
                sheet.write(line, column, *text)?;
            }
        }
    }
    book.save(file)?;
    Ok(())
}

/// Towns, sites and people.
pub(super) fn registry(file: &Path, last_role: &str) -> Result<()> {
    save(
        file,
        &[
            (
                "镇办",
                &[
                    &["全称*", "简称", "类别"],
                    &["青山镇", "青山", "镇"],
                    &["绿水街道", "", ""],
                    &["红土镇", "", ""],
                ],
            ),
            (
                "检查对象",
                &[
                    &["名称*", "所属镇办*", "类别", "地址"],
                    &["青山镇便民服务中心", "青山镇", "", "镇政府一楼"],
                    &["青山镇石头村便民服务站", "青山", "", ""],
                    &["绿水街道便民服务中心", "绿水街道", "", ""],
                    &["红土镇便民服务中心", "红土镇", "", ""],
                ],
            ),
            (
                "人员",
                &[
                    &["姓名*", "角色*", "所属镇办"],
                    &["王小明", "检查人员", ""],
                    &["孙小红", "检查人员", ""],
                    &["李核查", "核查人员", ""],
                    &["赵青山", last_role, "青山镇"],
                ],
            ),
        ],
    )
}

/// A table of two rows and two checkpoints.
pub(super) fn table(file: &Path, points: &str) -> Result<()> {
    save(
        file,
        &[
            (
                "评估表",
                &[
                    &["项目", "内容"],
                    &["表号", "qingshi-2026"],
                    &["名称", "青石县2026年政务服务工作评估表"],
                    &["文号", "青政管办发〔2026〕1号"],
                    &["附件", "青政管办发〔2026〕1号附件"],
                    &["印发机关", "青石县政务服务管理办公室"],
                    &["印发日期", "2026年1月5日"],
                    &["施行日期", "2026-01-01"],
                    &["时区", "+08:00"],
                ],
            ),
            (
                "一级指标",
                &[
                    &["编号", "一级指标", "分值"],
                    &["1", "业务办理", "60"],
                    &["5", "现场管理", "40"],
                ],
            ),
            (
                "指标",
                &[
                    &[
                        "行次",
                        "一级指标",
                        "编号",
                        "二级指标",
                        "分值",
                        "工作要求及评估标准",
                        "考核方式",
                        "责任科室",
                        "计分规则",
                        "每级分差",
                    ],
                    &[
                        "1",
                        "1",
                        "1.1",
                        "业务办理质效",
                        "60",
                        "按办件量排名。",
                        "系统统计",
                        "业务科",
                        "按名次",
                        "2",
                    ],
                    &[
                        "2",
                        "5",
                        "5.1",
                        "现场管理",
                        points,
                        "环境整洁，每发现1次扣2分，扣完为止。",
                        "现场检查",
                        "督查科",
                        "扣分",
                        "",
                    ],
                ],
            ),
            (
                "检查要点",
                &[
                    &[
                        "编号",
                        "问题",
                        "要求",
                        "适用",
                        "计次",
                        "每次扣分",
                        "位置",
                        "常用语",
                    ],
                    &[
                        "5.1/dirty-hall",
                        "环境不整洁",
                        "环境整洁",
                        "中心和站",
                        "每次检查",
                        "2",
                        "大厅",
                        "地面不洁\n窗户不净",
                    ],
                    &[
                        "5.1/late",
                        "未按时开门",
                        "按时开门",
                        "中心和站",
                        "每次检查",
                        "2",
                        "门口",
                        "",
                    ],
                ],
            ),
        ],
    )
}
