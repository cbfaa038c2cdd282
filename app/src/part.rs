//! The parts of the interface, each of them a browser program.

/// The browser programs. Each owns certain addresses; a link to another program's address loads the
/// page anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `/sign-in` and `/welcome`, which need no program.
    Door,
    /// The pages that the server renders for everybody.
    Pages,
    /// A quarter's results: 得分, 模拟测算.
    Desk,
    /// The data behind the results: 数据填报 and 季度; also the codes of the sites.
    Books,
    /// 管理: the district's setup and registry.
    Manage,
    /// 计划 and 检查: planned visits, past visits, and what they deducted from a town.
    Visits,
    /// The inspector's pages, which run on the tablet.
    Tablet,
}
