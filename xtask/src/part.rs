//! The programs of the browser part.

use clap::ValueEnum;

/// The programs that run in the browser, made of one source.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Takes over the pages that the server renders.
    Pages,
    /// The same for the pages of results.
    Desk,
    /// The same for what leads to them.
    Books,
    /// The same for the district's registry.
    Manage,
    /// The same for its visits.
    Visits,
    /// The inspector's part, which works without a network.
    Tablet,
}

impl Part {
    /// Every program. Those that take pages over follow each other: they share what is compiled.
    pub(crate) const ALL: [Self; 6] = [
        Self::Tablet,
        Self::Pages,
        Self::Desk,
        Self::Books,
        Self::Manage,
        Self::Visits,
    ];

    /// The feature of `frontend` that makes it, and the name of its files.
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

    /// What it may weigh on the wire, with brotli: the tablet's is loaded once and then kept.
    pub(crate) fn budget(self) -> u64 {
        match self {
            Self::Tablet => 400_000,
            Self::Pages | Self::Desk | Self::Books | Self::Manage | Self::Visits => 350_000,
        }
    }
}
