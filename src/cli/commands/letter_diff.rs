//! `letter diff`: two revisions of a Release Letter, and which sign-offs fell between them.

use std::fmt::Write;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Context, ReleaseArg};
use crate::cli::portrait::line;
use crate::cli::ui::{Answer, Tone, paint, wrap};
use crate::cli::{documents, papers, receipt};
use crate::domain::release::Letter;
use crate::domain::{Digest, Release, SignOff, Thing, Time};
use crate::service::letter::difference::{self, How, SectionDifference};
use crate::sop::table;
use crate::workflow::Failure;

/// What differs between two revisions of the Release Letter, section by section, and which sign-offs fell by it
///
/// Without flags: the current letter and the one before it.
///
/// Example: era-rm letter diff 4.2.0 --from 1 --to 2
#[derive(Debug, ClapArgs)]
pub struct Args {
    #[command(flatten)]
    release: ReleaseArg,
    /// The earlier revision; the one before the later, if left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    from: Option<u16>,
    /// The later revision; the current letter, if left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    to: Option<u16>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Report {
    release: String,
    from: Side,
    to: Side,
    /// The sections that differ.
    sections: Vec<Section>,
    /// How many sections are the same.
    same: usize,
    /// The sign-offs on the earlier letter that do not count for the later one.
    fallen: Vec<Fallen>,
}
#[derive(Serialize, schemars::JsonSchema)]
struct Side {
    /// Which letter of the release.
    number: usize,
    /// The digest that is approved.
    digest: Digest,
    build: String,
}
#[derive(Serialize, schemars::JsonSchema)]
struct Section {
    title: String,
    /// `added`, `removed` or `changed`.
    how: &'static str,
    /// Lines of the earlier with `-`, of the later with `+`, of both with a blank before them.
    lines: Vec<String>,
}
#[derive(Serialize, schemars::JsonSchema)]
struct Fallen {
    step: &'static str,
    name: &'static str,
    /// For which area or target.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    by: String,
    at: Time,
}

/// Runs it.
///
/// # Errors
/// [`Failure::NotFound`] for a letter that there is not; [`Failure::Usage`] where they are one and the same.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let store = ctx.open_to_read()?;
    let (_, release) = ctx.load_release(&store, &args.release)?;
    let to = args.to.map_or(release.letters.len(), usize::from);
    let from = args.from.map_or(to.saturating_sub(1), usize::from);
    let (a, b) = (letter(&release, from)?, letter(&release, to)?);
    if from >= to {
        let message = format!("--from {from} is not before --to {to}");
        return Err(Failure::usage(message, "era-rm letter show lists nothing between; name two revisions"));
    }
    let (earlier, later) =
        (documents::text(&store, &a.document.digest)?, documents::text(&store, &b.document.digest)?);
    let all = difference::difference(&earlier, &later);
    let differ = |s: &&SectionDifference| s.how != How::Same;
    let report = Report {
        release: release.number.to_string(),
        from: Side { number: from, digest: a.document.digest, build: a.build.to_string() },
        to: Side { number: to, digest: b.document.digest, build: b.build.to_string() },
        same: all.iter().filter(|s| s.how == How::Same).count(),
        sections: all.iter().filter(differ).map(section).collect(),
        fallen: fallen(&release, a),
    };
    let text = human(&report);
    Ok(Answer::of(&report, text))
}

fn letter(release: &Release, number: usize) -> Result<&Letter, Failure> {
    let count = release.letters.len();
    match number.checked_sub(1).and_then(|i| release.letters.get(i)) {
        Some(letter) => Ok(letter),
        None if count == 0 => Err(papers::no_letter(release)),
        None if count == 1 => Err(Failure::not_found(
            format!("release {} has one letter, and nothing to compare it with", release.number),
            "era-rm letter show prints it",
        )),
        None => Err(Failure::not_found(
            format!("release {} has letters 1 to {count}, no letter {number}", release.number),
            "name two of them: --from N --to N",
        )),
    }
}

fn section(s: &SectionDifference) -> Section {
    let how = match s.how {
        How::Added => "added",
        How::Removed => "removed",
        How::Changed => "changed",
        How::Same => "same",
    };
    Section {
        title: s.title.clone(),
        how,
        lines: s.lines.iter().map(|(sign, line)| format!("{sign} {line}")).collect(),
    }
}

/// What was given on a letter and falls when there is another.
fn fallen(release: &Release, letter: &Letter) -> Vec<Fallen> {
    let on = |s: &&SignOff| {
        s.yes
            && s.basis.letter == Some(letter.document.digest)
            && !release.retracted.contains(&s.revision)
            && table::means(s.step).falls.contains(&Thing::Letter)
    };
    let fallen = |s: &SignOff| Fallen {
        step: s.step.label(),
        name: table::means(s.step).name,
        key: receipt::key_of(&s.key),
        by: s.by.to_string(),
        at: s.at,
    };
    release.signoffs.iter().filter(on).map(fallen).collect()
}

fn human(r: &Report) -> String {
    let mut out = String::new();
    // Writing to a String does not fail.
    let _ = writeln!(out, "Release {}: letter {} and letter {}", r.release, r.from.number, r.to.number);
    for (side, sign) in [(&r.from, '-'), (&r.to, '+')] {
        let _ = writeln!(out, "  {sign} letter {}, build {}, {}", side.number, side.build, side.digest);
    }
    for s in &r.sections {
        let _ = writeln!(out, "\n{} ({})", paint(Tone::Head, &line(&s.title, 76)), s.how);
        for text in &s.lines {
            let tone = match text.chars().next() {
                Some('+') => Tone::Good,
                Some('-') => Tone::Bad,
                _ => Tone::Plain,
            };
            let _ = writeln!(out, "  {}", paint(tone, text));
        }
    }
    let _ = writeln!(out, "\n{} sections differ, {} are the same", r.sections.len(), r.same);
    for f in &r.fallen {
        let key = f.key.as_ref().map(|k| format!(" ({k})")).unwrap_or_default();
        out.push_str(&wrap(&format!("fell: {} {}{key}, given by {} at {}", f.step, f.name, f.by, f.at), 2));
    }
    if r.fallen.is_empty() {
        out.push_str("  no sign-off fell\n");
    }
    out
}
