//! What is said of a command to Redis once it is answered: what it is called and how long it took, never a key or a value.
//! Traces make a span of it; nobody else listens, and then it costs nothing.

use std::fmt;
use std::time::Instant;

use redis::{Arg, Cmd, Pipeline, RedisResult};

/// Commands of a pipeline that are named.
const NAMED: usize = 8;
/// Letters of a command's name: no command has more.
const LETTERS: usize = 20;

/// Waits for the answer to commands, and says so.
pub(super) async fn told<T>(
    commands: impl Into<Names<'_>>,
    asking: impl Future<Output = RedisResult<T>>,
) -> RedisResult<T> {
    let begun = Instant::now();
    let answer = asking.await;
    let (summary, elapsed_secs): (Names<'_>, f64) = (commands.into(), begun.elapsed().as_secs_f64());
    tracing::debug!(target: telemetry::traces::REDIS, %summary, elapsed_secs);
    answer
}

/// The names of commands, written only where somebody reads them.
pub(super) enum Names<'a> {
    One(&'a Cmd),
    Many(&'a Pipeline),
}

impl<'a> From<&'a Cmd> for Names<'a> {
    fn from(command: &'a Cmd) -> Self {
        Self::One(command)
    }
}

impl<'a> From<&'a Pipeline> for Names<'a> {
    fn from(pipeline: &'a Pipeline) -> Self {
        Self::Many(pipeline)
    }
}

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(command) => f.write_str(&name(command)),
            Self::Many(pipeline) => {
                for (at, command) in pipeline.cmd_iter().enumerate() {
                    match at {
                        0 => f.write_str(&name(command))?,
                        1..NAMED => write!(f, ", {}", name(command))?,
                        _ => return f.write_str(", …"),
                    }
                }
                Ok(())
            }
        }
    }
}

/// The first word of a command, which no caller makes of what somebody has sent.
fn name(command: &Cmd) -> String {
    match command.args_iter().next() {
        Some(Arg::Simple(name)) => String::from_utf8_lossy(&name[..name.len().min(LETTERS)]).to_ascii_uppercase(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use redis::AsyncCommands as _;
    use tracing::instrument::WithSubscriber as _;
    use tracing_subscriber::Layer;
    use tracing_subscriber::layer::{Context, SubscriberExt as _};

    use super::*;
    use crate::testing::fresh_stores;

    #[derive(Clone, Default)]
    struct Told(Arc<Mutex<Vec<String>>>);

    impl<S: tracing::Subscriber> Layer<S> for Told {
        fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
            if event.metadata().target() == telemetry::traces::REDIS {
                event.record(&mut |field: &tracing::field::Field, value: &dyn fmt::Debug| {
                    if field.name() == "summary" {
                        self.0.lock().expect("nobody panicked").push(format!("{value:?}"));
                    }
                });
            }
        }
    }

    #[tokio::test]
    async fn commands_are_told_by_their_names_and_never_by_a_key_or_a_value() {
        let stores = fresh_stores().await;
        let told = Told::default();
        let _another = origin_testing::another_listener();
        let work = async {
            let mut redis = stores.redis.clone();
            let () = redis.set_ex("a-key", "a-value", 60).await.expect("Redis is up");
            let mut two = redis::pipe();
            two.get("a-key").del("a-key").ignore();
            let (value,): (String,) = two.query_async(&mut redis).await.expect("Redis is up");
            assert_eq!(value, "a-value");
        };
        work.with_subscriber(tracing_subscriber::registry().with(told.clone())).await;
        assert_eq!(*told.0.lock().expect("nobody panicked"), ["SETEX", "GET, DEL"]);
        let mut many = redis::pipe();
        for _ in 0..20 {
            many.get("a-key");
        }
        assert_eq!(Names::from(&many).to_string(), format!("{}…", "GET, ".repeat(NAMED)));
    }
}
