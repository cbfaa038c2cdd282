//! What a person can see of a page.

use serde::Deserialize;

pub(super) const LOOK: &str = include_str!("look.js");

/// A touchable element in view.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Thing {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) w: f64,
    pub(super) h: f64,
}

/// What a person sees.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Seen {
    pub(super) ours: bool,
    pub(super) path: String,
    pub(super) ready: bool,
    pub(super) panic: Option<String>,
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) below: f64,
    pub(super) above: f64,
    pub(super) typing: Option<String>,
    pub(super) saving: Option<String>,
    pub(super) things: Vec<Thing>,
}
