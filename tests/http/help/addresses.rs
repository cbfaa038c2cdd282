//! Every address of the server: the routes in the router's text, the registered server functions
//! and the pages, with values for their placeholders and bodies for the functions. Tests that ask
//! every address use this list, so that none is forgotten.

use anyhow::{Context, Result, bail, ensure};
use app::places;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The town that a test asks about as its own, and another town.
pub(crate) const TOWNS: [&str; 2] = ["luocun", "hongshan"];

/// The router's source text, because axum cannot list its routes.
const ROUTER: &str = include_str!("../../../server/src/http/router.rs");
/// Every address.
pub(crate) struct Addresses {
    /// Method and address, with placeholders in braces.
    pub(crate) routes: Vec<(Method, String)>,
    pub(crate) functions: BTreeSet<String>,
    pub(crate) pages: BTreeSet<String>,
}

impl Addresses {
    pub(crate) fn known() -> Result<Self> {
        let functions = leptos::server_fn::axum::server_fn_paths();
        Ok(Self {
            routes: routes()?,
            functions: functions.map(|(path, _)| path.to_owned()).collect(),
            pages: pages(),
        })
    }
}

/// Ids of existing things, to fill placeholders with.
#[derive(Default)]
pub(crate) struct Ids {
    pub(crate) visits: Vec<String>,
    pub(crate) findings: Vec<String>,
    pub(crate) photos: Vec<String>,
    pub(crate) slots: BTreeSet<String>,
    pub(crate) evidence: Vec<String>,
}

impl Ids {
    fn slots(&self) -> Vec<String> {
        let rows = ["1.1", "2.2", "5.1", "8.2.2", "showcase", "nothing"];
        let rows = rows.iter().map(|row| (*row).to_owned());
        rows.chain(self.slots.iter().cloned()).collect()
    }
}

/// An id that does not exist.
pub(crate) const NOTHING: &str = "0199b7a0-0000-7000-8000-00000000dead";

