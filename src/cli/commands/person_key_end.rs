//! `person key end`: a key signs nothing new; perhaps what it signed lately is disputed.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn, open_releases};
use crate::cli::identity;
use crate::cli::receipt;
use crate::cli::ui::Answer;
use crate::domain::event::KeyEnded;
use crate::domain::{Event, Login, Person, PublicKey, Subject, Text, Time};
use crate::sop::disputes;
use crate::workflow::{Draft, Failure, access};

/// End a key of a person
///
/// It keeps its past signatures and signs nothing new. Where it was in other hands, say since when: what it signed since on
/// releases that have not ended is disputed, and those sign-offs fall.
///
/// Example: era-rm person key end grace SHA256:pT0z5m1kqLlsvB7ZbVx1qA0S9Fhz2c7WQx0p3mJcY2E --reason "new laptop"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// Whose key it is
    #[arg(value_name = "LOGIN")]
    login: Login,
    /// Its fingerprint, as `person key list` shows it, or the file of the public key
    #[arg(value_name = "KEY")]
    which: String,
    /// Since when it may have been in other hands
    #[arg(long, value_name = "TIME")]
    compromised_since: Option<Time>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Text,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP; [`Failure::NotFound`] if the person has no such key.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let draft: &DraftFn<'_> = &|scene| {
        let key = match scene.loaded.world.persons.get(&args.login) {
            Some(person) => the_key(person, &args.which)?,
            None => return Err(no_key(&args.login, &args.which)),
        };
        let (login, compromised_since) = (args.login.clone(), args.compromised_since);
        let mut disputed = Vec::new();
        if let Some(since) = compromised_since {
            let open = open_releases(scene.loaded.store())?;
            let open: Vec<Subject> = open.iter().map(|r| Subject::Release(r.release)).collect();
            scene.loaded.load(&open)?;
            disputed = disputes::disputed(&scene.loaded.world, &login, &key.id(), since);
        }
        let role = Some(scene.own_or_administrator(&login));
        let event = KeyEnded { compromised_since, disputed, key, login, reason: args.reason.clone() };
        Ok(Draft { role, ..Draft::of(event) })
    };
    let subjects = vec![Subject::person(&args.login), Subject::Administrators];
    let mut receipt = ctx.act(&Act::of("person key end", args, &args.act, draft).loading(subjects))?;
    receipt.warnings.extend(given(ctx, &receipt.body.event)?);
    Ok(receipt::answer(&receipt, &args.act))
}

/// What else may be in other hands: whoever had the key may have added one of his own.
fn given(ctx: &Context, event: &Event) -> Result<Vec<String>, Failure> {
    let Event::KeyEnded(KeyEnded { compromised_since: Some(since), key, login, .. }) = event else {
        return Ok(Vec::new());
    };
    let done = access::given_by(&ctx.open_to_read()?, (login, key), *since)?;
    let of_key = |(seq, whose, given): &(u64, Login, PublicKey)| {
        let name = given.fingerprint();
        format!(
            "entry {seq}, signed by this key, added the key {name} of {whose}. If that was somebody else: era-rm person key end {whose} {name} --compromised-since {since} --reason TEXT"
        )
    };
    let mut all: Vec<String> = done.keys.iter().map(of_key).collect();
    if done.others > 0 {
        all.push(format!(
            "this key has signed other entries that touch access since, {} in number: era-rm report access --person {login} --from {since}",
            done.others
        ));
    }
    Ok(all)
}

/// The key that was meant.
fn the_key(person: &Person, which: &str) -> Result<PublicKey, Failure> {
    let by_print = person.keys.iter().find(|k| k.key.fingerprint() == which);
    let found = match by_print {
        Some(held) => Some(held.key.clone()),
        None if which.starts_with("SHA256:") => None,
        None => Some(identity::handed_over(which.as_ref())?).filter(|k| person.key(&k.id()).is_some()),
    };
    found.ok_or_else(|| no_key(&person.profile.login, which))
}

fn no_key(login: &Login, which: &str) -> Failure {
    let message = format!("{login} has no key {which}");
    Failure::not_found(message, format!("era-rm person key list {login} shows the keys"))
}
