//! A mail server as it is configured: where it is, how secret the way to it is, and by what we are known there.

use std::fs::Permissions;
use std::io::Read;
use std::net::IpAddr;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::Certificate;

use crate::service::files;

/// How secret the way to the server is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// TLS from the first byte.
    Tls,
    /// TLS before anything is said.
    StartTls,
    /// None.
    Plain,
}

/// A mail server.
pub struct Server {
    /// How secret the way is.
    pub secrecy: Secrecy,
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// By what we are known there.
    pub credentials: Option<Credentials>,
    /// Whom to trust besides those whom the system trusts.
    pub root: Option<Certificate>,
}

const FORM: &str = "smtps://HOST[:PORT], smtp+starttls://HOST[:PORT], or smtp://HOST[:PORT] for this machine";

impl Server {
    /// The server that an address names.
    ///
    /// # Errors
    /// In words, what is wrong with it.
    pub fn named(address: &str) -> Result<Self, String> {
        let forms = [
            ("smtps://", Secrecy::Tls, 465),
            ("smtp+starttls://", Secrecy::StartTls, 587),
            ("smtp://", Secrecy::Plain, 25),
        ];
        let found = forms.iter().find_map(|(form, s, port)| Some((address.strip_prefix(form)?, *s, *port)));
        let Some((place, secrecy, usual)) = found else {
            return Err(format!("{address:?} is none of the forms {FORM}"));
        };
        if place.contains('@') {
            return Err(
                "an address of a server holds no name or password; they are in a file: credentials = FILE"
                    .into(),
            );
        }
        let (host, port) = match place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, "")) => (host, None),
            Some((host, rest)) => (host, Some(rest.strip_prefix(':').unwrap_or(rest))),
            None => place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
        };
        let port = match port {
            None => usual,
            Some(word) => word
                .parse()
                .ok()
                .filter(|p| *p > 0)
                .ok_or_else(|| format!("{word:?} is no port: it is a number from 1 to 65535"))?,
        };
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
        if host.is_empty() || !host.chars().all(fits) {
            return Err(format!("{address:?} names no host; the forms are {FORM}"));
        }
        Ok(Self { secrecy, host: host.to_owned(), port, credentials: None, root: None })
    }
    /// Whether it is this machine.
    pub fn is_here(&self) -> bool {
        let address = self.host.parse::<IpAddr>();
        self.host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|ip| ip.is_loopback())
    }
}

impl std::fmt::Display for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let form = match self.secrecy {
            Secrecy::Tls => "smtps",
            Secrecy::StartTls => "smtp+starttls",
            Secrecy::Plain => "smtp",
        };
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        write!(f, "{form}://{host}:{}", self.port)
    }
}

/// The name and the password in a file: each a line. Nobody else may read it.
///
/// # Errors
/// In words, what is wrong with it.
pub fn credentials(path: &Path) -> Result<Credentials, String> {
    let file = files::open(path).map_err(|e| e.headline())?;
    let kept = file.metadata().map_err(|e| format!("{}: {e}", path.display()))?;
    let mode = Permissions::mode(&kept.permissions()) & 0o7777;
    if mode & 0o077 != 0 {
        return Err(format!(
            "{} may be read or changed by others (mode {mode:04o}): chmod 600 {}",
            path.display(),
            path.display()
        ));
    }
    let own = nix::unistd::geteuid();
    if !own.is_root() && kept.uid() != own.as_raw() {
        return Err(format!("{} belongs to another account", path.display()));
    }
    let mut text = String::new();
    let read = file.take(4096).read_to_string(&mut text);
    read.map_err(|e| format!("{}: {e}", path.display()))?;
    let mut lines = text.lines();
    match (lines.next(), lines.next(), lines.next()) {
        (Some(name), Some(password), None) if !name.is_empty() && !password.is_empty() => {
            Ok(Credentials::new(name.to_owned(), password.to_owned()))
        }
        _ => Err(format!("{} holds two lines: the name and the password", path.display())),
    }
}

/// The certificates in a PEM file, which are trusted besides those that the system trusts.
///
/// # Errors
/// In words, what is wrong with it.
pub fn root(path: &Path) -> Result<Certificate, String> {
    let file = files::open(path).map_err(|e| e.headline())?;
    let mut bytes = Vec::new();
    let read = file.take(1024 * 1024).read_to_end(&mut bytes);
    read.map_err(|e| format!("{}: {e}", path.display()))?;
    if !bytes.windows(27).any(|w| w == b"-----BEGIN CERTIFICATE-----") {
        return Err(format!("{} holds no certificate in PEM form", path.display()));
    }
    Certificate::from_pem(&bytes).map_err(|e| format!("{}: {e}", path.display()))
}
