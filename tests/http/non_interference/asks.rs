//! Everything that a town can request: every address of the server, with the ids of both worlds.

use super::dice::Dice;
use super::script::Script;
use super::world::{OWN, World};
use crate::help::addresses::{Addresses, Ids, bodies, filled};
use anyhow::{Context, Result, ensure};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What some or all pairs leave out, and why.
const EXCLUDED: [(&str, &str); 5] = [
    (
        "DELETE /api/v1/session",
        "ends the session by which all else is asked",
    ),
    ("POST /api/page/sign_out", "the same"),
    (
        "POST /api/page/own_sessions",
        "says when one has signed in oneself, which is not the same in two worlds",
    ),
    // These read only accounts, and hash a password: one pair in ten asks them.
    ("POST /sign-in", "costs a hash: asked in one pair of ten"),
    (
        "POST /api/page/change_password",
        "costs a hash: asked in one pair of ten",
    ),
];

/// An answer.
#[derive(Debug, Clone)]
pub(super) struct Heard {
    pub(super) status: StatusCode,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// A request; `<e1>` in it is replaced by the id of a file of evidence in the world asked.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, &'static str)>,
    pub(super) body: Option<String>,
}

/// Fails if an address is neither asked nor excluded.
pub(super) fn complete(addresses: &Addresses) -> Result<()> {
    let bodies = bodies(&Ids::default());
    for path in &addresses.functions {
        let name = path.trim_start_matches("/api/page/");
        let asked = bodies.contains_key(name) || is_excluded(&Method::POST, path);
        ensure!(
            asked,
            "what does a town send to {path}? Say so in `bodies`, or exclude it"
        );
    }
    for name in bodies.keys() {
        let path = format!("/api/page/{name}");
        ensure!(addresses.functions.contains(&path), "there is no {path}");
    }
    for (method, template) in &addresses.routes {
        let asked =
            filled(template, &Ids::default()).with_context(|| format!("{method} {template}"))?;
        ensure!(
            !asked.is_empty(),
            "{method} {template} is asked for nothing"
        );
    }
    for (address, _) in EXCLUDED {
        let (method, path) = address.split_once(' ').context("method and path")?;
        let route = addresses
            .routes
            .iter()
            .any(|(of, it)| of == method && it == path);
        ensure!(
            route || addresses.functions.contains(path),
            "there is no {address}"
        );
    }
    Ok(())
}

/// The request for the town's card.
pub(super) fn card() -> Ask {
    function("scorecard", json!({"town": null}))
}

/// A town asks from its own machine; only the server's own may read what the server measures.
fn coming_from(template: &str) -> Vec<(&'static str, &'static str)> {
    match template {
        "/metrics" => vec![("x-forwarded-for", "203.0.113.9")],
        _ => Vec::new(),
    }
}

pub(super) fn asks(
    addresses: &Addresses,
    script: &Script,
    worlds: [&World; 2],
    seed: u64,
) -> Vec<Ask> {
    let mut ids = Ids::of(script, worlds);
    if !seed.is_multiple_of(10) {
        ids.sample(Dice(seed));
    }
    let mut asks = Vec::new();
    for (method, template) in &addresses.routes {
        if is_excluded(method, template) {
            continue;
        }
        for path in filled(template, &ids).unwrap_or_default() {
            let body = (!matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS))
                .then(|| "{}".to_owned());
            let ask = Ask {
                method: method.clone(),
                path,
                headers: coming_from(template),
                body,
            };
            if *method == Method::GET && template.contains("/{id}") {
                // Conditional and range headers that a cache or a media player sends.
                for header in [
                    ("if-modified-since", "Fri, 20 Nov 2026 00:00:00 GMT"),
                    ("if-unmodified-since", "Fri, 20 Nov 2026 00:00:00 GMT"),
                    ("range", "bytes=0-9"),
                ] {
                    asks.push(Ask {
                        headers: vec![header],
                        ..ask.clone()
                    });
                }
            }
            asks.push(ask);
        }
    }
    for (name, all) in bodies(&ids) {
        let path = format!("/api/page/{name}");
        if is_excluded(&Method::POST, &path) && !seed.is_multiple_of(10) {
            continue;
        }
        asks.extend(all.into_iter().map(|body| function(name, body)));
    }
    if seed.is_multiple_of(10) {
        let password = server::demo::PASSWORD;
        for body in [
            format!("login={OWN}&password={password}"),
            format!("login={OWN}"),
        ] {
            asks.push(Ask {
                method: Method::POST,
                path: "/sign-in?next=/town".to_owned(),
                headers: vec![("content-type", "application/x-www-form-urlencoded")],
                body: Some(body),
            });
        }
    }
    for page in &addresses.pages {
        for query in [
            "",
            "?quarter=2026Q4",
            "?quarter=2026Q3",
            "?town=hongshan",
            "?lang=en",
        ] {
            let own = page == "/town";
            if query.is_empty() || own {
                asks.push(Ask {
                    method: Method::GET,
                    path: format!("{page}{query}"),
                    headers: vec![("accept", "text/html")],
                    body: None,
                });
            }
        }
    }
    asks
}

fn function(name: &str, body: Value) -> Ask {
    Ask {
        method: Method::POST,
        path: format!("/api/page/{name}"),
        headers: vec![("content-type", "application/json")],
        body: Some(body.to_string()),
    }
}

fn is_excluded(method: &Method, path: &str) -> bool {
    let address = format!("{method} {path}");
    EXCLUDED.iter().any(|(known, _)| *known == address)
}

/// The number of ids of each kind that most pairs ask with.
const SOME: usize = 3;

impl Ids {
    fn of(script: &Script, worlds: [&World; 2]) -> Self {
        let mut ids = Self::default();
        let model = &script.model;
        for layer in [&model.shown, &model.hidden[0], &model.hidden[1]] {
            ids.visits.extend(layer.visits.iter().cloned());
            ids.findings
                .extend(layer.findings.iter().map(|it| it.id.clone()));
            let photos = layer.findings.iter().flat_map(|it| &it.photos);
            ids.photos.extend(photos.map(|(id, _)| id.clone()));
            ids.slots
                .extend(layer.records.iter().map(|it| it.slot.clone()));
            ids.slots
                .extend(layer.claims.iter().map(|(slot, _)| slot.clone()));
        }
        // Evidence that both worlds have is asked for by its name in the script, other evidence by
        // its id.
        let shown: BTreeSet<&String> = model.shown.evidence.iter().collect();
        ids.evidence
            .extend(shown.iter().map(|name| format!("<{name}>")));
        for world in worlds {
            let hidden = world
                .evidence
                .iter()
                .filter(|(name, _)| !shown.contains(name));
            ids.evidence.extend(hidden.map(|(_, id)| id.clone()));
        }
        ids
    }

    /// Keeps a few ids of each kind; one pair in ten keeps all.
    fn sample(&mut self, mut dice: Dice) {
        let all = [
            &mut self.visits,
            &mut self.findings,
            &mut self.photos,
            &mut self.evidence,
        ];
        for ids in all {
            while ids.len() > SOME {
                ids.swap_remove(dice.below(ids.len()));
            }
        }
        let mut slots: Vec<String> = self.slots.iter().cloned().collect();
        while slots.len() > SOME {
            slots.swap_remove(dice.below(slots.len()));
        }
        self.slots = slots.into_iter().collect();
    }
}
