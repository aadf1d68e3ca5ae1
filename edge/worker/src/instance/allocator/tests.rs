//! The allocator against a model: what is in each block, and that nobody else writes there.

use std::cell::Cell;

use proptest::prelude::*;

use super::*;

/// The system's allocator, which counts what it has given.
#[derive(Default)]
struct Counted {
    chunks: Cell<usize>,
    /// Bytes in use beside the chunks.
    large: Cell<usize>,
}

#[expect(unsafe_code, reason = "the trait is")]
// SAFETY: the system's allocator.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match layout == chunk() {
            true => self.chunks.set(self.chunks.get() + 1),
            false => self.large.set(self.large.get() + layout.size()),
        }
        // SAFETY: the caller's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        self.large.set(self.large.get() - layout.size());
        // SAFETY: the caller's.
        unsafe { System.dealloc(block, layout) }
    }
}

/// A block in use, all of whose bytes are its mark.
struct Used {
    block: *mut u8,
    layout: Layout,
    mark: u8,
}

/// A program that allocates, and looks whether its blocks are its own.
#[derive(Default)]
struct Program {
    used: Vec<Used>,
    made: u8,
}

#[expect(unsafe_code, reason = "calls the allocator as a program does")]
impl Program {
    fn mark(&mut self) -> u8 {
        self.made = self.made.wrapping_add(1);
        self.made
    }

    fn take(&mut self, from: &Allocator<Counted>, layout: Layout, zeroed: bool) {
        // SAFETY: the layout is not empty, and as many bytes are written as it says.
        unsafe {
            let block = if zeroed { from.alloc_zeroed(layout) } else { from.alloc(layout) };
            assert_eq!(block.align_offset(layout.align()), 0, "{layout:?}");
            if zeroed {
                assert!(std::slice::from_raw_parts(block, layout.size()).iter().all(|byte| *byte == 0));
            }
            let mark = self.mark();
            ptr::write_bytes(block, mark, layout.size());
            self.used.push(Used { block, layout, mark });
        }
    }

    /// The block at `place`, none of whose bytes anybody has changed.
    fn let_go(&mut self, place: usize) -> Option<Used> {
        let place = place.checked_rem(self.used.len())?;
        let Used { block, layout, mark } = self.used.swap_remove(place);
        // SAFETY: it is in use.
        let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
        assert!(bytes.iter().all(|byte| *byte == mark), "another one wrote into {layout:?}");
        Some(Used { block, layout, mark })
    }

    fn give(&mut self, to: &Allocator<Counted>, place: usize) {
        if let Some(Used { block, layout, .. }) = self.let_go(place) {
            // SAFETY: it came from there with this layout.
            unsafe { to.dealloc(block, layout) };
        }
    }

    fn resize(&mut self, within: &Allocator<Counted>, place: usize, size: usize) {
        let Some(Used { block, layout, mark }) = self.let_go(place) else { return };
        // SAFETY: it came from there with this layout, and the new size is not 0.
        unsafe {
            let block = within.realloc(block, layout, size);
            let kept = std::slice::from_raw_parts(block, layout.size().min(size));
            assert!(kept.iter().all(|byte| *byte == mark), "{layout:?} to {size}");
            let layout = Layout::from_size_align(size, layout.align()).expect("a small layout");
            assert_eq!(block.align_offset(layout.align()), 0, "{layout:?}");
            let mark = self.mark();
            ptr::write_bytes(block, mark, size);
            self.used.push(Used { block, layout, mark });
        }
    }

    fn end(mut self, to: &Allocator<Counted>) {
        while !self.used.is_empty() {
            self.give(to, 0);
        }
        assert_eq!(to.system.large.get(), 0, "all that was large went back");
    }
}

#[derive(Clone, Debug)]
enum Act {
    Take(Layout, bool),
    Give(usize),
    Resize(usize, usize),
}

fn size() -> impl Strategy<Value = usize> {
    prop_oneof![8 => 1..=96_usize, 4 => 1..=1024_usize, 1 => 1..=40_000_usize]
}

fn act() -> impl Strategy<Value = Act> {
    let layout = (size(), prop_oneof![8 => 0..=4_u32, 1 => 5..=7_u32])
        .prop_map(|(size, power)| Layout::from_size_align(size, 1 << power).expect("a small layout"));
    prop_oneof![
        5 => (layout, any::<bool>()).prop_map(|(layout, zeroed)| Act::Take(layout, zeroed)),
        3 => any::<usize>().prop_map(Act::Give),
        2 => (any::<usize>(), size()).prop_map(|(place, size)| Act::Resize(place, size)),
    ]
}

proptest! {
    #[test]
    fn every_block_is_its_owner_s_alone(acts in prop::collection::vec(act(), 0..600)) {
        let allocator = Allocator::over(Counted::default());
        let mut program = Program::default();
        for act in acts {
            match act {
                Act::Take(layout, zeroed) => program.take(&allocator, layout, zeroed),
                Act::Give(place) => program.give(&allocator, place),
                Act::Resize(place, size) => program.resize(&allocator, place, size),
            }
        }
        program.end(&allocator);
    }

    #[test]
    fn the_same_work_takes_no_more_memory_however_often_it_is_done(
        acts in prop::collection::vec(act(), 0..200),
    ) {
        let allocator = Allocator::over(Counted::default());
        let mut after_each = Vec::new();
        for _ in 0..50 {
            let mut program = Program::default();
            for act in &acts {
                match *act {
                    Act::Take(layout, zeroed) => program.take(&allocator, layout, zeroed),
                    Act::Give(place) => program.give(&allocator, place),
                    Act::Resize(place, size) => program.resize(&allocator, place, size),
                }
            }
            program.end(&allocator);
            after_each.push(allocator.system.chunks.get());
        }
        prop_assert!(after_each.iter().all(|chunks| *chunks == after_each[0]), "{after_each:?}");
    }
}

#[test]
fn a_chunk_is_used_up_before_the_next() {
    let allocator = Allocator::over(Counted::default());
    let mut program = Program::default();
    let small = Layout::from_size_align(GRANULE, 8).expect("a small layout");
    let large = Layout::from_size_align(MAX_BLOCK, 8).expect("a small layout");
    program.take(&allocator, small, false);
    // Seven fit beside it; the eighth needs a new chunk, and what was left is for small ones.
    (0..8).for_each(|_| program.take(&allocator, large, false));
    assert_eq!(allocator.system.chunks.get(), 2);
    program.end(&allocator);
    let mut program = Program::default();
    // What lies on the lists by now is taken in its classes, and the second chunk has 56 KiB left for the rest.
    (0..3500).for_each(|_| program.take(&allocator, small, false));
    assert_eq!(allocator.system.chunks.get(), 2);
    program.end(&allocator);
}
