//! The people and places of the demo: the real names of the thirteen towns, plausible sites, and
//! accounts for everybody.

use super::places;
use crate::accounts::password;
use crate::ground::clock::{Clock, OFFSET_SECONDS};
use crate::store::{NewAccount, Seed, SeedAssignment, SeedSite, SeedTown};
use anyhow::Context;
use domain::ids::{SiteId, TownId, UserId};
use domain::inspection::{Form, Method, SiteKind};
use domain::people::Role;
use domain::registry::TownKind;
use domain::table::{builtin_files, builtins, for_date};
use domain::time::{Moment, Quarter};
use jiff::ToSpan;
use uuid::Uuid;

/// The password of every account; it is shown with the list of accounts.
pub const PASSWORD: &str = "Xuncha-2026";

/// A town: id, full name, the name's initials, the prefix of its sites' names, the address of its
/// centre, and its stations (suffix of the id, name, initials, address).
struct Unit {
    id: &'static str,
    name: &'static str,
    initials: &'static str,
    centre: &'static str,
    stations: &'static [(&'static str, &'static str, &'static str, &'static str)],
}

const UNITS: &[Unit] = &[
    Unit {
        id: "banyanglu",
        name: "般阳路街道",
        initials: "byljd",
        centre: "般阳路街道办事处一楼",
        stations: &[
            (
                "chengzhong",
                "城中社区",
                "czsq",
                "般阳路中段城中社区党群服务中心",
            ),
            ("beiguan", "北关社区", "bgsq", "北关街社区办公楼一楼"),
            ("nanyuan", "南苑社区", "nysq", "南苑小区东门南侧"),
        ],
    },
    Unit {
        id: "jiangjunlu",
        name: "将军路街道",
        initials: "jjljd",
        centre: "将军路街道办事处西侧便民楼",
        stations: &[
            ("jiangjun", "将军社区", "jjsq", "将军路社区党群服务中心"),
            ("xiguan", "西关社区", "xgsq", "西关小区物业楼一楼"),
        ],
    },
    Unit {
        id: "songlinglu",
        name: "松龄路街道",
        initials: "slljd",
        centre: "松龄路街道办事处一楼大厅",
        stations: &[
            ("songling", "松龄社区", "slsq", "松龄西路社区服务楼"),
            ("xinming", "新明社区", "xmsq", "新明小区南门东侧"),
            ("liuquan", "柳泉社区", "lqsq", "柳泉路社区党群服务中心"),
        ],
    },
    Unit {
        id: "kunlun",
        name: "昆仑镇",
        initials: "klz",
        centre: "昆仑镇政府东侧便民服务中心",
        stations: &[
            ("kunlun", "昆仑村", "klc", "昆仑村村委会院内"),
            ("ningjia", "宁家村", "njc", "宁家村文化广场北侧"),
            ("mozhuang", "磨庄村", "mzc", "磨庄村党群服务中心"),
        ],
    },
    Unit {
        id: "lingzi",
        name: "岭子镇",
        initials: "lzz",
        centre: "岭子镇政府一楼",
        stations: &[
            ("lingzi", "岭子村", "lzc", "岭子村村委会"),
            ("wangcun", "王村村", "wcc", "王村村党群服务中心"),
        ],
    },
    Unit {
        id: "xihe",
        name: "西河镇",
        initials: "xhz",
        centre: "西河镇驻地便民服务中心",
        stations: &[
            ("xihe", "西河村", "xhc", "西河村村委会一楼"),
            ("donghe", "东河村", "dhc", "东河村文化大院"),
            ("zigou", "梓沟村", "zgc", "梓沟村党群服务中心"),
        ],
    },
    Unit {
        id: "longquan",
        name: "龙泉镇",
        initials: "lqz",
        centre: "龙泉镇政府南侧便民服务中心",
        stations: &[
            ("longyi", "龙一村", "lyc", "龙一村村委会"),
            ("taiwu", "台五村", "twc", "台五村党群服务中心"),
            ("quanbei", "泉北社区", "qbsq", "泉北小区综合楼一楼"),
        ],
    },
    Unit {
        id: "zhaili",
        name: "寨里镇",
        initials: "zlz",
        centre: "寨里镇政府西侧",
        stations: &[
            ("zhaili", "寨里村", "zlc", "寨里村村委会院内"),
            ("beigou", "北沟村", "bgc", "北沟村党群服务中心"),
        ],
    },
    Unit {
        id: "luocun",
        name: "罗村镇",
        initials: "lcz",
        centre: "罗村镇政府北侧便民服务中心一楼",
        stations: &[
            ("luocun", "罗村村", "lcc", "罗村村村委会一楼"),
            ("daowo", "道沃村", "dwc", "道沃村党群服务中心"),
            ("nanhan", "南韩村", "nhc", "南韩村文化广场东侧"),
            ("dazhang", "大张村", "dzc", "大张村村委会"),
        ],
    },
    Unit {
        id: "hongshan",
        name: "洪山镇",
        initials: "hsz",
        centre: "洪山镇政府一楼东厅",
        stations: &[
            ("jiefang", "解放社区", "jfsq", "解放社区综合楼"),
            ("pujia", "蒲家村", "pjc", "蒲家村党群服务中心"),
            ("tuyu", "土峪村", "tyc", "土峪村村委会"),
        ],
    },
    Unit {
        id: "shuangyang",
        name: "双杨镇",
        initials: "syz",
        centre: "双杨镇政府南楼一楼",
        stations: &[
            ("yangzhai", "杨寨村", "yzc", "杨寨村村委会"),
            ("shuanggou", "双沟社区", "sgsq", "双沟社区党群服务中心"),
            ("fajia", "法家村", "fjc", "法家村文化大院"),
        ],
    },
    Unit {
        id: "taihe",
        name: "太河镇",
        initials: "thz",
        centre: "太河镇政府便民服务中心",
        stations: &[
            ("taihe", "太河村", "thc", "太河村村委会"),
            ("xiaofeng", "孝峰村", "xfc", "孝峰村党群服务中心"),
        ],
    },
    Unit {
        id: "kaifaqu",
        name: "淄川经济开发区（钟楼街道）",
        initials: "zcjjkfqzljd",
        centre: "钟楼街道办事处一楼大厅",
        stations: &[
            ("zhonglou", "钟楼社区", "zlsq", "钟楼社区党群服务中心"),
            ("yingxiong", "迎雄村", "yxc", "迎雄村村委会"),
            ("keyuan", "科苑社区", "kysq", "科苑小区物业楼一楼"),
        ],
    },
];

