//! Photos from the camera and from the album: with a time of their own or none, upside down,
//! transparent, long, many at once, and files that are no photo. Also opened large, withdrawn and
//! restored.

use std::fs::{File, write};
use std::ops::Deref;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use anyhow::{Result, ensure};
use fantoccini::Locator;
use serde_json::{Value, json};
use tests::steps::{PASSWORD, SUPERVISOR};
use tests::{Browser, Device, Engine, pictures};

use crate::field::{Field, WHEELCHAIR, row};

const SOON: Duration = Duration::from_secs(20);
/// A day in November, at noon in China.
const NOON: u64 = 1_794_110_400;

/// Records the text drawn into pictures, and how many files are decoded at once.
const LISTEN: &str = "(() => {
    window.stamps = [];
    window.open_now = window.open_most = 0;
    const write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
      window.stamps.push(text);
      return write.call(this, text, ...rest);
    };
    const files = new Set();
    const more = (key) => {
      files.add(key);
      window.open_most = Math.max(window.open_most, files.size);
    };
    const make = URL.createObjectURL, drop = URL.revokeObjectURL;
    URL.createObjectURL = (thing) => {
      const url = make(thing);
      if (thing instanceof File) more(url);
      return url;
    };
    URL.revokeObjectURL = (url) => { files.delete(url); drop(url); };
    const decode = window.createImageBitmap;
    window.createImageBitmap = async (thing, ...rest) => {
      more(thing);
      try { return await decode(thing, ...rest); } finally { files.delete(thing); }
    };
  })()";

/// A tablet in a visit without a network, with a finding in the first row.
struct Visit {
    field: Field,
}

impl Deref for Visit {
    type Target = Field;
    fn deref(&self) -> &Field {
        &self.field
    }
}

impl Visit {
    async fn begin() -> Result<Self> {
        let mut field = Field::begun(Engine::Chromium, Device::TABLET).await?;
        field.server.stop().await?;
        field.answer(WHEELCHAIR, "issue").await?;
        field.tablet.eval(LISTEN).await?;
        Ok(Self { field })
    }

    fn inside(&self, testid: &str) -> String {
        row(WHEELCHAIR, testid)
    }

    /// A file with this modification time, in seconds since 1970.
    fn file(&self, name: &str, bytes: &[u8], modified: u64) -> Result<PathBuf> {
        let path = self.folder.path().join(name);
        write(&path, bytes)?;
        let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(modified);
        File::options()
            .write(true)
            .open(&path)?
            .set_modified(modified)?;
        Ok(path)
    }

    async fn choose(&self, testid: &str, files: &[PathBuf]) -> Result<()> {
        let paths: Vec<&str> = files.iter().filter_map(|it| it.to_str()).collect();
        let input = self.tablet.wait_for(&self.inside(testid)).await?;
        Ok(input.send_keys(&paths.join("\n")).await?)
    }

    async fn photos(&self, number: usize) -> Result<()> {
        let what = format!("{number} photos are kept");
        let kept = tests::eventually(&what, SOON, async || {
            let photos = self.tablet.count(&self.inside("photo")).await?;
            let saving = self.tablet.count(&self.inside("photo-saving")).await?;
            Ok((photos == number && saving == 0).then_some(()))
        });
        if let Err(error) = kept.await {
            let said = self.tablet.text(&self.inside("photo-fault")).await?;
            let errors = self.tablet.console_errors().await?;
            return Err(error.context(format!("{said}; {errors:#?}")));
        }
        Ok(())
    }

    async fn last_stamp(&self) -> Result<String> {
        let stamp = self.tablet.eval("window.stamps.at(-1) ?? ''").await?;
        Ok(stamp.as_str().unwrap_or_default().to_owned())
    }

