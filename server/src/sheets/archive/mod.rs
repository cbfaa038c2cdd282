//! A closed quarter as one zip: the record of its closing, its sheets, the evidence of its facts
//! and the photos of its visits, with a list of hashes for `sha256sum -c` and
//! `xuncha quarter verify`. The zip is sent while it is written: only the sheets and one photo at
//! a time are in memory.

mod parts;
mod read;
mod verify;
mod zip;

pub use parts::{Archive, gather};
pub use verify::{Whole, verify};

use bytes::{Bytes, BytesMut};
use std::io::{self, Write};
use tokio::sync::mpsc::{Sender, channel};
use zip::Zip;

/// How many bytes are sent together.
const PIECE: usize = 64 * 1024;
/// How many pieces may wait for a slow reader.
const AHEAD: usize = 8;

impl Archive {
    /// The size of the zip in bytes.
    pub fn length(&self) -> u64 {
        zip::length(self.entries())
    }

    /// Writes the zip.
    ///
    /// # Errors
    /// A file does not match its hash (the error names it), or `out` cannot be written.
    pub fn write<W: Write>(&self, out: W) -> io::Result<W> {
        let mut zip = Zip::new(out, self.closed);
        self.each(|name, bytes| zip.add(name, bytes))?;
        zip.finish()
    }

    /// The zip in pieces, written while it is read. It ends early with an error if one of its files
    /// cannot be read.
    pub fn stream(self) -> impl futures::Stream<Item = io::Result<Bytes>> {
        let (sender, receiver) = channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            let pipe = Pipe {
                sender: sender.clone(),
                held: BytesMut::with_capacity(PIECE),
            };
            if let Err(error) = self.write(pipe) {
                tracing::error!(%error, "an archive of a quarter was not sent whole");
                // This fails if the reader is gone, which does not matter.
                drop(sender.blocking_send(Err(error)));
            }
        });
        futures::stream::unfold(receiver, |mut receiver| async move {
            let piece = receiver.recv().await?;
            Some((piece, receiver))
        })
    }
}

/// Sends the written bytes to a stream, in pieces.
struct Pipe {
    sender: Sender<io::Result<Bytes>>,
    held: BytesMut,
}

impl Pipe {
    fn send(&mut self) -> io::Result<()> {
        let piece = self.held.split().freeze();
        let sent = self.sender.blocking_send(Ok(piece));
        sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = PIECE.saturating_sub(self.held.len()).max(1);
        let taken = bytes.get(..room.min(bytes.len())).unwrap_or_default();
        self.held.extend_from_slice(taken);
        if self.held.len() >= PIECE {
            self.send()?;
        }
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.held.is_empty() {
            return Ok(());
        }
        self.send()
    }
}
