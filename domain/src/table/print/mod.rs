//! A table as an official reads it in a terminal, and as JSON for programs.

mod json;
mod page;

pub use json::json;

use super::{
    Across, Amount, Applies, Bar, Checkpoint, Effects, Indicator, Level, Per, Rule, Scale, Scope,
    Table, TableErrors, Ties,
};
use crate::inspection::FinderLevel;
use crate::points::Points;
use page::{Page, cut, pad, pad_left, width};
use std::fmt::Write;

/// The whole table as text: every section, row, rule, reading and checkpoint, in columns that
/// line up where Chinese characters are two columns wide.
pub fn text(table: &Table) -> String {
    let mut out = Page::default();
    out.line(0, &table.name.zh);
    out.line(
        0,
        &format!(
            "{} · {} · {} 印发",
            table.document, table.issuer, table.issued
        ),
    );
    let until = table
        .effective_until
        .map_or(" 起".to_owned(), |until| format!(" 至 {until}"));
    out.line(
        0,
        &format!(
            "适用 {}{until} · 时区 UTC{}",
            table.effective_from, table.utc_offset
        ),
    );
    out.line(0, &format!("表号 {} · SHA-256 {}", table.id, table.sha256));
    for reading in &table.readings {
        out.wrapped(0, "〔理解〕", reading);
    }
    for section in &table.sections {
        out.line(0, "");
        out.line(
            0,
            &format!(
                "{}  {}（{}分）",
                section.id, section.name.zh, section.points
            ),
        );
        for indicator in table.indicators_of(&section.id) {
            row(&mut out, indicator);
        }
    }
    out.0
}

fn row(out: &mut Page, indicator: &Indicator) {
    out.line(0, "");
    let name = format!("{}{}", pad(&indicator.id, 7), indicator.name.zh);
    out.line(
        2,
        &format!(
            "{}{}分",
            pad(&name, 60),
            pad_left(&indicator.full.to_string(), 5)
        ),
    );
    out.wrapped(9, "标准：", &indicator.standard);
    out.wrapped(9, "规则：", &rule_words(&indicator.rule, indicator.full));
    out.wrapped(9, "考核方式：", &indicator.method);
    out.wrapped(9, "责任科室：", &indicator.office);
    out.wrapped(9, "依据：", &indicator.citation.to_string());
    for reading in &indicator.readings {
        out.wrapped(9, "〔理解〕", reading);
    }
    if let Some(scan) = &indicator.scan {
        out.wrapped(9, "〔扫描件〕", scan);
    }
    for checkpoint in &indicator.checkpoints {
        let name = if width(&checkpoint.name.zh) < 42 {
            checkpoint.name.zh.clone()
        } else {
            cut(&checkpoint.name.zh, 40)
        };
        let columns = [
            pad(checkpoint.id.as_str(), 28),
            pad(&name, 43),
            pad(applies(checkpoint.applies), 9),
            pad(&per(checkpoint), 20),
            pad_left(&points(checkpoint), 3),
        ];
        let mut line = columns.concat();
        for (shown, mark) in [
            (checkpoint.note_required, " 须注明"),
            (checkpoint.photo, " 附照片"),
        ] {
            if shown {
                line.push_str(mark);
            }
        }
        out.line(9, &line);
    }
}

