//! The browser's programs.

use clap::ValueEnum;

/// The programs that run in the browser, built from one source.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Takes over the pages that the server renders, except those of the other programs.
    Pages,
    /// Takes over the pages of results.
    Desk,
    /// Takes over the pages that lead to results.
    Books,
    /// Takes over the pages of the registry.
    Manage,
    /// Takes over the pages of visits.
    Visits,
    /// The inspector's part, which works without a network.
    Tablet,
}

impl Part {
    /// Every program. Those that take over pages are adjacent, because they share compiled code.
    pub(crate) const ALL: [Self; 6] = [
        Self::Tablet,
        Self::Pages,
        Self::Desk,
        Self::Books,
        Self::Manage,
        Self::Visits,
    ];

    /// The program's feature in `frontend`, and the name of its files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pages => "pages",
            Self::Desk => "desk",
            Self::Books => "books",
            Self::Manage => "manage",
            Self::Visits => "visits",
            Self::Tablet => "tablet",
        }
    }

    /// The most bytes that it may have, compressed with brotli. The tablet's program may be larger,
    /// because it is loaded once and then kept.
    pub(crate) fn budget(self) -> u64 {
        match self {
            Self::Tablet => 400_000,
            Self::Pages | Self::Desk | Self::Books | Self::Manage | Self::Visits => 350_000,
        }
    }
}
