//! A world: a server with its own database, and the steps taken in it.

use super::asks::{Ask, Heard};
use crate::help::app::{TestApp, User};
use crate::help::quarter as quarters;
use crate::help::uploading::upload;
use anyhow::{Context, Result, ensure};
use domain::ids::TownId;
use jiff::{SignedDuration, Timestamp};
use reqwest::{Method, StatusCode, redirect};
use serde_json::{Value, json};
use server::ground::clock::Clock;
use server::photos::files::sha256;
use server::quarter::entering::{FactChange, enter_changes};
use std::collections::HashMap;
use std::sync::Arc;
use tempfile::TempDir;
use tests::stores;
use uuid::Uuid;

/// The town that asks.
pub(super) const OWN: &str = "luocun";
/// The people who are signed in, with the same token in every world.
const PEOPLE: [&str; 4] = ["lixia", "wangqiang", "zhaomin", OWN];
/// The start of every world: a day in the middle of a quarter.
const BEGIN: &str = "2026-11-20T09:00:00+08:00";
/// The time between two lines of a script; the hidden steps of a line take less.
const LINE: SignedDuration = SignedDuration::from_secs(60);
/// The host in every request, because the worlds' ports differ.
const HOST: &str = "xuncha.test";

/// One step in a world.
#[derive(Debug, Clone)]
pub(super) enum Step {
    Open {
        visit: String,
        site: String,
        form: &'static str,
        by: &'static str,
    },
    Find {
        visit: String,
        finding: String,
        checkpoint: String,
        count: u32,
    },
    Amend {
        visit: String,
        finding: String,
        count: u32,
    },
    Withdraw {
        visit: String,
        finding: String,
    },
    Attach {
        visit: String,
        finding: String,
        photo: String,
        bytes: Vec<u8>,
    },
    Close {
        visit: String,
    },
    Release {
        visit: String,
    },
    Decide {
        finding: String,
        verdict: Value,
        count: Option<u32>,
    },
    Enter {
        facts: Value,
    },
    TakeBack {
        town: String,
        slot: String,
    },
    Evidence {
        name: String,
        town: String,
        slot: String,
        bytes: Vec<u8>,
    },
    WithdrawEvidence {
        name: String,
    },
    Remind {
        row: String,
    },
    /// Enters everything that a quarter needs; `apart` gives other towns other ranked values.
    EnterAll {
        apart: bool,
    },
    SignRows,
    Act(Value),
}

/// The tablet that makes a visit.
struct Tablet {
    user: User,
    device: Uuid,
    next: u64,
    base: u64,
}

/// The database with which every world begins.
pub(super) struct Base {
    folder: Arc<TempDir>,
    people: HashMap<&'static str, (String, String)>,
    epoch: String,
    seq: u64,
}

impl Base {
    pub(super) async fn make() -> Result<Self> {
        let app = TestApp::start_in(tempfile::tempdir()?, clock()?).await?;
        let mut people = HashMap::new();
        for login in PEOPLE {
            let user = app.sign_in(login).await?;
            people.insert(login, (user.token.context("token")?, user.id));
        }
        let lixia = app.sign_in("lixia").await?;
        let (epoch, seq) = (lixia.epoch().await?, lixia.pull(0).await?["next"].clone());
        // Its own connections must be gone before the database is copied.
        app.store.close().await?;
        let folder = app.stop();
        Ok(Self {
            folder,
            people,
            epoch,
            seq: seq.as_u64().context("next")?,
        })
    }
}

fn clock() -> Result<Clock> {
    Ok(Clock::stopped(BEGIN.parse::<Timestamp>()?))
}

pub(super) struct World {
    app: TestApp,
    people: HashMap<&'static str, User>,
    epoch: String,
    seq: u64,
    quarter: String,
    tablets: HashMap<String, Tablet>,
    /// The ids of evidence, which the server makes, by the script's names for them.
    pub(super) evidence: HashMap<String, String>,
    http: reqwest::Client,
}

impl World {
    pub(super) async fn of(base: &Base) -> Result<Self> {
        let data = tempfile::tempdir()?;
        let file = data.path().join("xuncha.db");
        stores::copy(&base.folder.path().join("xuncha.db"), &file).await?;
        let app = TestApp::start_in(data, clock()?).await?;
        // The file of a build carries a time, which must be the same in both worlds.
        let file = app.data.path().join("site/sw.js");
        let file = std::fs::File::options().append(true).open(file)?;
        file.set_modified(std::time::SystemTime::UNIX_EPOCH)?;
        let mut people = HashMap::new();
        for (login, (token, id)) in &base.people {
            let mut user = app.anyone();
            (user.token, user.id) = (Some(token.clone()), id.clone());
            people.insert(*login, user);
        }
        Ok(Self {
            quarter: quarters::current(&app).await?,
            app,
            people,
            epoch: base.epoch.clone(),
            seq: base.seq,
            tablets: HashMap::new(),
            evidence: HashMap::new(),
            http: reqwest::Client::builder()
                .redirect(redirect::Policy::none())
                .build()?,
        })
    }

