//! Files and papers that are handed out, and what is said of it: one way for all that a page writes.

use crate::edge::{files, print};
use crate::workspace::Workspace;

/// Hands out a file, and says so.
pub fn file(workspace: Workspace, name: &str, mime: &str, bytes: &[u8]) {
    match files::download(name, mime, bytes) {
        Ok(()) => workspace.say(format!("Exported {name}")),
        Err(error) => workspace.alarm(format!("Nothing was exported: {error}.")),
    }
}

/// Hands out a document; `stem` is its file's name without the end.
pub fn markdown(workspace: Workspace, stem: &str, text: &str) {
    file(
        workspace,
        &format!("{stem}.md"),
        "text/markdown",
        text.as_bytes(),
    );
}

/// Opens the print dialog; see [`print::print`].
pub fn paper(workspace: Workspace, title: Option<&str>) {
    if let Err(why) = print::print(title) {
        workspace.alarm(format!("Nothing was printed: {why}."));
    }
}
