//! The whole demo: a closed and published quarter, and a quarter under way.

use super::days::{self, Day, VISITING};
use super::dice::Dice;
use super::facts::Which;
use super::making::Maker;
use super::registry::{PASSWORD, people_and_places};
use super::visits::script::{self, Fate, Planned, Release};
use super::visits::{Made, MadeFinding};
use crate::accounts::password;
use crate::accounts::policy::Policy;
use crate::ground::clock::{Clock, OFFSET_SECONDS};
use crate::http::site::Site;
use crate::http::state::AppState;
use crate::photos::files::PhotoFiles;
use crate::store::open::open_file;
use anyhow::{Context, ensure};
use domain::ids::DistrictId;
use domain::quarter::{Act, Meeting, Signature};
use domain::table::{Table, builtins, for_date};
use domain::time::{Moment, Quarter};
use jiff::{Timestamp, ToSpan};
use std::path::Path;
use std::sync::Arc;

/// The seed of the demo's random choices.
const SEED: u64 = 0x2022_0511;

/// Who enters a row, who signs it, and the row.
type Work = (&'static str, &'static str, &'static str);

const ROWS: [Work; 16] = [
    ("sunmei", "zhoujian", "1.1"),
    ("sunmei", "zhoujian", "1.2"),
    ("sunmei", "zhoujian", "2.2"),
    ("sunmei", "zhoujian", "2.3"),
    ("sunmei", "zhoujian", "3.1"),
    ("wufang", "wufang", "3.2"),
    ("zhenghao", "zhenghao", "3.3"),
    ("wufang", "wufang", "3.4"),
    ("zhenghao", "zhenghao", "4.2"),
    ("sunmei", "zhoujian", "6"),
    ("sunmei", "zhoujian", "7"),
    ("", "zhoujian", "8.1.1"),
    ("", "zhoujian", "8.1.2"),
    ("", "fengxue", "8.1.3"),
    ("", "zhoujian", "8.2.1"),
    ("", "zhoujian", "8.2.2"),
];

/// The office that is late.
const LATE: &str = "zhenghao";

/// Makes the demo in a folder, with a database and photos, as of `now`; `site` is the site that the
/// server would show it with.
pub(super) async fn make(
    folder: &Path,
    district: DistrictId,
    now: Timestamp,
    site: &Site,
) -> anyhow::Result<()> {
    let quarter = Quarter::of(Moment::new(now, OFFSET_SECONDS), OFFSET_SECONDS);
    let begun = days::begin(quarter)?;
    let day_before = Moment::new(begun.checked_sub(1.hour())?, OFFSET_SECONDS);
    let before = Quarter::of(day_before, OFFSET_SECONDS);
    let start = days::begin(before)?;
    let clock = Clock::stopped(start);
    let mut dice = Dice::new(SEED);
    let store = open_file(&folder.join("xuncha.db"), district, clock.clone()).await?;
    let seed = people_and_places(before, clock.moment(), &mut || dice.id(start)).await?;
    let sites = seed.sites.clone();
    ensure!(store.seed(seed).await?, "the demo's folder is not empty");
    let photos = PhotoFiles::open(folder)?;
    let store = Arc::new(store);
    let policy = Policy::default();
    let state = AppState::new(
        store,
        photos,
        site.clone(),
        clock.clone(),
        false,
        false,
        policy,
    );
    let mut maker = Maker::new(state, clock, dice, sites).await?;
    maker.closed(before, start, begun).await?;
    maker.go(begun);
    let table = for_date(builtins(), maker.clock.moment().date_at(OFFSET_SECONDS));
    let table = table.context("no evaluation table is in force")?;
    let opened = maker.person("zhaomin")?;
    let quarters = &maker.state.ports.quarters;
    quarters.open(opened, quarter, &table.id).await?;
    maker.under_way(quarter, begun, now).await?;
    maker.today(now).await?;
    maker.state.store.close().await?;
    Ok(())
}

/// The index of the day on which a visit is made.
fn day_of(visit: &Planned, days: &[Day]) -> Option<usize> {
    let last = days.len().checked_sub(1)?;
    Some((visit.when * days.len() / 100).min(last))
}

fn table_of(quarter: Quarter) -> anyhow::Result<&'static Table> {
    let day = quarter.first_day().parse()?;
    for_date(builtins(), day).context("no evaluation table is in force")
}