/// How points are reached in a row, in Chinese.
pub fn rule_words(rule: &Rule, full: Points) -> String {
    match rule {
        Rule::Tier { levels } => format!("分档计分：{}", listed(levels, "得")),
        Rule::Coverage {
            full_coverage,
            each_station,
        } => {
            format!("全覆盖得{full_coverage}分，每个标杆型加{each_station}分，至{full}分为止")
        }
        Rule::Deduct { across, rescale } => {
            let across = match across {
                Across::Sum => "",
                Across::Mean => "，各检查对象分别计分后平均",
            };
            let rescale = if *rescale {
                "，不涉及的不计、其余折算"
            } else {
                ""
            };
            format!("逐项扣分，扣完为止{across}{rescale}")
        }
        Rule::Judgement { least, most } => format!("视情扣{least}-{most}分"),
        Rule::Rank { step, ties } => {
            let ties = match ties {
                Ties::Competition => "1、1、3",
                Ties::Dense => "1、1、2",
            };
            format!("按名次：第一名{full}分，每递减一个名次扣{step}分，并列为{ties}")
        }
        Rule::Average { months, out_of } => {
            format!("{months}个月平均分（满分{out_of}分）折算为{full}分")
        }
        Rule::Metric { scale } => scale_words(scale, full),
        Rule::Gate { findings, effects } => gate_words(*findings, effects),
        Rule::Bonus { levels } => format!("加分：{}；最高{full}分", listed(levels, "加")),
        Rule::Penalty { levels, range } => {
            let each = match range {
                Some(range) => format!("每次扣{}分", amount(range)),
                None => listed(levels, "扣"),
            };
            format!("减分：{each}；最高{}分", full.abs())
        }
    }
}

fn gate_words(findings: Option<u32>, effects: &Effects) -> String {
    let when = match findings {
        Some(number) => format!("问题满{number}个的"),
        None => "发生的".to_owned(),
    };
    let mut then = Vec::new();
    if !effects.zero.is_empty() {
        then.push(format!("{}不得分", effects.zero.join("、")));
    }
    then.extend(effects.cap_daily.map(|cap| format!("日常评估最多{cap}分")));
    then.extend(effects.cap_final.map(|cap| format!("总分最多{cap}分")));
    then.extend(effects.bar.map(|bar| {
        let bar = match bar {
            Bar::Good => "不得评为“好”",
            Bar::Flag => "不得授予“担当作为”流动红旗",
        };
        bar.to_owned()
    }));
    format!("一票否决：{when}，{}", then.join("，"))
}

fn scale_words(scale: &Scale, full: Points) -> String {
    match scale {
        Scale::Linear { none_at, full_at } => {
            format!("按指标值折算：{none_at}得0分，{full_at}得{full}分，其间按比例")
        }
        Scale::Bands(bands) => {
            let each = bands
                .iter()
                .map(|band| format!("{}及以上得{}分", band.from, band.points));
            format!(
                "按指标值分段：{}，其余不得分",
                each.collect::<Vec<_>>().join("，")
            )
        }
        Scale::Steps {
            base,
            at,
            each,
            step,
        } => format!(
            "按指标值增减：{at}得{base}分，每满{each}增{step}分，不足则每{each}减{step}分，0至{full}分"
        ),
    }
}

fn listed(levels: &[Level], verb: &str) -> String {
    let each = levels.iter().map(|level| {
        let reads = level.reads.map_or(String::new(), |reads| {
            format!(
                "（每满{}人次加{}分，最多{}分）",
                reads.every, reads.points, reads.most
            )
        });
        format!("{}{verb}{}分{reads}", level.name.zh, amount(&level.amount))
    });
    each.collect::<Vec<_>>().join("，")
}

fn amount(amount: &Amount) -> String {
    match amount {
        Amount::Fixed(points) => points.to_string(),
        Amount::Range { least, most } => format!("{least}-{most}"),
    }
}

fn applies(applies: Applies) -> &'static str {
    match applies {
        Applies::Centre => "中心",
        Applies::Station => "站",
        Applies::Both => "中心、站",
    }
}

fn per(checkpoint: &Checkpoint) -> String {
    format!("{} {}", times(checkpoint), checkpoint.per.as_str())
}

/// What a finding takes, how often and where, in Chinese: `每项扣1分，中心、站`.
pub fn checkpoint_words(checkpoint: &Checkpoint) -> String {
    let (times, place) = (times(checkpoint), applies(checkpoint.applies));
    match checkpoint.per {
        Per::Note => format!("{times}，{place}"),
        _ => format!(
            "{times}扣{}分{}，{place}",
            checkpoint.points,
            more(checkpoint)
        ),
    }
}

