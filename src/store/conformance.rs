//! What every shelf must do, said once and stamped on each of them: `on_every_shelf!` names each check and each shelf.
//! What must not live here: what only one shelf promises (files, locks, settings).
#![expect(clippy::unwrap_used, reason = "tests")]

mod inspect;

use crate::domain::{Digest, Login, Subject, Text};
use crate::ledger::body::{Parent, parent_of};
use crate::ledger::chain::{Document, check};
use crate::ledger::{Head, Link, Sealable, Standing, ViewRow, digest};

use super::{AppendError, History, MemoryStore, Page, SqliteStore, Store, Want};

use inspect::{
    an_auditor_sees_what_the_indexes_hold, rebuild_compares_and_rewrites,
    what_is_erased_is_gone_and_its_place_is_not,
};

macro_rules! on_every_shelf {
    ($($check:ident)*) => {
        mod memory {
            $(#[test] fn $check() { super::$check(&mut super::MemoryStore::default()); })*
        }
        mod sqlite {
            $(#[test] fn $check() {
                let folder = tempfile::tempdir().unwrap();
                super::$check(&mut super::SqliteStore::create(&folder.path().join("ledger")).unwrap());
            })*
        }
    };
}

on_every_shelf! {
    an_empty_shelf what_is_appended_is_read_back a_fork_is_refused a_replay_is_answered a_key_is_used_once
    keys_are_scoped_to_the_actor reads_must_be_current a_parent_must_be_right several_subjects_in_one_act
    a_subject_twice_in_one_act all_of_a_batch_or_none later_acts_see_earlier_ones a_key_twice_in_a_batch
    time_does_not_run_backwards tip_or_whole scans_are_ranges rows_come_in_pages views_are_replaced
    a_row_passes_to_another_subject two_subjects_cannot_hold_a_row rebuild_compares_and_rewrites
    an_auditor_sees_what_the_indexes_hold documents_come_back_whole a_false_document_is_refused
    what_is_erased_is_gone_and_its_place_is_not
}

pub(super) const PETRA: &str = "petra";

pub(super) fn subject(name: &str) -> Subject {
    name.parse().unwrap()
}

pub(super) fn find(store: &dyn Store, key: &str) -> Option<crate::ledger::Entry> {
    store.find(&PETRA.parse().unwrap(), &key.parse().unwrap()).unwrap()
}

/// An act that follows what is in the store now, changing these subjects.
pub(super) fn act(store: &dyn Store, key: &str, subjects: &[&str]) -> Sealable {
    let link = |name: &&str| {
        let history = store.histories(&[Want::tip(subject(name))]).unwrap().remove(0);
        let parent = history.entries.last().map_or(Parent::default(), |(_, e)| parent_of(&e.body));
        Link { subject: subject(name), revision: history.revision() + 1, parent }
    };
    let links = subjects.iter().map(link).collect();
    written(key, "2026-11-22T21:31:00Z", &format!("did {key}"), links)
}

fn written(key: &str, at: &str, intent: &str, links: Vec<Link>) -> Sealable {
    let intent = digest::of_bytes(intent.as_bytes());
    Sealable {
        body: format!(
            r#"{{"at":"{at}","event":{{"Noted":{{"text":"é"}}}},"intent":"{intent}","key":"{key}"}}"#
        ),
        signature: format!("signed {key}"),
        links,
        reads: vec![],
        actor: PETRA.parse().unwrap(),
        key: key.parse().unwrap(),
        intent,
        at: at.parse().unwrap(),
        views: vec![],
        documents: vec![],
        erases: vec![],
    }
}

pub(super) fn row(bucket: &str, sort: &str, id: &str, text: &str) -> ViewRow {
    let [bucket, sort, id, row] = [bucket, sort, id, text].map(str::to_owned);
    ViewRow { kind: "release".into(), bucket, sort, id, row }
}

fn page(bucket: &str, after: Option<(&str, &str)>, max: usize) -> Page {
    let after = after.map(|(sort, id)| (sort.to_owned(), id.to_owned()));
    Page { kind: "release".into(), bucket: bucket.into(), after, max }
}

fn texts(store: &dyn Store, page: &Page) -> Vec<String> {
    store.rows(page).unwrap().into_iter().map(|(_, row)| row.row).collect()
}

