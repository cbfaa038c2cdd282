//! The site's folder as the build lays it out, for browsers to load.

use app::shell::{Program, ShellOptions};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The site's folder and the hashed addresses in it.
#[derive(Debug, Clone)]
pub struct Site {
    /// The folder.
    pub folder: PathBuf,
    /// The addresses for pages.
    pub shell: ShellOptions,
}

/// Why there is no site.
#[derive(Debug, thiserror::Error)]
#[error("no site in {folder}: {why}; `cargo xtask serve` builds it, and --site says where it is")]
pub struct NoSite {
    folder: String,
    why: String,
}

#[derive(Deserialize)]
struct Build {
    build: String,
    pages: Loaded,
    desk: Loaded,
    books: Loaded,
    manage: Loaded,
    visits: Loaded,
    tablet: Loaded,
    css: String,
}

#[derive(Deserialize)]
struct Loaded {
    js: String,
    wasm: String,
}

impl From<Loaded> for Program {
    fn from(Loaded { js, wasm }: Loaded) -> Self {
        Self { js, wasm }
    }
}

impl Site {
    /// Reads the folder's `build.json`.
    pub fn open(folder: &Path) -> Result<Self, NoSite> {
        let fault = |why: String| NoSite {
            folder: folder.display().to_string(),
            why,
        };
        let path = folder.join("build.json");
        let text = std::fs::read(&path).map_err(|error| fault(format!("build.json: {error}")))?;
        let Build {
            build,
            pages,
            desk,
            books,
            manage,
            visits,
            tablet,
            css,
        } = serde_json::from_slice(&text).map_err(|error| fault(format!("build.json: {error}")))?;
        Ok(Self {
            folder: folder.to_owned(),
            shell: ShellOptions {
                build,
                pages: pages.into(),
                desk: desk.into(),
                books: books.into(),
                manage: manage.into(),
                visits: visits.into(),
                tablet: tablet.into(),
                css,
            },
        })
    }
}
