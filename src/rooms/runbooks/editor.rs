//! What the parts of the outline editor share: the rows, what is chosen, and what is done.

use super::rows::Rows;
use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::ui::command::Command;
use crate::ui::shell::Shell;
use crate::ui::sight::Sight;
use holdfast_domain::rooms::runbooks::beside;
use holdfast_domain::rooms::runbooks::outline::{self, Moves, Outline, Spot, Turn};
use holdfast_domain::rooms::runbooks::plan::Plan;
use holdfast_domain::rooms::runbooks::quick;
use holdfast_domain::rooms::runbooks::steps::{STEPS, Step};
use holdfast_domain::view::View;
use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Slot, Text};
use leptos::task::spawn_local;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The id of the button that adds the first step.
pub const FIRST: &str = "first-step";

/// What the parts of the editor share.
#[derive(Clone, Copy)]
pub struct Editor {
    /// The runbook's page.
    pub page: RecordPage,
    /// The page around it.
    pub shell: Shell,
    /// The rows.
    pub rows: Memo<Arc<Rows>>,
    /// Which rows can be seen.
    pub sight: Sight,
    /// The step whose details are open.
    pub open: RwSignal<Option<Id>>,
    /// The row that had the focus last.
    pub at: RwSignal<Option<Id>>,
    /// The row that is being written: there Tab indents, elsewhere it moves on.
    pub writing: RwSignal<Option<Id>>,
    /// What the row that is being written says beside its title, in words.
    pub hint: RwSignal<String>,
    /// The rows that are selected.
    pub selected: RwSignal<BTreeSet<Id>>,
    /// Whether rows show boxes to select them.
    pub selecting: RwSignal<bool>,
    /// The steps that were moved last: back they go where they came from.
    moves: StoredValue<Moves>,
    /// The row from which Shift selects.
    anchor: RwSignal<Option<Id>>,
    /// Whether it is asked how the chosen steps shall be.
    pub changing: RwSignal<bool>,
    /// Whether texts are being looked for.
    pub finding: RwSignal<bool>,
}

impl Editor {
    /// The editor of a runbook's steps.
    pub fn new(page: RecordPage) -> Self {
        Self {
            page,
            shell: Shell::of_page(),
            rows: Memo::new(move |_| page.watch(|record, view| Arc::new(Rows::of(record, view)))),
            sight: Sight::new(".row", 37.0),
            open: RwSignal::new(None),
            at: RwSignal::new(None),
            writing: RwSignal::new(None),
            hint: RwSignal::new(String::new()),
            selected: RwSignal::new(BTreeSet::new()),
            selecting: RwSignal::new(false),
            moves: StoredValue::default(),
            anchor: RwSignal::new(None),
            changing: RwSignal::new(false),
            finding: RwSignal::new(false),
        }
    }

    /// All steps, in order.
    pub fn all(self) -> Vec<Id> {
        self.rows
            .with(|rows| rows.steps().iter().map(|step| step.id).collect())
    }

    /// A step's number and title.
    pub fn name(self, step: Id) -> Option<String> {
        self.rows.with(|rows| {
            let step = rows.step(step)?;
            let title = if step.title.is_empty() {
                "Untitled"
            } else {
                &step.title
            };
            Some(format!("{} {title}", step.number))
        })
    }

    /// The steps that a command is for: those selected, else the one that had the focus last.
    pub fn chosen(self) -> Vec<Id> {
        let rows = self.rows.get();
        let selected = self.selected.get();
        if selected.is_empty() {
            let at = self.at.get().filter(|at| rows.place(*at).is_some());
            return at.into_iter().collect();
        }
        let chosen = rows.steps().iter().map(|step| step.id);
        chosen.filter(|id| selected.contains(id)).collect()
    }

