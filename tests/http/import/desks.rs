//! Two desks with files of their own, at random: the facts match a plain model, every conflict is
//! reported at its cell, and nothing is stored twice. `XUNCHA_DESKS=50` runs fifty rounds.

use super::files::{facts, faults, import, months, quarter, template};
use crate::help::app::{TestApp, User};
use anyhow::{Context, Result};
use calamine::{Data, Reader, Xlsx};
use reqwest::StatusCode;
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

const TOWNS: [(&str, &str); 3] = [
    ("罗村镇", "luocun"),
    ("洪山镇", "hongshan"),
    ("太河镇", "taihe"),
];
const MATTERS: [[&str; 2]; 3] = [
    ["“一件事”经验被推广", "\"一件事\"经验被推广。"],
    ["帮办代办经验被推广", "帮办 代办经验被推广"],
    ["适老化改造经验被推广", "适老化改造经验被推广；"],
];

/// A column of the sheet of values: its head, its row, and the values that may be typed there.
struct Column {
    head: String,
    row: &'static str,
    typed: [&'static str; 3],
}

fn columns(quarter: &str) -> [Column; 5] {
    let of = |head: &str, row, typed| Column {
        head: head.to_owned(),
        row,
        typed,
    };
    [
        of("2.3 强化帮办代办服务：指标值", "2.3", ["80", "81.5", "82"]),
        of("2.2 ", "2.2", ["2", "2.5", "3"]),
        of(&months(quarter)[0], "6", ["90", "91.5", "95"]),
        of("1.1 ", "1.1", ["标杆型", "标准型", "标杆型"]),
        // Only the supervisor has this column.
        of("风采展示", "showcase", ["88", "90.5", "93"]),
    ]
}

/// Indexes of a town and a column.
type Place = (usize, usize);

/// The cells of a file, by line and column as a report names them.
type Places = BTreeMap<(u64, String), Place>;

/// The expected facts: each cell's value with the step that set it, and the matters of claims.
#[derive(Clone, Default)]
struct Model {
    cells: BTreeMap<Place, (String, usize)>,
    claims: BTreeSet<(usize, usize)>,
    /// The number of steps so far.
    clock: usize,
}

impl Model {
    fn value(&self, at: &Place) -> Option<&str> {
        self.cells.get(at).map(|(value, _)| value.as_str())
    }
}

/// A desk: its person, the file it fetched with the model of that time, and what was typed into the
/// file since.
struct Desk {
    user: User,
    columns: usize,
    fetched: Option<(Vec<u8>, Model)>,
    typed: BTreeMap<Place, String>,
    claims: BTreeMap<(usize, usize), usize>,
}

/// Random numbers from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % most
    }
}

/// The desk's file with everything typed into it, and the position of each cell.
fn file(desk: &Desk, columns: &[Column]) -> Result<(Vec<u8>, Places)> {
    let (fetched, _) = desk.fetched.as_ref().context("no file")?;
    let mut from: Xlsx<_> = Xlsx::new(Cursor::new(fetched.clone()))?;
    let (mut book, mut places) = (Workbook::new(), BTreeMap::new());
    for name in from.sheet_names() {
        let range = from.worksheet_range(&name)?;
        let sheet = book.add_worksheet();
        sheet.set_name(&name)?;
        for (line, column, cell) in range.used_cells() {
            let (line, column) = (u32::try_from(line)?, u16::try_from(column)?);
            match cell {
                Data::Float(number) => sheet.write(line, column, *number)?,
                other => sheet.write(line, column, other.to_string())?,
            };
        }
        let text = |line: usize, column: usize| {
            let (line, column) = (u32::try_from(line).ok()?, u32::try_from(column).ok()?);
            range.get_value((line, column)).map(ToString::to_string)
        };
        if name == "加分" {
            let next = range.height().max(1);
            for (line, ((town, matter), written)) in (next..).zip(&desk.claims) {
                let line = u32::try_from(line)?;
                sheet
                    .write(line, 0, TOWNS[*town].0)?
                    .write(line, 1, "8.1.1")?;
                sheet
                    .write(line, 2, MATTERS[*matter][*written])?
                    .write(line, 3, "市级")?;
            }
        }
        if name != "数值" {
            continue;
        }
        for ((town, column), value) in &desk.typed {
            let line =
                (0..range.height()).find(|line| text(*line, 0).as_deref() == Some(TOWNS[*town].0));
            let head = &columns[*column].head;
            let at = (0..range.width())
                .find(|at| text(0, *at).is_some_and(|it| it.starts_with(head.as_str())));
            let (line, at) = (line.context("no town")?, at.context("no column")?);
            sheet.write(u32::try_from(line)?, u16::try_from(at)?, value)?;
            let letter = char::from(b'A' + u8::try_from(at)?);
            places.insert(
                (u64::try_from(line + 1)?, letter.to_string()),
                (*town, *column),
            );
        }
    }
    Ok((book.save_to_buffer()?, places))
}

