//! What a register shows at the moment, and the table behind it.

use super::kept::Kept;
use super::paper::Paper;
use crate::edge::{clock, slices};
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::codes;
use holdfast_domain::describe::{Kind, in_text};
use holdfast_domain::rooms::Room;
use holdfast_domain::table::{Column, Group, Grouped, Spec, Table};
use holdfast_domain::view::View;
use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Id, Record};
use leptos::task::spawn_local;
use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;

/// A register on screen. A cheap handle.
#[derive(Clone, Copy)]
pub struct Register {
    /// The records.
    pub workspace: Workspace,
    /// The page around it.
    pub shell: Shell,
    /// The room.
    pub room: &'static Room,
    /// The kind of its rows.
    pub kind: &'static Kind,
    /// What it shows and how.
    pub spec: RwSignal<Spec>,
    /// The rows to show, in order.
    pub rows: LocalSignal<Rc<[u32]>>,
    /// The groups of the rows; none where they are not grouped.
    pub groups: LocalSignal<Rc<Vec<Group>>>,
    /// The groups that are folded.
    pub folded: RwSignal<BTreeSet<String>>,
    /// What the table shows line by line: rows, and heads of groups.
    pub lines: LocalSignal<Rc<[Line]>>,
    /// What is drawn for paper alone.
    pub paper: LocalSignal<Paper>,
    /// Goes up whenever a record changes that a row may show.
    pub epoch: RwSignal<u32>,
    /// Whether the rows are still being arranged.
    pub busy: RwSignal<bool>,
    /// The rows that are selected.
    pub selected: RwSignal<BTreeSet<Id>>,
    /// The columns shown, in order.
    pub columns: Memo<Vec<String>>,
    pub(super) table: StoredValue<Rc<Kept>, LocalStorage>,
    all_columns: StoredValue<Rc<[Column]>, LocalStorage>,
    pub(super) written: StoredValue<String>,
    pub(super) ahead: StoredValue<bool>,
}

/// A line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Line {
    /// The head of a group, by its place.
    Head(usize),
    /// A record's row.
    Row(Id),
}

/// Rows of which something is found out at a time.
const PART: usize = 100;
/// How long one slice of finding out what rows sort by and say may take, in milliseconds.
const SLICE_MS: f64 = 20.0;

impl Register {
    /// A register as the address says.
    pub fn new(
        workspace: Workspace,
        shell: Shell,
        room: &'static Room,
        kind: &'static Kind,
    ) -> Self {
        let kept = Kept::of(kind, workspace);
        let all_columns = kept.table.borrow().columns();
        let spec = shell
            .route
            .with_untracked(|route| Spec::from_pairs(&route.query, &all_columns));
        let spec = RwSignal::new(spec);
        let all_columns = StoredValue::new_local(all_columns);
        let columns = Memo::new(move |_| {
            let chosen = spec
                .with(|spec| spec.columns.clone())
                .or_else(|| kept_columns(workspace, kind));
            all_columns.with_value(|all| shown(all, chosen.as_deref()))
        });
        let register = Self {
            workspace,
            shell,
            room,
            kind,
            spec,
            rows: LocalSignal::new_local(Rc::new([])),
            groups: LocalSignal::new_local(Rc::default()),
            folded: RwSignal::new(BTreeSet::new()),
            lines: LocalSignal::new_local(Rc::new([])),
            paper: LocalSignal::new_local(Paper::default()),
            epoch: RwSignal::new(0),
            busy: RwSignal::new(false),
            selected: RwSignal::new(BTreeSet::new()),
            columns,
            table: StoredValue::new_local(kept),
            all_columns,
            written: StoredValue::new(String::new()),
            ahead: StoredValue::new(false),
        };
        register.look();
        register.follow_records();
        register.follow_address();
        register
    }

