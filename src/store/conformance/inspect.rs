//! What every shelf must do for an auditor.

use super::{PETRA, act, page, row, texts};
use crate::domain::{Digest, Login, Subject, Text};
use crate::ledger::chain::Document;
use crate::ledger::{ViewRow, digest};
use crate::store::inspect::{KeyRow, RevisionRow};
use crate::store::{Inspect, RowsAt, Want};

/// Whether the rows of `pool` at revision 1 are not these.
fn differs(store: &mut dyn Inspect, rows: &[ViewRow], write: bool) -> bool {
    let of = RowsAt { subject: Subject::Pool, revision: 1, rows: rows.to_vec() };
    !store.rebuild(&[of], write).unwrap().is_empty()
}

pub(super) fn rebuild_compares_and_rewrites(store: &mut dyn Inspect) {
    let mut first = act(store, "k1", &["pool", "settings"]);
    let (one, two) = (row("open", "1", "a", "1"), row("open", "2", "b", "2"));
    first.views = vec![("pool".into(), vec![one.clone()]), ("settings".into(), vec![two.clone()])];
    store.append(&[first]).unwrap();
    let now = [row("open", "1", "a", "one"), row("open", "0", "c", "three")];
    assert!(!differs(store, &[one], false));
    assert!(differs(store, &now, false));
    assert_eq!(texts(store, &page("open", None, 9)), ["1", "2"]);
    assert!(differs(store, &now, true));
    assert_eq!(texts(store, &page("open", None, 9)), ["three", "one", "2"]);
    assert!(!differs(store, &now, true));
    assert!(differs(store, &[], true));
    assert_eq!(texts(store, &page("open", None, 9)), ["2"]);
    // What another subject holds cannot be taken, and nothing is lost in the attempt.
    let taken = RowsAt { subject: Subject::Pool, revision: 1, rows: vec![two] };
    assert!(store.rebuild(&[taken], true).is_err());
    assert_eq!(store.rows(&page("open", None, 9)).unwrap()[0].0, "settings");
    // Who has moved on since wrote rows of his own.
    let next = act(store, "k2", &["pool"]);
    store.append(&[next]).unwrap();
    assert!(!differs(store, &now, true));
    assert_eq!(texts(store, &page("open", None, 9)), ["2"]);
}

