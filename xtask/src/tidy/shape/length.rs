//! Files stay short enough to be read in one sitting.

use crate::tidy::Finding;
use crate::tidy::source::Source;

/// The ceiling; the aim is half of it.
const MAX_LINES: usize = 400;

pub fn check(sources: &[Source]) -> Vec<Finding> {
    let too_long = |source: &Source| {
        let lines = source.text.lines().count();
        let text = format!("{lines} lines, and {MAX_LINES} is the most: split the file by use case");
        (lines > MAX_LINES).then(|| Finding::new(&source.path, MAX_LINES + 1, text))
    };
    sources.iter().filter_map(too_long).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ceiling_is_exact() {
        let of = |lines: usize| Source::of("a.rs", &"x\n".repeat(lines));
        assert_eq!(check(&[of(400)]), vec![]);
        assert_eq!(check(&[of(401)]).len(), 1);
    }
}
