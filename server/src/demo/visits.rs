//! A visit of the demo, from its first tap to its last photo.

pub(super) mod script;

use super::making::{Done, Maker, moment};
use super::pictures::{Scene, photo, signature};
use super::words::{self, SIGNERS};
use crate::photos::files::sha256;
use anyhow::Context;
use domain::ids::{CheckpointId, FindingId, PhotoId, TownId, VisitId};
use domain::inspection::{AnswerValue, Outcome, Particulars, Signature, SiteKind};
use domain::position::Fix;
use domain::sync::op::{
    Answer, AttachPhoto, CloseVisit, Intent, OpenVisit, RecordFinding, Said, VoidVisit,
};
use domain::table::{Checkpoint, Per, Table};
use futures::future::try_join_all;
use jiff::Timestamp;
use script::{End, Fate, Planned, Release};

/// A visit that was made.
pub(super) struct Made {
    pub(super) visit: VisitId,
    pub(super) town: TownId,
    pub(super) release: Release,
    pub(super) findings: Vec<MadeFinding>,
    /// The inspector's tablet.
    pub(super) tablet: usize,
}

/// A finding that was recorded.
#[derive(Clone)]
pub(super) struct MadeFinding {
    pub(super) id: FindingId,
    pub(super) visit: VisitId,
    pub(super) checkpoint: CheckpointId,
    pub(super) said: Said,
    pub(super) fate: Fate,
}

/// A visit being made: its operations, and the photos to upload.
struct Making {
    visit: VisitId,
    at: Timestamp,
    step: jiff::SignedDuration,
    done: Vec<Done>,
    photos: Vec<(Vec<u8>, &'static str)>,
}

impl Making {
    /// Records an operation, and moves the time one step on.
    fn tap(&mut self, intent: Intent) -> anyhow::Result<()> {
        self.done.push((self.at, intent));
        self.at = self.at.checked_add(self.step)?;
        Ok(())
    }

    fn attach(
        &mut self,
        photo: PhotoId,
        finding: Option<FindingId>,
        bytes: Vec<u8>,
        media_type: &'static str,
    ) -> anyhow::Result<()> {
        self.tap(Intent::AttachPhoto(AttachPhoto {
            photo,
            visit: self.visit,
            finding,
            sha256: sha256(&bytes),
            length: bytes.len() as u64,
            media_type: media_type.to_owned(),
            taken_at: moment(self.at),
            undated: false,
        }))?;
        self.photos.push((bytes, media_type));
        Ok(())
    }
}

impl Maker {
    /// Makes a visit between two times with one of the tablets; the other tablet's inspector comes
    /// along.
    pub(super) async fn visit(
        &mut self,
        planned: &Planned,
        table: &Table,
        tablet: usize,
        (from, to): (Timestamp, Timestamp),
    ) -> anyhow::Result<Made> {
        let site = self.sites.get(&planned.site).context("no such site")?;
        let (kind, town) = (site.kind, site.town.clone());
        let checked: Vec<&Checkpoint> = table
            .indicators
            .iter()
            .flat_map(|row| &row.checkpoints)
            .filter(|it| it.applies.to(kind))
            .collect();
        let steps = i32::try_from(checked.len() + planned.found.len() * 4 + 6)?;
        self.go(from);
        let visit = VisitId(self.dice.id(from));
        let mut making = Making {
            visit,
            at: from,
            step: to.duration_since(from) / steps,
            done: Vec::new(),
            photos: Vec::new(),
        };
        let others = self.tablets.iter().enumerate();
        let others = others.filter(|(index, _)| *index != tablet);
        making.tap(Intent::OpenVisit(OpenVisit {
            visit,
            site: planned.site.clone(),
            how: Particulars {
                method: planned.method,
                form: planned.form,
                ..Particulars::default()
            },
            inspectors: others.map(|(_, it)| it.person.id).collect(),
        }))?;
        let mut findings = Vec::new();
        match planned.end {
            End::Signed | End::Refused(_) => {
                for checkpoint in checked {
                    findings.extend(self.check(planned, checkpoint, &mut making)?);
                }
                let outcome = Outcome::Inspected {
                    signature: self.signed(planned, &mut making)?,
                };
                making.tap(Intent::CloseVisit(CloseVisit { visit, outcome }))?;
            }
            End::NotInspected(reason) => {
                let closed = photo(Scene::Door, false, &mut self.dice);
                let id = PhotoId(self.dice.id(making.at));
                making.attach(id, None, closed, "image/jpeg")?;
                let reason = reason.to_owned();
                let outcome = Outcome::NotInspected { reason };
                making.tap(Intent::CloseVisit(CloseVisit { visit, outcome }))?;
            }
            End::Void(reason) => {
                let reason = reason.to_owned();
                making.tap(Intent::VoidVisit(VoidVisit { visit, reason }))?;
            }
        }
        self.go(to);
        self.push(tablet, making.done).await?;
        // Uploads run concurrently: the visit is the same whichever arrives first.
        let photos = making.photos.into_iter();
        let uploads = photos.map(|(bytes, media_type)| self.upload(tablet, bytes, media_type));
        try_join_all(uploads).await?;
        Ok(Made {
            visit,
            town,
            release: planned.release,
            findings,
            tablet,
        })
    }

