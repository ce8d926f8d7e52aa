//! What a title says of a decision around it, and what of it was not understood.

use crate::rooms::runbooks::steps::{Step, decision_of};
use crate::value::parse_minutes;

/// The decision that a step stands under, and the one that it stands behind on its own level.
pub fn around(steps: &[Step], at: usize) -> (Option<usize>, Option<usize>) {
    let parent = steps.get(at).and_then(|step| step.parent);
    (decision_of(steps, parent), decision_before(steps, at))
}

// The decision right before a step on its level, but for others that say `if`: those belong below it.
fn decision_before(steps: &[Step], at: usize) -> Option<usize> {
    let parent = steps.get(at)?.parent;
    let from = parent.map_or(0, |parent| parent + 1);
    let mut before = (from..at).rev().filter(|&n| steps[n].parent == parent);
    let before =
        before.find(|&n| steps[n].kind == "decision" || condition(&steps[n].title).is_none())?;
    (steps[before].kind == "decision").then_some(before)
}

/// What is left in a title and looks like a mark that was not read, with why.
pub fn unread(title: &str) -> Option<(&str, &'static str)> {
    if condition(title).is_some() {
        let end = title.find(':').map_or(title.len(), |end| end + 1);
        return Some((&title[..end], "is read behind or below a decision only"));
    }
    let looks = |word: &&str| {
        let mut letters = word.chars();
        match (letters.next(), letters.next()) {
            (Some('~'), Some(next)) => next.is_ascii_digit(),
            (Some('@'), Some(next)) => next.is_alphabetic(),
            _ => *word == "||" || *word == "∥",
        }
    };
    // The first word is the title's, whatever it looks like.
    let mark = title.split_whitespace().skip(1).find(looks)?;
    Some((
        mark,
        match mark.chars().next() {
            Some('~') if !rises(mark) => {
                "does not rise: write at best, likely and at worst, as ~5/10/20"
            }
            Some('~') => "is read as a duration at the end only, as ~10, ~1h30 or ~5/10/20",
            Some('@') => {
                "names no role: write the name of one, or a new one with a capital, at the end"
            }
            _ => "is read at the end only",
        },
    ))
}

// Whether it is no three durations of which one is less than the one before.
fn rises(mark: &str) -> bool {
    let parts: Option<Vec<f64>> = mark[1..].split('/').map(parse_minutes).collect();
    parts.is_none_or(|parts| parts.is_sorted())
}

// `if yes: call them`: the answer, and what is left.
pub(super) fn condition(title: &str) -> Option<(&str, &str)> {
    let begin = title
        .get(..3)
        .filter(|word| word.eq_ignore_ascii_case("if "))?;
    let (answer, left) = title[begin.len()..].split_once(':')?;
    let (answer, left) = (answer.trim(), left.trim());
    (!answer.is_empty() && !left.is_empty() && answer.chars().count() <= 40)
        .then_some((answer, left))
}
