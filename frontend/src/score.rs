//! `xuncha score` in the browser, so that the scores of the desk's program can be compared byte by
//! byte.

use domain::scoring::Case;
use domain::table::Table;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The scores of a case, as `xuncha score` prints them, without the final line break. `table` is
/// the table as tablets pull it. The error is the text that the command prints.
#[wasm_bindgen]
#[expect(unreachable_pub, reason = "what the browser can call must be public")]
pub fn score(case: &str, table: &str) -> Result<String, JsValue> {
    let table: Table = serde_json::from_str(table).map_err(said)?;
    let case = Case::read(case).map_err(said)?;
    let scores = case.score(&table).map_err(said)?;
    serde_json::to_string(&scores).map_err(said)
}

fn said(error: impl std::fmt::Display) -> JsValue {
    JsValue::from_str(&error.to_string())
}
