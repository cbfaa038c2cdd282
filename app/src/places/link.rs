//! Which program owns an address, and how links to it are marked.

use super::at;
use crate::part::Part;
use leptos::prelude::use_context;

impl Part {
    /// The program that owns an address.
    pub fn of(path: &str) -> Self {
        at(path).map_or(Self::Pages, |place| place.part)
    }
}

/// The `rel` of a link to `path`: `external` if another program owns it.
pub(crate) fn rel_of(path: &str) -> Option<&'static str> {
    let here = use_context::<Part>();
    (here != Some(Part::of(path))).then_some("external")
}

#[cfg(test)]
mod tests {
    use crate::part::Part;

    #[test]
    fn each_address_has_its_program() {
        for (path, part) in [
            ("/inspect", Part::Tablet),
            ("/inspect/new", Part::Tablet),
            ("/inspect?x=1", Part::Tablet),
            ("/", Part::Pages),
            ("/inspection", Part::Pages),
            ("/review?f=1", Part::Pages),
            ("/sign-in?next=/scores", Part::Door),
            ("/scores#trace", Part::Desk),
            ("/facts?row=3.1", Part::Books),
            ("/quarters", Part::Books),
            ("/bulletin?quarter=2026Q4", Part::Pages),
            ("/town?town=luocun", Part::Visits),
            ("/manage/sites?page=2", Part::Manage),
            ("/visits/sheet?id=1", Part::Visits),
            ("/welcome/x", Part::Door),
            ("/factsheet", Part::Pages),
        ] {
            assert_eq!(Part::of(path), part, "{path}");
        }
    }
}
