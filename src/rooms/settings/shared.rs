//! What holds for all of the workspace: a card for each part of its description.

use super::matrix;
use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::ui::form::{Write, field_editor};
use crate::workspace::Workspace;
use holdfast_domain::describe::{By, Field};
use holdfast_domain::rooms::workspace::{WORKSPACE, refused};
use holdfast_ledger::{Ledger, Path, Text};

/// The cards.
pub fn cards(workspace: Workspace) -> AnyView {
    // The record is there with the first change of the workspace, and may be this one.
    let spare = workspace.mint().ok();
    let record = Memo::new(move |_| {
        let first = workspace.watch_kind(WORKSPACE.key(), |view| {
            view.live(WORKSPACE.id).next().map(|record| record.id)
        });
        first.or_else(|| workspace.id()).or(spare)
    });
    let shown = move || {
        record
            .get()
            .map(|id| of_record(RecordPage::new(id, &WORKSPACE)))
    };
    view! { {shown} }.into_any()
}

fn of_record(page: RecordPage) -> AnyView {
    let mut groups: Vec<(&'static str, Vec<&'static Field>)> = Vec::new();
    for field in WORKSPACE.fields.iter().filter(|field| field.by == By::Form) {
        match groups.iter_mut().find(|(name, _)| *name == field.group) {
            Some((_, fields)) => fields.push(field),
            None => groups.push((field.group, vec![field])),
        }
    }
    let card = |(name, fields): (&'static str, Vec<&'static Field>)| {
        let (own, plain): (Vec<_>, Vec<_>) = fields
            .into_iter()
            .partition(|field| field.key == matrix::FIELD);
        let own = own.first().map(|_| matrix::card(page));
        let editors: Vec<AnyView> = plain.into_iter().map(|field| editor(page, field)).collect();
        let rest = (!editors.is_empty()).then(|| {
            view! {
                <section class="card stack" aria-label=name>
                    <h2>{name}</h2>
                    <div class="form">{editors}</div>
                </section>
            }
        });
        view! { {own}{rest} }
    };
    groups.into_iter().map(card).collect_view().into_any()
}

// What makes no sense is said where it is written, and not written.
fn editor(page: RecordPage, field: &'static Field) -> AnyView {
    let path = Path::of(field.key);
    let mut control = record::control(page, path, field, record::element_id(field.key), None);
    let write = control.write;
    control.write = Callback::new(move |value: Write| match refused(field.key, &value.value) {
        Some(why) => Err(why),
        None => ensure(page).and_then(|()| write.run(value)),
    });
    field_editor(&control)
}

/// The workspace's record has to be there before something stands in it: else taking back what was
/// written first would take away the record.
///
/// # Errors
/// Why nothing can be written.
pub fn ensure(page: RecordPage) -> Result<(), String> {
    let workspace = page.workspace;
    let there = workspace.read(|view| view.there(page.id).is_some());
    if there {
        return Ok(());
    }
    let title = Text::string(&workspace.name_untracked());
    let edits = [
        Ledger::undelete(page.id, WORKSPACE.key()),
        page.edit(Path::of("title"), title),
    ];
    workspace
        .dispatch_quietly("Workspace named", &edits)
        .map(drop)
}
