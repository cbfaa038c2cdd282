//! After a panic the program is gone, and a page that looks alive would take taps that are never
//! kept. So the page is covered, with plain words and a way to load it again.

use std::panic;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlElement};

use crate::worker;

/// Installs the hook.
pub(crate) fn cover_the_page() {
    panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        if let Err(error) = cover().and_then(|()| worker::page_has_failed()) {
            web_sys::console::error_1(&error);
        }
    }));
}

/// Everything is set through the object model, since the policy forbids style attributes, and the
/// button is a link, since no code of ours can answer a tap any more. The translations died with
/// the program: both languages are here.
fn cover() -> Result<(), JsValue> {
    let window = web_sys::window().ok_or("no window")?;
    let document = window.document().ok_or("no document")?;
    let root = document.document_element().ok_or("no root")?;

    let cover = element(
        &document,
        "div",
        &[
            ("position", "fixed"),
            ("inset", "0"),
            ("z-index", "2147483647"),
            ("overflow", "auto"),
            ("padding", "15vh 24px 24px"),
            ("background", "#ffffff"),
            ("color", "#1a1a1a"),
            ("font", "18px/1.6 system-ui, sans-serif"),
            ("text-align", "center"),
        ],
    )?;
    cover.set_attribute("role", "alertdialog")?;
    cover.set_attribute("data-testid", "panic")?;

    let texts = [
        (
            "zh-CN",
            "页面出错了",
            "凡显示“已保存”的内容均已存入本机，不会丢失。请重新加载后继续。",
        ),
        (
            "en",
            "This page has failed",
            "Whatever was shown as saved is kept on this device. Reload the page to go on.",
        ),
    ];
    for (language, title, text) in texts {
        let section = element(
            &document,
            "section",
            &[("max-width", "34em"), ("margin", "0 auto 24px")],
        )?;
        section.set_lang(language);
        let heading = element(
            &document,
            "h1",
            &[("font-size", "24px"), ("margin", "0 0 8px")],
        )?;
        heading.set_text_content(Some(title));
        let words = element(&document, "p", &[("margin", "0")])?;
        words.set_text_content(Some(text));
        section.append_child(&heading)?;
        section.append_child(&words)?;
        cover.append_child(&section)?;
    }

    let reload = element(
        &document,
        "a",
        &[
            ("display", "inline-block"),
            ("min-width", "48px"),
            ("padding", "12px 32px"),
            ("border-radius", "6px"),
            ("background", "#0b5cad"),
            ("color", "#ffffff"),
            ("text-decoration", "none"),
        ],
    )?;
    let here = window.location();
    reload.set_attribute("href", &(here.pathname()? + &here.search()?))?;
    reload.set_attribute("role", "button")?;
    reload.set_text_content(Some("重新加载 · Reload"));
    cover.append_child(&reload)?;

    // Beside the body, which the failed program may have left in any state.
    root.append_child(&cover)?;
    reload.focus()
}

fn element(
    document: &Document,
    name: &str,
    style: &[(&str, &str)],
) -> Result<HtmlElement, JsValue> {
    let element: HtmlElement = document.create_element(name)?.unchecked_into();
    for (property, value) in style {
        element.style().set_property(property, value)?;
    }
    Ok(element)
}
