//! Controls over registers of a record.

use super::{RecordPage, head};
use crate::edge::clock;
use crate::prelude::*;
use crate::ui::cell::said;
use crate::ui::form::{Alternative, Control, How, Write, is_short};
use crate::workspace::now_ms;
use holdfast_domain::describe::Field;
use holdfast_domain::skew;
use holdfast_domain::view::View;
use holdfast_ledger::{Edit, Path, Record, Text};

/// An instant in words, as the device says it.
pub fn when(at_ms: i64) -> String {
    clock::date_time(u64::try_from(at_ms).unwrap_or_default())
}

/// Who wrote what a register shows, and when.
pub fn source(record: &Record, path: Path) -> String {
    let value = record.slot(path).and_then(|slot| slot.values.first());
    let mark = value.and_then(|value| record.mark(value.dot));
    mark.map(|mark| format!("{}.", signed(&mark.by, mark.at)))
        .unwrap_or_default()
}

/// Who wrote something and when; also that the clock which says so was ahead.
pub fn signed(by: &str, at_ms: i64) -> String {
    let skew = skew::words(at_ms, [], now_ms());
    let skew = skew.map(|words| format!(" ({words})")).unwrap_or_default();
    format!("{}, {}{skew}", author(by), when(at_ms))
}

/// A name, or what stands for nobody's.
pub fn author(name: &str) -> &str {
    if name.is_empty() {
        "Unnamed user"
    } else {
        name
    }
}

/// The values of a register in conflict; empty when there is none.
pub fn alternatives(
    record: &Record,
    path: Path,
    show: impl Fn(Option<&Text>) -> String,
) -> Vec<Alternative> {
    let Some(slot) = record.slot(path).filter(|slot| slot.in_conflict()) else {
        return Vec::new();
    };
    let mut found: Vec<Alternative> = Vec::new();
    for value in &slot.values {
        let by = record.mark(value.dot);
        let source = by.map(|mark| signed(&mark.by, mark.at)).unwrap_or_default();
        match found.iter_mut().find(|other| other.value == value.text) {
            Some(same) => same.source = format!("{}; {source}", same.source),
            None => found.push(Alternative {
                value: value.text.clone(),
                shown: show(Some(&value.text)),
                source,
            }),
        }
    }
    found
}

// What somebody typed while another value came, and did not choose.
fn beside(page: RecordPage, field: &'static Field, edits: &[Edit]) -> Result<(), String> {
    let workspace = page.workspace;
    workspace.dispatch_beside(&format!("{} changed", field.label), edits)?;
    workspace.say(format!(
        "Somebody else changed {} while you typed. Both are kept.",
        field.label
    ));
    workspace.link_notice("Decide", head::decisions(page));
    Ok(())
}

/// A control over a register. `id` is its element's, `name` what screen readers call it.
pub fn control(
    page: RecordPage,
    path: Path,
    field: &'static Field,
    id: String,
    name: Option<Signal<String>>,
) -> Control {
    let value = Memo::new(move |_| page.watch(|record, _| record.value(path).cloned()));
    let show = move |record: &Record, view: &View<'_>| {
        alternatives(record, path, |text| said(field, text, view))
    };
    let conflict = Memo::new(move |_| page.watch(show));
    let write = Callback::new(move |write: Write| {
        let mut edits = write.with;
        edits.push(page.edit(path, write.value));
        let label = if conflict.get_untracked().is_empty() {
            format!("{} changed", field.label)
        } else {
            format!("{} decided", field.label)
        };
        match write.how {
            How::Over => page.workspace.dispatch_quietly(&label, &edits).map(drop),
            How::GoesOn => page.workspace.dispatch_on(&label, &edits).map(drop),
            How::Beside => beside(page, field, &edits),
        }
    });
    Control {
        field,
        id,
        name,
        half: is_short(field.ty),
        compact: false,
        bare: false,
        stored: true,
        creates: true,
        value: value.into(),
        write,
        conflict: conflict.into(),
    }
}
