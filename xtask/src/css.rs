//! Bundles the style sheets: replaces the imports of `style/main.css` by the files, in order.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// Reads a style sheet and replaces each `@import "file.css";` by the file.
pub(crate) fn bundle(entry: &Path) -> Result<String> {
    let text =
        fs::read_to_string(entry).with_context(|| format!("cannot read {}", entry.display()))?;
    let folder = entry.parent().unwrap_or(Path::new("."));
    let mut out = String::with_capacity(text.len());
    for (index, line) in text.lines().enumerate() {
        let Some(rest) = line.trim_start().strip_prefix("@import") else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        let Some(name) = local_file(rest) else {
            bail!(
                "{}:{}: only @import \"file.css\"; is bundled",
                entry.display(),
                index + 1
            );
        };
        out.push_str(&bundle(&folder.join(name))?);
    }
    Ok(out)
}

/// The file in ` "./file.css";`; `None` for addresses, layers and media queries.
fn local_file(rest: &str) -> Option<&str> {
    let rest = rest.trim().strip_suffix(';')?.trim();
    let rest = rest
        .strip_prefix("url(")
        .and_then(|r| r.strip_suffix(')'))
        .unwrap_or(rest);
    let name = rest
        .strip_prefix('"')
        .and_then(|r| r.strip_suffix('"'))
        .or_else(|| rest.strip_prefix('\'').and_then(|r| r.strip_suffix('\'')))?;
    let plain = !name.contains("://") && !name.contains('"') && !name.starts_with('/');
    plain.then_some(name)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn folder(name: &str, files: &[(&str, &str)]) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("xuncha-css-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (file, text) in files {
            fs::write(folder.join(file), text).unwrap();
        }
        folder
    }

    #[test]
    fn imports_come_in_their_order() {
        let folder = folder(
            "order",
            &[
                (
                    "main.css",
                    "@import \"b.css\";\n@import url('./a.css');\nmain {}\n",
                ),
                ("a.css", "a {}\n"),
                ("b.css", "b {}\n"),
            ],
        );
        assert_eq!(
            bundle(&folder.join("main.css")).unwrap(),
            "b {}\na {}\nmain {}\n"
        );
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn an_import_from_elsewhere_is_refused_with_its_line() {
        let folder = folder(
            "far",
            &[("main.css", "x {}\n@import url(https://a/b.css);\n")],
        );
        let error = bundle(&folder.join("main.css")).unwrap_err().to_string();
        assert!(error.contains("main.css:2"), "{error}");
        fs::remove_dir_all(folder).unwrap();
    }
}
