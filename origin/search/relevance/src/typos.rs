//! Mistakes as fingers make them, the same at every run.

/// Letters of the shortest word that is mistyped.
const MIN_LETTERS: usize = 4;

/// Numbers that look random, from a seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`, by xorshift.
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % end.max(1) as u64).expect("below a usize")
    }

    fn letter(&mut self) -> char {
        char::from(b'a' + u8::try_from(self.below(26)).expect("of 26"))
    }
}

/// The query with one mistake in one word of at least four letters; none if it has none.
pub(crate) fn mistyped(query: &str, random: &mut Random) -> Option<String> {
    let mut words: Vec<String> = query.split(' ').map(str::to_owned).collect();
    let long: Vec<usize> = (0..words.len()).filter(|place| words[*place].chars().count() >= MIN_LETTERS).collect();
    let place = *long.get(random.below(long.len()))?;
    let letters: Vec<char> = words[place].chars().collect();
    loop {
        let mut changed = letters.clone();
        let at = random.below(letters.len());
        match random.below(4) {
            0 => {
                changed.remove(at);
            }
            1 => changed.insert(random.below(letters.len() + 1), random.letter()),
            2 => changed[at] = random.letter(),
            _ => changed.swap(at.min(letters.len() - 2), at.min(letters.len() - 2) + 1),
        }
        if changed != letters {
            words[place] = changed.into_iter().collect();
            return Some(words.join(" "));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_is_changed_and_always_in_the_same_way() {
        let all = |seed| {
            let mut random = Random::new(seed);
            (0..50).map(|_| mistyped("aa keyboard usb", &mut random).expect("a long word")).collect::<Vec<_>>()
        };
        assert!(all(1) == all(1) && all(1) != all(2));
        assert!(
            all(3)
                .iter()
                .all(|query| query.starts_with("aa ") && query.ends_with(" usb") && *query != "aa keyboard usb")
        );
        assert_eq!(mistyped("ps4 usb", &mut Random::new(1)), None);
    }
}
