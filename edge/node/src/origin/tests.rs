//! Calls to small servers of this process.

use std::time::Duration;

use bytes::Bytes;
use http::request::Parts;
use http::{Method, Request};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::calling::{CallError, Caller};
use super::health::Seen;
use super::*;
use crate::config::base_address;

const TIMEOUT: Duration = Duration::from_secs(2);

/// What a server does with each connection.
#[derive(Clone, Copy)]
enum Habit {
    Answer,
    HangUp,
    KeepSilent,
}

/// A server, and a message for each request that reached it.
async fn server(habit: Habit) -> (BaseAddress, mpsc::UnboundedReceiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = base_address(&format!("http://{}", listener.local_addr().expect("bound"))).expect("an address");
    let (told, seen) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut kept = Vec::new();
        loop {
            let (mut stream, _) = listener.accept().await.expect("a connection");
            let mut bytes = [0; 4096];
            if stream.read(&mut bytes).await.unwrap_or(0) == 0 {
                continue;
            }
            told.send(()).ok();
            match habit {
                Habit::Answer => {
                    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok";
                    stream.write_all(answer).await.ok();
                }
                Habit::HangUp => drop(stream),
                Habit::KeepSilent => kept.push(stream),
            }
        }
    });
    (address, seen)
}

/// An address where nobody listens.
fn nobody() -> BaseAddress {
    base_address(&format!("http://127.0.0.1:{}", ports::free_port())).expect("an address")
}

fn call(method: Method) -> Parts {
    Request::builder().method(method).uri("http://origin/v1/things").body(()).expect("a request").into_parts().0
}

fn caller(addresses: &[BaseAddress]) -> (Arc<Pool>, Caller) {
    let pool = Arc::new(Pool::new(addresses, 16));
    (Arc::clone(&pool), Caller::new(pool))
}

#[tokio::test]
async fn a_read_goes_to_another_and_who_fails_is_left_out() {
    let ((good, mut reached), (bad, mut reached_bad)) = (server(Habit::Answer).await, server(Habit::HangUp).await);
    let (pool, caller) = caller(&[good, bad, nobody()]);
    for _ in 0..60 {
        let answer = caller.call(call(Method::GET), Bytes::new(), TIMEOUT).await.expect("somebody answers");
        assert_eq!(answer.body(), "ok");
        reached.recv().await.expect("it was this one");
    }
    let asked_in_vain = std::iter::from_fn(|| reached_bad.try_recv().ok()).count();
    // Three times until it was left out, and then once in a growing while.
    assert!((3..12).contains(&asked_in_vain), "{asked_in_vain}");
    assert_eq!(
        pool.report().iter().map(|report| (report.pending, report.answered)).collect::<Vec<_>>(),
        [(0, 60), (0, 0), (0, 0)]
    );
}

#[tokio::test]
async fn a_write_is_sent_again_only_if_it_was_not_sent() {
    let (good, mut reached) = server(Habit::Answer).await;
    let (_, two) = caller(&[good, nobody()]);
    for _ in 0..10 {
        two.call(call(Method::POST), Bytes::from_static(b"{}"), TIMEOUT).await.expect("somebody answers");
        reached.recv().await.expect("it was this one");
    }
    let ((one, mut to_one), (other, mut to_other)) = (server(Habit::HangUp).await, server(Habit::HangUp).await);
    let (_, two) = caller(&[one, other]);
    let answer = two.call(call(Method::POST), Bytes::from_static(b"{}"), TIMEOUT).await;
    assert_eq!(answer.err(), Some(CallError::Broken));
    let sent = usize::from(to_one.try_recv().is_ok()) + usize::from(to_other.try_recv().is_ok());
    assert_eq!(sent, 1, "nobody knows what became of the first");
}

