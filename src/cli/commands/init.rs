//! `init`: a ledger begins, with its first administrator. The only command that creates one.

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::cli::chance;
use crate::cli::context::{ActArgs, Context};
use crate::cli::receipt;
use crate::cli::ui::Answer;
use crate::domain::event::{LedgerCreated, Trust};
use crate::domain::person::{PersonKind, Profile};
use crate::domain::{Login, Role, Text};
use crate::ledger::digest;
use crate::store::SqliteStore;
use crate::workflow::{self, Draft, Failure, Request};

/// What comes after: without a Release Manager nothing can be received.
const ADD: &str = "era-rm person add LOGIN --name NAME";
const GRANT: &str = "era-rm role grant LOGIN rm|sd|tt|qm|cm|sec";

/// Create a ledger, with its first administrator
///
/// Example: era-rm init --trust declared --admin ada --name "Ada Okafor"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// How the ledger knows who acts: declared (--as is believed; evaluation and training) or os (the account is the person)
    #[arg(long, value_name = "MODE", default_value = "os")]
    trust: String,
    /// The first administrator's login; in trust mode os your account, if left out
    #[arg(long, value_name = "LOGIN")]
    admin: Option<Login>,
    /// The first administrator's name
    #[arg(long, value_name = "TEXT")]
    name: Text,
    /// The first administrator's e-mail address
    #[arg(long, value_name = "ADDRESS")]
    email: Option<Text>,
    /// The one SOP role that the first administrator holds besides
    #[arg(long, value_name = "ROLE")]
    role: Option<Role>,
    /// Separation of duties: on, or off for training (every paper then says so)
    #[arg(long, value_name = "ON|OFF", default_value = "on", value_parser = ["on", "off"])]
    separation: String,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Usage`] for a trust mode that is not offered; [`Failure::Store`] where there is a file already.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let trust = trust(&args.trust)?;
    let login = match &args.admin {
        Some(login) => login.clone(),
        None => ctx
            .actor(Some(trust))
            .map_err(|_| Failure::usage("no administrator is named", "--admin LOGIN"))?,
    };
    if trust == Trust::Os && ctx.actor(Some(Trust::Os))? != login {
        return Err(Failure::usage(
            "in trust mode os the first administrator is whoever creates the ledger",
            "leave --admin out, or use --trust declared",
        ));
    }
    let path = ctx.location()?;
    if let (None, Some(folder)) = (&ctx.global.ledger, path.parent()) {
        std::fs::create_dir_all(folder).map_err(|e| crate::store::StoreError::Io(e.to_string()))?;
    }
    let mut store = SqliteStore::create(&path)?;
    let text = serde_json::to_vec(args).map_err(|e| Failure::Bug(e.into()))?;
    let administrator = Profile {
        login: login.clone(),
        name: args.name.clone(),
        email: args.email.clone(),
        organisation: None,
        kind: PersonKind::Human,
    };
    let event = LedgerCreated { trust, separation: args.separation == "on", administrator, role: args.role };
    let key = chance::identity(|| "key of the first entry".into()).to_string();
    let request = Request {
        command: "init",
        actor: login,
        role: Some(Role::Administrator),
        key: None,
        made_up_key: key.parse().map_err(|e| Failure::Bug(anyhow::Error::new(e)))?,
        intent: digest::of_bytes(&text),
        clock: &chance::now,
        effective: None,
        release: None,
        expect_revision: None,
        loads: Vec::new(),
        dry_run: false,
        ledger: Some(chance::identity(|| "ledger".into())),
        draft: &|_| Ok(Draft::of(event.clone())),
    };
    let done = workflow::perform(&mut store, &request);
    if done.is_err() {
        drop(store);
        // Nothing was recorded: leave no empty ledger behind. What cannot be removed is reported by the failure itself.
        let _ = std::fs::remove_file(&path);
    }
    let receipt = done?;
    let mut answer = receipt::answer(&receipt, &ActArgs::default());
    answer.text.push_str(&format!(
        "  ledger: {}\n  id: {}\n  trust mode: {}\n  next: people, and a role for each\n    {ADD}\n    {GRANT}\n",
        path.display(),
        receipt.body.ledger,
        believed(trust)
    ));
    if let Some(map) = answer.result.as_object_mut() {
        map.insert("path".into(), path.display().to_string().into());
        map.insert("ledger".into(), receipt.body.ledger.to_string().into());
    }
    Ok(answer)
}

/// What a trust mode means for whoever acts.
fn believed(trust: Trust) -> &'static str {
    match trust {
        Trust::Declared => "declared (whoever --as names is believed; for evaluation and training)",
        Trust::Os => "os (the operating-system account is the person)",
    }
}

fn trust(mode: &str) -> Result<Trust, Failure> {
    match mode {
        "declared" => Ok(Trust::Declared),
        "os" => Ok(Trust::Os),
        "signed" => Err(Failure::usage(
            "trust mode signed is not offered by this version",
            "use --trust os, or --trust declared for evaluation and training",
        )),
        other => {
            Err(Failure::usage(format!("there is no trust mode {other:?}"), "--trust os or --trust declared"))
        }
    }
}
