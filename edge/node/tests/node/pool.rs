//! Requests that wait for an instance: where the program ends, where nobody waits any more, and beside a busy loop.

use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use edge_node::config::base_address;
use edge_node::http::client::Client;
use edge_node::origin::calling::Caller;
use edge_node::wasm::artifact;
use edge_node::wasm::instances::MadeOf;
use edge_node::wasm::instances::entry::EntryPre;
use edge_node::wasm::instances::line::Order;
use edge_node::wasm::instances::pool::{InstanceError, Pool};
use edge_node::wasm::key_value::KeyValue;
use edge_node::wasm::outgoing::Outgoing;
use edge_node::wasm::runtime::{self, Limits, Shared};
use edge_node::wasm::variables::Variables;
use http::Request;

use crate::testing::{Origin, component, eventually, free_address};

/// Instances of the misbehaving component.
fn pool(origin: SocketAddr, at_once: usize) -> Arc<Pool> {
    let limits = Limits::default();
    let engine = runtime::engine(&limits).expect("an engine");
    let worker = artifact::load(&engine, &component("SELVEDGE_GUEST")).expect("the component");
    let entry = EntryPre::new(&engine, &worker, false).expect("a worker");
    let origin = base_address(&format!("http://{origin}")).expect("an address");
    let members = Arc::new(edge_node::origin::Pool::new(&[origin], 16));
    let caller = Caller::new(members, Client::new(None).expect("TLS"));
    let shared = Arc::new(Shared {
        key_value: Arc::new(KeyValue::new(Arc::default(), Arc::default())),
        variables: Variables::new("http://shop.example", None),
        outgoing: Outgoing::new(caller, None, Arc::default(), Arc::default()).expect("no keys"),
        metrics: Arc::default(),
    });
    let timeout = Duration::from_secs(60);
    let made_of = Arc::new(MadeOf { engine, entry, shared, limits, timeout, stopping: Arc::default() });
    Pool::new(&made_of, at_once, Order::LastServedFirst)
}

fn get(path: &str) -> Request<Bytes> {
    Request::get(format!("http://shop.example{path}")).body(Bytes::new()).expect("a request")
}

fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn where_the_program_ends_nobody_waits_for_an_instance() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let pool = {
        let _within = runtime.enter();
        pool(free_address(), 1)
    };
    let mut waiting = pin!(pool.answer(get("/good")));
    let current = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    // The instance is about to begin.
    assert!(current.block_on(async { poll(waiting.as_mut()) }).is_pending());
    drop(current);
    assert!(matches!(poll(waiting.as_mut()), Poll::Ready(Err(InstanceError::Ended))));
    // And whoever comes now has none begin.
    waiting.set(pool.answer(get("/good")));
    assert!(matches!(poll(waiting.as_mut()), Poll::Ready(Err(InstanceError::Ended))));
}

#[tokio::test]
async fn what_nobody_waits_for_any_more_is_not_begun() {
    let origin = Origin::start().await;
    origin.open();
    let pool = pool(origin.address, 1);
    {
        let gone = pin!(pool.answer(get("/forgetful/a")));
        assert!(futures::poll!(gone).is_pending(), "the instance has not begun");
    }
    let answer = pool.answer(get("/forgetful/b")).await.expect("an answer");
    assert_eq!(answer.body(), "/forgetful/b a product");
    assert_eq!(origin.calls(), 1);
}

#[tokio::test]
async fn an_instance_whose_answer_was_none_takes_no_other_request() {
    let origin = Origin::start().await;
    origin.open();
    let pool = pool(origin.address, 1);
    let last = async || pool.answer(get("/last")).await.expect("an answer").into_body();
    pool.answer(get("/forgetful/a")).await.expect("an answer");
    assert_eq!(last().await, "/forgetful/a", "the same instance");
    assert!(matches!(pool.answer(get("/endless")).await, Err(InstanceError::Call(_))));
    assert_eq!(last().await, "", "another one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_loop_keeps_nobody_waiting_who_was_to_be_next() {
    let origin = Origin::start().await;
    let pool = pool(origin.address, 4);
    let busy = Arc::clone(&pool);
    tokio::spawn(async move { busy.answer(get("/wait-and-loop")).await.map(drop) });
    eventually("a call of the origin", async || origin.calls() == 1).await;
    origin.open();
    // The instance waits at first, and is the first to be called.
    for _ in 0..100 {
        let answer = tokio::time::timeout(Duration::from_secs(20), pool.answer(get("/good"))).await;
        assert_eq!(answer.expect("an answer before the loop is ended").expect("it is good").body(), "good");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
