//! How often one client may do what costs others: a generic cell rate algorithm (GCRA, ITU-T I.371) for each
//! client and kind of request. What it knows of a client is one number, and what it knows of all is bounded.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, Once, PoisonError};
use std::time::{Duration, Instant};

use api::challenge::PASS_SECONDS;
use api::client::RATE_LIMIT;
use api::edge::client::subscriber;
use api::site::Limited;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use signing::Ticket;

use crate::config::clients::{Rate, Rates};

/// Clients and kinds that are remembered at most.
const MAX_REMEMBERED: usize = 65_536;
/// How often those are forgotten who may begin anew, where there is no room.
const SWEEP: Duration = Duration::from_secs(1);

/// How much is allowed (draft-ietf-httpapi-ratelimit-headers).
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Counts clients.
#[derive(Debug)]
pub struct Limiter {
    rates: Rates,
    begun: Instant,
    seen: Mutex<Seen>,
}

/// Who is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Whom {
    /// A client, by its address.
    Client(IpAddr),
    /// An agent that signs, by its name.
    Agent(Arc<str>),
    /// A client that has solved a challenge, by what tells its pass from others.
    Pass(Arc<str>),
}

impl From<IpAddr> for Whom {
    fn from(client: IpAddr) -> Self {
        Self::Client(client)
    }
}

#[derive(Debug, Default)]
struct Seen {
    /// For each client and kind: when it will have used up nothing, since the limiter began (the theoretical
    /// arrival time of GCRA).
    free_at: HashMap<(Limited, Whom), Duration>,
    swept: Duration,
}

/// What a client is told of a limit, and of how much of it is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// What was counted.
    pub limited: Limited,
    rate: Rate,
    /// How often it may do so right away.
    pub left: u32,
    /// When it may do so (again), if it may not; else when it will have all of it.
    pub wait: Duration,
    /// Whether this once is too often.
    pub is_over: bool,
}

impl Limiter {
    /// Counts by these rates.
    pub fn new(rates: Rates) -> Self {
        Self { rates, begun: Instant::now(), seen: Mutex::default() }
    }

    /// Counts one request of a client or an agent, unless it is too much. None where nothing is counted: programs on this very
    /// machine are let through, and so is everybody new while as many are remembered as can be, since nobody may
    /// close the shop for others by pretending to be many.
    pub fn count(&self, limited: Limited, whom: impl Into<Whom>) -> Option<Quota> {
        let rate = self.rates.of(limited)?;
        let whom = whom.into();
        if matches!(whom, Whom::Client(client) if client.to_canonical().is_loopback()) {
            static TOLD: Once = Once::new();
            TOLD.call_once(|| {
                tracing::warn!(
                    "requests from this machine itself are not counted: if a proxy on it passes on those of others, \
                     name it by --trusted-proxies"
                );
            });
            return None;
        }
        self.count_at(limited, rate, whom, self.begun.elapsed())
    }

    /// Counts one request by a pass, which its client was refused. Where there is no room for it, it is refused.
    pub fn count_pass(&self, refused: Quota, pass: &Ticket) -> Quota {
        // No more of it comes back while the pass is good.
        let count = pass.number.clamp(1, 100);
        let rate = Rate { count, seconds: u32::try_from(PASS_SECONDS).unwrap_or(u32::MAX).saturating_mul(count) };
        let whom = Whom::Pass(pass.nonce.as_str().into());
        self.count_at(refused.limited, rate, whom, self.begun.elapsed())
            .filter(|quota| !quota.is_over)
            .unwrap_or(refused)
    }

    fn count_at(&self, limited: Limited, rate: Rate, whom: impl Into<Whom>, now: Duration) -> Option<Quota> {
        let window = Duration::from_secs(rate.seconds.into());
        let each = window / rate.count;
        let whom = match whom.into() {
            Whom::Client(client) => Whom::Client(subscriber(client)),
            named => named,
        };
        let key = (limited, whom);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let known = seen.free_at.get(&key).copied();
        if known.is_none() && !seen.has_room(now) {
            return None;
        }
        let used = known.unwrap_or_default().saturating_sub(now);
        let quota = |left, wait, is_over| Some(Quota { limited, rate, left, wait, is_over });
        if used + each > window {
            return quota(0, used + each - window, true);
        }
        let used = used + each;
        seen.free_at.insert(key, now + used);
        let left = (window - used).as_nanos().checked_div(each.as_nanos()).unwrap_or_default();
        quota(u32::try_from(left).unwrap_or(rate.count), used, false)
    }
}

impl Seen {
    fn has_room(&mut self, now: Duration) -> bool {
        if self.free_at.len() < MAX_REMEMBERED {
            return true;
        }
        if now.saturating_sub(self.swept) >= SWEEP {
            self.swept = now;
            self.free_at.retain(|_, free_at| *free_at > now);
        }
        self.free_at.len() < MAX_REMEMBERED
    }
}

impl Quota {
    /// In how many seconds it may do so again, or will have all of it.
    pub fn seconds(self) -> u64 {
        self.wait.as_secs() + u64::from(self.wait.subsec_nanos() > 0)
    }

