//! A Chromium driven over WebDriver, as far as measuring needs it.

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::build::setup::{chromedriver, chromium};
use crate::servers::ports::Ports;
use crate::servers::process::Processes;

const NAME: &str = "chromedriver";
const TIMEOUT: Duration = Duration::from_secs(60);

/// A browser with a fresh profile; it ends with its driver.
pub struct Browser {
    driver: SocketAddr,
    session: String,
}

impl Browser {
    /// Opens a window as wide as a phone.
    pub fn open(folder: &Path, ports: &mut Ports, processes: &mut Processes) -> Result<Self> {
        let port = ports.take(NAME)?;
        let driver: SocketAddr = (Ipv4Addr::LOCALHOST, port).into();
        let program = chromedriver().context("chromedriver is not installed")?;
        processes.start(NAME, "TERM", Command::new(program).arg(format!("--port={port}")))?;
        processes.wait_until(NAME, TIMEOUT, || TcpStream::connect(driver).is_ok())?;
        let profile = folder.join("profile");
        drop(std::fs::remove_dir_all(&profile));
        let binary = chromium().context("chromium is not installed")?;
        let options = json!({
            "binary": binary,
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
                format!("--user-data-dir={}", profile.display()), "--window-size=412,823",
            ],
        });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": options } } });
        let begun = ask(driver, "/session", &wanted)?;
        let session = begun["sessionId"].as_str().context("the driver opened no session")?.to_owned();
        Ok(Self { driver, session })
    }

    /// Opens an address, and waits until all of it is loaded.
    pub fn go(&self, address: &str) -> Result<()> {
        self.tell("url", &json!({ "url": address })).map(drop)
    }

    /// What the body of an `async` function returns in the page.
    pub fn run(&self, script: &str) -> Result<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
            (async () => {{ {script} }})().then(done, (error) => done({{ error: String(error) }}));"
        );
        self.tell("execute/async", &json!({ "script": script, "args": [] }))
    }

    /// Gives Chromium a command of its DevTools.
    pub fn command(&self, name: &str, parameters: &Value) -> Result<()> {
        self.tell("goog/cdp/execute", &json!({ "cmd": name, "params": parameters })).map(drop)
    }

    fn tell(&self, what: &str, body: &Value) -> Result<Value> {
        ask(self.driver, &format!("/session/{}/{what}", self.session), body)
    }
}

/// Sends a command, and returns what it gave.
fn ask(driver: SocketAddr, path: &str, body: &Value) -> Result<Value> {
    let mut stream = TcpStream::connect(driver).context("the driver does not answer")?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    let body = body.to_string();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {driver}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = BufReader::new(stream);
    let mut status = String::new();
    answer.read_line(&mut status).context("the driver broke off")?;
    let length = length(&mut answer)?;
    // It keeps the connection open, whatever it is asked.
    let mut body = vec![0; length];
    answer.read_exact(&mut body).context("the driver broke off")?;
    let body: Value = serde_json::from_slice(&body).context("the driver sent no JSON")?;
    ensure!(status.starts_with("HTTP/1.1 200"), "{path}: {}", body["value"]["message"]);
    Ok(body["value"].clone())
}

/// Reads the fields of an answer; how long its body is.
fn length(answer: &mut impl BufRead) -> Result<usize> {
    let mut length = None;
    loop {
        let mut line = String::new();
        ensure!(answer.read_line(&mut line)? > 0, "the driver broke off");
        if line.trim().is_empty() {
            return length.context("the driver does not say how long its answer is");
        }
        if let Some((name, value)) =
            line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        {
            length = Some(value.trim().parse().with_context(|| format!("{name}: {value}"))?);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_says_how_long_it_is() {
        let fields = |text: &'static str| length(&mut text.as_bytes());
        assert_eq!(fields("Content-Type:application/json\r\ncontent-length: 12\r\n\r\n{}").expect("it says"), 12);
        assert!(fields("Content-Length: many\r\n\r\n").is_err());
        assert!(fields("Content-Type: text/html\r\n\r\n").is_err() && fields("Content-Length: 1\r\n").is_err());
    }
}
