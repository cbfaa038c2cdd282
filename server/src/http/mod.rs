//! What is answered over HTTP: every address, what each request passes through, and what a page is shown
//! with.

mod answer;
mod layers;
mod page;
pub mod router;
pub mod routes;
pub mod signed;
pub mod site;
pub mod state;
mod told;
