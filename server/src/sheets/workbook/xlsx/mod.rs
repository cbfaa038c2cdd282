//! Workbooks since 2007 (ECMA-376): a zip of XML, whichever program has written it.

mod sheet;
mod strings;
mod styles;

use super::cells::{Room, SHEETS, Sheet, one_more};
use super::unreadable::Unreadable;
use super::xml::{Xml, attribute, name, truth};
use super::zip::{Archive, Budget};
use quick_xml::events::Event;
use std::collections::HashMap;

/// What the cells of a workbook refer to.
struct Shared {
    strings: Vec<String>,
    styles: styles::Styles,
}

/// A sheet as the workbook lists it.
struct Listed {
    name: String,
    hidden: bool,
    relation: String,
}

/// Parts that a part refers to.
const RELATIONS: usize = 4_096;

/// The parts that a part refers to, by their ids: the kind, and the name of the part.
struct Relations(HashMap<String, (String, String)>);

/// The sheets; of hidden ones only their names.
pub(super) fn read(archive: &Archive<'_>) -> Result<Vec<Sheet>, Unreadable> {
    let budget = &Budget::new();
    let root = Relations::of(archive, budget, "")?;
    let book = root.first("officeDocument").unwrap_or("xl/workbook.xml");
    let relations = Relations::of(archive, budget, book)?;
    let (listed, from_1904) = listed(archive, budget, book)?;
    let mut shared = Shared {
        strings: Vec::new(),
        styles: styles::Styles::default(),
    };
    if let Some(part) = relations.first("styles") {
        shared.styles = styles::read(archive, budget, part, from_1904)?;
    }
    if let Some(part) = relations.first("sharedStrings") {
        shared.strings = strings::read(archive, budget, part)?;
    }
    let mut room = Room::default();
    let mut sheets = Vec::with_capacity(listed.len());
    for it in listed {
        let (kind, part) = relations.0.get(&it.relation).ok_or(Unreadable::Damaged)?;
        // Charts and macros are sheets, too, and have no cells.
        if kind != "worksheet" {
            continue;
        }
        let mut sheet = match it.hidden {
            true => Sheet::default(),
            false => sheet::read(archive, budget, part, &shared, &mut room)?,
        };
        (sheet.name, sheet.hidden) = (it.name, it.hidden);
        sheets.push(sheet);
    }
    Ok(sheets)
}

fn open<'z>(archive: &Archive<'z>, budget: &'z Budget, part: &str) -> Result<Xml<'z>, Unreadable> {
    let bytes = archive.open(part, budget).ok_or(Unreadable::Damaged)?;
    Ok(Xml::new(bytes, budget))
}

/// The sheets of a workbook in their order, and whether its days are counted from 1904.
fn listed(
    archive: &Archive<'_>,
    budget: &Budget,
    book: &str,
) -> Result<(Vec<Listed>, bool), Unreadable> {
    let mut xml = open(archive, budget, book)?;
    let (mut all, mut from_1904) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Event::Start(tag) if name(&tag) == "sheet" => {
                let state = attribute(&tag, "state")?;
                let known = |name: &str| attribute(&tag, name)?.ok_or(Unreadable::Damaged);
                one_more(all.len(), SHEETS)?;
                all.push(Listed {
                    name: known("name")?.into_owned(),
                    hidden: state.is_some_and(|it| it != "visible"),
                    relation: known("id")?.into_owned(),
                });
            }
            Event::Start(tag) if name(&tag) == "workbookPr" => {
                from_1904 = truth(&tag, "date1904")?;
            }
            Event::Eof => return Ok((all, from_1904)),
            _ => {}
        }
    }
}

impl Relations {
    /// Those of a part; of the package itself where it has no name. A part without any has no such file.
    fn of(archive: &Archive<'_>, budget: &Budget, part: &str) -> Result<Self, Unreadable> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let own = joined(folder, &format!("_rels/{file}.rels"));
        let mut all = HashMap::new();
        if !archive.has(&own) {
            return Ok(Self(all));
        }
        let mut xml = open(archive, budget, &own)?;
        loop {
            match xml.next()? {
                Event::Start(tag) if name(&tag) == "Relationship" => {
                    let known = |name: &str| attribute(&tag, name)?.ok_or(Unreadable::Damaged);
                    let kind = known("Type")?;
                    // The strict form of the standard has other addresses with the same ends.
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    let target = joined(folder, &known("Target")?);
                    one_more(all.len(), RELATIONS)?;
                    all.insert(known("Id")?.into_owned(), (kind, target));
                }
                Event::Eof => return Ok(Self(all)),
                _ => {}
            }
        }
    }

    /// A part of a kind.
    fn first(&self, kind: &str) -> Option<&str> {
        let mut all = self.0.values();
        all.find(|(own, _)| own == kind)
            .map(|(_, part)| part.as_str())
    }
}

/// The name of a part that another in `folder` refers to: from the root where it begins with a slash.
fn joined(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let whole = match target.strip_prefix('/') {
        Some(rest) => rest.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
