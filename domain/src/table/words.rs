//! The rules of a table in Chinese, as forms, files and the command line show them.

use super::rule::How;
use super::{Across, Amount, Applies, Bar, Checkpoint, Effects, Level, Per, Rule, Scale, Scope};
use crate::inspection::FinderLevel;
use crate::points::Points;
use serde_json::Value;

/// How a row is scored, in Chinese.
pub fn rule_words(rule: &Rule, full: Points) -> String {
    let mut words = String::new();
    for part in rule.family().says().split('{') {
        match part.split_once('}') {
            Some((key, rest)) => words.extend([place(rule, full, key).as_str(), rest]),
            None => words.push_str(part),
        }
    }
    words
}

/// The text for a place: a parameter, the full points, or what takes more than a word.
fn place(rule: &Rule, full: Points, key: &str) -> String {
    match (key, rule) {
        ("full", _) => full.abs().to_string(),
        ("tiers", _) => listed(rule.levels(), "得"),
        ("claims", _) => listed(rule.levels(), "加"),
        ("records", _) => match rule.range() {
            Some(range) => format!("每次扣{}分", amount(&range)),
            None => listed(rule.levels(), "扣"),
        },
        ("scale", Rule::Metric { scale }) => scale_words(scale, full),
        ("gate", Rule::Gate { findings, effects }) => gate_words(*findings, effects),
        ("across", Rule::Deduct { across, .. }) => match across {
            Across::Sum => String::new(),
            Across::Mean => "，各检查对象分别计分后平均".to_owned(),
        },
        ("rescale", Rule::Deduct { rescale, .. }) => match rescale {
            true => "，不涉及的不计、其余折算".to_owned(),
            false => String::new(),
        },
        _ => parameter(rule, key),
    }
}

/// A parameter in a word or a number; blank if it is left out.
fn parameter(rule: &Rule, key: &str) -> String {
    let text = match rule.parameter(key) {
        Some(Value::String(text)) => text,
        value => return value.map_or_else(String::new, |value| value.to_string()),
    };
    let mut parameters = rule.family().parameters().iter();
    match parameters.find(|it| it.key == key).map(|it| it.how) {
        Some(How::OneOf(words)) => words.iter().find(|(_, word)| *word == text),
        _ => None,
    }
    .map_or(text.clone(), |(word, _)| (*word).to_owned())
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
    format!("{when}，{}", then.join("，"))
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

/// Where a checkpoint is checked, in Chinese: `中心、站`.
pub fn applies(applies: Applies) -> &'static str {
    match applies {
        Applies::Centre => "中心",
        Applies::Station => "站",
        Applies::Both => "中心、站",
    }
}

/// What a finding deducts, how often and where, in Chinese: `每项扣1分，中心、站`.
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

/// What changes the points of a finding, in Chinese.
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

/// How often findings count, in Chinese: `每项`.
pub fn times(checkpoint: &Checkpoint) -> &'static str {
    match (checkpoint.per, checkpoint.scope) {
        (Per::Item, Scope::Site) => "每项",
        (Per::Item, Scope::Town) => "每项（全镇办）",
        (Per::Occurrence, _) => "每次",
        (Per::Count, _) => "每人次",
        (Per::Once, _) => "一次",
        (Per::Note, _) => "只记录",
    }
}
