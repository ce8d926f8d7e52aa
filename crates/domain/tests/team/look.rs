//! Looks at everything that follows from records, as the screens do: nothing of it may panic,
//! whatever was merged.

use holdfast_domain::codec::markdown::records::draft;
use holdfast_domain::codec::markdown::{read, write};
use holdfast_domain::purge::held;
use holdfast_domain::rooms;
use holdfast_domain::rooms::runbooks::compare::compare;
use holdfast_domain::rooms::runbooks::evidence::record_markdown;
use holdfast_domain::rooms::runbooks::plan::Plan;
use holdfast_domain::rooms::runbooks::recovery::Recovery;
use holdfast_domain::rooms::runbooks::run::RunView;
use holdfast_domain::rooms::runbooks::versions::{self, Contents};
use holdfast_domain::rooms::runbooks::{RUN, RUNBOOK};
use holdfast_domain::search::Query;
use holdfast_domain::today::Today;
use holdfast_domain::value;
use holdfast_domain::view::View;
use holdfast_ledger::{Key, Path, Record};
use std::hint::black_box;

pub fn at_everything(view: &View<'_>) {
    let query = Query::new("flood").expect("a query");
    let mut today = Today::default();
    for record in view.ledger.records() {
        black_box(view.name(record));
        black_box((query.fit(record), query.excerpt(record, view)));
        let Some(kind) = rooms::kind(record.kind.as_str()) else {
            continue;
        };
        black_box((kind.findings)(record, view));
        black_box((kind.actions)(record, view).len());
        for figure in kind.figures {
            black_box(figure.show(record, view));
        }
        for field in kind.all_fields() {
            let path = Path::of(field.key);
            black_box(value::show(field, record.value(path), view));
        }
        for list in kind.all_lists() {
            for item in record.items(Key::new(list.key)) {
                for field in list.fields {
                    black_box(value::show(field, item.value(field.key), view));
                }
            }
        }
        if let Some(slot) = record.slots().first()
            && let Some(text) = slot.shown()
        {
            black_box(held(view, record, slot.path, text));
        }
        today.take(record, kind, None, view);
        if record.kind == RUNBOOK.key() {
            at_runbook(record, view);
        }
        if record.kind == RUN.key() {
            let run = RunView::of(record);
            black_box((record_markdown(record, view), Recovery::of(&run, view.now)));
            black_box(Contents::of_run(record));
        }
    }
    today.finish();
}

fn at_runbook(record: &Record, view: &View<'_>) {
    black_box(Plan::of(record).length().ok());
    let text = write(&draft(record, view));
    assert!(
        read("own.md", &text).is_ok() || record.is_deleted() || text.trim().is_empty(),
        "{text}"
    );
    let now = Contents::of(record);
    for version in versions::all(record) {
        if let Some(then) = Contents::of_version(record, version.id) {
            black_box(compare(&RUNBOOK, &then, &now));
        }
    }
}
