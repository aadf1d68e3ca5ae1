//! Putting values into texts.

/// A whole number in a text.
pub trait Number: Copy {
    /// The number; what is beyond an `i64` counts as its largest.
    fn whole(self) -> i64;
}

macro_rules! number {
    ($($kind:ty)*) => {
        $(impl Number for $kind {
            fn whole(self) -> i64 {
                i64::try_from(self).unwrap_or(i64::MAX)
            }
        })*
    };
}

number!(u8 u16 u32 u64 usize i32 i64);

/// A text of its parts. One function for all of them: each is then a few bytes where it is used.
#[inline(never)]
pub(crate) fn join(parts: &[&str]) -> String {
    parts.concat()
}

/// A count's digits, without separators: counts are small, and numbers of orders are names.
#[inline(never)]
pub(crate) fn digits(number: i64) -> String {
    number.to_string()
}
