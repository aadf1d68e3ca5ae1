//! A long way between this machine and another: what takes it arrives later, and some of it never.
//!
//! Not every kernel has `netem`, so the way goes through this program: on either side is a device whose packets `socat`
//! hands to a socket of ours. It is the same on all kernels.

use std::io::ErrorKind;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use crate::drill::hosts::Host;
use crate::servers::private;
use crate::servers::process::Processes;
use crate::step::{on_path, output};

/// This machine at the far end of every way.
pub(super) const ORIGIN: &str = "10.88.8.1";
/// More than a device's packet.
const PACKET: usize = 9000;
/// How often a side that hears nothing looks whether all is over.
const GLANCE: Duration = Duration::from_millis(200);
const READY: Duration = Duration::from_secs(120);

/// How far it is.
#[derive(Clone, Copy)]
pub(super) struct Distance {
    /// One way.
    pub(super) delay: Duration,
    /// At most so much more.
    pub(super) jitter: Duration,
    /// Of a thousand packets so many are lost.
    pub(super) lost: u64,
}

/// What is told to both directions, and what they count.
#[derive(Default)]
struct Shared {
    cut: AtomicBool,
    over: AtomicBool,
    carried: AtomicU64,
    lost: AtomicU64,
}

/// The way. It ends when it is dropped.
pub(super) struct Link {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

/// What becomes of one packet after the other.
struct Fate {
    distance: Distance,
    random: u64,
    last: Option<Instant>,
}

impl Fate {
    fn new(distance: Distance, seed: u64) -> Self {
        Self { distance, random: seed | 1, last: None }
    }

    /// A number below `bound`.
    fn below(&mut self, bound: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % bound.max(1)
    }

    /// When a packet that is sent now arrives, which is never before those sent before it; nothing if it is lost.
    fn of_next(&mut self, now: Instant) -> Option<Instant> {
        if self.below(1000) < self.distance.lost {
            return None;
        }
        let jitter = u64::try_from(self.distance.jitter.as_micros()).unwrap_or(u64::MAX);
        let due = now + self.distance.delay + Duration::from_micros(self.below(jitter));
        let due = self.last.map_or(due, |last| due.max(last));
        self.last = Some(due);
        Some(due)
    }
}

impl Link {
    /// Lays it between this machine and a host, and waits until both have its devices.
    pub(super) fn lay(
        host: &Host,
        number: u8,
        distance: Distance,
        folder: &Path,
        processes: &mut Processes,
    ) -> Result<Self> {
        private::folder(folder)?;
        let socat = on_path("socat").context("socat is not installed")?;
        let device = format!("selvedge-far{number}");
        let ends = ["here", "there"].map(|side| folder.join(format!("{number}-{side}")));
        let sockets = [bind(&ends[0])?, bind(&ends[1])?];
        let devices = ends.each_ref().map(|end| end.with_extension("device"));
        let mut here = Command::new(&socat);
        let mut there = host.run(&socat, None);
        for (side, command, name) in [(0, &mut here, device.as_str()), (1, &mut there, "far0")] {
            command.arg(format!("TUN,tun-name={name},iff-no-pi,iff-up"));
            command.arg(format!("UNIX-SENDTO:{},bind={}", ends[side].display(), devices[side].display()));
        }
        processes.start(&format!("way-{number}-here"), "TERM", &mut here)?;
        processes.start(&format!("way-{number}-there"), "TERM", &mut there)?;
        let ip = |arguments: &[&str]| output(Command::new("ip").args(arguments)).map(drop);
        let ip_there = |arguments: &[&str]| output(host.run(Path::new("ip"), None).args(arguments)).map(drop);
        processes.wait_until("the devices of a long way", READY, || {
            ip(&["link", "show", "up", "dev", &device]).is_ok()
                && ip_there(&["link", "show", "up", "dev", "far0"]).is_ok()
        })?;
        let far = format!("10.88.9.{number}");
        ip(&["route", "add", &far, "dev", &device, "src", ORIGIN])?;
        ip_there(&["addr", "add", &far, "peer", ORIGIN, "dev", "far0"])?;
        let shared = Arc::<Shared>::default();
        let [here, there] = sockets;
        let [here_device, there_device] = devices;
        let seed = u64::from(number) * 7919;
        let mut threads = Vec::new();
        for (from, to, device, seed) in
            [(here.try_clone()?, there.try_clone()?, there_device, seed), (there, here, here_device, seed + 1)]
        {
            let (sender, receiver) = channel();
            let (of_sending, of_arriving) = (Arc::clone(&shared), Arc::clone(&shared));
            let fate = Fate::new(distance, seed);
            threads.push(thread::spawn(move || of_sending.take(&from, fate, &sender)));
            threads.push(thread::spawn(move || of_arriving.hand_on(&receiver, &to, &device)));
        }
        Ok(Self { shared, threads })
    }

