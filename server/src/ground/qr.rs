//! QR codes as pictures.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

/// An SVG with its quiet zone, of a code that still reads with 15 % of it worn off; none for a text that
/// is too long.
pub(crate) fn draw(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    Some(code.render::<svg::Color<'_>>().build())
}
