//! `docs/sop.md`, from the table.

use std::fmt::Write;

use era_rm::domain::Role;
use era_rm::sop::settings;
use era_rm::sop::table::{ACTS, Act, After, MEANS, Means, Per, SAYS, Tell, When, roles_of};

/// The whole document.
pub fn render() -> String {
    let mut out = String::from(
        "# The SOP, and how era-rm reads it\n\n\
         Generated from `src/sop/table.rs`; `UPDATE_GOLDEN=1 cargo test docs` writes it anew. `era-rm sop show` prints the same.\n\n\
         ## What the SOP says\n\nWord for word.\n\n\
         | Step | Description of Activity | Responsibility |\n|---|---|---|\n",
    );
    for s in &SAYS {
        let _ = writeln!(out, "| {} | {} | {} |", s.step, s.activity, s.responsibility);
    }
    out.push_str(MEANING);
    for m in &MEANS {
        let _ = writeln!(
            out,
            "| {} | {} | `{}` | {} | {} | {} | {} |",
            m.step,
            m.name,
            m.command,
            short(roles_of(m.step)),
            per(m.per),
            after(m),
            falls(m)
        );
    }
    out.push_str(
        "\n| Step | What must come with it | What a no does | Ours, not the SOP's |\n|---|---|---|---|\n",
    );
    for m in &MEANS {
        let _ = writeln!(out, "| {} {} | {} | {} | {} |", m.step, m.name, m.evidence, m.no, m.ours);
    }
    out.push_str(LAWFUL);
    for a in ACTS.iter().filter(|a| !a.command.is_empty()) {
        let yes = |b: bool| if b { "yes" } else { "–" };
        let step = a.step.map(|s| s.to_string()).unwrap_or_default();
        let _ = writeln!(
            out,
            "| `{}` | {} | {step} | {} | {} | {} | {} | {} |",
            a.command,
            short(a.roles),
            yes(a.held),
            yes(a.stopped),
            yes(a.frozen),
            yes(a.retractable),
            tells(a)
        );
    }
    out.push_str("\n## The parties that are told\n\n| Party | Its name until `era-rm party set` gives another |\n|---|---|\n");
    for (party, name) in settings::PARTIES {
        let _ = writeln!(out, "| `{party}` | {name} |");
    }
    out.push_str("\n## Settings\n\n| Setting | Default | What it is for |\n|---|---|---|\n");
    for s in settings::SETTINGS {
        let _ = writeln!(out, "| `{}` | {} | {} |", s.name, s.default, s.about);
    }
    out
}

const MEANING: &str = "
## How era-rm reads it

The SOP has no cursor: 7 and 8 run side by side, 3 and 7c are signed once for each functional area, 11a once for each target,
12 and 13 once for each OCR, and a no at 9 goes back to 5. So a release is a set of sign-offs. Each is given on a basis: scope, plan, build,
letter, deployment, completed letter. A step **stands** when its sign-offs are there, with a yes, on the current basis, and every step
in the column *After* stands. When the basis changes, old sign-offs no longer count; none is deleted.

A no condemns what it judged, and what is condemned is never a basis again; only a retraction lifts it.

RM Release Manager · SD Software Developer · TT Test Team · QM Quality Management · CM Configuration Management · SEC Security.

| Step | Name | Command | Done by | One for each | After | Falls when this changes |
|---|---|---|---|---|---|---|
";

const LAWFUL: &str = "
## Every act

*Held*: lawful while the release is held. *Stopped*: lawful after a no-go, a go that ended too early, or a no at 11 or 13.
*Frozen*: lawful while a go is live, and once a target carries the build. *Retractable*: whoever did it may take it back while nothing
stands on it. Acts on no release are not concerned by these columns.

| Command | Done by | Step | Held | Stopped | Frozen | Retractable | Tells |
|---|---|---|---|---|---|---|---|
";

fn short(roles: &[Role]) -> String {
    if roles.len() == Role::ALL.len() {
        return "anyone".into();
    }
    let name = |r: &Role| if r.signs() { r.code().to_uppercase() } else { r.title().to_owned() };
    roles.iter().map(name).collect::<Vec<_>>().join(", ")
}
fn per(per: Per) -> &'static str {
    match per {
        Per::Release => "release",
        Per::Area => "functional area",
        Per::Target => "target",
        Per::Ocr => "OCR",
    }
}
fn after(m: &Means) -> String {
    let one = |a: &After| match a {
        After::All(p) => p.to_string(),
        After::Same(p) => format!("{p} of the same {}", per(m.per)),
        After::LetterOfBuild => "a letter of this build was distributed".into(),
        After::LiveGo => "10 live at the start".into(),
    };
    m.after.iter().map(one).collect::<Vec<_>>().join("; ")
}
fn falls(m: &Means) -> String {
    m.falls.iter().map(|t| t.word()).collect::<Vec<_>>().join(", ")
}
fn tells(a: &Act) -> String {
    let one = |t: &Tell| match t {
        Tell::Role(r) => r.code().to_uppercase(),
        Tell::Areas => "the areas".into(),
        Tell::Lmc => "LMC".into(),
        Tell::HelpDesk => "Help Desk".into(),
        Tell::Secretariat => "OCCB Secretariat".into(),
    };
    let all = a.tells.iter().map(one).collect::<Vec<_>>().join(", ");
    if a.when == When::OfNo { format!("{all}, of a no") } else { all }
}
