//! Opening a database: with a deadline, and with every way to fail told apart.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Event, IdbDatabase, IdbFactory, IdbObjectStoreParameters, IdbOpenDbRequest};

use super::error::StoreError;
use super::idb::{StoreDef, settlement};
use super::js;

/// The browser's entry to its databases.
pub(super) fn factory() -> Result<IdbFactory, StoreError> {
    web_sys::window()
        .ok_or_else(|| StoreError::Unavailable("no window".into()))?
        .indexed_db()
        .map_err(|error| StoreError::Unavailable(js::error_message(&error)))?
        .ok_or_else(|| StoreError::Unavailable("no IndexedDB".into()))
}

/// Waits for an open, calling `create` where there was no database.
pub(super) async fn opened(
    request: IdbOpenDbRequest,
    create: impl Fn(&IdbOpenDbRequest) + 'static,
    deadline_ms: i32,
) -> Result<IdbDatabase, StoreError> {
    let upgrade = Closure::<dyn FnMut(Event)>::new({
        let request = request.clone();
        move |_event| create(&request)
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let settled = settlement(&request);
    let first = Promise::race(&Array::of2(&settled, &js::after(deadline_ms)));
    let event = JsFuture::from(first)
        .await
        .map_err(|error| StoreError::from_js(&error))?;
    if event.is_undefined() {
        close_late(request, settled, upgrade);
        return Err(StoreError::Blocked);
    }
    open_result(&request)
}

/// Gives up creating a database: the open then fails and can be tried again.
pub(super) fn abandon(request: &IdbOpenDbRequest) {
    if let Some(transaction) = request.transaction() {
        let _ = transaction.abort();
    }
}

/// Makes the stores of a new database.
pub(super) fn create_stores(request: &IdbOpenDbRequest, stores: &[StoreDef]) {
    let created = request
        .result()
        .map(JsCast::unchecked_into::<IdbDatabase>)
        .and_then(|db| {
            stores.iter().try_for_each(|store| {
                let options = IdbObjectStoreParameters::new();
                options.set_auto_increment(store.auto_increment);
                db.create_object_store_with_optional_parameters(store.name, &options)
                    .map(drop)
            })
        });
    if created.is_err() {
        // Half a layout must not stay.
        abandon(request);
    }
}

fn open_result(request: &IdbOpenDbRequest) -> Result<IdbDatabase, StoreError> {
    if let Ok(Some(error)) = request.error() {
        return Err(match error.name().as_str() {
            "QuotaExceededError" => StoreError::Quota,
            "VersionError" => StoreError::Corrupt(
                "it was written with another storage layout than this version knows".into(),
            ),
            "AbortError" => StoreError::Aborted(error.message()),
            "SecurityError" | "InvalidStateError" | "NotSupportedError" => {
                StoreError::Unavailable(error.message())
            }
            _ => StoreError::Corrupt(js::error_message(&error)),
        });
    }
    request
        .result()
        .map(JsCast::unchecked_into)
        .map_err(|error| StoreError::from_js(&error))
}

/// Closes a connection that opens after its deadline, so that it blocks nobody.
fn close_late(request: IdbOpenDbRequest, settled: Promise, upgrade: Closure<dyn FnMut(Event)>) {
    spawn_local(async move {
        let _ = JsFuture::from(settled).await;
        if let Ok(db) = open_result(&request) {
            db.close();
        }
        drop(upgrade);
    });
}
