//! What is good once is good once, though many come with it at the same time.

use futures::future::{join, join_all};

use super::*;

const EMAIL: &str = "ada@example.com";

/// How many succeeded; of the others, each for this reason.
fn one<T>(outcomes: Vec<Result<T, ServiceError>>, others: Code) -> T {
    let (right, wrong): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
    assert!(wrong.into_iter().all(|wrong| code(wrong) == others));
    let mut right: Vec<T> = right.into_iter().filter_map(Result::ok).collect();
    assert_eq!(right.len(), 1);
    right.remove(0)
}

impl Scene {
    async fn tickets(&self, count: usize) -> Vec<String> {
        let mut tickets = Vec::new();
        for _ in 0..count {
            tickets.push(self.begin(EMAIL, PASSWORD, None).await.expect("right"));
        }
        tickets
    }

    async fn finish_all(&self, attempts: &[(&String, &String)]) -> Vec<Result<Opened, ServiceError>> {
        let finish =
            async |(ticket, code): &(&String, &String)| sign_in::finish(&self.stores, ticket, code, None).await;
        join_all(attempts.iter().map(finish)).await
    }
}

#[tokio::test]
async fn invitations_codes_and_tickets_are_taken_once_by_many_at_once() {
    let scene = Scene::new().await;
    let token = invitations::invite(&scene.stores, By::command_line(), EMAIL, &[Role::Owner]).await.expect("open");
    let acceptance =
        Acceptance { name: "Ada".to_owned(), password: PASSWORD.to_owned(), code: scene.first_code(EMAIL).await };
    let all = (0..4).map(|_| invitations::accept(&scene.stores, &token, acceptance.clone()));
    let accepted = one(join_all(all).await, Code::LinkUsed);
    assert!(scene.session(&accepted.opened).await.is_some());

    let tickets = scene.tickets(3).await;
    let next = scene.code(EMAIL, 1).await;
    let attempts: Vec<_> = tickets.iter().map(|ticket| (ticket, &next)).collect();
    one(scene.finish_all(&attempts).await, Code::SignInCodeWrong);

    let (tickets, backup) = (scene.tickets(2).await, &accepted.backup_codes);
    let attempts = [(&tickets[0], &backup[0]), (&tickets[1], &backup[0])];
    one(scene.finish_all(&attempts).await, Code::SignInCodeWrong);
    let ticket = scene.tickets(1).await.remove(0);
    one(scene.finish_all(&[(&ticket, &backup[1]), (&ticket, &backup[2])]).await, Code::Unauthenticated);
}

#[tokio::test]
async fn nothing_of_an_account_outlives_the_password_and_the_codes_that_were_replaced() {
    let scene = Scene::new().await;
    let (_, before) = scene.member(EMAIL, &[Role::Owner]).await;
    let tickets = scene.tickets(2).await;
    let token = invitations::invite(&scene.stores, By::command_line(), EMAIL, &[Role::Owner]).await.expect("open");
    // At once: the old code comes first and its session ends, or it is too late.
    let (accepted, finished) = join(
        scene.accept(&token, EMAIL, "another kettle of fog"),
        sign_in::finish(&scene.stores, &tickets[0], &before.backup_codes[0], None),
    )
    .await;
    let accepted = accepted.expect("a good invitation");
    if let Ok(opened) = finished {
        assert!(scene.session(&opened).await.is_none());
    }
    let late = sign_in::finish(&scene.stores, &tickets[1], &accepted.backup_codes[0], None).await;
    assert_eq!(code(late), Code::Unauthenticated, "a ticket of the old password");
    assert!(scene.session(&before.opened).await.is_none() && scene.session(&accepted.opened).await.is_some());
    assert_eq!(code(scene.begin(EMAIL, PASSWORD, None).await), Code::WrongCredentials);
    // A browser that signs in again stays the one it is.
    let (device, new) = (accepted.opened.device.as_str(), "another kettle of fog");
    let ticket = scene.begin(EMAIL, new, Some(device)).await.expect("right");
    let again = sign_in::finish(&scene.stores, &ticket, &accepted.backup_codes[1], Some(device)).await.expect("right");
    assert_eq!(again.device, device);
    let ticket = scene.begin(EMAIL, new, None).await.expect("right");
    let other = sign_in::finish(&scene.stores, &ticket, &accepted.backup_codes[2], Some("x")).await.expect("right");
    assert!(other.device != device && other.device != "x");
}
