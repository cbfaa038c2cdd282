//! Statements with their parameters.

use super::argument::Argument;
use super::column::{At, Column};
use super::connection::{Connection, Pool, Row, Snapshot};
use super::failure::failed;
use super::postgres::with_arrays;
use crate::store::error::StoreError;
use futures::StreamExt;
use futures::stream::BoxStream;
use sqlx::{Arguments as _, AssertSqlSafe, Database, Encode, Error, Type};
use std::borrow::Cow;
use std::marker::PhantomData;

/// Where a statement runs.
pub enum Via<'c> {
    /// On this connection.
    Connection(&'c mut Connection),
    /// On any connection of the readers.
    Pool(&'c Pool),
}

impl<'c> From<&'c mut Connection> for Via<'c> {
    fn from(connection: &'c mut Connection) -> Self {
        Self::Connection(connection)
    }
}

impl<'c> From<&'c mut Snapshot> for Via<'c> {
    fn from(snapshot: &'c mut Snapshot) -> Self {
        Self::Connection(snapshot)
    }
}

impl<'c> From<&'c Pool> for Via<'c> {
    fn from(pool: &'c Pool) -> Self {
        Self::Pool(pool)
    }
}

/// A statement and the values of its parameters, in order.
pub struct Query {
    sql: Cow<'static, str>,
    arguments: Vec<Argument>,
}

/// A statement. Text from outside never becomes part of it: it is bound.
pub fn query(sql: impl Into<Cow<'static, str>>) -> Query {
    Query {
        sql: sql.into(),
        arguments: Vec::new(),
    }
}

/// A statement of which only the first column is wanted.
pub fn scalar<T>(sql: impl Into<Cow<'static, str>>) -> Scalar<T> {
    Scalar(query(sql), PhantomData)
}

/// The arguments as a database takes them.
fn encoded<D: Database>(arguments: Vec<Argument>) -> Result<D::Arguments, Error>
where
    for<'t> String: Encode<'t, D> + Type<D>,
    for<'t> i64: Encode<'t, D> + Type<D>,
    for<'t> Vec<u8>: Encode<'t, D> + Type<D>,
    for<'t> Option<String>: Encode<'t, D> + Type<D>,
    for<'t> Option<i64>: Encode<'t, D> + Type<D>,
{
    let mut encoded = D::Arguments::default();
    for argument in arguments {
        match argument {
            Argument::Text(text) => encoded.add(text),
            Argument::Number(number) => encoded.add(number),
            Argument::Bytes(bytes) => encoded.add(bytes),
            Argument::NoText => encoded.add(None::<String>),
            Argument::NoNumber => encoded.add(None::<i64>),
        }
        .map_err(Error::Encode)?;
    }
    Ok(encoded)
}

/// Runs `$query` on the connection or pool that `$via` is, as sqlx's `$method`.
macro_rules! run {
    ($query:expr, $via:expr, $method:ident, $sqlite:expr, $postgres:expr) => {{
        let Query { sql, arguments } = $query;
        let done: Result<_, Error> = match $via.into() {
            Via::Connection(Connection::Sqlite(db)) => {
                let arguments = encoded::<sqlx::Sqlite>(arguments).map_err(failed)?;
                sqlx::query_with(AssertSqlSafe(sql), arguments)
                    .$method(db)
                    .await
                    .map($sqlite)
            }
            Via::Connection(Connection::SqliteIn(db)) => {
                let arguments = encoded::<sqlx::Sqlite>(arguments).map_err(failed)?;
                sqlx::query_with(AssertSqlSafe(sql), arguments)
                    .$method(&mut **db)
                    .await
                    .map($sqlite)
            }
            Via::Pool(Pool::Sqlite(pool)) => {
                let arguments = encoded::<sqlx::Sqlite>(arguments).map_err(failed)?;
                sqlx::query_with(AssertSqlSafe(sql), arguments)
                    .$method(pool)
                    .await
                    .map($sqlite)
            }
            Via::Connection(Connection::Postgres(db)) => {
                let arguments = encoded::<sqlx::Postgres>(arguments).map_err(failed)?;
                sqlx::query_with(AssertSqlSafe(with_arrays(sql)), arguments)
                    .$method(db)
                    .await
                    .map($postgres)
            }
            Via::Connection(Connection::PostgresIn(db)) => {
                let arguments = encoded::<sqlx::Postgres>(arguments).map_err(failed)?;
                sqlx::query_with(AssertSqlSafe(with_arrays(sql)), arguments)
                    .$method(&mut **db)
                    .await
                    .map($postgres)
            }
            Via::Pool(Pool::Postgres(pool)) => {
                let arguments = encoded::<sqlx::Postgres>(arguments).map_err(failed)?;
                sqlx::query_with(AssertSqlSafe(with_arrays(sql)), arguments)
                    .$method(pool)
                    .await
                    .map($postgres)
            }
        };
        done.map_err(failed)
    }};
}

