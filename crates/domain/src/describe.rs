//! What a kind of record is made of, said once. Form, table, filters, search,
//! history, JSON, JSON Schema and merge follow from it.

mod base;
mod figure;

pub use base::{BASE_HEAD, BASE_LISTS, BASE_TAIL, INTERVALS, MUTE, NAME, WHO};
pub use figure::{Cell, Figure};

use crate::ask::Ask;
use crate::view::View;
use holdfast_ledger::{Edit, Id, Key, Path, Record};

/// A kind of record.
pub struct Kind {
    /// Its name in files, for example `risk`.
    pub id: &'static str,
    /// The room it lives in, as in the address `#/risks`.
    pub room: &'static str,
    /// What its codes begin with, for example `RISK`; empty for kinds without codes.
    pub code: &'static str,
    /// One of them, for example "Risk".
    pub one: &'static str,
    /// Many of them, for example "Risks".
    pub many: &'static str,
    /// The name of its icon.
    pub icon: &'static str,
    /// What the register is for and how to begin: shown while it is empty.
    pub purpose: &'static str,
    /// The column that registers sort by unless told otherwise, with `-` before it for
    /// falling; empty for the order in which records were made.
    pub sort: &'static str,
    /// Its own fields, beside [`BASE`].
    pub fields: &'static [Field],
    /// Its own lists, beside [`BASE_LISTS`].
    pub lists: &'static [List],
    /// Figures that follow from the record, shown as columns and beside the form.
    pub figures: &'static [Figure],
    /// What a person can do with a record besides filling it in.
    pub actions: fn(&Record, &View<'_>) -> Vec<Action>,
    /// What is wrong or wants attention.
    pub findings: fn(&Record, &View<'_>) -> Vec<Finding>,
}

/// A field: the smallest thing that one person decides.
pub struct Field {
    /// Its name in files.
    pub key: &'static str,
    /// Its name on screen.
    pub label: &'static str,
    /// What to write there; empty when the label says it.
    pub help: &'static str,
    /// What it holds.
    pub ty: Type,
    /// The part of the form it stands in.
    pub group: &'static str,
    /// Whether tables show it unless told otherwise.
    pub column: bool,
    /// Who writes it.
    pub by: By,
    /// The choice that it counts as while nobody has written it; empty for none.
    pub assumed: &'static str,
    /// Of a part of a group: the choices of the part `how` that need it; empty for all.
    pub only: &'static [&'static str],
    /// Of an item's field that names other items of its list by their ids: what holds while nobody chose, in words;
    /// empty for other fields.
    pub items: &'static str,
}

/// A list of items inside a record.
pub struct List {
    /// Its name in files.
    pub key: &'static str,
    /// Its name on screen.
    pub label: &'static str,
    /// One item, for example "Action".
    pub one: &'static str,
    /// What an item is made of.
    pub fields: &'static [Field],
    /// Who writes it.
    pub by: By,
}

impl List {
    /// That only the screens of its room write.
    #[must_use]
    pub const fn by_screen(mut self) -> Self {
        self.by = By::Screen;
        self
    }
}

/// Who writes a field or a list, and with what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// People, in the form: fill in; add, edit, order, remove items.
    Form,
    /// Actions or a screen of its own; the form shows it.
    Screen,
}

