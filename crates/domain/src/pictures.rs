//! Pictures in texts. `![what it shows](attachment:<SHA-256>)` names a file that the workspace
//! keeps under that fingerprint, so a picture never comes from anywhere else.

/// What stands before the fingerprint in the address of a stored picture.
pub const SCHEME: &str = "attachment:";

const DIGITS: usize = 64;

/// The fingerprint that an address names; `None` when it leads anywhere else.
pub fn fingerprint(address: &str) -> Option<&str> {
    let digits = address.strip_prefix(SCHEME)?;
    is_fingerprint(digits).then_some(digits)
}

fn is_fingerprint(digits: &str) -> bool {
    let hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    digits.len() == DIGITS && digits.bytes().all(hex)
}

/// The fingerprints that a text names, in order.
pub fn named(text: &str) -> impl Iterator<Item = &str> {
    let found = text.match_indices(SCHEME);
    found.filter_map(|(at, _)| {
        let digits = text.get(at + SCHEME.len()..at + SCHEME.len() + DIGITS)?;
        is_fingerprint(digits).then_some(digits)
    })
}

/// A stored picture in Markdown. Of the file's name stays what can stand between brackets.
pub fn markdown(file_name: &str, fingerprint: &str) -> String {
    let name = file_name
        .rsplit_once('.')
        .map_or(file_name, |(name, _)| name);
    let plain = |c: char| {
        if c.is_control() || "[]()\\`*_<>!&".contains(c) {
            ' '
        } else {
            c
        }
    };
    let words: String = name.chars().map(plain).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = if words.is_empty() { "Picture" } else { &words };
    ["![", words, "](", SCHEME, fingerprint, ")"].concat()
}

/// The type of a picture, by its first bytes; `None` for what is not shown as one. Not SVG:
/// that is a document.
pub fn type_of(bytes: &[u8]) -> Option<&'static str> {
    let begins = |with: &[u8]| bytes.starts_with(with);
    if begins(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if begins(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if begins(b"GIF8") {
        Some("image/gif")
    } else if begins(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some("image/webp")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::{Block, Span, read};

    const FILE: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn only_a_whole_fingerprint_names_a_picture() {
        let address = format!("{SCHEME}{FILE}");
        assert_eq!(fingerprint(&address), Some(FILE));
        for other in [
            "attachment:",
            "attachment:abc",
            "https://example.org/a.png",
            FILE,
            "attachment:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
        ] {
            assert_eq!(fingerprint(other), None, "{other}");
        }
        let text = format!("One ![a]({address}), none attachment:12, two\n![b]({address})");
        assert_eq!(named(&text).collect::<Vec<_>>(), [FILE, FILE]);
    }

    #[test]
    fn whatever_a_file_is_called_its_picture_is_one() {
        for (name, words) in [
            ("rack [3].png", "rack 3"),
            ("a](http://x).png", "a http://x"),
            ("", "Picture"),
            ("![`.gif", "Picture"),
            ("Plan B", "Plan B"),
        ] {
            let text = markdown(name, FILE);
            let image = Span::Image(
                format!("{SCHEME}{FILE}"),
                vec![Span::Text(words.to_owned())],
            );
            assert_eq!(read(&text), [Block::Paragraph(vec![image])], "{text}");
        }
    }

    #[test]
    fn pictures_are_known_by_their_bytes() {
        assert_eq!(type_of(b"\x89PNG\r\n\x1a\n...."), Some("image/png"));
        assert_eq!(type_of(b"RIFF\0\0\0\0WEBPVP8 "), Some("image/webp"));
        for other in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'>"[..],
            b"<html>",
            b"RIFF\0\0\0\0WAVE",
            b"",
        ] {
            assert_eq!(type_of(other), None);
        }
    }
}
