//! The report of an import, as the server answers it.

use crate::components::upload::Sent;
use crate::error::AppError;
use domain::sync::wire;

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) sheet: String,
    pub(super) line: u32,
    pub(super) column: String,
    pub(super) words: String,
}

domain::readable!(Line {
    sheet,
    line,
    column,
    words
});

/// What came of the whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Report {
    pub(super) lines: Vec<Line>,
    pub(super) total: u32,
    pub(super) taken: u32,
    pub(super) changed: u32,
    pub(super) unchanged: u32,
    /// What stood at the check.
    pub(super) seen: u64,
}

domain::readable!(Report { lines, total } optional { taken, changed, unchanged, seen });

struct Problem {
    detail: String,
}

domain::readable!(Problem {} optional { detail });

/// What is shown below the field.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shown {
    Nothing,
    NoFile,
    Checking,
    Taking,
    /// Nothing is wrong; nothing is taken yet.
    Checked(Report),
    Taken(Report),
    Wrong(Report),
    Refused(String),
    Unreachable,
    Failed(AppError),
}

/// What an answer to a check, or to the import itself, is shown as.
pub(super) fn outcome(sent: Sent, check: bool) -> Shown {
    let (status, text) = match sent {
        Sent::Nothing => return Shown::NoFile,
        Sent::Unreachable => return Shown::Unreachable,
        Sent::Answer(status, text) => (status, text),
    };
    match (status, wire::read::<Report>(&text)) {
        (200, Ok(report)) if check => Shown::Checked(report),
        (200, Ok(report)) => Shown::Taken(report),
        (422, Ok(report)) => Shown::Wrong(report),
        (401, _) => Shown::Failed(AppError::SignedOut),
        (403, _) => Shown::Failed(AppError::Forbidden),
        // A portal's page: nothing of ours has answered.
        (200..=399, _) => Shown::Unreachable,
        _ => detail(&text).map_or(Shown::Unreachable, Shown::Refused),
    }
}

/// What a problem says, if an answer is one.
pub(super) fn detail(text: &str) -> Option<String> {
    wire::read::<Problem>(text).ok().map(|it| it.detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart() {
        let answer = |status, text: &str| Sent::Answer(status, text.to_owned());
        let report = r#"{"lines":[{"sheet":"数值","line":3,"column":"B","code":"new","words":"新填报"}],"total":1,"taken":1,"unchanged":0}"#;
        assert!(matches!(outcome(answer(200, report), true), Shown::Checked(it) if it.taken == 1));
        assert!(matches!(
            outcome(answer(200, report), false),
            Shown::Taken(_)
        ));
        let wrong = r#"{"detail":"x","lines":[],"total":3}"#;
        assert!(matches!(outcome(answer(422, wrong), true), Shown::Wrong(it) if it.total == 3));
        let problem = r#"{"detail":"old"}"#;
        assert_eq!(
            outcome(answer(415, problem), true),
            Shown::Refused("old".into())
        );
        assert_eq!(outcome(answer(200, "<html>"), true), Shown::Unreachable);
        assert_eq!(
            outcome(answer(401, problem), true),
            Shown::Failed(AppError::SignedOut)
        );
        assert_eq!(outcome(Sent::Nothing, true), Shown::NoFile);
    }
}
