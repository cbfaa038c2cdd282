//! 随机抽取: what a draw would do, the draw itself, its record, and its witness.

use super::{PlanPort, name_of, small, text, visit};
use crate::pages::once;
use crate::problem::{internal, to_app_error};
use crate::quarter::draws;
use crate::store::{KeptDraw, Witnessed};
use app::api::plan::{DrawPreview, DrawRecord, Drawing, How, LateWitness};
use app::error::AppError;
use domain::draw::{Impossible, Inspector, Object, Record, Wanted, foresee};
use domain::ids::TownId;
use domain::inspection::SiteKind;
use domain::people::{Person, Right};
use domain::registry::Registry;
use domain::time::Moment;
use std::collections::BTreeSet;

/// A draw that is possible: everything that it needs, except the seed.
struct Ready {
    at: Moment,
    how: How,
    witness: String,
    wanted: Wanted,
    objects: Vec<Object>,
    people: Vec<Inspector>,
    /// How many sites it draws.
    sites: u32,
    registry: Registry,
}

impl PlanPort {
    /// Validates a draw. Both the preview and the draw begin with this.
    async fn ready(&self, request: &Drawing) -> Result<Ready, AppError> {
        let how = self.checked(&request.how)?;
        let witness = text("witness", &request.witness)?;
        let at = self.clock.moment();
        let quarter = self.quarter().await?;
        let objects = self.store.objects(quarter, at).await;
        let objects = objects.map_err(to_app_error)?;
        let registry = self.registry().await?;
        let wanted = spread(&request.wanted, &objects)?;
        let inspects = registry
            .people
            .iter()
            .filter(|it| it.may(Right::Inspect) && !it.disabled);
        let people = inspects.map(|it| Inspector {
            id: it.id,
            login: it.login.clone(),
            name: it.name.clone(),
            avoids: it.avoids.clone(),
        });
        let people: Vec<Inspector> = people.collect();
        let sites = foresee(&objects, &people, &wanted).map_err(impossible)?;
        Ok(Ready {
            at,
            how,
            witness,
            wanted,
            objects,
            people,
            sites,
            registry,
        })
    }

    /// What a draw would do. There is no seed yet, so there is no result to tell.
    pub(super) async fn foreseen(&self, request: &Drawing) -> Result<DrawPreview, AppError> {
        let it = self.ready(request).await?;
        let fit = it.objects.iter().filter(|object| it.wanted.fits(object));
        Ok(DrawPreview {
            objects: (count(it.objects.len()), count(fit.count())),
            people: count(it.people.len()),
            assignments: it.sites,
            avoids: avoided(&it.registry, &it.people),
            towns: named(&it.registry, &request.wanted.towns),
            wanted: request.wanted.clone(),
            witness: it.witness,
            how: it.how,
        })
    }

    /// Draws, and plans the visits.
    pub(super) async fn drawn(&self, person: &Person, request: &Drawing) -> Result<u32, AppError> {
        let it = self.ready(request).await?;
        let seed: [u8; 32] = rand::random();
        let known = (it.at, person.name.clone(), it.witness);
        let made = Record::draw(it.objects, it.people, it.wanted, seed, known);
        let record = made.map_err(impossible)?;
        let doc = serde_json::to_string(&record).map_err(internal)?;
        let drawn = record.drawn.iter();
        let visits =
            drawn.map(|one| visit(None, one.site.clone(), one.inspectors.clone(), &it.how));
        let drawn = Some((once::id(request.asked, request), doc));
        let (_, number) = self.planned(person, visits.collect(), drawn).await?;
        Ok(small(number.unwrap_or_default()))
    }

    /// Names the witness of a draw that was recorded without one, once.
    pub(super) async fn witnessed(
        &self,
        person: &Person,
        number: u32,
        witness: &str,
    ) -> Result<(), AppError> {
        let witness = text("witness", witness)?;
        if witness.is_empty() {
            return Err(AppError::invalid("witness", "required"));
        }
        let named = self
            .store
            .name_witness(person, u64::from(number), &witness)
            .await;
        match named.map_err(to_app_error)? {
            Witnessed::Done => Ok(()),
            Witnessed::Already => Err(AppError::invalid("witness", "state")),
            Witnessed::Unknown => Err(AppError::not_found("draw")),
        }
    }

