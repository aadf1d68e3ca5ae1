//! What Redis says of its own work: how often it read from a client, which is once a round trip where callers wait for
//! each answer, and how many commands it ran.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

/// What was read and done since the server began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Work {
    /// Times that something was read from a client's connection.
    pub reads: u64,
    /// Commands.
    pub commands: u64,
}

impl Work {
    /// What has come since then.
    pub fn since(self, before: Self) -> Self {
        Self { reads: self.reads - before.reads, commands: self.commands - before.commands }
    }
}

/// Asks the server at `redis://:PASSWORD@ADDRESS/0`.
pub fn work(url: &str) -> Result<Work> {
    let (password, address) = url
        .strip_prefix("redis://:")
        .and_then(|rest| rest.strip_suffix("/0"))
        .and_then(|rest| rest.split_once('@'))
        .context("the address of Redis is of another kind")?;
    let mut stream = TcpStream::connect(address).context("Redis is not there")?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(stream, "AUTH {password}\r\nINFO stats\r\nQUIT\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    parse(&answer)
}

fn parse(answer: &str) -> Result<Work> {
    ensure!(answer.starts_with("+OK"), "Redis did not take its password");
    let number = |name: &str| {
        let line = answer.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        let number = line.and_then(|text| text.trim().parse().ok());
        number.with_context(|| format!("Redis says nothing of {name}: it has to be 6.0 or newer"))
    };
    Ok(Work { reads: number("total_reads_processed")?, commands: number("total_commands_processed")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_numbers_are_found() {
        let answer = "+OK\r\n$99\r\n# Stats\r\ntotal_connections_received:7\r\ntotal_commands_processed:41\r\n\
                      total_reads_processed:12\r\n+OK\r\n";
        let work = parse(answer).expect("both");
        assert_eq!(work, Work { reads: 12, commands: 41 });
        assert_eq!(work.since(Work { reads: 2, commands: 40 }), Work { reads: 10, commands: 1 });
        assert!(parse("-WRONGPASS\r\n").is_err() && parse("+OK\r\ntotal_reads_processed:1\r\n").is_err());
    }
}
