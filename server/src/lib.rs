//! The server: pages, sync, photos, and their foundations. The binary `xuncha` is a thin `main`
//! over [`cli`].

pub mod accounts;
pub mod cli;
pub mod demo;
pub mod ground;
pub mod http;
pub mod pages;
pub mod photos;
pub mod problem;
pub mod quarter;
pub mod registry;
pub(crate) mod rescue;
pub mod serve;
pub mod sheets;
pub mod store;
