//! HTTP: every address, the layers that requests pass through, and the shell of pages.

mod answer;
mod layers;
mod page;
pub mod router;
pub mod routes;
pub mod signed;
pub mod site;
pub mod state;
mod told;
