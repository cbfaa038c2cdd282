//! Everything that a town can ask for: read from the router, the registered server functions and the
//! pages, so that no address is forgotten, and asked by every id of both worlds.

use super::dice::Dice;
use super::script::Script;
use super::world::{OWN, World};
use anyhow::{Context, Result, bail, ensure};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The router, by its text: axum does not list its routes.
const ROUTER: &str = include_str!("../../../server/src/router.rs");
/// Where the addresses of pages stand.
const PAGES: [&str; 3] = [
    include_str!("../../../app/src/routes.rs"),
    include_str!("../../../app/src/desk.rs"),
    include_str!("../../../app/src/books.rs"),
];

/// What is not asked in every pair, and why.
const EXCLUDED: [(&str, &str); 4] = [
    (
        "DELETE /api/v1/session",
        "ends the session by which all else is asked",
    ),
    ("POST /api/page/sign_out", "the same"),
    // These read accounts alone, and hash a password: one pair of ten asks them.
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

/// A request; `<e1>` in it stands for a file of evidence of the world that is asked.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: Vec<(&'static str, &'static str)>,
    pub(super) body: Option<String>,
}

/// Every address.
pub(super) struct Addresses {
    /// Method and address, with places in braces.
    pub(super) routes: Vec<(Method, String)>,
    pub(super) functions: BTreeSet<String>,
    pub(super) pages: BTreeSet<String>,
}

impl Addresses {
    pub(super) fn known() -> Result<Self> {
        let functions = leptos::server_fn::axum::server_fn_paths();
        Ok(Self {
            routes: routes()?,
            functions: functions.map(|(path, _)| path.to_owned()).collect(),
            pages: pages(),
        })
    }

    /// Fails for what is neither asked nor excluded.
    pub(super) fn complete(&self) -> Result<()> {
        let bodies = bodies(&Ids::default());
        for path in &self.functions {
            let name = path.trim_start_matches("/api/page/");
            let asked = bodies.contains_key(name) || is_excluded(&Method::POST, path);
            ensure!(
                asked,
                "what does a town send to {path}? Say so in `bodies`, or exclude it"
            );
        }
        for name in bodies.keys() {
            let path = format!("/api/page/{name}");
            ensure!(self.functions.contains(&path), "there is no {path}");
        }
        for (method, template) in &self.routes {
            let asked = filled(template, &Ids::default())
                .with_context(|| format!("{method} {template}"))?;
            ensure!(
                !asked.is_empty(),
                "{method} {template} is asked for nothing"
            );
        }
        for (address, _) in EXCLUDED {
            let (method, path) = address.split_once(' ').context("method and path")?;
            let route = self
                .routes
                .iter()
                .any(|(of, it)| of == method && it == path);
            ensure!(
                route || self.functions.contains(path),
                "there is no {address}"
            );
        }
        Ok(())
    }

    /// The card alone.
    pub(super) fn card(&self) -> Ask {
        function("scorecard", json!({"town": null}))
    }

