//! Which steps can happen in one run: those for different answers to one decision exclude each other.

use super::steps::Step;

/// For each step, the decision that it hangs on and the answer that leads to it.
pub struct Ways<'a>(Vec<Option<(usize, &'a str)>>);

impl<'a> Ways<'a> {
    /// The ways of some steps, parents before children.
    pub fn of(steps: &'a [Step]) -> Self {
        let mut ways: Vec<Option<(usize, &str)>> = Vec::with_capacity(steps.len());
        for step in steps {
            let above = step.parent.and_then(|parent| match &*steps[parent].kind {
                "decision" => Some((parent, "")),
                _ => ways[parent],
            });
            ways.push(above.map(|(decision, answer)| match &*step.when {
                "" => (decision, answer),
                own => (decision, own),
            }));
        }
        Self(ways)
    }

    /// The most of some steps that can happen in one run.
    pub fn together(&self, steps: &[usize]) -> Vec<usize> {
        let mut open: Vec<Open<'_>> = Vec::new();
        for &step in steps {
            self.put(&mut open, step, vec![step]);
        }
        // A decision stands before what hangs on it, so the last is settled first; what hangs on
        // none comes last of all.
        while let Some(last) = (0..open.len()).max_by_key(|&n| open[n].decision) {
            let Open { decision, ways } = open.swap_remove(last);
            let (any, ways): (Vec<_>, Vec<_>) =
                ways.into_iter().partition(|(answer, _)| answer.is_empty());
            let most = ways.into_iter().reduce(|best, way| {
                let more = way.1.len() > best.1.len();
                if more { way } else { best }
            });
            let found = any.into_iter().chain(most).flat_map(|(_, steps)| steps);
            let found: Vec<usize> = found.collect();
            match decision {
                Some(decision) => self.put(&mut open, decision, found),
                None => return found,
            }
        }
        Vec::new()
    }

    // Puts steps where what hangs on the same answer as this one is.
    fn put<'s>(&'s self, open: &mut Vec<Open<'s>>, like: usize, steps: Vec<usize>) {
        let way = self.0.get(like).copied().flatten();
        let (decision, answer) =
            way.map_or((None, ""), |(decision, answer)| (Some(decision), answer));
        let place = open.iter().position(|open| open.decision == decision);
        let place = place.unwrap_or_else(|| {
            open.push(Open {
                decision,
                ways: Vec::new(),
            });
            open.len() - 1
        });
        let ways = &mut open[place].ways;
        match ways.iter_mut().find(|(known, _)| *known == answer) {
            Some((_, known)) => known.extend(steps),
            None => ways.push((answer, steps)),
        }
    }
}

// What hangs on a decision, by its answers; what hangs on none has neither.
struct Open<'s> {
    decision: Option<usize>,
    ways: Vec<(&'s str, Vec<usize>)>,
}
