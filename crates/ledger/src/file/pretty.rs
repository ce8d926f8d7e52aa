//! Canonical JSON with line breaks and two spaces for each level.

/// Writes canonical JSON over several lines; `level` is how deep it stands already.
pub fn pretty(json: &str, level: usize, out: &mut String) {
    let bytes = json.as_bytes();
    let mut level = level;
    let mut at = 0;
    let mut from = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at = crate::text::skip_string(bytes, at).unwrap_or(bytes.len());
                continue;
            }
            b'{' | b'[' if matches!(bytes.get(at + 1), Some(b'}' | b']')) => {
                at += 2;
                continue;
            }
            b'{' | b'[' => {
                out.push_str(&json[from..=at]);
                level += 1;
                line(level, out);
            }
            b'}' | b']' => {
                out.push_str(&json[from..at]);
                level = level.saturating_sub(1);
                line(level, out);
                out.push(char::from(bytes[at]));
            }
            b',' => {
                out.push_str(&json[from..=at]);
                line(level, out);
            }
            b':' => {
                out.push_str(&json[from..=at]);
                out.push(' ');
            }
            _ => {
                at += 1;
                continue;
            }
        }
        at += 1;
        from = at;
    }
    out.push_str(&json[from..]);
}

/// A new line at a level.
pub(super) fn line(level: usize, out: &mut String) {
    out.push('\n');
    for _ in 0..level {
        out.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn breaks_lines_outside_of_texts_only() {
        let mut out = String::new();
        super::pretty(r#"{"a":[1,"x,{\"]"],"b":{},"c":[]}"#, 0, &mut out);
        let expected =
            "{\n  \"a\": [\n    1,\n    \"x,{\\\"]\"\n  ],\n  \"b\": {},\n  \"c\": []\n}";
        assert_eq!(out, expected);
    }
}