    /// Has everything on the way vanish, or nothing any more.
    pub(super) fn cut(&self, cut: bool) {
        self.shared.cut.store(cut, Ordering::Relaxed);
    }

    /// How many packets arrived, and how many were lost while it was not cut.
    pub(super) fn counted(&self) -> (u64, u64) {
        (self.shared.carried.load(Ordering::Relaxed), self.shared.lost.load(Ordering::Relaxed))
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _it_has_said_why = thread.join();
        }
    }
}

impl Shared {
    /// Takes what a device sends, until all is over.
    fn take(&self, socket: &UnixDatagram, mut fate: Fate, way: &Sender<(Instant, Vec<u8>)>) {
        let mut packet = vec![0; PACKET];
        while !self.over.load(Ordering::Relaxed) {
            let length = match socket.recv(&mut packet) {
                Ok(length) => length,
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted) =>
                {
                    continue;
                }
                Err(error) => {
                    eprintln!("    a long way has ended: {error}");
                    return;
                }
            };
            if self.cut.load(Ordering::Relaxed) {
                continue;
            }
            match fate.of_next(Instant::now()) {
                Some(due) => drop(way.send((due, packet[..length].to_vec()))),
                None => drop(self.lost.fetch_add(1, Ordering::Relaxed)),
            }
        }
    }

    /// Hands it to the other device when it is time, unless the way is cut meanwhile.
    fn hand_on(&self, way: &Receiver<(Instant, Vec<u8>)>, socket: &UnixDatagram, device: &Path) {
        while let Ok((due, packet)) = way.recv() {
            sleep(due.saturating_duration_since(Instant::now()));
            if self.cut.load(Ordering::Relaxed) || self.over.load(Ordering::Relaxed) {
                continue;
            }
            // A device that is full loses it, as any does.
            if socket.send_to(&packet, device).is_ok() {
                self.carried.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

fn bind(path: &PathBuf) -> Result<UnixDatagram> {
    let socket = UnixDatagram::bind(path).with_context(|| format!("cannot make the socket {}", path.display()))?;
    socket.set_read_timeout(Some(GLANCE))?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_arrive_later_in_their_order_and_some_are_lost() {
        let (delay, jitter) = (Duration::from_millis(100), Duration::from_millis(20));
        let mut fate = Fate::new(Distance { delay, jitter, lost: 10 }, 7);
        let begun = Instant::now();
        let (mut arrived, mut last) = (0, begun);
        for number in 0..100_000 {
            let sent = begun + Duration::from_micros(number * 100);
            let Some(due) = fate.of_next(sent) else { continue };
            assert!(due >= sent + delay && due >= last, "packet {number}");
            assert!(due < sent + delay + jitter, "packet {number}");
            (arrived, last) = (arrived + 1, due);
        }
        assert!((98_500..99_500).contains(&arrived), "{arrived} of 100,000 arrived: one in a hundred was to be lost");
        let mut none = Fate::new(Distance { delay, jitter: Duration::ZERO, lost: 0 }, 7);
        assert_eq!(none.of_next(begun), Some(begun + delay), "a short way without loss is exact");
    }
}
