//! A field to sign in by finger, pen or mouse.

use crate::language::use_words;
use leptos::ev::PointerEvent;
use leptos::html;
use leptos::prelude::*;
use leptos_i18n::td_string;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// The bitmap's width at the most: enough for any screen, and some ten kilobytes.
const WIDEST: f64 = 1600.0;
/// The breadth of a line as a part of the field's width.
const PEN: f64 = 1.0 / 160.0;
/// Ink and paper are the same in the dark: the drawing is read on paper later.
const INK: &str = "#18212c";
const PAPER: &str = "#ffffff";

/// What is drawn in a [`SignPad`], for those who keep it. Copy it freely: it is a handle.
#[derive(Clone, Copy, Default)]
pub struct Pad {
    canvas: NodeRef<html::Canvas>,
    drawn: RwSignal<bool>,
}

impl Pad {
    /// The drawing; none while nothing is drawn.
    pub fn drawn(self) -> Option<HtmlCanvasElement> {
        let canvas = self.canvas.get_untracked()?;
        self.drawn.get_untracked().then_some(canvas)
    }

    /// Whether something is drawn; follows what is drawn.
    pub fn is_drawn(self) -> bool {
        self.drawn.get()
    }

    /// The canvas with its pen, its bitmap in the device's pixels. The bitmap is made with the first
    /// line: a screen that is turned later only scales what is drawn.
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

    /// Begins a line, or goes on with it, where the pointer is.
    fn draw(self, event: &PointerEvent, begins: bool) {
        let Some((canvas, pen)) = self.pen() else {
            return;
        };
        let scale = f64::from(canvas.width()) / f64::from(canvas.client_width()).max(1.0);
        let at = |offset: i32| f64::from(offset) * scale;
        let (x, y) = (at(event.offset_x()), at(event.offset_y()));
        if begins {
            // Without it a line ends at the edge; nothing else depends on it.
            let _ = canvas.set_pointer_capture(event.pointer_id());
            pen.begin_path();
            pen.move_to(x, y);
        }
        pen.line_to(x, y);
        pen.stroke();
        self.drawn.set(true);
    }

    /// An empty field.
    fn clear(self) {
        if let Some(canvas) = self.canvas.get_untracked() {
            // Setting a size empties the bitmap.
            canvas.set_width(canvas.width());
        }
        self.drawn.set(false);
    }
}

/// The field with its button for a new start. Whoever cannot draw types the name, which is asked
/// for beside it.
#[component]
pub fn SignPad(
    /// What is drawn.
    pad: Pad,
) -> impl IntoView {
    let i18n = use_words();
    // The canvas is made anew when the field is shown again.
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
                    // A second finger or another button is no pen.
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
