//! Many who want the same thing at the same time wait for one who fetches it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::sync::watch;

/// Fetches under way, by key. Nothing is kept once a fetch has ended.
#[derive(Debug)]
pub struct Flights<T>(Arc<Mutex<UnderWay<T>>>);

type UnderWay<T> = HashMap<Arc<str>, Fetch<T>>;

/// A fetch that is under way, or has ended.
#[derive(Debug)]
struct Fetch<T> {
    landing: watch::Receiver<Option<T>>,
    /// The fetch that followed it, if it failed those who waited for it.
    next: Arc<OnceLock<Fetch<T>>>,
}

impl<T> Clone for Fetch<T> {
    fn clone(&self) -> Self {
        Self { landing: self.landing.clone(), next: Arc::clone(&self.next) }
    }
}

/// One caller's place on a fetch.
#[derive(Debug)]
pub struct Flight<T> {
    fetch: Fetch<T>,
    /// Whether the fetch is the caller's own, and not another's that was under way already.
    pub led: bool,
}

impl<T: Clone> Flight<T> {
    /// Waits for the fetch to end; nothing when it panicked.
    pub async fn landed(&self) -> Option<T> {
        let mut landing = self.fetch.landing.clone();
        landing.wait_for(Option::is_some).await.ok().and_then(|value| value.clone())
    }
}

impl<T> Default for Flights<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Clone + Send + Sync + 'static> Flights<T> {
    /// Joins the fetch of `key` that is under way, or begins one. It is a task of its own: a
    /// caller that goes away, or waits no longer, does not end what others wait for.
    pub fn board<F>(&self, key: &Arc<str>, fetch: impl FnOnce() -> F) -> Flight<T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fetch) = under_way.get(key) {
            return Flight { fetch: fetch.clone(), led: false };
        }
        let (sender, landing) = watch::channel(None);
        let begun = Fetch { landing, next: Arc::default() };
        under_way.insert(Arc::clone(key), begun.clone());
        let entry = Entry { flights: Arc::clone(&self.0), key: Arc::clone(key) };
        let fetch = fetch();
        tokio::spawn(async move {
            let value = fetch.await;
            // Whoever comes from now on wants a newer value than this one.
            drop(entry);
            sender.send_replace(Some(value));
        });
        Flight { fetch: begun, led: true }
    }

    /// Joins the one fetch that follows `failed`: the same for all who waited for that, however
    /// late each of them hears of its failure.
    pub fn board_next<F>(&self, failed: &Flight<T>, key: &Arc<str>, fetch: impl FnOnce() -> F) -> Flight<T>
    where
        F: Future<Output = T> + Send + 'static,
    {
        let mut led = false;
        let next = failed.fetch.next.get_or_init(|| {
            let flight = self.board(key, fetch);
            led = flight.led;
            flight.fetch
        });
        Flight { fetch: next.clone(), led }
    }
}

/// Takes a flight off the list when it ends, by a panic too.
struct Entry<T> {
    flights: Arc<Mutex<UnderWay<T>>>,
    key: Arc<str>,
}

impl<T> Drop for Entry<T> {
    fn drop(&mut self) {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
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
        let (flights, fetches) = (Flights::default(), Arc::new(AtomicUsize::new(0)));
        let fetch = || {
            let fetches = Arc::clone(&fetches);
            async move { fetches.fetch_add(1, Ordering::SeqCst) }
        };
        // On one thread no fetch runs before this one waits, so all are on board by then.
        let boarded: Vec<_> = (0..500).map(|_| flights.board(&key(), fetch)).collect();
        assert_eq!(boarded.iter().filter(|flight| flight.led).count(), 1);
        let landed = join_all(boarded.iter().map(Flight::landed)).await;
        assert_eq!(landed, vec![Some(0); 500]);
        let next = flights.board(&key(), fetch);
        assert!(next.led, "nothing is kept");
        assert_eq!(next.landed().await, Some(1));
    }

    #[tokio::test]
    async fn a_leader_that_goes_away_lands_all_the_same() {
        let flights = Flights::default();
        drop(flights.board(&key(), || async { 7 }));
        let joined = flights.board(&key(), || async { 8 });
        assert!(!joined.led);
        assert_eq!(joined.landed().await, Some(7));
    }

    #[tokio::test]
    async fn one_fetch_follows_a_failed_one_however_late_somebody_hears_of_it() {
        let flights = Flights::default();
        let boarded: Vec<_> = (0..3).map(|_| flights.board(&key(), || async { Err("failed") })).collect();
        assert_eq!(boarded[0].landed().await, Some(Err("failed")));
        let early = flights.board_next(&boarded[1], &key(), || async { Ok(1) });
        assert!(early.led);
        assert_eq!(early.landed().await, Some(Ok(1)));
        let late = flights.board_next(&boarded[2], &key(), || async { Ok(2) });
        assert!(!late.led);
        assert_eq!(late.landed().await, Some(Ok(1)), "it began after this one had asked, so it is new enough");
    }

    #[tokio::test]
    async fn a_panic_ends_the_flight_and_the_next_one_flies() {
        let flights = Flights::<u8>::default();
        assert_eq!(flights.board(&key(), || async { panic!("on purpose") }).landed().await, None);
        assert_eq!(flights.board(&key(), || async { 8 }).landed().await, Some(8));
    }
}
