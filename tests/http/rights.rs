//! Who may ask what: every role, and nobody, requests every route, every server function and every
//! page, with ids of its own town and of another. The tables here repeat which right each address
//! needs, independently of the server's code; an address missing here fails.

use crate::help::addresses::{Addresses, Ids, NOTHING, TOWNS, bodies, filled};
use crate::help::app::{TestApp, User};
use anyhow::{Result, ensure};
use domain::ids::UserId;
use domain::people::{Reach, Right, Role};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::accounts::password;
use server::demo;
use server::store::NewAccount;
use uuid::Uuid;

/// What an address requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// Open to everybody.
    Nothing,
    /// A signed-in person.
    Session,
    /// A right, with any reach.
    Right(Right),
    /// A right that also reaches a town's own things.
    OfTown(Right),
    /// Refuses without revealing whether the thing exists.
    Unknown,
}

use Takes::{Nothing, OfTown, Session, Unknown};

const fn right(right: Right) -> Takes {
    Takes::Right(right)
}

/// What the routes require; a method not listed requires the same as the first of its address.
const ROUTES: [(&str, Takes); 43] = [
    ("GET /healthz", Nothing),
    ("GET /readyz", Nothing),
    // From the server's own machine, where the tests run.
    ("GET /metrics", Nothing),
    ("GET /shell", Nothing),
    ("GET /sign-in", Nothing),
    ("POST /sign-in", Nothing),
    ("GET /welcome/{link}", Nothing),
    ("POST /welcome/{link}", Nothing),
    ("POST /language", Nothing),
    ("GET /inspect", Nothing),
    ("GET /inspect/{*rest}", Nothing),
    ("GET /api/{*rest}", Nothing),
    ("GET /api/page/{function}", Nothing),
    ("GET /api/v1/session", Nothing),
    ("POST /api/v1/session", Nothing),
    ("GET /api/v1/events", right(Right::SeeFindings)),
    (
        "GET /api/v1/years/{year}/export.csv",
        right(Right::SeeQuarters),
    ),
    (
        "GET /api/v1/years/{year}/export.xlsx",
        right(Right::SeeQuarters),
    ),
    (
        "GET /api/v1/quarters/{quarter}/scores",
        right(Right::SeeScores),
    ),
    (
        "GET /api/v1/quarters/{quarter}/facts",
        right(Right::SeeFacts),
    ),
    (
        "PUT /api/v1/quarters/{quarter}/facts",
        right(Right::EnterFacts),
    ),
    (
        "GET /api/v1/quarters/{quarter}/facts/template.xlsx",
        right(Right::EnterFacts),
    ),
    (
        "GET /api/v1/quarters/{quarter}/facts/template.csv",
        right(Right::EnterFacts),
    ),
    (
        "POST /api/v1/quarters/{quarter}/facts/import",
        right(Right::EnterFacts),
    ),
    (
        "GET /api/v1/quarters/{quarter}/evidence/{town}/{slot}",
        OfTown(Right::SeeEvidence),
    ),
    (
        "POST /api/v1/quarters/{quarter}/evidence/{town}/{slot}",
        right(Right::EnterFacts),
    ),
    ("GET /api/v1/evidence/{id}", Unknown),
    ("DELETE /api/v1/evidence/{id}", right(Right::EnterFacts)),
    (
        "GET /api/v1/quarters/{quarter}/export/{file}",
        right(Right::SeeScores),
    ),
    (
        "GET /api/v1/quarters/{quarter}/towns/{town}/deductions.xlsx",
        OfTown(Right::SeeCards),
    ),
    ("POST /api/v1/tables", right(Right::KeepRegistry)),
    ("GET /api/v1/tables/{file}", right(Right::SeeRegistry)),
    (
        "GET /api/v1/registry/workbook.xlsx",
        right(Right::SeeRegistry),
    ),
    ("POST /api/v1/registry/import", right(Right::KeepRegistry)),
    ("GET /api/v1/audit.csv", right(Right::SeeUpkeep)),
    ("POST /api/v1/sync/push", right(Right::Inspect)),
    ("GET /api/v1/sync/pull", right(Right::SeeVisits)),
    ("POST /api/v1/rescue", right(Right::Decide)),
    ("GET /api/v1/sites/{site}/code", right(Right::SeeCodes)),
    ("POST /api/v1/photos", right(Right::Inspect)),
    ("OPTIONS /api/v1/photos", Nothing),
    ("HEAD /api/v1/photos/{id}", Unknown),
    ("GET /api/v1/photos/{id}/content", Unknown),
];

