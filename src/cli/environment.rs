//! The variables that the desk reads, said once: `docs/environment.md` and the manual pages are held against this list.
//! None of them switches what an act is (dry run, trust, separation of duties): a stray one shall never weaken a check.

use crate::workflow::Failure;

/// A variable.
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it says, in one sentence.
    pub about: &'static str,
}

const fn variable(name: &'static str, about: &'static str) -> Variable {
    Variable { name, about }
}

/// The variable under which a shell asks for completions.
pub const COMPLETE: &str = "ERA_RM_COMPLETE";

/// Every variable that the desk reads.
pub const VARIABLES: &[Variable] = &[
    variable("ERA_RM_LEDGER", "The ledger's file, where --ledger is not typed."),
    variable("ERA_RM_AS", "Who acts, where --as is not typed; believed in trust mode declared alone."),
    variable(
        "ERA_RM_KEY",
        "The file of the key that signs, where --key is not typed; for trust mode signed alone.",
    ),
    variable("SSH_AUTH_SOCK", "The socket of ssh-agent, whose keys are looked at where none is named."),
    variable("ERA_RM_ROLE", "The role to act in, where --role is not typed."),
    variable("ERA_RM_RELEASE", "The release's number, where none is typed."),
    variable("ERA_RM_IDEMPOTENCY_KEY", "The key of one act, where --idempotency-key is not typed."),
    variable(
        "ERA_RM_EXPECT_REVISION",
        "The revision that the subject must have, where --expect-revision is not typed; it can only refuse.",
    ),
    variable(
        "ERA_RM_EXPECT_CHECKPOINT",
        "The checkpoint that the ledger must extend, where --expect-checkpoint is not typed; it can only refuse.",
    ),
    variable(
        "ERA_RM_TEMPLATES",
        "A folder of templates that replace the built-in ones of letters and notes; it goes before era-rm.toml.",
    ),
    variable(
        "ERA_RM_MAIL_SERVER",
        "The mail server that notices go to, where era-rm.toml names none or another.",
    ),
    variable("ERA_RM_MAIL_FROM", "The address that notices come from."),
    variable("ERA_RM_MAIL_CREDENTIALS", "The file with the name and the password for the mail server."),
    variable(
        "ERA_RM_MAIL_CA",
        "The file of a certificate that the mail server is known by besides those of the system.",
    ),
    variable("ERA_RM_MAIL_FOLDER", "The folder that notices are written to, where there is no server."),
    variable("ERA_RM_JSON", "Answer as --json does."),
    variable("ERA_RM_NO_INPUT", "Ask nothing, as --no-input does."),
    variable("CI", "Ask nothing; build servers set it."),
    variable("TERM", "`dumb`: ask nothing and use no colour, for neither can be drawn there."),
    variable("TZ", "The zone in which times are shown, else the system's."),
    variable(
        "HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY",
        "The proxy by which an authority for time stamps (--tsa) is asked.",
    ),
    variable(
        "SSL_CERT_FILE, SSL_CERT_DIR",
        "By whom such a server is known over https, else by whom the system trusts.",
    ),
    variable("NO_COLOR", "No colour, where --color is not typed."),
    variable("COLUMNS", "How wide tables are, from 40 up."),
    variable(
        COMPLETE,
        "Set by the scripts of `era-rm completions`; heeded only where the first word is `--`.",
    ),
    variable(
        "XDG_CONFIG_HOME, XDG_DATA_HOME, HOME",
        "Where the user's era-rm.toml and ledger are looked for.",
    ),
    variable("XDG_STATE_HOME", "Where is kept what this account has seen of each ledger, else below HOME."),
];

/// A variable's value; an empty one is an unset one.
pub fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|v| !v.is_empty())
}

/// A variable's value as what it stands for.
///
/// # Errors
/// [`Failure::Usage`] if it is no such thing.
pub fn env_as<T: std::str::FromStr<Err: std::fmt::Display>>(name: &str) -> Result<Option<T>, Failure> {
    env(name)
        .map(|v| {
            v.parse().map_err(|e: T::Err| {
                let message = format!("{name}: {}", in_our_words(&e.to_string()));
                Failure::usage(message, format!("set {name} right, or unset it"))
            })
        })
        .transpose()
}

/// What the library says of a word that is no number, said so that it can be understood.
pub(super) fn in_our_words(said: &str) -> &str {
    match said {
        "invalid digit found in string" => "it is not a whole number",
        "number too large to fit in target type" => "the number is too large",
        other => other,
    }
}

/// What was typed, else what a variable says.
///
/// # Errors
/// Those of [`env_as`].
pub fn typed_or<T>(typed: Option<T>, name: &str) -> Result<Option<T>, Failure>
where
    T: std::str::FromStr<Err: std::fmt::Display>,
{
    typed.map_or_else(|| env_as(name), |t| Ok(Some(t)))
}
