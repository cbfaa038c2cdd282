//! Ids for repeated requests. An id follows from the request's content, so that a request sent
//! twice finds its earlier result.

use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The id of `what` in the form numbered `asked` by its page; a random one if the page gave no
/// number.
pub(crate) fn id(asked: Option<Uuid>, what: &impl Serialize) -> Uuid {
    let said = asked.zip(serde_json::to_vec(what).ok());
    let Some((asked, what)) = said else {
        return Uuid::now_v7();
    };
    let digest = Sha256::new()
        .chain_update(asked.as_bytes())
        .chain_update(what)
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::id;
    use uuid::Uuid;

    #[test]
    fn the_same_asked_for_again_is_the_same_and_nothing_else_is() {
        let asked = Some(Uuid::now_v7());
        assert_eq!(id(asked, &("site", 1)), id(asked, &("site", 1)));
        assert_ne!(id(asked, &("site", 1)), id(asked, &("site", 2)));
        assert_ne!(
            id(asked, &("site", 1)),
            id(Some(Uuid::now_v7()), &("site", 1))
        );
        assert_ne!(id(None, &("site", 1)), id(None, &("site", 1)));
        assert_eq!(id(asked, &1).get_version_num(), 8);
    }
}
