//! Faults in a form of 数据填报: each is shown in words at its cell and in the summary, and nothing
//! is saved. (`tests/http/faults.rs` tests every fault by the form's own function.)

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::steps::{INSPECTOR, PASSWORD, SUPERVISOR};
use tests::{Browser, Device, Server};

/// Sends findings as a tablet does: one on a judged row and one on a priced row at 罗村镇, one on a
/// priced row at 太河镇. Returns their ids.
const FIND: &str = "(async () => {
    const id = () => {
        const time = Date.now().toString(16).padStart(12, '0');
        const rest = crypto.randomUUID();
        return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(15)}`;
    };
    const ask = (path, options) => fetch(path, options).then((answer) => answer.json());
    const { epoch, next } = await ask('/api/v1/sync/pull?limit=1');
    const local = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 19) + '+08:00';
    const ops = [];
    const add = (intent) => ops.push({ seq: ops.length + 1, op_id: id(),
        body: { v: 1, base_seq: next, at: local, ...intent } });
    const finding = (visit, checkpoint) => {
        const finding = id();
        add({ record_finding: { finding, visit, checkpoint, count: 1, note: '', observed_at: local } });
        return finding;
    };
    const [here, there] = ['luocun', 'taihe'].map((town) => {
        const visit = id();
        add({ open_visit: { visit, site: `${town}-center`, method: 'routine', form: 'announced',
            finder: 'district-office' } });
        return visit;
    });
    const rule = finding(here, '2.2/tell-once');
    const own = finding(here, '5.1/attitude');
    const other = finding(there, '5.1/attitude');
    const pushed = await ask('/api/v1/sync/push', { method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ device: id(), epoch, clock: local, ops }) });
    if (!pushed.results?.every((result) => result.outcome === 'applied')) {
        throw new Error(JSON.stringify(pushed));
    }
    return { rule, own, other };
})()";

/// Types a line cell by cell; `line` is its number in the form, or the first blank line.
async fn type_cells(desk: &Browser, line: &str, cells: &[(&str, &str)]) -> Result<()> {
    for (key, value) in cells {
        // Only finds the cell. Some cells appear late: the choice of findings follows the choice of
        // town.
        let script = format!(
            "(([line, key]) => {{
                const lines = [...document.querySelectorAll('[data-testid=facts-line]')];
                const row = line === '' ? lines.find((line) => line.querySelector('select[id$=-town]'))
                    : lines.find((it) => it.dataset.town === line);
                const cell = row.querySelector(`[id$=\"-${{key}}\"]`);
                return cell && [cell.id, cell.tagName];
            }})({})",
            json!([line, key])
        );
        let cell = desk.eval(&script).await?;
        let id = cell[0].as_str().with_context(|| format!("no cell {key}"))?;
        let field = format!("[id='{id}']");
        if cell[1] == "SELECT" {
            desk.choose(&field, value).await?;
        } else {
            desk.fill(&field, value).await?;
        }
    }
    Ok(())
}

struct Wrong<'w> {
    /// The part of the address after `/facts?row=`.
    row: &'w str,
    /// The town of the line, or empty for a blank line with a choice of town.
    line: &'w str,
    cells: &'w [(&'w str, &'w str)],
    /// The cell that is marked.
    at: &'w str,
    words: &'w str,
}

