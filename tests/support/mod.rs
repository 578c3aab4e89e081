//! What tests share. Here: golden files. The binary on a ledger of its own is in `desk`, desks at a step in `stage`, the
//! golden page of a command in `page`. The law without a store is in `law`, acts as people intend them in `intent`.

pub mod desk;
pub mod intent;
pub mod law;
pub mod page;
pub mod package;
pub mod rng;
pub mod shelf;
pub mod stage;
pub mod story;
pub mod walker;

use std::path::Path;

/// Compares a text with `tests/golden/<name>`; with `UPDATE_GOLDEN=1` in the environment it writes the file instead.
pub fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
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