    pub(super) async fn recorded(
        &self,
        person: &Person,
        number: u32,
    ) -> Result<DrawRecord, AppError> {
        let kept = self.store.draw(u64::from(number)).await;
        let kept = kept.map_err(to_app_error)?;
        let kept = kept.ok_or_else(|| AppError::not_found("draw"))?;
        let registry = self.registry().await?;
        let district = self.store.district().await.map_err(to_app_error)?;
        let record: Record = serde_json::from_str(&kept.doc).map_err(internal)?;
        Ok(DrawRecord {
            number,
            holds: draws::verify(&kept).is_ok(),
            office: district.office,
            drawn: results(&registry, &record),
            towns: named(&registry, &record.wanted.towns),
            avoids: avoided(&registry, &record.people),
            objects: (count(record.objects.len()), record.objects_sha256),
            people: (count(record.people.len()), record.people_sha256),
            version: record.version,
            at: record.at,
            by: record.by,
            lacks_witness: record.witness.is_empty()
                && kept.late.is_none()
                && person.may(Right::Plan),
            witness: record.witness,
            late: late(&kept),
            seed: record.seed,
            wanted: record.wanted,
            sha256: kept.sha256,
        })
    }
}

fn late(kept: &KeptDraw) -> Option<LateWitness> {
    kept.late.as_ref().map(|it| LateWitness {
        witness: it.witness.clone(),
        by: it.by.clone(),
        at: it.at,
    })
}

/// The drawn sites with town, kind and inspectors.
fn results(registry: &Registry, record: &Record) -> Vec<(String, String, SiteKind, Vec<String>)> {
    let drawn = record.drawn.iter().map(|it| {
        let object = record.objects.iter().find(|known| known.site == it.site);
        let names = it.inspectors.iter().map(|id| {
            let person = record.people.iter().find(|known| known.id == *id);
            person.map_or_else(|| id.to_string(), |it| it.name.clone())
        });
        (
            object.map_or_else(|| it.site.to_string(), |it| it.name.clone()),
            object.map_or_else(String::new, |it| name_of(registry, &it.town)),
            object.map_or(SiteKind::Station, |it| it.kind),
            names.collect(),
        )
    });
    drawn.collect()
}

fn named(registry: &Registry, towns: &[TownId]) -> Vec<String> {
    towns.iter().map(|it| name_of(registry, it)).collect()
}

/// 回避: who avoids which towns.
fn avoided(registry: &Registry, people: &[Inspector]) -> Vec<(String, Vec<String>)> {
    let people = people.iter().filter(|it| !it.avoids.is_empty());
    people
        .map(|it| (it.name.clone(), named(registry, &it.avoids)))
        .collect()
}

fn impossible(why: Impossible) -> AppError {
    match why {
        Impossible::Numbers => AppError::invalid("wanted", "numbers"),
        Impossible::TooFewSites { .. } => AppError::invalid("wanted", "too-few-sites"),
        Impossible::TooFewInspectors { .. } => AppError::invalid("wanted", "too-few-inspectors"),
    }
}

/// Names all towns in a draw that takes a number of sites from each town, so that its record says
/// which towns these were.
fn spread(wanted: &Wanted, objects: &[Object]) -> Result<Wanted, AppError> {
    let there: BTreeSet<&TownId> = objects.iter().map(|it| &it.town).collect();
    let mut towns: BTreeSet<&TownId> = wanted.towns.iter().collect();
    if towns.iter().any(|town| !there.contains(*town)) {
        return Err(AppError::invalid("wanted", "too-few-sites"));
    }
    if wanted.of_each_town && towns.is_empty() {
        towns = there;
    }
    Ok(Wanted {
        towns: towns.into_iter().cloned().collect(),
        ..wanted.clone()
    })
}

fn count(number: usize) -> u32 {
    small(number as u64)
}