/// What changes the price of a finding.
fn more(checkpoint: &Checkpoint) -> String {
    let mut more = Vec::new();
    for it in &checkpoint.finders {
        more.push(format!("{}发现扣{}分", finder(it.finder), it.points));
    }
    more.extend(checkpoint.again.map(|it| format!("再次发现加扣{it}分")));
    more.extend(checkpoint.most.map(|it| format!("最多扣{it}分")));
    match more.is_empty() {
        true => String::new(),
        false => format!("（{}）", more.join("，")),
    }
}

fn finder(level: FinderLevel) -> &'static str {
    match level {
        FinderLevel::DistrictOffice => "本级政务办",
        FinderLevel::CityBureau => "市级主管部门",
        FinderLevel::InvitedMonitor => "特邀监督员",
        FinderLevel::ThirdParty => "第三方机构",
        FinderLevel::HigherOffice => "其他上级部门",
        FinderLevel::Media => "主流媒体",
    }
}

fn times(checkpoint: &Checkpoint) -> &'static str {
    match (checkpoint.per, checkpoint.scope) {
        (Per::Item, Scope::Site) => "每项",
        (Per::Item, Scope::Town) => "每项（全镇办）",
        (Per::Occurrence, _) => "每次",
        (Per::Count, _) => "每人次",
        (Per::Once, _) => "一次",
        (Per::Note, _) => "只记录",
    }
}

fn points(checkpoint: &Checkpoint) -> String {
    if checkpoint.per == Per::Note {
        "—".to_owned()
    } else {
        format!("-{}", checkpoint.points)
    }
}

/// Checks the text of a table's file: what it holds in one line, or every fault as
/// `line:column: reason`.
pub fn check(text: &str) -> Result<String, TableErrors> {
    let table = Table::parse(text)?;
    let mut line = format!("{}：{}，", table.id, table.name.zh);
    // Writing to a String cannot fail.
    let _ = write!(
        line,
        "{}个一级指标，{}个指标，{}个检查要点，格式正确。",
        table.sections.len(),
        table.indicators.len(),
        table.checkpoints().count(),
    );
    Ok(line)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::page::COLUMNS;
    use super::*;
    use crate::table::builtin;

    #[test]
    fn every_row_and_checkpoint_is_printed_in_columns() {
        let table = builtin("zichuan-2022").unwrap();
        let printed = text(table);
        for indicator in &table.indicators {
            assert!(printed.contains(&indicator.name.zh), "{}", indicator.id);
        }
        let mut ends = std::collections::BTreeSet::new();
        for (_, checkpoint) in table.checkpoints() {
            let start = format!("{:9}{} ", "", checkpoint.id);
            let line = printed
                .lines()
                .find(|line| line.starts_with(&start))
                .unwrap();
            let points = points(checkpoint);
            let before = line.rfind(&points).unwrap();
            ends.insert(width(&line[..before + points.len()]));
        }
        assert_eq!(ends.len(), 1, "the points end in one column: {ends:?}");
        assert!(
            printed
                .lines()
                .filter(|line| !line.contains('/'))
                .all(|line| width(line) <= COLUMNS + 4)
        );
    }

    #[test]
    fn the_json_names_what_programs_need() {
        let table = builtin("zichuan-2022").unwrap();
        let value = serde_json::to_value(json(table)).unwrap();
        assert_eq!(value["indicators"].as_array().unwrap().len(), 21);
        let wheelchair = &value["indicators"][2]["checkpoints"][3];
        assert_eq!(wheelchair["id"], "1.3/wheelchair");
        assert_eq!(wheelchair["per"], "item");
        assert_eq!(wheelchair["points"], "1");
        assert_eq!(wheelchair["scope"], "site");
        assert_eq!(value["indicators"][19]["points"], "-10");
    }

    #[test]
    fn a_check_says_what_it_found() {
        let (_, text) = crate::table::builtin_files()[0];
        assert!(check(text).unwrap().contains("21个指标"));
        let errors = check(&text.replace("points = \"2\"\n", "points = 2\n"))
            .unwrap_err()
            .to_string();
        assert!(errors.contains("must be points as text"), "{errors}");
        assert!(errors.lines().all(|line| line.split(':').count() >= 3));
    }
}
