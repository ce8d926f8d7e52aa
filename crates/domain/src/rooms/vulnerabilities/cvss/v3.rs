//! CVSS 3.1 and 3.0 (FIRST, specification documents, section 7 and appendix A).

use super::{Metric, Score, read};

const METRICS: [Metric; 22] = [
    ("AV", "N A L P"),
    ("AC", "L H"),
    ("PR", "N L H"),
    ("UI", "N R"),
    ("S", "U C"),
    ("C", "H L N"),
    ("I", "H L N"),
    ("A", "H L N"),
    ("E", "X H F P U"),
    ("RL", "X U W T O"),
    ("RC", "X C R U"),
    ("CR", "X H M L"),
    ("IR", "X H M L"),
    ("AR", "X H M L"),
    ("MAV", "X N A L P"),
    ("MAC", "X L H"),
    ("MPR", "X N L H"),
    ("MUI", "X N R"),
    ("MS", "X U C"),
    ("MC", "X H L N"),
    ("MI", "X H L N"),
    ("MA", "X H L N"),
];
/// How many of them every vector has: the base metrics.
const BASE: usize = 8;
/// Where the temporal metrics begin, and the environmental ones.
const TEMPORAL: usize = 8;
const ENVIRONMENTAL: usize = 11;
/// Where the modified base metrics begin, in the order of the base metrics.
const MODIFIED: usize = 14;

type Given<'a> = [Option<&'a str>; 22];

/// Scores a vector without its prefix: by all the groups of metrics that it gives.
///
/// # Errors
/// As [`super::score`].
pub fn score(vector: &str, is_31: bool) -> Result<Score, String> {
    let given = read(vector, &METRICS, BASE)?;
    let any = |from: usize, to: usize| given[from..to].iter().flatten().any(|value| *value != "X");
    let (temporal, environmental) = (
        any(TEMPORAL, ENVIRONMENTAL),
        any(ENVIRONMENTAL, METRICS.len()),
    );
    let base = base(&given);
    let (value, basis) = match (environmental, temporal, is_31) {
        (true, _, true) => (environment(&given, true), "CVSS 3.1 environmental"),
        (true, _, false) => (environment(&given, false), "CVSS 3.0 environmental"),
        (_, true, true) => (round_up(base * time(&given)), "CVSS 3.1 temporal"),
        (_, true, false) => (round_up(base * time(&given)), "CVSS 3.0 temporal"),
        (_, _, true) => (base, "CVSS 3.1 base"),
        _ => (base, "CVSS 3.0 base"),
    };
    Ok(Score { value, basis })
}

fn base(given: &Given<'_>) -> f64 {
    let at = |place: usize| given[place].unwrap_or_default();
    let changed = at(4) == "C";
    let lost = |place| impact(at(place));
    let iss = 1.0 - (1.0 - lost(5)) * (1.0 - lost(6)) * (1.0 - lost(7));
    let harm = if changed {
        7.52 * (iss - 0.029) - 3.25 * power(iss - 0.02, 15)
    } else {
        6.42 * iss
    };
    sum(
        harm,
        exploitability([at(0), at(1), at(2), at(3)], changed),
        changed,
    )
}

fn environment(given: &Given<'_>, is_31: bool) -> f64 {
    // A modified metric that is not defined is as in the base.
    let at = |place: usize| match given[MODIFIED + place] {
        None | Some("X") => given[place].unwrap_or_default(),
        Some(value) => value,
    };
    let changed = at(4) == "C";
    let lost = |place: usize| {
        let wanted = match given[ENVIRONMENTAL + place - 5] {
            Some("H") => 1.5,
            Some("L") => 0.5,
            _ => 1.0,
        };
        1.0 - wanted * impact(at(place))
    };
    let miss = (1.0 - lost(5) * lost(6) * lost(7)).min(0.915);
    let harm = match (changed, is_31) {
        (false, _) => 6.42 * miss,
        (true, true) => 7.52 * (miss - 0.029) - 3.25 * power(miss * 0.9731 - 0.02, 13),
        (true, false) => 7.52 * (miss - 0.029) - 3.25 * power(miss - 0.02, 15),
    };
    let own = sum(
        harm,
        exploitability([at(0), at(1), at(2), at(3)], changed),
        changed,
    );
    round_up(own * time(given))
}

fn sum(impact: f64, exploitability: f64, changed: bool) -> f64 {
    if impact <= 0.0 {
        return 0.0;
    }
    let factor = if changed { 1.08 } else { 1.0 };
    round_up((factor * (impact + exploitability)).min(10.0))
}

fn exploitability([vector, complexity, privileges, interaction]: [&str; 4], changed: bool) -> f64 {
    let vector = match vector {
        "N" => 0.85,
        "A" => 0.62,
        "L" => 0.55,
        _ => 0.2,
    };
    let complexity = if complexity == "L" { 0.77 } else { 0.44 };
    let privileges = match (privileges, changed) {
        ("N", _) => 0.85,
        ("L", false) => 0.62,
        ("L", true) => 0.68,
        (_, false) => 0.27,
        (_, true) => 0.5,
    };
    let interaction = if interaction == "N" { 0.85 } else { 0.62 };
    8.22 * vector * complexity * privileges * interaction
}

fn impact(value: &str) -> f64 {
    match value {
        "H" => 0.56,
        "L" => 0.22,
        _ => 0.0,
    }
}

