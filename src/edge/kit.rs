//! The parts of the app as a kit holds them: from the site's own files, which the service worker
//! answers without a network too, or from the page where that is a kit itself.

use super::error::EdgeError;
use super::{bundled, dom, gzip, location};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Map, Value};

// The parts that are files of the site, by their names in the kit's page and in the site's list.
const TEXTS: [&str; 2] = ["style", "script"];
const MODULES: [&str; 2] = ["app", "rest"];
/// The id of the published kit: nobody's, with no records.
const BLANK: &str = "blank";

/// What kits are made of.
pub struct Parts {
    /// The kit's page with marks where its parts go.
    pub template: String,
    /// The sample workspace, as JSON that is not yet escaped everywhere.
    pub sample: String,
    /// The other parts: the name of the mark, and the text.
    pub parts: Vec<(&'static str, String)>,
}

/// Whether this page is a kit with records. Known at once, however many they are.
pub fn brings_records() -> bool {
    location::kit_id().is_some_and(|id| id != BLANK)
}

/// The block in which a kit says what it is.
pub const ABOUT: &str = "kit-about";
/// The block with the records that a kit brings: a file as exports write it.
pub const DATA: &str = "kit-data";

/// The text of one of the blocks that a kit has of its own; `None` where there are no records.
pub fn own(block: &str) -> Option<String> {
    if brings_records() {
        dom::text_of(block)
    } else {
        None
    }
}

/// The parts of the app that runs here.
///
/// # Errors
/// When a file can be had neither from the network nor from what is kept, or is not what it was.
pub async fn parts() -> Result<Parts, EdgeError> {
    let sample = as_text(bundled::read(bundled::SAMPLE).await?)?;
    match dom::text_of("kit-template") {
        Some(template) => of_kit(&template, sample),
        None => of_site(sample).await,
    }
}

fn of_kit(template: &str, sample: String) -> Result<Parts, EdgeError> {
    let template = serde_json::from_str(template).map_err(|_| damaged())?;
    let block = |name| Some((name, dom::text_of(&format!("kit-{name}"))?));
    let parts = TEXTS.into_iter().chain(MODULES).filter_map(block).collect();
    Ok(Parts {
        template,
        sample,
        parts,
    })
}

async fn of_site(sample: String) -> Result<Parts, EdgeError> {
    let files = dom::text_of("holdfast-files");
    let files: Option<Map<String, Value>> =
        files.and_then(|files| serde_json::from_str(&files).ok());
    let files = files.ok_or_else(damaged)?;
    let named = |name: &str| files.get(name).and_then(Value::as_str);
    let mut parts = Vec::new();
    for name in TEXTS {
        let file = named(name).ok_or_else(damaged)?;
        parts.push((name, as_text(bundled::read(file).await?)?));
    }
    for name in MODULES {
        // A build for development is one module.
        if let Some(file) = named(name) {
            let packed = gzip::pack(&bundled::read(file).await?).await?;
            parts.push((name, BASE64.encode(packed)));
        }
    }
    let template = named("kit").ok_or_else(damaged)?;
    let template = as_text(bundled::read(template).await?)?;
    Ok(Parts {
        template,
        sample,
        parts,
    })
}

fn as_text(bytes: Vec<u8>) -> Result<String, EdgeError> {
    String::from_utf8(bytes).map_err(|_| damaged())
}

const fn damaged() -> EdgeError {
    EdgeError::Unavailable("the parts of a kit")
}
