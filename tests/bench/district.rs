//! A large district in the middle of its quarter, filled as districts are: the registry by its
//! workbook, visits and findings by tablets, the plan and decisions by supervisors.

use anyhow::{Context, Result, ensure};
use domain::ids::CheckpointId;
use domain::inspection::SiteKind;
use domain::table::{builtins, for_date};
use domain::time::Moment;
use futures::future::try_join_all;
use jiff::Timestamp;
use reqwest::{Client, RequestBuilder};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use tests::Server;
use tests::steps::{INSPECTOR, PASSWORD, SUPERVISOR};
use uuid::Uuid;

pub(crate) const SITES: usize = 5_000;
pub(crate) const PEOPLE: usize = 500;
pub(crate) const VISITS: usize = 2_000;
pub(crate) const FINDINGS: usize = 20_000;
/// The number of planned visits, as many as the plan lists.
pub(crate) const PLANNED: usize = 2_000;
/// The number of decided findings.
pub(crate) const DECIDED: usize = 2_000;
pub(crate) const ADMIN: &str = "admin";
const INSPECTORS: [&str; 2] = [INSPECTOR, "wangqiang"];
/// The number of tablets; each makes the same number of visits.
const TABLETS: usize = 40;
/// The number of operations in a push.
const AT_ONCE: usize = 96;
/// The offset of the district's clock, in seconds.
const OFFSET: i32 = 8 * 3600;

/// A signed-in person.
#[derive(Clone)]
pub(crate) struct Person {
    base: String,
    token: String,
    id: String,
    http: Client,
}

