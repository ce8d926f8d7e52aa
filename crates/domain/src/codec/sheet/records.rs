//! Drafts as the records of a workspace file made by hand, which is then reviewed and merged like
//! any other (M10).

use super::cell;
use super::columns::Target;
use super::mapping::Mapping;
use super::notes::{Kept, with_block};
use super::rows::{self, Draft, ItemDraft, Report, is_list, present};
use super::write::{object, object_text};
use super::{Grid, MAX_CELL};
use crate::describe::Type;
use crate::entry;
use crate::pace::{Pace, at_once};
use crate::rooms;
use crate::rooms::services::SERVICE;
use crate::rooms::services::impact::{At, cell_id};
use crate::view::View;
use holdfast_ledger::text::quote;
use holdfast_ledger::{Id, Text};
use std::collections::BTreeMap;

/// Makes a workspace file without stamps of a table: its JSON, and where each cell went.
///
/// # Errors
/// Why nothing can be made of it, as a sentence.
pub fn records(
    grid: &Grid,
    mapping: &Mapping,
    view: &View<'_>,
) -> Result<(String, Report), String> {
    let made = at_once(records_at(grid, mapping, view, Pace::STRAIGHT))?;
    Ok((made.json, made.report))
}

/// What comes of a table.
pub struct Made {
    /// The workspace file without stamps.
    pub json: String,
    /// Where each cell went.
    pub report: Report,
    /// What is wrong in cells: the record, the column, and why.
    pub problems: Vec<(String, String, String)>,
}

/// As [`records`], at a pace, with what is wrong in cells.
///
/// # Errors
/// As [`records`], and when it is given up.
pub async fn records_at(
    grid: &Grid,
    mapping: &Mapping,
    view: &View<'_>,
    pace: Pace<'_>,
) -> Result<Made, String> {
    if let Some(refusal) = mapping.refusal() {
        return Err(refusal);
    }
    let mut outcome = rows::read(grid, mapping, view, pace.part(0.0, 0.7)).await?;
    if outcome.drafts.iter().all(Draft::is_empty) {
        return Err(match outcome.report.strangers {
            0 => "No row of the table is about a record, so there is nothing to import.".to_owned(),
            rows => format!(
                "All {rows} rows are about what is not in this workspace, so there is nothing to import."
            ),
        });
    }
    let problems = outcome.drafts.iter_mut().flat_map(|draft| {
        let all = std::mem::take(&mut draft.problems).into_iter();
        let id = draft.id.to_string();
        all.map(move |(column, why)| (id.clone(), column, why))
    });
    let problems: Vec<(String, String, String)> = problems.collect();
    let pace = pace.part(0.7, 1.0);
    let (mut done, many) = (0, outcome.drafts.len());
    let mut by_kind: Vec<(&str, String)> = Vec::new();
    for kind in rooms::kinds() {
        let mut all = String::new();
        let own = outcome.drafts.iter();
        // A row that only says that nothing is known makes no record.
        let own = own.filter(|draft| draft.kind.id == kind.id && !draft.is_empty());
        for draft in own {
            pace.step_of(done, many).await?;
            done += 1;
            all.push_str(if all.is_empty() { "" } else { ",\n" });
            all.push_str(&record(draft, &outcome.preface, &mapping.file, view)?);
        }
        if !all.is_empty() {
            by_kind.push((kind.id, all));
        }
    }
    let mut out = String::from("{\"format\":\"holdfast\",\"version\":\"1.0\",\"scope\":");
    quote(&format!("table {}", mapping.file), &mut out);
    out.push_str(",\"records\":{");
    for (n, (kind, all)) in by_kind.iter().enumerate() {
        out.push_str(if n == 0 { "" } else { "," });
        quote(kind, &mut out);
        out.push_str(&format!(":[\n{all}\n]"));
    }
    out.push_str("}}\n");
    Ok(Made {
        json: out,
        report: outcome.report,
        problems,
    })
}

/// What a draft says, field by field.
struct Fields {
    all: Vec<(String, Text)>,
    groups: BTreeMap<&'static str, Vec<(String, Text)>>,
}

impl Fields {
    fn get(&self, key: &str) -> Option<&Text> {
        self.all
            .iter()
            .find(|(known, _)| known == key)
            .map(|(_, value)| value)
    }

    fn set(&mut self, key: &str, value: Text) {
        match self.all.iter_mut().find(|(known, _)| known == key) {
            Some((_, known)) => *known = value,
            None => self.all.push((key.to_owned(), value)),
        }
    }
}

