//! Reads JSON from text without building a tree: what the file, the storage
//! lines and the changes are read with. Values stay text (see [`crate::text`]).

use crate::text::{self, Text};
use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

/// What is wrong in a JSON text, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanError {
    /// Line, counted from 1.
    pub line: usize,
    /// What was found or missing, as half a sentence.
    pub reason: Cow<'static, str>,
}

impl fmt::Display for ScanError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for ScanError {}

/// The line, from 1, of a position in a text.
pub fn line_of(text: &str, at: usize) -> usize {
    let upto = at.min(text.len());
    text.as_bytes()[..upto].split(|byte| *byte == b'\n').count()
}

/// How deep arrays and objects may nest.
pub const MAX_DEPTH: usize = 128;

/// A place in a JSON text.
pub struct Scan<'a> {
    text: &'a str,
    at: usize,
}

/// The result of reading.
pub type Scanned<T> = Result<T, ScanError>;

impl<'a> Scan<'a> {
    /// Starts at the beginning.
    pub const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// An error at the place that was reached.
    pub fn fail(&self, reason: impl Into<Cow<'static, str>>) -> ScanError {
        ScanError {
            line: line_of(self.text, self.at),
            reason: reason.into(),
        }
    }

    /// The next byte that is not white space, not taken.
    pub fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    /// Takes the byte if it is next.
    pub fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.at += 1;
        }
        found
    }

    /// Takes the byte or fails.
    ///
    /// # Errors
    /// When something else is next.
    pub fn expect(&mut self, byte: u8) -> Scanned<()> {
        if self.take(byte) {
            return Ok(());
        }
        Err(match self.peek() {
            Some(found) if found.is_ascii_graphic() => self.fail(format!(
                "expected {:?} but found {:?}",
                char::from(byte),
                char::from(found)
            )),
            Some(_) => self.fail(format!("expected {:?}", char::from(byte))),
            None => self.fail("the file ends too early; it may be cut off"),
        })
    }

    /// Nothing may follow.
    ///
    /// # Errors
    /// When something does.
    pub fn end(&mut self) -> Scanned<()> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.fail("something follows after the end of the document")),
        }
    }

    /// Reads an object; `entry` must read each value.
    ///
    /// # Errors
    /// When this is not an object, or `entry` fails.
    pub fn object(
        &mut self,
        mut entry: impl FnMut(&mut Self, Cow<'a, str>) -> Scanned<()>,
    ) -> Scanned<()> {
        self.expect(b'{')?;
        if self.take(b'}') {
            return Ok(());
        }
        loop {
            let key = self.string()?;
            self.expect(b':')?;
            entry(self, key)?;
            if !self.take(b',') {
                return self.expect(b'}');
            }
        }
    }

    /// Reads an array; `entry` must read each value.
    ///
    /// # Errors
    /// When this is not an array, or `entry` fails.
    pub fn array(&mut self, mut entry: impl FnMut(&mut Self) -> Scanned<()>) -> Scanned<()> {
        self.expect(b'[')?;
        if self.take(b']') {
            return Ok(());
        }
        loop {
            entry(self)?;
            if !self.take(b',') {
                return self.expect(b']');
            }
        }
    }

    /// Reads a string.
    ///
    /// # Errors
    /// When this is not a well-formed JSON string.
    pub fn string(&mut self) -> Scanned<Cow<'a, str>> {
        if self.peek() != Some(b'"') {
            return Err(self.fail("expected a text in double quotes"));
        }
        let (value, after) = text::unquote(self.text, self.at).map_err(|why| self.fail(why))?;
        self.at = after;
        Ok(value)
    }

    /// Reads a whole number from 0.
    ///
    /// # Errors
    /// When this is not one, or is too large.
    pub fn number(&mut self) -> Scanned<u64> {
        self.peek();
        let bytes = self.text.as_bytes();
        let from = self.at;
        while bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        self.text[from..self.at]
            .parse()
            .map_err(|_| self.fail("expected a whole number"))
    }

    /// Reads a whole number with sign.
    ///
    /// # Errors
    /// When this is not one, or is too large.
    pub fn signed(&mut self) -> Scanned<i64> {
        let negative = self.take(b'-');
        let number = i64::try_from(self.number()?).map_err(|_| self.fail("number too large"))?;
        Ok(if negative { -number } else { number })
    }

    /// Reads any value and gives its canonical text.
    ///
    /// # Errors
    /// When the JSON is not well formed or too deep, or an object names a key twice.
    pub fn value(&mut self) -> Scanned<Text> {
        self.peek();
        let (value, after) = text::canonical(self.text, self.at).map_err(|(at, why)| {
            self.at = at;
            self.fail(why)
        })?;
        self.at = after;
        Ok(value)
    }

    /// Reads a value of text that was written here, so is canonical already:
    /// finds only its end.
    ///
    /// # Errors
    /// When the text ends inside the value.
    pub fn own_value(&mut self) -> Scanned<Text> {
        self.extent().map(|extent| Text::own(&self.text[extent]))
    }

    /// Where a value stands, found by its brackets and quotes alone: it has still to be read.
    ///
    /// # Errors
    /// When the text ends inside the value.
    pub fn extent(&mut self) -> Scanned<Range<usize>> {
        self.peek();
        let from = self.at;
        let mut depth = 0usize;
        let bytes = self.text.as_bytes();
        loop {
            let Some(byte) = bytes.get(self.at) else {
                return Err(self.fail("the text ends inside a value"));
            };
            match byte {
                b'"' => self.at = text::skip_string(bytes, self.at).unwrap_or(bytes.len()),
                b'[' | b'{' => {
                    depth += 1;
                    self.at += 1;
                }
                b']' | b'}' => {
                    depth = depth.saturating_sub(1);
                    self.at += 1;
                }
                _ => {
                    self.at += 1;
                    while bytes
                        .get(self.at)
                        .is_some_and(|b| !matches!(b, b',' | b']' | b'}' | b'[' | b'{' | b'"'))
                    {
                        self.at += 1;
                    }
                }
            }
            if depth == 0 {
                return Ok(from..self.at);
            }
        }
    }

    /// Passes over any value.
    ///
    /// # Errors
    /// As [`Self::value`].
    pub fn skip(&mut self) -> Scanned<()> {
        self.value().map(drop)
    }

    /// How far reading has come, in bytes.
    pub const fn position(&self) -> usize {
        self.at
    }
}
