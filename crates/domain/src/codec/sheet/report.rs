//! Where the cells of a table went: every one of them is accounted for.

/// Where the cells of a file went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Cells that are not empty.
    pub cells: usize,
    /// Of these, the ones that became fields or items.
    pub fields: usize,
    /// That say which record or item a row is about.
    pub names: usize,
    /// That are kept in the notes of their record.
    pub notes: usize,
    /// That say that nothing is known: `--`, `?`, `N/A`.
    pub unset: usize,
    /// That are headings, or stand above them.
    pub heads: usize,
    /// That were left out: by choice, or because the row is about what is not here.
    pub left: usize,
    /// Rows that were left out because they are about what is not here.
    pub strangers: usize,
}

impl Report {
    /// Whether every cell is accounted for.
    pub fn is_whole(&self) -> bool {
        let sum = self.fields + self.names + self.notes + self.unset + self.heads + self.left;
        self.cells == sum
    }

    /// Where all cells go, as a sentence.
    pub fn words(&self) -> String {
        let parts = [
            (self.fields, "becomes a field", "become fields"),
            (
                self.names,
                "says which record a row is about",
                "say which record a row is about",
            ),
            (self.notes, "is kept in the notes", "are kept in the notes"),
            (
                self.unset,
                "says that nothing is known",
                "say that nothing is known",
            ),
            (self.heads, "is a heading", "are headings"),
            (self.left, "is left out", "are left out"),
        ];
        let parts = parts.iter().filter(|(count, ..)| *count > 0);
        let parts = parts.map(|(count, one, many)| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {many}"),
        });
        let parts: Vec<String> = parts.collect();
        let strangers = match self.strangers {
            0 => String::new(),
            1 => " 1 row is about what is not in this workspace.".to_owned(),
            many => format!(" {many} rows are about what is not in this workspace."),
        };
        format!(
            "Of {} filled cells {}.{strangers}",
            self.cells,
            parts.join(", ")
        )
    }
}
