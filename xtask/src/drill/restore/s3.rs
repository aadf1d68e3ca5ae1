//! A store that speaks S3 on this machine, for a repository that is not a folder: moto's, behind HAProxy, which speaks TLS
//! with a certificate that pgBackRest checks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::build::setup::server;
use crate::servers::ports::Ports;
use crate::servers::process::Processes;
use crate::servers::{postgres, private, s3};
use crate::step::output;
use crate::workspace::Workspace;

const TIMEOUT: Duration = Duration::from_secs(180);
const BUCKET: &str = "backups";

/// Where it is.
pub(super) struct Store {
    port: u16,
    /// The authority of its certificate.
    authority: PathBuf,
}

impl Store {
    /// Starts it with one empty bucket. What PostgreSQL's user has to read is in `place`.
    pub(super) fn start(
        workspace: &Workspace,
        place: &Path,
        ports: &mut Ports,
        processes: &mut Processes,
    ) -> Result<Self> {
        let address = s3::start(workspace, ports, processes)?;
        let port = ports.take("s3-tls")?;
        let bucket = format!("http://{address}/{BUCKET}");
        output(Command::new("curl").args(["--silent", "--show-error", "--fail", "--request", "PUT", &bucket]))?;

        let (key, authority, both) = (place.join("s3.key"), place.join("s3-ca.pem"), place.join("s3.pem"));
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
        openssl.args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout"]).arg(&key);
        output(openssl.arg("-out").arg(&authority))?;
        private::write(&both, &(fs::read_to_string(&authority)? + &fs::read_to_string(&key)?))?;
        postgres::own(&authority)?;
        let settings = place.join("s3-haproxy.cfg");
        private::write(
            &settings,
            &format!(
                "defaults\n  mode http\n  timeout connect 5s\n  timeout client 60s\n  timeout server 60s\n\
                 frontend tls\n  bind 127.0.0.1:{port} ssl crt {}\n  default_backend moto\n\
                 backend moto\n  server moto {address}\n",
                both.display()
            ),
        )?;
        let mut haproxy = Command::new(server("haproxy").context("haproxy is not installed")?);
        processes.start("s3-tls", "TERM", haproxy.arg("-db").arg("-f").arg(settings))?;
        let listens = || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok();
        processes.wait_until("the store's readiness by TLS", TIMEOUT, listens)?;
        Ok(Self { port, authority })
    }

    /// The lines of pgBackRest's configuration, as docs/disaster-recovery.md has them, but for the address.
    pub(super) fn settings(&self) -> String {
        format!(
            "repo1-type=s3\nrepo1-path=/shop\nrepo1-s3-bucket={BUCKET}\nrepo1-s3-endpoint=localhost\n\
             repo1-s3-region=us-east-1\nrepo1-s3-key=drill\nrepo1-s3-key-secret=drill\nrepo1-s3-uri-style=path\n\
             repo1-storage-host=localhost\nrepo1-storage-port={}\nrepo1-storage-ca-file={}\n",
            self.port,
            self.authority.display(),
        )
    }
}
