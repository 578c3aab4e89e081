-- Schema version 2: a document can be erased. An entry of the document's own must say so first, and its bytes then become
-- none: the rows stay where they are, so that what leads to them is checked as ever. Nothing else about them may change.

DROP TRIGGER document_part_update;

CREATE TRIGGER document_part_update BEFORE UPDATE ON document_part
WHEN NEW.id IS NOT OLD.id OR NEW.digest IS NOT OLD.digest OR NEW.part IS NOT OLD.part OR length(NEW.bytes) > 0
  OR NOT EXISTS (SELECT 1 FROM entry_subject WHERE subject = 'document:' || lower(hex(OLD.digest)))
BEGIN
    SELECT RAISE(ABORT, 'append-only: a document is never changed, only erased by an entry of its own');
END;
