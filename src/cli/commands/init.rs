//! `init`: a ledger begins, with its first administrator. The only command that creates one.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;

use clap::Args as ClapArgs;
use nix::unistd::Group;
use serde::Serialize;

use crate::cli::context::{ActArgs, Context};
use crate::cli::receipt;
use crate::cli::ui::Answer;
use crate::cli::{chance, checkpoint};
use crate::domain::event::{LedgerCreated2, Trust};
use crate::domain::person::{PersonKind, Profile};
use crate::domain::{Login, PublicKey, Role, Text};
use crate::ledger::digest;
use crate::service::signer::Signer;
use crate::store::SqliteStore;
use crate::workflow::{self, Draft, Failure, Request};

/// What comes after: without a Release Manager nothing can be received.
const ADD: &str = "era-rm person add LOGIN --name NAME";
const KEY: &str = "era-rm person key add LOGIN FILE";
const GRANT: &str = "era-rm role grant LOGIN rm|sd|tt|qm|cm|sec";

/// Create a ledger, with its first administrator
///
/// In trust mode signed the ledger begins with the administrator's key: --key, else that of ssh-agent, else ~/.ssh/id_ed25519.
///
/// Example: era-rm init --trust declared --admin ada --name "Ada Okafor"
#[derive(Debug, ClapArgs, Serialize)]
pub struct Args {
    /// How the ledger knows who acts: signed (every act is signed by a key of the person; for real work), os (the account is the person) or declared (--as is believed; evaluation and training)
    #[arg(long, value_name = "MODE", default_value = "os")]
    trust: String,
    /// The first administrator's login; your account, if left out, save in trust mode declared
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
    /// A group whose members may use the ledger too, in a folder of that group (mode 2770); else it is its owner's alone
    #[arg(long, value_name = "NAME")]
    #[serde(skip)]
    group: Option<String>,
}

/// Runs it.
///
/// # Errors
/// [`Failure::Usage`] for a trust mode that is not offered; [`Failure::Store`] where there is a file already.
pub fn run(ctx: &Context, args: &Args) -> Result<Answer, Failure> {
    let trust = trust(&args.trust)?;
    let login = match &args.admin {
        Some(login) => login.clone(),
        None => {
            ctx.founder(trust).map_err(|_| Failure::usage("no administrator is named", "--admin LOGIN"))?
        }
    };
    if trust == Trust::Os && ctx.founder(Trust::Os)? != login {
        return Err(Failure::usage(
            "in trust mode os the first administrator is whoever creates the ledger",
            "leave --admin out, or use --trust declared",
        ));
    }
    let (first_key, signer) = match trust {
        Trust::Signed => ctx.first_key().map(|(key, signer)| (Some(key), Some(signer)))?,
        Trust::Declared | Trust::Os => (None, None),
    };
    if checkpoint::expected(&ctx.global)?.is_some() {
        let hint = "leave --expect-checkpoint out, and ERA_RM_EXPECT_CHECKPOINT unset";
        return Err(Failure::usage("a new ledger extends no checkpoint", hint));
    }
    let path = ctx.place()?;
    let group = args.group.as_deref().map(group).transpose()?;
    if let (None, Some(folder)) = (&ctx.global.ledger, path.parent()) {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|e| crate::store::StoreError::Io(e.to_string()))?;
    }
    let mut store = SqliteStore::create_for(&path, group.as_ref())?;
    let text = serde_json::to_vec(args).map_err(|e| Failure::Bug(e.into()))?;
    let administrator = Profile {
        login: login.clone(),
        name: args.name.clone(),
        email: args.email.clone(),
        organisation: None,
        kind: PersonKind::Human,
    };
    let fingerprint = first_key.as_ref().map(PublicKey::fingerprint);
    let separation = args.separation == "on";
    let event = LedgerCreated2 { administrator, key: first_key, role: args.role, separation, trust };
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
        signer: signer.as_ref().map(|s| s as &dyn Signer),
        draft: &|_| Ok(Draft::of(event.clone())),
    };
    let done = workflow::perform(&mut store, &request);
    let mut receipt = match done.and_then(|receipt| Context::pinned(&store).map(|()| receipt)) {
        Ok(receipt) => receipt,
        Err(failure) => {
            drop(store);
            // Leave behind no ledger that is empty or may not be opened. What cannot be removed is reported by the failure.
            let _ = std::fs::remove_file(&path);
            return Err(failure);
        }
    };
    ctx.begun_with(&store, &path, &mut receipt)?;
    let mut answer = receipt::answer(&receipt, &ActArgs::default());
    let key = fingerprint.as_ref().map(|f| format!("  first key: {f}\n")).unwrap_or_default();
    let group = args.group.as_ref().map(|name| format!("  group: {name}\n")).unwrap_or_default();
    let next = if fingerprint.is_some() { format!("    {KEY}\n") } else { String::new() };
    answer.text.push_str(&format!(
        "  ledger: {}\n{group}  id: {}\n{key}  trust mode: {}\n  next: people, and a role for each\n    {ADD}\n{next}    {GRANT}\n",
        path.display(),
        receipt.body.ledger,
        believed(trust)
    ));
    if let Some(map) = answer.result.as_object_mut() {
        map.insert("path".into(), path.display().to_string().into());
        map.insert("ledger".into(), receipt.body.ledger.to_string().into());
        fingerprint.into_iter().for_each(|f| drop(map.insert("first_key".into(), f.into())));
        map.extend(args.group.iter().map(|name| ("group".to_owned(), name.as_str().into())));
    }
    Ok(answer)
}

/// A group of this system.
fn group(name: &str) -> Result<Group, Failure> {
    Group::from_name(name).ok().flatten().ok_or_else(|| {
        let message = format!("this system knows no group {name:?}");
        Failure::not_found(message, "getent group lists the groups, and id those that you are of")
    })
}

/// What a trust mode means for whoever acts.
fn believed(trust: Trust) -> &'static str {
    match trust {
        Trust::Declared => "declared (whoever --as names is believed; for evaluation and training)",
        Trust::Os => "os (the operating-system account is the person)",
        Trust::Signed => "signed (every act carries the signature of a key of the person)",
    }
}

fn trust(mode: &str) -> Result<Trust, Failure> {
    match mode {
        "declared" => Ok(Trust::Declared),
        "os" => Ok(Trust::Os),
        "signed" => Ok(Trust::Signed),
        other => {
            let hint = "--trust signed, --trust os or --trust declared";
            Err(Failure::usage(format!("there is no trust mode {other:?}"), hint))
        }
    }
}
