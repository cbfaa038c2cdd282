//! What the server takes from many tablets at once. Everything is on the disk before it answers; raw
//! SQLite on the same rows, with the same durability, is measured in the same run.
//!
//! `cargo xtask bench --server` runs this. The clients are threads that send prepared bytes, so that
//! they cost little beside the server.

use anyhow::{Context, Result, ensure};
use domain::table::builtins;
use domain::time::Moment;
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, SqliteConnection};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Barrier};
use std::time::Instant;
use tests::Server;
use tests::steps::INSPECTOR;
use uuid::Uuid;

use crate::district::Person;

const ROUNDS: usize = 3;
const TABLETS: usize = 20;
/// Findings of a tablet that were recorded offline, in so many visits.
const FINDINGS: usize = 500;
const VISITS: usize = 5;
/// Findings of a tablet that are sent one by one.
const SINGLES: usize = 100;
/// Findings in a push; with the openings of visits it has at most 100 operations.
const BATCH: usize = 98;

#[test]
#[ignore = "needs a built server: cargo xtask bench --server"]
fn what_the_server_takes() -> Result<()> {
    let runtime = tokio::runtime::Runtime::new()?;
    let mut rates: [Vec<f64>; 4] = Default::default();
    let mut memory = 0;
    for _ in 0..ROUNDS {
        let mut server = runtime.block_on(Server::start())?;
        let lanes = runtime.block_on(Lanes::of(&server))?;
        let (together, peak) = runtime.block_on(server.memory_of(async {
            let many = drive(server.addr(), &lanes.batches)?;
            let one = drive(server.addr(), &lanes.singles)?;
            Ok([many, one])
        }))?;
        memory = memory.max(peak.unwrap_or_default());
        runtime.block_on(server.stop())?;
        let apart = runtime.block_on(raw(&lanes))?;
        for (all, rate) in rates.iter_mut().zip(together.into_iter().chain(apart)) {
            all.push(rate);
        }
    }
    let names = [
        "drain of 20 tablets × 500 findings, findings/s",
        "one finding a request, 20 at once, findings/s",
        "raw SQLite, two rows a finding, a push a commit, findings/s",
        "raw SQLite, two rows a finding, a finding a commit, findings/s",
    ];
    for (name, rates) in names.iter().zip(&mut rates) {
        rates.sort_by(f64::total_cmp);
        println!("{name}: median {:.0} of {rates:.0?}", rates[ROUNDS / 2]);
    }
    println!("memory, at most: {} MiB", memory >> 20);
    let counted = runtime.block_on(statements())?;
    println!("{counted}");
    Ok(())
}

/// The pushes of each tablet.
struct Lanes {
    batches: Vec<Vec<Message>>,
    singles: Vec<Vec<Message>>,
}

/// A push as it is sent, and its operations.
struct Message {
    request: Vec<u8>,
    ops: String,
    findings: usize,
}

/// A tablet that records.
struct Lane<'a> {
    server: &'a Server,
    token: &'a str,
    epoch: &'a str,
    device: Uuid,
    seq: u64,
    visit: Uuid,
    now: Moment,
}

impl Lanes {
    async fn of(server: &Server) -> Result<Self> {
        let person = Person::sign_in(server, INSPECTOR).await?;
        let first = person.get("/api/v1/sync/pull?after=0&limit=1").await?;
        let first: Value = serde_json::from_slice(&first)?;
        let epoch = first["epoch"].as_str().context("no epoch")?;
        let now = Moment::new(jiff::Timestamp::now(), 8 * 3600);
        let lane = || Lane {
            server,
            token: person.token(),
            epoch,
            device: Uuid::now_v7(),
            seq: 0,
            visit: Uuid::nil(),
            now,
        };
        let many = |_| lane().record(FINDINGS, FINDINGS / VISITS, BATCH);
        let one = |_| lane().record(SINGLES, SINGLES / VISITS, 1);
        Ok(Self {
            batches: (0..TABLETS).map(many).collect::<Result<_>>()?,
            singles: (0..TABLETS).map(one).collect::<Result<_>>()?,
        })
    }
}

impl Lane<'_> {
    fn record(mut self, findings: usize, of_visit: usize, at_once: usize) -> Result<Vec<Message>> {
        let mut messages = Vec::new();
        for first in (0..findings).step_by(at_once) {
            let last = findings.min(first + at_once);
            let mut ops = Vec::new();
            for number in first..last {
                if number % of_visit == 0 {
                    self.visit = Uuid::now_v7();
                    let open = json!({"visit": self.visit, "site": "luocun-center",
                        "method": "routine", "form": "announced", "finder": "district-office"});
                    ops.push(self.op("open_visit", open));
                }
                ops.push(self.finding(number)?);
            }
            messages.push(self.message(ops, last - first));
        }
        Ok(messages)
    }

    fn finding(&mut self, number: usize) -> Result<Value> {
        let table = builtins().first().context("no table")?;
        let checkpoints: Vec<_> = table.checkpoints().map(|(_, it)| &it.id).collect();
        let checkpoint = checkpoints[number * 7 % checkpoints.len()];
        let note = "消防栓压力表指针低于绿区（实测0.35MPa），灭火器过期，安全出口堵塞，已要求现场整改并复查";
        let body = json!({"finding": Uuid::now_v7(), "visit": self.visit, "checkpoint": checkpoint,
            "count": 1 + number % 9, "note": note, "observed_at": self.now,
            "position": [36_700_212, 118_047_588, 10]});
        Ok(self.op("record_finding", body))
    }

    fn op(&mut self, intent: &str, body: Value) -> Value {
        self.seq += 1;
        json!({"seq": self.seq, "op_id": Uuid::now_v7(),
            "body": {"v": 1, "base_seq": 0, "at": self.now, intent: body}})
    }

    fn message(&self, ops: Vec<Value>, findings: usize) -> Message {
        let body = json!({"device": self.device, "epoch": self.epoch, "clock": self.now,
            "ops": ops});
        let body = body.to_string();
        let mut request = format!(
            "POST /api/v1/sync/push HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            self.server.addr(),
            self.token,
            body.len()
        )
        .into_bytes();
        request.extend(body.into_bytes());
        Message {
            request,
            ops: Value::from(ops).to_string(),
            findings,
        }
    }
}

