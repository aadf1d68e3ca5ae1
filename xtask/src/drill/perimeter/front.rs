//! HAProxy and the firewall by the files in `deploy/`, with addresses and folders of the drill's own.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::client::Client;
use super::scores;
use crate::build::setup::{is_root, server};
use crate::http;
use crate::servers::ports::Ports;
use crate::servers::private;
use crate::servers::process::Processes;
use crate::step::{output, run};

/// The settings of HAProxy, relative to the root.
pub(in crate::drill) const SETTINGS: &str = "deploy/haproxy/haproxy.cfg";
const READY: Duration = Duration::from_secs(180);
/// Longer than HAProxy waits for a head.
const SILENCE: Duration = Duration::from_secs(15);
/// The firewall's files.
const FILES: [&str; 5] = ["nginx.conf", "modsecurity.conf", "crs-setup.conf", "exclusions.conf", "additions.conf"];
/// Two, so that one may be lost.
pub(in crate::drill) const FIREWALLS: [&str; 2] = ["firewall-1", "firewall-2"];
/// All samples come from one address.
const MANY: &str = "1000000";

/// What stands in front of the edges.
pub(in crate::drill) struct Front {
    folder: PathBuf,
    client: Client,
    http: u16,
    https: u16,
    /// Where HAProxy tells Prometheus how it is.
    metrics: u16,
}

impl Front {
    /// Starts both and waits until a page comes through.
    pub(in crate::drill) fn start(
        root: &Path,
        folder: &Path,
        edges: [u16; 3],
        ports: &mut Ports,
        processes: &mut Processes,
    ) -> Result<Self> {
        Self::before(root, folder, edges.map(|port| (Ipv4Addr::LOCALHOST, port).into()), ports, processes)
    }

    /// The same before edges of other machines.
    pub(in crate::drill) fn before(
        root: &Path,
        folder: &Path,
        edges: [SocketAddr; 3],
        ports: &mut Ports,
        processes: &mut Processes,
    ) -> Result<Self> {
        let settings = root.join(SETTINGS);
        let front = Self::launch(&settings, root, folder, edges, ports, processes)?;
        let answers = || front.client.get("/").ok().flatten().is_some_and(|answer| answer.status == 200);
        processes.wait_until("a page through HAProxy and the firewall", READY, answers)?;
        Ok(front)
    }

    /// Starts both, HAProxy by these settings, whether edges are there or not: they come and go behind it.
    pub(in crate::drill) fn launch(
        settings: &Path,
        root: &Path,
        folder: &Path,
        edges: [SocketAddr; 3],
        ports: &mut Ports,
        processes: &mut Processes,
    ) -> Result<Self> {
        private::folder(folder)?;
        let (http, https) = (ports.take("front-http")?, ports.take("front-https")?);
        let inner = ports.take("inner")?;
        let metrics = ports.take("front-metrics")?;
        let front = Self { folder: folder.to_owned(), client: Client::of(https), http, https, metrics };
        front.write_certificate("first")?;
        fs::copy(folder.join("first.pem"), front.certificate())?;
        for name in FIREWALLS {
            write_firewall(&root.join("deploy/waf"), &folder.join(name), ports.take(name)?, inner)?;
            front.start_firewall(name, processes)?;
        }
        let firewall = |name: &str| ports.known(name).with_context(|| format!("{name} has no port"));
        let [first, second] = [firewall(FIREWALLS[0])?, firewall(FIREWALLS[1])?];
        let mut haproxy = Command::new(server("haproxy").context("haproxy is not installed")?);
        haproxy.arg("-W").arg("-f").arg(settings);
        for (name, port) in [
            ("PERIMETER_HTTP", http),
            ("PERIMETER_HTTPS", https),
            ("PERIMETER_FIREWALL", first),
            ("PERIMETER_FIREWALL_2", second),
            ("PERIMETER_INNER", inner),
            ("PERIMETER_METRICS", metrics),
        ] {
            haproxy.env(name, format!("127.0.0.1:{port}"));
        }
        for (number, edge) in (1..).zip(edges) {
            haproxy.env(format!("EDGE_{number}"), edge.to_string());
        }
        haproxy.env("PERIMETER_CERTIFICATE", front.certificate()).env("PERIMETER_SOCKET", front.socket());
        haproxy.env("PERIMETER_CONNECTION_RATE", MANY).env("PERIMETER_REQUEST_RATE", MANY);
        processes.start("haproxy", "TERM", &mut haproxy)?;
        Ok(front)
    }

