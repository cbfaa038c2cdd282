//! The workbook of a district, blank or with the current registry, with drop-down lists.

use super::form::{
    PERSON_STATES, RegistryColumn, RegistrySheet, SITE_KINDS, SITE_STATES, TOWN_KINDS, word_of,
};
use crate::sheets::export::plain;
use crate::sheets::workbook::{NOTES, SheetForm};
use domain::ids::TownId;
use domain::people::Role;
use domain::registry::{Member, Registry, Site, Town};
use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// How many lines offer drop-down lists.
const LINES: u32 = 6_000;

/// The workbook; with `filled` it holds the current registry.
pub(super) fn workbook(
    registry: &Registry,
    offices: &[String],
    filled: bool,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // First what to read, then what to fill in.
    notes(book.add_worksheet())?;
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    for part in RegistrySheet::ALL.iter().copied() {
        let sheet = book.add_worksheet();
        sheet.set_name(part.word())?;
        sheet.set_freeze_panes(1, 0)?;
        let text = Format::new().set_num_format("@");
        for (at, column) in (0..).zip(part.columns()) {
            let needed = part.needs(*column);
            let star = if needed { "*" } else { "" };
            sheet.set_column_width(at, width(*column))?;
            sheet.write_with_format(0, at, format!("{}{star}", part.head(*column)), &head)?;
            if !matches!(
                column,
                RegistryColumn::Order | RegistryColumn::Latitude | RegistryColumn::Longitude
            ) {
                // Spreadsheets must not turn input in these cells into a date or drop leading
                // zeros.
                sheet.set_column_format(at, &text)?;
            }
            if let Some(list) = list(part, *column, offices)? {
                sheet.add_data_validation(1, at, LINES, at, &list)?;
            }
        }
        if filled {
            lines(sheet, part, registry)?;
        }
    }
    book.save_to_buffer()
}

fn width(column: RegistryColumn) -> f64 {
    match column {
        RegistryColumn::Name | RegistryColumn::Address => 32.0,
        RegistryColumn::Roles
        | RegistryColumn::Offices
        | RegistryColumn::Avoids
        | RegistryColumn::Town
        | RegistryColumn::Id => 24.0,
        _ => 14.0,
    }
}

/// The drop-down list of a column. Where several values may be written, the list only warns about
/// others.
fn list(
    part: RegistrySheet,
    column: RegistryColumn,
    offices: &[String],
) -> Result<Option<DataValidation>, XlsxError> {
    let words = |all: &[&str]| DataValidation::new().allow_list_strings(all);
    let kinds: Vec<&str> = TOWN_KINDS.iter().take(3).map(|it| it.0).collect();
    let list = match (part, column) {
        (RegistrySheet::Towns, RegistryColumn::Kind) => words(&kinds)?,
        (RegistrySheet::Sites, RegistryColumn::Kind) => words(&[SITE_KINDS[0].0, SITE_KINDS[1].0])?,
        (RegistrySheet::Sites, RegistryColumn::State) => {
            words(&[SITE_STATES[0].0, SITE_STATES[1].0])?
        }
        (RegistrySheet::People, RegistryColumn::State) => {
            words(&[PERSON_STATES[0].0, PERSON_STATES[1].0])?
        }
        (RegistrySheet::People, RegistryColumn::Roles) => {
            several(words(&Role::ALL.map(|role| role.names().0))?)
        }
        (_, RegistryColumn::Town) => {
            DataValidation::new().allow_list_formula("=镇办!$A$2:$A$500".into())
        }
        (_, RegistryColumn::Offices) if !offices.is_empty() => {
            let offices: Vec<&str> = offices.iter().map(String::as_str).collect();
            // A list may have 255 characters; with a longer one only the import checks the values.
            let fits = offices.join(",").chars().count() <= 255;
            match fits {
                true => several(words(&offices)?),
                false => return Ok(None),
            }
        }
        _ => return Ok(None),
    };
    Ok(Some(list))
}

