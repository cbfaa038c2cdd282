//! What a person does on a page.
//!
//! Elements are found by `data-testid`, never by their words. Anything with a bracket in it is a
//! CSS selector, for one element among several.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use fantoccini::Locator;
use fantoccini::elements::Element;
use fantoccini::error::CmdError;

use crate::{Browser, eventually};

/// How long a page may take to show something, on a busy machine and without optimisation.
const PATIENCE: Duration = Duration::from_secs(20);

/// The password of every account of the demo.
pub const PASSWORD: &str = "Xuncha-2026";
/// An inspector of the demo, 李霞.
pub const INSPECTOR: &str = "lixia";
/// A supervisor of the demo, 赵敏.
pub const SUPERVISOR: &str = "zhaomin";
/// A town of the demo, 罗村镇.
pub const TOWN: &str = "luocun";

pub(crate) fn css(what: &str) -> String {
    if what.contains('[') {
        what.to_owned()
    } else {
        format!("[data-testid={what:?}]")
    }
}

impl Browser {
    /// Waits until the page answers taps.
    ///
    /// # Errors
    /// The page never does; the error shows the console's errors.
    pub async fn wait_ready(&self) -> Result<()> {
        let ready = "document.documentElement.hasAttribute('data-ready')";
        let waited = eventually("the page answers taps", PATIENCE, async || {
            Ok((self.eval(ready).await? == true).then_some(()))
        });
        if let Err(error) = waited.await {
            let errors = self.console_errors().await.unwrap_or_default();
            return Err(error.context(errors.join("\n")));
        }
        Ok(())
    }

    /// Opens an address and waits until the page answers taps.
    ///
    /// # Errors
    /// The page cannot be loaded or never answers.
    pub async fn open(&self, url: &str) -> Result<()> {
        self.goto(url).await?;
        self.wait_ready().await
    }

    /// Reloads the page as a person does, and waits until it answers taps. In Firefox the driver's
    /// own reload bypasses the service worker.
    ///
    /// # Errors
    /// The page never answers.
    pub async fn reload(&self) -> Result<()> {
        self.eval("void (window.before = true, setTimeout(() => location.reload()))")
            .await?;
        self.wait_reloaded().await
    }

    /// Waits for the page that replaces one in which `window.before` was set.
    ///
    /// # Errors
    /// No new page appears.
    pub async fn wait_reloaded(&self) -> Result<()> {
        let anew =
            "window.before === undefined && document.documentElement.hasAttribute('data-ready')";
        eventually("the page is loaded again", PATIENCE, async || {
            // While the page changes, a script may fail because the old page is gone.
            let answer = self.eval(anew).await;
            Ok(answer.is_ok_and(|it| it == true).then_some(()))
        })
        .await
    }

