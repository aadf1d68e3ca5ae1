//! How far apart two words are.

/// Mistakes that lead from one word to another: a letter left out, put in, or taken for another, or two letters beside
/// each other swapped (Damerau's distance, restricted).
pub(super) fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut before = vec![0; other.len() + 1];
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut next = vec![row + 1];
        for (column, beside) in other.iter().enumerate() {
            let changed = last[column] + usize::from(letter != beside);
            let mut least = changed.min(last[column + 1] + 1).min(next[column] + 1);
            if row > 0 && column > 0 && *letter == other[column - 1] && one[row - 1] == *beside {
                least = least.min(before[column - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut last, next);
    }
    last[other.len()]
}

/// Whether both have the same letters.
pub(super) fn is_anagram(one: &str, other: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    one.len() == other.len() && sorted(one) == sorted(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_counts_one() {
        for (one, other, expect) in [
            ("keyboard", "keyboard", 0),
            ("keybord", "keyboard", 1),
            ("keybaord", "keyboard", 1),
            ("keyboarrd", "keyboard", 1),
            ("keyboaed", "keyboard", 1),
            ("kaybord", "keyboard", 2),
            ("чашка", "чашки", 1),
            ("", "ab", 2),
        ] {
            assert_eq!((distance(one, other), distance(other, one)), (expect, expect), "{one} {other}");
        }
        assert!(is_anagram("baord", "board") && !is_anagram("bord", "board"));
    }
}
