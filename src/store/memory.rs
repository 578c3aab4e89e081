//! A shelf in memory, for tests and dry runs: the same promises as the others, save durability.
//! What must not live here: a check of its own; what an act must fulfil stands in `admit`.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::ops::Bound;
use std::sync::Arc;

use crate::domain::{Digest, Login, Subject, Text};
use crate::ledger::chain::seal;
use crate::ledger::{Entry, Head, Sealable, ViewRow, digest};

use super::admit::{self, Changes, Shelf};
use super::inspect::{Held, Inspect, KeyRow, PartRow, PlaceRow, RevisionRow};
use super::{AppendError, History, Page, RowsAt, Store, StoreError, SubjectRow, Want};

/// A view row's place: kind, bucket, sort, id.
type Place = (String, String, String, String);

/// A ledger that is gone when the program ends.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    kept: Kept,
}

/// All that is kept. A batch works on a copy, which takes its place if every act was admitted; entries and documents
/// are shared between copies.
#[derive(Debug, Clone, Default)]
struct Kept {
    entries: Vec<Arc<Entry>>,
    /// Per subject the seq of revisions 1, 2, 3 …
    subjects: BTreeMap<String, Vec<u64>>,
    keys: BTreeMap<(String, String), u64>,
    documents: BTreeMap<Digest, Arc<[u8]>>,
    views: BTreeMap<Place, SubjectRow>,
}

impl Kept {
    fn head(&self) -> Option<Head> {
        self.entries.last().map(|e| Head { seq: e.seq, digest: e.digest })
    }

    fn entry(&self, seq: u64) -> Option<&Entry> {
        let before = usize::try_from(seq.checked_sub(1)?).ok()?;
        self.entries.get(before).map(Arc::as_ref)
    }

    fn seqs(&self, subject: &str) -> &[u64] {
        self.subjects.get(subject).map_or(&[][..], Vec::as_slice)
    }
    fn history(&self, subject: &Subject) -> impl DoubleEndedIterator<Item = (u64, &Entry)> {
        self.seqs(&subject.to_string())
            .iter()
            .enumerate()
            .filter_map(|(i, seq)| Some((i as u64 + 1, self.entry(*seq)?)))
    }

    fn record(&mut self, act: &Sealable) -> Result<Entry, StoreError> {
        let entry = seal(self.head().as_ref(), act.body.clone(), act.signature.clone());
        self.entries.push(Arc::new(entry.clone()));
        for link in &act.links {
            self.subjects.entry(link.subject.to_string()).or_default().push(entry.seq);
        }
        self.keys.insert((act.actor.key().into(), act.key.as_str().to_owned()), entry.seq);
        for document in &act.documents {
            self.documents.entry(document.digest).or_insert_with(|| document.bytes.as_slice().into());
        }
        for digest in &act.erases {
            self.documents.entry(*digest).and_modify(|bytes| *bytes = Arc::default());
        }
        let before: Vec<_> = act.views.iter().map(|(subject, _)| self.rows_of(subject)).collect();
        let changes: Vec<_> =
            before.iter().zip(&act.views).map(|(old, (_, new))| admit::changes(old, new)).collect();
        for change in &changes {
            self.take_away(change);
        }
        for (change, (subject, _)) in changes.iter().zip(&act.views) {
            self.add(subject, change)?;
        }
        Ok(entry)
    }

    fn rows_of(&self, subject: &str) -> Vec<ViewRow> {
        self.views.values().filter(|(s, _)| s == subject).map(|(_, row)| row.clone()).collect()
    }

    fn take_away(&mut self, changes: &Changes<'_>) {
        for row in &changes.gone {
            self.views.remove(&place(row));
        }
    }

    fn add(&mut self, subject: &str, changes: &Changes<'_>) -> Result<(), StoreError> {
        for row in &changes.fresh {
            let held = self.views.insert(place(row), (subject.to_owned(), (*row).clone()));
            if held.is_some() {
                return Err(StoreError::Damaged(format!("two view rows are at {:?}", place(row))));
            }
        }
        Ok(())
    }
}

