//! Single-flight: many who want the same thing at the same time wait for one who fetches it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};

/// Fetches under way, by key. Nothing is kept once a fetch has ended.
#[derive(Debug)]
pub struct SingleFlight<T>(Arc<Mutex<UnderWay<T>>>);

type UnderWay<T> = HashMap<Arc<str>, Fetch<T>>;

/// A fetch that is under way, or has ended.
#[derive(Debug)]
struct Fetch<T> {
    /// Its value; nothing if it panicked. Whoever waits is woken in the order in which they came: a `watch` of tokio
    /// draws lots, and then a seed would not decide what a simulation does.
    value: Shared<BoxFuture<'static, Option<T>>>,
    /// The fetch that followed it, if it failed those who waited for it.
    next: Arc<OnceLock<Fetch<T>>>,
}

impl<T> Clone for Fetch<T> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), next: Arc::clone(&self.next) }
    }
}

/// One caller's part in a fetch.
#[derive(Debug)]
pub struct Call<T> {
    fetch: Fetch<T>,
    /// Whether the fetch is the caller's own, and not another's that was under way already.
    pub is_leader: bool,
}

impl<T: Clone> Call<T> {
    /// Waits for the fetch to end; nothing when it panicked.
    pub async fn wait(&self) -> Option<T> {
        self.fetch.value.clone().await
    }
}

impl<T> Default for SingleFlight<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Clone + Send + Sync + 'static> SingleFlight<T> {
    /// Joins the fetch of `key` that is under way, or begins one. It is a task of its own: a
    /// caller that goes away, or waits no longer, does not end what others wait for.
    pub fn join<F>(&self, key: &Arc<str>, fetch: impl FnOnce() -> F) -> Call<T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fetch) = under_way.get(key) {
            return Call { fetch: fetch.clone(), is_leader: false };
        }
        self.begin(&mut under_way, vec![Arc::clone(key)], fetch())
    }

    /// Whether anything is being fetched.
    pub fn is_any_under_way(&self) -> bool {
        !self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Joins the fetches of `keys` that are under way, each once, and begins others for the keys that
    /// nobody fetches, at most `most` keys in one.
    pub fn join_many<F>(&self, keys: &[Arc<str>], most: usize, fetch: impl Fn(Vec<Arc<str>>) -> F) -> Vec<Call<T>>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut calls: Vec<Call<T>> = Vec::new();
        let mut own = Vec::new();
        for key in keys {
            match under_way.get(key) {
                Some(fetch) if calls.iter().any(|call| Arc::ptr_eq(&call.fetch.next, &fetch.next)) => {}
                Some(fetch) => calls.push(Call { fetch: fetch.clone(), is_leader: false }),
                None => own.push(Arc::clone(key)),
            }
        }
        for keys in own.chunks(most) {
            calls.push(self.begin(&mut under_way, keys.to_vec(), fetch(keys.to_vec())));
        }
        calls
    }

    /// Joins the one fetch that follows `failed`: the same for all who waited for that, however
    /// late each of them hears of its failure.
    pub fn join_next<F>(&self, failed: &Call<T>, key: &Arc<str>, fetch: impl FnOnce() -> F) -> Call<T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let mut is_leader = false;
        let next = failed.fetch.next.get_or_init(|| {
            let call = self.join(key, fetch);
            is_leader = call.is_leader;
            call.fetch
        });
        Call { fetch: next.clone(), is_leader }
    }

    /// Whether nothing is under way.
    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    fn begin<F>(&self, under_way: &mut UnderWay<T>, keys: Vec<Arc<str>>, fetch: F) -> Call<T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let entry = Entry { under_way: Arc::clone(&self.0), keys: keys.clone() };
        let task = tokio::spawn(async move {
            let value = fetch.await;
            // Whoever comes from now on wants a newer value than this one.
            drop(entry);
            value
        });
        let value = task.map(Result::ok).boxed().shared();
        let begun = Fetch { value, next: Arc::default() };
        for key in keys {
            under_way.insert(key, begun.clone());
        }
        Call { fetch: begun, is_leader: true }
    }
}

/// Takes a fetch off the list when it ends, by a panic too.
struct Entry<T> {
    under_way: Arc<Mutex<UnderWay<T>>>,
    keys: Vec<Arc<str>>,
}

impl<T> Drop for Entry<T> {
    fn drop(&mut self) {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        for key in &self.keys {
            under_way.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future::join_all;

    fn key() -> Arc<str> {
        "a".into()
    }

    #[tokio::test]
    async fn five_hundred_wait_for_one() {
        let (calls, fetches) = (SingleFlight::default(), Arc::new(AtomicUsize::new(0)));
        let fetch = || {
            let fetches = Arc::clone(&fetches);
            async move { fetches.fetch_add(1, Ordering::SeqCst) }
        };
        // On one thread no fetch runs before this one waits, so all have joined by then.
        let joined: Vec<_> = (0..500).map(|_| calls.join(&key(), fetch)).collect();
        assert_eq!(joined.iter().filter(|call| call.is_leader).count(), 1);
        let values = join_all(joined.iter().map(Call::wait)).await;
        assert_eq!(values, vec![Some(0); 500]);
        let next = calls.join(&key(), fetch);
        assert!(next.is_leader, "nothing is kept");
        assert_eq!(next.wait().await, Some(1));
    }

    #[tokio::test]
    async fn a_leader_that_goes_away_has_its_fetch_end_all_the_same() {
        let calls = SingleFlight::default();
        drop(calls.join(&key(), || async { 7 }));
        let joined = calls.join(&key(), || async { 8 });
        assert!(!joined.is_leader);
        assert_eq!(joined.wait().await, Some(7));
    }

    #[tokio::test]
    async fn one_fetch_follows_a_failed_one_however_late_somebody_hears_of_it() {
        let calls = SingleFlight::default();
        let joined: Vec<_> = (0..3).map(|_| calls.join(&key(), || async { Err("failed") })).collect();
        assert_eq!(joined[0].wait().await, Some(Err("failed")));
        let early = calls.join_next(&joined[1], &key(), || async { Ok(1) });
        assert!(early.is_leader);
        assert_eq!(early.wait().await, Some(Ok(1)));
        let late = calls.join_next(&joined[2], &key(), || async { Ok(2) });
        assert!(!late.is_leader);
        assert_eq!(late.wait().await, Some(Ok(1)), "it began after this one had asked, so it is new enough");
    }

    #[tokio::test]
    async fn whoever_waits_goes_on_in_the_order_in_which_they_came() {
        let (calls, order) = (SingleFlight::default(), Arc::new(Mutex::new(Vec::new())));
        let (sender, told) = tokio::sync::oneshot::channel::<()>();
        let first = calls.join(&key(), || async move { told.await.is_ok() });
        let waiting: Vec<_> = (0..50)
            .map(|number| {
                let (call, order) = (calls.join(&key(), || async { false }), Arc::clone(&order));
                tokio::spawn(async move {
                    call.wait().await;
                    order.lock().expect("no panic").push(number);
                })
            })
            .collect();
        // On one thread all of them wait before this goes on.
        tokio::task::yield_now().await;
        sender.send(()).expect("it waits");
        assert_eq!(first.wait().await, Some(true));
        join_all(waiting).await;
        assert_eq!(*order.lock().expect("no panic"), (0..50).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_panic_ends_the_fetch_and_the_next_one_is_made() {
        let calls = SingleFlight::<u8>::default();
        assert_eq!(calls.join(&key(), || async { panic!("on purpose") }).wait().await, None);
        assert_eq!(calls.join(&key(), || async { 8 }).wait().await, Some(8));
    }
}
