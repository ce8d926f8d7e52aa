//! Where each cell of an item goes: a list has a sheet of its own, with a row for each item.

use super::columns::Target;
use super::fill::{clip, fields_of};
use super::mapping::SheetMapping;
use super::parse;
use super::rows::{Given, ItemDraft, Reader, body};
use super::{Row, Sheet};
use crate::describe::{Kind, List};
use crate::pace::Pace;
use holdfast_ledger::{Id, Text};

impl Reader<'_> {
    pub(super) async fn items(
        &mut self,
        sheet: &Sheet,
        own: &SheetMapping,
        (kind, list): (&'static Kind, &'static List),
        pace: Pace<'_>,
    ) -> Result<(), String> {
        let record = own.position("~record");
        for (done, row) in body(sheet, own).into_iter().enumerate() {
            pace.step_of(done, sheet.rows.len()).await?;
            let name = record.map_or("", |at| row.cell(at)).trim();
            let id = if name.is_empty() {
                Id::named(&format!(
                    "holdfast {}\nrow\n{}",
                    kind.id,
                    row.cells.join("\n")
                ))
            } else {
                self.titled(kind, name)
            };
            let is_new = !self.by_id.contains_key(&id);
            let at = self.draft(id, kind, (&sheet.name, row.line, own.own));
            if is_new && !self.drafts[at].here {
                self.entitle(at, name, own.label(record.unwrap_or_default()));
            }
            self.item(at, own, &row, list);
        }
        Ok(())
    }

    // An item of a record that is neither here nor in the file makes it.
    fn entitle(&mut self, at: usize, name: &str, column: String) {
        let draft = &mut self.drafts[at];
        let title = draft.kind.field("title").filter(|_| !name.is_empty());
        if let Some(title) = title.filter(|_| name.parse::<Id>().is_err()) {
            draft.values.push(Given {
                target: Target::Field(title),
                column,
                cell: name.to_owned(),
                value: Text::string(name),
            });
        }
    }

    fn item(&mut self, at: usize, own: &SheetMapping, row: &Row, list: &'static List) {
        let mut item = ItemDraft {
            id: None,
            place: None,
            values: Vec::new(),
        };
        for (n, text) in row
            .cells
            .iter()
            .enumerate()
            .filter(|(_, text)| !text.trim().is_empty())
        {
            let target = own.targets.get(n).copied().unwrap_or(Target::Note);
            let unset = own
                .words()
                .iter()
                .any(|(word, key)| key.is_empty() && *word == text.trim());
            if !own.own && (unset || parse::is_missing(text)) {
                self.report.unset += 1;
                continue;
            }
            let why = match target {
                Target::Leave => {
                    self.report.left += 1;
                    continue;
                }
                Target::Record => {
                    self.report.names += 1;
                    continue;
                }
                Target::Item => match text.trim().parse() {
                    Ok(id) if self.is_free(at, list, id) => {
                        item.id = Some(id);
                        self.report.names += 1;
                        continue;
                    }
                    _ => Some("This is the id of another item, or none.".to_owned()),
                },
                Target::Place => match Text::parse(text).ok().filter(is_place) {
                    Some(place) => {
                        item.place = Some(place);
                        self.report.names += 1;
                        continue;
                    }
                    None => Some("This is no place.".to_owned()),
                },
                Target::Field(field) | Target::Part(_, field) => {
                    match self.value(field, own, n, text) {
                        Ok((value, whole, said)) => {
                            let header = own.label(n);
                            self.drafts[at]
                                .problems
                                .extend(said.map(|said| (header, said)));
                            item.values.push((target, value));
                            if whole {
                                self.report.fields += 1;
                                continue;
                            }
                            None
                        }
                        Err(why) => Some(why),
                    }
                }
                Target::More => match fields_of(text) {
                    Ok(value) => {
                        item.values.push((target, value));
                        self.report.fields += 1;
                        continue;
                    }
                    Err(why) => Some(why),
                },
                _ => None,
            };
            self.report.notes += 1;
            let draft = &mut self.drafts[at];
            let header = own.label(n);
            draft.problems.extend(why.map(|why| {
                (
                    header.clone(),
                    format!("{why} “{}” is kept in the notes.", clip(text)),
                )
            }));
            draft
                .kept
                .push((format!("{}, {header}", list.one), text.clone()));
        }
        if !item.values.is_empty() || item.id.is_some() {
            self.drafts[at].items.push((list, item));
        }
    }

    fn is_free(&self, at: usize, list: &List, id: Id) -> bool {
        let mut same = self.drafts[at]
            .items
            .iter()
            .filter(|(of, _)| of.key == list.key);
        same.all(|(_, item)| item.id != Some(id))
    }
}

fn is_place(value: &Text) -> bool {
    value.is_null() || value.get::<holdfast_ledger::record::Place>().is_some()
}
