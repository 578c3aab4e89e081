//! One message to a mail server, over a connection of its own. Each wait is bounded.

use std::error::Error as _;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;

use super::server::{Secrecy, Server};
use super::{Came, Parcel, words};

/// How long is waited for a connection, and for each answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// The server closes: it says nothing of the message.
const CLOSES: &str = "421";

/// Sends a message.
pub(super) fn send(server: &Server, parcel: &Parcel) -> Came {
    let mut connection = match connect(server) {
        Ok(connection) => connection,
        Err(e) => return Came::Down(words(&said(&e))),
    };
    let sent = connection.send(&parcel.envelope, &parcel.bytes);
    // What was taken stays taken, however the farewell goes.
    let _ = connection.quit();
    match sent {
        Ok(reply) => {
            Came::Sent(words(&format!("{} {}", reply.code(), reply.message().collect::<Vec<_>>().join(" "))))
        }
        Err(e) if e.is_permanent() => Came::Refused(words(&said(&e))),
        Err(e) if e.status().is_some_and(|code| code.to_string() != CLOSES) => Came::Again(words(&said(&e))),
        // What the server cannot do at all, such as addresses that are not ASCII.
        Err(e) if e.is_client() => Came::Refused(words(&said(&e))),
        Err(e) => Came::Down(words(&said(&e))),
    }
}

fn connect(server: &Server) -> Result<SmtpConnection, Error> {
    let hello = ClientId::default();
    let at = (server.host.as_str(), server.port);
    let open = |tls| SmtpConnection::connect(at, Some(PATIENCE), &hello, tls, None);
    let mut connection = match server.secrecy {
        Secrecy::Tls => open(Some(&tls(server)?))?,
        Secrecy::Plain => open(None)?,
        Secrecy::StartTls => {
            let tls = tls(server)?;
            let mut connection = open(None)?;
            connection.starttls(&tls, &hello)?;
            connection
        }
    };
    if let Some(credentials) = &server.credentials {
        connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials)?;
    }
    Ok(connection)
}

fn tls(server: &Server) -> Result<TlsParameters, Error> {
    let tls = TlsParameters::builder(server.host.clone());
    server.root.iter().cloned().fold(tls, |tls, root| tls.add_root_certificate(root)).build_rustls()
}

/// The server's words, or what was in the way, with what lies behind it.
fn said(e: &Error) -> String {
    if let (Some(code), Some(why)) = (e.status(), e.source()) {
        return format!("{code} {why}");
    }
    let mut out = e.to_string();
    let mut behind = e.source().and_then(|s| s.source());
    while let Some(why) = behind {
        out.push_str(&format!(": {why}"));
        behind = why.source();
    }
    out
}