pub(super) fn an_auditor_sees_what_the_indexes_hold(store: &mut dyn Inspect) {
    for (i, subjects) in [&["pool", "settings"][..], &["pool"], &["settings", "pool"]].iter().enumerate() {
        let mut next = act(store, &format!("k{i}"), subjects);
        if i == 0 {
            next.documents = vec![Document { digest: digest::of_bytes(b"one"), bytes: b"one".to_vec() }];
            next.views = vec![("pool".into(), vec![row("open", "1", "a", "1")])];
        }
        store.append(&[next]).unwrap();
    }
    let bodies: Vec<_> =
        store.scan(0, 9, 9).unwrap().iter().map(|e| digest::of_bytes(e.body.as_bytes())).collect();
    assert_eq!(store.revision_at(&Subject::Pool, 2).unwrap(), Some((2, bodies[1])));
    assert_eq!(store.revision_at(&Subject::Settings, 2).unwrap(), Some((3, bodies[2])));
    assert_eq!(store.revision_at(&Subject::Pool, 4).unwrap(), None);
    let petra: Login = PETRA.parse().unwrap();
    let key = |key: &str| key.parse::<Text>().unwrap();
    let sealed = store.find(&petra, &key("k1")).unwrap().unwrap();
    assert_eq!(store.keyed(&petra, &key("k1")).unwrap(), Some(sealed.seq));
    assert_eq!(store.keyed(&petra, &key("k9")).unwrap(), None);
    let one = digest::of_bytes(b"one");
    assert_eq!(store.kept(&one).unwrap(), Some(one));
    assert_eq!(store.kept(&digest::of_bytes(b"two")).unwrap(), None);
    assert!(store.stands(3).unwrap() && !store.stands(4).unwrap() && !store.stands(0).unwrap());
    let (mut places, mut parts) = (Vec::new(), Vec::new());
    assert_eq!(store.places((&Digest::default(), 0), 9, &mut |row| places.push(row)).unwrap(), 1);
    store
        .parts(0, 9, &mut |(id, digest, part, bytes)| parts.push((id, digest, part, bytes.to_vec())))
        .unwrap();
    assert_eq!((places, parts), (vec![(one, 0, 1)], vec![(1, one, 0, b"one".to_vec())]));
    assert_eq!((store.place(&one).unwrap(), store.last_part().unwrap()), (Some(1), 1));
    assert_eq!(store.place(&digest::of_bytes(b"two")).unwrap(), None);
    assert_eq!(store.places((&one, 0), 9, &mut drop).unwrap(), 0);
    store.parts(1, 9, &mut |_| unreachable!()).unwrap();
    // Stretch by stretch, in order.
    let mut seen = Vec::new();
    let mut see = |(s, r, seq, digest): RevisionRow<'_>| {
        assert_eq!(digest, bodies[usize::try_from(seq).unwrap() - 1]);
        seen.push(format!("{s} {r} in {seq}"));
    };
    assert_eq!(store.revisions(("", 0), 3, &mut see).unwrap(), 3);
    assert_eq!(store.revisions(("pool", 3), 3, &mut see).unwrap(), 2);
    assert_eq!(seen, ["pool 1 in 1", "pool 2 in 2", "pool 3 in 3", "settings 1 in 1", "settings 2 in 3"]);
    let mut seen = Vec::new();
    let mut see = |(actor, key, seq): KeyRow<'_>| seen.push(format!("{actor} {key} {seq}"));
    assert_eq!(store.keys(("", ""), 2, &mut see).unwrap(), 2);
    assert_eq!(store.keys((PETRA, "k1"), 2, &mut see).unwrap(), 1);
    assert_eq!(seen, ["k0 1", "k1 2", "k2 3"].map(|key| format!("{PETRA} {key}")));
    // Another reader sees the same, and what is held on to does not move.
    let other = store.another().unwrap();
    let held = other.hold().unwrap();
    assert_eq!(other.head().unwrap(), store.head().unwrap());
    assert_eq!(other.histories(&[Want::whole(Subject::Pool)]).unwrap()[0].revision(), 3);
    drop(held);
    assert_eq!(store.viewed("", 9).unwrap(), [("pool".to_owned(), true)]);
    assert_eq!(store.viewed("pool", 9).unwrap(), []);
    assert_eq!(store.sweep("pool").unwrap(), 0, "it has a history");
}

pub(super) fn what_is_erased_is_gone_and_its_place_is_not(store: &mut dyn Inspect) {
    let [one, long, other] = [b"one".to_vec(), vec![7; 3 * 1024 * 1024], b"other".to_vec()]
        .map(|bytes| Document { digest: digest::of_bytes(&bytes), bytes });
    let mut brings = act(store, "k1", &["pool"]);
    brings.documents = vec![one.clone(), long.clone(), other.clone()];
    store.append(&[brings.clone()]).unwrap();
    let places = (store.place(&other.digest).unwrap(), store.last_part().unwrap());
    for (key, gone) in [("k2", &one), ("k3", &long)] {
        let mut erases = act(store, key, &[&format!("document:{}", gone.digest)]);
        erases.erases = vec![gone.digest];
        store.append(&[erases]).unwrap();
    }
    // Whoever brings it again brings nothing.
    let again = act(store, "k4", &["pool"]);
    store.append(&[crate::ledger::Sealable { documents: brings.documents, ..again }]).unwrap();
    for gone in [&one, &long] {
        let mut out = Vec::new();
        assert!(!store.document(&gone.digest, &mut out).unwrap());
        assert_eq!((out, store.kept(&gone.digest).unwrap()), (Vec::new(), Some(digest::of_bytes(b""))));
    }
    let mut out = Vec::new();
    assert!(store.document(&other.digest, &mut out).unwrap());
    assert_eq!(out, other.bytes);
    assert_eq!((store.place(&other.digest).unwrap(), store.last_part().unwrap()), places);
}