    /// Sets the clock to a line of the script.
    pub(super) async fn at(&mut self, line: usize) {
        let begin: Timestamp = BEGIN.parse().expect("a time");
        let wanted = begin + LINE * i32::try_from(line + 1).expect("few lines");
        self.app
            .clock
            .advance(wanted.duration_since(self.app.clock.now()));
    }

    fn zhaomin(&self) -> &User {
        &self.people["zhaomin"]
    }

    /// Whether something is missing for the quarter's next state.
    pub(super) async fn is_held_up(&self) -> Result<bool> {
        let missing = quarters::missing(self.zhaomin(), &self.quarter).await?;
        // The act's own line does these.
        let done = ["signature", "meeting"];
        Ok(missing.iter().any(|code| !done.contains(&code.as_str())))
    }

    async fn push(&mut self, visit: &str, intent: Value) -> Result<()> {
        let tablet = self.tablets.get_mut(visit).context("no tablet")?;
        let now = self.app.clock.moment().to_string();
        let mut body = json!({"v": 1, "base_seq": tablet.base, "at": now});
        for (key, value) in intent.as_object().context("intent")? {
            body[key] = value.clone();
        }
        let op = json!({"seq": tablet.next, "op_id": Uuid::now_v7().to_string(), "body": body});
        tablet.next += 1;
        let message = json!({
            "device": tablet.device, "epoch": self.epoch, "clock": now, "ops": [op],
        });
        let (status, answer) = tablet.user.post("/api/v1/sync/push", &message).await?;
        ensure!(status == StatusCode::OK, "{status}: {answer}");
        ensure!(answer["results"][0]["outcome"] == "applied", "{answer}");
        tablet.base = answer["durable_through"].as_u64().context("durable")?;
        Ok(())
    }

    pub(super) async fn take(&mut self, step: &Step) -> Result<()> {
        // One moment for each step, so that recorded times do not depend on the machine's speed.
        let now = self.app.clock.moment().to_string();
        match step {
            Step::Open {
                visit,
                site,
                form,
                by,
            } => {
                let tablet = Tablet {
                    user: self.people[by].clone(),
                    device: Uuid::now_v7(),
                    next: 1,
                    base: self.seq,
                };
                self.tablets.insert(visit.clone(), tablet);
                self.push(visit, crate::help::tablet::open(visit, site, form))
                    .await
            }
            Step::Find {
                visit,
                finding,
                checkpoint,
                count,
            } => {
                let intent =
                    crate::help::tablet::record(&self.app, finding, visit, checkpoint, *count);
                self.push(visit, intent).await
            }
            Step::Amend {
                visit,
                finding,
                count,
            } => {
                let intent = json!({"amend_finding": {
                    "finding": finding, "visit": visit, "count": count, "note": "补充说明",
                    "observed_at": now,
                }});
                self.push(visit, intent).await
            }
            Step::Withdraw { visit, finding } => {
                let intent = json!({"withdraw_finding": {"finding": finding, "visit": visit}});
                self.push(visit, intent).await
            }
            Step::Attach {
                visit,
                finding,
                photo,
                bytes,
            } => {
                let intent = json!({"attach_photo": {
                    "photo": photo, "visit": visit, "finding": finding, "sha256": sha256(bytes),
                    "length": bytes.len(), "media_type": "image/png", "taken_at": now,
                }});
                self.push(visit, intent).await?;
                let user = self.tablets[visit].user.clone();
                // The same person may have sent the same bytes before.
                let known =
                    user.request(Method::HEAD, &format!("/api/v1/photos/{}", sha256(bytes)));
                if known.send().await?.status() == StatusCode::OK {
                    return Ok(());
                }
                upload(&user, bytes).await
            }
            Step::Close { visit } => self.push(visit, crate::help::tablet::close(visit)).await,
            Step::Release { visit } => {
                let done = self
                    .zhaomin()
                    .call("release", json!({"visit": visit}))
                    .await?;
                done.map(drop)
                    .map_err(|problem| anyhow::anyhow!("{problem}"))
            }
            Step::Decide {
                finding,
                verdict,
                count,
            } => self.decide(finding, verdict, *count).await,
            Step::Enter { facts } => {
                let (status, text) = quarters::put(self.zhaomin(), &self.quarter, facts).await?;
                ensure!(status == StatusCode::NO_CONTENT, "{status}: {text}");
                Ok(())
            }
            Step::TakeBack { town, slot } => {
                let person = self.app.account("zhaomin").await?.person;
                let change = FactChange {
                    town: town.parse::<TownId>()?,
                    slot: slot.clone(),
                    fact: None,
                    basis: None,
                    seen: None,
                };
                let (store, at) = (self.app.store.as_ref(), self.app.clock.moment());
                let quarter = self.quarter.parse()?;
                let done = enter_changes(store, quarter, &[change], &person, at).await;
                done.map_err(|refusal| anyhow::anyhow!("{refusal:?}"))
            }
            Step::Evidence {
                name,
                town,
                slot,
                bytes,
            } => {
                let path = format!("/api/v1/quarters/{}/evidence/{town}/{slot}", self.quarter);
                let request = self.zhaomin().request(Method::POST, &path);
                let file = format!("{name}.png");
                let request = request.header("x-file-name", file).body(bytes.clone());
                let (status, body) = crate::help::app::json_of(request.send().await?).await?;
                ensure!(status == StatusCode::CREATED, "{status}: {body}");
                let id = body["id"].as_str().context("id")?.to_owned();
                self.evidence.insert(name.clone(), id);
                Ok(())
            }
            Step::WithdrawEvidence { name } => {
                let path = format!("/api/v1/evidence/{}", self.evidence[name]);
                let answer = self.zhaomin().request(Method::DELETE, &path).send().await?;
                ensure!(
                    answer.status() == StatusCode::NO_CONTENT,
                    "{}",
                    answer.status()
                );
                Ok(())
            }
            Step::Remind { row } => {
                let body = json!({"quarter": self.quarter, "row": row, "note": "请尽快"});
                let done = self.zhaomin().call("remind_facts", body).await?;
                done.map(drop)
                    .map_err(|problem| anyhow::anyhow!("{problem}"))
            }
            Step::EnterAll { apart } => self.enter_all(*apart).await,
            Step::SignRows => quarters::sign_rows(&self.app, &self.quarter).await,
            Step::Act(act) => {
                let done = quarters::act(self.zhaomin(), &self.quarter, act.clone()).await?;
                done.map(drop)
                    .map_err(|problem| anyhow::anyhow!("{problem}"))
            }
        }
    }

