//! The requests that wait for an instance, and the instances that wait for a request.
//!
//! Requests wait in the order in which they came, and an instance that has room takes the first. For each request one of
//! the instances that are free is called, the one that served last first: what it worked on lies in the processor's caches.
//! Where requests come faster than they are answered it goes on to those that came meanwhile, and whoever was called and
//! finds nothing left lies below all that have served since. Who was called and cannot take any has another one called, so
//! that for each request that waits an instance is on its way; and where one that was started finds its request taken, it
//! is there for the next, which starts none.

use std::collections::VecDeque;
use std::task::Waker;

/// In which order instances that are free are called.
#[derive(Clone, Copy, Debug)]
pub enum Order {
    /// First the one that served last.
    LastServedFirst,
    /// In turns, as other hosts do.
    InTurns,
}

/// Requests and instances of one kind.
pub struct Line<T> {
    order: Order,
    waiting: VecDeque<T>,
    /// Instances that are free, by their number and how to call them, in the order in which they served.
    free: VecDeque<(u64, Waker)>,
    /// How many were ever started.
    started: u64,
    /// How many were started or called and have not looked since. They are as many as those that wait, or more.
    on_their_way: usize,
}

/// One instance, as its line knows it.
#[derive(Debug)]
pub struct Seat {
    number: u64,
    state: State,
    /// Whether it has served since it was last free. A new one has nobody before it.
    has_served: bool,
}

/// What an instance does, as far as it knows by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// It was started for a request and has not looked for it yet.
    New,
    /// It was put among those that are free. It is there no more once it was called.
    Free,
    /// It serves, or takes none.
    Busy,
}

/// Who comes for a request.
#[must_use]
#[derive(Debug)]
pub enum Called {
    /// An instance that is free.
    Free(Waker),
    /// One that is to be started.
    New(Seat),
}

impl<T> Line<T> {
    /// Nobody waits.
    pub fn new(order: Order) -> Self {
        Self { order, waiting: VecDeque::new(), free: VecDeque::new(), started: 0, on_their_way: 0 }
    }

    /// A request comes. Says who is to be called, unless somebody comes who has nothing else to do.
    pub fn push(&mut self, request: T) -> Option<Called> {
        self.waiting.push_back(request);
        self.call()
    }

    fn call(&mut self) -> Option<Called> {
        let next = match self.order {
            Order::LastServedFirst => self.free.pop_back(),
            Order::InTurns => self.free.remove(0),
        };
        if let Some((_, waker)) = next {
            self.on_their_way += 1;
            return Some(Called::Free(waker));
        }
        if self.on_their_way >= self.waiting.len() {
            return None;
        }
        self.started += 1;
        self.on_their_way += 1;
        Some(Called::New(Seat { number: self.started, state: State::New, has_served: true }))
    }

    /// Whoever has room takes the request that has waited for longest. If there is none it is free from now on, and woken
    /// when there is one.
    pub fn take(&mut self, seat: &mut Seat, waker: &Waker) -> Option<T> {
        let request = self.waiting.remove(0);
        if request.is_none()
            && let Some(place) = self.place(seat)
        {
            self.free[place].1.clone_from(waker);
            return None;
        }
        self.remove(seat);
        if request.is_some() {
            seat.has_served = true;
            return request;
        }
        let free = (seat.number, waker.clone());
        match seat.has_served {
            true => self.free.push_back(free),
            false => self.free.insert(0, free),
        }
        (seat.state, seat.has_served) = (State::Free, false);
        None
    }

    /// Whoever has no room takes none. Says who comes instead, if it was called to one that still waits.
    pub fn leave(&mut self, seat: &mut Seat) -> Option<Called> {
        let is_missed = self.remove(seat) && self.on_their_way < self.waiting.len();
        if is_missed { self.call() } else { None }
    }

    /// Whoever has not even begun has nobody called: that one could end as it did. Where nobody else comes for it, the
    /// request that has waited for longest goes with it.
    pub fn give_up(&mut self, seat: &mut Seat) -> Option<T> {
        let is_missed = self.remove(seat) && self.on_their_way < self.waiting.len();
        if is_missed { self.waiting.remove(0) } else { None }
    }

