//! Turns rustc's output into the two files that a browser loads.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::digest::digest;
use crate::features::without_reference_types;
use crate::part::Part;
use crate::paths::{Paths, which};
use crate::profile::Profile;
use crate::{apt, step};

/// Features that browsers have supported for years, listed one by one: with `--all-features` the
/// output uses some that Chromium refuses.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Optimises for size, but does not inline large functions into their only callers, which
/// compresses worse. Three rounds, since each finds more after the last. A Rust program has nothing
/// at the lowest addresses, below its stack.
const SHRINK: [&str; 6] = ["-Oz", "-Oz", "-Oz", "--low-memory-unused", "-ocimfs", "30"];

/// Builds the control flow anew first, which saves four thousandths. A tap then takes 4 to 8
/// hundredths longer, so the tablet's program does without.
const ANEW: [&str; 2] = ["--flatten", "--rereloop"];

/// A module and the script that loads it.
pub(crate) struct Bound {
    pub(crate) wasm: Vec<u8>,
    pub(crate) js: String,
}

impl Bound {
    /// The output of the last run.
    pub(crate) fn last(paths: &Paths, profile: Profile, part: Part) -> Result<Self> {
        let (folder, name) = (folder(paths, profile, part), part.name());
        Ok(Self {
            wasm: fs::read(folder.join(format!("{name}_bg.wasm")))?,
            js: fs::read_to_string(folder.join(format!("{name}.js")))?,
        })
    }
}

fn folder(paths: &Paths, profile: Profile, part: Part) -> PathBuf {
    let bound = paths.wasm().join("bound");
    bound.join(profile.for_wasm()).join(part.name())
}

/// Binds a module, and optimises it for release, unless the same module was bound before.
pub(crate) fn bind(paths: &Paths, raw: &Path, profile: Profile, part: Part) -> Result<Bound> {
    let name = part.name();
    let folder = folder(paths, profile, part);
    let source = fs::read(raw).with_context(|| format!("cannot read {}", raw.display()))?;
    let shrink = profile == Profile::Release && can_shrink();
    let stamp = format!("{} {shrink} {:?}", digest(&source), passes(part));
    let stamp_file = folder.join("stamp");
    let wasm = folder.join(format!("{name}_bg.wasm"));

    if fs::read_to_string(&stamp_file).ok().as_deref() != Some(&stamp) {
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        step::step("wasm-bindgen", || {
            Bindgen::new()
                .input_bytes(name, without_reference_types(source))
                .web(true)?
                .typescript(false)
                .omit_default_module_path(true)
                .remove_name_section(profile == Profile::Release)
                .generate(&folder)
        })?;
        if folder.join("snippets").exists() {
            bail!("a crate brings inline scripts along (snippets), which have no hashed name");
        }
        let js = fs::read_to_string(folder.join(format!("{name}.js")))?;
        if !is_whole(&js) {
            bail!(
                "{name} asks for functions that nobody wrote: an interrupted build left half of itself; \
                 remove {} and build again",
                paths.wasm().display()
            );
        }
        if shrink {
            optimise(&wasm, part)?;
        }
        fs::write(&stamp_file, stamp)?;
    }
    Bound::last(paths, profile, part)
}

/// Whether the module imports only what a browser has. The linker turns unknown symbols into
/// imports from `env`; no page has them, so no page would start.
fn is_whole(js: &str) -> bool {
    !js.contains(r#"from "env""#)
}

/// Whether wasm-opt is installed or can be.
fn can_shrink() -> bool {
    if which("wasm-opt").is_some() {
        return true;
    }
    let installed = apt::ensure(&["binaryen"], "to shrink the browser part");
    if let Err(why) = &installed {
        eprintln!("the module stays large: {why}");
    }
    installed.is_ok()
}

fn passes(part: Part) -> Vec<&'static str> {
    let anew = if part == Part::Tablet { &[][..] } else { &ANEW };
    [anew, &SHRINK, &FEATURES].concat()
}

fn optimise(wasm: &Path, part: Part) -> Result<()> {
    step::step("wasm-opt -Oz", || {
        let mut tool = Command::new("wasm-opt");
        tool.args(passes(part)).arg(wasm).arg("-o").arg(wasm);
        step::run(&mut tool)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_that_lacks_functions_is_not_whole() {
        assert!(is_whole("let wasm;\nfunction start() {}\n"));
        assert!(!is_whole("import * as import1 from \"env\"\nlet wasm;\n"));
    }
}
