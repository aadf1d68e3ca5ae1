//! How often one client may do what costs us or others, counted for all edges and processes together.
//!
//! An edge counts too, by itself and sooner (`edge/node/src/http/bounds/limiter.rs`); what becomes of a call is seen here
//! alone, so that only what failed counts where failing is what somebody does who guesses or tests.

use std::net::IpAddr;
use std::time::Duration;

use api::challenge::PASS_SECONDS;
use api::edge::client::subscriber;
use api::problem::{Code, Problem};
use api::site::Limited;
use signing::{Ticket, TicketKind};

use crate::authentication::Sealer;
use crate::throttle::{self, Limit};
use crate::{ServiceError, Stores, Who};

/// How long Redis may take.
const TIMEOUT: Duration = Duration::from_millis(500);

/// A limit of an endpoint for each client.
struct ClientLimit {
    endpoint: &'static str,
    limit: Limit,
    /// What alone counts; every call if there is none.
    counts: Option<Code>,
}

const fn limit(endpoint: &'static str, max: u64, seconds: u64, counts: Option<Code>) -> ClientLimit {
    ClientLimit { endpoint, limit: Limit { what: endpoint, max, seconds }, counts }
}

/// Several times what one household does: many may share an address.
const LIMITS: [ClientLimit; 22] = [
    limit("CreateSession", 40, 15 * 60, Some(Code::WrongCredentials)),
    limit("CreateSignInCode", 10, 10 * 60, None),
    limit("CreateSessionByCode", 40, 15 * 60, Some(Code::SignInCodeWrong)),
    limit("CreateSessionByLink", 40, 15 * 60, Some(Code::LinkUnknown)),
    limit("CreateSignInChallenge", 120, 60, None),
    limit("CreateSessionByPasskey", 40, 15 * 60, Some(Code::PasskeyRefused)),
    limit("CreateOidcRequest", 60, 10 * 60, None),
    limit("CreateSessionByOidc", 40, 15 * 60, Some(Code::OidcRefused)),
    limit("FindPendingIdentity", 120, 60, None),
    limit("CreateCustomerByOidc", 20, 60 * 60, None),
    limit("CreatePasskeyChallenge", 60, 10 * 60, None),
    limit("CreateCustomer", 20, 60 * 60, None),
    limit("CreateEmailChange", 10, 60 * 60, None),
    limit("AddCartCode", 40, 15 * 60, Some(Code::CodeUnknown)),
    limit("PlaceOrder", 10, 10 * 60, Some(Code::PaymentDeclined)),
    limit("CreateCheckout", 120, 60, None),
    limit("CreateCart", 120, 60, None),
    limit("FindOrder", 10, 10 * 60, None),
    limit("UpdateOrderPush", 60, 10 * 60, None),
    limit("UpdateVariantPush", 60, 10 * 60, None),
    limit("CreateSearchOutcome", 60, 10 * 60, None),
    limit("ListFound", 300, 60, None),
];

/// Calls of one staff key: many times what a program needs that keeps a catalogue in step with another.
const OF_A_KEY: Limit = Limit { what: "calls of a staff key", max: 12_000, seconds: 60 };

/// One call of a client, counted before its outcome is known, so that many at once are counted as many.
pub(crate) struct Counted {
    limit: &'static ClientLimit,
    client: String,
    /// What it was let in by, where its client had done it too often.
    pass: Option<Ticket>,
}

/// What a call shows that may let it in although its client has done it too often.
pub(crate) struct Shown<'a> {
    /// The class of the call, which a challenge is for.
    pub(crate) class: Option<Limited>,
    /// What it shows, whatever it is worth.
    pub(crate) pass: Option<&'a str>,
    /// Knows what it is worth.
    pub(crate) sealer: &'a Sealer,
}

/// As whom a client is counted; none if it is this machine.
pub(crate) fn counted_as(client: IpAddr) -> Option<IpAddr> {
    (!client.is_loopback()).then(|| subscriber(client))
}