/// Every address that a template makes when its placeholders are filled.
pub(crate) fn filled(template: &str, ids: &Ids) -> Result<Vec<String>> {
    let mut paths = vec![template.to_owned()];
    while let Some(start) = paths[0].find('{') {
        let end = paths[0][start..].find('}').context("a brace is open")? + start;
        let place = paths[0][start..=end].to_owned();
        let quarter = "2026Q4".to_owned();
        let with_nothing = |all: &[String]| -> Vec<String> {
            all.iter().cloned().chain([NOTHING.to_owned()]).collect()
        };
        let values: Vec<String> = match place.as_str() {
            // Where the quarter is the only placeholder, also one that does not exist.
            "{quarter}" if template.matches('{').count() == 1 => vec![quarter, "2026Q3".into()],
            "{quarter}" => vec![quarter],
            "{year}" => vec!["2026".into()],
            "{town}" => TOWNS.map(str::to_owned).to_vec(),
            "{slot}" => ids.slots(),
            "{file}" if template.contains("/tables/") => {
                vec!["new.toml".into(), "new.xlsx".into(), "nothing".into()]
            }
            "{file}" => [
                "evaluation.xlsx",
                "scores.csv",
                "findings.csv",
                "findings.xlsx",
                "ledger.xlsx",
                "visits.xlsx",
                "archive.zip",
            ]
            .map(str::to_owned)
            .to_vec(),
            "{site}" => vec!["luocun-center".into(), "hongshan-center".into()],
            "{id}" if template.contains("/photos/") => with_nothing(&ids.photos),
            "{id}" if template.contains("/evidence/") => with_nothing(&ids.evidence),
            "{link}" => vec!["nothing".into()],
            // Functions are asked separately, by name.
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

/// The bodies to send to each server function.
pub(crate) fn bodies(ids: &Ids) -> BTreeMap<&'static str, Vec<Value>> {
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
                json!({"town": TOWNS[0], "quarter": "2026Q4"}),
                json!({"town": null, "quarter": "2026Q3"}),
                json!({"town": "hongshan"}),
            ],
        ),
        (
            "evidence",
            [evidence(TOWNS[0]), evidence("hongshan")].concat(),
        ),
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
        (
            "visits",
            vec![
                json!({"query": {"quarter": null, "town": null, "state": null, "form": null,
                "hidden": false, "refused": false, "text": "", "page": 1}}),
            ],
        ),
        (
            "visit_sheet",
            visits.iter().map(|id| json!({"visit": id})).collect(),
        ),
        ("release_visits", vec![json!({"visits": [NOTHING]})]),
        (
            "settle_refused",
            vec![json!({"note": "已核实",
            "what": {"visit": NOTHING, "device": NOTHING, "span": [1, 1]}})],
        ),
        ("plan", vec![json!({})]),
        ("assignments", vec![json!({ "query": {} })]),
        ("plan_sites", vec![json!({ "text": "", "town": null })]),
        (
            "assign",
            vec![
                json!({"request": {"sites": ["luocun-center"], "inspectors": [NOTHING],
                "how": {"method": "routine", "form": "announced", "due": "", "note": ""}}}),
            ],
        ),
        ("withdraw_assignments", vec![json!({"visits": [NOTHING]})]),
        (
            "preview_draw",
            vec![
                json!({"request": {"witness": "", "wanted": {"sites": 0, "inspectors": 2},
                "how": {"method": "routine", "form": "announced", "due": "", "note": ""}}}),
            ],
        ),
        (
            "draw_lots",
            vec![
                json!({"request": {"witness": "", "wanted": {"sites": 0, "inspectors": 2},
                "how": {"method": "routine", "form": "announced", "due": "", "note": ""}}}),
            ],
        ),
        (
            "witness_draw",
            vec![json!({"number": 1, "witness": "周督"})],
        ),
        ("draw_record", vec![json!({"number": 1})]),
        ("set_up", vec![json!({})]),
        (
            "name_district",
            vec![json!({"district": {"name": "某某区"}})],
        ),
        (
            "open_first_quarter",
            vec![json!({"quarter": "2026Q4", "table": "zichuan-2022"})],
        ),
        ("registry_towns", vec![json!({})]),
        (
            "registry_sites",
            vec![
                json!({"query": {"text": "daowo", "town": null, "kind": null, "closed": null, "page": 1}}),
            ],
        ),
        (
            "registry_people",
            vec![
                json!({"query": {"text": "", "role": null, "town": null, "state": "", "page": 1}}),
            ],
        ),
        (
            "save_entry",
            vec![
                json!({"entry": {"list": "towns", "is_new": true, "version": 999_999,
                "fields": [["name", "某某镇"]]}}),
            ],
        ),
        (
            "invite",
            vec![json!({"people": [NOTHING], "origin": "https://xuncha.example.cn"})],
        ),
        ("taken_position", vec![json!({"site": "luocun-center"})]),
        ("uninvited", vec![json!({})]),
        ("overview", vec![json!({})]),
        ("tables", vec![json!({})]),
        ("table", vec![json!({"sha256": NOTHING})]),
        ("sessions_of", vec![json!({"user": NOTHING})]),
        (
            "end_sessions_of",
            vec![json!({"user": NOTHING, "session": null})],
        ),
        ("own_sessions", vec![json!({})]),
        ("end_own_sessions", vec![json!({"session": NOTHING})]),
        ("backups", vec![json!({})]),
        ("audit_log", vec![json!({"query": {}})]),
        ("verify_audit", vec![json!({})]),
        ("devices", vec![json!({"query": {}})]),
        (
            "bar_device",
            vec![json!({"device": NOTHING, "reason": "遗失"})],
        ),
        ("allow_device", vec![json!({"device": NOTHING})]),
        ("scores", quarter()),
        (
            "score_trace",
            vec![json!({"quarter": null, "town": TOWNS[0], "indicator": "2.2"})],
        ),
        ("score_charts", quarter()),
    ])
}

/// The routes in the router's text, where the API's come first.
fn routes() -> Result<Vec<(Method, String)>> {
    let (api, root) = ROUTER
        .split_once("let api = Router::new()")
        .and_then(|(_, rest)| rest.split_once("Router::new()"))
        .context("the router is written in another way")?;
    let root = root.split_once(".with_state(state)").context("no end")?.0;
    let mut routes = Vec::new();
    for (text, prefix) in [(api, "/api/v1"), (root, "")] {
        for part in text.split(".route(").skip(1) {
            let path = part
                .split('"')
                .nth(1)
                .context("a route without its address")?;
            // Up to the parenthesis that closes `.route(`.
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

/// The pages, including the tablet's and one that does not exist.
fn pages() -> BTreeSet<String> {
    let mut pages = BTreeSet::from(["/nothing", "/sw.js"].map(str::to_owned));
    pages.extend(places::ALL.map(|place| place.address.to_owned()));
    let tablet = ["new", "sync", NOTHING, "nothing/finish"];
    pages.extend(tablet.map(|below| format!("{}/{below}", places::INSPECT.address)));
    pages
}
