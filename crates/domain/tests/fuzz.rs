//! What the fuzz targets check, over their corpus and over what a few random changes make of it:
//! so that it is checked where no fuzzing engine is.

#![cfg(test)]
// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic)]
// A part of another workspace, with lints of its own.
#[path = "../../../fuzz/fuzz_targets/checks.rs"]
#[allow(clippy::pedantic)]
mod checks;

use holdfast_ledger::sort::Arrange;
use std::path::Path;

/// Each file of a target's corpus.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new("../../fuzz/corpus").join(target);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .expect("a corpus")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            (
                path.display().to_string(),
                std::fs::read(&path).expect("a file"),
            )
        })
        .collect();
    files.arrange();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files
}

/// How many changed copies of each file are tried: `FUZZ_ROUNDS`, or so many.
fn rounds(usual: usize) -> usize {
    let wanted = std::env::var("FUZZ_ROUNDS").ok();
    wanted.and_then(|count| count.parse().ok()).unwrap_or(usual)
}

/// A small generator (xorshift), so that a failure comes again.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides.max(1)
    }
}

// Some bytes become others, or a part goes, comes twice or stands elsewhere.
fn changed(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    const SIGNS: &[u8] = b"{}[]\",:\\/~0123456789abcntu \n%\xff";
    let mut out = bytes.to_vec();
    for _ in 0..=dice.roll(3) {
        let (at, length) = (dice.roll(out.len()), 1 + dice.roll(24));
        let end = (at + length).min(out.len());
        match dice.roll(4) {
            0 if !out.is_empty() => out[at] = SIGNS[dice.roll(SIGNS.len())],
            1 => drop(out.drain(at..end)),
            2 => {
                let part = out[at..end].to_vec();
                let to = dice.roll(out.len() + 1);
                out.splice(to..to, part);
            }
            _ => out.insert(at.min(out.len()), SIGNS[dice.roll(SIGNS.len())]),
        }
    }
    out
}

fn run(target: &str, check: fn(&[u8]), usual: usize) {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let files = corpus(target);
    for (name, bytes) in &files {
        println!("{name}");
        check(bytes);
    }
    for round in 0..rounds(usual) {
        let (name, bytes) = &files[round % files.len()];
        let bytes = changed(bytes, &mut dice);
        let result = std::panic::catch_unwind(|| check(&bytes));
        assert!(
            result.is_ok(),
            "round {round}, from {name}:\n{}",
            String::from_utf8_lossy(&bytes)
        );
    }
}

/// F1, F2.
#[test]
fn envelope() {
    run("envelope", checks::envelope, 2000);
}

/// M1.
#[test]
fn merge() {
    run("merge", checks::merge, 2000);
}

#[test]
fn markdown() {
    run("markdown", checks::markdown, 300);
}

#[test]
fn notebook() {
    run("notebook", checks::notebook, 300);
}

/// F5, F6.
#[test]
fn sealed() {
    run("sealed", checks::sealed, 300);
}

#[test]
fn sheet() {
    run("sheet", checks::sheet, 1000);
}

#[test]
fn vulnerabilities() {
    run("vulnerabilities", checks::vulnerabilities, 300);
}

#[test]
fn calendar() {
    run("calendar", checks::calendar, 1000);
}

#[test]
fn incidents() {
    run("incidents", checks::incidents, 600);
}

/// What is stored, and what other tabs say, may be damaged or forged.
#[test]
fn line() {
    run("line", checks::line, 1000);
}
