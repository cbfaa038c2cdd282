//! The year as a file, for the evaluation office (区考核办).

use super::extract::Path;
use crate::http::signed::Signed;
use crate::http::state::AppState;
use crate::pages::{WholeYear, year_of};
use crate::problem::Problem;
use crate::sheets::export::{Cell, Listing};
use app::export_words::export_words;
use app::i18n::Locale;
use app::pages::quarters::words::year_head;
use app::words_of::fill;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::people::Right;
use domain::points::Points;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv; charset=utf-8";

/// `GET /api/v1/years/{year}/export.csv`: UTF-8 with a byte order mark, as Excel needs it.
pub async fn csv(
    State(state): State<AppState>,
    signed: Signed,
    Path(year): Path<String>,
) -> Result<Response, Problem> {
    let year = load(&state, &signed, &year).await?;
    let bytes = listing(&year)?.csv()?;
    Ok(file(year.year, "csv", CSV, bytes))
}

/// `GET /api/v1/years/{year}/export.xlsx`.
pub async fn workbook(
    State(state): State<AppState>,
    signed: Signed,
    Path(year): Path<String>,
) -> Result<Response, Problem> {
    let year = load(&state, &signed, &year).await?;
    let bytes = listing(&year)?.xlsx(&export_words(Locale::zh_CN), None)?;
    Ok(file(year.year, "xlsx", XLSX, bytes))
}

async fn load(state: &AppState, signed: &Signed, year: &str) -> Result<WholeYear, Problem> {
    signed.require(Right::SeeQuarters)?;
    let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let number = year.parse().ok().filter(|_| digits);
    let number = number.ok_or_else(|| Problem::bad_request("year: it has the form 2026"))?;
    year_of(state.store.as_ref(), number).await
}

/// The header, then a row for each town.
fn listing(year: &WholeYear) -> Result<Listing, Problem> {
    let points = |points: Option<Points>| points.map_or(Cell::Empty, Cell::Points);
    let place = |place: Option<u32>| place.map_or(Cell::Empty, Cell::Count);
    let mut rows = Vec::with_capacity(year.towns.len());
    for town in &year.towns {
        let mut row = vec![Cell::text(&town.name)];
        for cell in &town.quarters {
            let (total, of) = cell.unzip();
            row.extend([points(total), place(of)]);
        }
        row.extend([points(town.mean), place(town.place)]);
        rows.push(row);
    }
    let heads = year_head(Locale::zh_CN, &year.quarters).into_iter();
    Ok(Listing {
        name: year.year.to_string(),
        title: fill(
            export_words(Locale::zh_CN).year_title,
            &[("year", &year.year)],
        ),
        printed: usize::MAX,
        fixed: 1,
        choices: None,
        decimals: year.decimals(),
        heads: heads
            .zip([130].into_iter().chain([66, 52].into_iter().cycle()))
            .collect(),
        rows,
    })
}

fn file(year: i16, ending: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let name = format!("attachment; filename=\"xuncha-{year}.{ending}\"");
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    response
}