impl Maker {
    /// The previous quarter, from its first visit to its publication.
    async fn closed(
        &mut self,
        quarter: Quarter,
        start: Timestamp,
        end: Timestamp,
    ) -> anyhow::Result<()> {
        let days = days::between(start, end)?;
        let (visiting, closing) = days.split_at(days.len().saturating_sub(8));
        let [facts, signing, late, first, second, meeting, close, publish] = closing else {
            anyhow::bail!("a quarter is longer than that");
        };
        let table = table_of(quarter)?;
        let made = self.visits(&script::before()?, table, visiting).await?;
        for ((login, _, row), minute) in ROWS.into_iter().zip((0..).step_by(17)) {
            self.go(facts.at(minute)?);
            if !login.is_empty() {
                self.enter(quarter, Which::Before, (login, row), &made)
                    .await?;
            }
        }
        self.go(facts.at(340)?);
        self.claim(quarter).await?;
        self.go(facts.at(400)?);
        let showcase = ("zhaomin", "showcase");
        self.enter(quarter, Which::Before, showcase, &made).await?;
        for ((_, login, row), minute) in ROWS.into_iter().zip((0..).step_by(11)) {
            self.go(signing.at(minute)?);
            self.sign(quarter, login, row).await?;
        }
        self.go(late.at(60)?);
        self.release(&made, Release::Late).await?;
        let date = |day: &Day| -> anyhow::Result<String> {
            let at = Moment::new(day.at(60)?, OFFSET_SECONDS);
            Ok(at.date_at(OFFSET_SECONDS).to_string())
        };
        self.go(first.at(60)?);
        let standings = Vec::new();
        self.act(quarter, Act::First { standings }).await?;
        self.go(second.at(40)?);
        let leader = Signature {
            name: "孙立".into(),
            date: date(second)?,
            remark: String::new(),
        };
        self.act(quarter, Act::Sign(leader)).await?;
        self.go(second.at(90)?);
        self.act(quarter, Act::Second).await?;
        self.go(meeting.at(120)?);
        let met = Meeting {
            date: date(meeting)?,
            minutes: format!("〔{}〕{}号", quarter.year(), quarter.number() * 3),
        };
        self.act(quarter, Act::Meet(met)).await?;
        self.go(close.at(30)?);
        let sha256 = String::new();
        // The demo has no days between its two quarters.
        let early = Some("按考核工作安排，于季末完成评估".to_owned());
        self.act(quarter, Act::Close { sha256, early }).await?;
        self.go(publish.at(30)?);
        self.act(quarter, Act::Publish).await
    }

