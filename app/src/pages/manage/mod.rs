//! 管理: the registry of the district, kept by its administrator.

pub mod words;
