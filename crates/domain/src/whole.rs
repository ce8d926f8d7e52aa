//! Numbers that lose their meaning when a line breaks inside them: telephone numbers above all.

/// The most signs that such a number has.
const LONGEST: usize = 26;

/// A text in parts; `true` stands beside those that must stay on one line.
pub fn parts(text: &str) -> Vec<(bool, &str)> {
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(length) = text
        .get(at..)
        .and_then(|rest| rest.chars().next())
        .map(char::len_utf8)
    {
        let starts = !text[..at].ends_with(char::is_alphanumeric);
        if starts && let Some(end) = number(&text[at..]) {
            if at > from {
                parts.push((false, &text[from..at]));
            }
            parts.push((true, &text[at..at + end]));
            at += end;
            from = at;
        } else {
            at += length;
        }
    }
    if from < text.len() {
        parts.push((false, &text[from..]));
    }
    parts
}

// The length of the number that a text begins with: at least seven digits, in groups.
fn number(text: &str) -> Option<usize> {
    let first = text.bytes().next()?;
    if !(first.is_ascii_digit() || first == b'+' || first == b'(') {
        return None;
    }
    let length = text
        .bytes()
        .take_while(|byte| byte.is_ascii_digit() || b"+() -/.".contains(byte))
        .count();
    let end = text[..length].rfind(|c: char| c.is_ascii_digit())? + 1;
    let digits = text[..end].bytes().filter(u8::is_ascii_digit).count();
    // Digits alone have no place to break.
    ((7..=15).contains(&digits) && digits < end && end <= LONGEST).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn telephone_numbers_stay_whole() {
        for number in [
            "+41 44 555 01 02",
            "(020) 7946-0000",
            "0170 / 555 12 34",
            "555-123-4567",
        ] {
            let text = ["Call ", number, ", or é."].concat();
            let expected = [(false, "Call "), (true, number), (false, ", or é.")];
            assert_eq!(parts(&text), expected, "{number}");
        }
        assert_eq!(parts("+41 44 555 01 02"), [(true, "+41 44 555 01 02")]);
    }

    #[test]
    fn other_text_is_one_part() {
        for text in ["Step 3 of 12", "é", "4711", "12345678"] {
            assert_eq!(parts(text), [(false, text)], "{text}");
        }
        assert!(parts("").is_empty());
    }
}