    /// Makes edits as one command; says whether it was done.
    pub fn change(self, label: &str, edits: &[Edit]) -> bool {
        let done = self.page.workspace.dispatch(label, edits);
        if let Err(why) = &done {
            self.page.workspace.alarm(why.clone());
        }
        done.is_ok()
    }

    /// Adds a step after another, and goes there.
    pub fn add(self, after: Option<Id>) {
        let new = match self.page.workspace.mint() {
            Ok(new) => new,
            Err(why) => return self.page.workspace.alarm(why),
        };
        let edits = self.page.read(|record, _| outline::add(record, after, new));
        // The new row says it; undo is at hand in it.
        if let Err(why) = self.page.workspace.dispatch_quietly("Step added", &edits) {
            return self.page.workspace.alarm(why);
        }
        self.select_none();
        self.writing.set(Some(new));
        self.focus(new);
    }

    /// Whether nothing is said of a step but where it stands, and nothing stands below it.
    pub fn is_blank(self, step: Id) -> bool {
        let holds = self
            .rows
            .with_untracked(|rows| rows.step(step).is_some_and(|step| step.holds));
        let bare = self.page.read(|record, _| {
            let said = |slot: &Slot| slot.shown().is_some_and(|value| !value.is_null());
            let mut said = record
                .item_slots(STEPS, step)
                .iter()
                .filter(|slot| said(slot));
            said.all(|slot| matches!(slot.path.field.as_str(), "place" | "predecessors"))
        });
        bare && !holds
    }

    /// Moves or removes a step, or all selected ones if it is among them. Says whether it
    /// could be done.
    pub fn turn(self, turn: Turn, step: Id) -> bool {
        let steps = self.with(step);
        let moves = self.moves;
        let edits = self
            .page
            .read(|record, _| moves.try_update_value(|moves| moves.turn(record, turn, &steps)));
        let edits = edits.unwrap_or_default();
        if edits.is_empty() {
            return false;
        }
        let after = match turn {
            Turn::Remove => self.left_beside(&steps),
            _ => Some(step),
        };
        let word = match turn {
            Turn::Indent => "indented",
            Turn::Outdent => "outdented",
            Turn::Up | Turn::Down => "moved",
            Turn::Remove => "removed",
        };
        let mut label = format!("{} {word}", count(steps.len()));
        let became = self
            .page
            .read(|record, _| outline::told(record, turn, &steps, &edits));
        if let Some(became) = became {
            label.extend([". ", &became]);
        }
        if self.change(&label, &edits) {
            if turn == Turn::Remove {
                self.select_none();
            }
            match after {
                Some(after) => self.focus(after),
                None => spawn_local(focus(FIRST)),
            }
        }
        true
    }

    /// A step, or all selected ones if it is among them.
    pub fn with(self, step: Id) -> Vec<Id> {
        let among = self.selected.with_untracked(|all| all.contains(&step));
        if among {
            untrack(move || self.chosen())
        } else {
            vec![step]
        }
    }

    // Where the focus goes when these are gone.
    fn left_beside(self, gone: &[Id]) -> Option<Id> {
        let rows = self.rows.get_untracked();
        let first = gone.iter().filter_map(|id| rows.place(*id)).min()?;
        let stays = |step: &&Step| !gone.contains(&step.id);
        let (before, behind) = rows.steps().split_at(first);
        let left = before.iter().rfind(stays);
        left.or_else(|| behind.iter().find(stays))
            .map(|step| step.id)
    }

    /// The row so many rows on, the first or last where there are not so many.
    pub fn beside(self, step: Id, by: isize) -> Option<Id> {
        let rows = self.rows.get_untracked();
        let at = rows.place(step)?;
        let last = rows.steps().len().checked_sub(1)?;
        let to = at.saturating_add_signed(by).min(last);
        (to != at).then(|| rows.steps()[to].id)
    }

