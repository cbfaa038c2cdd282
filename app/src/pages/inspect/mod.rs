//! The inspector's pages. They show what lives on the tablet, so they exist there only; the server
//! answers their addresses with the offline shell.
#![allow(
    unreachable_pub,
    reason = "#[component] makes a `pub` of its own inside private modules"
)]

mod checklist;
mod closed;
mod finding;
mod finish;
mod here;
mod nearest;
mod new_visit;
mod noted_position;
mod photos;
mod record_sheet;
mod row;
mod safety;
mod scan;
mod signed;
mod strip;
mod sync_centre;
mod today;
mod walk;

pub use {
    checklist::Checklist, finish::Finish, here::Tablet, new_visit::NewVisit,
    sync_centre::SyncCentre, today::Today,
};
