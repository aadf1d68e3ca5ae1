//! Stores that are spoken to by TLS alone, as over a network: servers of one test, with certificates of its making.

mod postgres;

use std::fs::Permissions;
use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use origin_platform::StoresConfig;
use tempfile::TempDir;

use crate::wait_until;

/// Who certifies a server: here a certificate that is its own authority.
pub struct Authority {
    chain: PathBuf,
    key: PathBuf,
}

impl Authority {
    /// Certifies whoever is called `localhost`, by files in this folder.
    ///
    /// # Panics
    /// If the folder cannot be written to.
    pub fn of_localhost(folder: &Path) -> Self {
        let [chain, key] = ["chain.pem", "key.pem"].map(|name| folder.join(name));
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        std::fs::write(&chain, made.cert.pem()).expect("a writable folder");
        std::fs::write(&key, made.signing_key.serialize_pem()).expect("a writable folder");
        std::fs::set_permissions(&key, Permissions::from_mode(0o600)).expect("the file is ours");
        Self { chain, key }
    }

    /// The file that whoever trusts it is given.
    pub fn file(&self) -> &Path {
        &self.chain
    }
}

/// PostgreSQL, Redis and NATS, none of which answers plainly. They end with the value.
pub struct EncryptedStores {
    /// Who has certified them.
    pub authority: Authority,
    database: u16,
    redis: u16,
    nats: u16,
    processes: Vec<Child>,
    _folder: TempDir,
}

impl EncryptedStores {
    /// Starts them, and waits until they listen.
    ///
    /// # Panics
    /// If one of them is not installed.
    pub async fn started() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let authority = Authority::of_localhost(folder.path());
        let [database, redis, nats] = [(); 3].map(|()| ports::free_port());
        let processes = vec![
            postgres::start(folder.path(), &authority, database),
            start(redis_server(folder.path(), &authority, redis)),
            start(nats_server(folder.path(), &authority, nats)),
        ];
        for port in [database, redis, nats] {
            let is_there = async || tokio::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_ok();
            wait_until("a store listens", is_there).await;
        }
        Self { authority, database, redis, nats, processes, _folder: folder }
    }

    /// Where they are, by the host's name, for somebody who trusts this authority.
    pub fn config(&self, host: &str, trusted: &Authority) -> StoresConfig {
        let authority = trusted.file().display();
        let Self { database, redis, nats, .. } = self;
        StoresConfig {
            database_url: format!(
                "postgres://shop@{host}:{database}/postgres?sslmode=verify-full&sslrootcert={authority}"
            ),
            redis_url: format!("rediss://{host}:{redis}/0"),
            nats_url: format!("tls://{host}:{nats}"),
            nats_replicas: 1,
            database_connections: 2,
            redis_prefix: String::new(),
            authorities: Some(trusted.file().to_owned()),
        }
    }
}

impl Drop for EncryptedStores {
    fn drop(&mut self) {
        for process in &mut self.processes {
            // It may have ended by itself; then nothing is left to do.
            drop(process.kill());
            drop(process.wait());
        }
    }
}

fn start(mut server: Command) -> Child {
    let name = server.get_program().to_owned();
    let started = server.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    started.unwrap_or_else(|error| panic!("{} is not installed: {error}", name.display()))
}

fn redis_server(folder: &Path, authority: &Authority, port: u16) -> Command {
    let mut server = Command::new("redis-server");
    server.args(["--bind", "127.0.0.1", "--port", "0", "--save", "", "--tls-auth-clients", "no"]);
    server.arg("--tls-port").arg(port.to_string()).arg("--dir").arg(folder);
    server.arg("--tls-cert-file").arg(&authority.chain).arg("--tls-key-file").arg(&authority.key);
    server.arg("--tls-ca-cert-file").arg(&authority.chain);
    server
}

fn nats_server(folder: &Path, authority: &Authority, port: u16) -> Command {
    let config = folder.join("nats.conf");
    let (chain, key) = (authority.chain.display(), authority.key.display());
    let text = format!("listen: \"127.0.0.1:{port}\"\ntls {{ cert_file: \"{chain}\", key_file: \"{key}\" }}\n");
    std::fs::write(&config, text).expect("a writable folder");
    let mut server = Command::new("nats-server");
    server.arg("-c").arg(config);
    server
}