    /// Moves the focus to a step's row, wherever it is.
    pub fn focus(self, step: Id) {
        // The row at which one is stays in the page.
        self.at.set(Some(step));
        // A row that is moved in the page says on its way that it was left.
        let writes = self.writing.get_untracked() == Some(step);
        spawn_local(async move {
            focus(&input_id(step)).await;
            if writes {
                let _ = self.writing.try_set(Some(step));
            }
        });
    }

    /// Takes the last change back, or does it again. Where the step at hand goes with it, one
    /// goes on beside it.
    pub fn again(self, command: &Command, step: Id) {
        let stood = self.rows.with_untracked(|rows| rows.place(step));
        command.run(self.shell, self.page.workspace);
        self.rows.with_untracked(|rows| {
            if rows.place(step).is_some() {
                return;
            }
            let steps = rows.steps();
            match stood.zip(steps.len().checked_sub(1)) {
                Some((stood, last)) => self.focus(steps[stood.saturating_sub(1).min(last)].id),
                None => spawn_local(focus(FIRST)),
            }
        });
    }

    /// Selects no row.
    pub fn select_none(self) {
        self.anchor.set(None);
        if self.selected.with_untracked(|all| !all.is_empty()) {
            self.selected.set(BTreeSet::new());
        }
    }

    /// Selects a row or not; `through`: all from where the selection began.
    pub fn select(self, step: Id, through: bool) {
        let rows = self.rows.get_untracked();
        let anchor = self.anchor.get_untracked().or(self.at.get_untracked());
        let (from, to) = (anchor.and_then(|id| rows.place(id)), rows.place(step));
        if let (true, Some(from), Some(to)) = (through, from, to) {
            self.anchor.set(anchor);
            let some = &rows.steps()[from.min(to)..=from.max(to)];
            self.selected
                .set(some.iter().map(|step| step.id).into_set());
            return;
        }
        self.anchor.set(Some(step));
        self.selected.update(|all| {
            if !all.remove(&step) {
                all.insert(step);
            }
        });
    }

    /// Puts a step, or all selected ones, to another.
    pub fn put(self, step: Id, target: Id, spot: Spot) {
        let steps = self.with(step);
        let edits = self
            .page
            .read(|record, _| Outline::of(record).put(&steps, target, spot));
        match edits {
            Some(edits) if !edits.is_empty() => {
                self.change(&format!("{} moved", count(steps.len())), &edits);
            }
            Some(_) => {}
            None => self
                .page
                .workspace
                .say("A step cannot be moved below itself."),
        }
    }

    /// Lets the chosen steps be worked side by side, or one alone no longer.
    pub fn side_by_side(self) {
        let steps = untrack(move || self.chosen());
        let edits = self.page.read(|record, _| match &*steps {
            [only] => beside::toggle(record, *only),
            some if self.are_beside(some) => Some(beside::one_after_other(record, some)),
            some => Some(beside::side_by_side(record, some)),
        });
        match edits {
            Some(edits) => {
                self.change("Order of steps changed", &edits);
            }
            None => self.page.workspace.say(
                "No step stands before it on its level, so there is nothing to be side by side with.",
            ),
        }
    }

    /// Whether all but the first of some steps are side by side with the step before.
    pub fn are_beside(self, steps: &[Id]) -> bool {
        let rest = if steps.len() > 1 { &steps[1..] } else { steps };
        self.rows
            .with_untracked(|rows| !rest.is_empty() && rest.iter().all(|id| rows.is_beside(*id)))
    }

    // The plan, and the decisions that a step stands under and behind, by their places in it.
    fn around(self, step: Id) -> (Arc<Plan>, (Option<usize>, Option<usize>)) {
        let read = |record: &Record, view: &View<'_>| Some(Plan::kept(record, view));
        let plan = self.page.read(read);
        let plan = plan.unwrap_or_default();
        let at = plan.steps.iter().position(|known| known.id == step);
        let around = at.map_or((None, None), |at| quick::around(&plan.steps, at));
        (plan, around)
    }