/// Sends a desk's file. What was typed and when the file was fetched decide the expected answer.
async fn send(desk: &mut Desk, quarter: &str, columns: &[Column], model: &mut Model) -> Result<()> {
    let Some((_, fetched)) = desk.fetched.clone() else {
        return Ok(());
    };
    model.clock += 1;
    let step = model.clock;
    let (file, places) = file(desk, columns)?;
    let (mut taken, mut conflicts) = (Vec::new(), BTreeSet::new());
    for (at, said) in &desk.typed {
        let stands = model.cells.get(at);
        let now = stands.map(|(value, _)| value.as_str());
        if fetched.value(at) == Some(said) || now == Some(said) {
            continue;
        }
        // This holds also if this desk itself changed the cell since, or if it was changed and
        // changed back.
        if stands.is_some_and(|(_, since)| *since > fetched.clock) {
            conflicts.insert(*at);
        } else {
            taken.push((*at, said.clone()));
        }
    }
    let claims = desk.claims.keys().filter(|it| !model.claims.contains(it));
    let claims: Vec<(usize, usize)> = claims.copied().collect();
    let (status, body) = import(&desk.user, quarter, "", file).await?;
    if conflicts.is_empty() {
        assert!(
            status == StatusCode::OK || body["lines"][0]["code"] == "nothing",
            "step {step}: {body}"
        );
        if status == StatusCode::OK {
            assert_eq!(
                body["taken"],
                taken.len() + claims.len(),
                "step {step}: {body}"
            );
            assert_eq!(body["old"], 0, "step {step}: {body}");
        }
        for (at, said) in taken {
            model.cells.insert(at, (said, step));
        }
        model.claims.extend(claims);
        return Ok(());
    }
    assert_eq!(
        status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "step {step}: {body}"
    );
    let shown: BTreeSet<Place> = faults(&body)
        .into_iter()
        .map(|(_, line, column, code)| {
            assert_eq!(code, "conflict", "step {step}: {body}");
            places[&(line, column)]
        })
        .collect();
    assert_eq!(shown, conflicts, "step {step}: {body}");
    for line in body["lines"].as_array().context("lines")? {
        let words = line["words"].as_str().unwrap_or_default();
        let at = &places[&(
            line["line"].as_u64().unwrap_or_default(),
            line["column"].as_str().unwrap_or_default().to_owned(),
        )];
        let both = [desk.typed[at].as_str(), model.value(at).unwrap_or_default()];
        assert!(
            both.iter().all(|it| words.contains(it)),
            "{both:?}: {words}"
        );
    }
    // The desk drops its conflicting values: the others' remain.
    desk.typed.retain(|at, _| !conflicts.contains(at));
    Ok(())
}