    /// The table.
    pub fn with_table<T>(self, reader: impl FnOnce(&mut Table, &View<'_>) -> T) -> T {
        let kept = self.table.get_value();
        self.workspace
            .read(|view| reader(&mut kept.table.borrow_mut(), view))
    }

    /// Every column that there is.
    pub fn all_columns(self) -> Rc<[Column]> {
        self.all_columns.get_value()
    }

    /// The columns shown, in order.
    pub fn shown_columns(self) -> Vec<Column> {
        let all = self.all_columns();
        self.columns.with(|keys| {
            keys.iter()
                .filter_map(|key| all.iter().find(|column| column.key == *key).cloned())
                .collect()
        })
    }

    /// The record of a row, if it is still there.
    pub fn read<T>(self, id: Id, reader: impl FnOnce(&Record, &View<'_>) -> T) -> Option<T> {
        self.workspace
            .read(|view| view.ledger.record(id).map(|record| reader(record, view)))
    }

    /// The ids of all rows, in order.
    pub fn ids(self) -> Vec<Id> {
        let rows = self.rows.get_untracked();
        self.with_table(|table, _| rows.iter().map(|row| table.id(*row)).collect())
    }

    /// Whether one of these records shows no code, though its kind has them.
    pub fn lack_codes<'a>(self, ids: impl IntoIterator<Item = &'a Id>) -> bool {
        let lacks = |view: &View<'_>, id| view.ledger.record(id).is_some_and(codes::lacks);
        self.workspace
            .read(|view| ids.into_iter().any(|id| lacks(view, *id)))
    }

    /// Where a record's page is.
    pub fn href(self, id: Id) -> String {
        Route::to(Page::Record(self.room.id, id)).href()
    }

    /// The record of this kind whose page was left for this list.
    pub fn came_from(self) -> Option<Id> {
        let left = self.shell.before.try_update_value(Option::take).flatten()?;
        match left {
            Page::Record(room, id) if room == self.room.id => Some(id),
            _ => None,
        }
    }

    /// So many of this kind, in words.
    pub fn count_words(self, count: usize) -> String {
        let name = if count == 1 {
            self.kind.one
        } else {
            self.kind.many
        };
        format!("{} {}", thousands(count), in_text(name))
    }

    // What rows sort by is found out in slices, so that a long list opens without a stop.
    fn look(self) {
        if !self.prepare() {
            self.arrange();
        } else if !self.busy.get_untracked() {
            self.busy.set(true);
            spawn_local(async move {
                while self.table.try_get_value().is_some() {
                    slices::yield_now().await;
                    if self.busy.try_get_untracked() != Some(true) {
                        return;
                    }
                    if !self.prepare() {
                        self.busy.set(false);
                        self.arrange();
                        return;
                    }
                }
            });
        }
    }

    /// Whether something is left to find out after a slice.
    fn prepare(self) -> bool {
        let until = clock::elapsed_ms() + SLICE_MS;
        self.spec.with_untracked(|spec| {
            self.with_table(|table, view| {
                while table.prepare(spec, PART, view) {
                    if clock::elapsed_ms() > until {
                        return true;
                    }
                }
                false
            })
        })
    }

    fn arrange(self) {
        let Grouped { rows, groups } = self
            .spec
            .with_untracked(|spec| self.with_table(|table, view| table.grouped(spec, view)));
        if !self.selected.with_untracked(BTreeSet::is_empty) {
            let there: HashSet<Id> =
                self.with_table(|table, _| rows.iter().map(|row| table.id(*row)).collect());
            if self
                .selected
                .with_untracked(|selected| selected.iter().any(|id| !there.contains(id)))
            {
                self.selected
                    .update(|selected| selected.retain(|id| there.contains(id)));
            }
        }
        if !(groups.is_empty() && self.groups.with_untracked(|known| known.is_empty())) {
            self.groups.set(Rc::new(groups));
        }
        self.rows.set(rows);
        self.lay_out();
    }

    /// Lays out the lines: all rows but those of folded groups, below the heads of their groups.
    pub fn lay_out(self) {
        let rows = self.rows.get_untracked();
        let (groups, folded) = (self.groups.get_untracked(), self.folded.get_untracked());
        let lines = self.with_table(|table, _| {
            let row = |row: &u32| Line::Row(table.id(*row));
            if groups.is_empty() {
                return rows.iter().map(row).collect::<Rc<[Line]>>();
            }
            let mut lines = Vec::with_capacity(rows.len() + groups.len());
            for (n, group) in groups.iter().enumerate() {
                lines.push(Line::Head(n));
                if !folded.contains(&group.label) {
                    lines.extend(rows[group.from..group.from + group.count].iter().map(row));
                }
            }
            lines.into()
        });
        self.lines.set(lines);
    }

    /// The ids of a group's rows.
    pub fn ids_of(self, group: usize) -> Vec<Id> {
        let rows = self.rows.get_untracked();
        let groups = self.groups.get_untracked();
        let Some(group) = groups.get(group) else {
            return Vec::new();
        };
        let rows = &rows[group.from..(group.from + group.count).min(rows.len())];
        self.with_table(|table, _| rows.iter().map(|row| table.id(*row)).collect())
    }

    /// Folds a group, or opens it.
    pub fn fold(self, group: usize, fold: bool) {
        let label = self
            .groups
            .with_untracked(|groups| groups.get(group).map(|group| group.label.clone()));
        let Some(label) = label else { return };
        let changed = self.folded.try_update(|folded| {
            if fold {
                folded.insert(label)
            } else {
                folded.remove(&label)
            }
        });
        if changed == Some(true) {
            self.lay_out();
        }
    }

    /// Folds all groups, or opens them.
    pub fn fold_all(self, fold: bool) {
        let labels = self.groups.with_untracked(|groups| {
            let labels = groups.iter().map(|group| group.label.clone());
            labels.into_set()
        });
        self.folded.set(if fold { labels } else { BTreeSet::new() });
        self.lay_out();
    }

    fn follow_records(self) {
        Effect::new(move |before: Option<Spec>| {
            let spec = self.spec.get();
            if before.is_some_and(|before| before != spec) {
                self.look();
            }
            spec
        });
        Effect::new(move |before: Option<()>| {
            self.workspace.watch_all(|_| ());
            let now = self.workspace.now().get();
            let kept = self.table.get_value();
            if kept.catch_up(self.kind, self.workspace, now) || before.is_none() {
                self.look();
                self.read_ahead();
            }
            // Running clocks in cells go on even when no record changed.
            self.epoch.update(|epoch| *epoch += 1);
        });
    }

    /// Keeps the columns chosen on this device.
    pub fn choose_columns(self, columns: Option<Vec<String>>) {
        let name = columns_pref(self.kind);
        let kept = match columns.as_ref().map(serde_json::to_string) {
            Some(Ok(json)) => self.workspace.prefs().set(&name, &json),
            _ => self.workspace.prefs().remove(&name),
        };
        if let Err(error) = kept {
            self.workspace.alarm(format!(
                "The columns are kept for this visit only: {error}."
            ));
        }
        self.spec.update(|spec| spec.columns = columns);
    }
}

fn shown(all: &[Column], chosen: Option<&[String]>) -> Vec<String> {
    let title = all.iter().take(1);
    let rest = all
        .iter()
        .skip(1)
        .filter(|column| chosen.map_or(column.usual, |chosen| chosen.contains(&column.key)));
    title.chain(rest).map(|column| column.key.clone()).collect()
}

fn columns_pref(kind: &Kind) -> String {
    format!("columns:{}", kind.id)
}

fn kept_columns(workspace: Workspace, kind: &Kind) -> Option<Vec<String>> {
    serde_json::from_str(&workspace.prefs().get(&columns_pref(kind))?).ok()
}

/// A count with a comma between thousands.
pub fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