fn several(list: DataValidation) -> DataValidation {
    list.set_error_style(rust_xlsxwriter::DataValidationErrorStyle::Information)
}

fn lines(sheet: &mut Worksheet, part: RegistrySheet, registry: &Registry) -> Result<(), XlsxError> {
    let name_of = |id: &TownId| registry.town(id).map_or("", |town| town.name.as_str());
    let rows: Vec<Vec<String>> = match part {
        RegistrySheet::Towns => {
            let of = |it: &Town| {
                let into = it.merged_into.as_ref().map_or("", name_of);
                let cell = |at: &RegistryColumn| town(it, *at, into);
                part.columns().iter().map(cell).collect()
            };
            registry.towns.iter().map(of).collect()
        }
        RegistrySheet::Sites => {
            let of = |it: &Site| {
                let cell = |at: &RegistryColumn| site(it, *at, name_of(&it.town));
                part.columns().iter().map(cell).collect()
            };
            registry.sites.iter().map(of).collect()
        }
        RegistrySheet::People => {
            let of = |it: &Member| {
                let town = it.town.as_ref().map_or("", name_of);
                let avoids: Vec<&str> = it.avoids.iter().map(name_of).collect();
                let avoids = avoids.join("、");
                let cell = |at: &RegistryColumn| member(it, *at, town, &avoids);
                part.columns().iter().map(cell).collect()
            };
            registry.people.iter().map(of).collect()
        }
    };
    for (line, cells) in (1..).zip(rows) {
        for (column, text) in (0..).zip(cells) {
            if !text.is_empty() {
                sheet.write(line, column, plain(&text))?;
            }
        }
    }
    Ok(())
}

fn town(it: &Town, column: RegistryColumn, into: &str) -> String {
    match column {
        RegistryColumn::Name => it.name.clone(),
        RegistryColumn::Short => it.short.clone(),
        RegistryColumn::Kind => word_of(&TOWN_KINDS, it.kind).to_owned(),
        RegistryColumn::Order => it.order.to_string(),
        RegistryColumn::ClosedFrom => it.closed_from.map_or_else(String::new, |at| at.to_string()),
        RegistryColumn::MergedInto => into.to_owned(),
        RegistryColumn::Id => it.id.to_string(),
        _ => String::new(),
    }
}

fn site(it: &Site, column: RegistryColumn, town: &str) -> String {
    match column {
        RegistryColumn::Name => it.name.clone(),
        RegistryColumn::Town => town.to_owned(),
        RegistryColumn::Kind => word_of(&SITE_KINDS, it.kind).to_owned(),
        RegistryColumn::Address => it.address.clone(),
        RegistryColumn::Latitude => it
            .position
            .map_or_else(String::new, |at| degrees(at.latitude())),
        RegistryColumn::Longitude => it
            .position
            .map_or_else(String::new, |at| degrees(at.longitude())),
        RegistryColumn::State => word_of(&SITE_STATES, it.closed).to_owned(),
        RegistryColumn::Id => it.id.to_string(),
        _ => String::new(),
    }
}

fn member(it: &Member, column: RegistryColumn, town: &str, avoids: &str) -> String {
    match column {
        RegistryColumn::Login => it.login.clone(),
        RegistryColumn::Name => it.name.clone(),
        RegistryColumn::Roles => {
            let words: Vec<_> = it.roles.iter().map(|role| role.names().0).collect();
            words.join("、")
        }
        RegistryColumn::Town => town.to_owned(),
        RegistryColumn::Offices => it.offices.join("、"),
        RegistryColumn::Avoids => avoids.to_owned(),
        RegistryColumn::State => word_of(&PERSON_STATES, it.disabled).to_owned(),
        _ => String::new(),
    }
}

fn degrees(millionths: i32) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let all = millionths.unsigned_abs();
    format!("{sign}{}.{:06}", all / 1_000_000, all % 1_000_000)
}

