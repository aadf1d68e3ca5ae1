//! A client that has used up its tries solves a challenge, well and badly.

use api::accounts::CreateSession;
use api::challenge::{ChallengeView, CreateChallenge, CreatePass, PassView};
use api::client::{Client, Credentials};
use api::endpoint::Endpoint;
use api::problem::{Code, Problem};
use axum::Extension;
use origin_platform::authentication::Client as Caller;
use origin_platform::transport::InProcess;
use origin_platform::{Sealer, Stores, clock};
use sha2::{Digest as _, Sha256};
use signing::{Ticket, TicketKind};

use super::price::{MAX_BITS, MIN_BITS};
use super::zero_bits;
use crate::testing::{Scene, code};

/// The shop as the client at one address sees it.
struct Door(Client<InProcess>);

impl Door {
    fn of(stores: &Stores, client: &str) -> Self {
        let caller = Caller(client.parse().expect("an address"));
        Self(Client::new(InProcess(crate::router(stores.clone()).layer(Extension(caller)))))
    }

    async fn call<E: Endpoint>(&self, endpoint: &E, pass: Option<&str>) -> Result<E::Reply, Problem> {
        let credentials = Credentials { bearer: None, idempotency_key: Some(origin_platform::secret::token()) };
        self.0.call_showing(endpoint, &credentials, None, pass).await
    }

    async fn ask(&self, class: &str) -> Result<ChallengeView, Problem> {
        self.call(&CreateChallenge { class: class.to_owned() }, None).await
    }

    async fn bring(&self, challenge: &str, solution: u64) -> Result<PassView, Problem> {
        self.call(&CreatePass { challenge: challenge.to_owned(), solution }, None).await
    }

    /// Asks, works and brings.
    async fn buy(&self, class: &str) -> Result<PassView, Problem> {
        let asked = self.ask(class).await?;
        self.bring(&asked.challenge, solve(&asked)).await
    }

    /// Logs in with a password that is wrong.
    async fn guess(&self, email: &str, pass: Option<&str>) -> Code {
        let email = email.parse().expect("an address");
        let guess = CreateSession { email, password: "guessed".to_owned(), device: None, browser: None };
        code(self.call(&guess, pass).await)
    }
}

fn fits(asked: &ChallengeView, number: u64) -> bool {
    zero_bits(Sha256::digest(format!("{}:{number}", asked.nonce)).as_slice()) >= asked.bits
}

fn solve(asked: &ChallengeView) -> u64 {
    (0..).find(|number| fits(asked, *number)).expect("some number fits")
}

/// Has the client have used up its wrong passwords, without the time that forty slow hashes take.
async fn use_up(stores: &Stores, client: &str) {
    use origin_platform::throttle::{Limit, allows};
    let limit = Limit { what: "CreateSession", max: 40, seconds: 15 * 60 };
    for _ in 0..40 {
        allows(stores, limit, &format!("client {client}")).await.expect("Redis is up");
    }
}

#[tokio::test]
async fn whoever_does_the_work_may_try_further_so_often_and_elsewhere_not() {
    let scene = Scene::new().await;
    let (near, far) = (Door::of(&scene.stores, "192.0.2.7"), Door::of(&scene.stores, "192.0.2.8"));
    use_up(&scene.stores, "192.0.2.7").await;
    assert_eq!(near.guess("ada@example.com", None).await, Code::TooManyRequests);
    let asked = near.ask("log-in").await.expect("anybody may ask");
    assert_eq!((asked.bits, asked.lasts_seconds), (MIN_BITS, 300));
    let solution = solve(&asked);
    // Elsewhere it is none, and a number that does not fit is none; neither spoils it.
    assert_eq!(code(far.bring(&asked.challenge, solution).await), Code::ChallengeRefused);
    let wrong = (0..).find(|number| !fits(&asked, *number)).expect("most do not fit");
    assert_eq!(code(near.bring(&asked.challenge, wrong).await), Code::ChallengeRefused);
    let bought = near.bring(&asked.challenge, solution).await.expect("solved");
    assert_eq!((bought.tries, bought.lasts_seconds), (5, 600));
    assert_eq!(code(near.bring(&asked.challenge, solution).await), Code::ChallengeRefused, "it was used");
    // It is for logging in, from there.
    use_up(&scene.stores, "192.0.2.8").await;
    assert_eq!(far.guess("ada@example.com", Some(&bought.pass)).await, Code::TooManyRequests);
    for _ in 0..5 {
        assert_eq!(near.guess("ada@example.com", Some(&bought.pass)).await, Code::WrongCredentials);
    }
    assert_eq!(near.guess("ada@example.com", Some(&bought.pass)).await, Code::TooManyRequests, "it is used up");
    let next = near.ask("log-in").await.expect("anybody may ask");
    assert_eq!(next.bits, MIN_BITS + 1, "further tries cost more");
    assert_eq!(far.ask("log-in").await.expect("anybody may ask").bits, MIN_BITS, "and others no more than before");
}

