//! The versions of a runbook or a DR plan: what it said each time it was approved, kept word for word.

use super::steps::{self, STEPS};
use super::variables::VARIABLES;
use super::version;
use crate::ask::Ask;
use crate::rooms::plans;
use crate::rooms::plans::ACTIVATION;
use crate::value;
use crate::view::View;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Item;
use holdfast_ledger::scan::{Scan, Scanned};
use holdfast_ledger::sort::{Arrange, Ordered};
use holdfast_ledger::text::quote;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The list of versions.
pub const VERSIONS: Key = Key::new("versions");

/// The longest contents that are kept, in bytes of JSON: a field holds little more.
pub const MOST: usize = 900_000;

/// A version as lists show it.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The item that holds it.
    pub id: Id,
    /// Its number, counted from 1 in the order of approval.
    pub number: usize,
    /// The fingerprint of what was approved.
    pub content: String,
    /// Who approved it.
    pub by: String,
    /// When, in milliseconds since 1970.
    pub at: Option<i64>,
    /// What was new in it, if someone said so.
    pub summary: String,
    /// Whether what it said is kept; it may have been too long.
    pub kept: bool,
    /// Whether no later one was approved.
    pub newest: bool,
}

/// The versions of a runbook, the oldest first.
pub fn all(runbook: &Record) -> Vec<Version> {
    let items = runbook.items(VERSIONS);
    let version = |(n, item): (usize, &Item<'_>)| Version {
        id: item.id,
        number: n + 1,
        content: item.text("content").into_owned(),
        by: item.text("by").into_owned(),
        at: value::instant(item.value("at")),
        summary: item.text("summary").into_owned(),
        kept: item.value("contents").is_some(),
        newest: n + 1 == items.len(),
    };
    items.iter().enumerate().map(version).collect()
}

/// The newest version with a fingerprint.
pub fn find(runbook: &Record, content: &str) -> Option<Version> {
    find_by(runbook, content, i64::MAX)
}

/// The newest version with a fingerprint that was approved by a time, in milliseconds since 1970; one that does not say
/// when counts.
pub fn find_by(runbook: &Record, content: &str, time: i64) -> Option<Version> {
    let mut all = all(runbook);
    let own =
        |version: &Version| version.content == content && version.at.is_none_or(|at| at <= time);
    let at = all.iter().rposition(own)?;
    Some(all.swap_remove(at))
}

/// How many runs worked with a version of a runbook, or activations with one of a plan.
pub fn runs(runbook: &Record, content: &str, view: &View<'_>) -> usize {
    let id = runbook.id.to_string();
    let others = view.ledger.mentions(runbook.id);
    let used = |run: &&Record| {
        let (of, version) = match run.kind {
            kind if kind == super::RUN.key() => ("runbook", "runbook_version"),
            kind if kind == ACTIVATION.key() => ("plan", "plan_version"),
            _ => return false,
        };
        !run.is_deleted() && run.text(of) == id && run.text(version) == content
    };
    others
        .filter_map(|id| view.ledger.record(id))
        .filter(used)
        .count()
}

/// The edits that keep what is approved now as a version; none when the newest says the same.
pub fn keep(ask: &mut Ask<'_>) -> Vec<Edit> {
    let content = version::content(ask.record);
    let versions = all(ask.record);
    if versions.last().is_some_and(|last| last.content == content) {
        return Vec::new();
    }
    let mut fields = vec![
        ("content", Text::string(&content)),
        ("by", Text::string(ask.view.user)),
        ("at", value::instant_text(ask.view.now())),
    ];
    let by_id = ask.view.user_id.map(|id| Text::string(&id.to_string()));
    fields.extend(by_id.map(|id| ("by_id", id)));
    let summary = ask.answer("summary");
    if !summary.is_empty() {
        fields.push(("summary", Text::string(&summary)));
    }
    let contents = Contents::of(ask.record).to_text();
    fields.extend(contents.map(|contents| ("contents", contents)));
    ask.add(VERSIONS.as_str(), fields)
}