/// What a field holds. In brackets: how it is written in JSON.
#[derive(Clone, Copy)]
pub enum Type {
    /// One line (string).
    Line,
    /// Paragraphs in Markdown (string).
    Prose,
    /// Text kept as typed, in fixed width (string).
    Code,
    /// A whole number (number) with its least and greatest value and its unit.
    Whole {
        /// The least value.
        min: i64,
        /// The greatest value.
        max: i64,
        /// What is counted, for example "approvals"; empty for none.
        unit: &'static str,
    },
    /// A number, whole or not (number), with its least and greatest value and its unit.
    Number {
        /// The least value.
        min: f64,
        /// The greatest value.
        max: f64,
        /// What is counted, for example "a year"; empty for none.
        unit: &'static str,
    },
    /// One of several (string: the choice's key).
    Choice(&'static [Choice]),
    /// Yes or no (boolean).
    Flag,
    /// A day (string `2026-11-22`).
    Date,
    /// An instant (string, RFC 3339 in UTC with milliseconds).
    Instant,
    /// A duration in minutes (number).
    Minutes,
    /// A duration as an estimate: `{"low":…,"likely":…,"high":…}` in minutes.
    Estimate,
    /// One record of these kinds (string: its id).
    Link(&'static [&'static str]),
    /// Several records of these kinds (array of ids).
    Links(&'static [&'static str]),
    /// Words (array of strings, sorted).
    Words,
    /// Words whose order says something (array of strings, each once).
    Ordered,
    /// Several parts decided together (object).
    Group(&'static [Field]),
    /// What a record said at one moment (object: its fields and lists); shown by screens of its own.
    Contents,
}

/// One of several values.
pub struct Choice {
    /// Its name in files.
    pub key: &'static str,
    /// Its name on screen.
    pub label: &'static str,
    /// How loud it is.
    pub tone: Tone,
}

/// How loud a value or finding is; always beside its words, never instead.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Tone {
    /// Says nothing special.
    #[default]
    Plain,
    /// Good.
    Good,
    /// Under way.
    Busy,
    /// Wants a look.
    Warn,
    /// Wants action.
    Bad,
}

/// Something a person can do with a record.
pub struct Action {
    /// Its name, unique in the record.
    pub key: &'static str,
    /// What the button says.
    pub label: String,
    /// How loud the button is: `Good` for the likely next step, `Bad` for what hurts.
    pub tone: Tone,
    /// Why it cannot be done now; the button stays and says so.
    pub refused: Option<String>,
    /// What is told before it is done; empty for nothing.
    pub about: String,
    /// What must be asked first.
    pub asks: &'static [Field],
    /// The edits that it makes, or the reason why it cannot be done with these answers.
    pub perform: fn(Ask<'_>) -> Result<Vec<Edit>, String>,
}

/// What is wrong with a record or wants attention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id, for example `risk-review-overdue`.
    pub rule: &'static str,
    /// How bad it is: `Warn` or `Bad`.
    pub tone: Tone,
    /// What is wrong and what to do, as a sentence.
    pub text: String,
    /// The field to mend, if it is one.
    pub field: Option<&'static str>,
    /// The one record that it is about, where it does not concern all that its record names.
    pub about: Option<Id>,
}

impl Finding {
    /// Wants a look.
    pub const fn warn(rule: &'static str, field: Option<&'static str>, text: String) -> Self {
        Self {
            rule,
            tone: Tone::Warn,
            text,
            field,
            about: None,
        }
    }

    /// Wants action.
    pub const fn bad(rule: &'static str, field: Option<&'static str>, text: String) -> Self {
        Self {
            rule,
            tone: Tone::Bad,
            text,
            field,
            about: None,
        }
    }

    /// About one record of those that its own names.
    #[must_use]
    pub fn about(self, one: Id) -> Self {
        Self {
            about: Some(one),
            ..self
        }
    }
}

/// The action that says that a record was looked at, however it stands.
pub const REVIEWED: &str = "reviewed";

impl Field {
    /// Whether it says how its record stands, as actions move it on.
    pub fn is_standing(&self) -> bool {
        self.by == By::Screen && matches!(self.key, "state" | "status")
    }
}