fn record(draft: &Draft, preface: &[Kept], file: &str, view: &View<'_>) -> Result<String, String> {
    let mut kept = [preface, &draft.kept].concat();
    let mut fields = fields(draft, view, &mut kept);
    let lists = lists(draft, &fields)?;
    for (list, items) in lists {
        fields.set(list, items);
    }
    if !draft.here && !draft.own && fields.get("title").is_none() {
        let title = made_title(draft);
        if !title.is_empty() {
            fields.set("title", Text::string(&title));
        }
    }
    if !kept.is_empty() {
        let own = fields
            .get("notes")
            .or_else(|| present(view, draft.id, "notes"));
        let own = own
            .map(|notes| notes.plain().into_owned())
            .unwrap_or_default();
        fields.set("notes", Text::string(&with_block(&own, file, &kept)));
    }
    let (sheet, line) = &draft.at;
    let place = match sheet.as_str() {
        "" => format!("Line {line}"),
        sheet => format!("Sheet “{sheet}”, row {line}"),
    };
    if let Some((key, _)) = fields
        .all
        .iter()
        .find(|(_, value)| value.as_str().len() > MAX_CELL && !value.as_str().starts_with('['))
    {
        return Err(format!(
            "{place}: “{key}” would be longer than 1 MB. Leave columns out, or shorten them. Nothing was changed."
        ));
    }
    let mut all = vec![("id".to_owned(), Text::string(&draft.id.to_string()))];
    all.extend(fields.all);
    Ok(object_text(&all).as_str().to_owned())
}

fn fields(draft: &Draft, view: &View<'_>, kept: &mut Vec<Kept>) -> Fields {
    let mut fields = Fields {
        all: Vec::new(),
        groups: BTreeMap::new(),
    };
    for given in &draft.values {
        match given.target {
            Target::More => add_more(draft, &given.value, &mut fields),
            Target::Field(field) => {
                let known = fields.get(field.key).cloned();
                match known {
                    None => fields.set(field.key, given.value.clone()),
                    Some(known) if is_list(given.target) => {
                        fields.set(field.key, joined(field.ty, &known, &given.value));
                    }
                    Some(known) if known != given.value => {
                        kept.push((given.column.clone(), given.cell.clone()))
                    }
                    Some(_) => {}
                }
            }
            Target::Part(group, part) => {
                let parts = group_of(draft, view, group.key, &mut fields);
                put(parts, part.key, given.value.clone());
            }
            Target::List(list) => fields.set(list.key, given.value.clone()),
            _ => {}
        }
    }
    let groups = std::mem::take(&mut fields.groups);
    for (key, parts) in groups {
        fields.set(key, object_text(&parts));
    }
    fields
}

fn put(parts: &mut Vec<(String, Text)>, key: &str, value: Text) {
    match parts.iter_mut().find(|(known, _)| known == key) {
        Some((_, known)) => *known = value,
        None => parts.push((key.to_owned(), value)),
    }
}

// Parts that the file says nothing of stay as they are here: a group is one value.
fn group_of<'f>(
    draft: &Draft,
    view: &View<'_>,
    key: &'static str,
    fields: &'f mut Fields,
) -> &'f mut Vec<(String, Text)> {
    fields.groups.entry(key).or_insert_with(|| {
        let here = present(view, draft.id, key).and_then(object);
        here.unwrap_or_default()
    })
}

// What the column of everything else carries: parts of groups, whole fields and lists.
fn add_more(draft: &Draft, value: &Text, fields: &mut Fields) {
    for (key, value) in object(value).unwrap_or_default() {
        let group = draft
            .kind
            .field(&key)
            .filter(|field| matches!(field.ty, Type::Group(_)));
        match group.zip(object(&value)) {
            Some((field, parts)) => {
                let known = fields.groups.entry(field.key).or_default();
                for (name, part) in parts {
                    put(known, &name, part);
                }
            }
            None => fields.set(&key, value),
        }
    }
}

fn joined(ty: Type, known: &Text, more: &Text) -> Text {
    let mut all: Vec<String> = known.get().unwrap_or_default();
    all.extend(more.get::<Vec<String>>().unwrap_or_default());
    let both = if matches!(ty, Type::Links(_)) {
        let ids: Vec<Id> = all.iter().filter_map(|id| id.parse().ok()).collect();
        cell::links(&ids)
    } else {
        entry::words(ty, all.iter().map(String::as_str))
    };
    both.unwrap_or_else(|_| known.clone())
}