/// What a runbook or a plan says: in a version, now, or frozen in a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contents {
    /// Its fields.
    pub fields: Vec<(Key, Text)>,
    /// Its variables, in order.
    pub variables: Vec<Entry>,
    /// Its steps, in order, parents before children.
    pub steps: Vec<Entry>,
    /// The lists of a plan, each with its entries in order; a runbook has none.
    pub lists: Vec<(Key, Vec<Entry>)>,
    /// Whether nothing is known but the steps, as of a run.
    pub only_steps: bool,
}

/// A variable or a step of [`Contents`].
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id in the runbook.
    pub id: Id,
    /// How many others it stands under.
    pub depth: usize,
    /// Its fields, all but its place.
    pub fields: Vec<(Key, Text)>,
}

impl Entry {
    /// The value of a field.
    pub fn value(&self, field: &str) -> Option<&Text> {
        let mut fields = self.fields.iter();
        fields
            .find(|(key, _)| key.as_str() == field)
            .map(|(_, value)| value)
    }

    /// The text of a field; empty when it has none.
    pub fn text(&self, field: &str) -> Cow<'_, str> {
        self.value(field).map(Text::plain).unwrap_or_default()
    }

    fn of(item: &Item<'_>) -> Self {
        let value = |key: Key| {
            let value = item.record.value(Path::item(item.list, item.id, key))?;
            (key != PLACE).then(|| (key, value.clone()))
        };
        Self {
            id: item.id,
            depth: item.depth,
            fields: version::fields_of(item)
                .into_iter()
                .filter_map(value)
                .collect(),
        }
    }
}

impl Contents {
    /// What a runbook says now. Where people disagree: what lists show.
    pub fn of(runbook: &Record) -> Self {
        let value =
            |field: &'static str| Some((Key::new(field), runbook.value(Path::of(field))?.clone()));
        let list = |list| runbook.items(list).iter().map(Entry::of).collect();
        let (covered, lists) = version::covered(runbook);
        let mut fields: Vec<(Key, Text)> = covered.iter().copied().filter_map(value).collect();
        fields.arrange_by_key(|(key, _)| *key);
        let mut contents = Self {
            fields,
            ..Self::default()
        };
        for &key in lists {
            contents.put(key, list(key));
        }
        contents
    }

    fn put(&mut self, list: Key, entries: Vec<Entry>) {
        match list.as_str() {
            "steps" => self.steps = entries,
            "variables" => self.variables = entries,
            _ => self.lists.push((list, entries)),
        }
    }

    /// The entries of a list, in order.
    pub fn list(&self, list: Key) -> &[Entry] {
        match list.as_str() {
            "steps" => &self.steps,
            "variables" => &self.variables,
            _ => {
                let found = self.lists.iter().find(|(key, _)| *key == list);
                found.map_or(&[], |(_, entries)| entries)
            }
        }
    }

