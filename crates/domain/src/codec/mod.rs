//! Other formats in and out: bytes or text in, a draft or a report out.

pub mod advisory;
pub mod csaf;
pub mod csv;
pub mod gzip;
pub mod ics;
pub mod incidents;
pub mod json;
pub mod kev;
pub mod kit;
pub mod markdown;
pub mod sheet;
pub mod sniff;
#[cfg(test)]
mod tests;

/// A workspace's name as the beginning of a file's.
pub fn file_stem(workspace: &str) -> String {
    match slug(workspace) {
        name if name.is_empty() => "workspace".to_owned(),
        name => name,
    }
}

/// Text as a part of a file's name: letters and digits, words with hyphens between.
pub fn slug(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-").to_lowercase()
}
