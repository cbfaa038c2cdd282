//! A new migration is compiled in although no source has changed.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
