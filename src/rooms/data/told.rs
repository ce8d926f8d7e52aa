//! What differs between two states of a record, in words: fields one by one, items by name.

use crate::prelude::*;
use crate::rooms::record::signed;
use crate::ui::diff::marked;
use holdfast_domain::conflicts::{Conflict, sides, words as side_words};
use holdfast_domain::describe::Kind;
use holdfast_domain::register::{
    described, is_inner, item, label, label_in, place_words, words_in,
};
use holdfast_domain::view::View;
use holdfast_ledger::conflict::Conflict as Held;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::{Id, Key, Path, Record};

/// What stands for no value.
pub const EMPTY: &str = "(empty)";
/// How many items of a list are named.
const NAMED: usize = 30;

/// Two states of a record.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// The former, or ours.
    pub before: &'a Record,
    /// The later, or theirs.
    pub after: &'a Record,
    /// What the two are called where one of them holds several values.
    pub names: [&'static str; 2],
    /// What the record is made of.
    pub kind: Option<&'static Kind>,
    /// All other records, for names.
    pub view: View<'a>,
}

/// One row: what it is about, and what of it changes.
pub fn row(label: String, what: impl IntoAny) -> AnyView {
    view! { <p><b>{label}</b>": "{what}</p> }.into_any()
}

/// A value over the former one.
pub fn difference(old: &str, new: &str) -> AnyView {
    let new = if new.is_empty() { EMPTY } else { new };
    view! { <span class="diff">{marked(old, new)}</span> }.into_any()
}

