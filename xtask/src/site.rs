//! The folder that `xuncha serve --site` serves.
//!
//! Files below `pkg/` have a hash of their content in their name. `build.json` lists them for the
//! server; the service worker has the list built in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::bindgen::{Bound, bind};
use crate::digest::digest;
use crate::part::Part;
use crate::paths::{Paths, which};
use crate::profile::Profile;
use crate::step::step;
use crate::wasm::{self, Toolchain};
use crate::{apt, css, step};

/// The built site.
pub(crate) struct Site {
    pub(crate) folder: PathBuf,
    /// The modules, as the browser loads them.
    pub(crate) modules: Vec<(Part, PathBuf)>,
}

/// Compiles the programs of the browser part and lays the site out.
pub(crate) fn build(paths: &Paths, profile: Profile, options: &wasm::Options) -> Result<Site> {
    build_only(paths, profile, options, None)
}

/// Compiles one program; the others must have been built before.
pub(crate) fn build_only(
    paths: &Paths,
    profile: Profile,
    options: &wasm::Options,
    only: Option<Part>,
) -> Result<Site> {
    let toolchain = Toolchain::prepare(paths, options)?;
    let name = profile.for_wasm();
    let raw = paths
        .wasm()
        .join("wasm32-unknown-unknown")
        .join(name)
        .join("frontend.wasm");
    let mut bound = Vec::new();
    for part in Part::ALL {
        let program = part.name();
        if only.is_some_and(|only| only != part) {
            let last = Bound::last(paths, profile, part)
                .with_context(|| format!("{program} was never built: leave --only out once"))?;
            bound.push((part, last));
            continue;
        }
        step(
            &format!("cargo build of the browser part, {program} ({name})"),
            || {
                let mut cargo = match profile {
                    Profile::Dev => toolchain.cargo(paths, "build"),
                    Profile::Release => toolchain.release_build(paths),
                };
                step::run(cargo.args(["-p", "frontend", "--features", program, "--profile", name]))
            },
        )?;
        bound.push((part, bind(paths, &raw, profile, part)?));
    }
    step("site", || lay_out(paths, profile, bound))
}

fn lay_out(paths: &Paths, profile: Profile, bound: Vec<(Part, Bound)>) -> Result<Site> {
    let mut files = BTreeMap::new();
    let mut programs = Vec::new();
    for (part, Bound { wasm, js }) in bound {
        let name = part.name();
        let wasm = add(&mut files, &format!("pkg/{name}_bg"), "wasm", wasm);
        let js = loader(&js, &wasm)?.into_bytes();
        let js = add(&mut files, &format!("pkg/{name}"), "js", js);
        programs.push((part, js, wasm));
    }
    let css = css::bundle(&paths.root.join("style/main.css"))?;
    let css = add(&mut files, "pkg/main", "css", css.into_bytes());
    let public = paths.root.join("public");
    read_folder(&public, &public, &mut files)?;

    let worker = files.remove("sw.js").context("public/sw.js is missing")?;
    let worker = String::from_utf8(worker).context("public/sw.js is not UTF-8")?;
    let (_, tablet_js, _) = programs
        .iter()
        .find(|(part, ..)| *part == Part::Tablet)
        .context("the tablet's program was not built")?;
    // A tablet keeps only what it can use without a network.
    let online: Vec<&String> = programs
        .iter()
        .filter(|(part, ..)| *part != Part::Tablet)
        .flat_map(|(_, js, wasm)| [js, wasm])
        .collect();
    let assets: Vec<String> = files
        .keys()
        .filter(|name| !online.contains(name))
        .map(|name| address(name))
        .collect();
    let build = build_id(&files, &worker);
    files.insert(
        "sw.js".into(),
        fill_worker(&worker, &build, &address(tablet_js), &assets)?.into_bytes(),
    );

    let folder = paths.site();
    write_all(&folder, &files)?;
    if profile == Profile::Release {
        compress(&folder, files.keys())?;
    }
    sweep(&folder, &folder, &files, profile)?;
    // Written last, so that every file it names exists.
    let mut manifest = json!({ "build": build, "css": address(&css), "assets": assets });
    for (part, js, wasm) in &programs {
        manifest[part.name()] = json!({ "js": address(js), "wasm": address(wasm) });
    }
    fs::write(
        folder.join("build.json"),
        serde_json::to_vec_pretty(&manifest)?,
    )?;
    let modules = programs
        .iter()
        .map(|(part, _, wasm)| (*part, folder.join(wasm)))
        .collect();
    Ok(Site { folder, modules })
}

/// Browsers that know this first line translate the script's functions while it loads, beside the
/// page, and not one by one at the first tap. For other browsers it is a comment.
const ALL_AT_ONCE: &str = "//# allFunctionsCalledOnLoad";

