//! Beta distributions, drawn from a table.

use super::random::Random;
use std::sync::Arc;

/// Into how many strips of one width the density is cut.
const STRIPS: usize = 128;
/// Each strip has a part that lies below the density everywhere, and one that it passes through.
const CELLS: usize = 2 * STRIPS;

/// A beta distribution whose parameters are 1 or more, so that its density is bounded and has one
/// peak. It is drawn by rejection from strips (after Ahrens 1993), which is exact: the part of each
/// strip below the density takes every point with no further question, the part above is asked for
/// the density itself. The part is chosen by an alias table (Vose 1991).
///
/// Made for parameters up to a few hundred together; a sharper peak fills few strips, and more
/// draws are refused.
#[derive(Clone, Debug)]
pub(crate) struct Beta {
    shape: Shape,
    /// The least and the greatest density in each strip.
    bounds: Arc<[(f64, f64)]>,
    cells: Arc<[Cell]>,
}

#[derive(Clone, Copy, Debug)]
struct Shape {
    /// The parameters less 1.
    left: f64,
    right: f64,
    /// The logarithm of the density at its peak.
    peak: f64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    /// The share of this place in the table that is its own; the rest is the other's.
    share: f64,
    other: usize,
    /// What spreads the own share, and the rest, over 0 to 1.
    own_spread: f64,
    rest_spread: f64,
}

impl Shape {
    fn new(alpha: f64, beta: f64) -> Self {
        let mut shape = Self {
            left: alpha - 1.0,
            right: beta - 1.0,
            peak: 0.0,
        };
        shape.peak = shape.log(shape.mode());
        shape
    }

    fn mode(self) -> f64 {
        let both = self.left + self.right;
        if both > 0.0 { self.left / both } else { 0.5 }
    }

    // Of a power of 0 no logarithm is taken: 0 · ln 0 is 0 here.
    fn log(self, x: f64) -> f64 {
        let power = |exponent: f64, base: f64| {
            if exponent > 0.0 {
                exponent * libm::log(base)
            } else {
                0.0
            }
        };
        power(self.left, x) + power(self.right, 1.0 - x)
    }

    /// The density, its peak taken as 1.
    fn density(self, x: f64) -> f64 {
        libm::exp(self.log(x) - self.peak)
    }

    /// The least and the greatest density in a strip: at its ends, or at the peak.
    fn bounds(self, strip: usize) -> (f64, f64) {
        let (from, to) = (edge(strip), edge(strip + 1));
        let (a, b) = (self.density(from), self.density(to));
        let most = if (from..=to).contains(&self.mode()) {
            1.0
        } else {
            a.max(b)
        };
        (a.min(b), most)
    }
}

fn edge(strip: usize) -> f64 {
    strip as f64 / STRIPS as f64
}

impl Beta {
    pub(crate) fn new(alpha: f64, beta: f64) -> Self {
        let shape = Shape::new(alpha, beta);
        let bounds: Arc<[(f64, f64)]> = (0..STRIPS).map(|strip| shape.bounds(strip)).collect();
        let below = bounds.iter().map(|(least, _)| *least);
        let through = bounds.iter().map(|(least, most)| most - least);
        let cells = alias(below.chain(through).collect());
        Self {
            shape,
            bounds,
            cells,
        }
    }

    pub(crate) fn draw(&self, random: &mut Random) -> f64 {
        loop {
            let bits = random.bits();
            // The lowest bits choose the place, those above the 11th where in it.
            let (place, u) = (bits as usize & (CELLS - 1), Random::unit(bits));
            let cell = &self.cells[place];
            let (chosen, along) = if u < cell.share {
                (place, u * cell.own_spread)
            } else {
                (cell.other, (u - cell.share) * cell.rest_spread)
            };
            let strip = chosen & (STRIPS - 1);
            let x = ((strip as f64 + along) * (1.0 / STRIPS as f64)).min(1.0);
            if chosen < STRIPS {
                return x;
            }
            let (least, most) = self.bounds[strip];
            if least + random.uniform() * (most - least) < self.shape.density(x) {
                return x;
            }
        }
    }
}