/// Saves a wrong value: the words appear in the summary and at the cell, which is marked.
async fn is_told(desk: &Browser, url: &str, wrong: &Wrong<'_>) -> Result<()> {
    desk.open(&format!("{url}/facts?row={}", wrong.row)).await?;
    desk.wait_for("facts-form").await?;
    type_cells(desk, wrong.line, wrong.cells).await?;
    desk.tap("facts-save").await?;
    desk.wait_text("[id=error-summary]", wrong.words).await?;
    let marked = desk
        .eval(
            "[...document.querySelectorAll('[data-testid=facts-line] [aria-invalid=true]')].map((cell) => [
                cell.id, document.getElementById(cell.getAttribute('aria-describedby'))?.innerText])",
        )
        .await?;
    let marked = marked.as_array().context("no list")?;
    let here = marked.iter().any(|cell| {
        let id = cell[0].as_str().unwrap_or_default();
        id.ends_with(&format!("-{}", wrong.at)) && cell[1] == json!(wrong.words)
    });
    ensure!(
        here,
        "{} is not marked with {}: {marked:?}",
        wrong.at,
        wrong.words
    );
    let said = desk.text("facts-saved").await?;
    ensure!(!said.contains("已保存"), "{said}");
    Ok(())
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn each_fault_of_a_form_is_told_at_its_cell() -> Result<()> {
    let mut server = Server::start().await?;
    let folder = tempfile::tempdir()?;
    let url = server.url("");
    let url = url.trim_end_matches('/');
    let tablet = Browser::start(&folder.path().join("tablet"), Device::TABLET).await?;
    tablet.sign_in(&server.url(""), INSPECTOR, PASSWORD).await?;
    let found = tablet.eval(FIND).await?;
    tablet.close().await?;
    let id = |key: &str| found[key].as_str().map(str::to_owned).context("no finding");
    let (own, other) = (id("own")?, id("other")?);

    let desk = Browser::start(&folder.path().join("desk"), Device::DESKTOP).await?;
    desk.sign_in(&server.url(""), SUPERVISOR, PASSWORD).await?;
    // Confirms the finding on the judged row, prices another by a record, and enters a rank.
    let decide = format!(
        "fetch('/api/page/decide', {{ method: 'POST', headers: {{ 'content-type': 'application/json' }},
            body: JSON.stringify({{ request: {{ finding: {}, revision: 1, seen: null,
                verdict: {{ is: 'confirmed' }}, reason: '', count: null, observed_at: null }} }}) }})
            .then((answer) => answer.status)",
        found["rule"]
    );
    ensure!(desk.eval(&decide).await? == json!(200), "not confirmed");
    for (row, line, cells) in [
        ("3.1&by=rank", "luocun", &[("rank", "3")][..]),
        (
            "8.2.2",
            "",
            &[
                ("town", "luocun"),
                ("points", "3"),
                ("finding", own.as_str()),
            ],
        ),
    ] {
        desk.open(&format!("{url}/facts?row={row}")).await?;
        desk.wait_for("facts-form").await?;
        type_cells(&desk, line, cells).await?;
        desk.tap("facts-save").await?;
        desk.wait_text("facts-saved", "已保存").await?;
    }
    let before = entered(&desk, url).await?;

    let wrong = |row, line, cells, at, words| Wrong {
        row,
        line,
        cells,
        at,
        words,
    };
    let here = "luocun";
    for case in [
        wrong(
            "2.2",
            here,
            &[("judgement", "5")],
            "judgement",
            "数值超出允许范围",
        ),
        wrong(
            "2.2",
            here,
            &[("judgement", "2.125")],
            "judgement",
            "小数位数过多，最多两位",
        ),
        wrong(
            "2.2",
            here,
            &[("judgement", "两分")],
            "judgement",
            "须为数字，如 87.5",
        ),
        wrong(
            "2.2",
            here,
            &[("judgement", "0")],
            "judgement",
            "已有认定的问题，不能填 0",
        ),
        wrong(
            "1.2",
            here,
            &[("full_coverage", "true"), ("benchmark_stations", "1.5")],
            "benchmark_stations",
            "须为整数",
        ),
        wrong(
            "2.3",
            here,
            &[("metric", "8e1")],
            "metric",
            "须为数字，如 87.5",
        ),
        wrong(
            "3.3&by=rank",
            here,
            &[("rank", "0")],
            "rank",
            "名次从 1 开始",
        ),
        wrong(
            "6",
            here,
            &[("month-1", "98"), ("month-3", "99")],
            "month-2",
            "此处必填",
        ),
        wrong(
            "6",
            here,
            &[("month-1", "101")],
            "month-1",
            "数值超出允许范围",
        ),
        wrong(
            "showcase",
            here,
            &[("showcase", "100.5")],
            "showcase",
            "数值超出允许范围",
        ),
        wrong(
            "showcase&judges=5",
            here,
            &[
                ("judge-1", "90"),
                ("judge-2", "80"),
                ("judge-3", "70.125"),
                ("judge-4", "90"),
                ("judge-5", "90"),
            ],
            "judge-3",
            "小数位数过多，最多两位",
        ),
        wrong(
            "8.1.1",
            "",
            &[("matter", "一件事"), ("level", "city")],
            "town",
            "请选择镇办",
        ),
        wrong(
            "8.1.1",
            "",
            &[("town", here), ("level", "city")],
            "matter",
            "此处必填",
        ),
        wrong(
            "8.1.3",
            "",
            &[("town", here), ("matter", "文章"), ("level", "wechat")],
            "reads",
            "此处必填",
        ),
        wrong(
            "8.1.3",
            "",
            &[
                ("town", here),
                ("matter", "文章"),
                ("level", "city"),
                ("reads", "9"),
            ],
            "reads",
            "该级别不计阅读量",
        ),
        wrong(
            "8.2.1",
            "",
            &[("town", here), ("level", "city"), ("points", "2")],
            "points",
            "该级别分值固定，不需填写",
        ),
        wrong(
            "8.2.1",
            "",
            &[("town", here), ("level", "discretionary")],
            "points",
            "此处必填",
        ),
        wrong(
            "8.2.2",
            "",
            &[("town", here), ("points", "2.99")],
            "points",
            "数值超出允许范围",
        ),
        wrong(
            "8.2.2",
            "",
            &[("town", here), ("points", "3"), ("finding", &own)],
            "finding",
            "该问题已在另一条减分事项中计分",
        ),
        wrong(
            "waivers",
            "",
            &[
                ("town", here),
                ("row", "2.3"),
                ("points", "8.5"),
                ("reason", "停用"),
            ],
            "points",
            "数值超出允许范围",
        ),
        wrong(
            "waivers",
            "",
            &[("town", here), ("row", "2.3"), ("points", "8")],
            "reason",
            "此处必填",
        ),
        wrong(
            "waivers",
            "",
            &[
                ("town", here),
                ("row", "3.1"),
                ("points", "4"),
                ("reason", "停用"),
            ],
            "row",
            "该镇办此项已经填报",
        ),
    ] {
        is_told(&desk, url, &case)
            .await
            .with_context(|| format!("{} {:?}", case.row, case.cells))?;
    }
    // Metrics would replace every rank of the row: the form warns before anything is saved.
    desk.open(&format!("{url}/facts?row=3.1&by=metric")).await?;
    desk.wait_text("facts-other-columns", "已有 1 个镇办按名次填报")
        .await?;
    // A record can price only findings of its own town.
    desk.open(&format!("{url}/facts?row=8.2.2")).await?;
    type_cells(&desk, "", &[("town", here)]).await?;
    let offered = desk
        .eval("[...[...document.querySelectorAll('select[id$=\"-finding\"]')].at(-3).options].map((it) => it.value)")
        .await?;
    let offered = offered.as_array().context("no list")?;
    ensure!(
        offered.contains(&json!(own)) && !offered.contains(&json!(other)),
        "{offered:?}"
    );
    // A row scored by findings cannot be waived, so the form does not offer it.
    desk.open(&format!("{url}/facts?row=waivers")).await?;
    let offered = desk
        .eval("[...document.querySelectorAll('select[id$=\"-row\"]')[0].options].map((it) => it.value)")
        .await?;
    ensure!(
        offered
            .as_array()
            .is_some_and(|all| all.contains(&json!("2.3"))),
        "{offered}"
    );
    for row in ["1.3", "2.1", "4.1", "5.1", "5.2"] {
        ensure!(
            !offered
                .as_array()
                .is_some_and(|all| all.contains(&json!(row))),
            "{offered}"
        );
    }
    ensure!(entered(&desk, url).await? == before, "something was saved");
    // Each page was left with unsaved faults and without a user gesture, so the browser logs
    // `beforeunload`.
    let mut errors = desk.console_errors().await?;
    errors.retain(|error| !error.contains("beforeunload"));
    ensure!(errors.is_empty(), "{errors:?}");
    desk.close().await?;
    server.stop().await
}

/// The facts on the server.
async fn entered(desk: &Browser, url: &str) -> Result<Value> {
    desk.open(&format!("{url}/facts")).await?;
    desk.eval(
        "fetch('/api/page/facts', { method: 'POST', headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ query: {} }) })
            .then((answer) => answer.json()).then((page) => page.rows.map((row) => row.entered))",
    )
    .await
}
