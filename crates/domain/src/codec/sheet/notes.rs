//! What no field takes stands in a record's notes, under the name of the file that it came from.

use super::Grid;
use super::mapping::{Mapping, Of};

/// A value that is kept: the column and the cell.
pub type Kept = (String, String);

/// The most text, in bytes, that headings may become: they stand beside each cell that is kept.
const MOST: usize = 512 << 20;

/// Refuses a table whose headings, or what stands above them, are so long that the notes of all its rows
/// would be out of all proportion to the file.
///
/// # Errors
/// That it would, and what to do, as a sentence.
pub fn check(grid: &Grid, mapping: &Mapping, preface: &[Kept]) -> Result<(), String> {
    let above: usize = preface
        .iter()
        .map(|(name, cell)| name.len() + cell.len())
        .sum();
    let mut size = 0_usize;
    for (sheet, own) in grid.sheets.iter().zip(&mapping.sheets) {
        if !matches!(own.of, Of::Records(_) | Of::Items(..)) {
            continue;
        }
        let heads: Vec<usize> = own.headers.iter().map(String::len).collect();
        for row in sheet.rows.iter().skip(own.head + 1) {
            let filled = row
                .cells
                .iter()
                .zip(&heads)
                .filter(|(cell, _)| !cell.is_empty());
            let beside: usize = filled.map(|(_, head)| *head).sum();
            size = size.saturating_add(above).saturating_add(beside);
        }
    }
    if size > MOST {
        return Err("With its headings in the notes of each row the table would become more than 512 MB. Shorten the headings, or split the file.".to_owned());
    }
    Ok(())
}

/// The heading over what was kept from a file.
fn heading(file: &str) -> String {
    let file: Vec<&str> = file.split_whitespace().collect();
    format!("## From {}", file.join(" "))
}

/// Notes with a block of what was kept from a file; what stood in such a block is replaced, so that
/// the same file twice adds nothing.
pub fn with_block(notes: &str, file: &str, kept: &[Kept]) -> String {
    let heading = heading(file);
    let mut block = format!("{heading}\n");
    for (column, cell) in kept {
        // Lines that go on are indented, so they belong to their entry. Empty ones keep the indent.
        let lines: Vec<&str> = cell.trim_end().split('\n').collect();
        block.push_str(&format!("\n- {column}: {}", lines.join("\n  ")));
    }
    let mut lines: Vec<&str> = notes.split('\n').collect();
    let Some(from) = lines.iter().position(|line| *line == heading) else {
        let notes = notes.trim_end();
        let gap = if notes.is_empty() { "" } else { "\n\n" };
        return format!("{notes}{gap}{block}");
    };
    let inside = |line: &&&str| line.is_empty() || line.starts_with("- ") || line.starts_with("  ");
    let length = lines[from + 1..].iter().take_while(inside).count();
    let end = from + 1 + length;
    let gap = end < lines.len();
    lines.splice(
        from..end,
        [block.as_str()].into_iter().chain(gap.then_some("")),
    );
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::sheet::csv;
    use proptest::prelude::*;

    #[test]
    fn long_headings_do_not_multiply() {
        let check = |heading: usize, above: usize| {
            let rows = "Flood;1\n".repeat(1000);
            let sheet = csv::read(&format!("Risk title;{}\n{rows}", "x".repeat(heading)));
            let sheets = vec![sheet.expect("a table")];
            let grid = Grid { sheets };
            let mut mapping = Mapping::guess("risks.csv", &grid);
            mapping.set_rows(&grid, 0, Some("risk"));
            let preface = ("Line 1".to_owned(), "y".repeat(above));
            super::check(&grid, &mapping, &[preface])
        };
        assert_eq!(check(1000, 1000), Ok(()));
        for (heading, above) in [(600_000, 1), (10, 600_000)] {
            let refused = check(heading, above).expect_err("out of proportion");
            assert!(refused.contains("512 MB"), "{refused}");
        }
    }

    fn kept(entries: &[(&str, &str)]) -> Vec<Kept> {
        entries
            .iter()
            .map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned()))
            .collect()
    }

    #[test]
    fn a_block_is_added_once_and_renewed() {
        let first = with_block(
            "Mine.",
            "a.csv",
            &kept(&[("Cost", "1"), ("Why", "one\n\ntwo")]),
        );
        assert_eq!(
            first,
            "Mine.\n\n## From a.csv\n\n- Cost: 1\n- Why: one\n  \n  two"
        );
        assert_eq!(
            with_block(
                &first,
                "a.csv",
                &kept(&[("Cost", "1"), ("Why", "one\n\ntwo")])
            ),
            first
        );
        let after = format!("{first}\n\n## Later\n\nText");
        let renewed = with_block(&after, "a.csv", &kept(&[("Cost", "2")]));
        assert_eq!(
            renewed,
            "Mine.\n\n## From a.csv\n\n- Cost: 2\n\n## Later\n\nText"
        );
        assert!(
            with_block(&first, "b.csv", &kept(&[("Cost", "2")]))
                .ends_with("two\n\n## From b.csv\n\n- Cost: 2")
        );
    }

    proptest! {
        #[test]
        fn the_same_again_changes_nothing(notes in "[a\n#-]{0,8}", cell in "[b\n -]{0,9}", more in "[c\n]{0,4}") {
            let entries = kept(&[("A", &cell), ("B", "x")]);
            let once = with_block(&notes, "f.csv", &entries);
            prop_assert_eq!(&with_block(&once, "f.csv", &entries), &once);
            let twice = with_block(&format!("{once}\n\n# H\n{more}"), "f.csv", &entries);
            prop_assert_eq!(&with_block(&twice, "f.csv", &entries), &twice);
        }
    }
}