/// Accounts without a town: login, name, role.
const OFFICE: [(&str, &str, Role); 5] = [
    ("lixia", "李霞", Role::Inspector),
    ("wangqiang", "王强", Role::Inspector),
    ("zhaomin", "赵敏", Role::Supervisor),
    ("qianjian", "钱鉴", Role::Auditor),
    ("admin", "系统管理员", Role::Administrator),
];

/// Accounts of offices: login, name, roles, offices.
type Clerk = (
    &'static str,
    &'static str,
    &'static [Role],
    &'static [&'static str],
);

const OFFICES: [Clerk; 5] = [
    (
        "sunmei",
        "孙梅",
        &[Role::Office],
        &["政务服务管理科", "有关科室", "有关业务科室"],
    ),
    (
        "zhoujian",
        "周健",
        &[Role::OfficeHead],
        &["政务服务管理科", "有关科室", "有关业务科室"],
    ),
    (
        "wufang",
        "吴芳",
        &[Role::Office, Role::OfficeHead],
        &["业务指导科"],
    ),
    (
        "zhenghao",
        "郑浩",
        &[Role::Office, Role::OfficeHead],
        &["网络信息科"],
    ),
    (
        "fengxue",
        "冯雪",
        &[Role::Office, Role::OfficeHead],
        &["办公室"],
    ),
];

/// The list of demo accounts that the server prints at its start.
pub fn accounts_shown() -> String {
    format!(
        "演示数据 demo data. Password of every account: {PASSWORD}\n\
         \x20 lixia      李霞  检查人员 inspector\n\
         \x20 wangqiang  王强  检查人员 inspector\n\
         \x20 zhaomin    赵敏  核查人员 supervisor\n\
         \x20 sunmei     孙梅  政务服务管理科 office\n\
         \x20 zhoujian   周健  政务服务管理科 office-head\n\
         \x20 wufang     吴芳  业务指导科 office, office-head\n\
         \x20 zhenghao   郑浩  网络信息科 office, office-head\n\
         \x20 fengxue    冯雪  办公室 office, office-head\n\
         \x20 qianjian   钱鉴  监督人员 auditor\n\
         \x20 luocun     罗村镇 town (each town signs in by its id)\n\
         \x20 admin      系统管理员 administrator"
    )
}

