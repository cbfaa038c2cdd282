//! The evaluation table of a regulation, as data: sections, indicators, rules and checkpoints.
//!
//! A table is written as a TOML file (`domain/tables/*.toml`) and read with [`Table::parse`], which
//! reports every fault with its place. Between programs it travels as JSON.

mod indicator;
mod lookup;
mod offset;
mod parse;
pub mod rule;
mod skeleton;
pub mod words;

pub use indicator::{Applies, ByFinder, Checkpoint, Citation, Indicator, Per, Scope, Walk, listed};
pub use lookup::{builtin, builtin_files, builtins, for_date};
pub use offset::{BadOffset, UtcOffset};
pub use parse::{TableError, TableErrors};
pub use regulation::{Section, Table};
pub use rule::{Family, Rule, Takes};
pub use skeleton::skeleton;
pub use text::Text;
pub use totals::Totals;
pub use values::{Across, Amount, Band, Bar, Effects, Level, Reads, Scale, Ties};

mod regulation;
mod slug;
mod text;
mod totals;
mod values;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
