//! Prints the sample workspace:
//! `cargo run -p holdfast-domain --example sample > public/sample.holdfast.json`

#[path = "sample/mod.rs"]
mod sample;

use std::io::Write;

fn main() -> Result<(), String> {
    let file = sample::file()?;
    let written = std::io::stdout().write_all(file.as_bytes());
    written.map_err(|error| error.to_string())
}
