//! Where each cell of a row goes.

use super::cell;
use super::columns::{Target, plain};
use super::mapping::{Of, SheetMapping};
use super::parse::{self, How};
use super::rows::{Given, ItemDraft, Reader};
use super::updates::Columns;
use super::write::object;
use super::{Row, Sheet};
use crate::describe::{Field, List, Type};
use crate::pace::Pace;
use crate::rooms::risks::{RISK, by_matrix};
use holdfast_ledger::scan::Scan;
use holdfast_ledger::{Id, Text};
use std::collections::BTreeSet;

impl Reader<'_> {
    pub(super) fn how<'s>(&'s self, own: &SheetMapping, column: usize) -> How<'s> {
        How {
            order: own.orders.get(column).copied().unwrap_or_default(),
            offset_minutes: self.view.offset_minutes,
            names: &self.names,
            words: own.words(),
            unit: own.labels.get(column).and_then(|label| parse::unit(label)),
        }
    }

    pub(super) async fn fill(
        &mut self,
        sheet: &Sheet,
        own: &SheetMapping,
        rows: &[(Row, Id)],
        pace: Pace<'_>,
    ) -> Result<(), String> {
        let Of::Records(kind) = own.of else {
            return Ok(());
        };
        let mut columns = Columns::of(own);
        for (done, &(ref row, id)) in rows.iter().enumerate() {
            pace.step_of(done, rows.len()).await?;
            let at = self.draft(id, kind, (&sheet.name, row.line, own.own));
            for (n, cell) in row.cells.iter().enumerate() {
                if !cell.trim().is_empty() {
                    self.place(at, own, n, cell, id);
                }
            }
            if let (Some(columns), Some(earlier)) = (&mut columns, self.earlier.remove(&id)) {
                self.updates(at, own, columns, (&earlier, row));
            }
            if let Some(dialect) = own.dialect {
                for (key, json) in dialect.adds {
                    let target = Target::named(key, kind, None).zip(Text::parse(json).ok());
                    let draft = &mut self.drafts[at];
                    draft.values.extend(target.map(|(target, value)| Given {
                        target,
                        column: String::new(),
                        cell: String::new(),
                        value,
                    }));
                }
            }
        }
        Ok(())
    }

    // Where one cell of a record goes.
    fn place(&mut self, at: usize, own: &SheetMapping, column: usize, text: &str, id: Id) {
        let target = own.targets.get(column).copied().unwrap_or(Target::Note);
        let header = own.label(column);
        let unset = own
            .words()
            .iter()
            .any(|(word, key)| key.is_empty() && *word == text.trim());
        let nothing =
            matches!(target, Target::List(_) | Target::More) && matches!(text.trim(), "[]" | "{}");
        let missing = !own.own && (unset || parse::is_missing(text));
        if (nothing || missing) && !matches!(target, Target::Leave) {
            self.report.unset += 1;
            return;
        }
        let read = match target {
            Target::Leave => {
                self.report.left += 1;
                return;
            }
            Target::Id => {
                self.report.names += usize::from(text.trim().parse() == Ok(id));
                if text.trim().parse() == Ok(id) {
                    return;
                }
                Err(
                    "This is the id of another row, or none: the row is taken for another record."
                        .to_owned(),
                )
            }
            Target::Field(field) => self.value(field, own, column, text),
            Target::Part(group, part) => self.part(group, part, own, (column, text)),
            Target::List(_) => list_of(text).map(|value| (value, true, None)),
            Target::More => fields_of(text).map(|value| (value, true, None)),
            Target::Items(list, field, how) => {
                self.entries(at, own, column, text, (list, field, how))
            }
            Target::Pairs(fields) => {
                let whole = self.pairs(at, own, column, text, fields);
                Ok((Text::null(), whole, None))
            }
            Target::Note | Target::Item | Target::Record | Target::Place => {
                Ok((Text::null(), false, None))
            }
        };
        let draft = &mut self.drafts[at];
        match read {
            Ok((value, whole, said)) => {
                draft
                    .problems
                    .extend(said.map(|said| (header.clone(), said)));
                let keyed = draft.values.iter().find(|given| given.target.is(target));
                let clash = keyed.is_some_and(|given| !target.takes_many() && given.value != value);
                let carried = !value.is_null() && !clash;
                if carried && !matches!(keyed, Some(given) if given.value == value) {
                    draft.values.push(Given {
                        target,
                        column: header.clone(),
                        cell: text.to_owned(),
                        value,
                    });
                }
                let placed = matches!(target, Target::Items(..) | Target::Pairs(_)) && whole;
                if (carried || placed) && whole {
                    self.report.fields += 1;
                    return;
                }
            }
            Err(why) => draft.problems.push((
                header.clone(),
                format!("{why} “{}” is kept in the notes.", clip(text)),
            )),
        }
        draft.kept.push((header, text.to_owned()));
        self.report.notes += 1;
    }

    pub(super) fn value(
        &self,
        field: &Field,
        own: &SheetMapping,
        column: usize,
        text: &str,
    ) -> Read {
        if own.own
            && let Ok(value) = cell::read(field.ty, text, &self.names)
        {
            return Ok((value, true, None));
        }
        let parsed = parse::parse(field, text, &self.how(own, column))?;
        Ok((parsed.value, parsed.whole, parsed.said))
    }

    // A part of an assessment is a step of the workspace's own matrix: one of its numbers or names.
    fn part(
        &self,
        group: &'static Field,
        part: &'static Field,
        own: &SheetMapping,
        (column, text): (usize, &str),
    ) -> Read {
        let matrix = self.matrix.as_ref().as_ref().ok();
        let Some(matrix) =
            matrix.filter(|_| matches!(own.of, Of::Records(kind) if kind.id == RISK.id))
        else {
            return self.value(part, own, column, text);
        };
        let shape = match by_matrix(group, matrix).ty {
            Type::Group(parts) => parts.iter().find(|own| own.key == part.key),
            _ => None,
        };
        let names = match part.key {
            "likelihood" => &matrix.likelihoods[..],
            "impact" => &matrix.impacts,
            _ => &[],
        };
        let wanted = plain(text);
        let step = names.iter().position(|name| plain(name) == wanted);
        if let Some(step) = step
            .map(|at| at + 1)
            .filter(|_| text.trim().parse::<f64>().is_err())
        {
            let said = format!("“{}” is taken for {step}.", text.trim());
            return Ok((Text::of(&step)?, true, Some(said)));
        }
        self.value(shape.unwrap_or(part), own, column, text)
    }

    // Each entry of a cell becomes an item; what does not is kept with the whole cell.
    fn entries(
        &mut self,
        at: usize,
        own: &SheetMapping,
        column: usize,
        text: &str,
        (list, field, how): (&'static List, &'static Field, &'static str),
    ) -> Read {
        let mut wrong = Vec::new();
        for piece in cell::pieces(text) {
            match parse::parse(field, piece, &self.how(own, column)) {
                Ok(parsed) => {
                    let mut values = vec![(Target::Field(field), parsed.value)];
                    values.extend(told(list, how));
                    self.drafts[at].items.push((
                        list,
                        ItemDraft {
                            id: None,
                            place: None,
                            values,
                        },
                    ));
                }
                Err(why) => wrong.push(why),
            }
        }
        if wrong.is_empty() {
            Ok((Text::null(), true, None))
        } else {
            Err(wrong.join(" "))
        }
    }

    // `rto: 1 h, rpo: 2 h`: each into the field of its name; others are kept with the whole cell.
    fn pairs(
        &mut self,
        at: usize,
        own: &SheetMapping,
        column: usize,
        text: &str,
        fields: &'static [Field],
    ) -> bool {
        let mut whole = true;
        for piece in cell::pieces(text) {
            let pair = piece.split_once(':').and_then(|(key, value)| {
                let field = fields.iter().find(|field| plain(field.key) == plain(key))?;
                let parsed = parse::parse(field, value, &self.how(own, column)).ok()?;
                Some((field, value, parsed.value))
            });
            match pair {
                Some((field, value, parsed)) => self.drafts[at].values.push(Given {
                    target: Target::Field(field),
                    column: own.label(column),
                    cell: value.trim().to_owned(),
                    value: parsed,
                }),
                None => whole = false,
            }
        }
        whole
    }
}