    /// All its entries, whichever list they are of.
    pub fn entries_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        let lists = self.lists.iter_mut().flat_map(|(_, entries)| entries);
        let own = self.steps.iter_mut().chain(&mut self.variables);
        own.chain(lists)
    }

    /// What a version said, if it was kept.
    pub fn of_version(runbook: &Record, version: Id) -> Option<Self> {
        let path = Path::item(VERSIONS, version, Key::new("contents"));
        Self::read(runbook.value(path)?)
    }

    /// The steps that a run froze, by the ids that they have in its runbook. Those that were
    /// added during the run or taken in from other runbooks are none of this one's.
    pub fn of_run(run: &Record) -> Self {
        let items = run.items(STEPS);
        let origin = |item: &Item<'_>| item.text("origin").parse::<Id>().ok();
        let origins = items
            .iter()
            .filter_map(|item| Some((item.id.to_string(), origin(item)?.to_string())))
            .into_map();
        let mut steps = Vec::new();
        let mut inner: Option<usize> = None;
        for item in &items {
            if inner.is_some_and(|depth| item.depth > depth) {
                continue;
            }
            inner = item.value("version").map(|_| item.depth);
            let Some(id) = origin(item) else { continue };
            let mut entry = Entry {
                id,
                ..Entry::of(item)
            };
            let own = |key: Key| {
                !matches!(
                    key.as_str(),
                    "origin" | "version" | "unplanned" | "disputed"
                )
            };
            entry.fields.retain(|(key, _)| own(*key));
            for (key, value) in &mut entry.fields {
                if *key == steps::PREDECESSORS {
                    *value = renamed(value, &origins);
                }
            }
            steps.push(entry);
        }
        Self {
            steps,
            only_steps: true,
            ..Self::default()
        }
    }

    /// As the value of a field; `None` when it is too long to be one.
    pub fn to_text(&self) -> Option<Text> {
        let mut out = String::from("{\"fields\":");
        put_fields(&self.fields, &mut out);
        let own = [(STEPS, &self.steps), (VARIABLES, &self.variables)];
        let own = own.into_iter().filter(|_| self.lists.is_empty());
        let lists = self.lists.iter().map(|(key, entries)| (*key, entries));
        let mut lists: Vec<(Key, &Vec<Entry>)> = own.chain(lists).collect();
        // The members of an object are sorted.
        lists.arrange_by_key(|(key, _)| key.as_str());
        for (name, entries) in lists {
            let name = name.as_str();
            out.extend([",\"", name, "\":["]);
            for (n, entry) in entries.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                let depth = entry.depth.to_string();
                out.extend(["{\"depth\":", &depth, ",\"fields\":"]);
                put_fields(&entry.fields, &mut out);
                out.extend([",\"id\":\"", &entry.id.to_string(), "\"}"]);
            }
            out.push(']');
        }
        out.push('}');
        (out.len() <= MOST).then(|| Text::parse(&out).ok())?
    }

    /// Reads what [`Self::to_text`] wrote; what a later version added is passed over.
    pub fn read(text: &Text) -> Option<Self> {
        let mut contents = Self::default();
        let mut scan = Scan::new(text.as_str());
        let read = scan.object(|scan, name| {
            match &*name {
                "fields" => contents.fields = read_fields(scan)?,
                "steps" | "variables" => contents.put(Key::of(&name), read_entries(scan)?),
                name if plans::APPROVED_LISTS
                    .iter()
                    .any(|list| list.as_str() == name) =>
                {
                    contents.put(Key::of(name), read_entries(scan)?);
                }
                _ => scan.skip()?,
            }
            Ok(())
        });
        read.ok().map(|()| contents)
    }
}

fn put_fields(fields: &[(Key, Text)], out: &mut String) {
    out.push('{');
    for (n, (key, value)) in fields.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        quote(key.as_str(), out);
        out.extend([":", value.as_str()]);
    }
    out.push('}');
}

fn read_fields(scan: &mut Scan<'_>) -> Scanned<Vec<(Key, Text)>> {
    let mut fields = Vec::new();
    scan.object(|scan, key| {
        fields.push((Key::of(&key), scan.value()?));
        Ok(())
    })?;
    Ok(fields)
}

fn read_entries(scan: &mut Scan<'_>) -> Scanned<Vec<Entry>> {
    let mut entries = Vec::new();
    scan.array(|scan| {
        let mut entry = Entry {
            id: Id::NONE,
            depth: 0,
            fields: Vec::new(),
        };
        scan.object(|scan, name| {
            match &*name {
                "depth" => entry.depth = usize::try_from(scan.number()?).unwrap_or_default(),
                "fields" => entry.fields = read_fields(scan)?,
                "id" => {
                    let id = scan.string()?;
                    entry.id = id.parse().map_err(|_| scan.fail("this is not an id"))?;
                }
                _ => scan.skip()?,
            }
            Ok(())
        })?;
        entries.push(entry);
        Ok(())
    })?;
    Ok(entries)
}

/// Predecessors by other names; those that have none stay as they are.
pub(super) fn renamed(ids: &Text, names: &BTreeMap<String, String>) -> Text {
    let Some(ids_now) = ids.get::<Vec<String>>() else {
        return ids.clone();
    };
    let name = |id: &String| names.get(id).unwrap_or(id).clone();
    let mut named: Vec<String> = ids_now.iter().map(name).collect();
    named.arrange();
    Text::of(&named).unwrap_or_else(|_| ids.clone())
}
