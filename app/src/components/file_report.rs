//! The server's report on an uploaded file, line by line.

use crate::components::upload::Sent;
use crate::error::AppError;
use crate::language::I18n;
use domain::sync::wire;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// A line of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// The sheet's name; empty for a text file.
    pub sheet: String,
    /// The line, from 1; 0 if the message is about no line.
    pub line: u32,
    /// The column's letters; empty for the line as a whole.
    pub column: String,
    /// The message.
    pub words: String,
}

domain::readable!(ReportLine {
    sheet,
    line,
    column,
    words
});

/// The report on a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReport {
    /// The first lines of the report.
    pub lines: Vec<ReportLine>,
    /// The number of lines in all.
    pub total: u32,
    /// How many entries were imported, or would be.
    pub taken: u32,
    /// How many of them replace a value.
    pub changed: u32,
    /// How many are stored already.
    pub unchanged: u32,
    /// How many cells and lines still have the values with which the server wrote the file.
    pub as_written: u32,
    /// How many values were corrected on the server since, and are not imported.
    pub old: u32,
    /// The state of the data at the check, which the import sends along.
    pub seen: u64,
}

domain::readable!(FileReport { lines, total } optional { taken, changed, unchanged, as_written, old, seen });

struct Problem {
    detail: String,
}

domain::readable!(Problem {} optional { detail });

/// What is shown below the input.
#[derive(Debug, Clone, PartialEq)]
pub enum FileState {
    /// No file was sent yet.
    Nothing,
    /// No file is chosen.
    NoFile,
    /// The file is being checked.
    Checking,
    /// The file is being imported.
    Taking,
    /// The file has no faults; it is not imported yet.
    Checked(FileReport),
    /// The file was imported.
    Taken(FileReport),
    /// The file has faults; nothing was imported.
    Wrong(FileReport),
    /// The server could not read the file, for this reason.
    Refused(String),
    /// The server could not be reached.
    Unreachable,
    /// Any other error.
    Failed(AppError),
}

/// What to show for the answer to a check or an import.
pub fn outcome(sent: Sent, check: bool) -> FileState {
    let (status, text) = match sent {
        Sent::Nothing => return FileState::NoFile,
        Sent::Unreachable => return FileState::Unreachable,
        Sent::Answer(status, text) => (status, text),
    };
    match (status, wire::read::<FileReport>(&text)) {
        (200, Ok(report)) if check => FileState::Checked(report),
        (200, Ok(report)) => FileState::Taken(report),
        (422, Ok(report)) => FileState::Wrong(report),
        (401, _) => FileState::Failed(AppError::SignedOut),
        (403, _) => FileState::Failed(AppError::Forbidden),
        // The answer is a captive portal's page, not this server's.
        (200..=399, _) => FileState::Unreachable,
        _ => detail(&text).map_or(FileState::Unreachable, FileState::Refused),
    }
}

/// The detail of a problem, if the text is one.
pub fn detail(text: &str) -> Option<String> {
    wire::read::<Problem>(text).ok().map(|it| it.detail)
}

/// The lines of a report as a table.
pub fn table(i18n: I18n, lines: Vec<ReportLine>) -> AnyView {
    let lines = lines.into_iter().map(|line| {
        view! {
            <tr>
                <td>{line.sheet}</td>
                <td class="number">{(line.line > 0).then_some(line.line)}</td>
                <td>{line.column}</td>
                <td class="import-words">{line.words}</td>
            </tr>
        }
    });
    view! {
        <div class="import-scroll" tabindex="0" role="region" aria-label=td_string!(i18n, import.report)>
            <table class="import-report" data-testid="import-report">
                <thead>
                    <tr>
                        <th scope="col">{td_string!(i18n, import.col_sheet)}</th>
                        <th scope="col">{td_string!(i18n, import.col_line)}</th>
                        <th scope="col">{td_string!(i18n, import.col_column)}</th>
                        <th scope="col">{td_string!(i18n, import.col_words)}</th>
                    </tr>
                </thead>
                <tbody>{lines.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart() {
        let answer = |status, text: &str| Sent::Answer(status, text.to_owned());
        let report = r#"{"lines":[{"sheet":"数值","line":3,"column":"B","code":"new","words":"新填报"}],"total":1,"taken":1,"unchanged":0}"#;
        assert!(
            matches!(outcome(answer(200, report), true), FileState::Checked(it) if it.taken == 1)
        );
        assert!(matches!(
            outcome(answer(200, report), false),
            FileState::Taken(_)
        ));
        let wrong = r#"{"detail":"x","lines":[],"total":3}"#;
        assert!(matches!(outcome(answer(422, wrong), true), FileState::Wrong(it) if it.total == 3));
        let problem = r#"{"detail":"old"}"#;
        assert_eq!(
            outcome(answer(415, problem), true),
            FileState::Refused("old".into())
        );
        assert_eq!(outcome(answer(200, "<html>"), true), FileState::Unreachable);
        assert_eq!(
            outcome(answer(401, problem), true),
            FileState::Failed(AppError::SignedOut)
        );
        assert_eq!(outcome(Sent::Nothing, true), FileState::NoFile);
    }
}
