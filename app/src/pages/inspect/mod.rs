//! The inspector's pages. They show what is stored on the tablet, so they exist only there; for
//! their addresses the server returns the offline shell.
#![allow(
    unreachable_pub,
    reason = "#[component] makes a `pub` of its own inside private modules"
)]

mod checklist;
mod choose;
mod closed;
mod finding;
mod finish;
mod give_up;
mod group;
mod here;
mod history;
mod lacking;
mod nearest;
mod new_visit;
mod note;
mod noted_position;
mod opening;
mod photos;
mod picture;
mod record_sheet;
mod recorder;
mod rehearsal;
mod row;
mod row_link;
mod row_states;
mod safety;
mod scan;
mod seen_at;
mod signed;
mod slips;
mod strip;
mod sync_centre;
mod this_finding;
mod this_visit;
mod today;
mod unsaved;
mod visit_card;
mod walk;

pub use {
    checklist::Checklist, finish::Finish, new_visit::NewVisit, opening::Tablet,
    sync_centre::SyncCentre, today::Today,
};
