//! The memory of an instance, for one thread (ADR 41).
//!
//! A page is made of some thousands of small pieces that live for a moment. Blocks of a class are all of one size.
//! One that is given back lies on its class's list, and is the next to be taken: either takes a few instructions. New
//! blocks are cut off a chunk. Nothing is joined again or given back to the system, so an instance holds what its
//! busiest moments needed, class by class, and no more however long it lives. What is larger than a class, or aligned
//! more than a block, is the system allocator's, as the chunks are.

mod classes;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::UnsafeCell;
use std::ptr;

use classes::{CLASSES, GRANULE, MAX_BLOCK, class_of, size_of};

/// Bytes of a chunk.
const CHUNK: usize = 64 * 1024;

/// An allocator for one thread, over another one.
pub struct Allocator<S = System> {
    free: UnsafeCell<Free>,
    system: S,
}

/// What can be taken.
struct Free {
    /// For each class the block that was given back last. Each begins with the address of the one before it.
    lists: [*mut Block; CLASSES],
    /// What is left of the newest chunk.
    rest: *mut u8,
    /// Its bytes.
    left: usize,
}

/// A block that nobody uses.
struct Block {
    next: *mut Self,
}

impl<S> Allocator<S> {
    /// One over `system`, that has nothing yet.
    pub const fn over(system: S) -> Self {
        let free = Free { lists: [ptr::null_mut(); CLASSES], rest: ptr::null_mut(), left: 0 };
        Self { free: UnsafeCell::new(free), system }
    }
}

#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[expect(unsafe_code, reason = "a static must be one for all threads")]
// SAFETY: without atomics there is one thread.
unsafe impl<S> Sync for Allocator<S> {}

/// Whether a class has blocks for this.
#[inline]
const fn is_small(layout: Layout) -> bool {
    layout.size() <= MAX_BLOCK && layout.align() <= GRANULE
}

impl Free {
    /// Takes a block of a class, if one was given back.
    ///
    /// # Safety
    /// All blocks on the list must be free and large enough for an address.
    #[inline]
    #[expect(unsafe_code, reason = "reads the address that a free block begins with")]
    unsafe fn take(&mut self, class: usize) -> Option<*mut u8> {
        let block = self.lists[class];
        if block.is_null() {
            return None;
        }
        // SAFETY: `give` wrote it, and nobody had the block since.
        self.lists[class] = unsafe { (*block).next };
        Some(block.cast())
    }

    /// Puts a block on its class's list.
    ///
    /// # Safety
    /// The block must have this class's size and a granule's alignment, and nobody may use it any more.
    #[inline]
    #[expect(unsafe_code, reason = "writes an address to where a block begins")]
    unsafe fn give(&mut self, block: *mut u8, class: usize) {
        let block: *mut Block = block.cast();
        // SAFETY: a granule has room for an address, and is aligned for one.
        unsafe { (*block).next = self.lists[class] };
        self.lists[class] = block;
    }

    /// Cuts a block off the newest chunk, which has room for it.
    ///
    /// # Safety
    /// `size` must be no more than what is left.
    #[expect(unsafe_code, reason = "an address further on in the same chunk")]
    unsafe fn cut(&mut self, size: usize) -> *mut u8 {
        let block = self.rest;
        // SAFETY: so many bytes are left.
        self.rest = unsafe { block.add(size) };
        self.left -= size;
        block
    }

    /// Puts what is left of the newest chunk on the lists.
    #[expect(unsafe_code, reason = "cuts no more than what is left")]
    fn share_out(&mut self) {
        while self.left >= GRANULE {
            let above = class_of(self.left.min(MAX_BLOCK));
            let class = if size_of(above) <= self.left { above } else { above - 1 };
            // SAFETY: a block of this class fits, is a multiple of granules long, and nobody has it.
            unsafe {
                let block = self.cut(size_of(class));
                self.give(block, class);
            }
        }
    }
}

impl<S: GlobalAlloc> Allocator<S> {
    /// A block that nobody had before; null if the system has no memory.
    #[cold]
    #[inline(never)]
    #[expect(unsafe_code, reason = "takes a chunk from the system and cuts it")]
    fn fresh(&self, class: usize) -> *mut u8 {
        let size = size_of(class);
        // SAFETY: there is one thread, and the system's allocator does not call this one.
        let free = unsafe { &mut *self.free.get() };
        if free.left < size {
            // SAFETY: a layout that is not empty.
            let chunk = unsafe { self.system.alloc(chunk()) };
            if chunk.is_null() {
                return chunk;
            }
            free.share_out();
            (free.rest, free.left) = (chunk, CHUNK);
        }
        // SAFETY: a chunk has room for every class.
        unsafe { free.cut(size) }
    }

    /// Moves what is in a block to another one.
    ///
    /// # Safety
    /// As [`GlobalAlloc::realloc`].
    #[expect(unsafe_code, reason = "as the system's allocator does it")]
    unsafe fn moved(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller answers for `size` and `block`; the two blocks are apart.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !new.is_null() {
                ptr::copy_nonoverlapping(block, new, layout.size().min(size));
                self.dealloc(block, layout);
            }
            new
        }
    }
}

const fn chunk() -> Layout {
    match Layout::from_size_align(CHUNK, GRANULE) {
        Ok(layout) => layout,
        Err(_) => panic!("a chunk is small and aligned to a power of two"),
    }
}

#[expect(unsafe_code, reason = "the trait is")]
// SAFETY: blocks of a chunk are apart, have the size of their class and the alignment of a granule, and are on a list
// only while nobody has them. The class of a block follows from any size it was asked for.
unsafe impl<S: GlobalAlloc> GlobalAlloc for Allocator<S> {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if !is_small(layout) {
            // SAFETY: the caller's.
            return unsafe { self.system.alloc(layout) };
        }
        let class = class_of(layout.size());
        // SAFETY: there is one thread, and nothing else uses the lists meanwhile.
        let taken = unsafe { (&mut *self.free.get()).take(class) };
        taken.unwrap_or_else(|| self.fresh(class))
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if !is_small(layout) {
            // SAFETY: the caller's; by the same layout it came from there.
            return unsafe { self.system.dealloc(block, layout) };
        }
        // SAFETY: as above, and the caller has done with it.
        unsafe { (&mut *self.free.get()).give(block, class_of(layout.size())) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if !is_small(layout) {
            // SAFETY: the caller's.
            return unsafe { self.system.alloc_zeroed(layout) };
        }
        // SAFETY: the caller's; the block is that long.
        unsafe {
            let block = self.alloc(layout);
            if !block.is_null() {
                ptr::write_bytes(block, 0, layout.size());
            }
            block
        }
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let stays_small = layout.align() <= GRANULE && layout.size() <= MAX_BLOCK && size <= MAX_BLOCK;
        if stays_small && class_of(layout.size()) == class_of(size) {
            return block;
        }
        // SAFETY: the caller's; what is large before and after was the system's and remains so.
        unsafe {
            match is_small(layout) || (layout.align() <= GRANULE && size <= MAX_BLOCK) {
                true => self.moved(block, layout, size),
                false => self.system.realloc(block, layout, size),
            }
        }
    }
}

#[cfg(test)]
mod tests;
