//! Two servers of rsyslog's, with the files of `deploy/logs/rsyslog`: the central one, and that of the shop's machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::build::setup::server;
use crate::servers::private;
use crate::servers::process::Processes;
use crate::step::{output, run};
use crate::workspace::Workspace;

const READY: Duration = Duration::from_secs(120);
/// What certificates are for.
const NAMES: [&str; 2] = ["central.logs", "machine.logs"];

pub(in crate::drill) struct Central {
    /// The files of `deploy/logs/rsyslog`.
    files: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Central {
    pub(in crate::drill) fn prepare(workspace: &Workspace, folder: &Path, port: u16) -> Result<Self> {
        let folder = folder.join("central");
        for part in ["", "store", "work-of-central", "work-of-machine"] {
            private::folder(&folder.join(part))?;
        }
        let central = Self { files: workspace.root.join("deploy/logs/rsyslog"), folder, port };
        central.certify()?;
        Ok(central)
    }

    /// Starts the central server, or starts it again.
    pub(super) fn start(&mut self, processes: &mut Processes) -> Result<()> {
        let pid = self.folder.join("central.pid");
        drop(fs::remove_file(&pid));
        let mut rsyslog = self.rsyslog(&self.files.join("central.conf"), &pid, 0)?;
        rsyslog.env("LOGS_ADDRESS", "127.0.0.1").env("LOGS_MACHINES", NAMES[1]);
        rsyslog.env("LOGS_STORE", self.folder.join("store")).env("LOGS_WORK", self.folder.join("work-of-central"));
        processes.start("rsyslog-central", "TERM", &mut rsyslog)?;
        processes
            .wait_until("the central server", READY, || std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok())
    }

    /// Sends what the programs write from now on, and have written. On a machine with systemd they write to its journal;
    /// here their lines are in files.
    pub(in crate::drill) fn ship(&self, processes: &mut Processes) -> Result<()> {
        let config = self.folder.join("machine.conf");
        let mut text = format!(
            "global(workDirectory=`echo $LOGS_WORK`)\nmodule(load=\"imfile\" mode=\"inotify\")\ninclude(file=\"{}\")\n",
            self.files.join("ship.conf").display()
        );
        for (name, tag) in [("edge-node", "edge-node:"), ("origin-serve", "origin:"), ("origin-work", "origin:")] {
            let file = processes.log(name);
            text += &format!(
                "input(type=\"imfile\" file=\"{}\" tag=\"{tag}\" ruleset=\"selvedge-ship\")\n",
                file.display()
            );
        }
        private::write(&config, &text)?;
        let mut rsyslog = self.rsyslog(&config, &self.folder.join("machine.pid"), 1)?;
        rsyslog.env("LOGS_SERVER", "127.0.0.1").env("LOGS_SERVER_NAME", NAMES[0]).env("LOGS_QUEUE", "256m");
        rsyslog.env("LOGS_STATISTICS", self.folder.join("statistics"));
        rsyslog.env("LOGS_WORK", self.folder.join("work-of-machine"));
        processes.start("rsyslog-machine", "TERM", &mut rsyslog)
    }

    /// How many lines Prometheus would be told to wait, once rsyslog has said so: `deploy/logs/waiting`.
    pub(in crate::drill) fn waiting(&self, root: &Path) -> Result<Option<f64>> {
        let (statistics, told) = (self.folder.join("statistics"), self.told());
        if !statistics.exists() {
            return Ok(None);
        }
        let mut script = Command::new("sh");
        run(script.arg(root.join("deploy/logs/waiting")).arg(&statistics).arg(&told))?;
        let text = fs::read_to_string(told).unwrap_or_default();
        Ok(text.lines().find_map(|line| line.strip_prefix("logs_waiting_lines ")?.parse().ok()))
    }

    /// The file that Prometheus is told it by.
    pub(in crate::drill) fn told(&self) -> PathBuf {
        self.folder.join("waiting.prom")
    }

    /// All lines that the central server has stored, read. One that is being written is none yet.
    pub(super) fn lines(&self) -> Result<Vec<Value>> {
        let mut lines = Vec::new();
        for file in fs::read_dir(self.folder.join("store")).context("the store of lines")? {
            let text = fs::read_to_string(file?.path()).unwrap_or_default();
            lines.extend(text.lines().filter_map(|line| serde_json::from_str(line).ok()));
        }
        Ok(lines)
    }

    fn rsyslog(&self, config: &Path, pid: &Path, own: usize) -> Result<Command> {
        let mut command = Command::new(server("rsyslogd").context("rsyslogd is not installed")?);
        command.args(["-n", "-i"]).arg(pid).arg("-f").arg(config);
        command.env("LOGS_PORT", self.port.to_string()).env("LOGS_CA", self.folder.join("authority.crt"));
        command.env("LOGS_CERTIFICATE", self.folder.join(format!("{}.crt", NAMES[own])));
        command.env("LOGS_KEY", self.folder.join(format!("{}.key", NAMES[own])));
        Ok(command)
    }

    /// Makes an authority, and a certificate of it for either side.
    fn certify(&self) -> Result<()> {
        let new = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
        let mut authority = self.openssl();
        authority.args(new).args(["-x509", "-days", "2", "-subj", "/CN=logs"]);
        output(authority.args(["-keyout", "authority.key", "-out", "authority.crt"]))?;
        for name in NAMES {
            let (key, request, certificate) = (format!("{name}.key"), format!("{name}.csr"), format!("{name}.crt"));
            let mut asking = self.openssl();
            asking.args(new).args(["-subj", &format!("/CN={name}"), "-keyout", &key, "-out", &request]);
            output(&mut asking)?;
            let names = self.folder.join("names");
            private::write(&names, &format!("subjectAltName=DNS:{name}\n"))?;
            let mut signing = self.openssl();
            signing.args(["x509", "-req", "-days", "2", "-CA", "authority.crt", "-CAkey", "authority.key"]);
            signing.args(["-CAcreateserial", "-extfile", "names", "-in", &request, "-out", &certificate]);
            output(&mut signing)?;
        }
        Ok(())
    }

    fn openssl(&self) -> Command {
        let mut command = Command::new("openssl");
        command.current_dir(&self.folder);
        command
    }
}
