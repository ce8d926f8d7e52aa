//! Records as tables for other tools, and to take back in.

use super::Scope;
use super::export::wanted;
use crate::workspace::Workspace;
use holdfast_domain::codec::csv;
use holdfast_domain::codec::sheet::write::{Form, write};
use holdfast_domain::codec::sheet::xlsx;
use holdfast_domain::describe::Kind;
use holdfast_domain::rooms;
use holdfast_ledger::{Id, Record};

impl Workspace {
    /// The records of a scope as a workbook, deleted ones left out: a sheet for each kind and for
    /// each of its lists.
    pub fn workbook(self, scope: &Scope, contacts: bool) -> Vec<u8> {
        let kinds: Vec<&'static Kind> = rooms::kinds()
            .filter(|kind| kind.id != "workspace")
            .collect();
        let ids = self.read(|view| wanted(scope, view));
        self.table(&kinds, &ids, Form::Workbook, contacts)
    }

    /// These records of a kind with all their fields, as CSV or as a workbook.
    pub fn register_table(self, kind: &'static Kind, ids: &[Id], form: Form) -> Vec<u8> {
        self.table(&[kind], ids, form, true)
    }

    fn table(self, kinds: &[&'static Kind], ids: &[Id], form: Form, contacts: bool) -> Vec<u8> {
        let grid = self.read(|view| {
            let records = ids.iter().filter_map(|id| view.ledger.record(*id));
            let records: Vec<&Record> = records.filter(|record| !record.is_deleted()).collect();
            write(view, kinds, &records, form, contacts)
        });
        match form {
            Form::Workbook => xlsx::write(&grid),
            Form::Csv => {
                let sheets = grid.sheets.into_iter();
                let rows = sheets.flat_map(|sheet| sheet.rows);
                csv::write(rows.map(|row| row.cells)).into_bytes()
            }
        }
    }
}
