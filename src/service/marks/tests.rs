//! Marks on a real folder: only forwards, aside what is no mark, nothing while another holds the lock.

#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::domain::{Digest, Time};

fn time() -> Time {
    "2026-11-23T09:00:00Z".parse().unwrap()
}
fn mark(seq: u64, digest: u8) -> Mark {
    Mark { seq, digest: Digest([digest; 32]), seen: time() }
}
fn marks(state: &Path, location: &str) -> Marks {
    Marks::of(state, Uuid::from_u128(7), Path::new(location))
}

#[test]
fn a_mark_goes_forwards_only() {
    let state = tempfile::tempdir().unwrap();
    let m = marks(state.path(), "/a");
    assert_eq!(m.read(), Found::Nothing);
    // kept before, offered, given up, kept after
    let cells = [
        (None, (3, 1), None, (3, 1)),
        (Some((3, 1)), (4, 2), None, (4, 2)),
        (Some((3, 1)), (3, 2), None, (3, 1)),
        (Some((3, 1)), (2, 2), None, (3, 1)),
        (Some((3, 1)), (2, 2), Some((3, 1)), (2, 2)),
        (Some((3, 1)), (3, 2), Some((3, 1)), (3, 2)),
        // Another process has given it up already, and has gone on.
        (Some((4, 5)), (2, 2), Some((3, 1)), (4, 5)),
        (Some((3, 1)), (5, 2), Some((3, 1)), (5, 2)),
    ];
    let of = |(seq, digest): (u64, u8)| mark(seq, digest);
    for (before, offered, instead, after) in cells {
        let _ = fs::remove_file(&m.file);
        before.iter().for_each(|b| m.keep(&of(*b), None).unwrap());
        m.keep(&of(offered), instead.map(of).as_ref()).unwrap();
        assert_eq!(m.read(), Found::Mark(of(after)), "{before:?} {offered:?} {instead:?}");
    }
}

#[test]
fn each_place_and_each_ledger_has_its_own() {
    let state = tempfile::tempdir().unwrap();
    let (a, b) = (marks(state.path(), "/a"), marks(state.path(), "/b"));
    let other = Marks::of(state.path(), Uuid::from_u128(8), Path::new("/a"));
    a.keep(&mark(3, 1), None).unwrap();
    assert_eq!((b.read(), other.read()), (Found::Nothing, Found::Nothing));
    assert_eq!(b.elsewhere(), [("/a".to_owned(), mark(3, 1))]);
    assert_eq!((a.elsewhere().len(), other.elsewhere().len()), (0, 0));
    fs::write(&a.file, "x").unwrap();
    assert!(b.elsewhere().is_empty(), "what cannot be read is nothing seen");
}

#[test]
fn what_is_no_mark_is_put_aside() {
    let state = tempfile::tempdir().unwrap();
    let m = marks(state.path(), "/a");
    m.keep(&mark(3, 1), None).unwrap();
    let text = fs::read_to_string(&m.file).unwrap();
    for junk in
        ["", "{}", "null", &text[..text.len() - 3], &text.replace("3", "-3"), &text.replace("0101", "01")]
    {
        fs::write(&m.file, junk).unwrap();
        assert_eq!(m.read(), Found::Unreadable, "{junk}");
        m.keep(&mark(2, 1), None).unwrap();
        assert_eq!(m.read(), Found::Mark(mark(2, 1)));
        assert_eq!(fs::read_to_string(m.file.with_extension("unreadable")).unwrap(), junk);
    }
}

#[test]
fn who_does_not_get_the_lock_writes_nothing() {
    let state = tempfile::tempdir().unwrap();
    let m = marks(state.path(), "/a");
    m.keep(&mark(3, 1), None).unwrap();
    let held = m.lock().unwrap().unwrap();
    m.keep(&mark(4, 1), None).unwrap();
    assert_eq!(m.read(), Found::Mark(mark(3, 1)));
    drop(held);
    m.keep(&mark(4, 1), None).unwrap();
    assert_eq!(m.read(), Found::Mark(mark(4, 1)));
}

#[test]
fn many_at_once_keep_the_furthest_that_was_written() {
    let state = tempfile::tempdir().unwrap();
    let m = marks(state.path(), "/a");
    std::thread::scope(|scope| {
        for offset in 0..4 {
            let m = &m;
            scope.spawn(move || {
                let mut last = 0;
                for n in 0..100 {
                    m.keep(&mark(n * 4 + offset, 1), None).unwrap();
                    let Found::Mark(now) = m.read() else { continue };
                    assert!(now.seq >= last, "{} after {last}", now.seq);
                    last = now.seq;
                }
            });
        }
    });
    m.keep(&mark(400, 1), None).unwrap();
    assert_eq!(m.read(), Found::Mark(mark(400, 1)));
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error_and_holds_no_mark() {
    let state = tempfile::tempdir().unwrap();
    let file = state.path().join("file");
    fs::write(&file, "").unwrap();
    let m = marks(&file, "/a");
    assert_eq!((m.read(), m.elsewhere().len()), (Found::Nothing, 0));
    assert!(m.keep(&mark(1, 1), None).is_err());
}
