//! CVSS 4.0 (FIRST, specification document, section 8): by macro-vectors.

use super::v4_scores::SCORES;
use super::{Metric, Score, read};

const METRICS: [Metric; 32] = [
    ("AV", "N A L P"),
    ("AC", "L H"),
    ("AT", "N P"),
    ("PR", "N L H"),
    ("UI", "N P A"),
    ("VC", "H L N"),
    ("VI", "H L N"),
    ("VA", "H L N"),
    ("SC", "H L N"),
    ("SI", "H L N"),
    ("SA", "H L N"),
    ("E", "X A P U"),
    ("CR", "X H M L"),
    ("IR", "X H M L"),
    ("AR", "X H M L"),
    ("MAV", "X N A L P"),
    ("MAC", "X L H"),
    ("MAT", "X N P"),
    ("MPR", "X N L H"),
    ("MUI", "X N P A"),
    ("MVC", "X H L N"),
    ("MVI", "X H L N"),
    ("MVA", "X H L N"),
    ("MSC", "X H L N"),
    ("MSI", "X S H L N"),
    ("MSA", "X S H L N"),
    ("S", "X N P"),
    ("AU", "X N Y"),
    ("R", "X A U I"),
    ("V", "X D C"),
    ("RE", "X L M H"),
    ("U", "X Clear Green Amber Red"),
];
/// How many of them every vector has: the base metrics.
const BASE: usize = 11;
/// Where the modified base metrics begin, in the order of the base metrics.
const MODIFIED: usize = 15;
/// Where the supplemental metrics begin, which do not count.
const SUPPLEMENTAL: usize = 26;

/// How far each metric that counts is from its most severe value, in the order of [`VALUES`].
type Levels = [u8; 15];

/// The values of the metrics that count, the most severe first, in the order of [`METRICS`]. Only
/// modified metrics can be S, safety.
const VALUES: [&str; 15] = [
    "NALP", "LH", "NP", "NLH", "NPA", "HLN", "HLN", "HLN", "SHLN", "SHLN", "SHLN", "APU", "HML",
    "HML", "HML",
];

/// Scores a vector without its prefix: by all the metrics that it gives.
///
/// # Errors
/// As [`super::score`].
pub fn score(vector: &str) -> Result<Score, String> {
    let given = read(vector, &METRICS, BASE)?;
    let any =
        |places: std::ops::Range<usize>| given[places].iter().flatten().any(|value| *value != "X");
    let basis = match (any(BASE..12), any(12..SUPPLEMENTAL)) {
        (false, false) => "CVSS 4.0 base",
        (true, false) => "CVSS 4.0 base and threat",
        (false, true) => "CVSS 4.0 base and environmental",
        (true, true) => "CVSS 4.0 base, threat and environmental",
    };
    let mut levels: Levels = [0; 15];
    for (place, level) in levels.iter_mut().enumerate() {
        let modified = (place < BASE).then(|| given[MODIFIED + place]).flatten();
        let value = modified.filter(|value| *value != "X").or(given[place]);
        // What is not defined counts as the most severe.
        let at = value.and_then(|value| VALUES[place].find(value));
        *level = at.unwrap_or_default() as u8;
    }
    Ok(Score {
        value: value_of(&levels),
        basis,
    })
}

/// A macro-vector: the levels of the six sets of equivalent metrics.
type Macro = [u8; 6];

fn macro_of(levels: &Levels) -> Macro {
    let [av, ac, at, pr, ui, vc, vi, va, sc, si, sa, e, cr, ir, ar] = *levels;
    let first = match (av, pr, ui) {
        (0, 0, 0) => 0,
        _ if av != 3 && (av == 0 || pr == 0 || ui == 0) => 1,
        _ => 2,
    };
    let third = match (vc, vi, va) {
        (0, 0, _) => 0,
        _ if vc == 0 || vi == 0 || va == 0 => 1,
        _ => 2,
    };
    let fourth = match (sc, si, sa) {
        (_, 0, _) | (_, _, 0) => 0,
        _ if sc == 1 || si == 1 || sa == 1 => 1,
        _ => 2,
    };
    let wanted = [(cr, vc), (ir, vi), (ar, va)].contains(&(0, 0));
    [
        first,
        u8::from(ac + at > 0),
        third,
        fourth,
        e,
        u8::from(!wanted),
    ]
}

