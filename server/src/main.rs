//! xuncha
fn main() {}