/// Counts a call; none if it is of no kind that is counted, or for nobody that is known. Programs on the edge's own
/// machine are not counted.
///
/// # Errors
/// [`Code::TooManyRequests`] if the client has to wait.
pub(crate) async fn count(
    stores: &Stores,
    endpoint: &'static str,
    client: Option<IpAddr>,
    shown: Shown<'_>,
) -> Result<Option<Counted>, ServiceError> {
    let limit = LIMITS.iter().find(|limit| limit.endpoint == endpoint);
    let Some((limit, client)) = limit.zip(client.and_then(counted_as)) else { return Ok(None) };
    let name = client.to_string();
    let client = format!("client {client}");
    let counted = in_time(throttle::allows(stores, limit.limit, &client)).await;
    if counted == Some(false) {
        let class = shown.class.filter(|class| class.tries_of_pass() > 0);
        if let Some(pass) = class.and_then(|class| pass_for(class, &name, &shown))
            && in_time(throttle::allows(stores, of_pass(&pass), &pass.nonce)).await == Some(true)
        {
            return Ok(Some(Counted { limit, client, pass: Some(pass) }));
        }
        let left = in_time(throttle::seconds_left(stores, limit.limit, &client)).await;
        let left = left.unwrap_or_else(|| u32::try_from(limit.limit.seconds).unwrap_or(u32::MAX));
        let minutes = left.div_ceil(60);
        let detail = format!("This was done too often from where you are. Please wait {minutes} min and try again.");
        let problem = Problem::new(Code::TooManyRequests, detail).after(left);
        return Err(class.into_iter().fold(problem, |problem, class| problem.or_challenge(class.name())).into());
    }
    Ok(counted.map(|_| Counted { limit, client, pass: None }))
}

/// The pass that is shown, if it is one of ours for this class and this client.
fn pass_for(class: Limited, client: &str, shown: &Shown<'_>) -> Option<Ticket> {
    let pass = shown.sealer.open(TicketKind::Pass, shown.pass?)?;
    (pass.class == class.name() && pass.client == client).then_some(pass)
}

/// How often a pass lets a call in. The count outlives the pass.
fn of_pass(pass: &Ticket) -> Limit {
    Limit { what: "tries of a pass", max: pass.number.into(), seconds: PASS_SECONDS + 60 }
}

/// Counts a call by staff's key, whatever it asks for and wherever it comes from.
///
/// # Errors
/// [`Code::TooManyRequests`] if whoever holds the key has to wait.
pub(crate) async fn count_key(stores: &Stores, who: &Who, bearer: Option<&str>) -> Result<(), ServiceError> {
    let (Who::Staff(_), Some(key)) = (who, bearer) else { return Ok(()) };
    if in_time(throttle::allows(stores, OF_A_KEY, key)).await != Some(false) {
        return Ok(());
    }
    let left = in_time(throttle::seconds_left(stores, OF_A_KEY, key)).await.unwrap_or(60);
    let detail = format!("This key makes more than {} calls a minute. Please wait {left} s and go on.", OF_A_KEY.max);
    Err(Problem::new(Code::TooManyRequests, detail).after(left).into())
}

impl Counted {
    /// Takes the call back if it was not refused in the way that counts.
    pub(crate) async fn settle(self, stores: &Stores, refused: Option<Code>) {
        if self.limit.counts.is_some_and(|counts| refused != Some(counts)) {
            let mut counted = vec![(self.limit.limit, self.client.as_str())];
            counted.extend(self.pass.as_ref().map(|pass| (of_pass(pass), pass.nonce.as_str())));
            in_time(throttle::take_back(stores, &counted)).await;
        }
    }
}

