//! The demo's plan: visits made as planned, two still to be made, and a draw.

use super::making::Maker;
use super::registry::{VISITS_TO_MAKE, sunday};
use super::visits::script::Planned;
use crate::store::{NewAssignment, Planned as Stood};
use anyhow::{Context, anyhow, ensure};
use domain::draw::{Inspector, Record, Wanted};
use domain::ids::{SiteId, UserId};
use domain::inspection::{Form, Method, SiteKind};
use domain::people::{Person, Role};
use domain::time::{Moment, Quarter};
use uuid::Uuid;

/// The person who plans, and the witness of the draw.
const PLANNER: &str = "zhaomin";
const WITNESS: &str = "钱鉴";

/// How many stations are drawn.
const DRAWN: u32 = 2;

impl Maker {
    /// Plans announced visits of centres; `due` gives each visit's due date.
    pub(super) async fn plan<'p>(
        &mut self,
        visits: impl Iterator<Item = (&'p Planned, Moment)>,
    ) -> anyhow::Result<()> {
        let all: Vec<UserId> = self.tablets.iter().map(|it| it.person.id).collect();
        let mut assigned = Vec::new();
        for (it, due) in visits {
            let site = self.sites.get(&it.site).context("no such site")?;
            if site.kind == SiteKind::Centre && it.form == Form::Announced {
                let what = (it.site.clone(), it.method, all.clone());
                assigned.push(self.assignment(what, sunday(due)?));
            }
        }
        self.assign(assigned, None).await
    }

    /// Plans 李霞's visits of this week, and draws stations for all inspectors.
    pub(super) async fn plan_ahead(&mut self, quarter: Quarter, due: Moment) -> anyhow::Result<()> {
        let due = sunday(due)?;
        let inspector = self.person("lixia")?.id;
        let mut assigned = Vec::new();
        for (site, method) in VISITS_TO_MAKE {
            let what = (site.parse()?, method, vec![inspector]);
            assigned.push(self.assignment(what, due.clone()));
        }
        self.assign(assigned, None).await?;
        let at = self.clock.moment();
        let objects = self.state.store.objects(quarter, at).await?;
        let registry = self.state.store.registry().await?;
        let inspects = registry.people.iter();
        let inspects = inspects.filter(|it| it.roles.contains(&Role::Inspector));
        let people = inspects.map(|it| Inspector {
            id: it.id,
            login: it.login.clone(),
            name: it.name.clone(),
            avoids: it.avoids.clone(),
        });
        let wanted = Wanted {
            sites: DRAWN,
            of_each_town: false,
            kind: Some(SiteKind::Station),
            towns: Vec::new(),
            inspectors: 2,
        };
        let mut seed = [0; 32];
        for part in seed.chunks_exact_mut(8) {
            part.copy_from_slice(&self.dice.next().to_be_bytes());
        }
        let known = (at, self.person(PLANNER)?.name.clone(), WITNESS.to_owned());
        let made = Record::draw(objects, people.collect(), wanted, seed, known);
        let record = made.map_err(|why| anyhow!("the draw: {why:?}"))?;
        let doc = serde_json::to_string(&record)?;
        let mut assigned = Vec::new();
        for it in record.drawn {
            let what = (it.site, Method::SpotCheck, it.inspectors);
            assigned.push(self.assignment(what, due.clone()));
        }
        let id = self.dice.id(self.clock.now());
        self.assign(assigned, Some((id, doc))).await
    }

    fn assignment(
        &mut self,
        (site, method, inspectors): (SiteId, Method, Vec<UserId>),
        due: String,
    ) -> NewAssignment {
        NewAssignment {
            id: self.dice.id(self.clock.now()),
            site,
            method,
            form: Form::Announced,
            inspectors,
            due: Some(due),
            note: String::new(),
        }
    }

    async fn assign(
        &self,
        visits: Vec<NewAssignment>,
        draw: Option<(Uuid, String)>,
    ) -> anyhow::Result<()> {
        let Person { id, login, .. } = self.person(PLANNER)?;
        let stood = self.state.store.assign(*id, login, visits, draw).await?;
        ensure!(matches!(stood, Stood::Done(_)), "the plan was refused");
        Ok(())
    }
}
