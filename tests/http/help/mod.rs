//! What the tests build on: the router, a tablet, addresses, and the steps that several files share.

pub(crate) mod addresses;
pub(crate) mod app;
pub(crate) mod attaching;
pub(crate) mod card;
pub(crate) mod deciding;
pub(crate) mod demo;
pub(crate) mod entering;
pub(crate) mod quarter;
pub(crate) mod sheets;
pub(crate) mod signing_in;
pub(crate) mod tablet;
pub(crate) mod unzip;
pub(crate) mod uploading;
