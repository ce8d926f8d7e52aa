//! The offline kit: the page that holds the app and, in data blocks, records.
//!
//! The build makes the page without its large parts. Their places are marked
//! `<!--kit:name-->`; the published kit and every kit that the app makes are that one page,
//! filled, so that they keep the same policy.

use serde::{Deserialize, Serialize};

const MARK: &str = "<!--kit:";
const END: &str = "-->";

/// What a kit says of itself. It stands in the page in the clear.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// The name of the workspace that its records are from.
    pub workspace: String,
    /// That workspace's id, so that a sealed kit is known as of it before it is opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// When it was made, in milliseconds since 1970.
    pub made: i64,
    /// Who made it, as they named themselves; may be empty.
    pub by: String,
    /// How many records it holds, without deleted ones.
    pub records: usize,
    /// Whether they are sealed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sealed: bool,
}

impl About {
    /// The text of its block; it is not escaped yet.
    pub fn print(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "null".to_owned())
    }

    /// Reads the text of its block; `None` in the published kit.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()?
    }

    /// What it is, as a sentence. `made` is the date for people to read.
    pub fn words(&self, made: &str) -> String {
        let by = match self.by.as_str() {
            "" => String::new(),
            by => format!(" by {by}"),
        };
        let records = match self.records {
            1 => "1 record".to_owned(),
            many => format!("{many} records"),
        };
        let workspace = &self.workspace;
        let kit = if self.sealed {
            "Sealed offline kit"
        } else {
            "Offline kit"
        };
        format!("{kit} of {workspace}, made on {made}{by}, {records}.")
    }
}

/// The file name of a kit.
pub fn file_name(workspace: &str, sealed: bool) -> String {
    let sealed = if sealed { "-sealed" } else { "" };
    format!("{}-kit{sealed}.html", super::file_stem(workspace))
}

/// JSON for a data block: no tag and no comment begins in it, and it is the same JSON.
pub fn escape(json: &str, out: &mut String) {
    for (n, part) in json.split('<').enumerate() {
        out.push_str(if n == 0 { "" } else { "\\u003c" });
        out.push_str(part);
    }
}

/// The kit's page in pieces: its own text, and at each marked place what `part` gives for the
/// name. Nothing is looked for in what is filled in.
///
/// # Errors
/// When the page has a place for which there is nothing.
pub fn fill<'a>(
    template: &'a str,
    part: impl Fn(&str) -> Option<&'a str>,
) -> Result<Vec<&'a str>, String> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once(MARK) {
        let (name, after) = after
            .split_once(END)
            .ok_or("the kit's page is damaged: a mark in it does not end")?;
        pieces.push(before);
        pieces.push(part(name).ok_or_else(|| {
            format!("the kit's page has a place for “{name}”, which is not known here")
        })?);
        rest = after;
    }
    pieces.push(rest);
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_looked_for_in_what_was_filled_in() {
        let part = |name: &str| match name {
            "id" => Some("<!--kit:data-->"),
            "data" => Some("{}"),
            _ => None,
        };
        let whole = fill(
            "<a b=\"<!--kit:id-->\"><!--note--><!--kit:data--></a>",
            part,
        );
        let whole = whole.expect("all parts are there").concat();
        assert_eq!(whole, "<a b=\"<!--kit:data-->\"><!--note-->{}</a>");
        assert!(fill("<!--kit:style-->", part).is_err());
        assert!(fill("<!--kit:id", part).is_err());
    }

    #[test]
    fn escaped_json_is_the_same_json_and_holds_no_tag() {
        let json = r#"{"<title>":"a < b </script><!-- \\<","plain":"é <\u003c"}"#;
        let mut escaped = String::new();
        escape(json, &mut escaped);
        assert!(!escaped.contains('<'));
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
        assert_eq!(read(&escaped), read(json));
    }

    #[test]
    fn a_kit_says_what_it_is() {
        let about = About {
            workspace: "North Fells".to_owned(),
            id: Some("01944f2a-0000-7000-8000-000000000001".to_owned()),
            made: 7,
            by: "Ada".to_owned(),
            records: 1,
            sealed: false,
        };
        assert_eq!(About::parse(&about.print()), Some(about.clone()));
        assert_eq!(About::parse("null"), None);
        assert_eq!(
            about.words("2 May 2026"),
            "Offline kit of North Fells, made on 2 May 2026 by Ada, 1 record."
        );
        let about = About {
            by: String::new(),
            records: 0,
            ..about
        };
        assert!(about.words("2 May").ends_with("made on 2 May, 0 records."));
        assert_eq!(file_name("  Nord/Süd & Co ", false), "nord-süd-co-kit.html");
        assert_eq!(file_name("…", true), "workspace-kit-sealed.html");
    }
}
