//! What tests share. Here: golden files and generated documents. The binary on a ledger of its own is in `desk`, desks at
//! a step in `stage`, the golden page of a command in `page`. The law without a store is in `law`, acts as people intend
//! them in `intent`, the keys that sign in `keys`, the real programs that make and check them in `openssh`, the recorded forms as the source declares them in `forms`, the published JSON Schemas in `schema`.

pub mod desk;
pub mod forms;
pub mod intent;
pub mod keys;
pub mod law;
pub mod mail_server;
pub mod openssh;
pub mod page;
pub mod python;
pub mod package;
pub mod rng;
pub mod schema;
pub mod shelf;
pub mod stage;
pub mod story;
pub mod tty;
pub mod walker;

use std::path::Path;

/// What a test found, for those who ask for it with `--nocapture`.
#[expect(clippy::print_stdout, reason = "nobody sees it who does not ask")]
pub fn tell(found: &str) {
    println!("{found}");
}

/// Compares a text with `tests/golden/<name>`; with `UPDATE_GOLDEN=1` in the environment it writes the file instead.
pub fn golden(name: &str, text: &str) {
    kept(&format!("tests/golden/{name}"), text);
}

/// Compares a text with a file of the repository, or writes it, as [`golden`] does.
pub fn kept(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let Some((i, (was, is))) = kept.lines().zip(text.lines()).enumerate().find(|(_, (a, b))| a != b) else {
        assert_eq!(kept.lines().count(), text.lines().count(), "{name} has another number of lines");
        return;
    };
    panic!(
        "{name} line {}:\n  golden  {was}\n  now     {is}\nUPDATE_GOLDEN=1 rewrites it; then read the diff",
        i + 1
    );
}

/// A transcript as it is kept: without the name of a test's folder, and with `DIGEST` for every word of 64 or 12
/// hexadecimal digits, for those follow from every word of every notice; and without the fingerprints of keys made anew.
pub fn plain(text: &str, folder: &Path) -> String {
    let text = text.replace(&folder.display().to_string(), "FOLDER");
    let mut parts = text.split("SHA256:");
    let first = parts.next().unwrap_or_default().to_owned();
    let text = parts.fold(first, |out, part| {
        let of_key = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
        out + "SHA256:KEY" + part.trim_start_matches(of_key)
    });
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let (before, word) = rest.split_at(at);
        let end = word.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(word.len());
        out.push_str(before);
        // The short form of a digest has twelve digits, and so has the end of an identity.
        let digest = end == 64 || (end == 12 && !before.ends_with('-'));
        out.push_str(if digest { "DIGEST" } else { &word[..end] });
        rest = &word[end..];
    }
    out + rest
}
