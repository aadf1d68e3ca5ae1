//! Signing in and managing staff, on stores of their own.

mod api_keys;
mod endpoints;
mod invitations_open;
mod once;
mod passkeys;

use api::problem::Code;
use origin_platform::{ServiceError, Stores, clock, secret};

use crate::invitations::{self, Acceptance, Accepted};
use crate::sign_in::{self, Attempt};
use crate::{By, Opened, Permission, Permissions, Role, Session, accounts, keys, session, totp};

const PASSWORD: &str = "a kettle of harbour fog";

struct Scene {
    stores: Stores,
}

/// Why something was refused.
fn code<T>(outcome: Result<T, ServiceError>) -> Code {
    outcome.err().expect("refused").into_problem().code
}

impl Scene {
    async fn new() -> Self {
        Self { stores: origin_testing::fresh_stores().await }
    }

    async fn execute(&self, sql: &'static str) {
        sqlx::query(sql).execute(&self.stores.db).await.expect("a good statement");
    }

    /// The code that an account's authenticator shows so many steps after the last one that was taken.
    async fn code(&self, email: &str, steps: i64) -> String {
        let (secret, last): (Vec<u8>, i64) =
            sqlx::query_as("select totp_secret, totp_last_step from staff.accounts where email = $1")
                .bind(email)
                .fetch_one(&self.stores.db)
                .await
                .expect("there is one");
        totp::code(&secret, 30 * (last + steps))
    }

    /// The code that the authenticator of whoever is invited shows now.
    async fn first_code(&self, email: &str) -> String {
        let secret: Vec<u8> = sqlx::query_scalar(
            "select totp_secret from staff.invitations where email = $1 order by used_at desc nulls first limit 1",
        )
        .bind(email)
        .fetch_one(&self.stores.db)
        .await
        .expect("they are invited");
        totp::code(&secret, clock::database_seconds(&self.stores.db).await.expect("PostgreSQL is up"))
    }

    async fn accept(&self, token: &str, email: &str, password: &str) -> Result<Accepted, ServiceError> {
        let code = self.first_code(email).await;
        let acceptance = Acceptance { name: "Ada".to_owned(), password: password.to_owned(), code };
        invitations::accept(&self.stores, token, acceptance).await
    }

    /// Somebody with these roles, signed in.
    async fn member(&self, email: &str, roles: &[Role]) -> (Session, Accepted) {
        let token =
            invitations::invite(&self.stores, By::command_line(), email, roles).await.expect("from the command line");
        let accepted = self.accept(&token, email, PASSWORD).await.expect("a good invitation");
        (self.session(&accepted.opened).await.expect("open"), accepted)
    }

    async fn session(&self, opened: &Opened) -> Option<Session> {
        session::current(&self.stores, &opened.session).await.expect("PostgreSQL is up")
    }

    async fn begin(&self, email: &str, password: &str, device: Option<&str>) -> Result<String, ServiceError> {
        let client = Some("192.0.2.7".parse().expect("an address"));
        sign_in::begin(&self.stores, Attempt { email, password: password.to_owned(), device, client }).await
    }
}

