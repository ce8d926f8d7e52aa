//! Two versions of a runbook or a plan, side by side: what came, went, moved and changed.

use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::ui::diff;
use holdfast_domain::describe::{Field, Kind, List, Type};
use holdfast_domain::rooms::runbooks::STEP_FIELDS;
use holdfast_domain::rooms::runbooks::compare::{
    Difference, Row, compare, entry_name, entry_words, name_of, numbers, words,
};
use holdfast_domain::rooms::runbooks::steps::PREDECESSORS;
use holdfast_domain::rooms::runbooks::versions::{self, Contents, Entry};
use holdfast_domain::view::View;
use holdfast_ledger::{Id, Key, Record, Text};

/// One of the two that are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// It as it is.
    Now,
    /// One of its versions.
    Version(Id),
    /// What a run froze.
    Run(Id),
}

impl Side {
    /// What it is called.
    pub fn name(self, runbook: &Record, view: &View<'_>) -> String {
        match self {
            Self::Now => "Now".to_owned(),
            Self::Version(id) => {
                let all = versions::all(runbook);
                let found = all.iter().find(|version| version.id == id);
                found.map_or_else(
                    || "A version that is not here".to_owned(),
                    |version| format!("Version {}", version.number),
                )
            }
            Self::Run(id) => view.ledger.record(id).map_or_else(
                || "A run that is not here".to_owned(),
                |run| format!("As frozen in {}", view.name(run)),
            ),
        }
    }

    fn contents(self, runbook: &Record, view: &View<'_>) -> Option<Contents> {
        match self {
            Self::Now => Some(Contents::of(runbook)),
            Self::Version(id) => Contents::of_version(runbook, id),
            Self::Run(id) => view.ledger.record(id).map(Contents::of_run),
        }
    }
}

/// What differs between two sides; follows the runbook.
pub fn shown(page: RecordPage, before: Side, after: Side) -> AnyView {
    let drawn =
        move || page.watch(|record, view| Some(both(page.kind, [before, after], record, view)));
    view! { {drawn} }.into_any()
}

fn both(kind: &'static Kind, sides: [Side; 2], record: &Record, view: &View<'_>) -> AnyView {
    let [old, new] = sides.map(|side| side.contents(record, view));
    let names = sides.map(|side| side.name(record, view));
    let missing = usize::from(old.is_some());
    if let (Some(old), Some(new)) = (old, new) {
        return drawn(kind, (&old, &new), names, view);
    }
    let mut text = names.into_iter().nth(missing).unwrap_or_default();
    text.push_str(
        " cannot be compared: what it said was too long to be kept, or is not in this copy.",
    );
    view! { <p class="callout tone-warn"><span>{text}</span></p> }.into_any()
}

// The two that are compared, with what the steps are called in each.
struct Pair<'a> {
    old: &'a [Entry],
    new: &'a [Entry],
    numbers: [Vec<String>; 2],
    fields: &'static [Field],
    name: &'static str,
    /// The list of another kind that they are of; none for steps and variables.
    list: Option<&'static List>,
    view: &'a View<'a>,
}

fn drawn(
    kind: &'static Kind,
    (old, new): (&Contents, &Contents),
    names: [String; 2],
    view: &View<'_>,
) -> AnyView {
    let told = compare(kind, old, new);
    let only = (old.only_steps || new.only_steps).then(
        || view! { <p class="help">"A run keeps the steps only, so only they are compared."</p> },
    );
    let [before, after] = names;
    let fields = told.fields.iter().map(|one| {
        let field = kind.field(one.field.as_str());
        let say = |value: Option<&Text>| said(field, value, &[], view);
        field_row(
            field,
            one,
            [say(one.before.as_ref()), say(one.after.as_ref())],
            true,
        )
    });
    let fields: Vec<AnyView> = fields.collect();
    let fields = (!fields.is_empty())
        .then(|| view! { <section class="cmp-part"><h3>"About"</h3>{fields}</section> });
    let variables = Pair {
        old: &old.variables,
        new: &new.variables,
        numbers: [Vec::new(), Vec::new()],
        fields: kind.list("variables").map_or(&[], |list| list.fields),
        name: "name",
        list: None,
        view,
    };
    let steps = Pair {
        old: &old.steps,
        new: &new.steps,
        numbers: [numbers(&old.steps), numbers(&new.steps)],
        fields: STEP_FIELDS,
        name: "title",
        list: None,
        view,
    };
    let lists = told.lists.iter().filter_map(|listed| {
        let list = kind.list(listed.list.as_str())?;
        let pair = Pair {
            old: old.list(listed.list),
            new: new.list(listed.list),
            numbers: [Vec::new(), Vec::new()],
            fields: list.fields,
            name: name_of(list),
            list: Some(list),
            view,
        };
        pair.part(listed.label, "entry", &listed.rows)
    });
    let lists: Vec<AnyView> = lists.collect();
    view! {
        <p class="cmp-sum"><b>{told.summary()}</b></p>
        {only}
        <div class="cmp-sides cmp-names" aria-hidden="true"><p>{before}</p><p>{after}</p></div>
        {fields}
        {variables.part("Variables", "variable", &told.variables)}
        {steps.part("Steps", "step", &told.steps)}
        {lists}
    }
    .into_any()
}