fn an_empty_shelf(store: &mut dyn Store) {
    assert_eq!(store.head().unwrap(), None);
    assert_eq!(store.scan(0, u64::MAX, usize::MAX).unwrap(), []);
    assert_eq!(find(store, "k"), None);
    assert_eq!(store.rows(&page("open", None, 10)).unwrap(), []);
    assert!(!store.document(&Digest::default(), &mut Vec::new()).unwrap());
    let none = History { subject: Subject::Pool, entries: vec![] };
    assert_eq!(
        store.histories(&[Want::whole(Subject::Pool), Want::tip(Subject::Pool)]).unwrap(),
        [none.clone(), none]
    );
    assert_eq!(store.append(&[]).unwrap(), []);
}

fn what_is_appended_is_read_back(store: &mut dyn Store) {
    let mut head = None;
    for n in 1..=3 {
        let act = act(store, &format!("k{n}"), &["ocr:a"]);
        let sealed = store.append(std::slice::from_ref(&act)).unwrap().remove(0);
        assert_eq!((sealed.seq, &sealed.body, &sealed.signature), (n, &act.body, &act.signature));
        head = Some(check(head.as_ref(), &sealed).unwrap());
        assert_eq!(store.head().unwrap(), head);
        assert_eq!(find(store, &format!("k{n}")), Some(sealed.clone()));
        let history = store.histories(&[Want::whole(subject("ocr:a"))]).unwrap().remove(0);
        assert_eq!(history.entries.last(), Some(&(n, sealed)));
        assert_eq!(history.entries.len() as u64, n);
    }
}

fn a_fork_is_refused(store: &mut dyn Store) {
    let (one, other) = (act(store, "k1", &["pool"]), act(store, "k2", &["pool"]));
    store.append(&[one]).unwrap();
    let refused = store.append(&[other]).unwrap_err();
    assert!(matches!(refused, AppendError::Moved(subjects) if subjects == [Subject::Pool]));
    let ahead = act(store, "k3", &["pool"]);
    let links = vec![Link { revision: 3, ..ahead.links[0].clone() }];
    assert!(matches!(store.append(&[Sealable { links, ..ahead }]), Err(AppendError::Moved(_))));
    assert_eq!(store.head().unwrap().unwrap().seq, 1);
}

fn a_replay_is_answered(store: &mut dyn Store) {
    let act = act(store, "k1", &["pool"]);
    let first = store.append(std::slice::from_ref(&act)).unwrap().remove(0);
    // The key comes first: the act has moved on, in a later second, and is a replay all the same.
    let again = written("k1", "2026-11-22T21:32:00Z", "did k1", act.links);
    assert!(matches!(store.append(&[again]), Err(AppendError::Replay(entry)) if *entry == first));
    assert_eq!(store.head().unwrap().unwrap().seq, 1);
}

fn a_key_is_used_once(store: &mut dyn Store) {
    store.append(&[act(store, "k0", &["pool"])]).unwrap();
    store.append(&[act(store, "k1", &["pool"])]).unwrap();
    let mut other = act(store, "k1", &["pool"]);
    other.intent = digest::of_bytes(b"something else");
    assert!(matches!(store.append(&[other.clone()]), Err(AppendError::KeyReused(2))));
    // The same person, typed in other letters.
    other.actor = "Petra".parse().unwrap();
    assert!(matches!(store.append(&[other]), Err(AppendError::KeyReused(2))));
}

fn keys_are_scoped_to_the_actor(store: &mut dyn Store) {
    store.append(&[act(store, "k1", &["pool"])]).unwrap();
    let (otto, key): (Login, Text) = ("Otto".parse().unwrap(), "k1".parse().unwrap());
    assert_eq!(store.find(&otto, &key).unwrap(), None);
    let sealed = store.append(&[Sealable { actor: otto.clone(), ..act(store, "k1", &["pool"]) }]).unwrap();
    assert_eq!(store.find(&otto, &key).unwrap(), sealed.first().cloned());
    assert_eq!(store.find(&"OTTO".parse().unwrap(), &key).unwrap(), sealed.first().cloned());
}