/// The score of a macro-vector, if there is one, in tenths.
fn looked_up([first, second, third, fourth, fifth, sixth]: Macro) -> Option<u8> {
    if first > 2 || second > 1 || third > 2 || fourth > 2 || fifth > 2 || sixth > 1 {
        return None;
    }
    let row = ((first * 2 + second) * 3 + third) * 3 + fourth;
    let score = SCORES[usize::from(row)][usize::from(fifth * 2 + sixth)];
    (score > 0).then_some(score)
}

/// The most severe vectors of each level of a set, and how many steps are below them.
type Tops = (&'static [&'static [u8]], f64);

fn tops(set: usize, [first, second, third, fourth, _, sixth]: Macro) -> Tops {
    match (set, first, second, (third, sixth), fourth) {
        (0, 0, ..) => (&[&[0, 0, 0]], 1.0),
        (0, 1, ..) => (&[&[1, 0, 0], &[0, 1, 0], &[0, 0, 1]], 4.0),
        (0, ..) => (&[&[3, 0, 0], &[1, 1, 1]], 5.0),
        (1, _, 0, ..) => (&[&[0, 0]], 1.0),
        (1, ..) => (&[&[1, 0], &[0, 1]], 2.0),
        (2, _, _, (0, 0), _) => (&[&[0, 0, 0, 0, 0, 0]], 7.0),
        (2, _, _, (0, _), _) => (&[&[0, 0, 1, 1, 1, 0], &[0, 0, 0, 1, 1, 1]], 6.0),
        (2, _, _, (1, 0), _) => (&[&[1, 0, 0, 0, 0, 0], &[0, 1, 0, 0, 0, 0]], 8.0),
        (2, _, _, (1, _), _) => (
            &[
                &[1, 0, 1, 0, 1, 0],
                &[1, 0, 0, 0, 1, 1],
                &[0, 1, 0, 1, 0, 1],
                &[0, 1, 1, 1, 0, 0],
                &[1, 1, 0, 0, 0, 1],
            ],
            8.0,
        ),
        (2, ..) => (&[&[1, 1, 1, 0, 0, 0]], 10.0),
        (_, _, _, _, 0) => (&[&[1, 0, 0]], 6.0),
        (_, _, _, _, 1) => (&[&[1, 1, 1]], 5.0),
        _ => (&[&[2, 2, 2]], 4.0),
    }
}

/// How many steps a vector is below the first most severe vector that is nowhere below it.
fn distance(own: &[u8], tops: &[&[u8]]) -> u8 {
    let below = |top: &&&[u8]| own.iter().zip(top.iter()).all(|(own, top)| own >= top);
    let top = tops.iter().find(below);
    top.map_or(0, |top| own.iter().sum::<u8>() - top.iter().sum::<u8>())
}