#[tokio::test]
async fn a_pass_is_no_way_past_what_is_counted_of_an_account_and_one_for_something_else_none_at_all() {
    let scene = Scene::new().await;
    let near = Door::of(&scene.stores, "192.0.2.7");
    let mail = near.buy("mail").await.expect("solved");
    let log_in = near.buy("log-in").await.expect("solved");
    for _ in 0..10 {
        assert_eq!(near.guess("ada@example.com", None).await, Code::WrongCredentials);
    }
    assert_eq!(near.guess("ada@example.com", Some(&log_in.pass)).await, Code::TooManyRequests, "the account's bound");
    use_up(&scene.stores, "192.0.2.7").await;
    assert_eq!(
        near.guess("ada@example.com", Some(&log_in.pass)).await,
        Code::TooManyRequests,
        "with a pass in use, too"
    );
    use_up(&scene.stores, "192.0.2.9").await;
    let other = Door::of(&scene.stores, "192.0.2.9");
    assert_eq!(other.guess("bob@example.com", Some(&mail.pass)).await, Code::TooManyRequests);
    assert_eq!(code(near.ask("cart").await), Code::InvalidField, "carts are counted without a challenge");
    assert_eq!(code(near.ask("no such").await), Code::InvalidField);
}

#[tokio::test]
async fn what_is_over_or_was_made_up_is_no_challenge() {
    let scene = Scene::new().await;
    let near = Door::of(&scene.stores, "192.0.2.7");
    // Vouched for by the process that is asked, as a challenge of five minutes ago would be.
    let sealer = Sealer::default();
    let (class, client, nonce) = ("log-in".to_owned(), "192.0.2.7".to_owned(), "00".to_owned());
    let ticket = Ticket { class, client, expires: clock::unix_seconds() - 1, number: 0, nonce };
    let over = sealer.seal(TicketKind::Challenge, &ticket);
    assert_eq!(code(near.bring(&over, 0).await), Code::ChallengeRefused);
    let good = Ticket { expires: clock::unix_seconds() + 60, ..ticket };
    let pass = sealer.seal(TicketKind::Pass, &good);
    for none in [pass.as_str(), "", "a~b~c", "\u{7f}", &"x".repeat(500)] {
        assert_eq!(code(near.bring(none, 0).await), Code::ChallengeRefused, "{none:?}");
    }
    assert!(near.bring(&sealer.seal(TicketKind::Challenge, &good), 0).await.is_ok(), "the same in time");
}

#[tokio::test]
async fn tries_of_cards_and_codes_are_sold_to_an_end_and_those_of_an_account_without() {
    let scene = Scene::new().await;
    let near = Door::of(&scene.stores, "192.0.2.7");
    // As many as were bought, without the work.
    let sell = async |class: &str| {
        for _ in 0..6 {
            let whom = format!("{class} 192.0.2.7");
            origin_platform::throttle::allows(&scene.stores, super::SOLD, &whom).await.expect("Redis is up");
        }
    };
    for class in ["order", "code"] {
        let before = near.ask(class).await.expect("anybody may ask");
        sell(class).await;
        let refused = near.ask(class).await.expect_err("sold out");
        assert!(refused.code == Code::TooManyRequests && refused.retry_after.is_some_and(|left| left <= 900));
        assert_eq!(
            code(near.bring(&before.challenge, solve(&before)).await),
            Code::TooManyRequests,
            "solved meanwhile"
        );
    }
    sell("log-in").await;
    assert_eq!(near.ask("log-in").await.expect("without an end").bits, MAX_BITS);
}
