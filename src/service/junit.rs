//! Test results, counted from the `<testcase>` elements of a JUnit XML document. What a suite claims of itself is never
//! counted, only compared: a claim that its elements do not bear out is refused. No DTD, no entity beyond the five of
//! XML. What must not live here: whether the results are enough (SOP steps 6, 8, 9). Called by the `test` commands.

mod suite;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::evidence::{EvidenceError, utf8};
use super::files;
use crate::domain::{Results, Text};
use suite::{Case, Suite};

const DEPTH: usize = 64;
const ATTRIBUTES: usize = 64;
/// The most bytes of the names of failed cases: they are part of an entry, and an entry has its limit.
pub const NAMES: usize = 512 * 1024;

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// All test cases, skipped ones too.
    pub cases: u64,
    /// Cases that failed an assertion.
    pub failures: u64,
    /// Cases that ended in an error; one that did both is counted here.
    pub errors: u64,
    /// Cases that were not run.
    pub skipped: u64,
    /// `CLASSNAME.NAME` of each case that failed or ended in an error, once, in the order of the document.
    pub failed: Vec<Text>,
    /// How many cases of each suite ran, in it or in a suite within it. Suites of the same name are one.
    pub suites: BTreeMap<String, u64>,
}

/// A file of results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// What it says.
    pub results: Results,
    /// How many cases of each suite ran.
    pub suites: BTreeMap<String, u64>,
    /// The bytes to keep.
    pub bytes: Vec<u8>,
}

/// Counts a JUnit XML document.
///
/// # Errors
/// [`EvidenceError::Broken`] where it is not JUnit XML, with line and column; [`EvidenceError::Mismatch`] with every
/// suite whose attributes disagree with its elements.
pub fn read(bytes: &[u8]) -> Result<Counts, EvidenceError> {
    read_named("the test results", bytes)
}

/// Reads and counts a file.
///
/// # Errors
/// As [`read`], and what is wrong with the file.
pub fn results(path: &Path) -> Result<Read, EvidenceError> {
    let (document, bytes) = files::read_document(path, Some("application/xml"), files::MAX)?;
    let Counts { cases, failures, errors, skipped, failed, suites } =
        read_named(&files::shown(path), &bytes)?;
    Ok(Read { results: Results { document, cases, failures, errors, skipped, failed }, suites, bytes })
}