fn value_of(levels: &Levels) -> f64 {
    let [av, ac, at, pr, ui, vc, vi, va, sc, si, sa, _, cr, ir, ar] = *levels;
    if [vc, vi, va] == [2; 3] && [sc, si, sa] == [3; 3] {
        return 0.0;
    }
    let own = macro_of(levels);
    let Some(value) = looked_up(own) else {
        return 0.0;
    };
    let lower = |set: usize| {
        let mut next = own;
        next[set] += 1;
        looked_up(next)
    };
    // The third and the sixth set depend on each other.
    let third = match (own[2], own[5]) {
        (1, 0) => lower(5),
        (0, 0) => lower(5).max(lower(2)),
        _ => lower(2),
    };
    let sets: [(&[u8], Option<u8>); 4] = [
        (&[av, pr, ui], lower(0)),
        (&[ac, at], lower(1)),
        (&[vc, vi, va, cr, ir, ar], third),
        (&[sc, si, sa], lower(3)),
    ];
    // The fifth set has one metric, so no vector of it is below the most severe.
    let mut count = f64::from(u8::from(lower(4).is_some()));
    let mut sum = 0.0;
    for (set, (metrics, next)) in sets.into_iter().enumerate() {
        let Some(next) = next else { continue };
        let (tops, depth) = tops(set, own);
        count += 1.0;
        sum += f64::from(value - next) * f64::from(distance(metrics, tops)) / depth;
    }
    let mean = if count > 0.0 { sum / count } else { 0.0 };
    // In tenths; what should end in a half may lie a trifle below it.
    (f64::from(value) - mean + 1e-5).clamp(0.0, 100.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::super::score;
    use super::super::testing::any_vector;
    use super::METRICS;
    use proptest::prelude::*;

    /// FIRST’s published examples for CVSS 4.0 (Examples document).
    #[test]
    fn the_published_examples() {
        for (vector, expected) in [
            (
                "AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
                7.3,
            ), // CVE-2022-41741
            (
                "AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
                7.7,
            ), // CVE-2020-3549
            (
                "AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N",
                8.3,
            ), // CVE-2023-3089
            (
                "AV:L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N",
                4.6,
            ), // CVE-2021-44714
            (
                "AV:N/AC:L/AT:N/PR:N/UI:A/VC:N/VI:N/VA:N/SC:L/SI:L/SA:N",
                5.1,
            ), // CVE-2022-21830
            (
                "AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:L/VA:N/SC:N/SI:N/SA:N",
                6.9,
            ), // CVE-2022-22186
            (
                "AV:L/AC:L/AT:N/PR:H/UI:N/VC:N/VI:N/VA:N/SC:H/SI:N/SA:N",
                5.9,
            ), // CVE-2023-21989
            (
                "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N",
                8.7,
            ), // CVE-2014-0160
            (
                "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H",
                10.0,
            ), // CVE-2021-44228
            (
                "AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
                9.3,
            ), // CVE-2014-6271
            (
                "AV:P/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:H/SA:N/S:P/V:D",
                8.3,
            ), // CVE-2023-30560
        ] {
            let scored = score(&format!("CVSS:4.0/{vector}")).expect("a vector");
            assert_eq!(
                (scored.value, scored.basis),
                (expected, "CVSS 4.0 base"),
                "{vector}"
            );
        }
    }

    #[test]
    fn the_basis_says_what_was_counted() {
        let base = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:H/VA:N/SC:N/SI:N/SA:N";
        for (more, basis) in [
            ("/S:P/U:Red/E:X", "CVSS 4.0 base"),
            ("/E:P", "CVSS 4.0 base and threat"),
            ("/MAV:A", "CVSS 4.0 base and environmental"),
            ("/E:U/CR:L", "CVSS 4.0 base, threat and environmental"),
        ] {
            assert_eq!(
                score(&format!("{base}{more}")).expect("a vector").basis,
                basis
            );
        }
        assert!(
            score("CVSS:4.0/AV:N")
                .expect_err("short")
                .contains("lacks AC")
        );
        let none = score("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:N/SC:N/SI:N/SA:N");
        assert_eq!(none.map(|score| score.value), Ok(0.0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        /// Against the crate `cvss`, written apart from this.
        #[test]
        fn it_agrees_with_another_implementation(vector in any_vector(&METRICS), base_only: bool) {
            let vector = if base_only { vector.split('/').take(11).collect::<Vec<_>>().join("/") } else { vector };
            let text = format!("CVSS:4.0/{vector}");
            let ours = score(&text).expect("a vector").value;
            let other: cvss::v4::Vector = text.parse().expect("a vector");
            let theirs = other.score().value();
            prop_assert!((ours - theirs).abs() < 1e-9, "{text}: {ours} {theirs}");
        }
    }
}