/// What the server functions require.
const FUNCTIONS: [(&str, Takes); 63] = [
    ("sign_out", Nothing),
    ("me", Nothing),
    ("change_password", Session),
    ("scorecard", OfTown(Right::SeeCards)),
    ("evidence", OfTown(Right::SeeEvidence)),
    ("simulation", right(Right::SeeScores)),
    ("quarter", right(Right::SeeQuarters)),
    ("quarter_act", right(Right::RunQuarters)),
    ("quarter_open", right(Right::RunQuarters)),
    ("year", right(Right::SeeQuarters)),
    ("facts", right(Right::SeeFacts)),
    ("save_facts", right(Right::EnterFacts)),
    ("sign_facts", right(Right::SignFacts)),
    ("remind_facts", right(Right::RunQuarters)),
    ("facts_due", right(Right::RunQuarters)),
    ("site_codes", right(Right::SeeCodes)),
    ("bulletin", right(Right::SeeScores)),
    ("import_quarter", right(Right::EnterFacts)),
    ("review_queue", right(Right::SeeFindings)),
    ("review_news", right(Right::SeeFindings)),
    ("review_finding", right(Right::SeeFindings)),
    ("decide", right(Right::Decide)),
    ("decide_many", right(Right::Decide)),
    ("release", right(Right::Decide)),
    ("visits", right(Right::OverseeVisits)),
    ("visit_sheet", right(Right::OverseeVisits)),
    ("settle_refused", right(Right::Decide)),
    ("release_visits", right(Right::Decide)),
    ("plan", right(Right::SeePlan)),
    ("assignments", right(Right::SeePlan)),
    ("plan_sites", right(Right::SeePlan)),
    ("assign", right(Right::Plan)),
    ("withdraw_assignments", right(Right::Plan)),
    ("preview_draw", right(Right::Plan)),
    ("draw_lots", right(Right::Plan)),
    ("witness_draw", right(Right::Plan)),
    ("draw_record", right(Right::SeePlan)),
    ("overview", right(Right::SeeOverview)),
    ("set_up", right(Right::SeeRegistry)),
    ("name_district", right(Right::KeepRegistry)),
    ("open_first_quarter", right(Right::KeepRegistry)),
    ("registry_towns", right(Right::SeeRegistry)),
    ("registry_sites", right(Right::SeeRegistry)),
    ("registry_people", right(Right::SeeRegistry)),
    ("tables", right(Right::SeeRegistry)),
    ("table", right(Right::SeeRegistry)),
    ("save_entry", right(Right::KeepRegistry)),
    ("invite", right(Right::KeepRegistry)),
    ("taken_position", right(Right::KeepRegistry)),
    ("uninvited", right(Right::KeepRegistry)),
    ("sessions_of", right(Right::KeepRegistry)),
    ("end_sessions_of", right(Right::KeepRegistry)),
    ("own_sessions", Session),
    ("end_own_sessions", Session),
    ("backups", right(Right::SeeUpkeep)),
    ("audit_log", right(Right::SeeUpkeep)),
    ("verify_audit", right(Right::SeeUpkeep)),
    ("devices", right(Right::SeeDevices)),
    ("bar_device", right(Right::KeepRegistry)),
    ("allow_device", right(Right::KeepRegistry)),
    ("scores", right(Right::SeeScores)),
    ("score_trace", right(Right::SeeScores)),
    ("score_charts", right(Right::SeeScores)),
];

/// These end the session that all other requests use, or change its password.
const NOT_ASKED: [&str; 3] = ["DELETE /api/v1/session", "sign_out", "change_password"];

