//! What the other rooms stand on, and what knows nothing of them: time, the data folder's modes, how names
//! are read aloud, codes, turns, and zips that come in.

pub mod clock;
pub mod pinyin;
pub(crate) mod private;
pub(crate) mod qr;
pub mod turns;
pub(crate) mod zip;
