//! A client of the shop by HTTPS and HTTP/2: curl, a process a request, as new clients come.

use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use super::samples::Request;

/// What an ordinary browser calls itself.
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const SECONDS: &str = "20";
const TRIES: u32 = 3;

/// Sends requests to one address.
pub(super) struct Client {
    base: String,
}

/// An answer as it came.
pub(super) struct Answer {
    pub(super) status: u16,
    /// Its status line and header fields, in lower case.
    pub(super) head: String,
    pub(super) body: String,
}

impl Answer {
    /// Whether the firewall gave it and not the shop.
    pub(super) fn by_firewall(&self) -> bool {
        self.head.contains("\nx-firewall: refused")
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.trim().parse().ok()?;
        Some(Self { status, head: head.to_lowercase(), body: body.to_owned() })
    }
}

impl Client {
    /// Of the HTTPS server on a port of this machine, whatever its certificate.
    pub(super) fn of(port: u16) -> Self {
        Self { base: format!("https://127.0.0.1:{port}") }
    }

    /// Reads a page.
    pub(super) fn get(&self, path: &str) -> Result<Option<Answer>> {
        self.send(&Request::get(path))
    }

    /// Sends a request until it is answered, a few times, where a machine that does much else answers too late.
    pub(super) fn answered(&self, request: &Request) -> Result<Option<Answer>> {
        for _ in 1..TRIES {
            let answer = self.send(request)?;
            if answer.as_ref().is_none_or(|answer| !matches!(answer.status, 502..=504)) {
                return Ok(answer);
            }
        }
        self.send(request)
    }

    /// Sends a request; nothing if it got no answer.
    pub(super) fn send(&self, request: &Request) -> Result<Option<Answer>> {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--insecure", "--include", "--path-as-is", "--globoff", "--max-time", SECONDS]);
        curl.args(["--user-agent", BROWSER, "--header", "Accept: text/html", "--request", &request.method]);
        if let Some(field) = &request.field {
            curl.args(["--header", field]);
        }
        if let Some(body) = &request.body {
            curl.args(["--data-raw", body]);
        }
        curl.arg(format!("{}{}", self.base, request.path));
        let output = curl.stdin(Stdio::null()).output().context("cannot start curl")?;
        Ok(Answer::parse(&output.stdout))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_the_firewall_is_told_from_one_of_the_shop() {
        let of = |bytes: &[u8]| Answer::parse(bytes).expect("it is an answer");
        let firewall = of(b"HTTP/2 403 \r\nx-firewall: refused\r\n\r\n<h1>no</h1>");
        assert!(firewall.status == 403 && firewall.by_firewall() && firewall.body == "<h1>no</h1>");
        assert!(!of(b"HTTP/2 403 \r\nx: y\r\n\r\nX-Firewall: refused").by_firewall());
        assert!(Answer::parse(b"").is_none());
    }
}
