//! Looking at every record, in slices, so that the page answers meanwhile.

use crate::edge::{clock, slices};
use crate::prelude::*;
use crate::workspace::Workspace;
use holdfast_domain::describe::Kind;
use holdfast_domain::rooms;
use holdfast_domain::rooms::service_levels::index::Outages;
use holdfast_domain::view::View;
use holdfast_ledger::{Id, Record};
use leptos::task::spawn_local;

/// How long after a change all is looked at again, in milliseconds.
const SETTLE_MS: i32 = 500;

/// How long a slice of looking may take, in milliseconds.
pub const SLICE_MS: f64 = 10.0;

/// Gives each record that this version describes to `take`, in the order of the rooms; false when it was given up
/// because `stale` said so. What follows from outages is read first.
pub async fn sweep(
    workspace: Workspace,
    stale: impl Fn() -> bool,
    mut take: impl FnMut(&Record, &'static Kind, &View<'_>),
) -> bool {
    workspace.ahead(Outages::ahead).await;
    // In the order of the rooms, so that what comes first does not change by chance.
    let ids: Vec<Id> = workspace.read(|view| {
        let records = rooms::kinds().flat_map(|kind| view.ledger.of_kind(kind.key()));
        records.map(|record| record.id).collect()
    });
    let mut rest = ids.into_iter();
    let mut more = true;
    while more {
        if stale() {
            return false;
        }
        let until = clock::elapsed_ms() + SLICE_MS;
        more = workspace.read(|view| {
            while clock::elapsed_ms() < until {
                let mut some = false;
                for id in rest.by_ref().take(16) {
                    some = true;
                    let record = view.ledger.record(id);
                    if let Some((record, kind)) =
                        record.and_then(|r| Some((r, rooms::kind(r.kind.as_str())?)))
                    {
                        take(record, kind, view);
                    }
                }
                if !some {
                    return false;
                }
            }
            true
        });
        slices::yield_now().await;
    }
    !stale()
}

/// What is gathered of all records; none until the first look is over. After a change, of a record or of what
/// `ask` reads, all is looked at again, and what was found stands until then. What `ask` gives is given to `take`.
pub fn follow<T: Default + PartialEq + Send + Sync + 'static, A: 'static>(
    workspace: Workspace,
    ask: impl Fn() -> A + 'static,
    take: fn(&mut T, &A, &Record, &'static Kind, &View<'_>),
    finish: fn(&mut T, &View<'_>),
) -> RwSignal<Option<T>> {
    let found = RwSignal::new(None::<T>);
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        workspace.watch_all(|_| ());
        let asked = ask();
        turn.update_value(|turn| *turn += 1);
        let own = turn.get_value();
        let stale = move || turn.try_get_value() != Some(own);
        spawn_local(async move {
            // Given up when a later look began.
            if !found.try_with_untracked(Option::is_none).unwrap_or(true) {
                clock::pause(SETTLE_MS).await;
            }
            let mut all = T::default();
            if !sweep(workspace, stale, |record, kind, view| {
                take(&mut all, &asked, record, kind, view)
            })
            .await
            {
                return;
            }
            workspace.read(|view| finish(&mut all, view));
            let same = found.try_with_untracked(|known| known.as_ref() == Some(&all));
            if same == Some(false) && !stale() {
                found.set(Some(all));
            }
        });
    });
    found
}
