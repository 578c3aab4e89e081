//! View rows: what lists read. A row depends on one subject's history only, and holds nothing that depends on
//! the clock. A view is a cache with a proof: `ledger verify` computes it again from the entries and compares.

/// One row of a view.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ViewRow {
    /// What it lists: `release`, `ocr`, `person`, `notice`.
    pub kind: String,
    /// Which of them: `open`, `closed`, `pool`, `role:qm` …
    pub bucket: String,
    /// By what they are sorted.
    pub sort: String,
    /// The thing's own name.
    pub id: String,
    /// The row, as JSON text.
    pub row: String,
}
