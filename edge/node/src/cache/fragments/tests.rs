//! The fragments' own cache against a worker made for each test.

use std::sync::Mutex;

use tokio::sync::Semaphore;

use super::*;

struct Worker {
    fragments: Arc<FragmentCache>,
    tags: Arc<TagVersions>,
    /// A permit lets one call go on.
    gate: Arc<Semaphore>,
    asked: Arc<Mutex<Vec<String>>>,
}

/// A worker that makes every fragment but `eu:data:none`, and panics over `eu:data:panic`.
fn worker(open: usize) -> Worker {
    let (gate, asked) = (Arc::new(Semaphore::new(open)), Arc::new(Mutex::new(Vec::new())));
    let tags = Arc::new(TagVersions::default());
    tags.set_live(true);
    let (gate_of_worker, asked_of_worker) = (Arc::clone(&gate), Arc::clone(&asked));
    let render: Render = Box::new(move |target| {
        let (gate, asked) = (Arc::clone(&gate_of_worker), Arc::clone(&asked_of_worker));
        Box::pin(async move {
            let number = {
                let mut asked = asked.lock().expect("no panic");
                asked.push(target.to_string());
                asked.len()
            };
            gate.acquire().await.expect("open").forget();
            assert!(!target.contains("panic"), "as the test wants");
            let keys = target.split_once('?').expect("a query").1.split('&');
            let keys = keys.filter_map(|pair| pair.strip_prefix("key=")).filter(|key| *key != "eu:data:none");
            let fragments: Vec<_> = keys
                .map(|key| {
                    serde_json::json!({
                        "key": key, "html": format!("{key} {number}"), "tags": ["s:1"],
                        "fresh": 60, "stale_while_revalidate": 0, "stale_if_error": 0,
                    })
                })
                .collect();
            Ok(Response::new(Bytes::from(
                serde_json::json!({ "version": api::edge::VERSION, "fragments": fragments }).to_string(),
            )))
        })
    });
    let fragments = Arc::new(FragmentCache::new(1 << 20, Arc::clone(&tags), Arc::new(render)));
    Worker { fragments, tags, gate, asked }
}

impl Worker {
    fn ask(&self, keys: &[&str]) -> tokio::task::JoinHandle<Result<Vec<String>, FragmentError>> {
        let fragments = Arc::clone(&self.fragments);
        let keys: Vec<Arc<str>> = keys.iter().map(|key| Arc::from(*key)).collect();
        tokio::spawn(async move {
            let made = fragments.get(&keys).await?;
            let html = keys.iter().map(|key| made[key].html().to_owned());
            Ok(html.collect())
        })
    }

    /// Waits until the worker was asked so often, and says for what.
    async fn asked(&self, times: usize) -> Vec<String> {
        loop {
            let asked = self.asked.lock().expect("no panic").clone();
            if asked.len() == times {
                return asked;
            }
            assert!(asked.len() < times, "asked too often: {asked:?}");
            tokio::task::yield_now().await;
        }
    }
}

fn texts(texts: &[&str]) -> Result<Vec<String>, FragmentError> {
    Ok(texts.iter().map(|text| (*text).to_owned()).collect())
}

#[tokio::test]
async fn sets_that_overlap_have_each_fragment_made_once() {
    let worker = worker(0);
    let first = worker.ask(&["eu:price:a", "eu:price:b"]);
    worker.asked(1).await;
    let second = worker.ask(&["eu:price:b", "eu:price:c"]);
    let asked = worker.asked(2).await;
    assert_eq!(asked, ["/_edge/fragments?key=eu:price:a&key=eu:price:b", "/_edge/fragments?key=eu:price:c"]);
    worker.gate.add_permits(2);
    assert_eq!(first.await.expect("no panic"), texts(&["eu:price:a 1", "eu:price:b 1"]));
    assert_eq!(second.await.expect("no panic"), texts(&["eu:price:b 1", "eu:price:c 2"]));
    assert_eq!(worker.ask(&["eu:price:a"]).await.expect("no panic"), texts(&["eu:price:a 1"]), "it is kept");
}

#[tokio::test]
async fn who_comes_after_a_purge_is_not_given_what_began_before_it() {
    let worker = worker(0);
    let first = worker.ask(&["eu:price:a"]);
    worker.asked(1).await;
    worker.tags.purge(1, ["s:1"]);
    let second = worker.ask(&["eu:price:a"]);
    worker.gate.add_permits(2);
    assert_eq!(first.await.expect("no panic"), texts(&["eu:price:a 1"]));
    assert_eq!(second.await.expect("no panic"), texts(&["eu:price:a 2"]));
}

#[tokio::test]
async fn a_call_that_breaks_is_over_for_the_next() {
    let worker = worker(5);
    let broken = Err(FragmentError::Failed(WorkerError::Trapped));
    assert_eq!(worker.ask(&["eu:data:panic"]).await.expect("caught"), broken);
    assert_eq!(worker.ask(&["eu:data:panic"]).await.expect("caught"), broken);
    assert_eq!(worker.asked(2).await.len(), 2, "the first is not waited for");
    assert!(worker.fragments.calls.is_empty());
}

#[tokio::test]
async fn a_fragment_that_does_not_exist_is_said_to_be_absent() {
    let worker = worker(5);
    assert_eq!(worker.ask(&["eu:price:a", "eu:data:none"]).await.expect("no panic"), Err(FragmentError::Absent));
}

#[tokio::test]
async fn many_fragments_are_asked_for_in_calls_that_the_worker_takes() {
    let worker = worker(5);
    let keys: Vec<String> = (0..MAX_KEYS + 1).map(|number| format!("eu:price:{number}")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    assert_eq!(worker.ask(&keys).await.expect("no panic").map(|texts| texts.len()), Ok(keys.len()));
    assert_eq!(worker.asked(2).await.len(), 2);
}

#[test]
fn an_answer_that_makes_no_sense_has_no_fragments() {
    let answer = |status: StatusCode, body: &'static str| {
        let mut answer = Response::new(Bytes::from_static(body.as_bytes()));
        *answer.status_mut() = status;
        parse(&answer, 0, 0).len()
    };
    let entry = r#"{"key":"a","html":"","fresh":1,"stale_while_revalidate":0,"stale_if_error":0,"tags":[]}"#;
    let good: &str =
        Box::leak(format!(r#"{{"version":{},"fragments":[{entry}]}}"#, api::edge::VERSION).into_boxed_str());
    assert_eq!(answer(StatusCode::OK, good), 1);
    assert_eq!(answer(StatusCode::SERVICE_UNAVAILABLE, good), 0);
    for body in ["", "{}", r#"{"fragments":[{"key":"a"}]}"#] {
        assert_eq!(answer(StatusCode::OK, body), 0, "{body}");
    }
}