fn reads_must_be_current(store: &mut dyn Store) {
    store.append(&[act(store, "k1", &["person:qm"])]).unwrap();
    let reading = |store: &dyn Store, name: &str, revision| {
        let reads = vec![Standing { subject: subject(name), revision }];
        Sealable { reads, ..act(store, &format!("{name} {revision}"), &["pool"]) }
    };
    for (name, revision) in [("person:qm", 0), ("person:qm", 2), ("settings", 1)] {
        let refused = store.append(&[reading(store, name, revision)]).unwrap_err();
        assert!(matches!(refused, AppendError::Moved(moved) if moved == [subject(name)]));
    }
    store.append(&[reading(store, "person:qm", 1)]).unwrap();
    store.append(&[reading(store, "settings", 0)]).unwrap();
}

fn a_parent_must_be_right(store: &mut dyn Store) {
    let with = |act: Sealable, parent: Parent| {
        let links = vec![Link { parent, ..act.links[0].clone() }];
        Sealable { links, ..act }
    };
    let first = with(act(store, "k1", &["pool"]), Parent(Some(Digest::default())));
    assert!(matches!(store.append(&[first]), Err(AppendError::Moved(_))));
    store.append(&[act(store, "k1", &["pool"])]).unwrap();
    for parent in [None, Some(Digest::default())].map(Parent) {
        let second = with(act(store, "k2", &["pool"]), parent);
        assert!(matches!(store.append(&[second]), Err(AppendError::Moved(_))));
    }
}

fn several_subjects_in_one_act(store: &mut dyn Store) {
    store.append(&[act(store, "k1", &["ocr:b"])]).unwrap();
    let sealed = store.append(&[act(store, "k2", &["ocr:a", "ocr:b", "pool"])]).unwrap().remove(0);
    for (name, revision) in [("ocr:a", 1), ("ocr:b", 2), ("pool", 1)] {
        let tip = store.histories(&[Want::tip(subject(name))]).unwrap().remove(0);
        assert_eq!(tip.entries, [(revision, sealed.clone())]);
    }
    let mut late = act(store, "k3", &["ocr:a", "ocr:b", "pool"]);
    store.append(&[act(store, "k4", &["ocr:b", "pool"])]).unwrap();
    late.reads = vec![Standing { subject: subject("settings"), revision: 9 }];
    let refused = store.append(&[late]).unwrap_err();
    let named = ["ocr:b", "pool", "settings"].map(subject);
    assert!(matches!(refused, AppendError::Moved(moved) if moved == named));
}

fn a_subject_twice_in_one_act(store: &mut dyn Store) {
    let refused = store.append(&[act(store, "k1", &["pool", "pool"])]).unwrap_err();
    assert!(matches!(refused, AppendError::Moved(moved) if moved == [Subject::Pool]));
}

fn all_of_a_batch_or_none(store: &mut dyn Store) {
    let mut good = act(store, "k1", &["ocr:a"]);
    good.views = vec![("ocr:a".into(), vec![row("open", "1", "a", "{}")])];
    good.documents = vec![Document { digest: digest::of_bytes(b"x"), bytes: b"x".to_vec() }];
    let mut bad = act(store, "k2", &["pool"]);
    bad.links[0].revision = 7;
    assert!(matches!(store.append(&[good.clone(), bad]), Err(AppendError::Moved(_))));
    assert_eq!(store.head().unwrap(), None);
    assert_eq!(find(store, "k1"), None);
    assert_eq!(store.histories(&[Want::tip(subject("ocr:a"))]).unwrap()[0].revision(), 0);
    assert_eq!(store.rows(&page("open", None, 9)).unwrap(), []);
    assert!(!store.document(&good.documents[0].digest, &mut Vec::new()).unwrap());
    store.append(&[good]).unwrap();
}

fn later_acts_see_earlier_ones(store: &mut dyn Store) {
    let first = act(store, "k1", &["pool"]);
    let parent = parent_of(&first.body);
    let link = Link { subject: Subject::Pool, revision: 2, parent };
    let mut second = written("k2", "2026-11-22T21:31:00Z", "second", vec![link]);
    second.reads = vec![Standing { subject: Subject::Pool, revision: 1 }];
    let sealed = store.append(&[first, second]).unwrap();
    let head = check(None, &sealed[0]).unwrap();
    let head: Head = check(Some(&head), &sealed[1]).unwrap();
    assert_eq!(store.head().unwrap(), Some(head));
    assert_eq!(store.scan(0, 2, 9).unwrap(), sealed);
}

