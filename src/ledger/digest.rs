//! How an entry is hashed, byte by byte. The vectors stand in `docs/ledger-format.md`.

use sha2::{Digest as _, Sha256};

use crate::domain::Digest;

/// What every hashed entry begins with, so that the digest can be of nothing else.
const DOMAIN: &[u8] = b"era-rm entry v1\0";

/// SHA-256 of any bytes: documents, artifacts, bodies.
pub fn of_bytes(bytes: &[u8]) -> Digest {
    Digest(Sha256::digest(bytes).into())
}

/// A SHA-256 that is fed piece by piece.
#[derive(Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Takes the next piece.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
    /// The digest of all pieces.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

/// `SHA-256("era-rm entry v1\0" ‖ prev ‖ u64 BE seq ‖ u32 BE len(body) ‖ body ‖ u32 BE len(signature) ‖ signature)`.
pub fn of_entry(prev: &Digest, seq: u64, body: &str, signature: &str) -> Digest {
    let mut h = Hasher::default();
    h.update(DOMAIN);
    h.update(&prev.0);
    h.update(&seq.to_be_bytes());
    for part in [body, signature] {
        // A body is at most a few megabytes (chain::MAX_BODY), so its length fits.
        h.update(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        h.update(part.as_bytes());
    }
    h.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vectors() {
        let zero = Digest::default();
        assert_eq!(
            of_entry(&zero, 1, "{}", "").to_string(),
            "370f5f0d6640c99adb940cb2b3a9aaf77b6e2c846d3c12c4c832d415e549bc49"
        );
    }
}
