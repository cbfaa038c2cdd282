//! `xuncha user`.

use super::data::Data;
use crate::accounts::password;
use crate::ground::clock::Clock;
use crate::store::{Account, NewAccount, Store};
use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use domain::ids::{TownId, UserId};
use domain::people::{Reach, Right, Role};
use std::io::Read;
use std::process::ExitCode;

/// The name of the command line in the audit log.
const BY: &str = "command line";

#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    data: Data,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add an account; prints its one-time password
    Add {
        /// The name to sign in with
        login: String,
        /// The name to show (姓名)
        #[arg(long)]
        name: String,
        /// What the person may do: inspector, supervisor, town, administrator, office,
        /// office-head or auditor; may be given several times
        #[arg(long = "role", value_name = "ROLE", value_parser = role, required = true)]
        roles: Vec<Role>,
        /// The town of a town user
        #[arg(long)]
        town: Option<TownId>,
        /// An office (责任科室) of an office's user, as the table prints it; may be given several
        /// times
        #[arg(long = "office", value_name = "OFFICE")]
        offices: Vec<String>,
    },
    /// Set a new one-time password and end the person's sessions
    Passwd {
        /// The name to sign in with
        login: String,
        /// Read the password from standard input instead; it need not be changed at sign-in
        #[arg(long)]
        stdin: bool,
    },
    /// List accounts
    List,
    /// Lock an account, or unlock it
    Lock {
        /// The name to sign in with
        login: String,
        /// Unlock it
        #[arg(long)]
        open: bool,
    },
}

fn role(text: &str) -> Result<Role, String> {
    let known = Role::ALL.iter().find(|role| role.as_str() == text);
    known.copied().ok_or_else(|| {
        let words: Vec<_> = Role::ALL.iter().map(|role| role.as_str()).collect();
        format!("one of {}", words.join(", "))
    })
}

pub(super) async fn run(options: Options) -> anyhow::Result<ExitCode> {
    let clock = Clock::default();
    let store = options.data.storage().open(clock.clone(), false).await?;
    match options.command {
        Command::Add {
            login,
            name,
            roles,
            town,
            offices,
        } => {
            let own = |reach| roles.iter().any(|role: &Role| role.has_own(reach));
            if own(Reach::OwnTown) != town.is_some() {
                bail!("the role town goes with --town, and the other way round");
            }
            if own(Reach::OwnOffices) == offices.is_empty() {
                bail!("the roles office and office-head go with --office, and the other way round");
            }
            let one_time = password::one_time(&login);
            let account = NewAccount {
                id: UserId(uuid::Uuid::now_v7()),
                login,
                name,
                password: hash(&one_time).await?,
                roles: roles.into_iter().collect(),
                town,
                offices,
                must_change: true,
            };
            if !store.add_account(BY, &account).await? {
                bail!(
                    "the name `{}` is taken, or there is no such town",
                    account.login
                );
            }
            println!("{}  one-time password: {one_time}", account.login);
        }
        Command::Passwd { login, stdin } => {
            let account = find(&store, &login).await?;
            let new = if stdin {
                read()?
            } else {
                password::one_time(&login)
            };
            password::check(&new, &login)?;
            let hash = hash(&new).await?;
            store
                .set_password(BY, account.person.id, &hash, !stdin, None)
                .await?;
            if stdin {
                println!("{login}  the password is set");
            } else {
                println!("{login}  one-time password: {new}");
            }
        }
        Command::List => {
            for account in store.accounts().await? {
                println!("{}", line(&account));
            }
        }
        Command::Lock { login, open } => {
            let account = find(&store, &login).await?;
            if !open && is_last_administrator(&store.accounts().await?, &account) {
                bail!("{login} is the last administrator: nobody could open an account again");
            }
            let at = (!open).then(|| clock.now());
            store.disable_account(BY, account.person.id, at).await?;
            println!("{login}  {}", if open { "open" } else { "locked" });
        }
    }
    store.close().await?;
    Ok(ExitCode::SUCCESS)
}

fn is_last_administrator(all: &[Account], account: &Account) -> bool {
    let rules = |it: &&Account| !it.disabled && it.person.may(Right::KeepRegistry);
    let mut left = all.iter().filter(rules);
    rules(&account) && left.all(|it| it.person.id == account.person.id)
}

async fn find(store: &Store, login: &str) -> anyhow::Result<Account> {
    let account = store.account(login).await?;
    account.with_context(|| format!("no account `{login}`"))
}

async fn hash(text: &str) -> anyhow::Result<String> {
    password::hash(text).await.map_err(anyhow::Error::msg)
}

fn read() -> anyhow::Result<String> {
    let mut text = String::new();
    std::io::stdin().take(1024).read_to_string(&mut text)?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn line(account: &Account) -> String {
    let person = &account.person;
    let roles: Vec<_> = person.roles.iter().map(|role| role.as_str()).collect();
    let town = person.town.as_ref().map_or("", |town| town.as_str());
    let locked = if account.disabled { "  locked" } else { "" };
    let (login, name, roles) = (&person.login, &person.name, roles.join(","));
    format!("{login}\t{name}\t{roles}\t{town}{locked}")
}
