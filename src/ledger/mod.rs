//! Floor 2, the book: what an entry is, byte by byte, and how entries are linked. Pure: no I/O, no clock.

pub mod body;
pub mod canonical;
pub mod chain;
pub mod checkpoint;
pub mod digest;
pub mod mark;
pub mod note;
pub mod sshsig;
pub mod view;

use crate::domain::Digest;

pub use body::{Body, Link, Parent, Standing};
pub use chain::{Breach, Sealable};
pub use checkpoint::{Checkpoint, Lost};
pub use note::{BadNote, Note};
pub use sshsig::BadSignature;
pub use view::ViewRow;

/// One act, as it is stored. The bytes of `body` and `signature` are never changed once written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Position: 1, 2, 3 …
    pub seq: u64,
    /// Digest of the entry before; 32 zero bytes for the first.
    pub prev: Digest,
    /// The body: a JSON object in RFC 8785 canonical form.
    pub body: String,
    /// SSHSIG over the body; empty in an unsigned ledger.
    pub signature: String,
    /// The digest that links the next entry to this one.
    pub digest: Digest,
}

/// The last entry of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Head {
    /// Its position.
    pub seq: u64,
    /// Its digest.
    pub digest: Digest,
}