impl Pair<'_> {
    fn part(&self, heading: &'static str, one: &'static str, rows: &[Row]) -> Option<AnyView> {
        if rows.iter().all(Row::is_same) {
            return None;
        }
        let mut drawn: Vec<AnyView> = Vec::new();
        for run in rows.chunk_by(|a, b| a.is_same() && b.is_same()) {
            match run {
                [row] if !row.is_same() => drawn.push(self.row(row)),
                same => drawn.push(self.folded(same, one)),
            }
        }
        Some(view! { <section class="cmp-part"><h3>{heading}</h3>{drawn}</section> }.into_any())
    }

    // What did not change is a line that opens.
    fn folded(&self, rows: &[Row], one: &'static str) -> AnyView {
        let count = match rows.len() {
            1 => format!("1 {one} unchanged"),
            many if one == "entry" => format!("{many} entries unchanged"),
            many => format!("{many} {one}s unchanged"),
        };
        let names = rows.iter().map(|row| view! { <li>{self.named(row)}</li> });
        view! { <details class="cmp-same"><summary class="muted">{count}</summary><ul>{names.collect_view()}</ul></details> }.into_any()
    }

    fn named(&self, row: &Row) -> String {
        let (entries, numbers, at) = match (row.after, row.before) {
            (Some(at), _) => (self.new, &self.numbers[1], at),
            (None, Some(at)) => (self.old, &self.numbers[0], at),
            (None, None) => return String::new(),
        };
        let number = numbers.get(at).map(String::as_str).unwrap_or_default();
        let title = match self.list {
            Some(list) => entry_name(list, &entries[at], self.view),
            None => entries[at].text(self.name).into_owned(),
        };
        let title = if title.is_empty() { "Untitled" } else { &title };
        format!("{number} {title}").trim().to_owned()
    }

    fn row(&self, row: &Row) -> AnyView {
        let kept = row.before.is_some() && row.after.is_some();
        let mark = |class: &'static str, text: String| {
            view! { <span class=class>{text}</span> }.into_any()
        };
        let mut marks: Vec<AnyView> = Vec::new();
        match (row.before, row.after) {
            (None, _) => marks.push(mark("status tone-ok sh-square", "+ Added".to_owned())),
            (_, None) => marks.push(mark("status tone-error sh-cross", "− Removed".to_owned())),
            (Some(old), Some(new)) => {
                if !row.differences.is_empty() {
                    marks.push(mark("status tone-warn sh-half", "Changed".to_owned()));
                }
                if row.moved {
                    marks.push(mark("status tone-info sh-diamond", self.way(old, new)));
                }
            }
        }
        // The name of what came or went is the heading already.
        let shown = row
            .differences
            .iter()
            .filter(|one| kept || one.field.as_str() != self.name);
        let fields = shown.map(|one| {
            let field = self
                .fields
                .iter()
                .find(|field| field.key == one.field.as_str());
            let say = |value: Option<&Text>, entries| match value {
                // Only what stands on both sides has something to stand against.
                None if !kept => String::new(),
                _ => match (self.list, field) {
                    (Some(list), Some(field)) => {
                        entry_words(list, field, value, entries, self.view)
                    }
                    _ => said(field, value, entries, self.view),
                },
            };
            let texts = [
                say(one.before.as_ref(), self.old),
                say(one.after.as_ref(), self.new),
            ];
            field_row(field, one, texts, kept)
        });
        let fields: Vec<AnyView> = fields.collect();
        let class = match (row.before, row.after) {
            (None, _) => "cmp-row added",
            (_, None) => "cmp-row removed",
            _ => "cmp-row",
        };
        view! {
            <article class=class>
                <h4><span>{self.named(row)}</span>{marks}</h4>
                {fields}
            </article>
        }
        .into_any()
    }

    fn way(&self, old: usize, new: usize) -> String {
        let numbers = (self.numbers[0].get(old), self.numbers[1].get(new));
        match numbers {
            (Some(from), Some(to)) => format!("↕ Moved from {from} to {to}"),
            _ => "↕ Moved".to_owned(),
        }
    }
}

fn said(field: Option<&Field>, value: Option<&Text>, steps: &[Entry], view: &View<'_>) -> String {
    match field {
        Some(field) => words(field, value, steps, view),
        None => value
            .map(|value| value.plain().into_owned())
            .unwrap_or_default(),
    }
}

fn field_row(field: Option<&Field>, one: &Difference, texts: [String; 2], kept: bool) -> AnyView {
    let label = match field {
        // “After” would be taken for the side.
        Some(field) if [PREDECESSORS, "after"].contains(&field.key) => "Comes after".to_owned(),
        Some(field) => field.label.to_owned(),
        None => label_of(one.field),
    };
    let [before, after] = texts;
    let text = field.is_none_or(|field| matches!(field.ty, Type::Line | Type::Prose | Type::Code));
    let mono = field.is_some_and(|field| matches!(field.ty, Type::Code));
    let class = if mono { "diff mono" } else { "diff" };
    let (old, new) = marked(&before, &after, text);
    let side = |name: &'static str, text: &str, shown: AnyView| {
        // What came has no side before, what went none after.
        if text.is_empty() && !kept {
            return view! { <div class="none"></div> }.into_any();
        }
        let shown = if text.is_empty() {
            view! { <span class="muted">"(empty)"</span> }.into_any()
        } else {
            shown
        };
        view! { <div><span class="side-name">{name}</span><div class=class>{shown}</div></div> }
            .into_any()
    };
    view! {
        <div class="cmp-field">
            <p class="label">{label}</p>
            <div class="cmp-sides">{side("Before", &before, old)}{side("After", &after, new)}</div>
        </div>
    }
    .into_any()
}

fn label_of(key: Key) -> String {
    key.as_str().replace('_', " ")
}

// Texts are marked word by word, other values whole.
fn marked(before: &str, after: &str, text: bool) -> (AnyView, AnyView) {
    let gone = |text: String| view! { <del>{text}</del> }.into_any();
    let new = |text: String| view! { <ins>{text}</ins> }.into_any();
    if !text {
        return (gone(before.to_owned()), new(after.to_owned()));
    }
    diff::sides(before, after, [gone, new]).into()
}
