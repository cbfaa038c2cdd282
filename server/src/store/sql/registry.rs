//! The registry on SQLite.

use super::audit::{self, NewEntry};
use super::feed::{self, Audience};
use super::{Scope, Store, accounts, invitations, rows, tables, write_plan};
use crate::store::database::{self, Connection, Row};
use crate::store::{Accepted, Access, Invitation, StoreError, to_i64};
use domain::ids::UserId;
use domain::people::{Person, Right};
use domain::position::Position;
use domain::registry::{District, EntryChange, Member, Plan, Registry, Site, Town};
use domain::sync::wire::{TownRow, kind};
use domain::time::Quarter;
use futures::FutureExt;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The registry. Every change writes its entries of the audit log and the rows that tablets pull.
impl Store {
    /// The whole registry at one moment.
    pub async fn registry(&self) -> Result<Registry, StoreError> {
        let mut snapshot = self.snapshot().await?;
        registry(&mut snapshot, &self.scope).await
    }

    /// Changes the registry. False, without any change, if it has changed since the plan was made.
    pub async fn change_registry(&self, by: &str, plan: Plan) -> Result<bool, StoreError> {
        self.write((by.to_owned(), plan), |db, scope, (by, plan)| {
            change(db, scope, by, plan).boxed()
        })
        .await
    }

    /// The district's names and hotline.
    pub async fn district(&self) -> Result<District, StoreError> {
        let row =
            database::query("SELECT name, office, prefix, hotline FROM districts WHERE id = $1")
                .bind(self.scope.district())
                .fetch_one(&self.readers)
                .await?;
        Ok(District {
            name: rows::get(&row, "name")?,
            office: rows::get(&row, "office")?,
            prefix: rows::get(&row, "prefix")?,
            hotline: rows::get(&row, "hotline")?,
        })
    }

    /// Sets them.
    pub async fn name_district(&self, by: &str, district: District) -> Result<(), StoreError> {
        self.write((by.to_owned(), district), |db, scope, (by, district)| {
            name(db, scope, by, district).boxed()
        })
        .await
    }

    /// How each account can sign in.
    pub async fn access(&self, now: Timestamp) -> Result<BTreeMap<UserId, Access>, StoreError> {
        let found = database::query(
            "SELECT u.id, u.password <> '' AS has_password,
               (SELECT max(made_at) FROM invitations i
                WHERE i.district_id = u.district_id AND i.user_id = u.id AND i.until > $2)
                 AS invited,
               (SELECT max(seen_at) FROM sessions s
                WHERE s.district_id = u.district_id AND s.user_id = u.id) AS seen
             FROM users u WHERE u.district_id = $1",
        )
        .bind(self.scope.district())
        .bind(now.as_millisecond())
        .fetch_all(&self.readers)
        .await?;
        let one = |row: &Row| {
            let access = Access {
                has_password: rows::get(row, "has_password")?,
                invited: rows::time_if(row, "invited")?,
                seen: rows::time_if(row, "seen")?,
            };
            Ok((rows::parsed(row, "id")?, access))
        };
        found.iter().map(one).collect()
    }

    /// Stores invitations; each ends its person's earlier ones.
    pub async fn invite(&self, by: &str, invitations: Vec<Invitation>) -> Result<(), StoreError> {
        self.write((by.to_owned(), invitations), invitations::make)
            .await
    }

