//! The server: pages, sync, photos, and what they stand on. The binary `xuncha` is a thin `main`
//! over [`cli`].

pub mod auth;
pub mod backup;
pub mod cli;
pub mod clock;
pub mod connections;
pub mod demo;
pub mod draws;
pub mod entering;
pub mod evaluation;
pub mod evidence;
pub mod export;
pub mod files;
pub mod import;
mod layers;
pub mod media;
pub mod permits;
pub mod pinyin;
pub mod ports;
mod private;
pub mod problem;
mod qr;
pub mod quarter;
pub mod registry;
pub mod request_id;
mod rescue;
pub mod router;
pub mod routes;
pub mod serve;
pub mod site;
pub mod state;
pub mod store;
mod tables;
pub mod telemetry;
pub mod turns;
pub mod uploads;
pub mod workbook;
