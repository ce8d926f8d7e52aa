//! What a record holds that this version does not describe (M9): kept, and shown as it is.

use super::RecordPage;
use crate::prelude::*;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::{Path, Slot};

/// The fields and lists of other versions, if there are any.
pub fn unknown(page: RecordPage) -> AnyView {
    let found = Memo::new(move |_| {
        page.watch(|record, _| {
            let strange = |slot: &&Slot| !slot.path.is_tombstone() && !is_known(page, slot.path);
            let pair =
                |slot: &Slot| Some((slot.path.to_string(), slot.shown()?.plain().into_owned()));
            record
                .slots()
                .iter()
                .filter(strange)
                .filter_map(pair)
                .collect::<Vec<(String, String)>>()
        })
    });
    let row = |(path, text): (String, String)| view! { <dt>{path}</dt><dd>{text}</dd> };
    let shown = move || {
        let found = found.get();
        (!found.is_empty()).then(|| {
            view! {
                <section class="card">
                    <h2>"From another version"</h2>
                    <p class="help">"This version does not know these fields. They are kept and exported."</p>
                    <dl class="facts">{found.into_iter().map(row).collect_view()}</dl>
                </section>
            }
        })
    };
    view! { {shown} }.into_any()
}

fn is_known(page: RecordPage, path: Path) -> bool {
    let field = path.field.as_str();
    if !path.is_item() {
        return page.kind.field(field).is_some();
    }
    let list = page.kind.list(path.list.as_str());
    list.is_some_and(|list| {
        path.field == PLACE || list.fields.iter().any(|known| known.key == field)
    })
}