fn notes(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name(NOTES)?;
    sheet.set_column_width(0, 14)?;
    sheet.set_column_width(1, 90)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let bold = Format::new().set_bold().set_align(FormatAlign::Top);
    for (line, (what, text)) in (0..).zip(NOTE_LINES) {
        sheet.write_with_format(line, 0, what, &bold)?;
        sheet.write_with_format(line, 1, text, &wrapped)?;
    }
    Ok(())
}

/// The lines of the sheet of explanations. Examples are here, so that nobody has to delete them.
const NOTE_LINES: [(&str, &str); 18] = [
    (
        "怎么用",
        "按“镇办”“检查对象”“人员”三张表逐行填写，保存后在“管理 → 初始设置”上传。先核对、再导入：核对不改动任何数据，有一处错误则整份不导入。",
    ),
    (
        "再次上传",
        "内容没有变化的行不作改动；改了哪一行就更新哪一行。表中没有列出的，系统中保持不变，不会删除。",
    ),
    (
        "带 * 的列",
        "必填。其他列可以留空或整列不写：类别、排序、状态、编号和登录名留空时保持原样或由系统确定，其余留空按“无”处理，整列不写则保持原样。",
    ),
    (
        "名称的用法",
        "镇办以全称为准，各页面、打印表和通报都用全称；简称只用来在本工作簿的“所属镇办”“回避镇办”“并入”列代替全称，并用于生成编号。检查对象以名称为准，平板、二维码和记录表按名称显示。人员的姓名用于显示和落款，登录名只用于登录。责任科室的名称与评估表一致。地区和评估机构的名称不在本工作簿中，在“管理 → 初始设置 → 基本信息”填写。",
    ),
    (
        "镇办 · 全称",
        "例：罗村镇、般阳路街道、淄川经济开发区（钟楼街道）。",
    ),
    (
        "镇办 · 类别",
        "镇（含乡）、街道、开发区。留空时按名称判断。",
    ),
    (
        "镇办 · 排序",
        "1 至 9999 的整数，决定各处列表和打印表的次序。留空时排在最后。",
    ),
    (
        "镇办 · 撤销",
        "撤销起始季度写作 2027Q1：从这个季度起不再参加评估，以前的季度不变。并入填接续的镇办全称。通常留空。",
    ),
    (
        "编号",
        "系统生成，新增时留空。要改名称时保留编号，系统据此认出是同一单位。",
    ),
    (
        "检查对象 · 名称",
        "例：罗村镇便民服务中心、道沃村便民服务站。同一镇办内不能重名。",
    ),
    (
        "检查对象 · 类别",
        "便民服务中心、便民服务站。留空时按名称末尾的“中心”“站”判断。",
    ),
    (
        "检查对象 · 经纬度",
        "十进制度数，WGS-84 坐标，例：36.700125 和 117.047668。可以留空。",
    ),
    (
        "检查对象 · 状态",
        "正常、关闭。关闭的检查对象不再出现在平板的选择列表中，历史记录保留。",
    ),
    (
        "人员 · 角色",
        "从下拉列表中选择。一人多个角色时用顿号隔开，例：科室经办人、科室负责人。",
    ),
    (
        "人员 · 镇办和科室",
        "镇办人员须填所属镇办；科室经办人、科室负责人须填责任科室，名称与评估表一致，多个用顿号隔开。",
    ),
    (
        "人员 · 回避镇办",
        "随机抽取时，检查人员不会被抽到需要回避的镇办；多个用顿号隔开。",
    ),
    (
        "人员 · 登录名",
        "小写字母、数字，2 至 32 位，设定后不再更改。留空时按姓名拼音生成；同名的人须填写，以免混淆。",
    ),
    (
        "密码",
        "表中不填密码。导入后在“管理 → 人员”生成一次性邀请链接或二维码，由本人设置密码；不得共用账号。",
    ),
];
