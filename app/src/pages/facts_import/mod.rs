//! 导入填报数据: facts from a file, checked first, then taken.

pub mod words;