impl Connection {
    /// Runs statements without parameters in one round trip; text from outside is never part of
    /// them.
    pub(crate) async fn script(&mut self, sql: String) -> Result<(), StoreError> {
        let script = sqlx::raw_sql(AssertSqlSafe(sql));
        let done = match self {
            Self::Sqlite(db) => script.execute(db).await.map(drop),
            Self::SqliteIn(db) => script.execute(&mut **db).await.map(drop),
            Self::Postgres(db) => script.execute(db).await.map(drop),
            Self::PostgresIn(db) => script.execute(&mut **db).await.map(drop),
        };
        done.map_err(failed)
    }
}

impl Query {
    /// Binds the next parameter.
    pub fn bind(mut self, value: impl Into<Argument>) -> Self {
        self.arguments.push(value.into());
        self
    }

    /// Runs it; returns how many rows it changed.
    pub async fn execute(self, via: impl Into<Via<'_>>) -> Result<u64, StoreError> {
        run!(self, via, execute, |done| done.rows_affected(), |done| done
            .rows_affected())
    }

    /// All its rows.
    pub async fn fetch_all(self, via: impl Into<Via<'_>>) -> Result<Vec<Row>, StoreError> {
        run!(
            self,
            via,
            fetch_all,
            |rows| rows.into_iter().map(Row::Sqlite).collect(),
            |rows| rows.into_iter().map(Row::Postgres).collect()
        )
    }

    /// Its only row.
    pub async fn fetch_one(self, via: impl Into<Via<'_>>) -> Result<Row, StoreError> {
        run!(self, via, fetch_one, Row::Sqlite, Row::Postgres)
    }

    /// Its first row, if it has one.
    pub async fn fetch_optional(self, via: impl Into<Via<'_>>) -> Result<Option<Row>, StoreError> {
        run!(
            self,
            via,
            fetch_optional,
            |row| row.map(Row::Sqlite),
            |row| row.map(Row::Postgres)
        )
    }

    /// Its rows one after the other, for results that are too long to hold.
    pub fn fetch(self, pool: &Pool) -> BoxStream<'_, Result<Row, StoreError>> {
        let Self { sql, arguments } = self;
        let broken = |error| futures::stream::once(async { Err(failed(error)) }).boxed();
        match pool {
            Pool::Sqlite(pool) => match encoded::<sqlx::Sqlite>(arguments) {
                Ok(arguments) => {
                    let rows = sqlx::query_with(AssertSqlSafe(sql), arguments).fetch(pool);
                    rows.map(|row| row.map(Row::Sqlite).map_err(failed)).boxed()
                }
                Err(error) => broken(error),
            },
            Pool::Postgres(pool) => match encoded::<sqlx::Postgres>(arguments) {
                Ok(arguments) => {
                    let sql = AssertSqlSafe(with_arrays(sql));
                    let rows = sqlx::query_with(sql, arguments).fetch(pool);
                    rows.map(|row| row.map(Row::Postgres).map_err(failed))
                        .boxed()
                }
                Err(error) => broken(error),
            },
        }
    }
}

/// A statement of which only the first column is wanted.
pub struct Scalar<T>(Query, PhantomData<T>);

impl<T: for<'r> Column<'r>> Scalar<T> {
    /// Binds the next parameter.
    pub fn bind(self, value: impl Into<Argument>) -> Self {
        Self(self.0.bind(value), PhantomData)
    }

    /// Its only value.
    pub async fn fetch_one(self, via: impl Into<Via<'_>>) -> Result<T, StoreError> {
        first(&self.0.fetch_one(via).await?)
    }

    /// Its first value, if it has one.
    pub async fn fetch_optional(self, via: impl Into<Via<'_>>) -> Result<Option<T>, StoreError> {
        let row = self.0.fetch_optional(via).await?;
        row.as_ref().map(first).transpose()
    }

    /// All its values.
    pub async fn fetch_all(self, via: impl Into<Via<'_>>) -> Result<Vec<T>, StoreError> {
        let rows = self.0.fetch_all(via).await?;
        rows.iter().map(first).collect()
    }
}

fn first<T: for<'r> Column<'r>>(row: &Row) -> Result<T, StoreError> {
    T::read(row, At::Place(0)).map_err(failed)
}