    /// Waits until HAProxy takes so many of what it passes requests on to for well, as it says to Prometheus. At first it takes
    /// all of them for that, until it has looked.
    pub(in crate::drill) fn wait_until_well(
        &self,
        backend: &str,
        count: usize,
        processes: &mut Processes,
    ) -> Result<()> {
        let line = format!("haproxy_backend_active_servers{{proxy=\"{backend}\"}} {count}");
        let address = (Ipv4Addr::LOCALHOST, self.metrics).into();
        let says = || {
            let told = http::send(address, "GET", "/metrics", &[], "");
            told.is_some_and(|told| told.body.lines().any(|said| said == line))
        };
        processes.wait_until(&format!("HAProxy to say `{line}`"), READY, says)
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// The ports of the plain listener and of that by TLS.
    pub(in crate::drill) fn doors(&self) -> (u16, u16) {
        (self.http, self.https)
    }

    /// The file of the certificate that it begins with.
    pub(in crate::drill) fn certificate(&self) -> PathBuf {
        self.folder.join("served.pem")
    }

    fn socket(&self) -> PathBuf {
        self.folder.join("haproxy.sock")
    }

    /// Starts one of the firewalls, or starts it again.
    pub(in crate::drill) fn start_firewall(&self, name: &str, processes: &mut Processes) -> Result<()> {
        let (folder, nginx) = (self.folder.join(name), server("nginx").context("nginx is not installed")?);
        let mut nginx = Command::new(nginx);
        nginx.arg("-c").arg(folder.join("nginx.conf")).arg("-e").arg(folder.join("early.log"));
        processes.start(name, "QUIT", nginx.args(["-g", "daemon off;"]))
    }

    /// Kills one of the firewalls at once, with all its processes: those that answer would go on without the first.
    pub(in crate::drill) fn kill_firewall(name: &str, processes: &mut Processes) -> Result<()> {
        let first = processes.list().into_iter().find(|process| process.name == name);
        let pid = first.with_context(|| format!("{name} does not run"))?.pid;
        run(Command::new("sh").args(["-c", &format!("kill -s KILL -- -{pid}")]))?;
        processes.kill(name)
    }

    /// Has HAProxy and the firewalls end.
    pub(in crate::drill) fn end(self, processes: &mut Processes) -> Result<()> {
        FIREWALLS.iter().try_for_each(|name| Self::kill_firewall(name, processes))?;
        processes.stop("haproxy")
    }

    /// A certificate of nobody's for a name, with its key, in one file.
    fn write_certificate(&self, name: &str) -> Result<String> {
        let (key, certificate) = (self.folder.join("key.pem"), self.folder.join("certificate.pem"));
        let mut openssl = Command::new("openssl");
        openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]);
        run(openssl.arg("-subj").arg(format!("/CN={name}")).arg("-keyout").arg(&key).arg("-out").arg(&certificate))?;
        let pem = fs::read_to_string(&certificate)? + &fs::read_to_string(&key)?;
        private::write(&self.folder.join(format!("{name}.pem")), &pem)?;
        Ok(pem)
    }

    /// Has HAProxy read its file anew, as `systemctl reload` does: another process takes over the listeners.
    pub(in crate::drill) fn reload(&self, processes: &mut Processes) -> Result<()> {
        let haproxy = processes.list().into_iter().find(|process| process.name == "haproxy");
        let pid = haproxy.context("haproxy does not run")?.pid;
        let before = self.ask("show info\n")?;
        run(Command::new("sh").args(["-c", &format!("kill -USR2 {pid}")]))?;
        let number = |text: &str| text.lines().find(|line| line.starts_with("Pid:")).map(str::to_owned);
        let before = number(&before).context("HAProxy does not say who it is")?;
        let another = || self.ask("show info\n").ok().and_then(|now| number(&now)).is_some_and(|now| now != before);
        processes.wait_until("another process of HAProxy's", READY, another)
    }

    /// Has a firewall read its rules anew, as `systemctl reload` does: other workers take over.
    pub(in crate::drill) fn reload_firewall(name: &str, processes: &mut Processes) -> Result<()> {
        let master = processes.list().into_iter().find(|process| process.name == name);
        let pid = master.with_context(|| format!("{name} does not run"))?.pid;
        let workers = || fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
        let before = workers();
        run(Command::new("sh").args(["-c", &format!("kill -HUP {pid}")]))?;
        let others = || {
            let now = workers();
            !now.is_empty() && now.split_whitespace().all(|pid| before.split_whitespace().all(|old| old != pid))
        };
        processes.wait_until("other workers of the firewall's", READY, others)
    }

    /// Gives HAProxy another certificate while it runs, and sees that it is served.
    pub(in crate::drill) fn exchange_certificate(&self) -> Result<()> {
        let pem = self.write_certificate("second")?;
        let file = self.certificate();
        let served = self.ask(&format!("set ssl cert {} <<\n{}\n\n", file.display(), pem.trim()))?;
        ensure!(served.contains("Transaction created"), "HAProxy says: {served}");
        let committed = self.ask(&format!("commit ssl cert {}\n", file.display()))?;
        ensure!(committed.contains("Success"), "HAProxy says: {committed}");
        // For the next start.
        private::write(&file, &pem)?;
        let address = format!("127.0.0.1:{}", self.https);
        let shown = output(Command::new("openssl").args(["s_client", "-connect", &address]).stdin(Stdio::null()))?;
        ensure!(shown.contains("CN = second") || shown.contains("CN=second"), "the first certificate is still served");
        Ok(())
    }

    /// Tells the runtime socket something that has no answer when it is well.
    pub(in crate::drill) fn say(&self, command: &str) -> Result<()> {
        let answer = self.ask(command)?;
        ensure!(answer.trim().is_empty(), "HAProxy says: {answer}");
        Ok(())
    }

    fn ask(&self, command: &str) -> Result<String> {
        let mut socket = UnixStream::connect(self.socket()).context("HAProxy's runtime socket is not there")?;
        socket.set_read_timeout(Some(SILENCE))?;
        socket.write_all(command.as_bytes())?;
        let mut answer = String::new();
        socket.read_to_string(&mut answer).context("HAProxy's runtime socket does not answer")?;
        Ok(answer)
    }

    /// Has the firewalls' refusals counted, compares them with how many there were, and returns the count.
    pub(super) fn count_refused(&self, root: &Path, refused: u32) -> Result<f64> {
        let files = FIREWALLS.map(|name| self.folder.join(format!("{name}.prom")));
        for (name, file) in FIREWALLS.iter().zip(&files) {
            self.count_in(root, name, file)?;
        }
        scores::compare(&files, refused)
    }

    /// Has a firewall's refusals counted in a file for Prometheus.
    pub(in crate::drill) fn count_in(&self, root: &Path, name: &str, file: &Path) -> Result<()> {
        scores::read(root, &self.folder.join(name).join("waf-error.log"), file)
    }

    /// Sends bytes as they are to the plain listener, and returns the first answer's status; nothing if there is none.
    pub(super) fn send_raw(&self, bytes: &[u8]) -> Result<Option<u16>> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.http)).context("HAProxy does not listen")?;
        stream.set_read_timeout(Some(SILENCE))?;
        stream.write_all(bytes)?;
        let mut start = [0; 64];
        // One that is cut off has no answer.
        let length = stream.read(&mut start).unwrap_or(0);
        let line = String::from_utf8_lossy(&start[..length]).into_owned();
        Ok(line.split(' ').nth(1).and_then(|status| status.parse().ok()))
    }
}

