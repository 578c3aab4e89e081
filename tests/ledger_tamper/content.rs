//! What a ledger file says to whoever reads it, asked without starting a process for each question.
//!
//! Commands know the file through `Store` alone (`floors` holds that), and answer from what it answers and from the words
//! typed. So a file that answers every question about anything that it holds as the sound one does, and holds nothing more,
//! gives every reading command the same output. The questions are put by the methods that commands use: a row that a walk
//! finds and a search by key does not is a difference too.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, types::Value};

use era_rm::cli::failure;
use era_rm::domain::{Digest, Login, Subject, Text};
use era_rm::ledger::{Breach, Checkpoint, Entry, Head, ViewRow, chain, digest};
use era_rm::store::{History, Page, RowsAt, Settings, SqliteStore, Store, StoreError, SubjectRow, Want};
use era_rm::workflow::{Failure, audit};

/// `ledger verify --pages`: what the command asks, in its order; else the failure it would tell. The one place where it is
/// called.
pub fn verify(path: &Path) -> Result<(), Failure> {
    pages(&audited(path)?)
}

/// `ledger verify --pages --since`.
pub fn verify_since(path: &Path, checkpoint: &Checkpoint) -> Result<(), Failure> {
    let store = open(path)?;
    audit::audit_since(&store, checkpoint, "a checkpoint", &mut |_, _, _| {})?;
    pages(&store)
}

fn pages(store: &SqliteStore) -> Result<(), Failure> {
    let said = store.integrity()?;
    if said.is_empty() {
        return Ok(());
    }
    Err(Failure::Breach { seq: 0, breach: Breach::Index(said.join("; ")) })
}

/// `ledger verify` of a ledger so large that its pages are not checked unasked.
pub fn audited(path: &Path) -> Result<SqliteStore, Failure> {
    let store = open(path)?;
    audit::audit(&store, &mut |_, _, _| {})?;
    Ok(store)
}

/// The exit code and the message of a failure.
pub fn told(failure: &Failure) -> (u8, String) {
    (failure::exit(failure).code(), failure::ErrorReport::of(failure).message)
}

/// As every reading command opens it.
fn open(path: &Path) -> Result<SqliteStore, StoreError> {
    match SqliteStore::open_read_only(path) {
        Err(StoreError::Io(_)) => SqliteStore::open(path),
        other => other,
    }
}

fn raw(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

/// Whose a page is: its answers alone can change with it. A b-tree's pages are reached from its own root alone, and the
/// roots stand in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Schema,
    Entry,
    Subject,
    Key,
    Document,
    View,
}
impl Part {
    /// The part that a b-tree belongs to.
    pub fn of(tree: &str) -> Self {
        match tree {
            "sqlite_schema" => Self::Schema,
            "entry" => Self::Entry,
            "entry_subject" => Self::Subject,
            "entry_key" => Self::Key,
            "document_part" | "sqlite_autoindex_document_part_1" => Self::Document,
            "view" | "view_subject" => Self::View,
            other => panic!("whose is {other}?"),
        }
    }
    fn table(self) -> &'static [&'static str] {
        match self {
            Self::Schema => &["entry", "entry_subject", "entry_key", "document_part", "view"],
            Self::Entry => &["entry"],
            Self::Subject => &["entry_subject"],
            Self::Key => &["entry_key"],
            Self::Document => &["document_part"],
            Self::View => &["view"],
        }
    }
}

/// Everything that can be asked about what a ledger holds, and what the sound one answers.
pub struct Sound {
    wants: Vec<Want>,
    keys: Vec<(Login, Text)>,
    documents: Vec<Digest>,
    pages: Vec<Page>,
    rows: Vec<RowsAt>,
    answers: Answers,
}

#[derive(Default)]
struct Answers {
    settings: Option<Settings>,
    head: Option<Head>,
    entries: Vec<Entry>,
    histories: Vec<History>,
    keys: Vec<Option<Entry>>,
    documents: Vec<(bool, Vec<u8>)>,
    views: Vec<Vec<SubjectRow>>,
    tables: Vec<(&'static str, Vec<Vec<Value>>)>,
}

/// How a file's answers stand to those of the sound one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// They are the same.
    Same,
    /// They are not, and a digest tells: a link of the chain, or a document's own.
    Broken,
    /// They are not.
    Other,
}

/// A file that is being read. It stays open while others write to the file; it reads anew what they say they changed.
pub struct Reader {
    store: SqliteStore,
    raw: Connection,
}

impl Reader {
    /// Opens a file as reading commands do, and beside that without any of our checks.
    pub fn of(path: &Path) -> Result<Self, StoreError> {
        let raw = raw(path).map_err(|e| StoreError::Damaged(e.to_string()));
        Ok(Self { store: open(path)?, raw: raw? })
    }

    fn table(&self, name: &str) -> rusqlite::Result<Vec<Vec<Value>>> {
        let mut ask = self.raw.prepare_cached(&format!("SELECT * FROM {name} NOT INDEXED"))?;
        let columns = ask.column_count();
        ask.query_map([], |row| (0..columns).map(|i| row.get(i)).collect())?.collect()
    }

    fn document(&self, digest: &Digest) -> Result<(bool, Vec<u8>), StoreError> {
        let mut bytes = Vec::new();
        self.store.document(digest, &mut bytes).map(|kept| (kept, bytes))
    }