    /// Records a checkpoint's answer, with a finding if there is one.
    fn check(
        &mut self,
        planned: &Planned,
        checkpoint: &Checkpoint,
        making: &mut Making,
    ) -> anyhow::Result<Option<MadeFinding>> {
        let visit = making.visit;
        let found = planned.found.iter();
        let found = found.clone().find(|it| it.checkpoint == checkpoint.id);
        let answer = match found {
            Some(_) => AnswerValue::Issue,
            None => AnswerValue::Meets,
        };
        making.tap(Intent::Answer(Answer {
            visit,
            checkpoint: checkpoint.id.clone(),
            answer: Some(answer),
        }))?;
        let Some(found) = found else {
            return Ok(None);
        };
        let times = self.said.entry(checkpoint.id.to_string()).or_default();
        let words = words::said(checkpoint.id.as_str(), *times);
        *times += 1;
        let (scene, phrase, note) =
            words.with_context(|| format!("no words for {}", checkpoint.id))?;
        let site = self.sites.get(&planned.site);
        let position = site.and_then(|it| it.position);
        let said = Said {
            count: found.count,
            phrases: vec![phrase.to_owned()],
            note: note.to_owned(),
            observed_at: moment(making.at),
            position: position
                .map(|at| Fix { at, accuracy: 15 })
                .filter(|_| checkpoint.photo),
        };
        let id = FindingId(self.dice.id(making.at));
        making.tap(Intent::RecordFinding(RecordFinding {
            finding: id,
            visit,
            checkpoint: checkpoint.id.clone(),
            said: said.clone(),
        }))?;
        // A checkpoint with photos gets one, and at a centre a second from close by. A checkpoint
        // without points gets one.
        let centre = site.is_some_and(|it| it.kind == SiteKind::Centre);
        let photos = match (checkpoint.photo, checkpoint.per) {
            (true, _) => 1 + i32::from(centre),
            (false, Per::Note) => 1,
            (false, _) => 0,
        };
        // Both photos show the same place.
        let place = self.dice.clone();
        self.dice.next();
        for nth in 0..photos {
            let bytes = photo(scene, nth == 1, &mut place.clone());
            let photo = PhotoId(self.dice.id(making.at));
            making.attach(photo, Some(id), bytes, "image/jpeg")?;
        }
        Ok(Some(MadeFinding {
            id,
            visit,
            checkpoint: checkpoint.id.clone(),
            said,
            fate: found.fate,
        }))
    }

    /// The site's answer on the sheet; an unannounced visit asks for none.
    fn signed(
        &mut self,
        planned: &Planned,
        making: &mut Making,
    ) -> anyhow::Result<Option<Signature>> {
        if planned.form == domain::inspection::Form::Unannounced {
            return Ok(None);
        }
        if let End::Refused(why) = planned.end {
            let reason = why.to_owned();
            return Ok(Some(Signature::Refused { reason }));
        }
        // Each site has its own signer.
        let place = self.sites.keys().position(|it| *it == planned.site);
        let name = SIGNERS[place.unwrap_or(0) % SIGNERS.len()];
        let bytes = signature(name.chars().count(), &mut self.dice)?;
        let id = PhotoId(self.dice.id(making.at));
        making.attach(id, None, bytes, "image/png")?;
        Ok(Some(Signature::Signed {
            name: name.to_owned(),
            drawing: Some(id),
        }))
    }
}
