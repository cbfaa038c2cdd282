//! Importing a rescue file (sync.md, "Eviction and space"): its operations as that person's, and
//! its photos after checking their hashes. Operations that have already arrived are recognised by
//! their ids.

use crate::ground::clock::Clock;
use crate::ground::zip::{self, Most, ZipEntry};
use crate::photos::files::{self, PhotoFiles};
use crate::problem::Problem;
use crate::problem::io::{blocking, of_io};
use crate::store::{PushAnswer, Pushing, Store, Upload, Viewer};
use domain::ids::{DeviceId, UserId};
use domain::people::{Person, Right};
use domain::picture;
use domain::sync::merge::MAX_PHOTO;
use domain::sync::rescue::{
    MANIFEST, Manifest, OPERATIONS, PHOTOS, PhotoFault, RefusedPhoto, RescueReport, RescuedOp,
    Unusable, VERSION,
};
use domain::sync::wire::{MAX_OLDER, MAX_OPS, OpResult, OutcomeKind, Push, PushOp, read};
use serde_json::value::RawValue;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

/// The most bytes of operations: some hundred thousand taps.
const TEXT: u64 = 256 * 1024 * 1024;

/// The highest ratio of unpacked to packed size. Operations stay below it; a higher one means an
/// attack.
const UNPACKS: u64 = 64;

/// The limits of the zip's directory.
const DIRECTORY: Most = Most {
    entries: 200_000,
    bytes: 16 * 1024 * 1024,
};

/// Why a file cannot be imported.
#[derive(Debug, thiserror::Error)]
enum RescueFault {
    /// The file is not a zip.
    #[error(transparent)]
    Zip(zip::ZipFault),
    /// An entry is packed with an unsupported method.
    #[error("{0} is packed in a way that is not read: import the file as the tablet saved it")]
    Packed(String),
    /// An entry is too large.
    #[error("{0} is too large")]
    TooLarge(String),
    /// An entry's bytes do not match the directory.
    #[error("{0} is damaged")]
    Damaged(String),
    /// The disk failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<zip::ZipFault> for RescueFault {
    fn from(fault: zip::ZipFault) -> Self {
        match fault {
            zip::ZipFault::Io(error) => Self::Io(error),
            other => Self::Zip(other),
        }
    }
}

/// An open file with its entries.
struct Archive {
    file: File,
    entries: Vec<ZipEntry>,
}

impl Archive {
    fn open(mut file: File) -> Result<Self, RescueFault> {
        let entries = zip::entries(&mut file, DIRECTORY)?;
        Ok(Self { file, entries })
    }

    /// The bytes of an entry, at most `limit`.
    fn read(&mut self, entry: &ZipEntry, limit: u64) -> Result<Vec<u8>, RescueFault> {
        let name = || entry.name.clone();
        if !entry.is_known() {
            return Err(RescueFault::Packed(name()));
        }
        if entry.size > limit || entry.size / UNPACKS > entry.packed {
            return Err(RescueFault::TooLarge(name()));
        }
        let mut bytes = Vec::new();
        let read = entry.checked(&mut self.file);
        let read = read.and_then(|mut it| it.read_to_end(&mut bytes));
        read.map_err(|_| RescueFault::Damaged(name()))?;
        Ok(bytes)
    }
}

/// The server into which a file is imported.
#[derive(Clone, Copy)]
pub(crate) struct Server<'a> {
    pub(crate) store: &'a Store,
    pub(crate) photos: &'a PhotoFiles,
    pub(crate) clock: &'a Clock,
}

