//! What a sample says: its mean, its percentiles, how often it exceeds a value.

/// Sorts numbers, none of them below 0 nor NaN: as bits they rise as the numbers do, so counting
/// their bytes sorts them, in a time that grows with their number only.
pub fn sort(numbers: &mut Vec<f64>) {
    const DIGIT: u32 = 11;
    const BINS: usize = 1 << DIGIT;
    let mut other = vec![0.0; numbers.len()];
    let mut counts = vec![0_u32; BINS];
    for shift in (0..64).step_by(DIGIT as usize) {
        let bin = |number: f64| (number.to_bits() >> shift) as usize & (BINS - 1);
        counts.fill(0);
        for number in &*numbers {
            counts[bin(*number)] += 1;
        }
        // Where all have one digit, they stand in order by it already.
        if counts.iter().any(|count| *count as usize == numbers.len()) {
            continue;
        }
        let mut start = 0;
        for count in &mut counts {
            start += std::mem::replace(count, start);
        }
        for number in &*numbers {
            let at = &mut counts[bin(*number)];
            other[*at as usize] = *number;
            *at += 1;
        }
        std::mem::swap(numbers, &mut other);
    }
}

/// The value below which a share of a sorted sample lies: between neighbours it is on the line
/// between them (type 7 of Hyndman and Fan 1996). None for an empty sample.
pub fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    let below = place.floor();
    let (low, high) = (
        sorted[below as usize],
        sorted[(below as usize + 1).min(last)],
    );
    Some(low + (place - below) * (high - low))
}

/// The share of a sorted sample that exceeds a value.
pub fn exceedance(sorted: &[f64], value: f64) -> f64 {
    let up_to = sorted.partition_point(|one| *one <= value);
    1.0 - up_to as f64 / sorted.len().max(1) as f64
}

/// Points of the exceedance curve of a sorted sample: a value and the chance that it is exceeded,
/// P(loss > xᵢ) = 1 − i/n. At most so many, from the least value to the greatest; of equal values
/// the last.
pub fn curve(sorted: &[f64], most: usize) -> Vec<(f64, f64)> {
    let n = sorted.len();
    let most = most.clamp(2, n.max(2));
    let mut points: Vec<(f64, f64)> = Vec::new();
    for step in 0..most {
        let Some(value) = sorted.get(step * n.saturating_sub(1) / (most - 1)) else {
            break;
        };
        if points.last().is_none_or(|(before, _)| before < value) {
            points.push((*value, exceedance(sorted, *value)));
        }
    }
    points
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the very same numbers are meant")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_any_other_sort_does(mut numbers in prop::collection::vec(0.0..1e12_f64, 0..300)) {
            let mut expected = numbers.clone();
            #[allow(clippy::disallowed_methods, reason = "what to compare with")]
            expected.sort_by(f64::total_cmp);
            sort(&mut numbers);
            prop_assert_eq!(numbers, expected);
        }

        #[test]
        fn percentiles_rise_and_the_curve_falls(
            mut numbers in prop::collection::vec(prop_oneof![Just(0.0), 0.0..1e6_f64], 1..200),
            points in 2_usize..50,
        ) {
            sort(&mut numbers);
            let shares = [0.0, 0.1, 0.5, 0.9, 0.95, 0.99, 1.0];
            let values = shares.map(|share| percentile(&numbers, share).expect("not empty"));
            prop_assert!(values.is_sorted());
            prop_assert_eq!((values[0], values[6]), (numbers[0], numbers[numbers.len() - 1]));
            let curve = curve(&numbers, points);
            prop_assert!(curve.len() <= points);
            prop_assert!(curve.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 > pair[1].1));
            prop_assert_eq!(curve.last().map(|(_, chance)| *chance), Some(0.0));
        }
    }

    #[test]
    fn the_percentiles_of_a_known_sample() {
        let sorted = [10.0, 20.0, 30.0, 40.0];
        assert_eq!(percentile(&sorted, 0.5), Some(25.0));
        assert_eq!(percentile(&sorted, 0.1), Some(13.0));
        assert_eq!(percentile(&[], 0.5), None);
    }

    /// DOMAIN formulas, loss exceedance: sorted ascending, P(loss > xᵢ) = 1 − i/n.
    #[test]
    fn the_exceedance_of_a_known_sample() {
        let sorted = [10.0, 20.0, 20.0, 40.0];
        assert_eq!(exceedance(&sorted, 10.0), 0.75);
        assert_eq!(exceedance(&sorted, 19.0), 0.75);
        assert_eq!(exceedance(&sorted, 40.0), 0.0);
        assert_eq!(
            curve(&sorted, 10),
            [(10.0, 0.75), (20.0, 0.25), (40.0, 0.0)]
        );
    }
}
