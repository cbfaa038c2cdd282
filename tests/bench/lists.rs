//! Every list of the product in a large district, requested as its reader, in the worst cases: no
//! filter, all filters, a search without results, the last page.
//!
//! Also runs by itself, with the server of `XUNCHA_BIN`: `cargo test --test bench lists --
//! --ignored --nocapture`.

use std::time::Instant;

use anyhow::Result;
use serde_json::{Value, json};
use tests::Server;
use tests::steps::{SUPERVISOR, TOWN};

use crate::district::{ADMIN, DECIDED, FINDINGS, PEOPLE, PLANNED, Person, SITES, VISITS, fill};
use crate::figures::Figures;

/// The number of requests for each list.
const ASKS: usize = 20;
/// The most milliseconds that the slowest may take.
const BUDGET: f64 = 100.0;
/// Pinyin that no name has, so the search goes through all of them.
const NOTHING: &str = "zhuangqiongshuo";

/// A function, a label and a body.
type Call = (&'static str, &'static str, Value);

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask bench"]
async fn every_list_is_quick() -> Result<()> {
    let server = Server::start().await?;
    let filling = Instant::now();
    fill(&server).await?;
    println!(
        "a district of {SITES} sites, {PEOPLE} people, {VISITS} visits, {FINDINGS} findings ({DECIDED} \
         decided), {PLANNED} visits planned: filled in {:.0} s",
        filling.elapsed().as_secs_f64()
    );
    println!("in milliseconds (budget: worst {BUDGET}):");
    let (supervisor, admin, town) = (
        Person::sign_in(&server, SUPERVISOR).await?,
        Person::sign_in(&server, ADMIN).await?,
        Person::sign_in(&server, TOWN).await?,
    );
    for (person, calls) in [
        (&supervisor, review()),
        (&supervisor, visits()),
        (&supervisor, others()),
        (&admin, registry()),
        (&admin, upkeep()),
        (&town, vec![("scorecard", "of a town", json!({}))]),
    ] {
        for (function, what, body) in calls {
            let mut times = Vec::with_capacity(ASKS);
            for _ in 0..ASKS {
                let start = Instant::now();
                person.call(function, &body).await?;
                times.push(start.elapsed().as_secs_f64() * 1000.0);
            }
            tell(&format!("{function}, {what}"), times)?;
        }
    }
    for (person, paths) in [
        (
            &supervisor,
            &[
                "/review",
                "/visits",
                "/plan",
                "/overview",
                "/manage/devices",
            ][..],
        ),
        (
            &admin,
            &[
                "/manage",
                "/manage/sites",
                "/manage/people",
                "/manage/audit",
            ],
        ),
    ] {
        for path in paths {
            let mut times = Vec::with_capacity(ASKS);
            for _ in 0..ASKS {
                let start = Instant::now();
                person.get(path).await?;
                times.push(start.elapsed().as_secs_f64() * 1000.0);
            }
            tell(path, times)?;
        }
    }
    Ok(())
}

fn tell(what: &str, times: Vec<f64>) -> Result<()> {
    let over = times.iter().any(|time| *time > BUDGET);
    let figures = Figures::of(times)?;
    println!("{what:<60} {figures}{}", if over { "  OVER" } else { "" });
    Ok(())
}

fn review() -> Vec<Call> {
    let ask = |what, filter: Value| ("review_queue", what, json!({ "filter": filter }));
    vec![
        ask("what waits", json!({"all": false})),
        ask("all", json!({"all": true})),
        ask("the last page of all", json!({"all": true, "before": 40})),
        ask("decided", json!({"all": false, "state": "confirmed"})),
        ask(
            "in a state that none has",
            json!({"all": false, "state": "merged"}),
        ),
        ask(
            "of a town and form",
            json!({"all": true, "town": TOWN, "form": "unannounced"}),
        ),
        ask("of an indicator", json!({"all": true, "indicator": "5.1"})),
        ask(
            "of an indicator that none has",
            json!({"all": true, "indicator": "9.9"}),
        ),
        ask(
            "of a site without any",
            json!({"all": true, "site": "luocun-center"}),
        ),
    ]
}

fn visits() -> Vec<Call> {
    let ask = |what, query: [(&str, Value); 2]| {
        let mut all = json!({"quarter": null, "town": null, "state": null, "form": null,
            "hidden": false, "text": "", "page": 1});
        for (key, value) in query {
            all[key] = value;
        }
        ("visits", what, json!({ "query": all }))
    };
    let none = || ("page", json!(1));
    vec![
        ask("all", [none(), none()]),
        ask("the last page", [("page", json!(VISITS / 50)), none()]),
        ask("hidden", [("hidden", json!(true)), none()]),
        ask(
            "of a town and state",
            [("town", json!(TOWN)), ("state", json!("handed-in"))],
        ),
        ask(
            "in a state that none has",
            [("state", json!("void")), none()],
        ),
        ask(
            "a search that finds all",
            [("text", json!("fuwuzhan")), none()],
        ),
        ask(
            "a search that finds nothing",
            [("text", json!(NOTHING)), none()],
        ),
    ]
}

fn others() -> Vec<Call> {
    vec![
        ("plan", "but for its visits", json!({})),
        ("assignments", "all", json!({ "query": {} })),
        (
            "assignments",
            "a search that finds all",
            json!({ "query": { "text": "cun" } }),
        ),
        (
            "assignments",
            "the last page",
            json!({ "query": { "page": 40 } }),
        ),
        (
            "plan_sites",
            "a search that finds nothing",
            json!({ "text": NOTHING, "town": null }),
        ),
        ("overview", "of the district", json!({})),
        ("tables", "all", json!({})),
        ("scores", "of the quarter", json!({"quarter": null})),
        ("devices", "all", json!({"query": {}})),
        (
            "devices",
            "a search that finds nothing",
            json!({"query": {"text": NOTHING}}),
        ),
    ]
}

fn registry() -> Vec<Call> {
    let sites = |what, text: &str, town: Value, page: usize| {
        let query = json!({"text": text, "town": town, "kind": null, "closed": null, "page": page});
        ("registry_sites", what, json!({ "query": query }))
    };
    let people = |what, text: &str, waiting: bool, page: usize| {
        let query = json!({"text": text, "role": null, "town": null, "waiting": waiting,
            "page": page});
        ("registry_people", what, json!({ "query": query }))
    };
    vec![
        ("set_up", "of the district", json!({})),
        ("registry_towns", "all", json!({})),
        sites("all", "", json!(null), 1),
        sites("the last page", "", json!(null), SITES / 50),
        sites("of a town", "", json!(TOWN), 1),
        sites("a search that finds all", "fuwuzhan", json!(null), 1),
        sites("a search that finds nothing", NOTHING, json!(null), 1),
        people("all", "", false, 1),
        people("without a password, the last page", "", true, PEOPLE / 50),
        people("a search that finds nothing", NOTHING, false, 1),
    ]
}

fn upkeep() -> Vec<Call> {
    let ask = |what, query: Value| ("audit_log", what, json!({ "query": query }));
    vec![
        ask("all", json!({})),
        ask("the last page", json!({"page": 1_000})),
        ask("of a person", json!({"who": SUPERVISOR})),
        ask("of a kind", json!({"kind": "decide"})),
        ask("words that are not there", json!({"text": NOTHING})),
        ("devices", "as an administrator", json!({"query": {}})),
        ("backups", "all", json!({})),
    ]
}
