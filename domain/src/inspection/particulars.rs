//! How a visit is made, as its inspectors say when they open it.
//!
//! A new particular is a field here, with a default for visits that do not say it; it is asked in
//! `app/src/pages/inspect/new_visit.rs` and shown to the reviewer in `app/src/pages/review/about.rs`.

use serde::Serialize;

/// How a visit is made. In messages and in a stored visit its keys are among those of the visit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Particulars {
    /// The kind of visit (考核方式).
    pub method: Method,
    /// Announced or unannounced (检查形式).
    pub form: Form,
    /// Who found its findings.
    pub finder: FinderLevel,
}

crate::readable!(Particulars {
    method,
    form,
    finder
});

/// The kind of a visit (考核方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Method {
    /// 日常检查.
    #[default]
    Routine,
    /// 监督抽查.
    SpotCheck,
    /// 工作调度.
    Dispatch,
    /// 档案资料检查.
    Files,
    /// 回访测评.
    CallBack,
}

crate::words!(Method {
    Routine = "routine",
    SpotCheck = "spot-check",
    Dispatch = "dispatch",
    Files = "files",
    CallBack = "call-back",
});

/// Whether the site knows of the visit (检查形式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Form {
    /// 明查.
    #[default]
    Announced,
    /// 暗访: hidden from the town until released.
    Unannounced,
}

crate::words!(Form {
    Announced = "announced",
    Unannounced = "unannounced",
});

/// Who found the fault; some rows are priced by this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum FinderLevel {
    /// 本级政务办.
    #[default]
    DistrictOffice,
    /// 市级主管部门.
    CityBureau,
    /// 特邀监督员.
    InvitedMonitor,
    /// 第三方机构.
    ThirdParty,
    /// 其他上级部门.
    HigherOffice,
    /// 主流媒体.
    Media,
}

crate::words!(FinderLevel {
    DistrictOffice = "district-office",
    CityBureau = "city-bureau",
    InvitedMonitor = "invited-monitor",
    ThirdParty = "third-party",
    HigherOffice = "higher-office",
    Media = "media",
});