    /// The current quarter, half done.
    async fn under_way(
        &mut self,
        quarter: Quarter,
        begun: Timestamp,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        let days = days::between(begun, now)?;
        let table = table_of(quarter)?;
        let (planned, first) = (script::now()?, days.first().context("no day")?);
        self.go(first.at(2)?);
        let dated = planned.iter().filter_map(|it| {
            let at = day_of(it, &days).and_then(|day| days.get(day)?.at(0).ok())?;
            Some((it, Moment::new(at, OFFSET_SECONDS)))
        });
        self.plan(dated).await?;
        let made = self.visits(&planned, table, &days).await?;
        let last = days.last().context("no day")?;
        let month = |at| {
            Moment::new(at, OFFSET_SECONDS)
                .date_at(OFFSET_SECONDS)
                .month()
        };
        let over = usize::try_from(month(now) - month(begun)).unwrap_or(0);
        self.go(last.at(VISITING + 24)?);
        self.claim_pending(quarter).await?;
        let mut minutes = VISITING + 25..;
        for (login, head, row) in ROWS {
            self.go(last.at(minutes.next().unwrap_or_default())?);
            if login == LATE || (row == "6" && over == 0) {
                continue;
            }
            if !login.is_empty() {
                self.enter(quarter, Which::Now(over), (login, row), &made)
                    .await?;
            }
            self.sign(quarter, head, row).await?;
        }
        let yesterday = Moment::new(now, OFFSET_SECONDS).date_at(OFFSET_SECONDS);
        let yesterday = yesterday.checked_sub(1.day())?.to_string();
        let (facts, by) = (&self.state.ports.facts, self.person("zhaomin")?);
        facts.set_due(by, quarter, &yesterday).await?;
        facts
            .remind(by, quarter, "3.3", "请抓紧填报，下周调度通报进度。")
            .await?;
        self.go(last.at(VISITING + 45)?);
        let today = Moment::new(now, OFFSET_SECONDS);
        self.plan_ahead(quarter, today).await
    }

    /// Makes the visits day by day, with the supervisor's work at the end of each day.
    async fn visits(
        &mut self,
        planned: &[Planned],
        table: &Table,
        days: &[Day],
    ) -> anyhow::Result<Vec<Made>> {
        let (mut all, mut asked): (Vec<Made>, Vec<(usize, MadeFinding)>) = (Vec::new(), Vec::new());
        for (index, day) in days.iter().enumerate() {
            let visits: Vec<&Planned> = planned
                .iter()
                .filter(|it| day_of(it, days) == Some(index))
                .collect();
            if visits.is_empty() {
                continue;
            }
            for (tablet, finding) in &asked {
                self.answer(*tablet, finding, day.at(0)?).await?;
            }
            let made = self.visits_of(&visits, table, day, all.len()).await?;
            self.go(day.at(VISITING + 10)?);
            for (_, finding) in asked.drain(..) {
                self.confirm(&finding).await?;
            }
            self.decide(&made).await?;
            self.go(day.at(VISITING + 15)?);
            self.release(&made, Release::Soon).await?;
            for it in &made {
                let answered = it.findings.iter().filter(|it| it.fate == Fate::Answered);
                asked.extend(answered.map(|finding| (it.tablet, finding.clone())));
            }
            all.extend(made);
        }
        let last = days.last().context("no day")?;
        for (tablet, finding) in &asked {
            self.answer(*tablet, finding, last.at(VISITING + 18)?)
                .await?;
            self.go(last.at(VISITING + 20)?);
            self.confirm(finding).await?;
        }
        Ok(all)
    }

    /// Makes the visits of a day, one after the other.
    async fn visits_of(
        &mut self,
        visits: &[&Planned],
        table: &Table,
        day: &Day,
        before: usize,
    ) -> anyhow::Result<Vec<Made>> {
        let mut made = Vec::with_capacity(visits.len());
        let each = (VISITING - 10) / i32::try_from(visits.len().max(1))?;
        let mut from = 10;
        for (nth, visit) in visits.iter().enumerate() {
            let late = self.dice.below(each / 6 + 1);
            let long = (each * 4 / 5).min(38 + self.dice.below(16));
            let times = (day.at(from + late)?, day.at(from + late + long)?);
            let tablet = (before + nth) % self.tablets.len();
            made.push(self.visit(visit, table, tablet, times).await?);
            from += each;
        }
        Ok(made)
    }

    /// Sets all passwords anew, so that none is too old.
    async fn today(&self, now: Timestamp) -> anyhow::Result<()> {
        // The passwords were set at the beginning of the demo.
        let hash = password::hash(PASSWORD).await.map_err(anyhow::Error::msg)?;
        self.go(now);
        let store = &self.state.store;
        for account in store.accounts().await? {
            let user = account.person.id;
            store
                .set_password("admin", user, &hash, false, None)
                .await?;
        }
        Ok(())
    }
}
