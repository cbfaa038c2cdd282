//! The parts of the interface, each a program of the browser.

/// The programs of the browser. Each owns its addresses; a link to another's loads the page whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `/sign-in` and `/welcome`, which have none.
    Door,
    /// What the server renders and everybody uses.
    Pages,
    /// A quarter's results: 得分, 模拟测算.
    Desk,
    /// What leads to them: 数据填报, 季度; and the codes on the doors.
    Books,
    /// 管理: the district's set-up and registry.
    Manage,
    /// 计划 and 检查: what is to be visited, what was, and what it took from a town.
    Visits,
    /// The inspector's, which lives on the tablet.
    Tablet,
}
