//! Floor 4, the hands that touch the world: files that come with an act, the letter, test results. Each reads or writes
//! one kind of thing and says in words what is wrong with it. What must not live here: the SOP, the ledger's writer,
//! printing. The floors above call these; `evidence`, `files` and `templates` are those that the others here share.

pub mod artifact;
pub mod checkpoint;
pub mod clearquest;
pub mod evidence;
pub mod files;
pub mod junit;
pub mod letter;
pub mod mail;
pub mod marks;
pub mod notes;
pub mod notices;
pub mod package;
pub mod signer;
pub mod stamp;
pub mod suites;
pub mod templates;
pub mod windows;

#[cfg(test)]
fn example(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}