/// The demo without findings: its people and places, and two visits to make this week.
pub async fn seed(clock: &Clock) -> anyhow::Result<Seed> {
    let today = clock.moment();
    let quarter = Quarter::of(today, OFFSET_SECONDS);
    let mut seed = people_and_places(quarter, today, &mut Uuid::now_v7).await?;
    let inspectors: Vec<UserId> = id_of(&seed, "lixia").into_iter().collect();
    let due = sunday(today)?;
    for (site, method) in VISITS_TO_MAKE {
        seed.assignments.push(SeedAssignment {
            id: Uuid::now_v7(),
            site: site.parse()?,
            method,
            form: Form::Announced,
            inspectors: inspectors.clone(),
            due: due.clone(),
        });
    }
    Ok(seed)
}

/// 李霞's visits of this week.
pub(super) const VISITS_TO_MAKE: [(&str, Method); 2] = [
    ("luocun-center", Method::Routine),
    ("hongshan-center", Method::SpotCheck),
];

/// The Sunday of a day's week, as `2026-11-29`.
pub(super) fn sunday(day: Moment) -> anyhow::Result<String> {
    let day = day.date_at(OFFSET_SECONDS);
    let left = 7 - day.weekday().to_monday_one_offset();
    Ok(day.checked_add(left.days())?.to_string())
}

/// Towns, sites and accounts in a quarter, with the table in force on `day`; `id` makes the ids of
/// accounts.
pub(super) async fn people_and_places(
    quarter: Quarter,
    day: Moment,
    id: &mut (dyn FnMut() -> Uuid + Send),
) -> anyhow::Result<Seed> {
    // One hash for all accounts, which share the password.
    let hash = password::hash(PASSWORD).await.map_err(anyhow::Error::msg)?;
    let table = for_date(builtins(), day.date_at(OFFSET_SECONDS));
    let table = table.context("no evaluation table is in force on that day")?;
    let file = builtin_files().iter().find(|(id, _)| *id == table.id);
    let (_, text) = file.context("the table has no text")?;
    let mut seed = Seed {
        name: "淄川区".into(),
        demo: true,
        quarter: Some((quarter, text)),
        ..Seed::default()
    };
    for unit in UNITS {
        add_unit(
            &mut seed,
            unit,
            account(unit.id, unit.name, Role::Town, &hash, id()),
        )?;
    }
    for (login, name, role) in OFFICE {
        seed.accounts.push(account(login, name, role, &hash, id()));
    }
    for (login, name, roles, offices) in OFFICES {
        let mut clerk = account(login, name, Role::Office, &hash, id());
        clerk.roles = roles.iter().copied().collect();
        clerk.offices = offices.iter().map(|&office| office.to_owned()).collect();
        seed.accounts.push(clerk);
    }
    Ok(seed)
}

fn id_of(seed: &Seed, login: &str) -> Option<UserId> {
    let mut accounts = seed.accounts.iter();
    accounts.find(|it| it.login == login).map(|it| it.id)
}

/// The kind that a town's full name ends with.
fn kind_of(name: &str) -> TownKind {
    match name {
        it if it.ends_with("街道") => TownKind::Subdistrict,
        it if it.ends_with("开发区") => TownKind::Zone,
        _ => TownKind::Town,
    }
}

fn add_unit(seed: &mut Seed, unit: &Unit, mut user: NewAccount) -> anyhow::Result<()> {
    let town: TownId = unit.id.parse()?;
    seed.towns.push(SeedTown {
        id: town.clone(),
        name: unit.name.into(),
        kind: kind_of(unit.name),
    });
    let centre: SiteId = format!("{}-center", unit.id).parse()?;
    seed.sites.push(SeedSite {
        position: places::of(centre.as_str()),
        id: centre,
        town: town.clone(),
        name: format!("{}便民服务中心", unit.name),
        initials: format!("{}bmfwzx", unit.initials),
        kind: SiteKind::Centre,
        address: unit.centre.into(),
    });
    for (ending, name, initials, address) in unit.stations {
        let id: SiteId = format!("{}-{ending}", unit.id).parse()?;
        seed.sites.push(SeedSite {
            position: places::of(id.as_str()),
            id,
            town: town.clone(),
            name: format!("{}{name}便民服务站", unit.name),
            initials: format!("{}{initials}bmfwz", unit.initials),
            kind: SiteKind::Station,
            address: (*address).into(),
        });
    }
    user.town = Some(town);
    seed.accounts.push(user);
    Ok(())
}

fn account(login: &str, name: &str, role: Role, hash: &str, id: Uuid) -> NewAccount {
    NewAccount {
        id: UserId(id),
        login: login.into(),
        name: name.into(),
        password: hash.into(),
        roles: [role].into(),
        town: None,
        offices: Vec::new(),
        must_change: false,
    }
}
