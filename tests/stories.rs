//! Releases that do not go straight through, told by real commands. Each story's whole transcript is kept in
//! `tests/golden/stories`; what a story is about is asserted here besides.

mod after_the_go;
mod before_the_go;
mod desk_and_pool;

use super::support::desk::Answer;

/// Whether a receipt says that a sign-off fell.
fn fell(answer: &Answer, what: &str) -> bool {
    answer.stdout.lines().any(|l| l.trim_start().starts_with(&format!("fell: {what}")))
}
/// Whether a receipt names something as the next move.
fn next(answer: &Answer, what: &str) -> bool {
    answer.stdout.lines().any(|l| l.trim_start().starts_with(&format!("next: {what}")))
}
/// Whom a receipt says were told.
fn told(answer: &Answer) -> &str {
    answer.stdout.lines().find_map(|l| l.trim_start().strip_prefix("told: ")).unwrap_or_default()
}