/// A table from which each area is chosen as often as it is large, by one number.
fn alias(mut areas: Vec<f64>) -> Arc<[Cell]> {
    let mean = areas.iter().sum::<f64>() / areas.len() as f64;
    let mut cells = vec![Cell::default(); areas.len()];
    let (mut small, mut large) = (Vec::new(), Vec::new());
    for (at, area) in areas.iter_mut().enumerate() {
        *area /= mean;
        let side = if *area < 1.0 { &mut small } else { &mut large };
        side.push(at);
    }
    while let (Some(less), Some(more)) = (small.last().copied(), large.last().copied()) {
        small.pop();
        cells[less].share = areas[less];
        cells[less].other = more;
        areas[more] -= 1.0 - areas[less];
        if areas[more] < 1.0 {
            large.pop();
            small.push(more);
        }
    }
    // What rounding leaves over is whole.
    for at in small.into_iter().chain(large) {
        cells[at].share = 1.0;
        cells[at].other = at;
    }
    for cell in &mut cells {
        let spread = |share: f64| if share > 0.0 { 1.0 / share } else { 0.0 };
        cell.own_spread = spread(cell.share);
        cell.rest_spread = spread(1.0 - cell.share);
    }
    cells.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draws(alpha: f64, beta: f64) -> Vec<f64> {
        let mut random = Random::new(12);
        let ready = Beta::new(alpha, beta);
        (0..200_000).map(|_| ready.draw(&mut random)).collect()
    }

    /// The greatest distance between the sample's distribution function and the true one stays
    /// below 1.95/√n in 999 of 1,000 samples (Kolmogorov and Smirnov).
    #[test]
    fn the_whole_distribution_is_right() {
        type Law = fn(f64) -> f64;
        let laws: [(f64, f64, Law); 5] = [
            (1.0, 1.0, |x| x),
            (1.0, 5.0, |x| 1.0 - (1.0 - x).powi(5)),
            (5.0, 1.0, |x| x.powi(5)),
            (2.0, 2.0, |x| x * x * (3.0 - 2.0 * x)),
            (3.0, 3.0, |x| x.powi(3) * (10.0 - 15.0 * x + 6.0 * x * x)),
        ];
        for (alpha, beta, law) in laws {
            let mut sample = draws(alpha, beta);
            crate::sample::sort(&mut sample);
            let n = sample.len() as f64;
            let apart = sample.iter().enumerate().map(|(at, x)| {
                let (below, up_to) = (at as f64 / n, (at + 1) as f64 / n);
                (law(*x) - below).abs().max((law(*x) - up_to).abs())
            });
            let most = apart.fold(0.0, f64::max);
            assert!(most < 1.95 / n.sqrt(), "Beta({alpha}, {beta}): {most}");
        }
    }

    /// Mean α/(α+β) and variance αβ/((α+β)²(α+β+1)), for uneven shapes and sharp ones too.
    #[test]
    fn mean_and_variance_are_right() {
        for (alpha, beta) in [
            (2.5, 3.5),
            (4.2, 1.8),
            (1.0, 101.0),
            (61.0, 41.0),
            (1.0, 1.2),
        ] {
            let sample = draws(alpha, beta);
            let n = sample.len() as f64;
            let both: f64 = alpha + beta;
            let (mean, variance) = (alpha / both, alpha * beta / (both * both * (both + 1.0)));
            let off = sample.iter().sum::<f64>() / n - mean;
            assert!(
                off.abs() < 4.0 * (variance / n).sqrt(),
                "Beta({alpha}, {beta}): {off}"
            );
            let squares: Vec<f64> = sample.iter().map(|x| (x - mean) * (x - mean)).collect();
            let spread = squares.iter().map(|s| (s - variance) * (s - variance));
            let error = (spread.sum::<f64>() / n / n).sqrt();
            let off = squares.iter().sum::<f64>() / n - variance;
            assert!(
                off.abs() < 4.0 * error,
                "Beta({alpha}, {beta}): {off} ± {error}"
            );
        }
    }
}