fn read_named(of: &str, bytes: &[u8]) -> Result<Counts, EvidenceError> {
    let text = utf8(of, bytes)?;
    let broken = |at: u64, why: String| {
        EvidenceError::broken(of, text, usize::try_from(at).unwrap_or(usize::MAX), why)
    };
    if let Some(at) = text.find(|c: char| c.is_ascii_control() && !matches!(c, '\t' | '\n' | '\r')) {
        return Err(EvidenceError::broken(of, text, at, "a control character, which XML does not allow"));
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().enable_all_checks(true);
    reader.config_mut().expand_empty_elements = true;
    let mut reading = Reading::default();
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|e| broken(reader.error_position(), e.to_string()))?;
        if matches!(event, Event::Eof) {
            reading.finished().map_err(|why| broken(at, why))?;
            break;
        }
        reading.take(event, text).map_err(|why| broken(at, why))?;
    }
    if reading.disagreements.is_empty() {
        Ok(reading.counts)
    } else {
        Err(EvidenceError::Mismatch { of: of.to_owned(), problems: reading.disagreements })
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Element {
    Suites,
    Suite,
    Case,
    Other,
}

#[derive(Default)]
struct Reading {
    open: Vec<Element>,
    suites: Vec<Suite>,
    case: Option<Case>,
    rooted: bool,
    counts: Counts,
    listed: BTreeSet<Text>,
    named: usize,
    disagreements: Vec<String>,
}

impl Reading {
    fn take(&mut self, event: Event<'_>, text: &str) -> Result<(), String> {
        match event {
            Event::Start(e) | Event::Empty(e) => self.start(&e),
            Event::End(_) => self.end(),
            Event::Text(t) if t.trim_ascii().is_empty() => Ok(()),
            Event::Text(_) | Event::CData(_) => self.inside(),
            Event::GeneralRef(r) => self.inside().and_then(|()| known(&r)),
            Event::DocType(_) => Err("a DOCTYPE, which is refused; write the results without one".to_owned()),
            Event::Decl(d) => match d.encoding() {
                Some(Ok(e)) if !e.eq_ignore_ascii_case("utf-8") && !text.is_ascii() => {
                    Err(format!("the encoding {e:?}; save the results as UTF-8"))
                }
                Some(Err(e)) => Err(e.to_string()),
                _ => Ok(()),
            },
            Event::Comment(_) | Event::PI(_) | Event::Eof => Ok(()),
        }
    }

    fn inside(&self) -> Result<(), String> {
        if self.open.is_empty() { Err("text outside the root element".to_owned()) } else { Ok(()) }
    }

    fn finished(&self) -> Result<(), String> {
        match (self.rooted, self.open.is_empty()) {
            (true, true) => Ok(()),
            (false, _) => Err("no <testsuites> or <testsuite> in it".to_owned()),
            (true, false) => Err("the document ends inside an element".to_owned()),
        }
    }

    fn start(&mut self, e: &BytesStart<'_>) -> Result<(), String> {
        let attributes = attributes(e)?;
        if self.open.len() >= DEPTH {
            return Err(format!("elements nested more than {DEPTH} deep"));
        }
        let name = e.local_name().into_inner();
        let parent = self.open.last().copied();
        let element = match (name, parent) {
            (_, None) if self.rooted => return Err(format!("a second root element <{name}>")),
            ("testsuites", None) => Element::Suites,
            ("testsuite", None | Some(Element::Suites | Element::Suite)) => Element::Suite,
            ("testcase", Some(Element::Suites | Element::Suite)) => Element::Case,
            ("testsuites" | "testsuite" | "testcase", Some(_)) => {
                return Err(format!("a <{name}> where JUnit XML has none"));
            }
            (_, None) => return Err(format!("the root is <{name}>, not <testsuites> or <testsuite>")),
            (_, Some(_)) => Element::Other,
        };
        match element {
            Element::Suites | Element::Suite => self.suites.push(Suite::open(name, &attributes)?),
            Element::Case => self.case = Some(Case::open(&attributes)?),
            Element::Other => self.outcome(name, parent),
        }
        self.rooted = true;
        self.open.push(element);
        Ok(())
    }

    fn outcome(&mut self, name: &str, parent: Option<Element>) {
        if let (Some(Element::Case), Some(case)) = (parent, self.case.as_mut()) {
            case.failure |= name == "failure";
            case.error |= name == "error";
            case.skipped |= name == "skipped";
        }
    }

    fn end(&mut self) -> Result<(), String> {
        match self.open.pop() {
            Some(Element::Case) => return self.end_case(),
            Some(Element::Suites | Element::Suite) => self.end_suite(),
            Some(Element::Other) | None => {}
        }
        Ok(())
    }

    fn end_case(&mut self) -> Result<(), String> {
        let (Some(case), Some(suite)) = (self.case.take(), self.suites.last_mut()) else { return Ok(()) };
        suite.add(&case);
        self.counts.cases += 1;
        match (case.error, case.failure, case.skipped) {
            (true, _, _) => self.counts.errors += 1,
            (false, true, _) => self.counts.failures += 1,
            (false, false, true) => self.counts.skipped += 1,
            (false, false, false) => {}
        }
        if case.failed() && self.listed.insert(case.name.clone()) {
            self.named += case.name.as_str().len();
            if self.named > NAMES {
                return Err(format!("the names of the failed cases are longer than {NAMES} bytes together"));
            }
            self.counts.failed.push(case.name);
        }
        Ok(())
    }

    fn end_suite(&mut self) {
        let Some(suite) = self.suites.pop() else { return };
        // Within a suite of the same name its cases are counted there.
        if let Some(name) =
            suite.name.as_ref().filter(|name| !self.suites.iter().any(|s| s.name.as_ref() == Some(*name)))
        {
            *self.counts.suites.entry(name.clone()).or_default() += suite.ran;
        }
        self.disagreements.extend(suite.disagreements());
        if let Some(parent) = self.suites.last_mut() {
            parent.nest(&suite);
        }
    }
}

/// An element's attributes, each checked. Few are allowed: no tool writes many, and checking is quadratic.
fn attributes(e: &BytesStart<'_>) -> Result<Vec<(String, String)>, String> {
    let mut list = Vec::new();
    for attribute in e.attributes() {
        let attribute = attribute.map_err(|e| e.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|e| e.to_string())?;
        list.push((attribute.key.into_inner().to_owned(), value.into_owned()));
        if list.len() > ATTRIBUTES {
            return Err(format!("an element with more than {ATTRIBUTES} attributes"));
        }
    }
    Ok(list)
}

fn known(reference: &BytesRef<'_>) -> Result<(), String> {
    match reference.resolve_char_ref().map_err(|e| e.to_string())? {
        Some(_) => Ok(()),
        None if resolve_predefined_entity(reference).is_some() => Ok(()),
        None => Err(format!("the entity &{}; which is none of XML's five", &**reference)),
    }
}

#[cfg(test)]
mod tests;
