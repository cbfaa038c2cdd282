//! Every page says what it is, by one heading and in the window's title, whoever opens it.

use crate::help::addresses::{Addresses, NOTHING, TOWNS};
use crate::help::app::TestApp;
use crate::rights::{everybody, shown};
use anyhow::{Result, ensure};
use app::part::Part;

/// Pages that show something else with a query.
fn with_queries() -> Vec<String> {
    let town = TOWNS[0];
    vec![
        format!("/scores?town={town}"),
        format!("/scores?town={town}&row=2.2"),
        format!("/town?town={town}"),
        "/town?quarter=2020Q1".to_owned(),
        "/review?town=nothing".to_owned(),
        "/facts?row=2.2".to_owned(),
        format!("/visits/sheet?id={NOTHING}"),
    ]
}

#[tokio::test]
async fn every_page_has_one_heading_and_a_title_for_every_role() -> Result<()> {
    let app = TestApp::start().await?;
    let people = everybody(&app).await?;
    let pages = Addresses::known()?.pages.into_iter().chain(with_queries());
    // The tablet's pages are rendered in the browser.
    let rendered = |page: &String| page != "/sw.js" && Part::of(page) != Part::Tablet;
    let (mut wrong, mut answers) = (Vec::new(), 0);
    for page in pages.filter(rendered) {
        for (role, user) in &people {
            let (status, text) = shown(user, &page).await?;
            if status.is_redirection() {
                continue;
            }
            answers += 1;
            let headings = text.matches("<h1").count();
            let title = text.split("<title>").nth(1);
            let title = title.and_then(|rest| rest.split("</title>").next());
            if headings != 1 || title.is_none_or(|title| title.trim().is_empty()) {
                wrong.push(format!(
                    "{page} by {role:?}: {headings} headings, {title:?}"
                ));
            }
        }
    }
    ensure!(answers > 150, "{answers} answers are few");
    ensure!(wrong.is_empty(), "{wrong:#?}");
    Ok(())
}
