//! A field's value: its canonical JSON text.
//!
//! Canonical means: no white space, shortest escapes, object keys sorted by code
//! point, numbers kept literally. Equal values are equal bytes, and what this
//! version does not understand is kept as it came.

use crate::scan::MAX_DEPTH;
use crate::sort::Arrange;
use serde::{Serialize, de::DeserializeOwned};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The longest text that a field may hold, in bytes of JSON.
pub const MAX_FIELD: usize = 1 << 20;

/// A JSON value as canonical text.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(Arc<str>);

impl Text {
    /// The value that stands for "nothing here".
    pub fn null() -> Self {
        Self("null".into())
    }

    /// A string value.
    pub fn string(value: &str) -> Self {
        let mut out = String::with_capacity(value.len() + 2);
        quote(value, &mut out);
        Self(out.into())
    }

    /// Any value that serialises to JSON.
    ///
    /// # Errors
    /// When the value cannot be written as JSON (a map with keys that are no strings).
    pub fn of<T: Serialize>(value: &T) -> Result<Self, String> {
        let json = serde_json::to_string(value).map_err(|error| error.to_string())?;
        Self::parse(&json)
    }

    /// Reads JSON and brings it into canonical form.
    ///
    /// # Errors
    /// When it is not one well-formed JSON value.
    pub fn parse(json: &str) -> Result<Self, String> {
        let mut scan = crate::scan::Scan::new(json);
        let value = scan.value().map_err(|error| error.reason.into_owned())?;
        scan.end().map_err(|error| error.reason.into_owned())?;
        Ok(value)
    }

    /// Text that was written here before, so is canonical.
    pub(crate) fn own(json: &str) -> Self {
        Self(json.into())
    }

    /// The JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the value that stands for "nothing here".
    pub fn is_null(&self) -> bool {
        &*self.0 == "null"
    }

    /// The value as a type, if it is of that type.
    pub fn get<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(&self.0).ok()
    }

    /// The characters of a string value; for other values their JSON.
    pub fn plain(&self) -> Cow<'_, str> {
        if self.0.starts_with('"') {
            unquote(&self.0, 0).map_or(Cow::Borrowed(&*self.0), |(value, _)| value)
        } else {
            Cow::Borrowed(&self.0)
        }
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Writes a string in quotes with the shortest escapes.
pub fn quote(value: &str, out: &mut String) {
    out.push('"');
    let mut from = 0;
    for (at, byte) in value.bytes().enumerate() {
        let short = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            0..0x20 => "",
            _ => continue,
        };
        out.push_str(&value[from..at]);
        if short.is_empty() {
            out.push_str(&format!("\\u{byte:04x}"));
        } else {
            out.push_str(short);
        }
        from = at + 1;
    }
    out.push_str(&value[from..]);
    out.push('"');
}

/// Writes a whole number in decimal digits. Formatting would do it too, several times slower,
/// and storage lines and files are full of them.
pub(crate) fn push_number(number: u64, out: &mut String) {
    if number >= 10 {
        push_number(number / 10, out);
    }
    out.push(char::from(b'0' + (number % 10) as u8));
}

/// The same for a number that may be below zero.
pub(crate) fn push_signed(number: i64, out: &mut String) {
    if number < 0 {
        out.push('-');
    }
    push_number(number.unsigned_abs(), out);
}

/// Where the string that begins at `at` ends (after its closing quote).
pub(crate) fn skip_string(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// Where the string that begins at `at` ends, and whether it stands there as it reads:
/// with no escape.
fn string_end(bytes: &[u8], at: usize) -> Result<(usize, bool), &'static str> {
    const CUT: &str = "a text has no closing quote; the file may be cut off";
    let mut plain = true;
    let mut at = at + 1;
    loop {
        match *bytes.get(at).ok_or(CUT)? {
            b'"' => return Ok((at + 1, plain)),
            b'\\' => {
                plain = false;
                at += 2;
            }
            0..0x20 => return Err("a text holds a raw control character"),
            _ => at += 1,
        }
    }
}

