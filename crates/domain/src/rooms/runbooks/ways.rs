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
        // What stands under each decision by its answers; the place before all is for the rest.
        // A decision stands before what hangs on it, so the last is settled first.
        let mut open: Vec<(Option<usize>, Vec<(&str, Vec<usize>)>)> = vec![(None, Vec::new())];
        for &step in steps {
            self.put(&mut open, step, vec![step]);
        }
        loop {
            let last = open.iter().enumerate().max_by_key(|(_, (of, _))| *of);
            let Some(last) = last.map(|(n, _)| n) else {
                return Vec::new();
            };
            let (decision, answers) = open.swap_remove(last);
            let (all, ways): (Vec<_>, Vec<_>) = answers
                .into_iter()
                .partition(|(answer, _)| answer.is_empty());
            let longest = ways.into_iter().reduce(|best, way| {
                let more = way.1.len() > best.1.len();
                if more { way } else { best }
            });
            let found = all.into_iter().chain(longest).flat_map(|(_, steps)| steps);
            let found: Vec<usize> = found.collect();
            match decision {
                Some(decision) => self.put(&mut open, decision, found),
                None => return found,
            }
        }
    }

    // Puts steps where what hangs on the same answer as this one is.
    fn put<'s>(
        &'s self,
        open: &mut Vec<(Option<usize>, Vec<(&'s str, Vec<usize>)>)>,
        like: usize,
        steps: Vec<usize>,
    ) {
        let way = self.0.get(like).copied().flatten();
        let (decision, answer) =
            way.map_or((None, ""), |(decision, answer)| (Some(decision), answer));
        let place = open.iter().position(|(of, _)| *of == decision);
        let place = place.unwrap_or_else(|| {
            open.push((decision, Vec::new()));
            open.len() - 1
        });
        let answers = &mut open[place].1;
        match answers.iter_mut().find(|(known, _)| *known == answer) {
            Some((_, known)) => known.extend(steps),
            None => answers.push((answer, steps)),
        }
    }
}
