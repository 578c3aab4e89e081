//! How an authority for time stamps is asked: one POST, over http or https, with one answer.
//! What must not live here: what is asked, and what is made of the answer (`stamp`).

use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;
use ureq::http::Uri;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// How long all of it may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest answer.
const LONGEST: u64 = 1024 * 1024;

/// Sends a request and gives the answer to it, or says what went wrong.
pub(super) fn post(url: &str, request: &[u8]) -> Result<Vec<u8>, String> {
    let uri: Uri = url.parse().map_err(|e| format!("{e}"))?;
    let tls = match uri.scheme_str() {
        Some("https") => Some(tls()?),
        _ => None,
    };
    let config = Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(0)
        .user_agent(concat!("era-rm/", env!("CARGO_PKG_VERSION")));
    let config = tls.into_iter().fold(config, |config, tls| config.tls_config(tls));
    let asked = Agent::from(config.build())
        .post(uri)
        .content_type("application/timestamp-query")
        .header("Accept", "application/timestamp-reply")
        .send(request);
    let mut answer = asked.map_err(|e| e.to_string())?;
    if !answer.status().is_success() {
        return Err(format!("it answered {}", answer.status()));
    }
    answer.body_mut().with_config().limit(LONGEST).read_to_vec().map_err(|e| e.to_string())
}

/// Whom the system trusts. Read for https alone: it costs some milliseconds.
fn tls() -> Result<TlsConfig, String> {
    let found = rustls_native_certs::load_native_certs();
    if found.certs.is_empty() {
        return Err(
            "this system has no certificates to know a server by; SSL_CERT_FILE names a file of them"
                .to_owned(),
        );
    }
    let roots = found.certs.iter().map(|c| Certificate::from_der(c).to_owned()).collect();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = TlsConfig::builder().unversioned_rustls_crypto_provider(provider);
    Ok(tls.root_certs(RootCerts::Specific(Arc::new(roots))).build())
}
