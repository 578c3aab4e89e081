//! The twenty sections of the Release Letter, as a table: what each is called, when it is due, who writes it.
//! What must not live here: reading or checking a letter. Called by `letter`, and by whoever prints one.

use super::Due;

/// Who writes a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// era-rm, from the ledger.
    Ledger,
    /// The Software Developer.
    Developer,
    /// era-rm from the ledger, and the Software Developer below it.
    Both,
}

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heading {
    /// Its number, 1 to 20.
    pub number: u8,
    /// Its title.
    pub title: &'static str,
    /// When it must be there.
    pub due: Due,
    /// Who writes it.
    pub source: Source,
    /// What the developer is to write; empty where era-rm writes all of it.
    pub hint: &'static str,
}

impl Heading {
    /// The heading as it stands in a letter, without its Markdown mark.
    pub fn line(&self) -> String {
        format!("{}. {}", self.number, self.title)
    }
    /// Whether the developer has to write it by the moment given.
    pub fn is_written_for(&self, due: Due) -> bool {
        self.due == due && self.source != Source::Ledger
    }
}

const fn ledger(number: u8, title: &'static str, due: Due) -> Heading {
    Heading { number, title, due, source: Source::Ledger, hint: "" }
}

const fn written(number: u8, title: &'static str, due: Due, hint: &'static str) -> Heading {
    Heading { number, title, due, source: Source::Developer, hint }
}

/// The sections in their order.
pub const SECTIONS: [Heading; 20] = [
    ledger(1, "Letter id, revision, status and digest", Due::Submission),
    ledger(2, "Release id, probable number, type and targets", Due::Submission),
    ledger(3, "What it supersedes, and why", Due::Submission),
    written(
        4,
        "Author, organisation, contact and recipients",
        Due::Submission,
        "Who wrote this letter, for which organisation, how to reach them during the deployment, and who receives it.",
    ),
    ledger(5, "Build id, source baseline, builder, time and environment", Due::Submission),
    ledger(6, "Inventory of artifacts: name, version, size and SHA-256", Due::Submission),
    ledger(7, "OCRs included, and OCRs planned but left out", Due::Submission),
    written(
        8,
        "Effect of each change on users, operations, interfaces and data",
        Due::Submission,
        "For each OCR: what is different for users, for operations, at interfaces, in the data. Say so where nothing is.",
    ),
    written(
        9,
        "Security and privacy impact",
        Due::Submission,
        "Effect on controls, accounts, audit records and personal data. Security confirms this section in its review.",
    ),
    written(
        10,
        "Site data and settings changed",
        Due::Submission,
        "Every setting and every piece of site data that differs afterwards, per target, with old and new value.",
    ),
    written(
        11,
        "Prerequisites and dependencies",
        Due::Submission,
        "What must be there before the installation: versions, space, accounts, other systems, notices given.",
    ),
    written(
        12,
        "Installation instructions, duration, outage and checks",
        Due::Submission,
        "Numbered steps, how long they take, what is out of service for how long, and how each step is seen to have worked.",
    ),
    written(
        13,
        "Back-out of software and rollback of data",
        Due::Submission,
        "When to go back and who decides; the steps; the checks; the backup taken before and where it is. Software and data apart.",
    ),
    written(
        14,
        "Known problems",
        Due::Submission,
        "For each: symptom, impact, workaround. Failures of the developer's own tests belong here. Write \"None\" if there are none.",
    ),
    Heading {
        number: 15,
        title: "Developer test summary, limits and NARA witnesses",
        due: Due::Submission,
        source: Source::Both,
        hint: "What was tested and where, what was not or could not be, and who of NARA was present. era-rm adds the counts.",
    },
    ledger(16, "Reviews", Due::Review),
    ledger(17, "Test Team result, mode and waivers", Due::Review),
    ledger(18, "Number, window and go/no-go", Due::Review),
    ledger(19, "Deployment per target", Due::Completion),
    written(
        20,
        "Open items and completion statement",
        Due::Completion,
        "What is left open, whose it is and until when; then a statement that the deployment is complete as far as it is.",
    ),
];