    pub(super) fn asks(&self, script: &Script, worlds: [&World; 2], seed: u64) -> Vec<Ask> {
        let mut ids = Ids::of(script, worlds);
        if !seed.is_multiple_of(10) {
            ids.sample(Dice(seed));
        }
        let mut asks = Vec::new();
        for (method, template) in &self.routes {
            if is_excluded(method, template) {
                continue;
            }
            for path in filled(template, &ids).unwrap_or_default() {
                let body = (!matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS))
                    .then(|| "{}".to_owned());
                let ask = Ask {
                    method: method.clone(),
                    path,
                    headers: Vec::new(),
                    body,
                };
                if *method == Method::GET && template.contains("/{id}") {
                    // Whatever a cache or a player asks of a file.
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
        for page in &self.pages {
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

/// How many ids of a kind most pairs ask by.
const SOME: usize = 3;

/// The ids of both worlds.
#[derive(Default)]
struct Ids {
    visits: Vec<String>,
    findings: Vec<String>,
    photos: Vec<String>,
    slots: BTreeSet<String>,
    evidence: Vec<String>,
}

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
        // A file that both have is asked for by the name that each gave it; others by their id.
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

    /// Some of each kind: one pair of ten asks by all.
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

    fn slots(&self) -> Vec<String> {
        let rows = ["1.1", "2.2", "5.1", "8.2.2", "showcase", "nothing"];
        let rows = rows.iter().map(|row| (*row).to_owned());
        rows.chain(self.slots.iter().cloned()).collect()
    }
}

/// Something that there is not.
const NOTHING: &str = "0199b7a0-0000-7000-8000-00000000dead";

/// Every address of a template.
fn filled(template: &str, ids: &Ids) -> Result<Vec<String>> {
    let mut paths = vec![template.to_owned()];
    while let Some(start) = paths[0].find('{') {
        let end = paths[0][start..].find('}').context("a brace is open")? + start;
        let place = paths[0][start..=end].to_owned();
        let quarter = "2026Q4".to_owned();
        let with_nothing = |all: &[String]| -> Vec<String> {
            all.iter().cloned().chain([NOTHING.to_owned()]).collect()
        };
        let values: Vec<String> = match place.as_str() {
            // One that is no quarter is asked for where nothing else is chosen.
            "{quarter}" if template.matches('{').count() == 1 => vec![quarter, "2026Q3".into()],
            "{quarter}" => vec![quarter],
            "{year}" => vec!["2026".into()],
            "{town}" => vec![OWN.into(), "hongshan".into()],
            "{slot}" => ids.slots(),
            "{file}" => [
                "evaluation.xlsx",
                "scores.csv",
                "findings.csv",
                "findings.xlsx",
            ]
            .map(str::to_owned)
            .to_vec(),
            "{site}" => vec!["luocun-center".into(), "hongshan-center".into()],
            "{id}" if template.contains("/photos/") => with_nothing(&ids.photos),
            "{id}" if template.contains("/evidence/") => with_nothing(&ids.evidence),
            // Functions are asked one by one.
            "{function}" => vec!["nothing".into()],
            "{*rest}" => vec!["nothing".into()],
            other => bail!("what stands for {other} in {template}?"),
        };
        paths = paths
            .iter()
            .flat_map(|path| values.iter().map(|value| path.replace(&place, value)))
            .collect();
    }
    Ok(paths)
}

/// What is sent to each server function.
fn bodies(ids: &Ids) -> BTreeMap<&'static str, Vec<Value>> {
    let with = |all: &[String]| -> Vec<String> {
        all.iter()
            .take(12)
            .cloned()
            .chain([NOTHING.to_owned()])
            .collect()
    };
    let (findings, visits) = (with(&ids.findings), with(&ids.visits));
    let filter = json!({"filter": {"all": true}});
    let facts = json!({"query": {"quarter": "2026Q4", "row": "2.2"}});
    let save = json!({"save": {"quarter": "2026Q4", "row": "2.2", "columns": ["judgement"],
        "strike": false, "lines": []}});
    let quarter = || vec![json!({"quarter": null}), json!({"quarter": "2026Q4"})];
    let decision = |finding: &String| {
        json!({"finding": finding, "revision": 1, "seen": null, "verdict": {"is": "confirmed"},
            "reason": "", "count": null, "observed_at": null})
    };
    let decisions: Vec<Value> = findings.iter().map(decision).collect();
    let evidence = |town: &str| {
        let slots = ids.slots().into_iter();
        slots
            .map(|slot| json!({"quarter": "2026Q4", "town": town, "slot": slot}))
            .collect::<Vec<_>>()
    };
    BTreeMap::from([
        (
            "scorecard",
            vec![
                json!({"town": null}),
                json!({"town": OWN, "quarter": "2026Q4"}),
                json!({"town": null, "quarter": "2026Q3"}),
                json!({"town": "hongshan"}),
            ],
        ),
        ("evidence", [evidence(OWN), evidence("hongshan")].concat()),
        ("me", vec![json!({})]),
        (
            "change_password",
            vec![json!({"old": "wrong", "new": "another-Pass-2026"})],
        ),
        ("simulation", quarter()),
        ("quarter", quarter()),
        (
            "quarter_act",
            vec![json!({"quarter": "2026Q4", "act": {"act": "first"}, "seen": null})],
        ),
        (
            "quarter_open",
            vec![json!({"quarter": "2027Q1", "table": "zichuan-2022"})],
        ),
        ("year", vec![json!({"year": 2026})]),
        ("facts", vec![facts]),
        ("save_facts", vec![save]),
        (
            "sign_facts",
            vec![json!({"quarter": "2026Q4", "row": "2.2", "head": 0})],
        ),
        (
            "remind_facts",
            vec![json!({"quarter": "2026Q4", "row": "2.2", "note": ""})],
        ),
        ("facts_due", vec![json!({"quarter": "2026Q4", "due": ""})]),
        ("site_codes", vec![json!({})]),
        ("bulletin", quarter()),
        ("import_quarter", quarter()),
        ("review_queue", vec![filter.clone()]),
        ("review_news", vec![filter]),
        (
            "review_finding",
            findings.iter().map(|id| json!({"finding": id})).collect(),
        ),
        (
            "decide",
            decisions.iter().map(|it| json!({"request": it})).collect(),
        ),
        ("decide_many", vec![json!({"requests": decisions})]),
        (
            "release",
            visits.iter().map(|id| json!({"visit": id})).collect(),
        ),
        ("scores", quarter()),
        (
            "score_trace",
            vec![json!({"quarter": null, "town": OWN, "indicator": "2.2"})],
        ),
        ("score_charts", quarter()),
    ])
}

/// The routes of the router's text: those of the API stand first.
fn routes() -> Result<Vec<(Method, String)>> {
    let (api, root) = ROUTER
        .split_once("let api = Router::new()")
        .and_then(|(_, rest)| rest.split_once("    Router::new()"))
        .context("the router is written in another way")?;
    let root = root.split_once(".with_state(state)").context("no end")?.0;
    let mut routes = Vec::new();
    for (text, prefix) in [(api, "/api/v1"), (root, "")] {
        for part in text.split(".route(").skip(1) {
            let path = part
                .split('"')
                .nth(1)
                .context("a route without its address")?;
            // Up to the parenthesis that ends it.
            let mut open = 1;
            let end = part.char_indices().find(|(_, c)| {
                open += i32::from(*c == '(') - i32::from(*c == ')');
                open == 0
            });
            let handlers = part.get(..end.context("a route without its end")?.0);
            let handlers = handlers.context("a route")?;
            let before = routes.len();
            for (word, methods) in [
                ("get(", &[Method::GET, Method::HEAD][..]),
                ("post(", &[Method::POST]),
                ("put(", &[Method::PUT]),
                ("patch(", &[Method::PATCH]),
                ("delete(", &[Method::DELETE]),
                ("head(", &[Method::HEAD]),
                ("options(", &[Method::OPTIONS]),
                ("any(", &[Method::GET, Method::POST, Method::DELETE]),
            ] {
                let named = handlers.match_indices(word).any(|(at, _)| {
                    let before = handlers[..at].chars().last().unwrap_or(' ');
                    !before.is_alphanumeric() && before != '_'
                });
                if named {
                    let all = methods.iter();
                    routes.extend(all.map(|it| (it.clone(), format!("{prefix}{path}"))));
                }
            }
            ensure!(routes.len() > before, "{path}: no method is known of it");
        }
    }
    Ok(routes)
}

/// The pages, those within others too, and one that is none.
fn pages() -> BTreeSet<String> {
    let mut pages = BTreeSet::from(["/nothing", "/sign-in", "/sw.js"].map(str::to_owned));
    let tablet = ["", "/new", "/sync", "/nothing", "/nothing/finish"];
    pages.extend(tablet.map(|below| format!("/inspect{below}")));
    for text in PAGES {
        for part in text.split("path!(\"").skip(1) {
            let path = part.split('"').next().unwrap_or_default();
            pages.insert(path.to_owned());
        }
    }
    pages
}