    /// Asks all that can be asked about a part.
    pub fn seen(&mut self, sound: &Sound, part: Part) -> Result<Seen, StoreError> {
        let (all, answers) = (part == Part::Schema, &sound.answers);
        if all || part == Part::Entry {
            let entries = self.store.scan(0, u64::MAX, usize::MAX)?;
            if entries != answers.entries {
                return Ok(if linked(&entries) { Seen::Other } else { Seen::Broken });
            }
            if self.store.head()? != answers.head {
                return Ok(Seen::Other);
            }
        }
        if (all || matches!(part, Part::Entry | Part::Subject))
            && self.store.histories(&sound.wants)? != answers.histories
        {
            return Ok(Seen::Other);
        }
        for (digest, was) in
            sound.documents.iter().zip(&answers.documents).filter(|_| all || part == Part::Document)
        {
            let is = self.document(digest)?;
            if is != *was {
                return Ok(if digest::of_bytes(&is.1) == *digest { Seen::Other } else { Seen::Broken });
            }
        }
        for ((who, key), was) in sound.keys.iter().zip(&answers.keys).filter(|_| all || part == Part::Key) {
            if self.store.find(who, key)? != *was {
                return Ok(Seen::Other);
            }
        }
        if (all || part == Part::View) && self.views(sound)? != Seen::Same {
            return Ok(Seen::Other);
        }
        if all && Some(self.store.settings()?) != answers.settings {
            return Ok(Seen::Other);
        }
        // From end to end, for what nobody asks about by name.
        for table in part.table() {
            let rows = self.table(table).map_err(|e| StoreError::Damaged(e.to_string()))?;
            if !answers.tables.contains(&(table, rows)) {
                return Ok(Seen::Other);
            }
        }
        Ok(Seen::Same)
    }

    fn views(&mut self, sound: &Sound) -> Result<Seen, StoreError> {
        for (page, was) in sound.pages.iter().zip(&sound.answers.views) {
            if self.store.rows(page)? != *was {
                return Ok(Seen::Other);
            }
        }
        let differ = self.store.rebuild(&sound.rows, false)?;
        Ok(if differ.is_empty() { Seen::Same } else { Seen::Other })
    }
}

/// Whether each entry has its digest and follows the one before it.
fn linked(entries: &[Entry]) -> bool {
    let mut head = None;
    entries.iter().all(|entry| {
        head = chain::check(head.as_ref(), entry).ok();
        head.is_some()
    })
}

impl Sound {
    /// All that there is to ask of a ledger, and its answers.
    pub fn of(path: &Path) -> Self {
        let reader = Reader::of(path).unwrap();
        let all = |sql: &str| -> Vec<Vec<String>> {
            let mut ask = reader.raw.prepare(sql).unwrap();
            let columns = ask.column_count();
            let rows = ask.query_map([], |row| (0..columns).map(|i| row.get(i)).collect()).unwrap();
            rows.map(Result::unwrap).collect()
        };
        let subjects = all("SELECT DISTINCT subject FROM entry_subject UNION SELECT 'ocr:none'");
        let subjects: Vec<Subject> = subjects.iter().map(|r| r[0].parse().unwrap()).collect();
        let keys = all("SELECT actor, key FROM entry_key UNION SELECT 'ada', 'never used'");
        let keys: Vec<_> = keys.iter().map(|r| (r[0].parse().unwrap(), r[1].parse().unwrap())).collect();
        let documents = all("SELECT DISTINCT lower(hex(digest)) FROM document_part");
        let documents: Vec<Digest> = documents.iter().map(|r| r[0].parse().unwrap()).collect();
        let page =
            |r: &Vec<String>| Page { kind: r[0].clone(), bucket: r[1].clone(), after: None, max: 1000 };
        let after = |r: &Vec<String>| Page { after: Some((r[2].clone(), r[3].clone())), ..page(r) };
        let mut pages: Vec<Page> = all("SELECT DISTINCT kind, bucket FROM view UNION SELECT 'ocr', 'none'")
            .iter()
            .map(page)
            .collect();
        pages.extend(all("SELECT kind, bucket, sort, id FROM view").iter().map(after));
        let row = |r: Vec<String>| {
            let [kind, bucket, sort, id, row] = <[String; 5]>::try_from(r).unwrap();
            ViewRow { kind, bucket, sort, id, row }
        };
        let rows = |subject: &Subject| {
            let sql = format!("SELECT kind, bucket, sort, id, row FROM view WHERE subject = '{subject}'");
            let latest = format!(
                "SELECT CAST(coalesce(max(revision), 0) AS TEXT) FROM entry_subject WHERE subject = '{subject}'"
            );
            let revision = all(&latest)[0][0].parse().unwrap();
            RowsAt { subject: subject.clone(), revision, rows: all(&sql).into_iter().map(row).collect() }
        };
        let wants: Vec<Want> =
            subjects.iter().flat_map(|s| [Want::whole(s.clone()), Want::tip(s.clone())]).collect();
        let store = &reader.store;
        let answers = Answers {
            settings: Some(store.settings().unwrap()),
            head: store.head().unwrap(),
            entries: store.scan(0, u64::MAX, usize::MAX).unwrap(),
            histories: store.histories(&wants).unwrap(),
            keys: keys.iter().map(|(who, key)| store.find(who, key).unwrap()).collect(),
            documents: documents.iter().map(|d| reader.document(d).unwrap()).collect(),
            views: pages.iter().map(|p| store.rows(p).unwrap()).collect(),
            tables: Part::Schema.table().iter().map(|t| (*t, reader.table(t).unwrap())).collect(),
        };
        Self { rows: subjects.iter().map(rows).collect(), wants, keys, documents, pages, answers }
    }
}