/// A firewall's files in a folder, with addresses and folders of the drill's.
fn write_firewall(from: &Path, folder: &Path, firewall: u16, inner: u16) -> Result<()> {
    private::folder(folder)?;
    let here = folder.display();
    // Started by root, its workers become nobody otherwise, who cannot enter a folder of root's.
    let user = if is_root() { "user root;\n" } else { "" };
    let folders = format!(
        "server_tokens off; client_body_temp_path {here}/body; proxy_temp_path {here}/proxy; \
         fastcgi_temp_path {here}/fastcgi; uwsgi_temp_path {here}/uwsgi; scgi_temp_path {here}/scgi;"
    );
    for name in FILES {
        let file = from.join(name);
        let mut text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        if name == "nginx.conf" {
            text.insert_str(0, user);
            for (was, is) in [
                ("127.0.0.1:8080", format!("127.0.0.1:{firewall}")),
                ("127.0.0.1:8081", format!("127.0.0.1:{inner}")),
                ("/run/selvedge-waf.pid", format!("{here}/nginx.pid")),
                ("/etc/selvedge/waf/", format!("{here}/")),
                ("server_tokens off;", folders.clone()),
            ] {
                ensure!(text.contains(was), "{} does not say `{was}`", file.display());
                text = text.replace(was, &is);
            }
        }
        private::write(&folder.join(name), &text.replace("/var/log/selvedge-waf/", &format!("{here}/")))?;
    }
    Ok(())
}
