//! `person key add`: from here on a key signs for a person.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::context::{Act, ActArgs, Context, DraftFn};
use crate::cli::identity;
use crate::cli::ui::Answer;
use crate::domain::event::KeyAdded;
use crate::domain::{Login, Subject};
use crate::workflow::{Draft, Failure};

/// Add a key that signs for a person
///
/// An administrator gives the first key; whoever has one adds the next himself. A key is one person's for ever.
///
/// Example: era-rm person key add grace grace.pub
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// Whose key it is
    #[arg(value_name = "LOGIN")]
    login: Login,
    /// The public key, as ssh-keygen writes it: ssh-ed25519, or of a hardware key
    #[arg(value_name = "FILE")]
    #[serde(skip)]
    file: PathBuf,
    /// The key is that of an authority: what it certifies for a machine's login signs, until the certificate expires
    #[arg(long)]
    authority: bool,
    #[command(flatten)]
    #[serde(skip)]
    act: ActArgs,
}

/// Runs it.
///
/// # Errors
/// A refusal of the SOP; [`Failure::Usage`] if the file holds no key that may sign.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let key = identity::handed_over(&args.file)?;
    let draft: &DraftFn<'_> = &|scene| {
        let (login, authority) = (args.login.clone(), args.authority);
        let role = Some(scene.own_or_administrator(&login));
        Ok(Draft { role, ..Draft::of(KeyAdded { authority, key: key.clone(), login }) })
    };
    let subjects = vec![Subject::person(&args.login), Subject::Key(key.id())];
    let evidence = vec![key.id()];
    ctx.record(&Act::of("person key add", args, &args.act, draft).with(evidence).loading(subjects))
}