#[tokio::test]
async fn a_silent_member_leaves_time_to_ask_another() {
    let ((good, _seen), (silent, _kept)) = (server(Habit::Answer).await, server(Habit::KeepSilent).await);
    let (_, caller) = caller(&[good, silent]);
    for _ in 0..3 {
        let answer = caller.call(call(Method::GET), Bytes::new(), TIMEOUT).await;
        assert!(answer.is_ok(), "{answer:?}");
    }
}

#[tokio::test]
async fn without_anybody_it_fails_at_once_and_a_probe_heals_it() {
    let (good, _seen) = server(Habit::Answer).await;
    let (pool, caller) = caller(&[nobody()]);
    for _ in 0..5 {
        assert_eq!(caller.call(call(Method::GET), Bytes::new(), TIMEOUT).await.err(), Some(CallError::NotSent));
    }
    let refused = Some(CallError::Rejected(PoolRejection::AllDown));
    assert_eq!(caller.call(call(Method::GET), Bytes::new(), TIMEOUT).await.err(), refused, "the breaker is open");
    pool.set_members(&[good]);
    assert_eq!(caller.call(call(Method::GET), Bytes::new(), TIMEOUT).await.err(), refused);
    let seeing = async {
        while !pool.is_up() {
            tokio::task::yield_now().await;
        }
    };
    let origins =
        crate::config::origins::Origins::Named(pool.members().iter().map(|member| member.address.clone()).collect());
    tokio::select! {
        () = seeing => {}
        never = probing::watch(Arc::clone(&pool), origins) => match never {},
    }
    assert!(caller.call(call(Method::GET), Bytes::new(), TIMEOUT).await.is_ok());
}

#[test]
fn the_less_busy_is_chosen_up_to_its_limit_and_the_draining_last() {
    let now = Instant::now();
    let addresses: Vec<BaseAddress> =
        ["http://a", "http://b", "http://c"].map(|text| base_address(text).expect("an address")).to_vec();
    let pool = Pool::new(&addresses, 4);
    pool.members()[2].health().probed(Seen::Draining);
    let pending = |pool: &Pool| -> Vec<usize> { pool.report().iter().map(|report| report.pending).collect() };
    let mut permits: Vec<Permit> = (0..8).map(|_| pool.pick(&[], now).expect("there is room")).collect();
    assert_eq!(pending(&pool), [4, 4, 0], "of two members the less busy gets the next");
    permits.extend((0..4).map(|_| pool.pick(&[], now).expect("there is room")));
    assert_eq!(pending(&pool), [4, 4, 4]);
    assert_eq!(pool.pick(&[], now).map(|_| ()).err(), Some(PoolRejection::Full));
    drop(permits);
    assert_eq!(pending(&pool), [0, 0, 0]);
    for member in pool.members() {
        member.health().probed(Seen::Silent);
        member.health().probed(Seen::Silent);
    }
    assert_eq!(pool.pick(&[], now).map(|_| ()).err(), Some(PoolRejection::AllDown));
}

#[test]
fn load_is_spread_and_membership_changes_while_calls_are_under_way() {
    let now = Instant::now();
    let addresses: Vec<BaseAddress> =
        ["http://a", "http://b", "http://c"].map(|text| base_address(text).expect("an address")).to_vec();
    let pool = Pool::new(&addresses, 4);
    let mut counts = [0; 3];
    for _ in 0..3000 {
        let permit = pool.pick(&[], now).expect("there is room");
        let at = addresses.iter().position(|address| *address == permit.member().address).expect("a member");
        counts[at] += 1;
    }
    assert!(counts.iter().all(|count| *count > 800), "{counts:?}");
    let under_way = pool.pick(&[], now).expect("there is room");
    let rest: Vec<BaseAddress> =
        addresses.iter().filter(|address| **address != under_way.member().address).cloned().collect();
    pool.set_members(&rest);
    assert_eq!((pool.report().len(), under_way.member().pending()), (2, 1));
    for _ in 0..100 {
        assert!(!Arc::ptr_eq(pool.pick(&[], now).expect("there is room").member(), under_way.member()));
    }
}
