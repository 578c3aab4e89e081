//! One suite and one case of a JUnit XML document: what they claim of themselves, and what their elements say.
//! What must not live here: XML. Called by `junit` alone.

use unicode_normalization::UnicodeNormalization;

use crate::domain::Text;
use crate::domain::text::is_unsafe;

/// Attributes of one element, by name.
type Attributes = [(String, String)];

fn get<'a>(attributes: &'a Attributes, name: &str) -> Option<&'a str> {
    attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

/// A test case, while its element is open.
pub(super) struct Case {
    /// `CLASSNAME.NAME`, or `NAME`.
    pub name: Text,
    /// It holds a `<failure>`.
    pub failure: bool,
    /// It holds an `<error>`.
    pub error: bool,
    /// It holds a `<skipped>`, or says that it was not run.
    pub skipped: bool,
}

impl Case {
    /// A case by its attributes.
    pub fn open(attributes: &Attributes) -> Result<Self, String> {
        let name = get(attributes, "name").unwrap_or_default();
        let class = get(attributes, "classname").unwrap_or_default();
        let full = match (class.trim().is_empty(), name.trim().is_empty()) {
            (_, true) => return Err("a <testcase> without a name".to_owned()),
            (true, false) => name.to_owned(),
            (false, false) => format!("{class}.{name}"),
        };
        if let Some(c) = full.chars().find(|c| is_unsafe(*c)) {
            return Err(format!("a test case whose name holds U+{:04X}, a control character", u32::from(c)));
        }
        let name = full.parse().map_err(|e| format!("a test case whose name is refused: {e}"))?;
        // GoogleTest marks a disabled case by attributes alone; taken for run, it would count as passed.
        let marked =
            |attribute, words: &[&str]| get(attributes, attribute).is_some_and(|v| words.contains(&v));
        let skipped = marked("status", &["notrun", "disabled", "skipped"])
            || marked("result", &["suppressed", "skipped"]);
        Ok(Self { name, failure: false, error: false, skipped })
    }

    /// Whether it failed or ended in an error.
    pub fn failed(&self) -> bool {
        self.failure || self.error
    }

    /// Whether it was run: what failed was, whatever else it says.
    pub fn ran(&self) -> bool {
        self.failed() || !self.skipped
    }
}

#[derive(Default, Clone, Copy)]
struct Tally {
    tests: u64,
    failures: u64,
    errors: u64,
    /// Second elements of a case that failed and then broke in its teardown: pytest counts such a pair as one test.
    again: u64,
}

impl Tally {
    fn plus(self, other: Self) -> Self {
        Self {
            tests: self.tests + other.tests,
            failures: self.failures + other.failures,
            errors: self.errors + other.errors,
            again: self.again + other.again,
        }
    }
    fn of(self, what: What) -> u64 {
        match what {
            What::Tests => self.tests,
            What::Failures => self.failures,
            What::Errors => self.errors,
        }
    }
    fn bears_out(self, (what, count): Claim) -> bool {
        let said = self.of(what);
        count == said || (what == What::Tests && count == said - self.again)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum What {
    Tests,
    Failures,
    Errors,
}

impl What {
    const ALL: [Self; 3] = [Self::Tests, Self::Failures, Self::Errors];
    fn word(self) -> &'static str {
        match self {
            Self::Tests => "tests",
            Self::Failures => "failures",
            Self::Errors => "errors",
        }
    }
}

type Claim = (What, u64);

/// A suite, while its element is open.
pub(super) struct Suite {
    /// Its name in Unicode's composed form; the root `<testsuites>` is no suite and has none.
    pub name: Option<String>,
    /// Cases that ran, in it and in the suites within it.
    pub ran: u64,
    label: String,
    /// The root `<testsuites>`, whose claims are sums over everything below it.
    sums: bool,
    claims: Vec<Claim>,
    own: Tally,
    nested: Tally,
    last_failed: Option<Text>,
}

impl Suite {
    /// A `<testsuite>` or `<testsuites>` by its attributes.
    pub fn open(element: &str, attributes: &Attributes) -> Result<Self, String> {
        let label = match get(attributes, "name") {
            Some(name) => format!("suite {name:?}"),
            None => format!("the <{element}> without a name"),
        };
        let claim = |what: What| {
            let value = get(attributes, what.word())?;
            let bad = || format!("{label} says {}={value:?}, which is no count", what.word());
            Some(value.trim().parse().map(|count| (what, count)).map_err(|_| bad()))
        };
        let claims = What::ALL.into_iter().filter_map(claim).collect::<Result<_, String>>()?;
        let (own, nested) = (Tally::default(), Tally::default());
        let sums = element == "testsuites";
        let name = get(attributes, "name").filter(|_| !sums).map(|name| name.nfc().collect());
        Ok(Self { name, ran: 0, sums, claims, own, nested, last_failed: None, label })
    }

    /// Counts a case of its own.
    pub fn add(&mut self, case: &Case) {
        self.own = self.own.plus(Tally {
            tests: 1,
            failures: u64::from(case.failure),
            errors: u64::from(case.error),
            again: u64::from(case.error && self.last_failed.as_ref() == Some(&case.name)),
        });
        self.ran += u64::from(case.ran());
        self.last_failed = case.failed().then(|| case.name.clone());
    }

    /// Counts the cases of a suite within it.
    pub fn nest(&mut self, suite: &Self) {
        self.nested = self.nested.plus(suite.all());
        self.ran += suite.ran;
    }

    /// What it claims and its elements do not bear out. Some tools count the cases of nested suites, some do not:
    /// either is true.
    pub fn disagreements(&self) -> Vec<String> {
        let all = self.all();
        let true_claim = |c: Claim| all.bears_out(c) || (!self.sums && self.own.bears_out(c));
        let tell = |(what, count): Claim| {
            format!("{} says {}=\"{count}\", its elements say {}", self.label, what.word(), all.of(what))
        };
        self.claims.iter().filter(|c| !true_claim(**c)).map(|c| tell(*c)).collect()
    }

    fn all(&self) -> Tally {
        self.own.plus(self.nested)
    }
}
