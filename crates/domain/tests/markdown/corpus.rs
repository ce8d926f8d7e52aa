//! Every Markdown file of the corpora imports with nothing lost, and exports to the same draft.

use holdfast_ledger::sort::Arrange;
use std::path::{Path, PathBuf};

use holdfast_domain::codec::markdown::records::{File, draft, edits};
use holdfast_domain::codec::markdown::{ReadError, RunbookDraft, read, write};
use holdfast_domain::codec::sniff::{Format, sniff};
use holdfast_domain::view::View;
use holdfast_ledger::{Edit, Id, Ledger, Stamp};

use crate::loss::lost;

/// The Markdown files of the corpora; none if the folder is absent, which CI does not accept.
fn files() -> Vec<PathBuf> {
    corpus("md-", "md")
}

/// The files with this ending in the corpora whose names begin so.
pub fn corpus(folders: &str, ending: &str) -> Vec<PathBuf> {
    let workspace = Path::new("../..");
    let corpora = std::env::var("HOLDFAST_CORPORA").unwrap_or_else(|_| "../shared/corpora".into());
    let corpora = workspace.join(corpora);
    let mut files = Vec::new();
    for folder in std::fs::read_dir(&corpora).into_iter().flatten().flatten() {
        if folder.file_name().to_string_lossy().starts_with(folders) {
            collect(&folder.path().join("files"), ending, &mut files);
        }
    }
    if files.is_empty() {
        assert_ne!(
            std::env::var("CI").as_deref(),
            Ok("true"),
            "no corpora in {}",
            corpora.display()
        );
        println!(
            "corpus cases were not run: no files in {}",
            corpora.display()
        );
    }
    files.arrange();
    files
}

fn collect(folder: &Path, ending: &str, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, ending, files);
        } else if path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case(ending))
        {
            files.push(path);
        }
    }
}

/// Each file with its draft. A file without any text is refused as such.
fn drafts() -> Vec<(String, String, RunbookDraft)> {
    let mut drafts = Vec::new();
    for path in files() {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(&path).expect("a readable file");
        match read(&name, &text) {
            Ok(draft) => drafts.push((name, text, draft)),
            Err(error) => {
                assert!(text.trim().is_empty(), "{name}: {error}");
                assert_eq!(error, ReadError::Empty, "{name}");
            }
        }
    }
    drafts
}

#[test]
fn every_file_goes_the_markdown_way() {
    for path in files() {
        let name = path.display().to_string();
        let bytes = std::fs::read(&path).expect("a readable file");
        let empty = bytes.iter().all(u8::is_ascii_whitespace);
        let is = sniff(&name, &bytes);
        assert!(empty || is == Ok(Format::Markdown), "{name}: {is:?}");
    }
}

pub fn same(mut a: RunbookDraft, mut b: RunbookDraft, name: &str) {
    a.forget_sources();
    b.forget_sources();
    assert_eq!(a, b, "{name}");
}

#[test]
fn nothing_is_lost() {
    let mut report = Vec::new();
    for (name, text, draft) in drafts() {
        report.extend(
            lost(&text, &draft)
                .into_iter()
                .map(|what| format!("{name}: {what}")),
        );
    }
    assert!(
        report.is_empty(),
        "{} losses\n{}",
        report.len(),
        report.join("\n")
    );
}

#[test]
fn export_reads_back_as_the_same_draft() {
    for (name, _, draft) in drafts() {
        let text = write(&draft);
        let again = read("other.md", &text).unwrap();
        assert_eq!(write(&again), text, "{name}");
        same(again, draft, &name);
    }
}

#[test]
fn line_ends_make_no_difference() {
    for (name, text, draft) in drafts() {
        let unix = text.replace("\r\n", "\n");
        assert_eq!(
            read(&name, &unix.replace('\n', "\r\n")).unwrap(),
            draft,
            "{name}"
        );
        assert_eq!(read(&name, &unix).unwrap(), draft, "{name}");
    }
}

pub fn edits_for(ledger: &Ledger, draft: &RunbookDraft, id: Id, minted: &mut u64) -> Vec<Edit> {
    let view = View {
        ledger,
        recent: None,
        now: 0,
        offset_minutes: 0,
        zones: &holdfast_domain::zone::NO_ZONES,
        user: "",
        user_id: None,
    };
    let file = File {
        name: "a.md",
        fingerprint: "f",
    };
    edits(draft, id, file, &view, &mut || {
        *minted += 1;
        let mut random = [0; 16];
        random[8..].copy_from_slice(&minted.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        Id::mint(*minted as i64, random)
    })
}

#[test]
fn records_lose_nothing_and_their_export_changes_nothing() {
    let mut report = Vec::new();
    for (name, text, from_file) in drafts() {
        let (mut ledger, mut minted) = (Ledger::new(), 0);
        let id = Id::mint(1, [7; 16]);
        let made = edits_for(&ledger, &from_file, id, &mut minted);
        let stamp = Stamp {
            at: 0,
            by: "".into(),
            note: None,
            random: 1,
        };
        ledger
            .commit(&made, &stamp)
            .expect("edits that can be made");
        let view = View {
            ledger: &ledger,
            recent: None,
            now: 0,
            offset_minutes: 0,
            zones: &holdfast_domain::zone::NO_ZONES,
            user: "",
            user_id: None,
        };
        let from_record = draft(ledger.record(id).expect("a record"), &view);
        report.extend(
            lost(&text, &from_record)
                .into_iter()
                .map(|what| format!("{name}: {what}")),
        );
        let again = read("other.md", &write(&from_record)).unwrap();
        assert_eq!(edits_for(&ledger, &again, id, &mut minted), [], "{name}");
    }
    assert!(
        report.is_empty(),
        "{} losses\n{}",
        report.len(),
        report.join("\n")
    );
}
