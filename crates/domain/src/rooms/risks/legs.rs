//! Arrows over the matrix: risks that go from one cell to another are one arrow, with their number.

use super::scoring::Way;
use holdfast_ledger::Id;

/// A step of likelihood and one of impact.
pub type Cell = (u32, u32);

/// The way of some risks from one cell to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// Whether it is still to be gone: to the target.
    pub ahead: bool,
    /// Likelihood and impact where it begins.
    pub from: Cell,
    /// Likelihood and impact where it ends.
    pub to: Cell,
    /// The risks that go it.
    pub risks: Vec<Id>,
    /// Where the arrow begins, in parts of the matrix: from the left, from the top.
    pub start: (f64, f64),
    /// Where it ends.
    pub end: (f64, f64),
    /// Where its number stands: between the first cell and the next, clear of what cells count.
    pub label: (f64, f64),
}

/// How far from the middle of a cell arrows begin and end, in cells: the count stays readable.
const CLEAR: f64 = 0.3;
/// Where arrows beside each other may run, in cells from the line between the middles.
const LANES: [f64; 7] = [0.0, 0.13, -0.13, 0.26, -0.26, 0.36, -0.36];
/// Arrows nearer than this that run the same way read as one, in cells.
const NEAR: f64 = 0.11;

/// The arrows of these ways over a matrix of this size, in the order of their cells.
pub fn legs(ways: &[Way], size: u32) -> Vec<Leg> {
    let mut found: Vec<Leg> = Vec::new();
    for way in ways {
        let places = [(false, 0, 1), (true, 1, 2)].map(|(ahead, from, to)| {
            // Who has no current assessment goes from the inherent one to the target.
            let from = way.places[from].or(if ahead { way.places[0] } else { None });
            Some((ahead, from?, way.places[to]?))
        });
        for (ahead, from, to) in places.into_iter().flatten() {
            if from == to {
                continue;
            }
            let same = |leg: &&mut Leg| (leg.ahead, leg.from, leg.to) == (ahead, from, to);
            match found.iter_mut().find(same) {
                Some(leg) => leg.risks.push(way.risk),
                None => found.push(Leg {
                    ahead,
                    from,
                    to,
                    risks: vec![way.risk],
                    start: (0.0, 0.0),
                    end: (0.0, 0.0),
                    label: (0.0, 0.0),
                }),
            }
        }
    }
    place(&mut found, f64::from(size));
    found
}

type Point = (f64, f64);

fn place(legs: &mut [Leg], size: f64) {
    let middle =
        |(likelihood, impact): Cell| (f64::from(impact) - 0.5, size - f64::from(likelihood) + 0.5);
    let mut placed: Vec<(Point, Point)> = Vec::with_capacity(legs.len());
    for leg in legs {
        let (a, b) = (middle(leg.from), middle(leg.to));
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let length = dx.hypot(dy).max(1e-9);
        let (ux, uy) = (dx / length, dy / length);
        let lane = |by: f64| {
            let at = |point: Point, along: f64| {
                (
                    point.0 + ux * along - uy * by,
                    point.1 + uy * along + ux * by,
                )
            };
            (at(a, CLEAR), at(b, -CLEAR))
        };
        let free = LANES.into_iter().map(lane);
        let line = { free }
            .find(|line| placed.iter().all(|other| !beside(*line, *other)))
            .unwrap_or_else(|| lane(0.0));
        placed.push(line);
        let part = |point: Point| (point.0 / size, point.1 / size);
        (leg.start, leg.end) = (part(line.0), part(line.1));
        let on = 0.5 / ux.abs().max(uy.abs()) - CLEAR;
        leg.label = part((line.0.0 + ux * on, line.0.1 + uy * on));
    }
}

// Whether two arrows would read as one: along the same line, one upon the other.
fn beside(one: (Point, Point), other: (Point, Point)) -> bool {
    let way = |line: (Point, Point)| (line.1.0 - line.0.0, line.1.1 - line.0.1);
    let ((ax, ay), (bx, by)) = (way(one), way(other));
    let lengths = ax.hypot(ay) * bx.hypot(by);
    if lengths <= 0.0 || (ax * by - ay * bx).abs() / lengths > 0.1 {
        return false;
    }
    let near = |point: Point, line: (Point, Point)| distance(point, line) < NEAR;
    near(one.0, other) || near(one.1, other) || near(other.0, one) || near(other.1, one)
}

fn distance(point: Point, (a, b): (Point, Point)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let square = dx * dx + dy * dy;
    let along = ((point.0 - a.0) * dx + (point.1 - a.1) * dy) / square.max(1e-9);
    let along = along.clamp(0.0, 1.0);
    (a.0 + along * dx - point.0).hypot(a.1 + along * dy - point.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn way(n: u8, places: [Option<Cell>; 3]) -> Way {
        Way {
            risk: Id([n; 16]),
            places,
        }
    }

    #[test]
    fn risks_that_go_the_same_way_are_one_arrow() {
        let (high, low, lower) = (Some((5, 5)), Some((3, 5)), Some((2, 2)));
        let ways = [
            way(1, [high, low, lower]),
            way(2, [high, low, low]),
            way(3, [high, None, lower]),
            way(4, [None, low, None]),
        ];
        let found = legs(&ways, 5);
        let told: Vec<_> = found
            .iter()
            .map(|leg| (leg.ahead, leg.from, leg.to, leg.risks.len()))
            .collect();
        let expected = [
            (false, (5, 5), (3, 5), 2),
            (true, (3, 5), (2, 2), 1),
            (true, (5, 5), (2, 2), 1),
        ];
        assert_eq!(told, expected);
        // Down the last column, clear of the counts in the middles of the cells.
        assert!((found[0].start.0 - 0.9).abs() < 1e-9 && (found[0].start.1 - 0.16).abs() < 1e-9);
        assert!((found[0].end.1 - 0.44).abs() < 1e-9);
        assert!((found[0].label.0 - 0.9).abs() < 1e-9 && (found[0].label.1 - 0.2).abs() < 1e-9);
    }

    #[test]
    fn arrows_along_one_line_run_beside_each_other() {
        let ways = [
            way(1, [Some((5, 3)), Some((1, 3)), None]),
            way(2, [Some((4, 3)), Some((2, 3)), None]),
            way(3, [Some((1, 3)), Some((5, 3)), None]),
        ];
        let found = legs(&ways, 5);
        for (n, one) in found.iter().enumerate() {
            for other in &found[..n] {
                assert!((one.start.0 - other.start.0).abs() > 0.02, "{found:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn every_arrow_stays_on_the_matrix(size in 3_u32..=6, cells in prop::collection::vec((1_u32..=6, 1_u32..=6, 1_u32..=6, 1_u32..=6), 0..30)) {
            let at = |l: u32, i: u32| Some((l.min(size), i.min(size)));
            let ways: Vec<Way> = cells.iter().map(|(a, b, c, d)| way(1, [at(*a, *b), at(*c, *d), None])).collect();
            for leg in legs(&ways, size) {
                for part in [leg.start.0, leg.start.1, leg.end.0, leg.end.1, leg.label.0, leg.label.1] {
                    prop_assert!((0.0..=1.0).contains(&part), "{leg:?}");
                }
            }
        }
    }
}
