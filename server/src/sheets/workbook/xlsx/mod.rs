//! Workbooks since 2007 (ECMA-376): a zip of XML parts, from any program.

mod parts;
mod shared;
mod sheet;
mod strings;
mod styles;

use self::parts::open;
use self::shared::Shared;
use super::cells::{Room, SHEETS, Sheet, one_more};
use super::unreadable::Unreadable;
use super::xml::{attribute, name, truth};
use super::zip::{Archive, Budget};
use quick_xml::events::Event;
use std::collections::HashMap;

/// A sheet in the workbook's list.
struct Listed {
    name: String,
    hidden: bool,
    relation: String,
}

/// How many parts a part may refer to.
const RELATIONS: usize = 4_096;

/// The parts that a part refers to, by relation id: the kind and the part's name.
struct Relations(HashMap<String, (String, String)>);

/// Reads the sheets; of hidden ones only the names.
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
        // The list also contains charts and macros, which have no cells.
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

/// The workbook's list of sheets, in order, and whether dates count from 1904.
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
    /// The relations of a part, or of the package if `part` is empty. A part without relations has
    /// no file for them.
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
                    // The strict variant of the standard uses other addresses with the same last
                    // segment.
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

    /// A related part of a kind.
    fn first(&self, kind: &str) -> Option<&str> {
        let mut all = self.0.values();
        all.find(|(own, _)| own == kind)
            .map(|(_, part)| part.as_str())
    }
}

/// Resolves the target of a relation from `folder`; a leading slash means the root.
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
