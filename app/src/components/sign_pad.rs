//! A field for a handwritten signature by finger, pen or mouse.

use crate::language::use_words;
use leptos::ev::PointerEvent;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// The bitmap's greatest width in pixels: enough for any screen, at some ten kilobytes.
const WIDEST: f64 = 1600.0;
/// The width of a line as a fraction of the field's width.
const PEN: f64 = 1.0 / 160.0;
/// The same colours in the dark theme: the signature is read on paper later.
const INK: &str = "#18212c";
const PAPER: &str = "#ffffff";

/// The drawing in a [`SignPad`]: a handle that is cheap to copy.
#[derive(Clone, Copy, Default)]
pub struct Pad {
    canvas: NodeRef<html::Canvas>,
    drawn: RwSignal<bool>,
}

impl Pad {
    /// The canvas; `None` while nothing is drawn.
    pub fn drawn(self) -> Option<HtmlCanvasElement> {
        let canvas = self.canvas.get_untracked()?;
        self.drawn.get_untracked().then_some(canvas)
    }

    /// Whether something is drawn; tracks the drawing.
    pub fn is_drawn(self) -> bool {
        self.drawn.get()
    }

    /// The canvas and its pen, with a bitmap in the device's pixels. The first line makes the
    /// bitmap: turning the screen later only scales the drawing.
    fn pen(self) -> Option<(HtmlCanvasElement, CanvasRenderingContext2d)> {
        let canvas = self.canvas.get_untracked()?;
        let pen: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
        if !self.drawn.get_untracked() {
            let (width, height) = (
                f64::from(canvas.client_width()),
                f64::from(canvas.client_height()),
            );
            if width < 1.0 {
                return None;
            }
            let scale = window().device_pixel_ratio().min(WIDEST / width);
            canvas.set_width((width * scale) as u32);
            canvas.set_height((height * scale) as u32);
            pen.set_fill_style_str(PAPER);
            pen.fill_rect(0.0, 0.0, width * scale, height * scale);
            pen.set_stroke_style_str(INK);
            pen.set_line_width(width * scale * PEN);
            pen.set_line_cap("round");
            pen.set_line_join("round");
        }
        Some((canvas, pen))
    }

    /// Begins or continues a line at the pointer.
    fn draw(self, event: &PointerEvent, begins: bool) {
        let Some((canvas, pen)) = self.pen() else {
            return;
        };
        let scale = f64::from(canvas.width()) / f64::from(canvas.client_width()).max(1.0);
        let at = |offset: i32| f64::from(offset) * scale;
        let (x, y) = (at(event.offset_x()), at(event.offset_y()));
        if begins {
            // If this fails, a line ends at the field's edge; nothing else depends on it.
            let _ = canvas.set_pointer_capture(event.pointer_id());
            pen.begin_path();
            pen.move_to(x, y);
        }
        pen.line_to(x, y);
        pen.stroke();
        self.drawn.set(true);
    }

    /// Clears the field.
    fn clear(self) {
        if let Some(canvas) = self.canvas.get_untracked() {
            // Setting a size empties the bitmap.
            canvas.set_width(canvas.width());
        }
        self.drawn.set(false);
    }
}

/// The field with a button that clears it. Whoever cannot draw types the name in the field beside
/// it.
#[component]
pub fn SignPad(
    /// The drawing.
    pad: Pad,
) -> impl IntoView {
    let i18n = use_words();
    // Showing the field again makes a new, empty canvas.
    pad.drawn.set(false);
    let drawing = StoredValue::new(false);
    view! {
        <div class="field">
            <p class="field-hint">{td_string!(i18n, common.signature_hint)}</p>
            <canvas
                node_ref=pad.canvas
                class="sign-pad"
                role="img"
                aria-label=td_string!(i18n, common.signature_pad)
                data-testid="sign-pad"
                data-drawn=move || pad.drawn.get().to_string()
                on:pointerdown=move |event: PointerEvent| {
                    // Ignore a second finger and other mouse buttons.
                    if event.is_primary() && event.button() == 0 {
                        drawing.set_value(true);
                        pad.draw(&event, true);
                    }
                }
                on:pointermove=move |event: PointerEvent| {
                    if event.is_primary() && drawing.get_value() {
                        pad.draw(&event, false);
                    }
                }
                on:pointerup=move |_| drawing.set_value(false)
                on:pointercancel=move |_| drawing.set_value(false)
            ></canvas>
            <button
                type="button"
                class="button button-quiet"
                data-testid="sign-clear"
                disabled=move || !pad.drawn.get()
                on:click=move |_| pad.clear()
            >
                {td_string!(i18n, common.signature_clear)}
            </button>
        </div>
    }
    .into_any()
}
