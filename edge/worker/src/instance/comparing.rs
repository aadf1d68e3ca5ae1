//! Comparing texts, in an instance.
//!
//! The C library that is linked into an instance compares byte by byte, and a loop in an instance looks at every turn
//! whether its time is over. Whatever is looked up by a text is compared with it. So this takes the C library's place, and
//! looks at eight bytes at once.

use std::cmp::Ordering;

/// Bytes that are looked at together.
const WORD: usize = size_of::<u64>();

/// How two texts of one length compare: by the first byte in which they differ.
#[inline]
pub(crate) fn compare(left: &[u8], right: &[u8]) -> Ordering {
    let (mut left, mut right) = (left, right);
    let last = (left.last_chunk::<WORD>(), right.last_chunk::<WORD>());
    while let (Some((one, one_rest)), Some((other, other_rest))) =
        (left.split_first_chunk::<WORD>(), right.split_first_chunk::<WORD>())
    {
        let (one, other) = (u64::from_be_bytes(*one), u64::from_be_bytes(*other));
        if one != other {
            return one.cmp(&other);
        }
        (left, right) = (one_rest, other_rest);
    }
    // What is left is the end of the last eight bytes, those before which are the same.
    if let (Some(one), Some(other)) = last {
        return u64::from_be_bytes(*one).cmp(&u64::from_be_bytes(*other));
    }
    short(left).cmp(&short(right))
}

/// Up to seven bytes as a number that is ordered as they are among texts of their length.
#[inline]
fn short(text: &[u8]) -> u64 {
    match (text.split_first_chunk::<4>(), text.last_chunk::<4>()) {
        (Some((first, _)), Some(last)) => {
            u64::from(u32::from_be_bytes(*first)) << 32 | u64::from(u32::from_be_bytes(*last))
        }
        _ => text.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)),
    }
}

/// The C library's `memcmp`, which whatever compares texts is compiled to.
///
/// # Safety
/// So many bytes must be readable at both addresses.
#[cfg(all(feature = "spin", target_family = "wasm"))]
#[unsafe(no_mangle)]
#[expect(unsafe_code, reason = "C's addresses and its name")]
unsafe extern "C" fn memcmp(left: *const u8, right: *const u8, bytes: usize) -> i32 {
    if bytes == 0 {
        return 0;
    }
    // SAFETY: the caller's.
    let (left, right) = unsafe { (std::slice::from_raw_parts(left, bytes), std::slice::from_raw_parts(right, bytes)) };
    compare(left, right) as i32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_that_differ_in_one_byte_are_told_apart_wherever_it_is() {
        for length in 0..70 {
            let text: Vec<u8> = (0..length).map(|at| 120 + at).collect();
            assert_eq!(compare(&text, &text), Ordering::Equal, "{length}");
            for at in 0..text.len() {
                for byte in [0, 127, 128, 255] {
                    let mut other = text.clone();
                    other[at] = byte;
                    assert_eq!(compare(&text, &other), text.cmp(&other), "{length} {at} {byte}");
                    assert_eq!(compare(&other, &text), other.cmp(&text), "{length} {at} {byte}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn texts_compare_as_rust_compares_them(pairs in prop::collection::vec((0_u8..4, 0_u8..4), 0..40)) {
            let (left, right): (Vec<u8>, Vec<u8>) = pairs.into_iter().unzip();
            prop_assert_eq!(compare(&left, &right), left.cmp(&right));
        }
    }
}