/// Reads the string whose opening quote is at `at`; gives it and where it ends.
pub(crate) fn unquote(json: &str, at: usize) -> Result<(Cow<'_, str>, usize), &'static str> {
    let (end, plain) = string_end(json.as_bytes(), at)?;
    let inner = &json[at + 1..end - 1];
    if plain {
        return Ok((Cow::Borrowed(inner), end));
    }
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(slash) = rest.find('\\') {
        out.push_str(&rest[..slash]);
        let mut tail = rest[slash + 1..].chars();
        out.push(match tail.next() {
            Some(plain @ ('"' | '\\' | '/')) => plain,
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('u') => unicode(&mut tail)?,
            _ => return Err("a text holds an unknown escape"),
        });
        rest = tail.as_str();
    }
    out.push_str(rest);
    Ok((Cow::Owned(out), end))
}

fn unicode(tail: &mut std::str::Chars<'_>) -> Result<char, &'static str> {
    const BAD: &str = "a text holds a broken \\u escape";
    let high = hex4(tail).ok_or(BAD)?;
    if !(0xd800..0xdc00).contains(&high) {
        return char::from_u32(high).ok_or(BAD);
    }
    let pair = (tail.next(), tail.next());
    if pair != (Some('\\'), Some('u')) {
        return Err(BAD);
    }
    let low = hex4(tail)
        .filter(|low| (0xdc00..0xe000).contains(low))
        .ok_or(BAD)?;
    char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)).ok_or(BAD)
}

fn hex4(tail: &mut std::str::Chars<'_>) -> Option<u32> {
    let mut value = 0;
    for _ in 0..4 {
        value = value * 16 + tail.next()?.to_digit(16)?;
    }
    Some(value)
}

type Trouble = (usize, &'static str);

/// Reads the value that begins at `at` into canonical form; gives it and its end.
pub(crate) fn canonical(json: &str, at: usize) -> Result<(Text, usize), Trouble> {
    // Most values are texts with no escape: they are canonical as they stand.
    if json.as_bytes().get(at) == Some(&b'"')
        && let Ok((end, true)) = string_end(json.as_bytes(), at)
    {
        return Ok((Text::own(&json[at..end]), end));
    }
    let mut out = String::new();
    let end = write_value(json, at, 0, &mut out)?;
    Ok((Text(out.into()), end))
}

fn blank(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
        at += 1;
    }
    at
}

const CUT: &str = "the file ends inside a value; it may be cut off";

fn write_value(json: &str, at: usize, depth: usize, out: &mut String) -> Result<usize, Trouble> {
    let bytes = json.as_bytes();
    let at = blank(bytes, at);
    if depth > MAX_DEPTH {
        return Err((at, "nested more than 128 levels deep"));
    }
    match bytes.get(at) {
        None => Err((at, CUT)),
        Some(b'"') => {
            let (value, end) = unquote(json, at).map_err(|why| (at, why))?;
            match value {
                Cow::Borrowed(_) => out.push_str(&json[at..end]),
                Cow::Owned(value) => quote(&value, out),
            }
            Ok(end)
        }
        Some(b'[') => write_array(json, at + 1, depth, out),
        Some(b'{') => write_object(json, at + 1, depth, out),
        Some(b'-' | b'0'..=b'9') => write_number(json, at, out),
        Some(_) => {
            for word in ["true", "false", "null"] {
                if json[at..].starts_with(word) {
                    out.push_str(word);
                    return Ok(at + word.len());
                }
            }
            Err((at, "this is not JSON"))
        }
    }
}

fn write_array(json: &str, at: usize, depth: usize, out: &mut String) -> Result<usize, Trouble> {
    let bytes = json.as_bytes();
    out.push('[');
    let mut at = blank(bytes, at);
    if bytes.get(at) == Some(&b']') {
        out.push(']');
        return Ok(at + 1);
    }
    loop {
        at = blank(bytes, write_value(json, at, depth + 1, out)?);
        match bytes.get(at) {
            Some(b',') => out.push(','),
            Some(b']') => {
                out.push(']');
                return Ok(at + 1);
            }
            Some(_) => return Err((at, "expected a comma or the end of a list")),
            None => return Err((at, CUT)),
        }
        at += 1;
    }
}