/// Sends every lane over a connection of its own, all at once; returns findings a second.
fn drive(addr: SocketAddr, lanes: &[Vec<Message>]) -> Result<f64> {
    let go = Arc::new(Barrier::new(lanes.len() + 1));
    std::thread::scope(|threads| {
        let send = |lane: &Vec<Message>| {
            let stream = TcpStream::connect(addr);
            go.wait();
            let stream = stream?;
            stream.set_nodelay(true)?;
            let mut stream = BufReader::new(stream);
            lane.iter().try_for_each(|it| exchange(&mut stream, it))
        };
        let lanes: Vec<_> = lanes
            .iter()
            .map(|lane| (threads.spawn(move || send(lane)), lane))
            .collect();
        go.wait();
        let start = Instant::now();
        let mut findings = 0;
        for (thread, lane) in lanes {
            let ended = thread.join();
            ended.map_err(|_| anyhow::anyhow!("a client panicked"))??;
            findings += lane.iter().map(|it| it.findings).sum::<usize>();
        }
        Ok(findings as f64 / start.elapsed().as_secs_f64())
    })
}

fn exchange(stream: &mut BufReader<TcpStream>, message: &Message) -> Result<()> {
    stream.get_mut().write_all(&message.request)?;
    let (mut length, mut line, mut head) = (0, String::new(), String::new());
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse()?;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    let body = String::from_utf8(body)?;
    ensure!(head.starts_with("HTTP/1.1 200"), "{head}{body}");
    let applied = body.matches(r#""outcome":"applied""#).count();
    ensure!(applied >= message.findings, "{body}");
    Ok(())
}

/// The same operations in a file of their own, one after the other: each as it came, and a finding.
async fn raw(lanes: &Lanes) -> Result<[f64; 2]> {
    let folder = tempfile::tempdir()?;
    let mut db = SqliteConnectOptions::new()
        .filename(folder.path().join("raw.db"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .connect()
        .await?;
    for sql in [
        "CREATE TABLE ops (device TEXT, seq INTEGER, body TEXT, PRIMARY KEY (device, seq)) STRICT",
        "CREATE TABLE findings (id TEXT PRIMARY KEY, doc TEXT) STRICT",
    ] {
        sqlx::query(sql).execute(&mut db).await?;
    }
    Ok([
        written(&mut db, &lanes.batches).await?,
        written(&mut db, &lanes.singles).await?,
    ])
}

async fn written(db: &mut SqliteConnection, lanes: &[Vec<Message>]) -> Result<f64> {
    let start = Instant::now();
    let mut findings = 0;
    for lane in lanes {
        let device = Uuid::now_v7().to_string();
        for message in lane {
            for sql in [
                "BEGIN IMMEDIATE",
                "INSERT INTO ops SELECT ?1, value ->> 'seq', value ->> 'body' FROM json_each(?2)",
                "INSERT INTO findings SELECT value ->> '$.body.record_finding.finding',
                   value ->> '$.body.record_finding' FROM json_each(?2)
                 WHERE value -> '$.body.record_finding' IS NOT NULL AND ?1 IS NOT NULL",
            ] {
                let query = sqlx::query(sql);
                let query = if sql.starts_with("BEGIN") {
                    query
                } else {
                    query.bind(&device).bind(&message.ops)
                };
                query.execute(&mut *db).await?;
            }
            sqlx::query("COMMIT").execute(&mut *db).await?;
            findings += message.findings;
        }
    }
    Ok(findings as f64 / start.elapsed().as_secs_f64())
}

/// The statements of a drain, as the server's log tells them.
async fn statements() -> Result<String> {
    let server = Server::start_under("export XUNCHA_LOG=sqlx::query=debug").await?;
    let lanes = Lanes::of(&server).await?;
    let before = server.log().lines().count();
    drive(server.addr(), &lanes.batches)?;
    let log = server.log();
    // The sign-in is looked up by another connection, once for each request.
    let all: Vec<&str> = log
        .lines()
        .skip(before)
        .filter(|line| line.contains("sqlx::query") && !line.contains("sessions"))
        .collect();
    let groups = all.iter().filter(|line| line.contains("COMMIT")).count();
    let pushes: usize = lanes.batches.iter().map(Vec::len).sum();
    Ok(format!(
        "statements: {:.1} a push, {:.1} a group of {:.1} pushes",
        all.len() as f64 / pushes as f64,
        all.len() as f64 / groups as f64,
        pushes as f64 / groups as f64
    ))
}
