//! QR codes as pictures.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

/// An SVG with its quiet zone, readable with 15 % of the code damaged; `None` if the text is too
/// long.
pub(crate) fn draw(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    Some(code.render::<svg::Color<'_>>().build())
}
