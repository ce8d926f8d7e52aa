//! XML as office files use it: elements, attributes, text, the five entities and numbers. A
//! document type is refused, so nothing can be defined that grows.

use super::GridError;
use std::borrow::Cow;

/// What comes next in a document.
#[derive(Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// An element begins; its name without prefix. One that is empty ends at once.
    Start(&'a str),
    /// An element ends.
    End(&'a str),
    /// Text within an element.
    Text(Cow<'a, str>),
}

/// Reads a document from its beginning.
pub struct Xml<'a> {
    text: &'a str,
    at: usize,
    /// The attributes of the element that began last, as they stand.
    attributes: &'a str,
    /// The name of an empty element, which is still to end.
    empty: Option<&'a str>,
}

impl<'a> Xml<'a> {
    /// How far it is, from 0 to 1.
    pub fn far(&self) -> f64 {
        self.at as f64 / self.text.len().max(1) as f64
    }

    /// Starts at the beginning.
    pub const fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            attributes: "",
            empty: None,
        }
    }

    fn fail(&self, reason: &str) -> GridError {
        GridError::line(
            holdfast_ledger::scan::line_of(self.text, self.at),
            &format!("the XML in the file is damaged: {reason}."),
        )
    }

    /// What comes next; nothing at the end.
    ///
    /// # Errors
    /// When it is no XML, or XML with a document type.
    #[expect(
        clippy::should_implement_trait,
        reason = "as an iterator it would go on after an error"
    )]
    pub fn next(&mut self) -> Result<Option<Event<'a>>, GridError> {
        if let Some(name) = self.empty.take() {
            return Ok(Some(Event::End(name)));
        }
        loop {
            let rest = &self.text[self.at..];
            if rest.is_empty() {
                return Ok(None);
            }
            let Some(markup) = rest.strip_prefix('<') else {
                let end = rest.find('<').unwrap_or(rest.len());
                let text = self.decode(&rest[..end])?;
                self.at += end;
                return Ok(Some(Event::Text(text)));
            };
            if let Some(data) = markup.strip_prefix("![CDATA[") {
                let end = self.find(data, "]]>")?;
                self.at += 9 + end + 3;
                return Ok(Some(Event::Text(Cow::Borrowed(&data[..end]))));
            }
            if let Some(comment) = markup.strip_prefix("!--") {
                self.at += 4 + self.find(comment, "-->")? + 3;
            } else if let Some(told) = markup.strip_prefix('?') {
                self.at += 2 + self.find(told, "?>")? + 2;
            } else if markup.starts_with('!') {
                return Err(self.fail("it has a document type, which is not read"));
            } else {
                return self.tag(markup).map(Some);
            }
        }
    }

    fn find(&self, text: &str, mark: &str) -> Result<usize, GridError> {
        text.find(mark).ok_or_else(|| self.fail("it was cut off"))
    }

    fn tag(&mut self, markup: &'a str) -> Result<Event<'a>, GridError> {
        let end = tag_end(markup).ok_or_else(|| self.fail("it was cut off"))?;
        self.at += 1 + end + 1;
        let tag = &markup[..end];
        if let Some(name) = tag.strip_prefix('/') {
            return Ok(Event::End(local(name.trim_end())));
        }
        let (tag, is_empty) = match tag.strip_suffix('/') {
            Some(tag) => (tag, true),
            None => (tag, false),
        };
        let split = tag.find(|c: char| c.is_ascii_whitespace());
        let (name, attributes) = tag.split_at(split.unwrap_or(tag.len()));
        if name.is_empty() {
            return Err(self.fail("an element has no name"));
        }
        self.attributes = attributes;
        let name = local(name);
        self.empty = is_empty.then_some(name);
        Ok(Event::Start(name))
    }

    /// An attribute of the element that began last, by its name without prefix.
    ///
    /// # Errors
    /// When the attributes cannot be read.
    pub fn attribute(&self, wanted: &str) -> Result<Option<Cow<'a, str>>, GridError> {
        let mut rest = self.attributes.trim_start();
        while !rest.is_empty() {
            let parts = rest.split_once('=').and_then(|(name, value)| {
                let value = value.trim_start();
                let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
                let (value, rest) = value[1..].split_once(quote)?;
                Some((local(name.trim()), value, rest))
            });
            let Some((name, value, after)) = parts else {
                return Err(self.fail("an attribute has no value"));
            };
            if name == wanted {
                return self.decode(value).map(Some);
            }
            rest = after.trim_start();
        }
        Ok(None)
    }

    // Line ends are one line feed (XML 1.0, 2.11).
    fn decode(&self, text: &'a str) -> Result<Cow<'a, str>, GridError> {
        if !text.contains(['&', '\r']) {
            return Ok(Cow::Borrowed(text));
        }
        let (mut out, mut rest) = (String::with_capacity(text.len()), text);
        while let Some(at) = rest.find(['&', '\r']) {
            out.push_str(&rest[..at]);
            let mark = &rest[at..];
            if let Some(after) = mark.strip_prefix('\r') {
                out.push('\n');
                rest = after.strip_prefix('\n').unwrap_or(after);
                continue;
            }
            let known = mark[1..].split_once(';');
            let (name, after) = known.ok_or_else(|| self.fail("an entity does not end"))?;
            out.push(entity(name).ok_or_else(|| self.fail("it uses an unknown entity"))?);
            rest = after;
        }
        out.push_str(rest);
        Ok(Cow::Owned(out))
    }
}

// A tag ends at the first `>` that is not in an attribute.
fn tag_end(markup: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in markup.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            _ => {}
        }
    }
    None
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, name)| name)
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)
        }
    }
}

/// Text as it is written in XML. A line feed alone stays; other line ends would be read as one.
pub fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn events(text: &str) -> Result<String, GridError> {
        let mut xml = Xml::new(text);
        let mut out = Vec::new();
        while let Some(event) = xml.next()? {
            out.push(match event {
                Event::Start(name) => {
                    format!("<{name} {}", xml.attribute("r")?.unwrap_or_default())
                }
                Event::End(name) => format!("/{name}"),
                Event::Text(text) => format!("{text:?}"),
            });
        }
        Ok(out.join(" "))
    }

    #[test]
    fn elements_attributes_and_text() {
        let text = "<?xml version='1.0'?><!-- > --><x:a x='1>2' r=\"A&amp;1\">b&#x41;\r\n<![CDATA[<&]]></x:a><c/>";
        assert_eq!(
            events(text).as_deref(),
            Ok("<a A&1 \"bA\\n\" \"<&\" /a <c  /c")
        );
    }

    #[test]
    fn what_could_grow_or_is_cut_off_is_refused() {
        for text in [
            "<!DOCTYPE a [<!ENTITY b \"bb\">]><a>&b;</a>",
            "<a>&b;</a>",
            "<a>&#xD800;</a>",
            "<a",
            "<!-- ",
            "<a r=1></a>",
            "< a>",
        ] {
            assert!(events(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn text_is_read_as_it_was_written(text in "[^\r]{0,20}") {
            let mut out = String::from("<a>");
            escape(&text, &mut out);
            out.push_str("</a>");
            let read = events(&out).expect("our own XML");
            let expected = if text.is_empty() { "<a  /a".to_owned() } else { format!("<a  {text:?} /a") };
            prop_assert_eq!(read, expected);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[<>&;/='\"a-c !\\[\\]?-]{0,40}") {
            drop(events(&text));
        }
    }
}
