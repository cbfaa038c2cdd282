//! The year as a file, for the office of evaluations (区考核办).

use super::extract::Path;
use crate::auth::Signed;
use crate::ports::year_of;
use crate::problem::Problem;
use crate::state::AppState;
use app::api::quarters::Year;
use app::i18n::Locale;
use app::pages::quarters::words::year_head;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::people::Role;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv; charset=utf-8";

/// `GET /api/v1/years/{year}/export.csv`: UTF-8 with a byte order mark, as Excel wants it.
pub async fn csv(
    State(state): State<AppState>,
    signed: Signed,
    Path(year): Path<String>,
) -> Result<Response, Problem> {
    let year = load(&state, &signed, &year).await?;
    let mut text = String::from("\u{feff}");
    for row in rows(&year) {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    Ok(file(year.year, "csv", CSV, text.into_bytes()))
}

/// `GET /api/v1/years/{year}/export.xlsx`.
pub async fn workbook(
    State(state): State<AppState>,
    signed: Signed,
    Path(year): Path<String>,
) -> Result<Response, Problem> {
    let year = load(&state, &signed, &year).await?;
    let bytes = book(&rows(&year)).map_err(Problem::internal)?;
    Ok(file(year.year, "xlsx", XLSX, bytes))
}

async fn load(state: &AppState, signed: &Signed, year: &str) -> Result<Year, Problem> {
    signed.require(&[Role::Supervisor])?;
    let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let number = year.parse().ok().filter(|_| digits);
    let number = number.ok_or_else(|| Problem::bad_request("year: it has the form 2026"))?;
    year_of(state.store.as_ref(), number).await
}

/// The head, then a row for each town.
fn rows(year: &Year) -> Vec<Vec<String>> {
    let head = year_head(Locale::zh_CN, year);
    let mut rows = vec![head];
    for town in &year.towns {
        let mut row = vec![town.name.clone()];
        for cell in &town.quarters {
            let (total, place) = cell.clone().unzip();
            row.push(total.unwrap_or_default());
            row.push(place.map(|it| it.to_string()).unwrap_or_default());
        }
        row.push(town.mean.clone().unwrap_or_default());
        row.push(town.place.map(|it| it.to_string()).unwrap_or_default());
        rows.push(row);
    }
    rows
}

fn quoted(cell: &str) -> String {
    // A spreadsheet would take a name that begins so for a formula.
    let guard = if cell.starts_with(['=', '+', '@', '\t']) {
        "'"
    } else {
        ""
    };
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{guard}{}\"", cell.replace('"', "\"\""))
    } else {
        format!("{guard}{cell}")
    }
}

fn book(rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet();
    for (at, row) in (0_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(row) {
            // Points are text: a spreadsheet's numbers are floats.
            if at == 0 {
                sheet.write_with_format(at, column, cell, &bold)?;
            } else {
                sheet.write(at, column, cell)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    book.save_to_buffer()
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