    /// The person of an invitation, and until when it is valid; `None` if it is not.
    pub async fn invited(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<(Person, Timestamp)>, StoreError> {
        let mut db = self.snapshot().await?;
        invitations::find(&mut db, &self.scope, token_hash, now).await
    }

    /// Sets the password that a person chose through an invitation; this ends the invitation.
    pub async fn accept(
        &self,
        token_hash: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<Accepted, StoreError> {
        let known = (token_hash.to_owned(), password.to_owned(), now);
        self.write(known, invitations::accept).await
    }
}

async fn version(db: &mut Connection, scope: &Scope) -> Result<u64, StoreError> {
    let row = database::query("SELECT registry FROM districts WHERE id = $1")
        .bind(scope.district())
        .fetch_one(db)
        .await?;
    rows::number(&row, "registry")
}

async fn registry(db: &mut Connection, scope: &Scope) -> Result<Registry, StoreError> {
    let towns = database::query(
        "SELECT id, name, short, kind, place, closed_from, merged_into FROM towns
         WHERE district_id = $1 ORDER BY place, id",
    )
    .bind(scope.district())
    .fetch_all(&mut *db)
    .await?;
    let sites = database::query(
        "SELECT id, town, name, kind, address, latitude, longitude, closed_at FROM sites
         WHERE district_id = $1 ORDER BY town, kind, id",
    )
    .bind(scope.district())
    .fetch_all(&mut *db)
    .await?;
    let people = database::query(
        "SELECT id, login, name, roles, town, offices, avoids, disabled_at,
           password <> '' AS has_password
         FROM users
         WHERE district_id = $1 ORDER BY login",
    )
    .bind(scope.district())
    .fetch_all(&mut *db)
    .await?;
    Ok(Registry {
        version: version(db, scope).await?,
        towns: towns.iter().map(town).collect::<Result<_, _>>()?,
        sites: sites.iter().map(site).collect::<Result<_, _>>()?,
        people: people.iter().map(member).collect::<Result<_, _>>()?,
    })
}

fn town(row: &Row) -> Result<Town, StoreError> {
    let order = rows::number(row, "place")?;
    Ok(Town {
        id: rows::parsed(row, "id")?,
        name: rows::get(row, "name")?,
        short: rows::get(row, "short")?,
        kind: rows::word(row, "kind")?,
        order: u32::try_from(order).unwrap_or(u32::MAX),
        closed_from: rows::parsed_if(row, "closed_from")?,
        merged_into: rows::parsed_if(row, "merged_into")?,
    })
}

fn site(row: &Row) -> Result<Site, StoreError> {
    Ok(Site {
        id: rows::parsed(row, "id")?,
        town: rows::parsed(row, "town")?,
        name: rows::get(row, "name")?,
        kind: rows::word(row, "kind")?,
        address: rows::get(row, "address")?,
        position: rows::position(row)?,
        closed: rows::time_if(row, "closed_at")?.is_some(),
    })
}

fn member(row: &Row) -> Result<Member, StoreError> {
    Ok(Member {
        id: rows::parsed(row, "id")?,
        login: rows::get(row, "login")?,
        name: rows::get(row, "name")?,
        roles: accounts::roles(row)?,
        town: rows::parsed_if(row, "town")?,
        offices: rows::json(row, "offices")?,
        avoids: rows::json(row, "avoids")?,
        disabled: rows::time_if(row, "disabled_at")?.is_some(),
        has_password: rows::get(row, "has_password")?,
    })
}

async fn change(
    db: &mut Connection,
    scope: &Scope,
    by: &str,
    changes: &Plan,
) -> Result<bool, StoreError> {
    let quarters = tables::quarters(db, scope).await?;
    // A quarter may have gone under review meanwhile; changes of towns then take effect from
    // another quarter.
    if !changes.towns.is_empty() && quarters.counts_from() != changes.counts_from {
        return Ok(false);
    }
    let moved = database::query(
        "UPDATE districts SET registry = registry + 1 WHERE id = $1 AND registry = $2",
    )
    .bind(scope.district())
    .bind(to_i64(changes.version))
    .execute(&mut *db)
    .await?;
    if moved == 0 {
        return Ok(false);
    }
    let demo: bool = database::scalar("SELECT demo FROM districts WHERE id = $1")
        .bind(scope.district())
        .fetch_one(&mut *db)
        .await?;
    for it in &changes.towns {
        put_town(db, scope, it, changes.counts_from, demo).await?;
        log(db, scope, by, "town", it.after.id.as_str(), it).await?;
    }
    for it in &changes.sites {
        put_site(db, scope, it).await?;
        feed::put_site(db, scope, &it.after.id, &quarters).await?;
        log(db, scope, by, "site", it.after.id.as_str(), it).await?;
    }
    for it in &changes.people {
        put_member(db, scope, it).await?;
        log(db, scope, by, "account", &it.after.login, it).await?;
    }
    // Withdraws planned visits that nobody can make any more.
    write_plan::withdraw_orphans(db, scope, by).await?;
    Ok(true)
}

async fn put_town(
    db: &mut Connection,
    scope: &Scope,
    EntryChange { before, after }: &EntryChange<Town>,
    counts_from: Option<Quarter>,
    demo: bool,
) -> Result<(), StoreError> {
    let renamed = before.as_ref().filter(|it| it.name != after.name);
    if let (Some(before), Some(from)) = (renamed, counts_from) {
        // If a town is renamed twice from the same quarter on, its original name remains. If a
        // quarter was sent back and the town is renamed from an earlier quarter on than last time,
        // the name in between never took effect.
        database::query(
            "INSERT INTO town_names (district_id, town, before, name, short)
             SELECT $1, $2, $3,
               coalesce((SELECT n.name FROM town_names n WHERE n.district_id = $1 AND n.town = $2
                  AND n.before > $3 ORDER BY n.before LIMIT 1), $4),
               coalesce((SELECT n.short FROM town_names n WHERE n.district_id = $1 AND n.town = $2
                  AND n.before > $3 ORDER BY n.before LIMIT 1), $5)
             WHERE true
             ON CONFLICT (district_id, town, before) DO NOTHING",
        )
        .bind(scope.district())
        .bind(after.id.as_str())
        .bind(from.to_string())
        .bind(&before.name)
        .bind(&before.short)
        .execute(&mut *db)
        .await?;
        database::query(
            "DELETE FROM town_names WHERE district_id = $1 AND town = $2 AND before > $3",
        )
        .bind(scope.district())
        .bind(after.id.as_str())
        .bind(from.to_string())
        .execute(&mut *db)
        .await?;
    }
    database::query(
        "INSERT INTO towns (district_id, id, name, short, kind, place, opened_from, closed_from, merged_into,
           demo)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (district_id, id) DO UPDATE SET name = excluded.name, short = excluded.short,
           kind = excluded.kind, place = excluded.place, closed_from = excluded.closed_from,
           merged_into = excluded.merged_into",
    )
    .bind(scope.district())
    .bind(after.id.as_str())
    .bind(&after.name)
    .bind(&after.short)
    .bind(after.kind.as_str())
    .bind(after.order)
    .bind(counts_from.map(|it| it.to_string()))
    .bind(after.closed_from.map(|it| it.to_string()))
    .bind(after.merged_into.as_ref().map(|it| it.as_str()))
    .bind(demo)
    .execute(&mut *db)
    .await?;
    let row = TownRow {
        id: after.id.clone(),
        name: after.name.clone(),
        order: after.order,
        demo,
        closed_from: after.closed_from,
    };
    let key = after.id.as_str();
    feed::put(db, scope, kind::TOWN, key, &row, Audience::Inspectors).await
}

async fn put_site(
    db: &mut Connection,
    scope: &Scope,
    EntryChange { before, after }: &EntryChange<Site>,
) -> Result<(), StoreError> {
    let closed = before.as_ref().is_some_and(|it| it.closed);
    database::query(
        "INSERT INTO sites (district_id, id, town, name, initials, kind, address, latitude,
           longitude, closed_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (district_id, id) DO UPDATE SET town = excluded.town, name = excluded.name,
           initials = excluded.initials, kind = excluded.kind, address = excluded.address,
           latitude = excluded.latitude, longitude = excluded.longitude,
           closed_at = CASE WHEN $11 = 1 AND excluded.closed_at IS NOT NULL THEN sites.closed_at
                            ELSE excluded.closed_at END",
    )
    .bind(scope.district())
    .bind(after.id.as_str())
    .bind(after.town.as_str())
    .bind(&after.name)
    .bind(crate::ground::pinyin::initials(&after.name))
    .bind(after.kind.as_str())
    .bind(&after.address)
    .bind(after.position.map(Position::latitude))
    .bind(after.position.map(Position::longitude))
    .bind(after.closed.then(|| scope.now_ms()))
    .bind(closed)
    .execute(&mut *db)
    .await?;
    Ok(())
}

async fn put_member(
    db: &mut Connection,
    scope: &Scope,
    EntryChange { before, after }: &EntryChange<Member>,
) -> Result<(), StoreError> {
    database::query(
        "INSERT INTO users (district_id, id, login, name, password, roles, town, offices,
           must_change, password_set_at, disabled_at, avoids)
         VALUES ($1, $2, $3, $4, '', $5, $6, $7, 0, $8, $9, $10)
         ON CONFLICT (district_id, id) DO UPDATE SET name = excluded.name, roles = excluded.roles,
           town = excluded.town, offices = excluded.offices, avoids = excluded.avoids,
           disabled_at = CASE WHEN excluded.disabled_at IS NULL THEN NULL
                              ELSE coalesce(users.disabled_at, excluded.disabled_at) END",
    )
    .bind(scope.district())
    .bind(after.id.to_string())
    .bind(&after.login)
    .bind(&after.name)
    .bind(accounts::words(&after.roles))
    .bind(after.town.as_ref().map(|it| it.as_str()))
    .bind(rows::to_json(&after.offices)?)
    .bind(scope.now_ms())
    .bind(after.disabled.then(|| scope.now_ms()))
    .bind(rows::to_json(&after.avoids)?)
    .execute(&mut *db)
    .await?;
    if after.disabled {
        // Otherwise an old link would become valid again when the account is enabled.
        invitations::end(db, scope, after.id).await?;
    }
    let inspects = |it: &Member| it.may(Right::Inspect);
    if inspects(after) || before.as_ref().is_some_and(inspects) {
        feed::put_person(db, scope, after.id).await?;
    }
    Ok(())
}

async fn name(
    db: &mut Connection,
    scope: &Scope,
    by: &str,
    district: &District,
) -> Result<(), StoreError> {
    database::query(
        "UPDATE districts SET name = $1, office = $2, prefix = $3, hotline = $4 WHERE id = $5",
    )
    .bind(&district.name)
    .bind(&district.office)
    .bind(&district.prefix)
    .bind(&district.hotline)
    .bind(scope.district())
    .execute(&mut *db)
    .await?;
    let result = rows::to_json(district)?;
    let entry = NewEntry {
        person: by,
        kind: "name-district",
        target: "",
        result: &result,
    };
    audit::append(db, scope, entry).await
}

/// Writes an audit entry with the old and the new value.
async fn log<T: std::fmt::Debug>(
    db: &mut Connection,
    scope: &Scope,
    by: &str,
    kind: &'static str,
    target: &str,
    change: &EntryChange<T>,
) -> Result<(), StoreError> {
    let result = match &change.before {
        Some(before) => format!("{before:?} -> {:?}", change.after),
        None => format!("{:?}", change.after),
    };
    let entry = NewEntry {
        person: by,
        kind,
        target,
        result: &result,
    };
    audit::append(db, scope, entry).await
}