/// The stored facts in the form of the model; fails if a claim is stored twice.
fn stands(facts: &[Value], columns: &[Column]) -> (BTreeMap<Place, String>, Vec<(usize, usize)>) {
    let (mut cells, mut claims) = (BTreeMap::new(), Vec::new());
    for fact in facts {
        let town = TOWNS
            .iter()
            .position(|(_, id)| fact["town"] == *id)
            .unwrap();
        if let Some(matter) = fact["matter"].as_str() {
            let is = |all: &[&str; 2]| {
                all.iter().any(|it| {
                    it.trim_end_matches(['。', '；']) == matter.trim_end_matches(['。', '；'])
                })
            };
            claims.push((town, MATTERS.iter().position(is).unwrap()));
            continue;
        }
        let row = fact["indicator"].as_str().unwrap_or("showcase");
        let column = columns.iter().position(|it| it.row == row).unwrap();
        let value = match row {
            "1.1" if fact["tier"] == "benchmark" => "标杆型".to_owned(),
            "1.1" => "标准型".to_owned(),
            "6" => fact["monthly"][0].as_str().unwrap().to_owned(),
            _ => ["metric", "judgement", "showcase"]
                .iter()
                .find_map(|key| fact[*key].as_str())
                .unwrap()
                .to_owned(),
        };
        let before = cells.insert((town, column), value);
        assert_eq!(before, None, "{fact} stands twice");
    }
    claims.sort_unstable();
    (cells, claims)
}

async fn story(seed: u64) -> Result<usize> {
    let app = TestApp::start().await?;
    let quarter = quarter(&app).await?;
    let columns = columns(&quarter);
    let desk = |user, columns| Desk {
        user,
        columns,
        fetched: None,
        typed: BTreeMap::new(),
        claims: BTreeMap::new(),
    };
    let mut desks = [
        desk(app.sign_in("zhaomin").await?, 5),
        desk(app.sign_in("zhoujian").await?, 4),
    ];
    let (mut dice, mut model, mut shown) = (Dice(seed), Model::default(), 0);
    for step in 1..=16 {
        let which = dice.below(2);
        let desk = &mut desks[which];
        if desk.fetched.is_none() || dice.below(4) == 0 {
            let bytes = template(&desk.user, &quarter, "xlsx?filled=1").await?;
            desk.fetched = Some((bytes, model.clone()));
            desk.typed.clear();
            desk.claims.clear();
        }
        for _ in 0..dice.below(4) {
            let at = (dice.below(TOWNS.len()), dice.below(desk.columns));
            let typed = columns[at.1].typed[dice.below(3)];
            desk.typed.insert(at, typed.to_owned());
        }
        let claim = (dice.below(TOWNS.len()), dice.below(MATTERS.len()));
        let known = desk
            .fetched
            .as_ref()
            .is_some_and(|(_, then)| then.claims.contains(&claim));
        if dice.below(2) == 0 && !known {
            desk.claims.insert(claim, dice.below(2));
        }
        // Some replies are lost, so the same file is sent again.
        for _ in 0..=dice.below(2) {
            let before = desk.typed.len();
            send(desk, &quarter, &columns, &mut model).await?;
            shown += before - desk.typed.len();
        }
        let (cells, claims) = stands(&facts(&desk.user, &quarter).await?, &columns);
        let wanted: BTreeMap<Place, String> = model
            .cells
            .iter()
            .map(|(at, (value, _))| (*at, value.clone()))
            .collect();
        assert_eq!(cells, wanted, "seed {seed}, step {step}");
        let wanted: Vec<_> = model.claims.iter().copied().collect();
        assert_eq!(claims, wanted, "seed {seed}, step {step}");
    }
    Ok(shown)
}

#[tokio::test]
async fn two_desks_lose_nothing_and_enter_nothing_twice() -> Result<()> {
    let count = std::env::var("XUNCHA_DESKS")
        .ok()
        .and_then(|it| it.parse().ok());
    let mut shown = 0;
    for seed in 1..=count.unwrap_or(3) {
        shown += story(seed).await.with_context(|| format!("seed {seed}"))?;
    }
    assert!(shown > 0, "no conflict came about");
    Ok(())
}