fn place(row: &ViewRow) -> Place {
    (row.kind.clone(), row.bucket.clone(), row.sort.clone(), row.id.clone())
}

impl Shelf for Kept {
    fn recorded(&self, actor: &Login, key: &Text) -> Result<Option<Entry>, StoreError> {
        let seq = self.keys.get(&(actor.key().into(), key.as_str().to_owned()));
        Ok(seq.and_then(|seq| self.entry(*seq)).cloned())
    }

    fn tip(&self, subject: &Subject) -> Result<Option<(u64, Entry)>, StoreError> {
        Ok(self.history(subject).next_back().map(|(r, e)| (r, e.clone())))
    }
}

impl Store for MemoryStore {
    fn head(&self) -> Result<Option<Head>, StoreError> {
        Ok(self.kept.head())
    }

    fn histories(&self, wants: &[Want]) -> Result<Vec<History>, StoreError> {
        let one = |want: &Want| {
            let mut entries = self.kept.history(&want.subject).map(|(r, e)| (r, e.clone()));
            let entries =
                if want.whole { entries.collect() } else { entries.next_back().into_iter().collect() };
            History { subject: want.subject.clone(), entries }
        };
        Ok(wants.iter().map(one).collect())
    }

    fn scan(&self, after: u64, upto: u64, max: usize) -> Result<Vec<Entry>, StoreError> {
        let all = self.kept.entries.iter().map(Arc::as_ref);
        Ok(all.filter(|e| e.seq > after && e.seq <= upto).take(max).cloned().collect())
    }

    fn find(&self, actor: &Login, key: &Text) -> Result<Option<Entry>, StoreError> {
        self.kept.recorded(actor, key)
    }

    fn rows(&self, page: &Page) -> Result<Vec<SubjectRow>, StoreError> {
        let start = match &page.after {
            Some((sort, id)) => Bound::Excluded((sort.clone(), id.clone())),
            None => Bound::Included((String::new(), String::new())),
        };
        let start = start.map(|(sort, id)| (page.kind.clone(), page.bucket.clone(), sort, id));
        let rest = self.kept.views.range((start, Bound::Unbounded)).map(|(_, row)| row);
        let ours = rest.take_while(|(_, row)| row.kind == page.kind && row.bucket == page.bucket);
        Ok(ours.take(page.max).cloned().collect())
    }

    fn append(&mut self, batch: &[Sealable]) -> Result<Vec<Entry>, AppendError> {
        admit::documents(batch)?;
        let mut next = self.kept.clone();
        let base = next.head().map_or(0, |h| h.seq);
        let mut sealed = Vec::with_capacity(batch.len());
        for act in batch {
            admit::admit(&next, base, act)?;
            sealed.push(next.record(act)?);
        }
        self.kept = next;
        Ok(sealed)
    }

    fn document(&self, digest: &Digest, out: &mut dyn Write) -> Result<bool, StoreError> {
        let erased = !self.kept.seqs(&Subject::Document(*digest).to_string()).is_empty();
        match self.kept.documents.get(digest).filter(|_| !erased) {
            Some(bytes) => out.write_all(bytes).map(|()| true).map_err(|e| StoreError::Io(e.to_string())),
            None => Ok(false),
        }
    }

    fn rebuild(&mut self, of: &[RowsAt], write: bool) -> Result<Vec<Subject>, StoreError> {
        let (mut next, mut differ) = (self.kept.clone(), Vec::new());
        for RowsAt { subject, revision, rows } in of {
            let name = subject.to_string();
            let before = next.rows_of(&name);
            let changes = admit::changes(&before, rows);
            if changes.none() || next.seqs(&name).len() as u64 != *revision {
                continue;
            }
            if write {
                next.take_away(&changes);
                next.add(&name, &changes)?;
            }
            differ.push(subject.clone());
        }
        self.kept = next;
        Ok(differ)
    }
}

impl Held for () {}

impl Inspect for MemoryStore {
    fn another(&self) -> Result<Box<dyn Inspect>, StoreError> {
        Ok(Box::new(self.clone()))
    }

