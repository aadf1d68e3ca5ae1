//! Challenges: a proof of work in place of waiting, for whoever shares an address with somebody who did something too
//! often (ADR 76).
//!
//! A challenge is a text that the origin vouches for; nothing is kept of it until it is solved. A pass lifts what is counted
//! of a client by its class and nothing else: an account, a mailed code, a cart and an address have bounds of their own,
//! which are asked behind it.

mod price;
#[cfg(test)]
mod tests;

use api::challenge::{CHALLENGE_SECONDS, ChallengeView, CreateChallenge, CreatePass, PASS_SECONDS, PassView};
use api::problem::{Code, Problem};
use api::site::Limited;
use origin_platform::throttle::{self, Limit};
use origin_platform::{Call, ServiceError, Stores, clock, secret};
use sha2::{Digest as _, Sha256};
use signing::{Ticket, TicketKind};

use self::price::{LOAD, MAX_BITS, MIN_BITS, SOLD, bits};

/// A challenge is good once. What is kept of one that was solved outlives it.
const ONCE: Limit = Limit { what: "solved challenge", max: 1, seconds: CHALLENGE_SECONDS + 60 };

/// What is to be done for some further tries.
pub(crate) async fn create_challenge(
    stores: Stores,
    call: Call<CreateChallenge>,
) -> Result<ChallengeView, ServiceError> {
    let Some(class) = Limited::named(&call.endpoint.class).filter(|class| class.tries_of_pass() > 0) else {
        return Err(Problem::field("class", "For this there is no challenge.").into());
    };
    let client = call.client.map(|client| client.to_string()).unwrap_or_default();
    let asked = throttle::counts(&stores, &[(SOLD, &buyer(class, &client)), (LOAD, class.name())]).await?;
    let [sold, load] = asked[..] else { return Err(anyhow::anyhow!("two counts were asked for").into()) };
    if price::most(class).is_some_and(|most| sold >= most) {
        return Err(sold_out(&stores, class, &client).await);
    }
    let bits = bits(sold, load);
    let nonce = nonce();
    let expires = clock::unix_seconds() + CHALLENGE_SECONDS;
    let class = class.name().to_owned();
    let challenge = Ticket { class, client, expires, number: bits, nonce: nonce.clone() };
    let challenge = call.sealer.seal(TicketKind::Challenge, &challenge);
    Ok(ChallengeView { challenge, nonce, bits, lasts_seconds: CHALLENGE_SECONDS })
}

/// The pass for a solved challenge.
#[tracing::instrument(name = "accounts.create_pass", skip_all)]
pub(crate) async fn create_pass(stores: Stores, call: Call<CreatePass>) -> Result<PassView, ServiceError> {
    let CreatePass { challenge, solution } = &call.endpoint;
    let asked = call.sealer.open(TicketKind::Challenge, challenge).ok_or_else(refused)?;
    let client = call.client.map(|client| client.to_string()).unwrap_or_default();
    let class = Limited::named(&asked.class).filter(|_| asked.client == client).ok_or_else(refused)?;
    // Nothing is asked of Redis before the work is seen to be done.
    if zero_bits(Sha256::digest(format!("{}:{solution}", asked.nonce)).as_slice()) < asked.number {
        return Err(refused().into());
    }
    if !throttle::allows(&stores, ONCE, &asked.nonce).await? {
        return Err(refused().into());
    }
    let buyer = buyer(class, &client);
    // What was asked for before others were bought is good for no more than its price.
    let at_price = match asked.number {
        MAX_BITS.. => u64::MAX,
        bits => u64::from(bits.saturating_sub(MIN_BITS)) + 1,
    };
    let end = price::most(class).unwrap_or(u64::MAX);
    let most = Limit { max: end.min(at_price), ..SOLD };
    if !throttle::allows_all(&stores, &[(most, &buyer), (LOAD, class.name())]).await? {
        throttle::take_back(&stores, &[(SOLD, &buyer), (LOAD, class.name())]).await?;
        let sold = throttle::counts(&stores, &[(SOLD, &buyer)]).await?;
        return match sold[..] {
            [sold] if sold >= end => Err(sold_out(&stores, class, &client).await),
            _ => Err(refused().into()),
        };
    }
    let tries = class.tries_of_pass();
    let expires = clock::unix_seconds() + PASS_SECONDS;
    let pass = Ticket { class: class.name().to_owned(), client, expires, number: tries, nonce: nonce() };
    let pass = call.sealer.seal(TicketKind::Pass, &pass);
    Ok(PassView { pass, tries, lasts_seconds: PASS_SECONDS })
}

/// As whom passes are counted.
fn buyer(class: Limited, client: &str) -> String {
    format!("{} {client}", class.name())
}

/// One answer for whatever is wrong with a solution.
fn refused() -> Problem {
    let detail = "This challenge is not solved by that, was used before, is older than five minutes, or was put to another client. Please ask for a new one.";
    Problem::new(Code::ChallengeRefused, detail)
}

async fn sold_out(stores: &Stores, class: Limited, client: &str) -> ServiceError {
    let left = match throttle::seconds_left(stores, SOLD, &buyer(class, client)).await {
        Ok(left) => left,
        Err(failure) => return failure,
    };
    let minutes = left.div_ceil(60);
    let detail = format!("This was done too often from where you are. Please wait {minutes} min and try again.");
    Problem::new(Code::TooManyRequests, detail).after(left).into()
}

fn nonce() -> String {
    const_hex::encode(&secret::random()[..16])
}

/// With how many zero bits a hash begins.
fn zero_bits(hash: &[u8]) -> u32 {
    let whole = hash.iter().take_while(|byte| **byte == 0).count();
    let rest = hash.get(whole).map_or(0, |byte| byte.leading_zeros());
    u32::try_from(whole).unwrap_or(u32::MAX).saturating_mul(8).saturating_add(rest)
}