#[tokio::test]
async fn an_invitation_leads_to_an_account_that_signs_in_with_password_and_code() {
    let scene = Scene::new().await;
    let stores = &scene.stores;
    let token = invitations::invite(stores, By::command_line(), " Ada@Example.com", &[Role::Owner])
        .await
        .expect("a good address");
    let look = invitations::look(stores, &token).await.expect("open");
    assert_eq!((look.email.as_str(), look.roles.as_slice()), ("ada@example.com", &[Role::Owner][..]));
    assert!(look.totp_uri.contains(&look.totp_secret));
    // Neither a weak password nor a wrong code uses it up.
    assert_eq!(code(scene.accept(&token, "ada@example.com", "short").await), Code::InvalidField);
    let wrong = Acceptance { name: "Ada".to_owned(), password: PASSWORD.to_owned(), code: "12345".to_owned() };
    assert_eq!(code(invitations::accept(stores, &token, wrong).await), Code::SignInCodeWrong);
    let accepted = scene.accept(&token, "ada@example.com", PASSWORD).await.expect("a good invitation");
    assert_eq!(code(invitations::look(stores, &token).await.map(drop)), Code::LinkUsed);
    assert_eq!(code(scene.accept(&token, "ada@example.com", PASSWORD).await), Code::LinkUsed);
    assert_eq!(code(invitations::look(stores, "nothing").await.map(drop)), Code::LinkUnknown);
    let first = scene.session(&accepted.opened).await.expect("open");
    assert_eq!(first.permissions, Permissions::ALL);

    // The code that the invitation took is taken; the next one is good, once.
    let ticket = scene.begin("ADA@example.com", PASSWORD, None).await.expect("right");
    let taken = scene.code("ada@example.com", 0).await;
    let next = scene.code("ada@example.com", 1).await;
    assert_eq!(code(sign_in::finish(stores, &ticket, &taken, None).await), Code::SignInCodeWrong);
    let spaced = format!("{} {}", &next[..3], &next[3..]);
    let opened = sign_in::finish(stores, &ticket, &spaced, None).await.expect("right");
    assert_eq!(code(sign_in::finish(stores, &ticket, &next, None).await), Code::Unauthenticated, "the ticket is used");
    let ticket = scene.begin("ada@example.com", PASSWORD, None).await.expect("right");
    assert_eq!(code(sign_in::finish(stores, &ticket, &next, None).await), Code::SignInCodeWrong, "taken twice");
    // A backup code is good once.
    let backup = accepted.backup_codes[3].to_lowercase();
    let by_backup = sign_in::finish(stores, &ticket, &backup, None).await.expect("right");
    let ticket = scene.begin("ada@example.com", PASSWORD, None).await.expect("right");
    assert_eq!(code(sign_in::finish(stores, &ticket, &backup, None).await), Code::SignInCodeWrong);

    // Sessions end: each by itself, by time, and none is kept as its token.
    let (second, third) = (scene.session(&opened).await.expect("open"), scene.session(&by_backup).await.expect("open"));
    assert!(second.is_form_token(&second.form_token()) && !second.is_form_token(&third.form_token()));
    session::end(stores, &second).await.expect("PostgreSQL is up");
    assert!(scene.session(&opened).await.is_none() && scene.session(&by_backup).await.is_some());
    session::end_others(stores, &third).await.expect("PostgreSQL is up");
    assert!(scene.session(&accepted.opened).await.is_none());
    scene.execute("update staff.sessions set used_at = now() - interval '121 minutes'").await;
    assert!(scene.session(&by_backup).await.is_none(), "idle for too long");
    scene.execute("update staff.sessions set used_at = now(), opened_at = now() - interval '13 hours'").await;
    assert!(scene.session(&by_backup).await.is_none(), "open for too long");
    let kept: Vec<Vec<u8>> =
        sqlx::query_scalar("select id_sha256 from staff.sessions").fetch_all(&stores.db).await.expect("readable");
    assert_eq!(kept, [secret::sha256(&by_backup.session).to_vec()]);
}

#[tokio::test]
async fn whoever_guesses_is_stopped_and_locks_nobody_out() {
    let scene = Scene::new().await;
    let (_, accepted) = scene.member("ada@example.com", &[Role::Support]).await;
    let device = accepted.opened.device.as_str();
    for email in ["ada@example.com", "nobody@example.com"] {
        for _ in 0..10 {
            assert_eq!(code(scene.begin(email, "guessed wrongly", None).await), Code::WrongCredentials);
        }
        assert_eq!(code(scene.begin(email, PASSWORD, None).await), Code::TooManyRequests, "{email}");
    }
    // In a browser of hers she is not one of those who guess.
    let ticket = scene.begin("ada@example.com", PASSWORD, Some(device)).await.expect("her own browser");
    // Five codes a ticket, whatever they are.
    for _ in 0..5 {
        assert_eq!(
            code(sign_in::finish(&scene.stores, &ticket, "AAAA-AAAA-AAAA-AAAA", None).await),
            Code::SignInCodeWrong
        );
    }
    let right = scene.code("ada@example.com", 1).await;
    assert_eq!(code(sign_in::finish(&scene.stores, &ticket, &right, None).await), Code::Unauthenticated);
    let ticket = scene.begin("ada@example.com", PASSWORD, Some(device)).await.expect("her own browser");
    for _ in 0..4 {
        let guessed = sign_in::finish(&scene.stores, &ticket, "AAAA-AAAA-AAAA-AAAA", None).await;
        assert_eq!(code(guessed), Code::SignInCodeWrong);
    }
    let opened = sign_in::finish(&scene.stores, &ticket, &right, Some(device)).await.expect("the fifth is right");
    assert!(scene.session(&opened).await.is_some());
}