fn a_key_twice_in_a_batch(store: &mut dyn Store) {
    store.append(&[act(store, "k0", &["pool"])]).unwrap();
    let (one, other) = (act(store, "k1", &["pool"]), act(store, "k1", &["ocr:a"]));
    assert!(matches!(store.append(&[one, other]), Err(AppendError::KeyReused(2))));
    assert_eq!(store.head().unwrap().unwrap().seq, 1);
}

fn time_does_not_run_backwards(store: &mut dyn Store) {
    store.append(&[act(store, "k1", &["pool"])]).unwrap();
    let links = act(store, "k2", &["ocr:a", "pool"]).links;
    let early = written("k2", "2026-11-22T21:30:59Z", "early", links);
    assert!(
        matches!(store.append(std::slice::from_ref(&early)), Err(AppendError::Clock(why)) if why.contains("pool"))
    );
    // Another subject has a time of its own.
    let links = early.links.into_iter().filter(|l| l.subject != Subject::Pool).collect();
    store.append(&[written("k2", "2026-11-22T21:30:59Z", "early", links)]).unwrap();
    // The same second is no step back.
    store.append(&[act(store, "k3", &["pool"])]).unwrap();
}

fn tip_or_whole(store: &mut dyn Store) {
    for key in ["k1", "k2", "k3"] {
        store.append(&[act(store, key, &["pool"])]).unwrap();
    }
    store.append(&[act(store, "k4", &["ocr:a"])]).unwrap();
    let wants = [Want::tip(Subject::Pool), Want::whole(subject("ocr:a")), Want::whole(Subject::Pool)];
    let histories = store.histories(&wants).unwrap();
    let shape: Vec<Vec<(u64, u64)>> =
        histories.iter().map(|h| h.entries.iter().map(|(r, e)| (*r, e.seq)).collect()).collect();
    assert_eq!(shape, [vec![(3, 3)], vec![(1, 4)], vec![(1, 1), (2, 2), (3, 3)]]);
    assert_eq!(histories.iter().map(History::revision).collect::<Vec<_>>(), [3, 1, 3]);
}

fn scans_are_ranges(store: &mut dyn Store) {
    for n in 1..=5 {
        store.append(&[act(store, &format!("k{n}"), &["pool"])]).unwrap();
    }
    let seqs = |after, upto, max| -> Vec<u64> {
        store.scan(after, upto, max).unwrap().iter().map(|e| e.seq).collect()
    };
    assert_eq!(seqs(0, u64::MAX, usize::MAX), [1, 2, 3, 4, 5]);
    assert_eq!(seqs(1, 4, 9), [2, 3, 4]);
    assert_eq!(seqs(1, 4, 2), [2, 3]);
    assert_eq!(seqs(0, 5, 0), [0; 0]);
    assert_eq!(seqs(4, 1, 9), [0; 0]);
    assert_eq!(seqs(u64::MAX, u64::MAX, 9), [0; 0]);
}

fn rows_come_in_pages(store: &mut dyn Store) {
    let mut all = act(store, "k1", &["pool"]);
    let sorted = [("", ""), ("1", "b"), ("2", "a"), ("2", "b"), ("3", "a")];
    let mut rows: Vec<_> = sorted.map(|(sort, id)| row("open", sort, id, &format!("{sort}{id}"))).into();
    rows.extend([row("closed", "0", "x", "closed"), row("opened", "0", "x", "opened")]);
    rows.reverse();
    all.views = vec![("pool".into(), rows)];
    store.append(&[all]).unwrap();
    assert_eq!(texts(store, &page("open", None, 3)), ["", "1b", "2a"]);
    assert_eq!(texts(store, &page("open", Some(("2", "a")), 3)), ["2b", "3a"]);
    assert_eq!(texts(store, &page("open", Some(("", "")), 1)), ["1b"]);
    assert_eq!(texts(store, &page("open", Some(("3", "a")), 3)), [""; 0]);
    assert_eq!(texts(store, &page("open", None, 0)), [""; 0]);
    assert_eq!(texts(store, &page("closed", None, 9)), ["closed"]);
    assert_eq!(store.rows(&page("closed", None, 9)).unwrap()[0].0, "pool");
}