fn time(given: &Given<'_>) -> f64 {
    let at = |place: usize| given[place].unwrap_or("X");
    let exploit = match at(8) {
        "F" => 0.97,
        "P" => 0.94,
        "U" => 0.91,
        _ => 1.0,
    };
    let remedy = match at(9) {
        "W" => 0.97,
        "T" => 0.96,
        "O" => 0.95,
        _ => 1.0,
    };
    let report = match at(10) {
        "R" => 0.96,
        "U" => 0.92,
        _ => 1.0,
    };
    exploit * remedy * report
}

// The standard library’s powers may differ between machines in their last bit.
fn power(base: f64, exponent: u32) -> f64 {
    (0..exponent).fold(1.0, |product, _| product * base)
}

/// The least number with one decimal that is not below, by the integer rule of appendix A.
fn round_up(value: f64) -> f64 {
    let whole = (value * 100_000.0).round() as u64;
    if whole.is_multiple_of(10_000) {
        whole as f64 / 100_000.0
    } else {
        (whole / 10_000 + 1) as f64 / 10.0
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::any_vector;
    use super::super::{Severity, score};
    use super::METRICS;
    use proptest::prelude::*;

    /// DOMAIN formulas, and FIRST’s published examples for CVSS 3.1 (Examples document).
    #[test]
    fn the_published_examples() {
        for (vector, expected) in [
            ("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8), // the worked example; CVE-2014-6271
            ("AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1), // CVE-2013-1937
            ("AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4), // CVE-2013-0375
            ("AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N", 3.1), // CVE-2014-3566
            ("AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", 9.9), // CVE-2012-1516
            ("AV:L/AC:L/PR:H/UI:N/S:U/C:L/I:L/A:L", 4.2), // CVE-2009-0783
            ("AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 8.8), // CVE-2012-0384
            ("AV:L/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", 7.8), // CVE-2015-1098
            ("AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5), // CVE-2014-0160
            ("AV:N/AC:H/PR:N/UI:N/S:C/C:N/I:H/A:N", 6.8), // CVE-2008-1447
            ("AV:P/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 6.8), // CVE-2014-2005
            ("AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:N/A:N", 5.8), // CVE-2010-0467
            ("AV:A/AC:L/PR:N/UI:N/S:C/C:H/I:N/A:H", 9.3), // CVE-2013-6014
            ("AV:N/AC:L/PR:L/UI:R/S:C/C:H/I:H/A:H", 9.0), // CVE-2019-7551
            ("AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 8.8), // CVE-2011-1265
            ("AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", 4.6), // CVE-2014-2019
            ("AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:N", 7.4), // CVE-2014-0224
            ("AV:L/AC:L/PR:H/UI:N/S:C/C:H/I:H/A:H", 8.2), // CVE-2016-5729
            ("AV:P/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 7.6), // CVE-2018-3652
        ] {
            let scored = score(&format!("CVSS:3.1/{vector}")).expect("a vector");
            assert_eq!(
                (scored.value, scored.basis),
                (expected, "CVSS 3.1 base"),
                "{vector}"
            );
        }
        assert_eq!(Severity::of(9.8), Severity::Critical);
    }

    #[test]
    fn what_is_not_defined_does_not_count() {
        let base = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
        for (more, value, basis) in [
            ("/E:X/RL:X/RC:X/MAV:X/CR:X", 9.8, "CVSS 3.1 base"),
            ("/E:U/RL:O/RC:U", 7.8, "CVSS 3.1 temporal"),
            ("/MAV:P", 6.8, "CVSS 3.1 environmental"),
            ("/MC:N/MI:N/MA:N", 0.0, "CVSS 3.1 environmental"),
        ] {
            let scored = score(&format!("{base}{more}")).expect("a vector");
            assert_eq!((scored.value, scored.basis), (value, basis), "{more}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_vector_is_said() {
        for (vector, words) in [
            ("AV:N/AC:L", "does not begin"),
            ("CVSS:2.0/AV:N", "does not begin"),
            ("CVSS:3.1/AV:N/AC:L", "lacks PR"),
            ("CVSS:3.1/AV:Q", "AV in the vector cannot be “Q”"),
            ("CVSS:3.1/AV:N/AV:N", "AV is twice"),
            ("CVSS:3.1/XX:N", "“XX:N” in the vector is no metric"),
            ("CVSS:3.1/", "“” in the vector is no metric"),
        ] {
            let why = score(vector).expect_err(vector);
            assert!(why.contains(words), "{vector}: {why}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        /// Against the crate `cvss`, written apart from this, in all groups of metrics.
        #[test]
        fn it_agrees_with_another_implementation(vector in any_vector(&METRICS), base_only: bool) {
            let vector = if base_only { vector.split('/').take(8).collect::<Vec<_>>().join("/") } else { vector };
            let text = format!("CVSS:3.1/{vector}");
            let ours = score(&text).expect("a vector");
            let other: cvss::v3::Vector = text.parse().expect("a vector");
            let theirs = match ours.basis {
                "CVSS 3.1 base" => other.base_score(),
                "CVSS 3.1 temporal" => other.temporal_score(),
                _ => other.environmental_score(),
            };
            prop_assert!((ours.value - theirs.value()).abs() < 1e-9, "{text}: {} {}", ours.value, theirs.value());
        }
    }
}
