//! ClearQuest's own export, read: a CSV file with a row for each record. What must not live here: what the ledger says of a
//! record.

use std::collections::BTreeMap;

use crate::service::evidence::EvidenceError;

/// The columns that are looked for.
#[derive(Debug, Clone)]
pub struct Columns {
    /// The record's id.
    pub id: String,
    /// Its state.
    pub state: String,
    /// What names the deployed release.
    pub deployed_release: String,
    /// Who is assigned.
    pub assigned: String,
}

/// A record as the export shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The line of the file in which its row begins.
    pub line: u64,
    /// Its state.
    pub state: String,
    /// What names the deployed release.
    pub deployed_release: String,
    /// Who is assigned.
    pub assigned: String,
}

/// An export: its rows by the record's id; more than one where the export has it more than once.
#[derive(Debug, Default)]
pub struct Export {
    /// The rows.
    pub records: BTreeMap<String, Vec<Shown>>,
    /// How many rows there are.
    pub rows: u64,
}

/// Reads an export; `of` is the file's name, for what is said of it.
///
/// # Errors
/// [`EvidenceError::Broken`] where it is no UTF-8 or no CSV, [`EvidenceError::Incomplete`] with every column that is missing
/// and those that are there.
pub fn read(of: &str, bytes: &[u8], columns: &Columns) -> Result<Export, EvidenceError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|e| not_utf8(of, bytes, e.valid_up_to()))?;
    let broken = |e: &csv::Error| {
        let line = e.position().map_or(1, csv::Position::line);
        let why = match e.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("the row has {len} cells, and the header {expected_len}")
            }
            _ => e.to_string(),
        };
        broken(of, line, why)
    };
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(|e| broken(&e))?.clone();
    let [id, state, deployed_release, assigned] = places(of, &header, columns)?;
    let mut export = Export::default();
    // The reader's own count is a line behind where lines end in CR LF.
    let (mut line, mut counted) = (1, 0);
    for row in reader.records() {
        let row = row.map_err(|e| broken(&e))?;
        let begins = row.position().and_then(|p| usize::try_from(p.byte()).ok()).unwrap_or(counted);
        let rest = text.get(begins..).unwrap_or_default();
        let begins = begins + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        line += text.get(counted..begins).unwrap_or_default().matches('\n').count() as u64;
        counted = begins;
        let cell = |place: usize| row.get(place).unwrap_or_default().trim().to_owned();
        let shown = Shown {
            line,
            state: cell(state),
            deployed_release: cell(deployed_release),
            assigned: cell(assigned),
        };
        export.records.entry(cell(id)).or_default().push(shown);
        export.rows += 1;
    }
    Ok(export)
}

fn broken(of: &str, line: u64, why: String) -> EvidenceError {
    EvidenceError::Broken { of: of.into(), line: usize::try_from(line).unwrap_or(usize::MAX), column: 1, why }
}
fn not_utf8(of: &str, bytes: &[u8], at: usize) -> EvidenceError {
    let before = bytes.get(..at).unwrap_or_default();
    let line = 1 + before.iter().filter(|b| **b == b'\n').count() as u64;
    broken(of, line, "it is not UTF-8; export it anew in UTF-8".into())
}

/// Where the four columns are, each named once.
fn places(of: &str, header: &csv::StringRecord, columns: &Columns) -> Result<[usize; 4], EvidenceError> {
    let names: Vec<&str> = header.iter().map(str::trim).collect();
    let mut problems = Vec::new();
    let wanted = [&columns.id, &columns.state, &columns.deployed_release, &columns.assigned];
    let places = wanted.map(|name| {
        let found: Vec<usize> = (0..names.len()).filter(|i| names.get(*i) == Some(&name.as_str())).collect();
        match found.as_slice() {
            [only] => *only,
            [] => {
                problems.push(format!("no column {name:?}"));
                0
            }
            _ => {
                problems.push(format!("more than one column {name:?}"));
                0
            }
        }
    });
    if problems.is_empty() {
        return Ok(places);
    }
    let shown = names.iter().take(40).map(|n| format!("{n:?}")).collect::<Vec<_>>().join(", ");
    problems.push(format!("it has {shown}"));
    let hint = "export these columns, divided by commas; --id, --state, --deployed-release and --assigned name them otherwise";
    Err(EvidenceError::Incomplete { of: of.into(), problems, hint })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn columns() -> Columns {
        let name = |s: &str| s.to_owned();
        Columns {
            id: name("id"),
            state: name("State"),
            deployed_release: name("Deployed Release"),
            assigned: name("Assigned"),
        }
    }
    fn refused(bytes: &[u8]) -> String {
        read("export.csv", bytes, &columns()).unwrap_err().to_string()
    }

    #[test]
    fn byte_order_mark_crlf_and_line_ends_in_quotes_are_read() {
        let text = "\u{feff}id,Headline,State,Deployed Release,Assigned\r\nCQ1,\"two\r\nlines, \"\"quoted\"\"\",Opened,,\r\nCQ2,x,Resolved,4.2.0 a.md, quentin \r\n";
        let export = read("export.csv", text.as_bytes(), &columns()).unwrap();
        assert_eq!(export.rows, 2);
        assert_eq!(export.records["CQ1"][0].state, "Opened");
        let two = &export.records["CQ2"][0];
        assert_eq!(
            (two.line, two.deployed_release.as_str(), two.assigned.as_str()),
            (4, "4.2.0 a.md", "quentin")
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_what_is_there() {
        let missing = refused(b"id;State;Deployed Release;Assigned\n1;2;3;4\n");
        assert!(missing.contains("no column \"id\"; no column \"State\""), "{missing}");
        assert!(missing.contains("it has \"id;State;Deployed Release;Assigned\""), "{missing}");
        let twice = refused(b"id,State,State,Deployed Release,Assigned\n");
        assert!(twice.contains("more than one column \"State\""), "{twice}");
        let short = refused(b"id,State,Deployed Release,Assigned\n1,2,3,4\n1,2\n");
        assert!(short.contains("line 3") && short.contains("2 cells"), "{short}");
        let latin = refused(b"id,State,Deployed Release,Assigned\n1,2,3,J\xf6rg\n");
        assert!(latin.contains("line 2") && latin.contains("not UTF-8"), "{latin}");
        assert!(refused(b"\xff\xfei\0d\0").contains("not UTF-8"));
        assert!(refused(b"").contains("no column"));
    }
}