    /// Waits for an element.
    ///
    /// # Errors
    /// The element does not appear.
    pub async fn wait_for(&self, testid: &str) -> Result<Element> {
        let found = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(&css(testid)))
            .await;
        match found {
            Ok(element) => Ok(element),
            Err(error) => {
                let page = self.page().await;
                Err(error).with_context(|| format!("no {testid} on the page: {page}"))
            }
        }
    }

    /// Waits until the text of an element contains `words`.
    ///
    /// # Errors
    /// The text never does; the error shows the last text.
    pub async fn wait_text(&self, testid: &str, words: &str) -> Result<()> {
        let mut last = String::new();
        let waited = eventually(words, PATIENCE, async || {
            last = self.text(testid).await?;
            Ok(last.contains(words).then_some(()))
        });
        waited
            .await
            .with_context(|| format!("{testid} says {last:?}"))
    }

    /// Waits until an element is gone.
    ///
    /// # Errors
    /// The element stays.
    pub async fn wait_gone(&self, testid: &str) -> Result<()> {
        let awaited = format!("{testid} goes away");
        let gone = eventually(&awaited, PATIENCE, async || {
            // A page that is being loaded cannot be queried.
            Ok(self
                .count(testid)
                .await
                .is_ok_and(|it| it == 0)
                .then_some(()))
        });
        match gone.await {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(self.page().await)),
        }
    }

    /// The page's text and the console's errors, for the error of a test.
    async fn page(&self) -> String {
        let page = self
            .eval("location.pathname + '\\n' + document.body.innerText")
            .await;
        let errors = self.console_errors().await;
        format!("{page:?}, console {errors:?}")
    }

    /// The number of matching elements.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn count(&self, testid: &str) -> Result<usize> {
        // One script, because an element that was found may be gone before it is counted.
        let script = format!("document.querySelectorAll({:?}).length", css(testid));
        let count = self.eval(&script).await?.as_u64().context("no number")?;
        Ok(usize::try_from(count)?)
    }

    /// The text of an element; empty while there is no such element.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn text(&self, testid: &str) -> Result<String> {
        // One script, because the page may replace the element between finding and reading it.
        let script = format!("document.querySelector({:?})?.innerText ?? ''", css(testid));
        Ok(self
            .eval(&script)
            .await?
            .as_str()
            .unwrap_or_default()
            .to_owned())
    }

    /// Taps an element, once it can be tapped.
    ///
    /// # Errors
    /// The element does not appear, or stays covered.
    pub async fn tap(&self, testid: &str) -> Result<()> {
        let mut last = None;
        let what = format!("{testid} can be tapped");
        let tapped = eventually(&what, PATIENCE, async || {
            let element = self.wait_for(testid).await?;
            match self.click(&element).await {
                Ok(()) => Ok(Some(())),
                Err(error) => {
                    last = Some(error);
                    Ok(None)
                }
            }
        });
        tapped.await.with_context(|| format!("{last:?}"))
    }

    /// Scrolls the element away from the bars at the edges, waits until it no longer moves, and
    /// clicks. A driver aims before it clicks, so it would miss a sheet that still rises. A page
    /// that is not yet drawn has no frames.
    async fn click(&self, element: &Element) -> Result<(), CmdError> {
        let scroll = "const [element, told] = arguments;\
            element.scrollIntoView({ block: 'center', behavior: 'instant' });\
            const place = () => JSON.stringify(element.getBoundingClientRect());\
            const rest = before => {\
                let looked = false;\
                const look = () => {\
                    if (looked) return;\
                    looked = true;\
                    const now = place();\
                    now === before ? told() : rest(now);\
                };\
                requestAnimationFrame(look);\
                setTimeout(look, 100);\
            };\
            rest(place());";
        self.client
            .execute_async(scroll, vec![serde_json::to_value(element)?])
            .await?;
        element.click().await
    }

    /// Taps the element whose text contains `words`, among several that match `what`.
    ///
    /// # Errors
    /// There is no such element.
    pub async fn tap_words(&self, what: &str, words: &str) -> Result<()> {
        self.wait_for(what).await?;
        let mut last = None;
        let awaited = format!("{what} says {words}");
        let tapped = eventually(&awaited, PATIENCE, async || {
            match self.tap_one(what, words).await {
                Ok(true) => return Ok(Some(())),
                Ok(false) => {}
                // The element was just drawn again, or something covers it.
                Err(error) => last = Some(error),
            }
            Ok(None)
        });
        tapped.await.with_context(|| format!("{last:?}"))
    }

    async fn tap_one(&self, what: &str, words: &str) -> Result<bool, CmdError> {
        for element in self.client.find_all(Locator::Css(&css(what))).await? {
            if element.text().await?.contains(words) {
                self.click(&element).await?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// An attribute of an element; nothing while there is no such element or attribute.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn attribute(&self, what: &str, name: &str) -> Result<Option<String>> {
        let script = format!(
            "document.querySelector({:?})?.getAttribute({name:?}) ?? null",
            css(what)
        );
        Ok(self.eval(&script).await?.as_str().map(str::to_owned))
    }

    /// Waits until an attribute has this value.
    ///
    /// # Errors
    /// The attribute does not within `limit`; the error shows its last value.
    pub async fn wait_attribute(
        &self,
        what: &str,
        name: &str,
        value: &str,
        limit: Duration,
    ) -> Result<()> {
        let mut last = None;
        let awaited = format!("{what} has {name}={value}");
        let waited = eventually(&awaited, limit, async || {
            last = self.attribute(what, name).await?;
            Ok((last.as_deref() == Some(value)).then_some(()))
        });
        waited.await.with_context(|| format!("it is {last:?}"))
    }

    /// Waits until `number` pictures are shown in the element.
    ///
    /// # Errors
    /// A picture is missing or broken.
    pub async fn wait_pictures(&self, what: &str, number: usize) -> Result<()> {
        let script = format!(
            "[...document.querySelectorAll({:?})].flatMap(e => e.matches('img') ? [e] : [...e.querySelectorAll('img')])\
             .map(image => (image.scrollIntoView(), image)).filter(image => image.complete && image.naturalWidth > 0).length",
            css(what)
        );
        let awaited = format!("{number} pictures in {what}");
        let shown = eventually(&awaited, PATIENCE, async || {
            Ok((self.eval(&script).await? == number).then_some(()))
        });
        match shown.await {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(self.page().await)),
        }
    }

    /// Chooses a file in a file field, as if just taken with the camera.
    ///
    /// # Errors
    /// There is no such field or file.
    pub async fn choose_file(&self, testid: &str, file: &Path) -> Result<()> {
        ensure!(file.is_file(), "{} is no file", file.display());
        let path = file.to_str().context("a path that is not UTF-8")?;
        Ok(self.wait_for(testid).await?.send_keys(path).await?)
    }

    /// Signs in by the sign-in page, and waits for the next page.
    ///
    /// # Errors
    /// Signing in is refused, or the next page does not appear.
    pub async fn sign_in(&self, site: &str, login: &str, password: &str) -> Result<()> {
        self.open(&format!("{site}/sign-in")).await?;
        self.fill("sign-in-login", login).await?;
        self.fill("sign-in-password", password).await?;
        self.tap("sign-in-submit").await?;
        self.wait_gone("sign-in-submit").await?;
        self.wait_ready().await
    }

    /// The build id of the document on the screen.
    ///
    /// # Errors
    /// The document has no build id.
    pub async fn build(&self) -> Result<String> {
        let script = "document.querySelector('meta[name=xuncha-build]')?.content ?? null";
        let build = self.eval(script).await?;
        Ok(build
            .as_str()
            .context("the document names no build")?
            .to_owned())
    }

    /// Whether the document is the shell that the service worker keeps.
    ///
    /// # Errors
    /// The browser is gone.
    pub async fn is_shell(&self) -> Result<bool> {
        Ok(self
            .eval("document.querySelector('[data-shell]') !== null")
            .await?
            == true)
    }

    /// Waits until the service worker has installed everything and controls the page.
    ///
    /// # Errors
    /// The service worker does not; the error shows the console's errors.
    pub async fn wait_installed(&self) -> Result<()> {
        let active = "navigator.serviceWorker.controller?.state === 'activated'";
        let waited = eventually(
            "the service worker controls the page",
            PATIENCE,
            async || Ok((self.eval(active).await? == true).then_some(())),
        );
        if let Err(error) = waited.await {
            return Err(error.context(self.console_errors().await?.join("\n")));
        }
        Ok(())
    }

    /// Fails if a page has panicked or its console holds errors.
    ///
    /// # Errors
    /// A page has panicked, or the console holds errors.
    pub async fn expect_healthy(&self) -> Result<()> {
        ensure!(
            self.count("panic").await? == 0,
            "{}",
            self.text("panic").await?
        );
        let errors = self.console_errors().await?;
        ensure!(
            errors.is_empty(),
            "errors in the console:\n{}",
            errors.join("\n")
        );
        Ok(())
    }
}