impl Kind {
    /// All fields: those that every record has, then its own. A kind may describe its title
    /// anew; it keeps its place.
    pub fn all_fields(&self) -> impl Iterator<Item = &'static Field> {
        let is_title = |field: &&Field| field.key == "title";
        let own = self.fields.iter().find(is_title);
        let head = BASE_HEAD
            .iter()
            .map(move |base| own.filter(|_| is_title(&base)).unwrap_or(base));
        let rest = self.fields.iter().filter(move |field| !is_title(field));
        head.chain(rest).chain(BASE_TAIL)
    }

    /// All lists: its own, then those that every record has.
    pub fn all_lists(&self) -> impl Iterator<Item = &'static List> {
        self.lists.iter().chain(BASE_LISTS)
    }

    /// A field by its key.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.all_fields().find(|field| field.key == key)
    }

    /// A list by its key.
    pub fn list(&self, key: &str) -> Option<&'static List> {
        self.all_lists().find(|list| list.key == key)
    }

    /// What a person can do with a record now. While people disagree about how it stands, nobody
    /// takes it further: which steps there are follows from that.
    pub fn offered(&self, record: &Record, view: &View<'_>) -> Vec<Action> {
        let mut offered = (self.actions)(record, view);
        let disputed = self.fields.iter().find(|field| {
            let at = record
                .slot(Path::of(field.key))
                .filter(|_| field.is_standing());
            at.is_some_and(holdfast_ledger::Slot::in_conflict)
        });
        if let Some(field) = disputed {
            let steps = offered.iter_mut().filter(|action| action.key != REVIEWED);
            let why = format!(
                "People disagree about the {}. Decide that first.",
                field.label.to_lowercase()
            );
            steps.for_each(|action| action.refused = Some(why.clone()));
        }
        offered
    }

    /// The kind's name as the ledger uses it.
    pub const fn key(&self) -> Key {
        Key::new(self.id)
    }
}

/// A name within a sentence: in small letters, but for words of capitals (`DR plan`, `CAB meeting`, `SLAs`).
pub fn in_text(name: &str) -> String {
    let is_short = |word: &&str| word.chars().filter(|letter| letter.is_uppercase()).count() > 1;
    let words = name.split(' ').map(|word| {
        if is_short(&word) {
            word.to_owned()
        } else {
            word.to_lowercase()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A field with no help, in the first part of the form, not a column.
pub const fn field(key: &'static str, label: &'static str, ty: Type) -> Field {
    Field {
        key,
        label,
        help: "",
        ty,
        group: "",
        column: false,
        by: By::Form,
        assumed: "",
        only: &[],
        items: "",
    }
}

impl Field {
    /// With help.
    #[must_use]
    pub const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }

    /// In a part of the form.
    #[must_use]
    pub const fn group(mut self, group: &'static str) -> Self {
        self.group = group;
        self
    }

    /// Shown as a column.
    #[must_use]
    pub const fn column(mut self) -> Self {
        self.column = true;
        self
    }

    /// Counts as this choice while nobody has written it.
    #[must_use]
    pub const fn assumed(mut self, choice: &'static str) -> Self {
        self.assumed = choice;
        self
    }

    /// Says which choices of the part `how` beside it need it.
    #[must_use]
    pub const fn only(mut self, only: &'static [&'static str]) -> Self {
        self.only = only;
        self
    }

    /// Names other items of its list by their ids; `unchosen` says what holds while nobody chose.
    #[must_use]
    pub const fn names_items(mut self, unchosen: &'static str) -> Self {
        self.items = unchosen;
        self
    }

    /// Written by actions or a screen of its own; the form shows it.
    #[must_use]
    pub const fn by_screen(mut self) -> Self {
        self.by = By::Screen;
        self
    }
}

/// A choice.
pub const fn choice(key: &'static str, label: &'static str, tone: Tone) -> Choice {
    Choice { key, label, tone }
}

/// A whole number from the least to the greatest value, and what is counted; empty for none.
pub const fn whole(min: i64, max: i64, unit: &'static str) -> Type {
    Type::Whole { min, max, unit }
}

/// A list that people write in the form: its name in files, its name on screen, one item.
pub const fn list(
    key: &'static str,
    label: &'static str,
    one: &'static str,
    fields: &'static [Field],
) -> List {
    List {
        key,
        label,
        one,
        fields,
        by: By::Form,
    }
}

/// For kinds with no actions.
pub fn no_actions(_: &Record, _: &View<'_>) -> Vec<Action> {
    Vec::new()
}

/// For kinds with no findings of their own.
pub fn no_findings(_: &Record, _: &View<'_>) -> Vec<Finding> {
    Vec::new()
}
