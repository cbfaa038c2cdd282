//! The Chinese names of the keys in a table's file; the table's workbook uses the same names.

use crate::table::rule::COLUMNS;

/// The keys of rules have the names of their columns.
const NAMES: [(&str, &str); 47] = [
    ("id", "编号"),
    ("name", "名称"),
    ("name_en", "英文名称"),
    ("document", "文号"),
    ("annex", "附件"),
    ("issuer", "印发机关"),
    ("issued", "印发日期"),
    ("effective_from", "施行日期"),
    ("effective_until", "截止日期"),
    ("utc_offset", "时区"),
    ("readings", "理解"),
    ("totals", "总分"),
    ("daily", "日常评估权重"),
    ("showcase", "风采展示权重"),
    ("good", "好等次个数"),
    ("decimals", "显示小数位数"),
    ("sections", "一级指标"),
    ("indicators", "指标"),
    ("section", "一级指标"),
    ("row", "行次"),
    ("points", "分值"),
    ("standard", "工作要求及评估标准"),
    ("method", "考核方式"),
    ("office", "责任科室"),
    ("scan", "印刷说明"),
    ("rule", "计分规则"),
    ("family", "计分规则"),
    ("least", "最少"),
    ("most", "最多"),
    ("from", "起点"),
    ("again", "再次加扣"),
    ("finders", "按来源扣分"),
    ("levels", "档次"),
    ("reads", "阅读量"),
    ("every", "阅读量每满"),
    ("checkpoints", "检查要点"),
    ("requirement", "要求"),
    ("requirement_en", "要求英文"),
    ("applies", "适用"),
    ("per", "计次"),
    ("scope", "范围"),
    ("walk", "位置"),
    ("note_required", "须注明"),
    ("photo", "须附照片"),
    ("phrases", "常用语"),
    ("related", "可能同一事项"),
    ("implies_not_applicable", "则不涉及"),
];

fn name(key: &str) -> &str {
    let known = NAMES.iter().find(|(known, _)| *known == key);
    let of_rule = || COLUMNS.iter().find(|column| column.key == key);
    let name = known.map(|(_, name)| *name);
    name.or_else(|| Some(of_rule()?.head)).unwrap_or(key)
}

/// `“分值”`.
pub(super) fn called(key: &str) -> String {
    format!("“{}”", name(key))
}

/// `“分值”（points）`, for a key that is missing in the file.
pub(super) fn named(key: &str) -> String {
    format!("“{}”（{key}）", name(key))
}