fn write_object(json: &str, at: usize, depth: usize, out: &mut String) -> Result<usize, Trouble> {
    let bytes = json.as_bytes();
    // Each key, and where it and its value stand in `out`.
    let mut entries: Vec<(Cow<'_, str>, Range<usize>)> = Vec::new();
    let mut at = blank(bytes, at);
    out.push('{');
    let inside = out.len();
    if bytes.get(at) == Some(&b'}') {
        out.push('}');
        return Ok(at + 1);
    }
    loop {
        at = blank(bytes, at);
        if bytes.get(at) != Some(&b'"') {
            return Err((
                at,
                if at < bytes.len() {
                    "expected a key in quotes"
                } else {
                    CUT
                },
            ));
        }
        let (key, end) = unquote(json, at).map_err(|why| (at, why))?;
        at = blank(bytes, end);
        if bytes.get(at) != Some(&b':') {
            return Err((at, "expected a colon after a key"));
        }
        let from = out.len();
        quote(&key, out);
        out.push(':');
        at = blank(bytes, write_value(json, at + 1, depth + 1, out)?);
        entries.push((key, from..out.len()));
        match bytes.get(at) {
            Some(b',') => {
                out.push(',');
                at += 1;
            }
            Some(b'}') => break,
            Some(_) => return Err((at, "expected a comma or the end of an object")),
            None => return Err((at, CUT)),
        }
    }
    // Canonical text comes sorted; only other tools' has to be put in order.
    if !entries.is_sorted_by(|a, b| a.0 < b.0) {
        entries.arrange_by(|a, b| a.0.cmp(&b.0));
        if entries.windows(2).any(|pair| pair[0].0 == pair[1].0) {
            return Err((at, "an object names the same key twice"));
        }
        let sorted: Vec<&str> = entries.iter().map(|entry| &out[entry.1.clone()]).collect();
        let sorted = sorted.join(",");
        out.truncate(inside);
        out.push_str(&sorted);
    }
    out.push('}');
    Ok(at + 1)
}

fn write_number(json: &str, at: usize, out: &mut String) -> Result<usize, Trouble> {
    const BAD: &str = "this is not a JSON number";
    let bytes = json.as_bytes();
    let digits = |from: usize| {
        let end = from
            + bytes[from..]
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
        if end == from {
            Err((from, BAD))
        } else {
            Ok(end)
        }
    };
    let whole = at + usize::from(bytes[at] == b'-');
    let mut end = digits(whole)?;
    if bytes[whole] == b'0' && end > whole + 1 {
        return Err((whole, BAD));
    }
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1)?;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        end = digits((end + 1 + sign).min(bytes.len()))?;
    }
    out.push_str(&json[at..end]);
    Ok(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn r5_canonical_sorts_keys_keeps_numbers_and_shortens_escapes() {
        let text = Text::parse(r#" { "b" : 1.50e+3, "a":[ "\u0041\/\u00e9", null ] } "#);
        assert_eq!(
            text.expect("well formed").as_str(),
            r#"{"a":["A/é",null],"b":1.50e+3}"#
        );
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for bad in [
            "",
            "{",
            "[1,]",
            "{\"a\":1,\"a\":2}",
            "01",
            "1.",
            "-",
            "nul",
            "\"\\ud800\"",
            "\"a\nb\"",
            "{a:1}",
            "[1 2]",
            "\"\\x\"",
            "1 1",
            "1e",
            "\"",
        ] {
            assert!(Text::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn r5_depth_is_bounded() {
        let deep = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(Text::parse(&deep(128)).is_ok());
        assert!(Text::parse(&deep(100_000)).is_err());
    }

    proptest! {
        #[test]
        fn strings_survive(value in any::<String>()) {
            let text = Text::string(&value);
            prop_assert_eq!(text.plain(), value.as_str());
            prop_assert_eq!(serde_json::from_str::<String>(text.as_str()).ok(), Some(value));
            prop_assert_eq!(&Text::parse(text.as_str()), &Ok(text.clone()));
        }

        #[test]
        fn agrees_with_serde_json_on_any_bytes(json in r#"[\[\]{}",:0-9eE.+ntrfalsu\\ -]{0,24}"#) {
            let theirs = serde_json::from_str::<serde_json::Value>(&json);
            match Text::parse(&json) {
                Ok(text) => {
                    let again = serde_json::from_str::<serde_json::Value>(text.as_str());
                    // serde_json refuses numbers that a float cannot hold; the literal is kept here.
                    if let (Ok(again), Ok(theirs)) = (again, theirs) { prop_assert_eq!(again, theirs) }
                }
                // The last of two equal keys wins there; here that is an error.
                Err(why) => prop_assert!(theirs.is_err() || why.contains("twice")),
            }
        }
    }
}
