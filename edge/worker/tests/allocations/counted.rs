//! The system's allocator, which counts what each thread takes of it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ops::Sub;

/// What was taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Taken {
    /// How often memory was asked for, or more of it for what had some.
    pub times: u64,
    /// How many bytes were asked for, whole each time.
    pub bytes: u64,
}

impl Sub for Taken {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self { times: self.times - before.times, bytes: self.bytes - before.bytes }
    }
}

thread_local! {
    static TAKEN: Cell<Taken> = const { Cell::new(Taken { times: 0, bytes: 0 }) };
}

/// What this thread has taken since it began.
pub fn taken() -> Taken {
    TAKEN.get()
}

fn count(bytes: usize) {
    // A thread that ends may still allocate.
    let _ = TAKEN.try_with(|taken| {
        let Taken { times, bytes: before } = taken.get();
        taken.set(Taken { times: times + 1, bytes: before + bytes as u64 });
    });
}

/// The allocator.
pub struct Counted;

#[expect(unsafe_code, reason = "the trait is")]
// SAFETY: the system's allocator; counting allocates nothing.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: the caller's.
        unsafe { System.realloc(block, layout, size) }
    }
}