#[tokio::test]
async fn nobody_gives_or_takes_more_than_they_have_and_an_owner_stays() {
    let scene = Scene::new().await;
    let stores = &scene.stores;
    let (owner, _) = scene.member("owner@example.com", &[Role::Owner]).await;
    let (support, opened) = scene.member("support@example.com", &[Role::Support]).await;
    // Whoever manages nobody invites nobody, changes nobody and makes no key.
    let invited = invitations::invite(stores, &support, "eve@example.com", &[Role::Support]).await;
    assert_eq!(code(invited), Code::Forbidden);
    let to_owner = accounts::set_roles(stores, &support, support.account.id, &[Role::Owner]).await;
    assert_eq!(code(to_owner), Code::Forbidden);
    assert_eq!(code(accounts::deactivate(stores, &support, owner.account.id).await), Code::Forbidden);
    let own = Permissions::of(&[Permission::OrdersRead]);
    assert_eq!(code(keys::create(stores, &support, "feed", own, None).await), Code::Forbidden);
    // A link into an account is no way around it: neither is there one, nor does an older one outlive the right to it.
    let taken_over = invitations::invite(stores, &support, "owner@example.com", &[Role::Support]).await;
    assert_eq!(code(taken_over), Code::Forbidden);
    let (second, _) = scene.member("second@example.com", &[Role::Owner]).await;
    let token = invitations::invite(stores, &second, "eve@example.com", &[Role::Owner]).await.expect("an owner");
    let key = keys::create(stores, &second, "second's", Permissions::ALL, Some(30)).await.expect("an owner");
    accounts::set_roles(stores, &owner, second.account.id, &[Role::Analyst]).await.expect("an owner");
    assert_eq!(code(scene.accept(&token, "eve@example.com", PASSWORD).await), Code::LinkExpired);
    // The key lost what its account lost; the session that was read before opens nothing more.
    let left = origin_platform::staff::of_key(&stores.db, &key).await.expect("PostgreSQL is up").expect("valid");
    assert_eq!(left.permissions, Role::Analyst.permissions());
    assert_eq!(code(accounts::deactivate(stores, &second, owner.account.id).await), Code::Forbidden);
    // The last owner stays, whatever they do to themselves.
    assert_eq!(code(accounts::deactivate(stores, &owner, owner.account.id).await), Code::InvalidField);
    let demoted = accounts::set_roles(stores, &owner, owner.account.id, &[Role::Analyst]).await;
    assert_eq!(code(demoted), Code::InvalidField);
    // Whoever is ended is out at once, keys included.
    accounts::deactivate(stores, &owner, support.account.id).await.expect("an owner");
    assert!(scene.session(&opened.opened).await.is_none());
    assert_eq!(code(scene.begin("support@example.com", PASSWORD, None).await), Code::WrongCredentials);
    accounts::deactivate(stores, &owner, second.account.id).await.expect("an owner");
    assert_eq!(origin_platform::staff::of_key(&stores.db, &key).await.expect("PostgreSQL is up"), None);
    // All of it is in the log, which is whole.
    let log = origin_platform::audit::entries(&stores.db, None, None, 100).await.expect("readable");
    let actions: Vec<&str> = log.iter().map(|entry| entry.action.as_str()).collect();
    for action in ["invite staff", "accept invitation", "set roles", "deactivate staff", "create key"] {
        assert!(actions.contains(&action), "{action}: {actions:?}");
    }
    let chain = origin_platform::audit::verify(&stores.db).await.expect("readable");
    assert!(matches!(chain, origin_platform::audit::Chain::Whole(_)), "{chain:?}");
}

#[tokio::test]
async fn the_link_of_a_mail_opens_the_same_invitation_and_one_of_the_two_is_used() {
    let scene = Scene::new().await;
    let (email, by) = ("ada@example.com", By::command_line());
    let shown = invitations::invite(&scene.stores, by, email, &[Role::Owner]).await.expect("invited");
    let id: uuid::Uuid = sqlx::query_scalar("select id from staff.invitation_mails")
        .fetch_one(&scene.stores.db)
        .await
        .expect("there is one");
    let issue = async || invitations::issue_mail(&scene.stores.db, id).await.expect("PostgreSQL is up");
    let mail = issue().await.expect("it is open");
    assert_eq!(mail.to, email);
    scene.accept(&mail.token, email, PASSWORD).await.expect("a good invitation");
    for token in [&mail.token, &shown] {
        assert_eq!(code(scene.accept(token, email, PASSWORD).await), Code::LinkUsed);
    }
    assert!(issue().await.is_none(), "nothing is mailed of one that was accepted");
}
