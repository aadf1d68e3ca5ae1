//! Whether this machine can do what a drill wants: each is tried, and what was made for that is gone again.

use std::path::Path;
use std::process::Command;

use super::pooler;
use crate::build::setup::is_root;
use crate::step::output;

/// What not every machine can do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ability {
    /// Anything, as root.
    Root,
    /// Small disks in memory.
    Disks,
    /// Network namespaces, bridges and what joins them.
    Networks,
    /// Devices whose packets go through a program.
    Tunnels,
    /// A machine of its own with systemd: namespaces of every kind, layers of files, control groups.
    Machines,
    /// A pgbouncer that keeps prepared statements.
    Pooler,
    /// Containers of podman's, and networks of their own.
    Containers,
}

const DISK: &str = "mount -t tmpfs -o size=64k selvedge-try /tmp";
const NETWORK: &str = "trap 'ip link del selvedge-try 2>/dev/null; ip netns del selvedge-try 2>/dev/null' EXIT
    ip netns add selvedge-try
    ip link add selvedge-try type bridge
    ip link add selvedge-try0 type veth peer name eth0 netns selvedge-try
    ip link set selvedge-try0 master selvedge-try";
const TUNNEL: &str = "trap 'ip netns del selvedge-try 2>/dev/null' EXIT
    ip netns add selvedge-try
    nsenter --net=/run/netns/selvedge-try ip tuntap add dev try0 mode tun";
const GROUPS: &str = "groups=$(sed -n 's/^[^ ]* \\([^ ]*\\) cgroup2 .*/\\1/p' /proc/mounts | head -n 1)
    [ -n \"$groups\" ] || { echo 'no cgroup2 is mounted' >&2; exit 1; }
    mkdir \"$groups/selvedge-try\"
    rmdir \"$groups/selvedge-try\"";
const LAYERS: &str = "mount -t tmpfs tmpfs /tmp
    mkdir /tmp/upper /tmp/work /tmp/root
    mount -t overlay overlay -o lowerdir=/,upperdir=/tmp/upper,workdir=/tmp/work /tmp/root
    mount -t proc proc /tmp/root/proc";

const CONTAINER: &str = "trap 'podman network rm --force selvedge-try >/dev/null 2>&1' EXIT
    podman network create --internal --disable-dns selvedge-try >/dev/null
    podman --runtime runc --cgroup-manager cgroupfs run --rm --network selvedge-try --ulimit nofile=4096:4096 \
        --ulimit nproc=1000:1000 --rootfs /:O /bin/true";

impl Ability {
    /// Why it is not to be had here; nothing if it is.
    pub(super) fn missing(self) -> Option<String> {
        match self {
            Self::Root if is_root() => None,
            Self::Root => Some("it makes networks or mounts disks: run it as root".to_owned()),
            Self::Disks => refused("no disk can be mounted", &["unshare", "--mount"], DISK),
            Self::Networks => refused("no networks can be made", &[], NETWORK),
            Self::Tunnels => refused("no device for packets (/dev/net/tun) can be made", &[], TUNNEL),
            Self::Machines if !Path::new("/lib/systemd/systemd").is_file() => {
                Some("systemd is not installed".to_owned())
            }
            Self::Machines => refused("no control group can be made", &[], GROUPS).or_else(|| {
                let namespaces = ["unshare", "--mount", "--pid", "--fork", "--net", "--uts", "--ipc", "--cgroup"];
                refused("no namespaces with layers of files can be made", &namespaces, LAYERS)
            }),
            Self::Containers => refused("no container can be run", &[], CONTAINER),
            Self::Pooler => pooler::program().err().map(|error| format!("{error:#}")),
        }
    }
}

/// Runs a script, behind further words; what fails, if it does, and why.
fn refused(what: &str, before: &[&str], script: &str) -> Option<String> {
    let script = format!("set -eu\n{script}\n");
    let words = [before, &["sh", "-c", &script]].concat();
    let said = output(Command::new(words[0]).args(&words[1..])).err()?;
    let said = format!("{said:#}");
    // The last line is the program's own; those before it are the script.
    let why = said.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or_default();
    Some(format!("{what}: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_machine_cannot_do_is_told_with_the_reason() {
        assert_eq!(refused("nothing", &[], "true"), None);
        let told = refused("no disk", &["env"], "echo 'mount: permission denied' >&2; exit 32");
        assert_eq!(told.as_deref(), Some("no disk: mount: permission denied"));
        let told = refused("no network", &["no-such-program-at-all"], "true").expect("there is none");
        assert!(told.starts_with("no network: cannot run no-such-program-at-all"), "{told}");
    }
}
