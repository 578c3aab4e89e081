//! One release through all fifteen steps on the compiled binary.

use super::support::desk::Desk;

#[test]
fn a_release_is_carried_from_one_to_fifteen() {
    let desk = Desk::staffed();
    desk.release_at("4.2.0", 15);
    let answer = desk.refused(4, "rhea", "release hold 4.2.0 --reason late");
    assert!(answer.stderr.contains("is closed"), "{}", answer.whole());
}