    /// The sides of the last photo shown, and its pixel at a relative position.
    async fn look(&self, x: f64, y: f64) -> Result<Value> {
        let script = format!(
            "(async () => {{
                const image = [...document.querySelectorAll({:?})].at(-1);
                await image.decode();
                const canvas = document.createElement('canvas');
                const {{ naturalWidth: width, naturalHeight: height }} = image;
                Object.assign(canvas, {{ width, height }});
                const context = canvas.getContext('2d');
                context.drawImage(image, 0, 0);
                const pixel = context.getImageData({x} * width, {y} * height, 1, 1).data;
                return {{ width, height, pixel: [...pixel] }};
            }})()",
            format!("{} img", self.inside("photo"))
        );
        self.tablet.eval(&script).await
    }
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn photos_of_the_album_bear_their_own_time() -> Result<()> {
    let visit = Visit::begin().await?;
    // The photo's own time, and turned upright.
    let exif = visit.file("IMG_1.jpg", &pictures::upright("2026:11:01 08:15:00"), NOON)?;
    visit
        .choose("photo-file", std::slice::from_ref(&exif))
        .await?;
    visit.photos(1).await?;
    let stamp = visit.last_stamp().await?;
    ensure!(
        stamp.starts_with("相册 2026-11-01 08:15:00 罗村"),
        "{stamp}"
    );
    visit
        .tablet
        .wait_text(&visit.inside("photo-state"), "11月1日 08:15")
        .await?;
    let seen = visit.look(0.5, 0.5).await?;
    ensure!(
        (&seen["width"], &seen["height"]) == (&json!(1200), &json!(1600)),
        "{seen}"
    );

    // Without a time in the picture, the file's time; transparent pixels become white.
    let clear = pictures::png(
        400,
        300,
        |x, _| if x < 200 { [0; 4] } else { [200, 0, 0, 255] },
    )?;
    let clear = visit.file("clear.png", &clear, NOON)?;
    visit.choose("photo-file", &[clear]).await?;
    visit.photos(2).await?;
    let stamp = visit.last_stamp().await?;
    ensure!(stamp.starts_with("相册 2026-11-08 "), "{stamp}");
    let seen = visit.look(0.2, 0.3).await?;
    ensure!(seen["pixel"] == json!([255, 255, 255, 255]), "{seen}");

    // A long picture, as phones make of a chat.
    let long = pictures::png(540, 6200, |x, y| [x as u8, y as u8, 0, 255])?;
    let long = visit.file("long.png", &long, NOON)?;
    visit.choose("photo-file", &[long]).await?;
    visit.photos(3).await?;
    let seen = visit.look(0.5, 0.5).await?;
    ensure!(seen["width"] == 540, "{seen}");

    // From the camera, now.
    let now = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)?
        .as_secs();
    let taken = visit.file("camera.jpg", pictures::CAMERA, now)?;
    visit.choose("photo-camera", &[taken]).await?;
    visit.photos(4).await?;
    let stamp = visit.last_stamp().await?;
    ensure!(!stamp.contains("相册") && stamp.contains("罗村"), "{stamp}");
    // Some browsers offer the album instead of the camera.
    visit.choose("photo-camera", &[exif]).await?;
    visit.photos(5).await?;
    let stamp = visit.last_stamp().await?;
    ensure!(stamp.starts_with("相册 2026-11-01 08:15:00"), "{stamp}");

    // A copy made just for choosing has no time of its own, so the photo has none: not in the
    // picture, not beside it, and not at the office's desk.
    let copied = pictures::png(300, 300, |x, _| [x as u8, 90, 90, 255])?;
    let copied = visit.file("copied.png", &copied, now + 60)?;
    visit.choose("photo-file", &[copied]).await?;
    visit.photos(6).await?;
    let stamp = visit.last_stamp().await?;
    ensure!(stamp.starts_with("相册 时间不详 罗村"), "{stamp}");
    let states = format!(
        "[...document.querySelectorAll({:?})].map((it) => it.textContent)",
        visit.inside("photo-state")
    );
    let states = visit.tablet.eval(&states).await?;
    let states = states.as_array().map(Vec::as_slice).unwrap_or_default();
    let undated = |it: &&Value| {
        it.as_str()
            .is_some_and(|it| it.starts_with("相册 时间不详"))
    };
    ensure!(states.iter().filter(undated).count() == 1, "{states:?}");
    Ok(())
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn what_is_no_photo_is_told_by_its_name_and_many_are_taken_one_by_one() -> Result<()> {
    let visit = Visit::begin().await?;
    let mut heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    heic.extend([0; 2000]);
    let files = [
        visit.file("a.heic", &heic, NOON)?,
        visit.file("b.jpg", b"hello, hello, hello", NOON)?,
        visit.file("c.png", &pictures::head(30_000, 30_000)?, NOON)?,
        visit.file("d.jpg", &pictures::upright("2026:11:01 08:15:00"), NOON)?,
        visit.file("e.jpg", &pictures::upright("2026:11:01 08:16:00"), NOON)?,
        visit.file("f.jpg", &pictures::upright("2026:11:01 08:17:00"), NOON)?,
    ];
    visit.choose("photo-file", &files).await?;
    visit.photos(3).await?;
    let found = visit
        .tablet
        .client
        .find_all(Locator::Css(&visit.inside("photo-fault")))
        .await?;
    let mut said = Vec::new();
    for fault in found {
        said.push(fault.text().await?);
    }
    let wanted = [
        ("a.heic", "JPEG"),
        ("b.jpg", "不是图片"),
        ("c.png", "900 百万像素"),
    ];
    ensure!(said.len() == wanted.len(), "{said:#?}");
    for ((name, words), said) in wanted.iter().zip(&said) {
        ensure!(said.contains(name) && said.contains(words), "{said}");
    }
    let most = visit.tablet.eval("window.open_most").await?;
    ensure!(most == 1, "{most} were decoded at once");
    Ok(())
}

/// Delays reading files until the test opens the gate.
const GATE: &str = "
    const read = Blob.prototype.arrayBuffer;
    const gate = new Promise((open) => { window.openGate = open; });
    Blob.prototype.arrayBuffer = async function () { await gate; return read.call(this); };";

