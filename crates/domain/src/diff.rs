//! What changed between two texts, word by word.

/// A stretch of text that stayed, went or came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// In both texts.
    Same(String),
    /// Only in the text before.
    Gone(String),
    /// Only in the text after.
    New(String),
}

/// The most word pairs that are compared: beyond, what lies between the common
/// beginning and end counts as replaced whole.
const LIMIT: usize = 1 << 20;

/// The differences by words; white space belongs to what it stands between, so that
/// the kept and gone parts make up `before` and the kept and new ones `after`.
pub fn words(before: &str, after: &str) -> Vec<Part> {
    let (old, new) = (split(before), split(after));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest
        .iter()
        .rev()
        .zip(new_rest.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let old_mid = &old_rest[..old_rest.len() - tail];
    let new_mid = &new_rest[..new_rest.len() - tail];
    let mut out = Parts::default();
    old[..head].iter().for_each(|word| out.same(word));
    if old_mid.len().saturating_mul(new_mid.len()) <= LIMIT {
        middle(old_mid, new_mid, &mut out);
    } else {
        old_mid.iter().for_each(|word| out.gone(word));
        new_mid.iter().for_each(|word| out.came(word));
    }
    old_rest[old_mid.len()..]
        .iter()
        .for_each(|word| out.same(word));
    out.finish()
}

// The longest common subsequence, by the usual table from the end.
fn middle(old: &[&str], new: &[&str], out: &mut Parts) {
    let width = new.len() + 1;
    let mut longest = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * width + j] = if old[i] == new[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        let both = i < old.len() && j < new.len();
        if both && old[i] == new[j] {
            out.same(old[i]);
            (i, j) = (i + 1, j + 1);
        } else if j == new.len()
            || (both && longest[(i + 1) * width + j] >= longest[i * width + j + 1])
        {
            out.gone(old[i]);
            i += 1;
        } else {
            out.came(new[j]);
            j += 1;
        }
    }
}

// Words, and the white space between them.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let blank = first.is_whitespace();
        let end = rest
            .find(|c: char| c.is_whitespace() != blank)
            .unwrap_or(rest.len());
        let (part, tail) = rest.split_at(end);
        parts.push(part);
        rest = tail;
    }
    parts
}

#[derive(Default)]
struct Parts {
    done: Vec<Part>,
    gone: String,
    new: String,
}

impl Parts {
    fn gone(&mut self, word: &str) {
        self.gone.push_str(word);
    }

    fn came(&mut self, word: &str) {
        self.new.push_str(word);
    }

    fn same(&mut self, word: &str) {
        self.flush();
        match self.done.last_mut() {
            Some(Part::Same(text)) => text.push_str(word),
            _ => self.done.push(Part::Same(word.to_owned())),
        }
    }

    fn flush(&mut self) {
        for (text, part) in [
            (&mut self.gone, Part::Gone as fn(String) -> Part),
            (&mut self.new, Part::New),
        ] {
            if !text.is_empty() {
                self.done.push(part(std::mem::take(text)));
            }
        }
    }

    fn finish(mut self) -> Vec<Part> {
        self.flush();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(before: &str, after: &str) -> String {
        let mark = |part: Part| match part {
            Part::Same(text) => text,
            Part::Gone(text) => format!("[-{text}]"),
            Part::New(text) => format!("[+{text}]"),
        };
        words(before, after).into_iter().map(mark).collect()
    }

    #[test]
    fn changed_words_are_marked() {
        let before = "Supplier delivers daily; up to two days.";
        let after = "Supplier delivers weekly; up to five days.";
        let expected = "Supplier delivers [-daily;][+weekly;] up to [-two][+five] days.";
        assert_eq!(marked(before, after), expected);
        assert_eq!(marked("a b c", "a c"), "a [-b ]c");
        assert_eq!(marked("", "new"), "[+new]");
        assert_eq!(marked("same", "same"), "same");
    }

    #[test]
    fn long_texts_take_no_time() {
        let text = |word: &str| vec![word; 50_000].join(" ");
        let parts = words(&text("a"), &text("b"));
        assert_eq!(parts.len(), 2);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_out_of_the_differences(
            before in "[ab ]{0,40}",
            after in "[ab\n ]{0,40}",
        ) {
            let (mut old, mut new) = (String::new(), String::new());
            for part in words(&before, &after) {
                match part {
                    Part::Same(text) => { old.push_str(&text); new.push_str(&text); }
                    Part::Gone(text) => old.push_str(&text),
                    Part::New(text) => new.push_str(&text),
                }
            }
            prop_assert_eq!(old, before);
            prop_assert_eq!(new, after);
        }
    }
}
