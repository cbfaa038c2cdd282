//! Recompiles when a migration is added, even if no source has changed.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