/// What Redis says, if it does so in time. While it does not, nobody is refused for it: the edge still counts, and
/// so does what each endpoint counts by itself.
async fn in_time<T>(asking: impl Future<Output = Result<T, ServiceError>>) -> Option<T> {
    match tokio::time::timeout(TIMEOUT, asking).await {
        Ok(Ok(said)) => Some(said),
        Ok(Err(failure)) => {
            tracing::warn!(error = format!("{:#}", failure.into_cause()), "clients cannot be counted");
            None
        }
        Err(_) => {
            tracing::warn!("Redis does not count clients in time");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::staff::{Permission, Permissions};

    use super::*;
    use crate::staff::Staff;
    use crate::testing::fresh_stores;

    /// Shows nothing.
    async fn count(
        stores: &Stores,
        endpoint: &'static str,
        client: Option<IpAddr>,
    ) -> Result<Option<Counted>, ServiceError> {
        super::count(stores, endpoint, client, Shown { class: None, pass: None, sealer: &Sealer::default() }).await
    }

    #[test]
    fn m1_every_limit_is_of_an_endpoint_there_is() {
        let names: Vec<&str> = api::registry::endpoints().iter().map(|endpoint| endpoint.name).collect();
        assert!(LIMITS.iter().all(|limit| names.contains(&limit.endpoint)));
    }

    #[tokio::test]
    async fn m1_refused_cards_count_for_their_client_and_nobody_else() {
        let stores = fresh_stores().await;
        let is_allowed = async |client: &str, refused: Option<Code>| {
            let Ok(counted) = count(&stores, "PlaceOrder", client.parse().ok()).await else { return false };
            counted.expect("counted").settle(&stores, refused).await;
            true
        };
        for _ in 0..30 {
            assert!(is_allowed("192.0.2.7", None).await, "orders are welcome");
            assert!(is_allowed("192.0.2.7", Some(Code::OutOfStock)).await);
        }
        for _ in 0..10 {
            assert!(is_allowed("192.0.2.7", Some(Code::PaymentDeclined)).await);
        }
        assert!(!is_allowed("192.0.2.7", None).await);
        assert!(is_allowed("192.0.2.8", None).await);
    }

    #[tokio::test]
    async fn m1_a_pass_lets_its_client_in_so_often_for_its_class_and_nobody_else() {
        let stores = fresh_stores().await;
        let sealer = Sealer::default();
        let sold = |class: &str, client: &str, number: u32| {
            let expires = crate::clock::unix_seconds() + PASS_SECONDS;
            let (class, client) = (class.to_owned(), client.to_owned());
            let nonce = format!("{class} {client} {number}");
            sealer.seal(TicketKind::Pass, &Ticket { class, client, expires, number, nonce })
        };
        let find = async |pass: Option<&str>| {
            let shown = Shown { class: Some(Limited::Mail), pass, sealer: &sealer };
            super::count(&stores, "FindOrder", "192.0.2.7".parse().ok(), shown).await
        };
        for _ in 0..10 {
            assert!(find(None).await.is_ok());
        }
        let refused = find(None).await.err().expect("too often").into_problem();
        assert!(refused.code == Code::TooManyRequests && refused.challenge.as_deref() == Some("mail"), "{refused:?}");
        let challenge =
            Ticket { expires: u64::MAX, ..sealer.open(TicketKind::Pass, &sold("mail", "192.0.2.7", 2)).expect("ours") };
        for other in [
            sold("log-in", "192.0.2.7", 2),
            sold("mail", "192.0.2.8", 2),
            sealer.seal(TicketKind::Challenge, &challenge),
            "made up".to_owned(),
        ] {
            assert!(find(Some(&other)).await.is_err(), "{other}");
        }
        let own = sold("mail", "192.0.2.7", 2);
        let tries = [find(Some(&own)).await, find(Some(&own)).await, find(Some(&own)).await];
        assert_eq!(tries.map(|tried| tried.is_ok()), [true, true, false]);
    }

    #[tokio::test]
    async fn a_key_that_calls_without_end_has_to_wait_and_others_have_not() {
        let stores = fresh_stores().await;
        let permissions = Permissions::from_iter([Permission::CatalogRead]);
        let staff = Who::Staff(Staff { name: "feed".to_owned(), permissions, account: None });
        let calls = async |key: &str| count_key(&stores, &staff, Some(key)).await;
        let mut redis = stores.redis.clone();
        assert!(calls("selvedge_staff_feed").await.is_ok());
        let counts = format!("{}throttle:{}:*", stores.redis_prefix, OF_A_KEY.what);
        let keys: Vec<String> = redis::cmd("KEYS").arg(counts).query_async(&mut redis).await.expect("Redis is up");
        let mut count_on = redis::cmd("INCRBY");
        let counted = count_on.arg(&keys[0]).arg(OF_A_KEY.max).query_async::<u64>(&mut redis).await;
        assert_eq!(counted.expect("it counts"), OF_A_KEY.max + 1);
        let refused = calls("selvedge_staff_feed").await.expect_err("too many").into_problem();
        assert!(refused.code == Code::TooManyRequests && refused.retry_after.is_some_and(|left| left <= 60));
        assert!(calls("selvedge_staff_other").await.is_ok());
        assert!(count_key(&stores, &Who::Nobody, Some("selvedge_staff_feed")).await.is_ok(), "a shopper's is no key");
    }

    #[tokio::test]
    async fn m1_a_household_of_ipv6_is_one_client_and_this_machine_none() {
        let stores = fresh_stores().await;
        let find = async |client: &str| count(&stores, "FindOrder", client.parse().ok()).await.map(|one| one.is_some());
        for host in 0..10 {
            assert!(find(&format!("2001:db8:0:1{host:02x}::1")).await.is_ok_and(|counted| counted));
        }
        assert!(find("2001:db8:0:1ff::1").await.is_err());
        assert!(find("2001:db8:0:200::1").await.is_ok_and(|counted| counted));
        for uncounted in ["127.0.0.1", "::1", "nobody"] {
            assert!(find(uncounted).await.is_ok_and(|counted| !counted), "{uncounted}");
        }
    }
}
