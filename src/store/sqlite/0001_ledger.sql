-- Schema version 1. The text of every statement is compared with the file's own schema whenever a ledger is opened, so a
-- statement below is never edited once released: a change is a new version beside this one.
--
-- The triggers are a seat belt against mistakes. The proof is in the digests, the signatures and the checkpoints.
-- INSERT OR REPLACE removes a row without a word to them, so no guarded table has a key by which that could be done: a
-- number must be the next (entry, document_part), or there is none (WITHOUT ROWID). Rows of a kilobyte and more, as
-- documents are, would make a WITHOUT ROWID table a tree of ten storeys.

CREATE TABLE entry (
    seq       INTEGER PRIMARY KEY,
    prev      BLOB NOT NULL CHECK (length(prev) = 32),
    body      TEXT NOT NULL,
    signature TEXT NOT NULL,
    digest    BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

CREATE TABLE entry_subject (
    subject     TEXT NOT NULL,
    revision    INTEGER NOT NULL,
    seq         INTEGER NOT NULL REFERENCES entry (seq),
    body_digest BLOB NOT NULL CHECK (length(body_digest) = 32),
    PRIMARY KEY (subject, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE entry_key (
    actor TEXT NOT NULL,
    key   TEXT NOT NULL,
    seq   INTEGER NOT NULL REFERENCES entry (seq),
    PRIMARY KEY (actor, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE document_part (
    id     INTEGER PRIMARY KEY,
    digest BLOB NOT NULL CHECK (length(digest) = 32),
    part   INTEGER NOT NULL,
    bytes  BLOB NOT NULL CHECK (length(bytes) <= 1048576),
    UNIQUE (digest, part)
) STRICT;

CREATE TABLE view (
    kind    TEXT NOT NULL,
    bucket  TEXT NOT NULL,
    sort    TEXT NOT NULL,
    id      TEXT NOT NULL,
    subject TEXT NOT NULL,
    row     TEXT NOT NULL,
    PRIMARY KEY (kind, bucket, sort, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX view_subject ON view (subject);

CREATE TRIGGER entry_insert BEFORE INSERT ON entry
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry)
  OR NEW.prev IS NOT coalesce((SELECT digest FROM entry WHERE seq = (SELECT max(seq) FROM entry)), zeroblob(32))
BEGIN
    SELECT RAISE(ABORT, 'append-only: an entry must follow the head');
END;

CREATE TRIGGER entry_update BEFORE UPDATE ON entry
BEGIN
    SELECT RAISE(ABORT, 'append-only: an entry is never changed');
END;

CREATE TRIGGER entry_delete BEFORE DELETE ON entry
BEGIN
    SELECT RAISE(ABORT, 'append-only: an entry is never removed');
END;

CREATE TRIGGER entry_subject_insert BEFORE INSERT ON entry_subject
WHEN NEW.seq IS NOT (SELECT max(seq) FROM entry)
  OR NEW.revision IS NOT (SELECT coalesce(max(revision), 0) + 1 FROM entry_subject WHERE subject = NEW.subject)
BEGIN
    SELECT RAISE(ABORT, 'append-only: a revision must be the next of its subject, and of the head');
END;

CREATE TRIGGER entry_subject_update BEFORE UPDATE ON entry_subject
BEGIN
    SELECT RAISE(ABORT, 'append-only: a revision is never changed');
END;

CREATE TRIGGER entry_subject_delete BEFORE DELETE ON entry_subject
BEGIN
    SELECT RAISE(ABORT, 'append-only: a revision is never removed');
END;

CREATE TRIGGER entry_key_insert BEFORE INSERT ON entry_key
WHEN NEW.seq IS NOT (SELECT max(seq) FROM entry)
  OR EXISTS (SELECT 1 FROM entry_key WHERE actor = NEW.actor AND key = NEW.key)
BEGIN
    SELECT RAISE(ABORT, 'append-only: a key must be new, and of the head');
END;

CREATE TRIGGER entry_key_update BEFORE UPDATE ON entry_key
BEGIN
    SELECT RAISE(ABORT, 'append-only: a key is never changed');
END;

CREATE TRIGGER entry_key_delete BEFORE DELETE ON entry_key
BEGIN
    SELECT RAISE(ABORT, 'append-only: a key is never removed');
END;

CREATE TRIGGER document_part_insert BEFORE INSERT ON document_part
WHEN NEW.id IS NOT (SELECT coalesce(max(id), 0) + 1 FROM document_part)
  OR NEW.part IS NOT (SELECT coalesce(max(part), -1) + 1 FROM document_part WHERE digest = NEW.digest)
BEGIN
    SELECT RAISE(ABORT, 'append-only: a part must be the next of its document');
END;

CREATE TRIGGER document_part_update BEFORE UPDATE ON document_part
BEGIN
    SELECT RAISE(ABORT, 'append-only: a document is never changed');
END;

CREATE TRIGGER document_part_delete BEFORE DELETE ON document_part
BEGIN
    SELECT RAISE(ABORT, 'append-only: a document is never removed');
END;
