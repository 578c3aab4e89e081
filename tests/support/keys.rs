//! The keys of those who sign in tests: the same for a login every time, so that what they sign is the same too.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use era_rm::domain::PublicKey;
use era_rm::ledger::digest;
use ssh_key::LineEnding;
use ssh_key::private::{Ed25519Keypair, PrivateKey};

/// Where the keys are.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("keys")
}

/// The key of a name.
pub fn private(name: &str) -> PrivateKey {
    PrivateKey::from(Ed25519Keypair::from_seed(&digest::of_bytes(format!("key of {name}").as_bytes()).0))
}
/// Its public half.
pub fn public(name: &str) -> PublicKey {
    private(name).public_key().to_openssh().unwrap().parse().unwrap()
}

/// The file of a name's private key; its public half is beside it, in a file that ends in `.pub`.
pub fn file(name: &str) -> PathBuf {
    let path = folder().join(name);
    if !path.with_extension("pub").exists() {
        std::fs::create_dir_all(folder()).unwrap();
        let key = private(name);
        put(&path, &key.to_openssh(LineEnding::LF).unwrap());
        put(&path.with_extension("pub"), &format!("{} {name}\n", public(name)));
    }
    path
}

/// Writes a file whole, though others write the same meanwhile.
fn put(path: &Path, text: &str) {
    let new = tempfile::NamedTempFile::new_in(folder()).unwrap();
    std::fs::write(new.path(), text).unwrap();
    std::fs::set_permissions(new.path(), Permissions::from_mode(0o600)).unwrap();
    new.persist(path).unwrap();
}
