//! What a report is of: a period, or a record.

use crate::edge::location;
use crate::prelude::*;
use crate::rooms::service_levels::chooser;
use crate::route::{Page, Route};
use crate::ui::form::{Combo, Control, Found};
use crate::workspace::Workspace;
use holdfast_domain::describe::{Field, Type, field};
use holdfast_domain::rooms::reports::{Of, Topic};
use holdfast_domain::rooms::service_levels::periods::Stretch;
use holdfast_ledger::Id;

/// The name under which an address has the record, and the one for the period.
pub const OF: &str = "of";
pub const FROM: &str = "from";

static RECORD: Field = field("record", "Which", Type::Link(&[]));

/// What has to be chosen for a report; nothing where it is of the workspace.
pub fn chosen(
    workspace: Workspace,
    topic: &'static Topic,
    of: Memo<Option<Id>>,
    stretch: Memo<Stretch>,
) -> AnyView {
    let go = move |key: &str, value: &str| {
        let to = Route::to(Page::Reports)
            .with("report", topic.id)
            .with(key, value);
        if let Err(error) = location::replace_hash(&to.to_string()) {
            workspace.alarm(format!("The other report is not shown: {error}."));
        }
    };
    match topic.of {
        Of::Workspace => ().into_any(),
        Of::Past | Of::Period => {
            let choose = Callback::new(move |to: Stretch| go(FROM, &to.key()));
            chooser(
                workspace,
                stretch,
                choose,
                topic.of == Of::Period,
                ().into_any(),
            )
        }
        Of::Record(kinds) => {
            let picked = Callback::new(move |found: Found| {
                if let Some(id) = found.id {
                    go(OF, &id.to_string());
                }
            });
            let combo = Combo::finding(kinds, Signal::derive(Vec::new), picked);
            let shown = Memo::new(move |_| {
                workspace.watch_all(|view| {
                    let record = of.get().and_then(|id| view.there(id));
                    record.map(|record| view.name(record)).unwrap_or_default()
                })
            });
            let control = Control::around(&RECORD, PICK.to_owned(), None);
            let leave = Callback::new(move |()| combo.close());
            view! {
                <div class="toolbar screen-only">
                    <label class="inline" for=PICK>"Which"</label>
                    <div class="pick">{combo.view(&control, shown.into(), leave)}</div>
                </div>
            }
            .into_any()
        }
    }
}

const PICK: &str = "report-of";
