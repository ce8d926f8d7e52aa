//! What no field takes stands in a record's notes, under the name of the file that it came from.

/// A value that is kept: the column and the cell.
pub type Kept = (String, String);

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
    use proptest::prelude::*;

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