    /// Tells the client.
    pub fn write(self, headers: &mut HeaderMap) {
        let seconds = self.seconds();
        let (name, Rate { count, seconds: window }) = (self.limited.name(), self.rate);
        let value = |text: String| HeaderValue::try_from(text).expect("names and numbers are ASCII");
        // Lists: a request may count as several things, and the origin has limits of its own.
        headers.append(RATE_LIMIT_POLICY, value(format!("\"{name}\";q={count};w={window}")));
        headers.append(RATE_LIMIT, value(format!("\"{name}\";r={};t={seconds}", self.left)));
        if self.is_over {
            headers.insert(header::RETRY_AFTER, value(seconds.to_string()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use proptest::prelude::*;

    use super::*;

    const RATE: Rate = Rate { count: 3, seconds: 30 };

    fn client(number: u32) -> IpAddr {
        Ipv4Addr::from(0x0a00_0000 + number).into()
    }

    fn limiter() -> Limiter {
        Limiter::new(Rates::default())
    }

    #[test]
    fn m1_so_often_at_once_and_then_at_the_rate() {
        let limiter = limiter();
        let ask =
            |of, at| limiter.count_at(Limited::LogIn, RATE, client(of), Duration::from_secs(at)).expect("counted");
        assert_eq!([ask(1, 5).left, ask(1, 5).left, ask(1, 5).left], [2, 1, 0]);
        let over = ask(1, 6);
        assert_eq!((over.is_over, over.wait), (true, Duration::from_secs(9)));
        let mut headers = HeaderMap::new();
        over.write(&mut headers);
        assert_eq!(headers["retry-after"], "9");
        assert_eq!(headers["ratelimit"], "\"log-in\";r=0;t=9");
        assert_eq!(headers["ratelimit-policy"], "\"log-in\";q=3;w=30");
        assert!(!ask(2, 6).is_over, "another client");
        let other = limiter.count_at(Limited::Code, RATE, client(1), Duration::from_secs(6)).expect("counted");
        assert!(!other.is_over, "another kind");
        assert!(!ask(1, 15).is_over, "one came free");
        assert!(ask(1, 15).is_over);
    }

    #[test]
    fn m1_a_subscriber_of_ipv6_is_one_client() {
        let limiter = limiter();
        let ask = |text: &str| {
            let client: IpAddr = text.parse().expect("an address");
            limiter.count_at(Limited::LogIn, Rate { count: 1, seconds: 9 }, client, Duration::ZERO).expect("counted")
        };
        assert!(!ask("2001:db8:0:100::1").is_over);
        assert!(ask("2001:db8:0:1ff:9::2").is_over);
        assert!(!ask("2001:db8:0:200::1").is_over);
    }

    #[test]
    fn m1_what_is_remembered_is_bounded_and_nobody_is_refused_for_it() {
        let limiter = limiter();
        let ask = |of, at| limiter.count_at(Limited::LogIn, RATE, client(of), Duration::from_secs(at));
        let most = u32::try_from(MAX_REMEMBERED).expect("not that many");
        assert!((0..most).all(|of| ask(of, 100).is_some_and(|quota| !quota.is_over)));
        assert_eq!(ask(most, 100), None, "let through without being counted");
        assert_eq!(limiter.seen.lock().expect("nobody panicked").free_at.len(), MAX_REMEMBERED);
        assert!(ask(0, 100).is_some(), "who is known is still counted");
        assert!(ask(most, 200).is_some(), "the others may begin anew and are forgotten");
        assert_eq!(limiter.seen.lock().expect("nobody panicked").free_at.len(), 1);
    }

    #[test]
    fn m1_programs_on_this_machine_are_not_counted_and_nobody_is_where_it_is_off() {
        let local: IpAddr = "127.0.0.1".parse().expect("an address");
        assert_eq!(limiter().count(Limited::LogIn, local), None);
        assert_eq!(Limiter::new(Rates::none()).count(Limited::LogIn, client(1)), None);
        assert!(limiter().count(Limited::LogIn, client(1)).is_some());
    }

    proptest! {
        /// In no stretch of time gets anybody more than a window's worth and what the time brings.
        #[test]
        fn m1_never_more_than_the_rate(pauses in prop::collection::vec(0_u64..20_000, 1..80)) {
            let limiter = limiter();
            let (mut now, mut allowed) = (Duration::ZERO, Vec::new());
            for pause in pauses {
                now += Duration::from_millis(pause);
                let quota = limiter.count_at(Limited::LogIn, RATE, client(1), now).expect("counted");
                if !quota.is_over {
                    allowed.push(now);
                }
            }
            for (from, begin) in allowed.iter().enumerate() {
                for (count, end) in allowed[from..].iter().enumerate() {
                    let most = 3.0 + (*end - *begin).as_secs_f64() / 10.0;
                    prop_assert!((count + 1) as f64 <= most + 1e-6, "{count} in {:?}", *end - *begin);
                }
            }
        }
    }
}
