//! The tablet's addresses.

use super::INSPECT;
use domain::ids::VisitId;

/// The page at an address of the tablet. An address without a valid visit id has `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    /// 今日检查.
    Today,
    /// 新建检查.
    NewVisit,
    /// 上传与同步.
    SyncCentre,
    /// 检查表.
    Checklist(Option<VisitId>),
    /// 提交检查.
    Finish(Option<VisitId>),
}

impl Address {
    /// The page at a path; `None` if the path is not one of the tablet's.
    pub fn of(path: &str) -> Option<Self> {
        let rest = path.strip_prefix(INSPECT.address)?.trim_end_matches('/');
        Some(match rest.strip_prefix('/') {
            None if rest.is_empty() => Self::Today,
            None => return None,
            Some("new") => Self::NewVisit,
            Some("sync") => Self::SyncCentre,
            Some(visit) => match visit.split_once('/') {
                None => Self::Checklist(visit.parse().ok()),
                Some((visit, "finish")) => Self::Finish(visit.parse().ok()),
                Some(_) => return None,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Address;
    use domain::ids::VisitId;

    #[test]
    fn each_address_shows_its_page() {
        let id = "0193a5f0-3c00-7000-8000-000000000001";
        let visit: Option<VisitId> = id.parse().ok();
        assert!(visit.is_some());
        for (path, shown) in [
            ("/inspect", Some(Address::Today)),
            ("/inspect/", Some(Address::Today)),
            ("/inspect/new", Some(Address::NewVisit)),
            ("/inspect/sync", Some(Address::SyncCentre)),
            (&format!("/inspect/{id}"), Some(Address::Checklist(visit))),
            (
                &format!("/inspect/{id}/finish"),
                Some(Address::Finish(visit)),
            ),
            ("/inspect/nothing", Some(Address::Checklist(None))),
            ("/inspect/nothing/finish", Some(Address::Finish(None))),
            ("/inspect/new/more", None),
            ("/inspection", None),
            ("/", None),
        ] {
            assert_eq!(Address::of(path), shown, "{path}");
        }
    }
}