impl Told<'_> {
    /// What became of these registers, in their order; what is said of an item stands together.
    pub fn rows(self, paths: &[Path]) -> Vec<AnyView> {
        let mut rows: Vec<AnyView> = Vec::new();
        let mut told: Vec<(Key, Id)> = Vec::new();
        for path in paths {
            if !path.is_item() {
                rows.extend(self.field(*path));
                continue;
            }
            let at = (path.list, path.item);
            if !told.contains(&at) {
                told.push(at);
                let own = paths.iter().filter(|path| (path.list, path.item) == at);
                let own: Vec<Path> = own.copied().collect();
                self.item(at, &own, &mut rows);
            }
        }
        rows
    }

    fn field(self, path: Path) -> Option<AnyView> {
        if path.is_tombstone() {
            let back = self.before.is_deleted() && !self.after.is_deleted();
            return back.then(|| view! { <p>"Brought back"</p> }.into_any());
        }
        self.value(path)
    }

    // A register's value in both, with what people disagree about.
    fn value(self, path: Path) -> Option<AnyView> {
        if is_inner(self.kind, path) {
            return None;
        }
        let said =
            |record: &Record| words_in(record, path, record.value(path), self.kind, &self.view);
        let (old, new) = (said(self.before), said(self.after));
        // What only ids differ in says nothing to people.
        if old == new && !self.is_disputed(path) {
            return None;
        }
        let holder = if path.is_item() && !self.after.has_item(path.list, path.item) {
            self.before
        } else {
            self.after
        };
        let name = label_in(holder, path, self.kind, &self.view);
        let what = difference(&old, &new);
        Some(view! { {row(name, what)}{self.disputes(path)} }.into_any())
    }

    fn is_disputed(self, path: Path) -> bool {
        [self.before, self.after].into_iter().any(|record| {
            record
                .slot(path)
                .is_some_and(holdfast_ledger::Slot::in_conflict)
        })
    }

    // All values of a register in which a state holds several.
    fn disputes(self, path: Path) -> Vec<AnyView> {
        let of = |(name, record): (&str, &Record)| {
            record.slot(path).filter(|slot| slot.in_conflict())?;
            let conflict = Conflict::Held(Held::Values(path));
            let all = sides(record, &conflict, &self.view).into_iter().map(|side| {
                let said = side_words(record, &conflict, &side.take, &self.view);
                let said = if said.is_empty() { EMPTY.to_owned() } else { said };
                let by = side.marks.iter().map(|mark| signed(&mark.by, mark.at));
                let by = by.collect::<Vec<_>>().join("; ");
                view! { <li><div><div class="diff"><b>{said}</b></div><div class="muted">{by}</div></div></li> }
            });
            let all: Vec<_> = all.collect();
            let words = format!("In conflict in {name}, nobody decided yet:");
            Some(
                view! { <p class="help">{words}</p><ul class="alternatives">{all}</ul> }.into_any(),
            )
        };
        let both = self.names.into_iter().zip([self.before, self.after]);
        both.filter_map(of).collect()
    }

    // An item that came or went is one row; of one that is in both, each value.
    fn item(self, at: (Key, Id), paths: &[Path], rows: &mut Vec<AnyView>) {
        let (list, id) = at;
        let had = self.before.has_item(list, id);
        let has = self.after.has_item(list, id);
        let name = |record: &Record| item(record, at, self.kind, &self.view);
        match (had, has) {
            (true, false) => rows.push(row(name(self.before), "removed")),
            (false, true) => {
                let known = !self.before.item_slots(list, id).is_empty();
                let word = if known { "brought back" } else { "added" };
                let place = self.place(self.after, at);
                let place = place.map(|place| format!(", {place}")).unwrap_or_default();
                let facts = paths.iter().filter_map(|path| self.fact(*path));
                let facts = facts.collect_view();
                rows.push(row(name(self.after), format!("{word}{place}")));
                rows.push(view! { <dl class="facts">{facts}</dl> }.into_any());
            }
            (true, true) => {
                for path in paths {
                    if path.field == PLACE {
                        rows.push(row(name(self.after), self.moved(at)));
                    } else if !path.is_tombstone() {
                        rows.extend(self.value(*path));
                    }
                }
            }
            (false, false) => {}
        }
    }

    // One value of an item that came; its name is told already.
    fn fact(self, path: Path) -> Option<AnyView> {
        if path.field == PLACE || path.is_tombstone() || is_inner(self.kind, path) {
            return None;
        }
        let text = self.after.value(path);
        let said = words_in(self.after, path, text, self.kind, &self.view);
        let named = match described(self.kind, path) {
            Some(field) => field.label.to_owned(),
            None => path.field.as_str().replace('_', " "),
        };
        (!said.is_empty())
            .then(|| view! { <dt>{named}</dt><dd class="diff">{said}</dd> }.into_any())
    }

    fn place(self, record: &Record, (list, id): (Key, Id)) -> Option<String> {
        let place = record.value(Path::item(list, id, PLACE))?.get()?;
        // Entries of a log stand by their time.
        let ordered = list != holdfast_domain::rooms::runbooks::log::EVENTS;
        ordered.then(|| place_words(record, (list, id), &place, self.kind, &self.view))
    }

    fn moved(self, at: (Key, Id)) -> String {
        let (from, to) = (self.place(self.before, at), self.place(self.after, at));
        match (from, to) {
            (Some(from), Some(to)) if from != to => format!("moved, from {from}, to {to}"),
            _ => "moved".to_owned(),
        }
    }
}

/// All that a record says: its fields, and its items by name.
pub fn facts(record: &Record, kind: Option<&'static Kind>, view: &View<'_>) -> AnyView {
    let fields = record.slots().iter().filter(|slot| {
        let path = slot.path;
        !path.is_item() && !path.is_tombstone() && !is_inner(kind, path)
    });
    let fields = fields.filter_map(|slot| {
        let said = words_in(record, slot.path, record.value(slot.path), kind, view);
        (!said.is_empty()).then(|| (label(kind, slot.path), said))
    });
    let lists = record.lists().into_iter().filter_map(|list| {
        let items = record.items(list);
        let names = items.iter().take(NAMED);
        let names = names.map(|each| item(record, (list, each.id), kind, view));
        let mut names: Vec<String> = names.collect();
        let left = items.len().saturating_sub(NAMED);
        if left > 0 {
            names.push(format!("… and {left} more."));
        }
        let known = kind.and_then(|kind| kind.list(list.as_str()));
        let name = known.map_or_else(
            || list.as_str().replace('_', " "),
            |list| list.label.to_owned(),
        );
        (!names.is_empty()).then(|| (format!("{name} ({})", items.len()), names.join("\n")))
    });
    let rows = fields
        .chain(lists)
        .map(|(name, said)| view! { <dt>{name}</dt><dd class="diff">{said}</dd> });
    let rows: Vec<_> = rows.collect();
    view! { <dl class="facts">{rows}</dl> }.into_any()
}