    /// The instance is neither free nor on its way any more. Says whether it was on its way.
    fn remove(&mut self, seat: &mut Seat) -> bool {
        let place = self.place(seat);
        if let Some(place) = place {
            self.free.remove(place);
        }
        let was_called = match std::mem::replace(&mut seat.state, State::Busy) {
            State::New => true,
            State::Free => place.is_none(),
            State::Busy => false,
        };
        if was_called {
            self.on_their_way -= 1;
        }
        was_called
    }

    fn place(&self, seat: &Seat) -> Option<usize> {
        // Who served last is found first.
        let there = || self.free.iter().rposition(|(number, _)| *number == seat.number);
        if seat.state == State::Free { there() } else { None }
    }
}

impl Seat {
    /// Whether it matters to its line if it leaves: it is free, or was called.
    pub fn is_expected(&self) -> bool {
        self.state != State::Busy
    }

    /// Whether it has not looked for a request yet.
    pub fn is_new(&self) -> bool {
        self.state == State::New
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;

    use super::*;

    /// Counts how often an instance is called.
    #[derive(Default)]
    struct Calls(AtomicUsize);

    impl Wake for Calls {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// An instance that takes one request at a time.
    struct Instance {
        seat: Seat,
        calls: Arc<Calls>,
    }

    impl Instance {
        fn started(called: Option<Called>) -> Self {
            match called {
                Some(Called::New(seat)) => Self { seat, calls: Arc::default() },
                other => panic!("one is to be started: {other:?}"),
            }
        }

        fn take(&mut self, line: &mut Line<u32>) -> Option<u32> {
            line.take(&mut self.seat, &Waker::from(Arc::clone(&self.calls)))
        }

        fn leave(&mut self, line: &mut Line<u32>) -> Option<Called> {
            line.leave(&mut self.seat)
        }

        /// Whether it has been called since it was asked last.
        fn was_called(&self) -> bool {
            self.calls.0.swap(0, Ordering::Relaxed) > 0
        }
    }

    /// So many instances that have served one after the other, and are free.
    fn free(line: &mut Line<u32>, count: usize) -> Vec<Instance> {
        let mut instances: Vec<_> = (0..count).map(|_| Instance::started(line.push(0))).collect();
        for instance in &mut instances {
            assert_eq!(instance.take(line), Some(0));
        }
        for instance in &mut instances {
            assert_eq!(instance.take(line), None);
        }
        instances
    }

    fn called(line: &mut Line<u32>, instances: &[Instance], request: u32) -> Option<usize> {
        match line.push(request) {
            Some(Called::Free(waker)) => waker.wake(),
            Some(Called::New(_)) => return None,
            None => panic!("somebody comes already"),
        }
        instances.iter().position(Instance::was_called)
    }

    #[test]
    fn the_one_that_served_last_is_called_first_or_they_take_turns() {
        for (order, expected) in [(Order::LastServedFirst, [2, 2, 2]), (Order::InTurns, [0, 1, 2])] {
            let mut line = Line::new(order);
            let mut instances = free(&mut line, 3);
            for one in expected {
                assert_eq!(called(&mut line, &instances, 7), Some(one), "{order:?}");
                assert_eq!(instances[one].take(&mut line), Some(7));
                assert_eq!(instances[one].take(&mut line), None);
            }
        }
    }

    #[test]
    fn whoever_finds_nothing_left_is_where_it_was() {
        for (order, [first, second, next]) in [(Order::LastServedFirst, [2, 1, 2]), (Order::InTurns, [0, 1, 1])] {
            let mut line = Line::new(order);
            let mut instances = free(&mut line, 3);
            assert_eq!(called(&mut line, &instances, 1), Some(first));
            assert_eq!(called(&mut line, &instances, 2), Some(second));
            // It takes both before the other one gets to it.
            assert_eq!(instances[first].take(&mut line), Some(1));
            assert_eq!(instances[first].take(&mut line), Some(2));
            assert_eq!(instances[first].take(&mut line), None);
            assert_eq!(instances[second].take(&mut line), None);
            assert_eq!(called(&mut line, &instances, 3), Some(next), "{order:?}");
        }
    }

    #[test]
    fn one_is_started_for_each_request_that_nobody_is_free_for() {
        let mut line = Line::new(Order::LastServedFirst);
        let instances = free(&mut line, 2);
        assert!(called(&mut line, &instances, 1).is_some());
        assert!(called(&mut line, &instances, 2).is_some());
        assert_eq!(called(&mut line, &instances, 3), None);
    }

    #[test]
    fn whoever_was_called_and_has_no_room_has_another_one_called() {
        let mut line = Line::new(Order::LastServedFirst);
        let mut instances = free(&mut line, 2);
        assert_eq!(called(&mut line, &instances, 1), Some(1));
        match instances[1].leave(&mut line) {
            Some(Called::Free(waker)) => waker.wake(),
            other => panic!("the other one is free: {other:?}"),
        }
        assert!(instances[0].was_called());
        // Nor has that one, and a new one is started, which ends before it has looked.
        let mut third = Instance::started(instances[0].leave(&mut line));
        let mut fourth = Instance::started(third.leave(&mut line));
        assert_eq!(fourth.take(&mut line), Some(1));
    }

    #[test]
    fn whoever_was_not_called_may_leave() {
        let mut line = Line::new(Order::LastServedFirst);
        let mut instances = free(&mut line, 2);
        assert!(instances[1].leave(&mut line).is_none());
        assert_eq!(called(&mut line, &instances, 1), Some(0));
        // It was called, and has served: nobody is missed.
        assert_eq!(instances[0].take(&mut line), Some(1));
        assert!(instances[0].leave(&mut line).is_none());
        // Busy, and not called to what comes now.
        let mut second = Instance::started(line.push(2));
        assert!(instances[0].leave(&mut line).is_none());
        assert_eq!(second.take(&mut line), Some(2));
    }

    #[test]
    fn what_waits_for_an_instance_that_cannot_be_made_is_given_up() {
        let mut line = Line::new(Order::InTurns);
        let mut one = Instance::started(line.push(1));
        let mut other = Instance::started(line.push(2));
        assert_eq!(line.give_up(&mut one.seat), Some(1));
        assert!(one.leave(&mut line).is_none(), "the other one is on its way");
        assert_eq!(other.take(&mut line), Some(2));
    }

    /// An instance that is free, and one that has not begun while the other took both requests.
    fn one_too_many(line: &mut Line<u32>) -> (Vec<Instance>, Instance) {
        let mut instances = free(line, 1);
        assert_eq!(called(line, &instances, 1), Some(0));
        let second = Instance::started(line.push(2));
        for expected in [Some(1), Some(2), None] {
            assert_eq!(instances[0].take(line), expected);
        }
        (instances, second)
    }

    #[test]
    fn whoever_begins_and_has_nothing_to_do_comes_for_the_next() {
        let mut line = Line::new(Order::LastServedFirst);
        let (mut instances, mut second) = one_too_many(&mut line);
        assert_eq!(called(&mut line, &instances, 3), Some(0));
        assert!(line.push(4).is_none(), "the second one is on its way");
        let mut third = Instance::started(line.push(5));
        for (instance, expected) in [(&mut second, 3), (&mut third, 4), (&mut instances[0], 5)] {
            assert_eq!(instance.take(&mut line), Some(expected));
        }
    }

    #[test]
    fn what_another_one_comes_for_is_not_given_up() {
        let mut line = Line::new(Order::LastServedFirst);
        let (mut instances, mut second) = one_too_many(&mut line);
        assert_eq!(called(&mut line, &instances, 3), Some(0));
        assert_eq!(line.give_up(&mut second.seat), None);
        assert!(second.leave(&mut line).is_none());
        // Whoever was called may leave, and then another one is started, for nobody comes any more.
        let mut third = Instance::started(instances[0].leave(&mut line));
        assert_eq!(third.take(&mut line), Some(3));
    }
}