/// Each role with an account of its own, and nobody; town accounts only where there are towns.
pub(crate) async fn everybody(app: &TestApp) -> Result<Vec<(Option<Role>, User)>> {
    let hash = password::hash(demo::PASSWORD)
        .await
        .map_err(anyhow::Error::msg)?;
    let mut people = vec![(None, app.anyone())];
    let towns = app.store.towns().await?;
    for role in Role::ALL {
        if role == Role::Town && towns.is_empty() {
            continue;
        }
        let login = format!("only-{}", role.as_str());
        let of_office = matches!(role, Role::Office | Role::OfficeHead);
        let account = NewAccount {
            id: UserId(Uuid::now_v7()),
            login: login.clone(),
            name: login.clone(),
            password: hash.clone(),
            roles: [role].into(),
            town: (role == Role::Town).then(|| TOWNS[0].parse()).transpose()?,
            offices: of_office.then(|| "办公室".to_owned()).into_iter().collect(),
            must_change: false,
        };
        ensure!(app.store.add_account("test", &account).await?, "{login}");
        people.push((Some(role), app.sign_in(&login).await?));
    }
    Ok(people)
}

/// Whether a role must be refused, for its own town where `own`. `None` if the answer depends on
/// more: the rows of an office, or what a town may know of itself by now.
fn refuses(takes: Takes, role: Option<Role>, own: bool) -> Option<bool> {
    let (Takes::Right(right) | OfTown(right)) = takes else {
        return Some(takes != Nothing && role.is_none());
    };
    match role.and_then(|role| role.reach(right)) {
        None => Some(true),
        Some(Reach::OwnOffices) => None,
        Some(Reach::OwnTown) if matches!(takes, OfTown(_)) => (!own).then_some(true),
        Some(_) => Some(false),
    }
}

/// The cookie that a browser sends; pages and functions accept no bearer token.
fn cookie(user: &User) -> String {
    format!("xuncha={}", user.token.as_deref().unwrap_or_default())
}

/// Refused because of who asks, not because of the request.
fn is_refused(status: StatusCode) -> bool {
    matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
}

fn of_another_town(text: &str) -> bool {
    text.contains(TOWNS[1])
}

/// The number of answers, and the wrong ones.
#[derive(Default)]
struct Told {
    answers: usize,
    wrong: Vec<String>,
}

impl Told {
    fn hear(
        &mut self,
        what: &str,
        takes: Takes,
        role: Option<Role>,
        own: bool,
        status: StatusCode,
    ) {
        self.answers += 1;
        let wanted = refuses(takes, role, own);
        let is_wrong = wanted.is_some_and(|wanted| wanted != is_refused(status));
        if is_wrong || status.is_server_error() {
            let by = role.map_or("nobody", Role::as_str);
            self.wrong
                .push(format!("{what} by {by}: {status}, {takes:?}"));
        }
    }

    fn expect(self, enough: usize) -> Result<()> {
        println!("{} answers", self.answers);
        ensure!(self.answers > enough, "{} answers are few", self.answers);
        ensure!(
            self.wrong.is_empty(),
            "{} are wrong: {:#?}",
            self.wrong.len(),
            self.wrong
        );
        Ok(())
    }
}

/// Everybody requests every route and every function.
async fn ask_for_everything(people: &[(Option<Role>, User)]) -> Result<Told> {
    let (addresses, ids) = (Addresses::known()?, Ids::default());
    let mut told = Told::default();
    for (method, template) in &addresses.routes {
        let name = format!("{method} {template}");
        if NOT_ASKED.contains(&name.as_str()) {
            continue;
        }
        let of = |it: &&(&str, Takes)| it.0 == name;
        let same = |it: &&(&str, Takes)| it.0.split(' ').nth(1) == Some(template);
        let known = ROUTES.iter().find(of).or_else(|| ROUTES.iter().find(same));
        let Some((_, takes)) = known else {
            anyhow::bail!("who may ask for {name}? Say so in `ROUTES`");
        };
        for path in filled(template, &ids)? {
            for (role, user) in people {
                // An event stream never ends; its beginning is enough.
                let mut request = user.request(method.clone(), &path);
                if *method != Method::GET {
                    request = request.json(&json!({}));
                }
                let status = request.send().await?.status();
                let own = !of_another_town(&path);
                told.hear(&format!("{method} {path}"), *takes, *role, own, status);
            }
        }
    }
    let bodies = bodies(&ids);
    for path in &addresses.functions {
        let name = path.trim_start_matches("/api/page/");
        let Some((_, takes)) = FUNCTIONS.iter().find(|it| it.0 == name) else {
            anyhow::bail!("who may ask for {name}? Say so in `FUNCTIONS`");
        };
        if NOT_ASKED.contains(&name) {
            continue;
        }
        let none = vec![json!({"finding": NOTHING})];
        for body in bodies.get(name).unwrap_or(&none) {
            for (role, user) in people {
                let request = user
                    .request(Method::POST, path)
                    .header("cookie", cookie(user));
                let request = request.header("origin", user.url(""));
                let answer = request.json(body).send().await?;
                let own = !of_another_town(&body.to_string());
                told.hear(
                    &format!("{name} {body}"),
                    *takes,
                    *role,
                    own,
                    answer.status(),
                );
            }
        }
    }
    for (name, _) in FUNCTIONS {
        let path = format!("/api/page/{name}");
        ensure!(addresses.functions.contains(&path), "there is no {name}");
    }
    Ok(told)
}

