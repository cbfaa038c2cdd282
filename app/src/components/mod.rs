//! Our own small kit. Each part handles loading, empty and error states, works with keyboard and
//! screen reader, and gets its looks from `style/`.

pub mod banner;
pub mod browser;
pub mod button;
pub mod chips;
pub mod each;
pub mod error_summary;
pub mod field;
pub mod file_form;
pub mod file_report;
mod finger;
pub mod guard;
pub mod header;
pub mod lists;
pub mod live;
pub mod once;
pub mod photo;
pub mod progress;
pub mod quarter_links;
mod question;
pub mod segmented;
pub mod select;
pub mod sheet;
#[cfg(feature = "tablet")]
pub mod sign_pad;
pub mod states;
pub mod stepper;
pub mod tag;
pub mod toast;
pub mod typed;
pub mod upload;

pub use banner::{Banner, BannerKind};
pub use button::{Button, ButtonKind};
pub use chips::{Chips, toggled};
pub use each::{each, when};
pub use error_summary::{ErrorSummary, error_of};
pub use field::{Field, TextArea};
pub use once::Once;
pub use photo::Photo;
pub use progress::ProgressBar;
pub use quarter_links::QuarterLinks;
pub use question::{Question, Submit, Wrong};
pub use segmented::{Choice, Segmented};
pub use select::Select;
pub use sheet::Sheet;
pub use states::{EmptyState, ErrorState, Loading};
pub use stepper::Stepper;
pub use tag::{StateTag, Tag, Tone};
pub use toast::{Toast, Toasts, use_toasts};