/// A file that is no photo is reported even if the person has left its row.
#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_fault_is_told_though_its_row_was_left() -> Result<()> {
    let visit = Visit::begin().await?;
    visit
        .tablet
        .eval(&format!("(() => {{ {GATE} }})()"))
        .await?;
    let letter = visit.file("letter.jpg", b"Dear Sir", NOON)?;
    visit.choose("photo-file", &[letter]).await?;
    visit.tablet.wait_for(&visit.inside("photo-saving")).await?;
    visit.tablet.tap("go-finish").await?;
    visit.tablet.wait_for("hand-in").await?;
    visit.tablet.eval("openGate()").await?;
    visit.tablet.wait_text("toasts", "letter.jpg").await
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_photo_for_which_there_is_no_room_says_so_and_is_not_half_kept() -> Result<()> {
    let Visit { field } = Visit::begin().await?;
    let address = field.address().await?;
    // The browser checks the quota when it opens the store.
    let field = field.start_again().await?;
    let visit = Visit { field };
    let full = json!({ "origin": visit.server.url(""), "quotaSize": 1 });
    visit
        .tablet
        .cdp("Storage.overrideQuotaForOrigin", full)
        .await?;
    visit.tablet.open(&address).await?;
    visit.tablet.wait_for(&visit.inside("finding")).await?;
    // A refused photo never shows, not even for a moment.
    let watch = "void (window.shown = 0, new MutationObserver(all => window.shown += all\
                 .flatMap(it => [...it.addedNodes]).filter(it => it.querySelector\
                 && (it.matches('[data-testid=photo]') || it.querySelector('[data-testid=photo]')))\
                 .length).observe(document.body, { childList: true, subtree: true }))";
    visit.tablet.eval(watch).await?;
    let file = visit.file("g.jpg", pictures::CAMERA, NOON)?;
    visit.choose("photo-file", &[file]).await?;
    visit
        .tablet
        .wait_text(&visit.inside("photo-fault"), "存储空间不足")
        .await?;
    visit.photos(0).await?;
    let shown = visit.tablet.eval("window.shown").await?;
    ensure!(shown == 0, "a photo showed that was not kept");
    visit.tablet.open(&address).await?;
    visit.tablet.wait_for(&visit.inside("finding")).await?;
    visit.photos(0).await
}

#[tokio::test]
#[ignore = "needs a built server and site: cargo xtask test"]
async fn a_photo_is_opened_large_taken_back_and_set_back() -> Result<()> {
    let mut visit = Visit::begin().await?;
    let file = visit.file("a.jpg", &pictures::upright("2026:11:01 08:15:00"), NOON)?;
    visit.choose("photo-file", &[file]).await?;
    visit.photos(1).await?;
    let tablet = &visit.field.tablet;
    let (open, take_back) = (visit.inside("photo-open"), visit.inside("photo-take-back"));
    tablet.tap(&open).await?;
    let whole = format!("{} img", visit.inside("photo-sheet"));
    tablet.wait_pictures(&whole, 1).await?;
    let width = format!("document.querySelector({whole:?}).getBoundingClientRect().width");
    let width = tablet.eval(&width).await?.as_f64().unwrap_or_default();
    ensure!(width > 400.0, "no larger than {width} px");
    tablet.tap(&take_back).await?;
    visit.photos(0).await?;
    tablet.tap("toast-action").await?;
    visit.photos(1).await?;
    tablet.wait_pictures(&visit.inside("photo"), 1).await?;
    // Both photo and finding are on the disk.
    tablet.client.refresh().await?;
    tablet.wait_ready().await?;
    visit.photos(1).await?;

    // One of two photos is withdrawn: its bytes are not sent, and nothing waits for them.
    let other = visit.file("b.jpg", &pictures::upright("2026:11:01 08:16:00"), NOON)?;
    visit.choose("photo-file", &[other]).await?;
    visit.photos(2).await?;
    tablet.tap(&open).await?;
    tablet.tap(&take_back).await?;
    visit.photos(1).await?;
    tablet.tap("go-finish").await?;
    tablet.tap("answer-signed").await?;
    tablet.fill("site-answer-words", "王芳").await?;
    tablet.tap("hand-in").await?;
    // Most rows are unchecked, so the page asks again.
    tablet.tap("hand-in-anyway").await?;
    tablet.wait_gone("hand-in").await?;
    visit.field.server.resume().await?;
    visit.drained().await?;
    let desk = Browser::start(&visit.folder.path().join("desk"), Device::DESKTOP).await?;
    desk.sign_in(&visit.server.url(""), SUPERVISOR, PASSWORD)
        .await?;
    desk.open(&visit.server.url("/review")).await?;
    desk.tap("review-item").await?;
    desk.wait_pictures("review-photo", 1).await?;
    ensure!(desk.count("review-photo").await? == 1, "the other is shown");
    ensure!(
        desk.count("photo-missing").await? == 0,
        "the other is waited for"
    );
    desk.expect_healthy().await
}
