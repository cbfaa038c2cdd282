//! The rules of the house: which code may depend on which, and which licences are allowed.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod boundaries;
mod circles;
mod contexts;
mod documents;
mod examples;
mod licences;
mod rooms;
mod words;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The folder of the root `Cargo.toml`.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

/// The output of `cargo metadata` for the workspace. Cargo may download dependencies for other
/// platforms for it.
fn metadata(arguments: &[&str]) -> Value {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    serde_json::from_slice(&out.stdout).unwrap()
}

/// Whether an item with these attributes is compiled only for tests.
fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Ident>()
                .is_ok_and(|it| it == "test")
    })
}