// The items that rows and cells became, after those of a cell with the whole list.
fn lists(draft: &Draft, fields: &Fields) -> Result<Vec<(&'static str, Text)>, String> {
    let mut out: Vec<(&'static str, String)> = Vec::new();
    let mut times: BTreeMap<String, u32> = BTreeMap::new();
    for (list, item) in &draft.items {
        let json = item_json(draft, list.key, item, &mut times);
        if let Some((_, all)) = out.iter_mut().find(|(known, _)| *known == list.key) {
            all.push(',');
            all.push_str(&json);
            continue;
        }
        let whole = fields.get(list.key).map_or("[]", Text::as_str);
        let before = whole.trim_start_matches('[').trim_end_matches(']');
        let gap = if before.is_empty() { "" } else { "," };
        out.push((list.key, format!("{before}{gap}{json}")));
    }
    out.into_iter()
        .map(|(list, items)| Ok((list, Text::parse(&format!("[{items}]"))?)))
        .collect()
}

// An item without an id gets the one that follows from what it says, so that it comes once.
fn item_json(
    draft: &Draft,
    list: &str,
    item: &ItemDraft,
    times: &mut BTreeMap<String, u32>,
) -> String {
    let mut all: Vec<(String, Text)> = Vec::new();
    let mut groups: Vec<(String, Vec<(String, Text)>)> = Vec::new();
    for (target, value) in &item.values {
        match target {
            Target::Field(field) => all.push((field.key.to_owned(), value.clone())),
            Target::Part(group, part) => {
                match groups.iter_mut().find(|(known, _)| known == group.key) {
                    Some((_, parts)) => put(parts, part.key, value.clone()),
                    None => groups.push((
                        group.key.to_owned(),
                        vec![(part.key.to_owned(), value.clone())],
                    )),
                }
            }
            Target::More => all.extend(object(value).unwrap_or_default()),
            _ => {}
        }
    }
    for (key, parts) in groups {
        let rest = all
            .iter()
            .position(|(known, _)| *known == key)
            .map(|at| all.remove(at).1);
        let mut whole = rest.as_ref().and_then(object).unwrap_or_default();
        for (name, part) in parts {
            put(&mut whole, &name, part);
        }
        all.push((key, object_text(&whole)));
    }
    let cell = impact_cell(draft, list, &all).filter(|cell| {
        let time = times.entry(cell.to_string()).or_default();
        *time += 1;
        *time == 1
    });
    let id = item.id.or(cell).unwrap_or_else(|| {
        let says = object_text(&all);
        let name = format!(
            "holdfast {}/{list}\n{}\n{}",
            draft.kind.id,
            draft.id,
            says.as_str()
        );
        let time = times.entry(name.clone()).or_default();
        *time += 1;
        Id::named(&format!("{name}\n{time}"))
    });
    all.insert(0, ("id".to_owned(), Text::string(&id.to_string())));
    all.extend(item.place.clone().map(|place| ("place".to_owned(), place)));
    object_text(&all).as_str().to_owned()
}

// A cell of the business impact analysis has the id of its place, so that a later table changes it.
fn impact_cell(draft: &Draft, list: &str, says: &[(String, Text)]) -> Option<Id> {
    let own = draft.kind.id == SERVICE.id && list == "impacts";
    let value = |key: &str| Some(&says.iter().find(|(known, _)| known == key)?.1);
    let category: String = value("category").filter(|_| own)?.get()?;
    let after = value("after")?.get()?;
    let peak = value("peak")
        .and_then(Text::get::<String>)
        .and_then(|id| id.parse().ok());
    let at = At {
        category: &category,
        after,
        peak,
    };
    Some(cell_id(draft.id, at))
}

/// The longest title that is made of a text, in letters.
const TITLE: usize = 100;

// A record without a title is called what its first text says.
fn made_title(draft: &Draft) -> String {
    let says = |target: Target| matches!(target, Target::Field(field) if matches!(field.ty, Type::Line | Type::Prose));
    let mut texts = draft.values.iter().filter(|given| {
        says(given.target) && !matches!(given.target, Target::Field(field) if field.key == "code")
    });
    let text = texts.next().map(|given| given.cell.as_str());
    let text = text
        .or(draft.kept.first().map(|(_, cell)| cell.as_str()))
        .unwrap_or_default();
    let line = text.trim().lines().next().unwrap_or_default();
    let words = line.split_whitespace();
    let mut title = String::new();
    for word in words {
        if title.chars().count() + word.chars().count() > TITLE && !title.is_empty() {
            return format!("{title} …");
        }
        title.push_str(if title.is_empty() { "" } else { " " });
        title.push_str(word);
    }
    title
}
