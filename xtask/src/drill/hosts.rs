//! Machines of our own: network namespaces on one bridge. Each can be cut off, made slow, frozen, and killed with all that
//! runs on it.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::build::setup::is_root;
use crate::servers::heir;
use crate::step::{on_path, output};

const BRIDGE: &str = "selvedge0";
/// All of them, and this machine, as the first.
pub(super) const NETWORK: &str = "10.88.7.0/24";
const PREFIX: [u8; 3] = [10, 88, 7];
/// So many machines have the stores.
const STORES: usize = 3;
/// How often killing is tried, and the time between.
const SILENCING: u32 = 100;
const GLANCE: Duration = Duration::from_millis(100);

/// The machines. When they are dropped, what still runs on them is killed.
pub(super) struct Hosts {
    hosts: Vec<Host>,
}

/// One of them.
pub(super) struct Host {
    /// What it is called.
    pub(super) name: String,
    number: u8,
}

impl Hosts {
    /// Makes so many machines.
    pub(super) fn raise(count: u8) -> Result<Self> {
        ensure!(is_root(), "this drill makes network namespaces: run it as root");
        ensure!(on_path("nsenter").is_some(), "nsenter is not installed: it is in Debian's util-linux");
        // An earlier run may have been killed.
        drop(Self { hosts: (1..=count).map(Host::new).collect() });
        let hosts = Self { hosts: (1..=count).map(Host::new).collect() };
        hosts.leave();
        ip(&["link", "add", BRIDGE, "type", "bridge"])?;
        ip(&["addr", "add", &format!("{}/24", address(1)), "dev", BRIDGE])?;
        ip(&["link", "set", BRIDGE, "up"])?;
        hosts.hosts.iter().try_for_each(Host::raise)?;
        Ok(hosts)
    }

    /// Has them gone if this process is killed.
    fn leave(&self) {
        heir::leave(&format!("ip link del {BRIDGE}"));
        for host in &self.hosts {
            let (space, cable) = (host.space(), host.cable());
            heir::leave(&format!(
                "ip netns pids {space} | xargs -r kill -KILL; ip netns del {space}; ip link del {cable}"
            ));
        }
    }

    /// Gives this machine another address, which is forgotten with the rest.
    pub(super) fn also(&self, address: &str) -> Result<()> {
        ip(&["addr", "add", &format!("{address}/32"), "dev", BRIDGE])
    }

    /// Kills all that still runs on them, and waits until it has ended.
    pub(super) fn silence(&self) {
        for _ in 0..SILENCING {
            if self.hosts.iter().map(|host| host.signal("KILL", |_| true)).sum::<usize>() == 0 {
                break;
            }
            sleep(GLANCE);
        }
    }

    /// All of them.
    pub(super) fn all(&self) -> &[Host] {
        &self.hosts
    }

    /// The first three: those of the stores, where there are more.
    pub(super) fn stores(&self) -> &[Host] {
        &self.hosts[..self.hosts.len().min(STORES)]
    }

    /// Those after them.
    pub(super) fn further(&self) -> &[Host] {
        &self.hosts[self.hosts.len().min(STORES)..]
    }

    /// This machine, as they reach it.
    pub(super) fn here() -> IpAddr {
        address(1)
    }
}

impl Drop for Hosts {
    fn drop(&mut self) {
        self.silence();
        for host in &self.hosts {
            // They may not be there, or only one of the two.
            drop(ip(&["netns", "del", &host.space()]));
            drop(ip(&["link", "del", &host.cable()]));
        }
        drop(ip(&["link", "del", BRIDGE]));
    }
}

impl Host {
    fn new(number: u8) -> Self {
        Self { name: format!("host-{number}"), number }
    }

    fn space(&self) -> String {
        format!("selvedge-{}", self.number)
    }

    /// The end of its cable at the bridge.
    fn cable(&self) -> String {
        format!("selvedge0-{}", self.number)
    }

    fn raise(&self) -> Result<()> {
        let (space, cable) = (self.space(), self.cable());
        ip(&["netns", "add", &space])?;
        ip(&["link", "add", &cable, "type", "veth", "peer", "name", "eth0", "netns", &space])?;
        ip(&["link", "set", &cable, "master", BRIDGE, "up"])?;
        ip(&["-n", &space, "addr", "add", &format!("{}/24", self.address()), "dev", "eth0"])?;
        ip(&["-n", &space, "link", "set", "eth0", "up"])?;
        ip(&["-n", &space, "link", "set", "lo", "up"])
    }

    /// Its address.
    pub(super) fn address(&self) -> IpAddr {
        address(10 + self.number)
    }

    /// The same with a port.
    pub(super) fn at(&self, port: u16) -> SocketAddr {
        (self.address(), port).into()
    }

    /// A program that runs on it, as the user who runs `as_user` has to be.
    pub(super) fn run(&self, program: &Path, user: Option<(u32, u32)>) -> Command {
        let mut command = Command::new("nsenter");
        command.arg(format!("--net=/run/netns/{}", self.space()));
        if let Some((uid, gid)) = user {
            command.args([format!("--setgid={gid}"), format!("--setuid={uid}")]);
        }
        command.arg("--").arg(program).current_dir("/");
        command
    }

    /// Pulls its cable, or puts it in again.
    pub(super) fn connect(&self, connected: bool) -> Result<()> {
        ip(&["link", "set", &self.cable(), if connected { "up" } else { "down" }])
    }

    /// Lets no more than so much through to it and from it, or all.
    pub(super) fn slow(&self, rate: Option<&str>) -> Result<()> {
        let here = |arguments: &[&str]| output(Command::new("tc").args(arguments)).map(drop);
        let there = |arguments: &[&str]| output(self.run(Path::new("tc"), None).args(arguments)).map(drop);
        let (cable, own) = (self.cable(), "eth0");
        match rate {
            Some(rate) => {
                let limit = ["root", "tbf", "rate", rate, "burst", "16kb", "latency", "400ms"];
                here(&[&["qdisc", "add", "dev", &cable][..], &limit].concat())?;
                there(&[&["qdisc", "add", "dev", own][..], &limit].concat())
            }
            None => {
                here(&["qdisc", "del", "dev", &cable, "root"])?;
                there(&["qdisc", "del", "dev", own, "root"])
            }
        }
    }

    /// Sends a signal to the programs on it whose name is wanted; how many there were.
    pub(super) fn signal(&self, signal: &str, wanted: impl Fn(&str) -> bool) -> usize {
        let pids = output(Command::new("ip").args(["netns", "pids", &self.space()])).unwrap_or_default();
        let named = |pid: &&str| fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|name| wanted(name.trim()));
        let pids: Vec<&str> = pids.lines().filter(named).collect();
        if !pids.is_empty() {
            let script = format!("kill -{signal} {}", pids.join(" "));
            let _gone_meanwhile = Command::new("sh").args(["-c", &script]).stderr(Stdio::null()).status();
        }
        pids.len()
    }
}

fn address(last: u8) -> IpAddr {
    let [one, two, three] = PREFIX;
    Ipv4Addr::new(one, two, three, last).into()
}

fn ip(arguments: &[&str]) -> Result<()> {
    output(Command::new("ip").args(arguments)).map(drop).context("network namespaces are wanted")
}