    async fn decide(&self, finding: &str, verdict: &Value, count: Option<u32>) -> Result<()> {
        let zhaomin = self.zhaomin();
        let shown = zhaomin
            .call("review_finding", json!({"finding": finding}))
            .await?;
        let shown = shown.map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let reason = if verdict["is"] == "confirmed" {
            ""
        } else {
            "核查情况"
        };
        let request = json!({
            "finding": finding, "revision": shown["item"]["revision"],
            "seen": shown["item"]["decided"], "verdict": verdict, "reason": reason,
            "count": count, "observed_at": null,
        });
        let done = zhaomin.call("decide", json!({"request": request})).await?;
        done.map(drop)
            .map_err(|problem| anyhow::anyhow!("{problem}"))
    }

    /// Ranked values fall from town to town; `apart` changes the differences.
    async fn enter_all(&self, apart: bool) -> Result<()> {
        quarters::enter_all(&self.app, self.zhaomin(), &self.quarter).await?;
        if !apart {
            return Ok(());
        }
        let towns = self.app.store.towns().await?;
        let own = towns
            .iter()
            .position(|town| town.id.as_str() == OWN)
            .context("own")?;
        let mut facts = Vec::new();
        for (index, town) in towns.iter().enumerate().filter(|(index, _)| *index != own) {
            let metric = if index < own {
                290 - 3 * index
            } else {
                60 - 2 * index
            };
            for row in ["2.3", "3.1", "3.2", "3.3", "3.4", "4.2", "7"] {
                facts.push(json!({
                    "town": town.id, "indicator": row, "metric": metric.to_string(),
                }));
            }
            facts.push(json!({"town": town.id, "showcase": (70 - index).to_string()}));
        }
        let (status, text) = quarters::put(self.zhaomin(), &self.quarter, &json!(facts)).await?;
        ensure!(status == StatusCode::NO_CONTENT, "{status}: {text}");
        Ok(())
    }

    /// Sends a request as the town.
    pub(super) async fn ask(&self, ask: &Ask) -> Result<Heard> {
        let path = self.resolved(&ask.path);
        let town = &self.people[OWN];
        let request = self.http.request(ask.method.clone(), town.url(&path));
        let cookie = format!("xuncha={}", town.token.as_deref().unwrap_or_default());
        let mut request = request
            .header("host", HOST)
            .header("origin", format!("http://{HOST}"))
            .header("cookie", cookie);
        for (name, value) in &ask.headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = &ask.body {
            request = request.body(self.resolved(body));
        }
        let answer = request.send().await.with_context(|| path.clone())?;
        let status = answer.status();
        let mut headers: Vec<(String, String)> = answer
            .headers()
            .iter()
            .map(|(name, value)| {
                (
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                )
            })
            .collect();
        headers.sort();
        let body = answer.bytes().await?.to_vec();
        Ok(Heard {
            status,
            headers,
            body,
        })
    }

    /// An address or body in which names of shown evidence become this world's ids.
    fn resolved(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, id) in &self.evidence {
            text = text.replace(&format!("<{name}>"), id);
        }
        text
    }
}
