//! A quarter: what counts in it as a case, its life, whose facts may be entered and by whom, what they rest
//! on, and its draws repeated.

pub mod draws;
pub mod entering;
pub mod evaluation;
pub mod evidence;
pub mod life;
pub mod permits;
pub(crate) mod visits;