impl Person {
    pub(crate) async fn sign_in(server: &Server, login: &str) -> Result<Self> {
        let (base, http) = (server.url(""), Client::new());
        let body = json!({"login": login, "password": PASSWORD});
        let request = http.post(format!("{base}/api/v1/session")).json(&body);
        let answer: Value = request.send().await?.error_for_status()?.json().await?;
        let word = |it: &Value| it.as_str().context("no session").map(str::to_owned);
        Ok(Self {
            token: word(&answer["token"])?,
            id: word(&answer["person"]["id"])?,
            base,
            http,
        })
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// The answer of a page's function.
    pub(crate) async fn call(&self, function: &str, body: &Value) -> Result<Vec<u8>> {
        let request = self
            .http
            .post(format!("{}/api/page/{function}", self.base))
            .header("origin", &self.base)
            .json(body);
        self.send(request).await
    }

    /// The answer of an address.
    pub(crate) async fn get(&self, path: &str) -> Result<Vec<u8>> {
        self.send(self.http.get(format!("{}{path}", self.base)))
            .await
    }

    /// The status and answer of a file sent to an address, accepted or not.
    pub(crate) async fn file(&self, path: &str, file: Vec<u8>) -> Result<(u16, Value)> {
        let request = self.http.post(format!("{}{path}", self.base)).body(file);
        let answer = request.bearer_auth(&self.token).send().await?;
        Ok((answer.status().as_u16(), answer.json().await?))
    }

    async fn api(&self, path: &str, body: Vec<u8>) -> Result<Value> {
        let request = self.http.post(format!("{}{path}", self.base)).body(body);
        let request = request
            .bearer_auth(&self.token)
            .header("content-type", "application/json");
        let answer = request.send().await?;
        let (status, text) = (answer.status(), answer.text().await?);
        ensure!(status.is_success(), "{path}: {status} {text}");
        Ok(serde_json::from_str(&text)?)
    }

    async fn send(&self, request: RequestBuilder) -> Result<Vec<u8>> {
        let request = request.header("cookie", format!("xuncha={}", self.token));
        let answer = request.send().await?;
        let (status, path) = (answer.status(), answer.url().path().to_owned());
        let body = answer.bytes().await?;
        let said = || String::from_utf8_lossy(&body).into_owned();
        ensure!(status.is_success(), "{path}: {status} {}", said());
        Ok(body.into())
    }
}

/// Fills a server that has the demo's towns and accounts.
pub(crate) async fn fill(server: &Server) -> Result<()> {
    take_in(server, SITES, PEOPLE).await?;
    let inspectors = try_join_all(INSPECTORS.map(|login| Person::sign_in(server, login))).await?;
    let (epoch, sites) = sites(&inspectors[0]).await?;
    ensure!(sites.len() >= SITES, "{} sites", sites.len());
    let kinds = checkpoints()?;
    try_join_all((0..TABLETS).map(|at| {
        let places = sites.iter().cycle().skip(at * 117);
        let places = places.step_by(7).take(VISITS / TABLETS);
        tablet(
            &inspectors[at % inspectors.len()],
            &epoch,
            places,
            &kinds,
            at,
        )
    }))
    .await?;
    let supervisor = Person::sign_in(server, SUPERVISOR).await?;
    for places in sites[..PLANNED].chunks(500) {
        let how = json!({"method": "routine", "form": "announced", "due": "", "note": ""});
        let request = json!({"sites": places, "inspectors": [inspectors[0].id], "how": how});
        supervisor
            .call("assign", &json!({ "request": request }))
            .await?;
    }
    decide(&supervisor).await
}

/// Adds `sites` sites to a server with the demo's towns.
pub(crate) async fn with_sites(server: &Server, sites: usize) -> Result<()> {
    take_in(server, sites, 0).await
}

async fn take_in(server: &Server, sites: usize, people: usize) -> Result<()> {
    let admin = Person::sign_in(server, ADMIN).await?;
    let file = workbook(sites, people).await?;
    let report = admin.api("/api/v1/registry/import", file).await?;
    let taken = report["taken"].as_u64().context("no report")?;
    ensure!(taken == (sites + people) as u64, "{taken} lines taken");
    Ok(())
}

/// The workbook with the sites and people of a large district.
async fn workbook(sites: usize, people: usize) -> Result<Vec<u8>> {
    let towns: Vec<String> = server::demo::seed(&server::ground::clock::Clock::default())
        .await?
        .towns
        .into_iter()
        .map(|it| it.name)
        .collect();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("检查对象")?;
    for (column, head) in (0..).zip(["名称", "所属镇办", "类别", "地址", "纬度", "经度"])
    {
        sheet.write(0, column, head)?;
    }
    for at in 0..u32::try_from(sites)? {
        let town = &towns[at as usize % towns.len()];
        sheet.write(at + 1, 0, format!("{town}第{at}村便民服务站"))?;
        sheet.write(at + 1, 1, town)?;
        sheet.write(at + 1, 2, "便民服务站")?;
        sheet.write(at + 1, 3, format!("第{at}村村委会一楼"))?;
        sheet.write(at + 1, 4, 36.4 + f64::from(at % 71) / 200.0)?;
        sheet.write(at + 1, 5, 117.8 + f64::from(at % 97) / 300.0)?;
    }
    let sheet = book.add_worksheet().set_name("人员")?;
    for (column, head) in (0..).zip(["姓名", "角色", "登录名"]) {
        sheet.write(0, column, head)?;
    }
    for at in 0..u32::try_from(people)? {
        sheet.write(at + 1, 0, format!("王小{at}"))?;
        sheet.write(at + 1, 1, "检查人员")?;
        sheet.write(at + 1, 2, format!("person{at}"))?;
    }
    Ok(book.save_to_buffer()?)
}

/// The epoch and the ids of the sites, as a tablet pulls them.
async fn sites(inspector: &Person) -> Result<(String, Vec<String>)> {
    let (mut epoch, mut after, mut found) = (String::new(), 0, Vec::new());
    loop {
        let path = format!("/api/v1/sync/pull?epoch={epoch}&after={after}&limit=500");
        let pulled: Value = serde_json::from_slice(&inspector.get(&path).await?)?;
        epoch = pulled["epoch"].as_str().context("epoch")?.to_owned();
        after = pulled["next"].as_u64().context("next")?;
        let rows = pulled["rows"].as_array().context("rows")?;
        let sites = rows.iter().filter(|row| row["kind"] == "site");
        found.extend(sites.filter_map(|row| row["key"].as_str().map(str::to_owned)));
        if pulled["more"] == false {
            return Ok((epoch, found));
        }
    }
}

/// The checkpoints of a station in today's table.
fn checkpoints() -> Result<Vec<CheckpointId>> {
    let today = Moment::new(Timestamp::now(), OFFSET).date_at(OFFSET);
    let table = for_date(builtins(), today).context("no table is in force")?;
    let found = table.checkpoints().map(|(_, it)| it);
    let found = found.filter(|it| it.applies.to(SiteKind::Station));
    Ok(found.map(|it| it.id.clone()).collect())
}

/// A tablet's visits: opened, filled with findings, handed in. Every fifth is unannounced.
async fn tablet(
    inspector: &Person,
    epoch: &str,
    places: impl Iterator<Item = &String>,
    kinds: &[CheckpointId],
    of: usize,
) -> Result<()> {
    let mut intents = Vec::new();
    for (at, site) in places.enumerate() {
        let visit = Uuid::now_v7();
        let form = ["unannounced", "announced"][usize::from(at % 5 != 0)];
        intents.push(
            json!({"open_visit": {"visit": visit, "site": site, "method": "routine",
            "form": form, "finder": "district-office"}}),
        );
        for number in 0..FINDINGS / VISITS {
            let kind = &kinds[(of + at * 3 + number * 5) % kinds.len()];
            intents.push(
                json!({"record_finding": {"finding": Uuid::now_v7(), "visit": visit,
                "checkpoint": kind, "count": 1, "note": "现场核实", "observed_at": now()}}),
            );
        }
        intents.push(json!({"close_visit": {"visit": visit, "outcome": {"is": "inspected"}}}));
    }
    let device = Uuid::now_v7();
    let ops: Vec<Value> = (1..)
        .zip(intents)
        .map(|(seq, intent)| {
            let mut body = json!({"v": 1, "base_seq": 0, "at": now()});
            for (key, value) in intent.as_object().into_iter().flatten() {
                body[key] = value.clone();
            }
            json!({"seq": seq, "op_id": Uuid::now_v7(), "body": body})
        })
        .collect();
    for ops in ops.chunks(AT_ONCE) {
        let push = json!({"device": device, "epoch": epoch, "clock": now(), "ops": ops});
        let answer = inspector
            .api("/api/v1/sync/push", serde_json::to_vec(&push)?)
            .await?;
        let results = answer["results"].as_array().context("results")?;
        let applied = results.iter().all(|it| it["outcome"] == "applied");
        ensure!(applied, "not all was applied: {answer}");
    }
    Ok(())
}

fn now() -> String {
    Moment::new(Timestamp::now(), OFFSET).to_string()
}

/// The supervisor confirms [`DECIDED`] findings, page by page.
async fn decide(supervisor: &Person) -> Result<()> {
    let mut done = 0;
    while done < DECIDED {
        let queue = supervisor
            .call("review_queue", &json!({"filter": {"all": false}}))
            .await?;
        let queue: Value = serde_json::from_slice(&queue)?;
        let requests: Vec<Value> = queue["items"]
            .as_array()
            .context("items")?
            .iter()
            .map(|it| {
                json!({"finding": it["finding"], "revision": it["revision"],
                    "seen": it["decided"], "verdict": {"is": "confirmed"}, "reason": "",
                    "count": null, "observed_at": null})
            })
            .collect();
        ensure!(!requests.is_empty(), "nothing waits any more");
        done += requests.len();
        let answer = supervisor
            .call("decide_many", &json!({ "requests": requests }))
            .await?;
        let answer: Value = serde_json::from_slice(&answer)?;
        ensure!(answer["refused"] == json!([]), "refused: {answer}");
    }
    Ok(())
}
