//! The certificate of a server by TLS, read anew when its files change: what node and origin listen with.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use signing::WatchedFile;

/// HTTP/2's name in the handshake.
pub const H2: &[u8] = b"h2";
/// HTTP/1.1's.
pub const HTTP_1_1: &[u8] = b"http/1.1";

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(5);

/// A server's certificate and where it comes from.
#[derive(Debug)]
pub struct Certificate(WatchedFile<Arc<CertifiedKey>, anyhow::Error>);

impl Certificate {
    /// The certificate in these PEM files.
    ///
    /// # Errors
    /// When they cannot be read, or do not belong together.
    pub fn load(chain: &Path, key: &Path) -> anyhow::Result<Arc<Self>> {
        WatchedFile::open(&[(chain, read), (key, read_key)], certified).map(Self).map(Arc::new)
    }

    /// Looks at the files, and takes up what is new in them. Says whether anything was.
    ///
    /// # Errors
    /// As [`Certificate::load`], once for the same contents; the certificate in use then stays.
    pub fn look(&self) -> anyhow::Result<bool> {
        self.0.look()
    }

    /// Looks every five seconds, for as long as the task runs: no handshake waits for a disk.
    pub async fn watch(self: Arc<Self>) {
        loop {
            tokio::time::sleep(LOOK).await;
            let certificate = Arc::clone(&self);
            match tokio::task::spawn_blocking(move || certificate.look()).await {
                Ok(Ok(false)) => {}
                Ok(Ok(true)) => tracing::info!("a new certificate is in use"),
                Ok(Err(error)) => {
                    tracing::error!(error = format!("{error:#}"), "the new certificate is no good; the old one stays");
                }
                Err(error) => tracing::error!(%error, "looking at the certificate failed"),
            }
        }
    }

    /// Settings of a server with this certificate: TLS 1.2 and 1.3, then one of these protocols, the first that the
    /// client knows. Name what the server really speaks: a client that is promised more hangs up.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn server(self: &Arc<Self>, protocols: &[&[u8]]) -> anyhow::Result<Arc<ServerConfig>> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(self) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        config.ticketer = ring::Ticketer::new()?;
        Ok(Arc::new(config))
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.latest()))
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn read_key(path: &Path) -> anyhow::Result<Vec<u8>> {
    signing::read_secret(path).with_context(|| format!("the file of the private key, {}", path.display()))
}

fn certified(contents: &[Vec<u8>]) -> anyhow::Result<Arc<CertifiedKey>> {
    let [chain, key] = contents else { anyhow::bail!("a certificate is a chain and a key") };
    let chain = CertificateDer::pem_slice_iter(chain)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| anyhow::anyhow!("the certificate's file is not PEM: {error}"))?;
    let key = PrivateKeyDer::from_pem_slice(key)
        .map_err(|error| anyhow::anyhow!("the key's file has no private key in PEM: {error}"))?;
    let key = CertifiedKey::from_der(chain, key, &ring::default_provider());
    key.map(Arc::new).context("certificate and key do not fit each other")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::PathBuf;

    fn write(folder: &Path, names: &[&str]) -> [PathBuf; 2] {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let made = rcgen::generate_simple_self_signed(names).expect("a certificate");
        let files = [folder.join("chain.pem"), folder.join("key.pem")];
        std::fs::write(&files[0], made.cert.pem()).expect("a writable folder");
        std::fs::write(&files[1], made.signing_key.serialize_pem()).expect("a writable folder");
        close(&files[1]);
        files
    }

    fn close(key: &Path) {
        std::fs::set_permissions(key, Permissions::from_mode(0o600)).expect("it is ours");
    }

    fn leaf(certificate: &Certificate) -> Vec<u8> {
        certificate.0.latest().cert[0].to_vec()
    }

    #[test]
    fn a_new_certificate_is_taken_up_and_a_broken_one_is_not() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let [chain, key] = write(folder.path(), &["localhost"]);
        let certificate = Certificate::load(&chain, &key).expect("a good pair");
        let first = leaf(&certificate);
        assert!(!certificate.look().expect("the same files"));

        write(folder.path(), &["localhost"]);
        assert!(certificate.look().expect("a good pair"));
        let second = leaf(&certificate);
        assert_ne!(first, second);

        let good = std::fs::read(&key).expect("it was written");
        for broken in [&b""[..], b"no key", first.as_slice()] {
            std::fs::write(&key, broken).expect("a writable folder");
            close(&key);
            certificate.look().expect_err("no key");
            assert!(!certificate.look().expect("said once"));
            assert_eq!(leaf(&certificate), second);
        }
        let other = rcgen::KeyPair::generate().expect("a key");
        std::fs::write(&key, other.serialize_pem()).expect("a writable folder");
        certificate.look().expect_err("the key of another certificate");
        assert_eq!(leaf(&certificate), second);
        std::fs::remove_file(&key).expect("it was written");
        certificate.look().expect_err("no file");
        std::fs::write(&key, good).expect("a writable folder");
        certificate.look().expect_err("everybody can read it");
        close(&key);
        assert!(certificate.look().expect("a good pair again"));
        assert_eq!(leaf(&certificate), second);
    }
}
