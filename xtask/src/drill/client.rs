//! Somebody who asks an edge by the API.

use std::net::{Ipv4Addr, SocketAddr};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::http::{self, Answer};

/// How often one asks who is told to come again, and how long they wait before.
const TRIES: u32 = 5;
const BETWEEN: Duration = Duration::from_secs(1);

pub(in crate::drill) struct Client {
    edge: SocketAddr,
    /// Who they are, or where they come from, as a header field.
    who: (&'static str, String),
}

impl Client {
    /// Somebody of whom the edge at a port of this machine is told by a header field who they are.
    pub(in crate::drill) fn of(port: u16, field: &'static str, value: String) -> Self {
        Self { edge: (Ipv4Addr::LOCALHOST, port).into(), who: (field, value) }
    }

    /// Sends something to the edge, whatever it answers.
    pub(in crate::drill) fn post(&self, path: &str, body: &Value) -> Result<Answer> {
        self.post_with(&new_key()?, path, body)
    }

    /// Sends something to the edge, and again with the same key where it is too busy; returns what it then answers, which
    /// has to be that it is done.
    pub(in crate::drill) fn insist(&self, path: &str, body: &Value) -> Result<Value> {
        let key = new_key()?;
        let mut answer = self.post_with(&key, path, body);
        for _ in 1..TRIES {
            if answer.as_ref().is_ok_and(|answer| answer.status < 500) {
                break;
            }
            sleep(BETWEEN);
            answer = self.post_with(&key, path, body);
        }
        let answer = answer?;
        ensure!(answer.status == 200, "{path} was answered {}: {}", answer.status, answer.body);
        Ok(serde_json::from_str(&answer.body)?)
    }

    fn post_with(&self, key: &str, path: &str, body: &Value) -> Result<Answer> {
        let (field, value) = &self.who;
        let fields = [("Content-Type", "application/json"), ("Idempotency-Key", key), (*field, value.as_str())];
        let answer = http::send(self.edge, "POST", path, &fields, &body.to_string());
        answer.with_context(|| format!("the edge does not answer {path}"))
    }
}

/// The key of one call, by which it is done once however often it is sent. Nobody can guess it: whoever has no login owns by it
/// what was made.
fn new_key() -> Result<String> {
    let drawn = std::fs::read_to_string("/proc/sys/kernel/random/uuid").context("the system draws no key")?;
    Ok(drawn.trim().to_owned())
}
