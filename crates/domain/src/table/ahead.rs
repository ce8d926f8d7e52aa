//! What searching, sorting and grouping may ask for next, found out while nobody waits.

use super::Table;
use crate::view::View;

impl Table {
    /// Finds out a little more: what so many rows say, then which groups they belong to and what
    /// they sort by in one of the `shown` columns. Returns the column that it was about, empty for
    /// texts; `None` when nothing is left. Of a column that is new it looks at one row, as nobody
    /// knows yet how much work that is.
    pub fn find_ahead(&mut self, shown: &[String], rows: usize, view: &View<'_>) -> Option<String> {
        if self.read < self.rows.len() {
            self.read_ahead(rows, view);
            return Some(String::new());
        }
        let columns = self.columns.clone();
        let about = columns.iter().find(|column| {
            let key = &column.key;
            let is_new = !self.keys.contains_key(key) && !self.named.contains_key(key);
            let rows = if is_new { 1 } else { rows };
            (column.groups() && self.name_some(column, rows, view))
                || (shown.contains(key) && self.put_in_order(column, rows, view))
        })?;
        Some(about.key.clone())
    }
}