/// Imports the file at `path` in the name of `by`.
pub(crate) async fn import(
    server: Server<'_>,
    by: &Person,
    path: PathBuf,
) -> Result<RescueReport, Problem> {
    let (mut archive, manifest, lines) = reading(move || {
        let mut archive = Archive::open(File::open(path)?)?;
        let manifest = text(&mut archive, MANIFEST)?;
        let lines = text(&mut archive, OPERATIONS)?;
        Ok((archive, manifest, lines))
    })
    .await?;
    let manifest = manifest_of(&manifest)?;
    let ops = operations(&lines)?;
    let person = person(server, manifest.person).await?;
    let mut report = RescueReport {
        person: person.name.clone(),
        applied: 0,
        known: 0,
        quarantined: Vec::new(),
        photos: 0,
        photos_known: 0,
        photos_refused: Vec::new(),
    };
    push_all(server, &manifest, ops, &mut report).await?;
    for entry in archive.entries.clone() {
        if entry.name.starts_with(PHOTOS) && !entry.is_folder() {
            archive = photo(server, archive, entry, person.id, &mut report).await?;
        }
    }
    let result = format!(
        "{} applied, {} known, {} quarantined, {} photos",
        report.applied,
        report.known,
        report.quarantined.len(),
        report.photos
    );
    let target = person.id.to_string();
    server
        .store
        .note(&by.login, "rescue", &target, &result)
        .await?;
    Ok(report)
}

fn unusable(detail: impl Into<String>) -> Problem {
    Problem::unusable("/problems/rescue", "Not a rescue file", detail)
}

fn of_fault(fault: RescueFault) -> Problem {
    match fault {
        RescueFault::Io(error) => of_io(error),
        other => unusable(other.to_string()),
    }
}

async fn reading<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RescueFault> + Send + 'static,
) -> Result<T, Problem> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(Problem::internal)?.map_err(of_fault)
}

/// A text in the zip. A missing one is returned as empty, which the caller then reports.
fn text(archive: &mut Archive, name: &str) -> Result<String, RescueFault> {
    let found = archive.entries.iter().find(|entry| entry.name == name);
    let Some(entry) = found.cloned() else {
        return Ok(String::new());
    };
    let bytes = archive.read(&entry, TEXT)?;
    String::from_utf8(bytes).map_err(|_| RescueFault::Damaged(name.to_owned()))
}

fn manifest_of(text: &str) -> Result<Manifest, Problem> {
    if text.is_empty() {
        return Err(unusable(format!("there is no {MANIFEST} in it")));
    }
    let manifest: Manifest =
        read(text).map_err(|error| unusable(format!("{MANIFEST}: {error}")))?;
    if manifest.version != VERSION {
        return Err(unusable(format!(
            "{MANIFEST}: version {} is none that this server knows",
            manifest.version
        )));
    }
    let fits = |through: u64| i64::try_from(through).is_ok();
    if let Some(device) = manifest.devices.iter().find(|it| !fits(it.through)) {
        return Err(unusable(format!(
            "{MANIFEST}: {} is out of range",
            device.through
        )));
    }
    Ok(manifest)
}

/// The operations, numbered from 1 for a new device, so that a fork in the tablet's numbers does
/// not matter.
fn operations(lines: &str) -> Result<Vec<(RescuedOp, PushOp)>, Problem> {
    let mut ops = Vec::new();
    for (at, line) in (1..).zip(lines.lines()) {
        let fault =
            |error: serde_json::Error| unusable(format!("{OPERATIONS}, line {at}: {error}"));
        let line: RescuedOp = read(line).map_err(fault)?;
        let op = PushOp {
            seq: at,
            op_id: line.op_id,
            body: RawValue::from_string(line.body.clone()).map_err(fault)?,
        };
        ops.push((line, op));
    }
    Ok(ops)
}

/// The inspector whose file it is. The account may be locked, since that is when files are saved.
async fn person(server: Server<'_>, id: UserId) -> Result<Person, Problem> {
    let accounts = server.store.accounts().await?;
    let account = accounts.into_iter().find(|it| it.person.id == id);
    let person = account.map(|account| account.person).ok_or_else(|| {
        unusable(format!(
            "{MANIFEST}: person {id} has no account on this server"
        ))
    })?;
    if person.may(Right::Inspect) {
        Ok(person)
    } else {
        Err(unusable(format!(
            "{MANIFEST}: {} is no inspector",
            person.login
        )))
    }
}

