//! Every entry as one line of JSON, for others to verify: `{"seq","prev","body","signature","digest"}`, body and signature
//! byte for byte as they are stored (`docs/ledger-format.md`).

use std::io::{ErrorKind, Write};

use serde::Serialize;

use crate::domain::Digest;
use crate::ledger::Head;
use crate::store::{Inspect, StoreError};

use super::gate::Gate;
use super::{Failure, lanes};

/// How many entries are read at a time.
const CHUNK: u64 = 250;

#[derive(Serialize)]
struct Line<'a> {
    seq: u64,
    prev: Digest,
    body: &'a str,
    signature: &'a str,
    digest: Digest,
}

/// Writes every entry up to a head; `progress` is told how many are written, of how many. A reader who has seen enough and
/// closes the pipe ends it.
///
/// # Errors
/// [`Failure::Store`] if the ledger cannot be read or `out` not be written.
pub fn jsonl(
    shelf: &dyn Inspect,
    head: Head,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(), Failure> {
    let mut closed = false;
    let said = |e: std::io::Error| Failure::Store(StoreError::Io(format!("the export: {e}")));
    let gate = Gate::default();
    let written = lanes::in_order((shelf, &gate), (head.seq, CHUNK), &lines, &mut |upto, text| {
        out.write_all(&text).map_err(|e| {
            closed = e.kind() == ErrorKind::BrokenPipe;
            said(e)
        })?;
        progress(upto, head.seq);
        Ok(())
    });
    if closed {
        return Ok(());
    }
    written?;
    out.flush().map_err(said)
}

fn lines(reader: &dyn Inspect, after: u64, upto: u64) -> Result<Vec<u8>, Failure> {
    let max = usize::try_from(upto - after).unwrap_or(usize::MAX);
    let mut text = Vec::new();
    for e in reader.scan(after, upto, max)? {
        let line =
            Line { seq: e.seq, prev: e.prev, body: &e.body, signature: &e.signature, digest: e.digest };
        serde_json::to_writer(&mut text, &line).map_err(|e| Failure::Bug(e.into()))?;
        text.push(b'\n');
    }
    Ok(text)
}
