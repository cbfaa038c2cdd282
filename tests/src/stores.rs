//! The stores of the tests: each in a file, or, if `XUNCHA_POSTGRES` names a PostgreSQL server, each
//! in a database of its own there. `cargo xtask test` runs them both ways.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};
use server::demo;
use server::ground::clock::Clock;
use server::store::database::{Connection, Dialect, Where, query, scalar};
use server::store::open::Storage;
use server::store::{Choice, Store};
use sha2::{Digest, Sha256};
use tokio::sync::OnceCell;

/// The server's address, `postgres://…/` without a database, if there is one.
fn server() -> Option<String> {
    std::env::var("XUNCHA_POSTGRES").ok()
}

/// Whether the stores are databases at a PostgreSQL server.
pub fn on_postgres() -> bool {
    server().is_some()
}

/// Where the store is that stands for this file. At a server it is made if it is not there.
///
/// # Errors
/// The server does not answer.
pub async fn place(file: &Path) -> Result<Where> {
    let Some(url) = url(file).await? else {
        return Ok(Where::File(file.to_owned()));
    };
    Ok(Where::Server(url.parse()?))
}

/// The address of the database that stands for this file, made if it is not there; none without a
/// server.
///
/// # Errors
/// The server does not answer.
pub async fn url(file: &Path) -> Result<Option<String>> {
    let Some(server) = server() else {
        return Ok(None);
    };
    let name = name(file);
    let mut db = Where::Server(format!("{server}/postgres").parse()?)
        .connect()
        .await?;
    let there: i64 = scalar("SELECT count(*) FROM pg_database WHERE datname = $1")
        .bind(name.as_str())
        .fetch_one(&mut db)
        .await?;
    if there == 0 {
        tidy(&mut db, file, &name).await?;
        let made = format!(
            "CREATE DATABASE {name} TEMPLATE {}",
            neighbour(&server).await?
        );
        query(made)
            .execute(&mut db)
            .await
            .with_context(|| format!("cannot make {name}"))?;
    }
    db.close().await;
    Ok(Some(format!("{server}/{name}")))
}

/// Notes the database that is made for this file, and drops those whose files' folders are gone: each
/// takes ten megabytes, and a run makes hundreds.
async fn tidy(db: &mut Connection, file: &Path, name: &str) -> Result<()> {
    static MADE: Mutex<Vec<(PathBuf, String)>> = Mutex::new(Vec::new());
    let gone: Vec<String> = {
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        made.push((file.to_owned(), name.to_owned()));
        let there = |(file, _): &mut (PathBuf, String)| file.parent().is_some_and(Path::exists);
        let gone = made.extract_if(.., |it| !there(it));
        gone.map(|(_, name)| name).collect()
    };
    for name in gone {
        let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        query(drop).execute(&mut *db).await?;
    }
    Ok(())
}

/// A database with another district in it, to begin every other one from: with the same people, sites
/// and ids. What crosses between districts is seen twice, or by the wrong one.
async fn neighbour(server: &str) -> Result<&'static str> {
    static MADE: OnceCell<String> = OnceCell::const_new();
    let make = async || {
        let name = format!("n{}", std::process::id());
        let mut db = Where::Server(format!("{server}/postgres").parse()?)
            .connect()
            .await?;
        for sql in [
            format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
            format!("CREATE DATABASE {name}"),
        ] {
            query(sql).execute(&mut db).await?;
        }
        db.close().await;
        let (clock, linzi) = (Clock::default(), Choice::Named("linzi".parse()?));
        let url = format!("{server}/{name}");
        let store = Store::connect(&url, linzi, clock.clone()).await?;
        store.seed(demo::seed(&clock).await?).await?;
        store.close().await?;
        Ok::<_, anyhow::Error>(name)
    };
    Ok(MADE.get_or_try_init(make).await?)
}

/// Makes the store that stands for `to` from the closed one that stands for `from`. What stood there
/// before goes.
///
/// # Errors
/// The store is open, or there is no room.
pub async fn copy(from: &Path, to: &Path) -> Result<()> {
    let Some(server) = server() else {
        std::fs::copy(from, to)?;
        return Ok(());
    };
    let mut db = Where::Server(format!("{server}/postgres").parse()?)
        .connect()
        .await?;
    tidy(&mut db, to, &name(to)).await?;
    let gone = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", name(to));
    query(gone).execute(&mut db).await?;
    let sql = format!("CREATE DATABASE {} TEMPLATE {}", name(to), name(from));
    query(sql).execute(&mut db).await?;
    db.close().await;
    Ok(())
}

/// The name of the database that stands for this file.
fn name(file: &Path) -> String {
    let hash = Sha256::digest(file.as_os_str().as_encoded_bytes());
    format!("t{}", &hex::encode(hash)[..24])
}

/// Opens the store that stands for this file, for the district 淄川.
///
/// # Errors
/// It cannot be opened.
pub async fn open(file: &Path, clock: Clock) -> Result<Store> {
    let district = "zichuan".parse()?;
    Ok(match url(file).await? {
        Some(url) => Store::connect(&url, Choice::Named(district), clock).await?,
        None => Store::open(file, district, clock).await?,
    })
}

/// The installation in this folder, with the store that stands for the folder's file.
///
/// # Errors
/// The server does not answer.
pub async fn storage(data: &Path) -> Result<Storage> {
    let url = url(&data.join("xuncha.db")).await?;
    Ok(Storage {
        data: data.to_owned(),
        database: url.map(Into::into),
        district: Some("zichuan".parse()?).filter(|_| on_postgres()),
    })
}

/// A second connection to the store that stands for this file, to look at it and to damage it.
///
/// # Errors
/// It cannot be opened.
pub async fn look(file: &Path) -> Result<Connection> {
    Ok(place(file).await?.connect().await?)
}

/// Lets rows of a table be changed that are otherwise only added.
///
/// # Errors
/// The database refuses.
pub async fn unlock(db: &mut Connection, table: &'static str) -> Result<()> {
    if let Dialect::Postgres = db.dialect() {
        let sql = format!("ALTER TABLE {table} DISABLE TRIGGER USER");
        query(sql).execute(db).await?;
        return Ok(());
    }
    let names = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = $1";
    let names: Vec<String> = scalar(names).bind(table).fetch_all(&mut *db).await?;
    for name in names {
        query(format!("DROP TRIGGER {name}"))
            .execute(&mut *db)
            .await?;
    }
    Ok(())
}

/// Makes the database fail on new rows of a table for which this holds, as an unforeseen error
/// would.
///
/// # Errors
/// The database refuses.
pub async fn trouble(db: &mut Connection, table: &str, condition: &str) -> Result<()> {
    let before = format!("CREATE TRIGGER trouble BEFORE INSERT ON {table}");
    let action = match db.dialect() {
        Dialect::Postgres => {
            format!("{before} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION refused('trouble')")
        }
        Dialect::Sqlite => {
            format!("{before} WHEN {condition} BEGIN SELECT RAISE(ABORT, 'trouble'); END")
        }
    };
    query(action).execute(db).await?;
    Ok(())
}