fn views_are_replaced(store: &mut dyn Store) {
    let showing = |store: &dyn Store, key: &str, name: &str, rows: Vec<ViewRow>| Sealable {
        views: vec![(name.to_owned(), rows)],
        ..act(store, key, &[name])
    };
    let rows = vec![row("open", "1", "a", "a1"), row("open", "2", "b", "b1"), row("open", "3", "c", "c1")];
    store.append(&[showing(store, "k1", "pool", rows)]).unwrap();
    store.append(&[showing(store, "k2", "settings", vec![row("open", "9", "z", "z1")])]).unwrap();
    let rows = vec![row("open", "1", "a", "a1"), row("open", "2", "b", "b2"), row("open", "0", "c", "c1")];
    store.append(&[showing(store, "k3", "pool", rows)]).unwrap();
    assert_eq!(texts(store, &page("open", None, 9)), ["c1", "a1", "b2", "z1"]);
    // An act that says nothing of a subject's rows leaves them.
    store.append(&[act(store, "k4", &["pool"])]).unwrap();
    store.append(&[showing(store, "k5", "settings", vec![])]).unwrap();
    assert_eq!(texts(store, &page("open", None, 9)), ["c1", "a1", "b2"]);
}

fn a_row_passes_to_another_subject(store: &mut dyn Store) {
    let held = vec![row("open", "1", "a", "{}")];
    let mut first = act(store, "k1", &["ocr:b"]);
    first.views = vec![("ocr:b".into(), held.clone())];
    store.append(&[first]).unwrap();
    let mut second = act(store, "k2", &["ocr:a", "ocr:b"]);
    second.views = vec![("ocr:a".into(), held), ("ocr:b".into(), vec![])];
    store.append(&[second]).unwrap();
    assert_eq!(store.rows(&page("open", None, 9)).unwrap()[0].0, "ocr:a");
}

fn two_subjects_cannot_hold_a_row(store: &mut dyn Store) {
    let holding = |store: &dyn Store, name: &str, rows: Vec<ViewRow>| Sealable {
        views: vec![(name.to_owned(), rows)],
        ..act(store, name, &[name])
    };
    store.append(&[holding(store, "ocr:a", vec![row("open", "1", "a", "1")])]).unwrap();
    for rows in
        [vec![row("open", "1", "a", "1")], vec![row("open", "2", "b", "1"), row("open", "2", "b", "2")]]
    {
        assert!(matches!(store.append(&[holding(store, "ocr:b", rows)]), Err(AppendError::Store(_))));
    }
    assert_eq!(store.head().unwrap().unwrap().seq, 1);
    assert_eq!(texts(store, &page("open", None, 9)), ["1"]);
}

fn documents_come_back_whole(store: &mut dyn Store) {
    let mib = 1024 * 1024;
    let long: Vec<u8> = (0..5 * mib / 2).map(|i: usize| (i * 31 / 7) as u8).collect();
    let all = [Vec::new(), b"short".to_vec(), vec![7; mib], vec![8; 2 * mib], long];
    let documents: Vec<_> =
        all.iter().map(|b| Document { digest: digest::of_bytes(b), bytes: b.clone() }).collect();
    for key in ["k1", "k2"] {
        // The second time they are there already.
        store.append(&[Sealable { documents: documents.clone(), ..act(store, key, &["pool"]) }]).unwrap();
    }
    for document in &documents {
        let mut out = Vec::new();
        assert!(store.document(&document.digest, &mut out).unwrap());
        assert!(out == document.bytes, "{} bytes", document.bytes.len());
    }
}

fn a_false_document_is_refused(store: &mut dyn Store) {
    let mut act = act(store, "k1", &["pool"]);
    act.documents = vec![Document { digest: digest::of_bytes(b"one"), bytes: b"other".to_vec() }];
    assert!(matches!(store.append(&[act]), Err(AppendError::Store(_))));
    assert_eq!(store.head().unwrap(), None);
}
