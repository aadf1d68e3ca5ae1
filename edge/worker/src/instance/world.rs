//! One request's world: the reactive owner, and with it all contexts, that its pages and server functions look
//! up while they are made.
//!
//! Leptos keeps the current owner in a variable of the thread. After a wait that would be the owner of whoever
//! ran last, where a host lets an instance serve several requests at once. So every poll of what is made for a
//! request goes through its world ([`World::run`]), which puts its own owner in place before and the one that was
//! there back afterwards. Between two polls nothing of a request is reachable.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hydration_context::SsrSharedContext;
use leptos::prelude::Owner;

/// The world of one request. It ends with what runs in it.
pub struct World {
    owner: Owner,
}

impl World {
    /// A world in which `provide` gives contexts.
    pub fn new(provide: impl FnOnce()) -> Self {
        let before = Owner::current();
        // Only islands wake up, and they carry their own data: nothing else is sent twice.
        let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
        owner.with(provide);
        // A new root makes itself the current owner.
        match before {
            Some(before) => before.set(),
            None => owner.clone().unset(),
        }
        Self { owner }
    }

    /// Makes a future in this world, and runs it there to its end.
    pub async fn run<F: Future>(self, make: impl FnOnce() -> F) -> F::Output {
        let future = inside(&self.owner, || Box::pin(make()));
        Inside { owner: self.owner, future: Some(future) }.await
    }
}

/// Does something in the world of `owner`.
fn inside<T>(owner: &Owner, act: impl FnOnce() -> T) -> T {
    let before = Owner::current();
    let value = owner.with(act);
    // That put the owner back, but not where its signals are kept.
    if let Some(before) = before {
        before.set();
    }
    value
}

struct Inside<F> {
    owner: Owner,
    /// None once it has ended.
    future: Option<Pin<Box<F>>>,
}

impl<F: Future> Future for Inside<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let Self { owner, future } = &mut *self;
        let polled = inside(owner, || future.as_mut().expect("polled after its end").as_mut().poll(context));
        if polled.is_ready() {
            inside(owner, || drop(future.take()));
        }
        polled
    }
}

impl<F> Drop for Inside<F> {
    fn drop(&mut self) {
        let Self { owner, future } = self;
        // Whoever asked may be gone before the end: what was made then goes in its own world, too.
        inside(owner, || {
            drop(future.take());
            owner.cleanup();
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt as _;
    use futures::future::join_all;
    use leptos::prelude::{GetUntracked as _, RwSignal, provide_context, use_context};

    #[derive(Clone, Debug, PartialEq, Eq)]
    struct Name(usize);

    /// Waits once, while others run.
    async fn wait() {
        let mut waited = false;
        std::future::poll_fn(|context| {
            context.waker().wake_by_ref();
            if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    /// What is looked up and kept in signals, before and after waits.
    async fn looked_up(number: usize) -> Vec<Option<Name>> {
        let mut seen = vec![use_context::<Name>()];
        let signal = RwSignal::new(number);
        for _ in 0..number % 4 {
            wait().await;
            seen.push(use_context::<Name>());
            seen.push(signal.try_get_untracked().map(Name));
        }
        seen
    }

    #[test]
    fn everyone_finds_their_own_after_every_wait() {
        let all = (0..16).map(|number| World::new(|| provide_context(Name(number))).run(move || looked_up(number)));
        for (number, seen) in join_all(all).now_or_never_in_turns().into_iter().enumerate() {
            assert!(seen.iter().all(|name| *name == Some(Name(number))), "{number}: {seen:?}");
        }
        assert!(Owner::current().is_none(), "nothing is left");
    }

    #[test]
    fn without_worlds_this_test_finds_what_is_mixed_up() {
        let all = (0..16).map(|number| {
            // As Leptos does it by itself.
            let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
            owner.with(|| provide_context(Name(number)));
            async move {
                let seen = looked_up(number).await;
                drop(owner);
                seen
            }
        });
        let seen = join_all(all).now_or_never_in_turns();
        let wrong = |(number, seen): (usize, &Vec<Option<Name>>)| seen.iter().any(|name| *name != Some(Name(number)));
        assert!(seen.iter().enumerate().any(wrong), "{seen:?}");
    }

    #[test]
    fn a_world_within_another_one_gives_it_back() {
        let outer = World::new(|| provide_context(Name(1)));
        let seen = outer.run(|| async {
            let signal = RwSignal::new(1);
            let inner = World::new(|| provide_context(Name(2))).run(|| async { use_context::<Name>() }).await;
            (inner, use_context::<Name>(), signal.try_get_untracked())
        });
        assert_eq!(seen.now_or_never(), Some((Some(Name(2)), Some(Name(1)), Some(1))));
    }

    #[test]
    fn who_goes_away_leaves_nothing_behind() {
        let mut waiting = Box::pin(World::new(|| provide_context(Name(1))).run(|| async {
            let signal = RwSignal::new(1);
            wait().await;
            signal.get_untracked()
        }));
        assert!(waiting.as_mut().now_or_never().is_none());
        drop(waiting);
        assert!(Owner::current().is_none());
    }

    trait InTurns: Future + Sized {
        /// Polls until it is done.
        fn now_or_never_in_turns(self) -> Self::Output {
            let mut this = Box::pin(self);
            loop {
                if let Some(output) = this.as_mut().now_or_never() {
                    return output;
                }
            }
        }
    }

    impl<F: Future> InTurns for F {}
}