    /// What a title would say beside the title.
    pub fn understood(self, step: Id, typed: &str) -> (quick::Quick, Vec<String>) {
        let (plan, (under, behind)) = self.around(step);
        let answers = |at: usize| &*plan.steps[at].answers;
        let path = Path::item(STEPS, step, Key::new("kind"));
        let kind = self.page.read(|record, _| {
            let kind = record.value(path).map(Text::plain);
            kind.unwrap_or_default().into_owned()
        });
        let roles = self.page.workspace.read(quick::Roles::of).known;
        let now = quick::Now {
            kind: &kind,
            under: under.map(answers),
            behind: behind.map(answers),
            known_only: false,
        };
        let read = quick::read(typed, &roles, now);
        let meant = quick::roles_meant(typed, &roles);
        (read, meant.into_iter().map(str::to_owned).collect())
    }

    /// Makes fields of what a title says beside the title.
    pub fn understand(self, step: Id) {
        let path = Path::item(STEPS, step, Key::new("title"));
        let typed = self.page.read(|record, _| {
            let slot = record.slot(path).filter(|slot| !slot.in_conflict())?;
            slot.shown().map(|title| title.plain().into_owned())
        });
        let Some(typed) = typed.filter(|typed| typed.contains(quick::MARKS)) else {
            return;
        };
        let (quick, _) = self.understood(step, &typed);
        if !quick.is_plain() {
            let (plan, (_, behind)) = self.around(step);
            let role = match self.page.workspace.mint() {
                Ok(role) => role,
                Err(why) => return self.page.workspace.alarm(why),
            };
            let edits = self.page.read(|record, view| {
                let mut roles = quick::Roles::of(view);
                let mut edits = quick.edits(record, step, view, &mut roles, &mut || role);
                let decision = behind.filter(|_| quick.below).map(|at| plan.steps[at].id);
                let put = |decision| Outline::of(record).put(&[step], decision, Spot::In);
                edits.extend(decision.and_then(put).into_iter().flatten());
                Some(edits)
            });
            self.change(
                &format!("Step: {}", quick.words()),
                &edits.unwrap_or_default(),
            );
        }
    }

    /// Several lines become steps; an empty row makes way for them.
    pub fn paste(self, step: Id, empty: bool, text: &str) -> bool {
        if text.trim().lines().count() < 2 {
            return false;
        }
        let mut failed = None;
        let mut mint = || {
            self.page.workspace.mint().unwrap_or_else(|why| {
                failed = Some(why);
                Id::NONE
            })
        };
        let pasted = self.page.read(|record, view| {
            let mut outline = Outline::of(record);
            let (mut edits, last) = outline.paste(Some(step), text, view, &mut mint)?;
            if empty {
                edits.extend(outline.turn(Turn::Remove, &[step]));
            }
            Some((edits, last))
        });
        if let Some(why) = failed {
            self.page.workspace.alarm(why);
            return true;
        }
        let Some((edits, last)) = pasted else {
            return false;
        };
        if self.change("Steps pasted", &edits) {
            self.focus(last);
        }
        true
    }
}

// Moves the focus to an element once what was changed is drawn: before the next key, which is
// meant for that.
async fn focus(id: &str) {
    slices::drawn().await;
    if !dom::focus(id) {
        slices::yield_now().await;
        dom::focus(id);
    }
}

/// So many steps, in words.
pub fn count(steps: usize) -> String {
    if steps == 1 {
        "Step".to_owned()
    } else {
        format!("{steps} steps")
    }
}

/// The id of the input with a step's title.
pub fn input_id(step: Id) -> String {
    format!("step-{step}")
}

/// Whether people disagree about a field of a step.
pub fn disputed(page: RecordPage, step: Id, field: &'static str) -> Memo<bool> {
    let path = Path::item(STEPS, step, Key::new(field));
    Memo::new(move |_| page.watch(|record, _| record.slot(path).is_some_and(Slot::in_conflict)))
}
