//! The roles whose pages the monkey walks, and what its hand prefers there.

use tests::Device;

/// A role of the demo.
pub(crate) struct Role {
    pub(crate) name: &'static str,
    /// The logins; each walk uses one.
    pub(crate) logins: &'static [&'static str],
    /// The addresses that the hand may type.
    pub(crate) addresses: &'static [&'static str],
    /// The screens to work on; the walk switches between them.
    pub(crate) devices: &'static [Device],
    /// The share of the total time.
    pub(crate) share: u32,
}

const LANDSCAPE: Device = Device {
    width: 1112,
    height: 834,
    mobile: true,
    dark: false,
};
const DARK_PHONE: Device = Device {
    dark: true,
    ..Device::PHONE
};
const GLASS: &[Device] = &[Device::TABLET, LANDSCAPE, Device::PHONE, DARK_PHONE];
const DESK: &[Device] = &[
    Device::DESKTOP,
    Device::DESKTOP,
    Device::TABLET,
    Device::PHONE,
];

pub(crate) const ROLES: [Role; 6] = [
    Role {
        name: "inspector",
        logins: &["lixia", "lixia", "wangqiang"],
        addresses: &[
            "/inspect",
            "/inspect/new",
            "/inspect/new?site=luocun-center",
            "/inspect/new?site=taihe-center",
            "/inspect/sync",
            "/inspect/no-such-visit",
            "/password",
        ],
        devices: GLASS,
        share: 4,
    },
    Role {
        name: "supervisor",
        logins: &["zhaomin"],
        addresses: &[
            "/review",
            "/review?all=1",
            "/scores",
            "/simulate",
            "/bulletin",
            "/facts",
            "/facts?row=1.1",
            "/facts?row=1.2",
            "/facts?row=2.3",
            "/facts?row=3.1&by=rank",
            "/facts?row=6",
            "/facts?row=8.1.1",
            "/facts?row=8.2.2",
            "/facts?row=waivers",
            "/facts?row=showcase&judges=5",
            "/facts/import",
            "/quarters",
            "/town",
            "/codes",
            "/plan",
            "/plan?state=late",
            "/plan/draw?n=1",
            "/visits",
            "/visits?state=handed-in",
            "/manage",
            "/manage/sites?town=luocun",
            "/rescue",
            "/password",
            "/nowhere",
        ],
        devices: DESK,
        share: 3,
    },
    Role {
        name: "head",
        logins: &["zhoujian", "wufang"],
        addresses: &[
            "/facts",
            "/facts?row=1.1",
            "/facts?row=2.3",
            "/facts?row=7",
            "/facts/import",
            "/password",
        ],
        devices: DESK,
        share: 2,
    },
    Role {
        name: "clerk",
        logins: &["sunmei", "zhenghao", "fengxue"],
        addresses: &[
            "/facts",
            "/facts?row=1.2",
            "/facts?row=3.3",
            "/facts?row=8.1.3",
            "/facts/import",
            "/password",
        ],
        devices: DESK,
        share: 1,
    },
    Role {
        name: "town",
        logins: &["luocun", "taihe"],
        addresses: &[
            "/town",
            "/town?town=taihe",
            "/bulletin",
            "/password",
            "/review",
        ],
        devices: &[Device::PHONE, Device::DESKTOP, DARK_PHONE],
        share: 1,
    },
    Role {
        name: "admin",
        logins: &["admin"],
        addresses: &[
            "/manage",
            "/manage/towns",
            "/manage/sites",
            "/manage/sites?text=lc&kind=station",
            "/manage/people",
            "/manage/people?role=inspector",
            "/codes",
            "/codes?town=luocun",
            "/password",
            "/",
        ],
        devices: DESK,
        share: 2,
    },
];

/// How much more often the hand touches an element, by its name.
pub(crate) fn liking(name: &str) -> usize {
    match name {
        "begin" => 12,
        "answer-issue" | "site-option" | "visit-card" | "review-item" | "facts-row" => 4,
        "note" | "take-back" | "toast-action" | "count" | "facts-save" => 5,
        "record-another" | "rest-meets" | "phrase" | "facts-line" | "review-confirm" => 3,
        // Elements that end a walk or a visit are touched rarely, and the head is on every page.
        "hand-in" | "go-finish" => 1,
        _ => 2,
    }
}

/// Elements that the hand never touches.
pub(crate) fn is_left_alone(path: &str, name: &str) -> bool {
    // Wrong passwords would lock the account and end the walk.
    (path.starts_with("/password") && name == "password-submit")
        // The people whose accounts this changes walk at the same time.
        || (path.starts_with("/manage/people") && name == "entry-save")
        // The walk decides itself when to sign out or change the language.
        || matches!(name, "sign-out" | "sign-out-anyway" | "lang-switch")
}
