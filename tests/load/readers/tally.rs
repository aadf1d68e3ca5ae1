//! Counting and sorting what was seen.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use crate::shop::{Reply, Source};

/// Times, to be summed up.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Notes one.
    pub fn note(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// How many there are, their median, their 99th percentile and the longest, in milliseconds.
    pub fn report(&mut self) -> Value {
        self.0.sort_unstable();
        let at = |hundredths: usize| {
            let at = (self.0.len() * hundredths / 100).min(self.0.len().saturating_sub(1));
            self.0.get(at).map_or(0.0, |took| took.as_secs_f64() * 1000.0)
        };
        json!({ "count": self.0.len(), "p50_ms": at(50), "p99_ms": at(99), "max_ms": at(100) })
    }
}

/// Answers to readers.
#[derive(Default)]
pub struct Seen {
    fresh: u64,
    stale: u64,
    made: u64,
    failed: u64,
    times: Times,
}

impl Seen {
    /// Notes an answer, or that none came.
    pub fn note(&mut self, reply: Option<&Reply>, took: Duration) {
        self.times.note(took);
        match reply {
            Some(reply) if reply.status == 200 => match reply.source() {
                Source::Fresh => self.fresh += 1,
                Source::Stale => self.stale += 1,
                Source::Made => self.made += 1,
            },
            _ => self.failed += 1,
        }
    }

    /// All of it; `hit_ratio` is the share that was stored, stale or not.
    pub fn report(&mut self) -> Value {
        let hits = self.fresh + self.stale;
        let all = hits + self.made + self.failed;
        let part = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        json!({
            "fresh": self.fresh, "stale": self.stale, "made": self.made, "failed": self.failed,
            "hit_ratio": part(hits) / part(all.max(1)), "times": self.times.report(),
        })
    }
}

/// Microseconds since 1970 by the machine's clock, which PostgreSQL's commits are stamped with.
pub fn now_micros() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// Processor time of this program so far, in milliseconds, as proc(5) counts it in ticks of 10 ms.
pub fn own_cpu_ms() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok());
    ticks.sum::<u64>() * 10
}