#[tokio::test]
async fn every_role_asks_for_everything() -> Result<()> {
    let app = TestApp::start().await?;
    let told = ask_for_everything(&everybody(&app).await?).await?;
    told.expect(800)
}

/// A new installation has no towns: nothing fails, and the pages say what is missing.
#[tokio::test]
async fn an_office_that_begins_is_told_what_it_lacks() -> Result<()> {
    let app = TestApp::start_empty().await?;
    let people = everybody(&app).await?;
    let told = ask_for_everything(&people).await?;
    told.expect(700)?;
    let supervisor = people.iter().find(|it| it.0 == Some(Role::Supervisor));
    let (_, supervisor) = supervisor.expect("a supervisor");
    for place in ["/scores", "/quarters", "/bulletin", "/town"] {
        let text = shown(supervisor, place).await?.1;
        ensure!(text.contains("还没有登记镇办"), "{place}: {text}");
    }
    // 模拟测算 has a function of its own.
    let simulation = supervisor
        .call("simulation", json!({"quarter": null}))
        .await?;
    ensure!(
        simulation == Err(json!({"kind": "not-set-up"})),
        "{simulation:?}"
    );
    for place in ["/review", "/facts", "/codes"] {
        let (status, text) = shown(supervisor, place).await?;
        ensure!(
            status.is_success() && !text.contains("服务器出错"),
            "{place}: {text}"
        );
    }
    Ok(())
}

/// A page as a browser gets it.
pub(crate) async fn shown(user: &User, address: &str) -> Result<(StatusCode, String)> {
    let request = user.request(Method::GET, address);
    let request = request
        .header("accept", "text/html")
        .header("cookie", cookie(user));
    let answer = request.send().await?;
    Ok((answer.status(), answer.text().await?))
}

/// A page opens for those who may see it, tells other roles that it is not theirs, and sends
/// anybody not signed in to the sign-in page.
#[tokio::test]
async fn every_role_opens_every_page() -> Result<()> {
    let app = TestApp::start().await?;
    let people = everybody(&app).await?;
    let mut wrong = Vec::new();
    for place in app::places::ALL {
        let Some(right) = place.right.filter(|_| place.address != "/inspect") else {
            continue;
        };
        for (role, user) in &people {
            let (status, text) = shown(user, place.address).await?;
            let not_yours = text.contains("没有查看此页的权限");
            let is_right = match role {
                None => status.is_redirection(),
                Some(role) => status.is_success() && not_yours != role.reach(right).is_some(),
            };
            if !is_right {
                wrong.push(format!("{} by {role:?}: {status}", place.address));
            }
        }
    }
    ensure!(wrong.is_empty(), "{wrong:#?}");
    Ok(())
}

/// An auditor reads everything in the district, and every change is refused.
#[tokio::test]
async fn an_auditor_reads_everything_and_changes_nothing() -> Result<()> {
    let app = TestApp::start().await?;
    let people = everybody(&app).await?;
    let auditor = people.iter().find(|it| it.0 == Some(Role::Auditor));
    let (_, auditor) = auditor.expect("an auditor");
    let card = auditor.call("scorecard", json!({"town": TOWNS[1]})).await?;
    ensure!(card.is_ok(), "{card:?}");
    let done = auditor
        .call("decide_many", json!({"requests": Value::Array(Vec::new())}))
        .await?;
    ensure!(done.is_err(), "an auditor decides");
    Ok(())
}
