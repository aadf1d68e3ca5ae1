//! Whether two samples differ: the rank test of Mann, Whitney and Wilcoxon, which asks nothing of how they are
//! distributed, and so is not misled by the few answers that took long for other reasons.

/// How two samples compare.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// The median of the first less that of the second.
    pub median_difference: f64,
    /// How often one of the first is larger than one of the second, drawn by chance, ties counting half: a half if they
    /// cannot be told apart, one if each of the first is larger.
    pub larger: f64,
    /// How likely so much of a difference would be if there were none, to either side.
    pub p: f64,
}

/// Compares two samples, neither of which is empty.
pub fn compare(first: &[f64], second: &[f64]) -> Comparison {
    let (n, m) = (first.len() as f64, second.len() as f64);
    let mut all: Vec<(f64, bool)> = first.iter().map(|value| (*value, true)).collect();
    all.extend(second.iter().map(|value| (*value, false)));
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut ranks_of_first, mut ties, mut before) = (0.0, 0.0, 0.0);
    for equal in all.chunk_by(|a, b| a.0 == b.0) {
        let count = equal.len() as f64;
        let rank = before + (count + 1.0) / 2.0;
        ranks_of_first += rank * equal.iter().filter(|(_, is_first)| *is_first).count() as f64;
        ties += count * (count * count - 1.0);
        before += count;
    }
    let u = ranks_of_first - n * (n + 1.0) / 2.0;
    let total = n + m;
    let variance = n * m / 12.0 * ((total + 1.0) - ties / (total * (total - 1.0)));
    let deviations = if variance > 0.0 { (u - n * m / 2.0) / variance.sqrt() } else { 0.0 };
    Comparison { median_difference: median(first) - median(second), larger: u / (n * m), p: beyond(deviations) }
}

/// The value that so many hundredths of a sample do not exceed.
pub fn percentile(sample: &[f64], hundredths: usize) -> f64 {
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = (sorted.len() * hundredths / 100).min(sorted.len().saturating_sub(1));
    sorted.get(at).copied().unwrap_or_default()
}

fn median(sample: &[f64]) -> f64 {
    percentile(sample, 50)
}

/// How likely a normal value is at least so many deviations from the mean, to either side (Abramowitz and Stegun,
/// 7.1.26: right to 1.5e-7).
fn beyond(deviations: f64) -> f64 {
    let x = deviations.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let terms = [0.254_829_592, -0.284_496_736, 1.421_413_741, -1.453_152_027, 1.061_405_429];
    let sum = terms.iter().rev().fold(0.0, |sum, term| (sum + term) * t);
    (sum * (-x * x).exp()).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-3
    }

    #[test]
    fn two_samples_that_are_the_same_are_not_told_apart() {
        let sample: Vec<f64> = (0..400).map(|at| f64::from(at * 7919 % 401)).collect();
        let same = compare(&sample, &sample);
        assert!(close(same.larger, 0.5) && close(same.p, 1.0) && same.median_difference == 0.0, "{same:?}");
        let constant = compare(&[3.0; 10], &[3.0; 10]);
        assert!(close(constant.larger, 0.5) && close(constant.p, 1.0), "{constant:?}");
    }

    #[test]
    fn a_small_shift_of_all_is_seen_and_a_few_that_took_long_are_not() {
        let sample: Vec<f64> = (0..400).map(|at| f64::from(at * 7919 % 401)).collect();
        let shifted: Vec<f64> = sample.iter().map(|value| value + 60.0).collect();
        let seen = compare(&shifted, &sample);
        assert!(seen.larger > 0.6 && seen.p < 1e-6 && close(seen.median_difference, 60.0), "{seen:?}");
        let mut slow = sample.clone();
        slow[..4].fill(1e9);
        let none = compare(&slow, &sample);
        assert!((0.49..0.52).contains(&none.larger) && none.p > 0.5, "{none:?}");
    }

    /// By hand: the first has the ranks 4, 5 and 6 of six, so U is 9 of 9.
    #[test]
    fn ranks_are_counted_as_in_the_books() {
        let apart = compare(&[4.0, 5.0, 6.0], &[1.0, 2.0, 3.0]);
        assert!(close(apart.larger, 1.0) && close(apart.p, 0.0495), "{apart:?}");
        let tied = compare(&[1.0, 2.0], &[2.0, 3.0]);
        assert!(close(tied.larger, 0.125), "{tied:?}");
        assert!(close(beyond(1.96), 0.05) && close(beyond(-2.5758), 0.01) && close(beyond(0.0), 1.0));
    }
}