/// Changes the script so that it starts by itself and takes the module by its hashed name. The page
/// may have begun to load that module (`app::shell`); otherwise the script loads it. If the page
/// calls the default export as well, the program still starts only once.
fn loader(js: &str, wasm: &str) -> Result<String> {
    if !js.contains("function __wbg_init(") {
        bail!("wasm-bindgen writes its script in another form now: the site cannot start it");
    }
    let file = wasm.trim_start_matches("pkg/");
    Ok(format!(
        "{ALL_AT_ONCE}\n{js}\n((address) => __wbg_init({{ module_or_path: \
         window.xunchaModules?.[address.pathname] ?? address }})\
         .catch((error) => window.xunchaFailed(error)))(new URL('./{file}', import.meta.url));\n"
    ))
}

fn add(files: &mut BTreeMap<String, Vec<u8>>, stem: &str, ext: &str, bytes: Vec<u8>) -> String {
    let name = format!("{stem}.{}.{ext}", &digest(&bytes)[..16]);
    files.insert(name.clone(), bytes);
    name
}

/// The build id covers every name and content: any changed byte makes another build.
fn build_id(files: &BTreeMap<String, Vec<u8>>, worker: &str) -> String {
    let mut hash = Sha256::new();
    for (name, bytes) in files {
        hash.update(format!("{name} {} ", digest(bytes)));
    }
    hash.update(worker);
    hex::encode(hash.finalize())[..16].to_owned()
}

fn fill_worker(source: &str, build: &str, js: &str, assets: &[String]) -> Result<String> {
    let mut text = source.to_owned();
    for (mark, value) in [
        ("'__BUILD__'", json!(build)),
        ("'__SCRIPT__'", json!(js)),
        ("['__ASSETS__']", json!(assets)),
    ] {
        if text.matches(mark).count() != 1 {
            bail!("public/sw.js must contain {mark} once");
        }
        text = text.replace(mark, &value.to_string());
    }
    Ok(text)
}

fn read_folder(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            read_folder(root, &path, files)?;
        } else {
            files.insert(relative(root, &path), fs::read(&path)?);
        }
    }
    Ok(())
}

/// The web address of a file in the site.
fn address(name: &str) -> String {
    format!("/{name}")
}

fn relative(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.to_string_lossy().replace('\\', "/")
}

fn write_all(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<()> {
    for (name, bytes) in files {
        let path = folder.join(name);
        // An unchanged file keeps its time, so its compressed twin stays valid.
        if fs::read(&path).is_ok_and(|known| known == *bytes) {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
        let _ = fs::remove_file(twin(&path));
    }
    Ok(())
}

fn twin(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".br");
    name.into()
}

/// Writes `.br` twins, which the server prefers if the browser accepts them.
fn compress<'a>(folder: &Path, names: impl Iterator<Item = &'a String>) -> Result<()> {
    if which("brotli").is_none()
        && let Err(why) = apt::ensure(&["brotli"], "to compress what is served")
    {
        eprintln!("not compressed: {why}");
        return Ok(());
    }
    for name in names.filter(|name| !name.ends_with(".png")) {
        let path = folder.join(name);
        if !twin(&path).exists() {
            step::run(Command::new("brotli").args(["--best", "--keep"]).arg(&path))?;
        }
    }
    Ok(())
}

/// Removes the files of earlier builds.
fn sweep(
    root: &Path,
    folder: &Path,
    files: &BTreeMap<String, Vec<u8>>,
    profile: Profile,
) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sweep(root, &path, files, profile)?;
            continue;
        }
        let name = relative(root, &path);
        let wanted = match name.strip_suffix(".br") {
            Some(original) => profile == Profile::Release && files.contains_key(original),
            None => files.contains_key(&name) || name == "build.json",
        };
        if !wanted {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn the_real_worker_is_filled() {
        let source = include_str!("../../public/sw.js");
        let text = fill_worker(source, "b1", "/pkg/x.js", &["/pkg/x.js".into()]).unwrap();
        assert!(text.contains("\"b1\"") && text.contains("[\"/pkg/x.js\"]"));
        assert!(!text.contains("__"), "a mark remains");
    }

    #[test]
    fn a_worker_without_its_marks_is_refused() {
        assert!(fill_worker("// nothing", "b1", "/a.js", &[]).is_err());
    }

    #[test]
    fn the_script_names_the_hashed_module_and_starts_itself() {
        let js = "async function __wbg_init(module_or_path) {}";
        let text = loader(js, "pkg/tablet_bg.0123.wasm").unwrap();
        let start = text.lines().last().unwrap();
        assert!(
            text.starts_with(ALL_AT_ONCE),
            "browsers look at the first line only"
        );
        assert!(start.contains("__wbg_init({") && start.contains("'./tablet_bg.0123.wasm'"));
        assert!(loader("export default init", "pkg/a.wasm").is_err());
    }

    #[test]
    fn another_byte_is_another_build() {
        let mut files = BTreeMap::from([("a".to_owned(), vec![1])]);
        let first = build_id(&files, "worker");
        assert_eq!(first, build_id(&files, "worker"));
        files.insert("a".to_owned(), vec![2]);
        assert_ne!(first, build_id(&files, "worker"));
        assert_ne!(build_id(&files, "worker"), build_id(&files, "other"));
    }
}
