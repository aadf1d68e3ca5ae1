//! Sizes of blocks. What is asked for is rounded up to one of them, by less than a quarter but for the smallest.

/// What every block's address and size are a multiple of.
pub const GRANULE: usize = 16;
/// The largest block.
pub const MAX_BLOCK: usize = 8 * 1024;
/// Sizes up to here go up by one granule each.
const FINE: usize = 512;
/// How many sizes lie between two powers of two above.
const STEPS: usize = 4;
/// How many classes there are.
pub const CLASSES: usize = FINE / GRANULE + STEPS * (MAX_BLOCK / FINE).ilog2() as usize;

/// The class of the smallest blocks that hold `size` bytes, of which there are at most [`MAX_BLOCK`].
#[inline]
pub const fn class_of(size: usize) -> usize {
    let last = size.saturating_sub(1);
    if last < FINE {
        return last / GRANULE;
    }
    let power = last.ilog2();
    let doublings = (power - FINE.ilog2()) as usize;
    let step = (last >> (power - STEPS.ilog2())) % STEPS;
    FINE / GRANULE + doublings * STEPS + step
}

/// Bytes of a block of this class.
#[inline]
pub const fn size_of(class: usize) -> usize {
    let fine = FINE / GRANULE;
    if class < fine {
        return (class + 1) * GRANULE;
    }
    let (doublings, step) = ((class - fine) / STEPS, (class - fine) % STEPS);
    (FINE << doublings) / STEPS * (STEPS + 1 + step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_has_the_smallest_class_that_holds_it() {
        assert_eq!(size_of(CLASSES - 1), MAX_BLOCK);
        for size in 1..=MAX_BLOCK {
            let class = class_of(size);
            assert!(size_of(class) >= size, "{size}");
            assert!(class == 0 || size_of(class - 1) < size, "{size}");
        }
        for class in 0..CLASSES {
            assert_eq!(size_of(class) % GRANULE, 0);
            assert_eq!(class_of(size_of(class)), class);
        }
    }

    #[test]
    fn little_is_lost_to_rounding() {
        let lost = |size: usize| (size_of(class_of(size)) - size) as f64 / size as f64;
        assert!((128..=MAX_BLOCK).all(|size| lost(size) < 0.25));
    }
}
