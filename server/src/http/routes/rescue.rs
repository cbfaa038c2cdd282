//! Importing the data that a tablet could not send: `POST /api/v1/rescue` with the zip as the body.

use super::{SILENCE, silent};
use crate::http::signed::Signed;
use crate::http::state::AppState;
use crate::problem::Problem;
use crate::problem::io::of_io;
use crate::rescue::{self, Server};
use app::i18n::Locale;
use app::pages::facts_import::words::busy_words;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use domain::people::Right;
use domain::sync::rescue::RescueReport;
use futures::StreamExt;
use http::HeaderMap;
use http::header::CONTENT_LENGTH;
use std::path::{Path, PathBuf};
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

/// The address of the import.
pub const ADDRESS: &str = "/api/v1/rescue";
/// The largest file in bytes: about a thousand photos.
const LIMIT: u64 = 1024 * 1024 * 1024;

/// Imports a rescue file; supervisors only.
pub async fn import(
    State(state): State<AppState>,
    signed: Signed,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<RescueReport>, Problem> {
    signed.require(Right::Decide)?;
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > LIMIT) {
        return Err(too_large());
    }
    let busy = || Problem::busy(busy_words(Locale::zh_CN));
    let _turn = state.turns.to_rescue().ok_or_else(busy)?;
    let file = Temporary(state.photos.temporary());
    receive(body, &file.0).await?;
    let server = Server {
        store: state.store.as_ref(),
        photos: &state.photos,
        clock: &state.clock,
    };
    let report = rescue::import(server, &signed.person, file.0.clone()).await?;
    Ok(Json(report))
}

/// Writes a body to disk as it arrives.
async fn receive(body: Body, path: &Path) -> Result<(), Problem> {
    let mut file = tokio::fs::File::create(path).await.map_err(of_io)?;
    let mut stream = body.into_data_stream();
    let mut length = 0;
    while let Some(chunk) = timeout(SILENCE, stream.next()).await.map_err(silent)? {
        let chunk =
            chunk.map_err(|_| Problem::bad_request("the connection broke off in the body"))?;
        length += chunk.len() as u64;
        if length > LIMIT {
            return Err(too_large());
        }
        file.write_all(&chunk).await.map_err(of_io)?;
    }
    file.flush().await.map_err(of_io)
}

fn too_large() -> Problem {
    Problem::too_large(format!("at most {LIMIT} bytes"))
}

/// A file that is deleted when the request ends in any way.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // The file may never have been created.
        let _ = std::fs::remove_file(&self.0);
    }
}
