//! The audit log's hash chain, and the report of `xuncha audit verify` on a copy that was tampered
//! with.

use crate::help::app::TestApp;
use anyhow::Result;
use clap::Parser;
use server::ground::clock::Clock;
use server::store::AuditCheck;
use server::store::database::{self, Where};
use server::store::open::Storage;
use std::path::Path;
use std::process::ExitCode;
use tests::stores;

/// Stands for the number of an entry added after the last one.
const ADDED: i64 = 0;

async fn tamper(data: &Path, change: &'static str) -> Result<()> {
    let file = data.join("xuncha.db");
    let mut db = Where::File(file).connect().await?;
    stores::unlock(&mut db, "audit").await?;
    database::query(change).execute(&mut db).await?;
    db.close().await;
    Ok(())
}

async fn check(data: &Path) -> Result<AuditCheck> {
    let store = Storage::folder(data).open(Clock::default(), false).await?;
    let check = store.verify_audit().await?;
    store.close().await?;
    Ok(check)
}

/// The exit code of the command as text, because `ExitCode` cannot be compared.
async fn command(data: &Path) -> Result<String> {
    let data = data.to_str().unwrap();
    let cli = server::cli::Cli::try_parse_from(["xuncha", "audit", "verify", "--data", data])?;
    Ok(format!("{:?}", server::cli::run(cli).await?))
}

#[tokio::test]
async fn an_entry_that_was_changed_taken_out_or_added_is_named() -> Result<()> {
    let app = TestApp::start().await?;
    for login in ["lixia", "zhaomin", "luocun"] {
        app.sign_in(login).await?;
    }
    let AuditCheck::Right { entries, last } = app.store.verify_audit().await? else {
        panic!("nobody has touched it");
    };
    assert_eq!((last.len(), entries > 5), (64, true));

    let folder = tempfile::tempdir()?;
    for (number, (change, wrong)) in [
        ("UPDATE audit SET result = 'nothing' WHERE number = 4", 4),
        ("UPDATE audit SET at = at - 1 WHERE number = 1", 1),
        ("DELETE FROM audit WHERE number = 3", 4),
        ("UPDATE audit SET hash = 'x' WHERE number = 5", 5),
        (
            "INSERT INTO audit SELECT district_id, max(number) + 1, at, person, kind, target,
               result, hash FROM audit",
            ADDED,
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let copy = folder.path().join(number.to_string());
        server::serve::backup::back_up(&app.storage().await?, &copy, Clock::default()).await?;
        let AuditCheck::Right { entries, .. } = check(&copy).await? else {
            panic!("a copy is right");
        };
        let wrong = if wrong == ADDED { entries + 1 } else { wrong };
        assert_eq!(command(&copy).await?, format!("{:?}", ExitCode::SUCCESS));
        tamper(&copy, change).await?;
        match check(&copy).await? {
            AuditCheck::Wrong { number, .. } => assert_eq!(number, wrong, "{change}"),
            AuditCheck::Right { .. } => panic!("not noticed: {change}"),
        }
        assert_eq!(
            command(&copy).await?,
            format!("{:?}", ExitCode::FAILURE),
            "{change}"
        );
    }
    Ok(())
}
