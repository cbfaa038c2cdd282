//! The features that a module declares.
//!
//! If a module declares reference types, wasm-bindgen uses them and writes instructions
//! (`table.fill`) that Debian's wasm-opt 108 cannot read. Our code is compiled without them
//! (`.cargo/config.toml`), but rustup's standard library still declares them. Without the
//! declaration wasm-bindgen keeps objects in a list, which every browser and every wasm-opt
//! understands.

const SECTION: &[u8] = b"target_features";
const DROPPED: &[u8] = b"reference-types";

/// Removes `reference-types` from the section `target_features`. Returns the module unchanged if it
/// has no such section or is invalid.
pub(crate) fn without_reference_types(module: Vec<u8>) -> Vec<u8> {
    rewrite(&module).unwrap_or(module)
}

fn rewrite(module: &[u8]) -> Option<Vec<u8>> {
    let mut at = 8;
    while at < module.len() {
        let (id, mut inner) = (*module.get(at)?, at + 1);
        let size = number(module, &mut inner)?;
        let end = inner.checked_add(size)?;
        if id == 0 {
            let body = module.get(inner..end)?;
            if let Some(features) = features(body) {
                let mut out = module.get(..at)?.to_vec();
                out.push(0);
                put_number(&mut out, features.len());
                out.extend(features);
                out.extend(module.get(end..)?);
                return Some(out);
            }
        }
        at = end;
    }
    None
}

/// The section's body without the feature; `None` for other sections.
fn features(body: &[u8]) -> Option<Vec<u8>> {
    let mut at = 0;
    if text(body, &mut at)? != SECTION {
        return None;
    }
    let count = number(body, &mut at)?;
    let mut kept = Vec::new();
    let mut left = 0;
    for _ in 0..count {
        let prefix = *body.get(at)?;
        at += 1;
        let name = text(body, &mut at)?;
        if name != DROPPED {
            kept.push(prefix);
            put_number(&mut kept, name.len());
            kept.extend(name);
            left += 1;
        }
    }
    let mut out = Vec::new();
    put_number(&mut out, SECTION.len());
    out.extend(SECTION);
    put_number(&mut out, left);
    out.extend(kept);
    Some(out)
}

fn text<'a>(bytes: &'a [u8], at: &mut usize) -> Option<&'a [u8]> {
    let length = number(bytes, at)?;
    let text = bytes.get(*at..at.checked_add(length)?)?;
    *at += length;
    Some(text)
}

/// Reads an unsigned LEB128 number.
fn number(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut value = 0_usize;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn put_number(out: &mut Vec<u8>, mut value: usize) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(features: &[&[u8]]) -> Vec<u8> {
        let mut body = Vec::new();
        put_number(&mut body, SECTION.len());
        body.extend(SECTION);
        put_number(&mut body, features.len());
        for feature in features {
            body.push(b'+');
            put_number(&mut body, feature.len());
            body.extend(*feature);
        }
        let mut out = b"\0asm\x01\0\0\0\x01\x01\0".to_vec();
        out.push(0);
        put_number(&mut out, body.len());
        out.extend(body);
        out.extend(b"\x0a\x01\0");
        out
    }

    #[test]
    fn one_feature_goes_and_the_rest_stays() {
        let before = module(&[b"bulk-memory", b"reference-types", b"sign-ext"]);
        let after = module(&[b"bulk-memory", b"sign-ext"]);
        assert_eq!(without_reference_types(before), after);
        assert_eq!(without_reference_types(after.clone()), after);
    }

    #[test]
    fn what_is_no_module_stays_as_it_is() {
        for bytes in [b"".to_vec(), b"\0asm".to_vec(), vec![0xff; 40]] {
            assert_eq!(without_reference_types(bytes.clone()), bytes);
        }
    }
}