// What all entries of a column say besides: what links are for, from which state to which it went.
fn told(list: &'static List, how: &str) -> Vec<(Target, Text)> {
    let pairs = match how.split_once(" to ") {
        Some((from, to)) => vec![("what", "state"), ("from", from), ("to", to)],
        None => vec![("how", how)],
    };
    let pairs = pairs.into_iter().filter(|(_, said)| !said.is_empty());
    let value = |(key, said): (&str, &str)| {
        let field = list.fields.iter().find(|field| field.key == key)?;
        Some((Target::Field(field), Text::string(said)))
    };
    pairs.filter_map(value).collect()
}

pub(super) type Read = Result<(Text, bool, Option<String>), String>;

/// Fields as JSON, which a workspace file would be read with.
pub(super) fn fields_of(text: &str) -> Result<Text, String> {
    let value = Text::parse(text)?;
    let entries = object(&value).ok_or("This is no JSON object.")?;
    let wrong = |name: &str| name.is_empty() || name.starts_with('~') || name == "id";
    if entries.iter().any(|(name, _)| wrong(name)) {
        return Err("A name in it is empty, begins with “~”, or is that of the id.".to_owned());
    }
    Ok(value)
}

/// The items of a list as JSON, which a workspace file would be read with.
fn list_of(text: &str) -> Result<Text, String> {
    let value = Text::parse(text)?;
    let mut ids = BTreeSet::new();
    let read = Scan::new(value.as_str()).array(|scan| {
        let mut named = false;
        scan.object(|scan, key| {
            if key == "id" {
                named = true;
                let id: Result<Id, _> = scan.string()?.parse();
                if !id.is_ok_and(|id| ids.insert(id)) {
                    return Err(scan.fail("an item has no id of its own"));
                }
            } else if key.is_empty() || key.starts_with('~') {
                return Err(scan.fail("a name is empty or begins with “~”"));
            } else {
                scan.skip()?;
            }
            Ok(())
        })?;
        // An id made up at random would be another one each time.
        if named {
            Ok(())
        } else {
            Err(scan.fail("an item has no id"))
        }
    });
    match read {
        Ok(()) => Ok(value),
        Err(why) => Err(format!("This is no list of items: {}.", why.reason)),
    }
}

pub(super) fn clip(text: &str) -> String {
    let mut letters = text.trim().chars();
    let head: String = letters.by_ref().take(60).collect();
    if letters.next().is_some() {
        format!("{head}…")
    } else {
        head
    }
}
