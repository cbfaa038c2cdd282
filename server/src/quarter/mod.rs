//! A quarter: its case, its life, who may enter which facts, the evidence of facts, and verifying
//! its draws.

pub mod draws;
pub mod entering;
pub mod evaluation;
pub mod evidence;
pub mod life;
pub mod permits;
pub(crate) mod visits;
