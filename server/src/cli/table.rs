//! `xuncha table`.

use super::out::out;
use super::printed;
use crate::sheets::tables::{read, workbook};
use crate::sheets::workbook::{self as files, Reporter};
use app::i18n::Locale;
use app::pages::manage::words::table_words;
use clap::{Args, Subcommand};
use domain::table::{Table, builtins, skeleton};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub(super) struct Options {
    #[command(subcommand)]
    command: Option<Command>,
    /// The table's id (zichuan-2022)
    id: Option<String>,
    /// Print JSON for programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check a table file: each fault with its cell, or its line and column, and reason
    Check {
        /// The workbook (.xlsx) or the TOML file
        file: PathBuf,
    },
    /// Write a table as a workbook, to edit it in a spreadsheet
    Export {
        /// The table's id (zichuan-2022), or its TOML file
        table: String,
        /// The workbook to make (.xlsx)
        file: PathBuf,
    },
    /// Write the TOML file of a table from its workbook; writes nothing if there is a fault
    Import {
        /// The workbook (.xlsx)
        book: PathBuf,
        /// The TOML file to make
        file: PathBuf,
    },
    /// Write a new table to start from: every rule family, with comments in Chinese and English
    New {
        /// The TOML file to make; its name is the table's id (moumou-2027.toml)
        file: PathBuf,
    },
}

pub(super) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    match &options.command {
        Some(Command::Check { file }) => return check(file),
        Some(Command::New { file }) => return begin(file),
        Some(Command::Export { table, file }) => return export(table, file),
        Some(Command::Import { book, file }) => return import(book, file),
        None => {}
    }
    let table = builtin(options.id.as_deref().unwrap_or_default())?;
    let text = if options.json {
        serde_json::to_string_pretty(&printed::json(table))?
    } else {
        printed::text(table)
    };
    out(&text)
}

fn builtin(id: &str) -> anyhow::Result<&'static Table> {
    let found = builtins().iter().find(|table| table.id == id);
    found.ok_or_else(|| {
        let known: Vec<_> = builtins().iter().map(|table| table.id.as_str()).collect();
        anyhow::anyhow!("no table `{id}`; there is: {}", known.join(", "))
    })
}

fn export(table: &str, file: &Path) -> anyhow::Result<ExitCode> {
    let bytes = if Path::new(table).extension().is_some() {
        let text = text_of(Path::new(table))?;
        match Table::parse(&text) {
            Ok(table) => workbook(&table)?,
            Err(errors) => {
                eprintln!("{table}:\n{errors}");
                return Ok(ExitCode::from(2));
            }
        }
    } else {
        workbook(builtin(table)?)?
    };
    write_new(file, &bytes)
}

fn import(book: &Path, file: &Path) -> anyhow::Result<ExitCode> {
    match read_book(book)? {
        Some((text, _)) => write_new(file, text.as_bytes()),
        None => Ok(ExitCode::from(2)),
    }
}

/// The table of a workbook; `None` if it has faults, which are printed.
fn read_book(book: &Path) -> anyhow::Result<Option<(String, Table)>> {
    let name = book.display();
    let bytes = std::fs::read(book).map_err(|error| anyhow::anyhow!("{name}: {error}"))?;
    let sheets = files::read(&bytes).map_err(|why| anyhow::anyhow!("{name}: {}", why.code()))?;
    match read(&sheets) {
        Ok(table) => Ok(Some(table)),
        Err(mut faults) => {
            faults.sort_by_key(|fault| fault.place);
            let reporter = Reporter {
                sheets: sheets.into_iter().map(|sheet| sheet.name).collect(),
                language: Locale::zh_CN,
                words: table_words,
            };
            eprintln!("{name}:");
            for it in reporter.lines(&faults) {
                eprintln!("{} {}{}: {}", it.sheet, it.column, it.line, it.words);
            }
            Ok(None)
        }
    }
}

fn text_of(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))
}

/// Writes a new file; never overwrites one, since somebody may have filled it in.
fn write_new(file: &Path, bytes: &[u8]) -> anyhow::Result<ExitCode> {
    let name = file.display();
    let written = std::fs::File::create_new(file).and_then(|mut new| new.write_all(bytes));
    if let Err(error) = written {
        eprintln!("{name}: {error}");
        return Ok(ExitCode::from(2));
    }
    out(&name.to_string())
}

/// Writes a table to begin with; never overwrites a file.
fn begin(file: &Path) -> anyhow::Result<ExitCode> {
    let name = file.display();
    let is_toml = file
        .extension()
        .is_some_and(|extension| extension == "toml");
    let id = file.file_stem().and_then(|stem| stem.to_str());
    let Some(text) = id.filter(|_| is_toml).and_then(skeleton) else {
        eprintln!("{name}: the name must be the table's id (a-z, 0-9 and `-`) and `.toml`");
        return Ok(ExitCode::from(2));
    };
    let written =
        std::fs::File::create_new(file).and_then(|mut new| new.write_all(text.as_bytes()));
    if let Err(error) = written {
        eprintln!("{name}: {error}");
        return Ok(ExitCode::from(2));
    }
    out(&format!(
        "{name}: fill the blanks, then run `xuncha table check {name}` · 补全空白后执行 `xuncha table check {name}`"
    ))
}

fn check(file: &Path) -> anyhow::Result<ExitCode> {
    if file.extension().is_some_and(|ending| ending == "xlsx") {
        return match read_book(file)? {
            Some((text, _)) => out(&printed::check(&text)?),
            None => Ok(ExitCode::from(2)),
        };
    }
    let text = text_of(file)?;
    match printed::check(&text) {
        Ok(report) => out(&report),
        Err(faults) => {
            eprintln!("{}:\n{faults}", file.display());
            Ok(ExitCode::from(2))
        }
    }
}