    fn hold(&self) -> Result<Box<dyn Held + '_>, StoreError> {
        Ok(Box::new(()))
    }

    fn revision_at(&self, subject: &Subject, revision: u64) -> Result<Option<(u64, Digest)>, StoreError> {
        let at = self.kept.history(subject).find(|(r, _)| *r == revision);
        Ok(at.map(|(_, e)| (e.seq, digest::of_bytes(e.body.as_bytes()))))
    }

    fn keyed(&self, actor: &Login, key: &Text) -> Result<Option<u64>, StoreError> {
        Ok(self.kept.keys.get(&(actor.key().into(), key.as_str().to_owned())).copied())
    }

    fn kept(&self, digest: &Digest) -> Result<Option<Digest>, StoreError> {
        Ok(self.kept.documents.get(digest).map(|bytes| digest::of_bytes(bytes)))
    }

    // Here a document is one part, and lies in the order of its digest.
    fn place(&self, digest: &Digest) -> Result<Option<u64>, StoreError> {
        let known = self.kept.documents.contains_key(digest);
        Ok(known.then(|| self.kept.documents.range(..=*digest).count() as u64))
    }

    fn last_part(&self) -> Result<u64, StoreError> {
        Ok(self.kept.documents.len() as u64)
    }

    fn parts(&self, after: u64, upto: u64, each: &mut dyn FnMut(PartRow<'_>)) -> Result<(), StoreError> {
        let all = (1..).zip(&self.kept.documents).filter(|(id, _)| *id > after && *id <= upto);
        all.for_each(|(id, (digest, bytes))| each((id, *digest, 0, bytes)));
        Ok(())
    }

    fn places(
        &self,
        after: (&Digest, u64),
        max: usize,
        each: &mut dyn FnMut(PlaceRow),
    ) -> Result<usize, StoreError> {
        let all = (1..).zip(self.kept.documents.keys());
        let next = all.filter(|(_, digest)| (*digest, 0) > after).take(max);
        Ok(next.map(|(id, digest)| each((*digest, 0, id))).count())
    }

    fn stands(&self, seq: u64) -> Result<bool, StoreError> {
        Ok(self.kept.entry(seq).is_some())
    }

    fn revisions(
        &self,
        after: (&str, u64),
        max: usize,
        each: &mut dyn FnMut(RevisionRow<'_>),
    ) -> Result<usize, StoreError> {
        let all = self.kept.subjects.range(after.0.to_owned()..);
        let all = all.flat_map(|(s, seqs)| (1..).zip(seqs).map(move |(r, seq)| (s.as_str(), r, *seq)));
        let next = all.filter(|(s, r, _)| (*s, *r) > after).take(max);
        let body = |seq| self.kept.entry(seq).map(|e| e.body.as_bytes()).unwrap_or_default();
        Ok(next.map(|(s, r, seq)| each((s, r, seq, digest::of_bytes(body(seq))))).count())
    }

    fn keys(
        &self,
        after: (&str, &str),
        max: usize,
        each: &mut dyn FnMut(KeyRow<'_>),
    ) -> Result<usize, StoreError> {
        let next = self.kept.keys.iter().filter(|((a, k), _)| (a.as_str(), k.as_str()) > after).take(max);
        Ok(next.map(|((actor, key), seq)| each((actor, key, *seq))).count())
    }

    fn viewed(&self, after: &str, max: usize) -> Result<Vec<(String, bool)>, StoreError> {
        let all: BTreeSet<&String> = self.kept.views.values().map(|(subject, _)| subject).collect();
        let next = all.into_iter().filter(|s| s.as_str() > after).take(max);
        Ok(next.map(|s| (s.clone(), self.kept.subjects.contains_key(s))).collect())
    }

    fn sweep(&mut self, subject: &str) -> Result<u64, StoreError> {
        let before = self.kept.views.len();
        let known = self.kept.subjects.contains_key(subject);
        self.kept.views.retain(|_, (s, _)| known || s != subject);
        Ok((before - self.kept.views.len()) as u64)
    }
}