async fn push_all(
    server: Server<'_>,
    manifest: &Manifest,
    ops: Vec<(RescuedOp, PushOp)>,
    report: &mut RescueReport,
) -> Result<(), Problem> {
    let nobody = Viewer {
        user: manifest.person,
        supervisor: false,
    };
    let epoch = server.store.pull(nobody, "", 0, 1).await?.epoch;
    let device = DeviceId(uuid::Uuid::now_v7());
    let (succeeds, older) = match manifest.devices.split_first() {
        Some((first, older)) => (Some(first.clone()), older),
        None => (None, [].as_slice()),
    };
    let received = server.clock.moment();
    let mut ops = ops.into_iter().peekable();
    while ops.peek().is_some() {
        let (lines, batch): (Vec<RescuedOp>, Vec<PushOp>) = ops.by_ref().take(MAX_OPS).unzip();
        let pushing = Pushing {
            by: manifest.person,
            push: Push {
                device,
                succeeds: succeeds.clone(),
                older: older.iter().take(MAX_OLDER).cloned().collect(),
                epoch: epoch.clone(),
                // The file has waited, so the error of the tablet's clock is unknown.
                clock: received,
                ops: batch,
            },
            received,
            by_rescue: true,
        };
        match server.store.push(pushing).await? {
            PushAnswer::Pushed(pushed) => {
                for (line, result) in lines.iter().zip(pushed.results) {
                    count(report, line, result);
                }
            }
            // This happens only if the server is restored meanwhile; importing the file again then
            // works.
            PushAnswer::Conflict(_) => return Err(Problem::unavailable()),
            PushAnswer::Revoked => return Err(Problem::internal("a new device is barred")),
        }
    }
    Ok(())
}

fn count(report: &mut RescueReport, line: &RescuedOp, result: OpResult) {
    match (result.outcome, result.quarantine) {
        (OutcomeKind::Applied, _) => report.applied += 1,
        (OutcomeKind::Quarantined, Some(quarantine)) => report.quarantined.push(Unusable {
            seq: line.seq,
            op_id: line.op_id,
            quarantine,
        }),
        (OutcomeKind::Duplicate, _) | (OutcomeKind::Quarantined, None) => report.known += 1,
    }
}

/// Stores a photo, or reports why not. The archive is passed in and returned, since reading it
/// blocks.
async fn photo(
    server: Server<'_>,
    mut archive: Archive,
    entry: ZipEntry,
    user: UserId,
    report: &mut RescueReport,
) -> Result<Archive, Problem> {
    let name = entry.name.clone();
    let (archive, looked) = reading(move || {
        let looked = look(&mut archive, &entry);
        Ok((archive, looked))
    })
    .await?;
    let (sha256, media_type, bytes) = match looked {
        Ok(found) => found,
        Err(why) => {
            report.photos_refused.push(RefusedPhoto { name, why });
            return Ok(archive);
        }
    };
    let upload = Upload {
        length: bytes.len() as u64,
        media_type: media_type.to_owned(),
        verified: false,
    };
    let _turn = server.photos.turn(&sha256).await;
    let now = server.clock.now();
    let known = server.store.announce(user, &sha256, upload, now).await?;
    if known.verified {
        report.photos_known += 1;
        return Ok(archive);
    }
    let (photos, whole) = (server.photos.clone(), sha256.clone());
    blocking(move || {
        // The complete file replaces the part that the tablet had uploaded.
        photos.discard(user, &whole)?;
        photos.append(user, &whole, &bytes)?;
        photos.keep(user, &whole)
    })
    .await?;
    server.store.verified(user, &sha256, now).await?;
    report.photos += 1;
    Ok(archive)
}

fn look(
    archive: &mut Archive,
    entry: &ZipEntry,
) -> Result<(String, &'static str, Vec<u8>), PhotoFault> {
    let named = entry.name.strip_prefix(PHOTOS).unwrap_or_default();
    let bytes = archive
        .read(entry, MAX_PHOTO)
        .map_err(|fault| match fault {
            RescueFault::TooLarge(_) => PhotoFault::TooLarge,
            _ => PhotoFault::Altered,
        })?;
    let sha256 = files::sha256(&bytes);
    if sha256 != named {
        return Err(PhotoFault::Altered);
    }
    let picture = picture::photo(&bytes).ok_or(PhotoFault::NoPicture)?;
    Ok((sha256, picture.media_type, bytes))
}
