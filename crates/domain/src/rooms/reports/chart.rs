//! Charts as data: what a report shows beside its tables.

/// A chart.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    /// Bars of parts.
    Bars(Bars),
    /// Counts on a matrix.
    Heat(Heat),
}

/// Bars that lie on their side, each of parts that add up.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// What it shows.
    pub title: String,
    /// What the parts are, and how loud each is: 1, all is well, to 5; none for what nobody knows.
    pub parts: Vec<(String, Option<usize>)>,
    /// Each bar: its name and the counts of its parts.
    pub rows: Vec<(String, Vec<usize>)>,
}

/// Counts on a matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Heat {
    /// What it shows.
    pub title: String,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// Each row: its name and its cells.
    pub rows: Vec<(String, Vec<Spot>)>,
}

/// A cell of a matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// How many stand there.
    pub count: usize,
    /// What it means to stand there.
    pub level: String,
    /// How loud that is: 1, the lowest, to 5.
    pub heat: usize,
}
