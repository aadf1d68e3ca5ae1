//! Podman, as the drill calls it. A program in a container is a process of ours that stands for it: what that is asked, it
//! hands on; only who kills it has to name the container.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::networks::Network;
use crate::servers::process::Processes;
use crate::step::output;

/// What the names of all containers of the drill begin with.
pub(super) const NAMES: &str = "selvedge-drill-";
/// What the image of an edge has beside its program, kept from one container to the next with the worker's compiled form.
pub(super) const VOLUME: &str = "selvedge-drill-worker";
/// Of no more than any machine grants: what podman asks for by itself is more than some do.
const LIMITS: [&str; 2] = ["--ulimit=nofile=4096:4096", "--ulimit=nproc=1000:1000"];

/// The program with what every call wants. Debian's other runtime does not know control groups of both versions at once.
pub(super) fn podman() -> Command {
    let mut command = Command::new("podman");
    command.args(["--runtime", "runc", "--cgroup-manager", "cgroupfs"]);
    command
}

/// `podman run` under a name, in the place of whoever had it before.
pub(super) fn limited(name: &str) -> Command {
    let mut command = podman();
    command.args(["run", "--rm", "--replace", "--name", name]).args(LIMITS);
    command
}

/// Where a program runs.
pub(super) struct Container {
    pub(super) name: &'static str,
    pub(super) image: String,
    pub(super) networks: Vec<(Network, u8)>,
    /// Whether it keeps what is beside its program.
    pub(super) keeps: bool,
}

impl Container {
    /// What podman calls it.
    pub(super) fn called(&self) -> String {
        format!("{NAMES}{}", self.name)
    }

    /// `podman run` with all but what the program is told, and the image.
    pub(super) fn run(&self) -> Command {
        let mut command = limited(&self.called());
        // Its files are the drill's, who is root; of root's powers it has none.
        command.args(["--user=0:0", "--cap-drop=all"]);
        command.args(self.networks.iter().map(|(network, last)| network.joined(*last)));
        if self.keeps {
            command.arg(format!("--volume={VOLUME}:/usr/share/selvedge"));
        }
        command
    }

    /// A program with all that it is told, in the container. Of a folder it sees what it is told of, and nothing else.
    pub(super) fn holding(&self, program: &Command, folder: &Path) -> Result<Command> {
        let mut command = self.run();
        for (name, value) in program.get_envs() {
            if let Some(value) = value {
                // By its name alone: arguments can be read by every user of the machine.
                command.arg("--env").arg(name).env(name, value);
            }
        }
        for path in told_of(program, folder) {
            if !path.exists() {
                fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
            }
            command.arg(format!("--volume={0}:{0}", path.display()));
        }
        command.arg(&self.image).args(program.get_args());
        Ok(command)
    }

    /// Kills it at once, and forgets it.
    pub(super) fn kill(&self, processes: &mut Processes) -> Result<()> {
        output(podman().args(["kill", "--signal", "KILL", &self.called()]))?;
        processes.kill(self.name)
    }
}

/// The files and folders in `folder` that a program is told of.
fn told_of(program: &Command, folder: &Path) -> BTreeSet<PathBuf> {
    let values = program.get_envs().filter_map(|(_, value)| value).chain(program.get_args());
    let paths = values.filter_map(|value| value.to_str()).map(|text| text.strip_prefix("file:").unwrap_or(text));
    paths.map(PathBuf::from).filter(|path| path.starts_with(folder) && path != folder).collect()
}

/// Takes an image from a file, and returns what podman calls it.
pub(super) fn load(file: &Path) -> Result<String> {
    let said = output(podman().args(["load", "--quiet", "--input"]).arg(file))?;
    let name = said.lines().rev().find_map(|line| line.strip_prefix("Loaded image: "));
    Ok(name.with_context(|| format!("podman says of {}: {said}", file.display()))?.trim().to_owned())
}

/// Whether a TCP connection can be made from the network of a container that runs: by this machine's shell there.
pub(super) fn reaches(container: &Container, address: &str, port: u16) -> bool {
    let mut command = limited(&format!("{NAMES}probe"));
    command.arg(format!("--network=container:{}", container.called()));
    let script = format!("exec 3<>/dev/tcp/{address}/{port}");
    output(command.args(["--rootfs", "/:O", "/usr/bin/timeout", "5", "/bin/bash", "-c", &script])).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_sees_what_it_is_told_of_and_secrets_are_no_arguments() {
        let folder = std::env::temp_dir().join(format!("xtask-containers-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the temporary folder can be written");
        let keys = folder.join("edge.keys");
        fs::write(&keys, "a key").expect("the folder is ours");
        let mut program = Command::new("edge-node");
        program
            .arg("--origin")
            .arg(format!("file:{}", folder.join("origins").display()))
            .args(["--listen", "/elsewhere"]);
        program.env("EDGE_ORIGIN_KEYS", &keys).env("EDGE_NATS", "nats://edge:secret@10.0.0.1:1").env_remove("RUST_LOG");
        let networks = vec![(Network::Edges, 21), (Network::Origins, 21)];
        let container = Container { name: "edge-1", image: "an-image".to_owned(), networks, keeps: true };
        let command = container.holding(&program, &folder).expect("the folder is ours");
        let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy().into_owned()).collect();
        let all = arguments.join(" ");
        assert!(all.contains("--name selvedge-drill-edge-1 ") && all.contains("--env EDGE_NATS"), "{all}");
        assert!(!all.contains("secret") && !all.contains("RUST_LOG"), "{all}");
        let [seen, origins] = ["edge.keys", "origins"].map(|name| folder.join(name).display().to_string());
        assert!(
            all.contains(&format!("--volume={seen}:{seen}")) && all.contains(&format!("--volume={origins}:")),
            "{all}"
        );
        assert_eq!(all.matches("--volume=").count(), 3, "with what it keeps: {all}");
        assert!(all.ends_with(&format!("an-image --origin file:{origins} --listen /elsewhere")), "{all}");
        fs::remove_dir_all(folder).expect("the folder is ours");
    }
}
