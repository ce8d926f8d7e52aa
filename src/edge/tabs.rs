//! Which tabs live, and work that only one tab may do at a time.
//!
//! Web Locks where the browser has them: the browser itself releases a dead tab's locks. On plain
//! http and in some file:// pages it has none; there, rows of the database with a time of expiry
//! serve, which the holder renews.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::clock::{self, Interval};
use super::error::{EdgeError, StoreError};
use super::js;
use super::store::Store;

/// A heartbeat row counts for this long. Browsers run the timers of hidden tabs once a minute.
const EXPIRY_MS: u64 = 150_000;
const BEAT_MS: i32 = 20_000;
/// How often a tab that waits for a row looks again.
const RETRY_MS: i32 = 200;

const LOCKS: &str = "locks between tabs";

/// Who else is here. One for each tab.
#[derive(Clone)]
pub struct Tabs {
    prefix: String,
    rows: Option<Store>,
    web_locks: bool,
}

/// Holds a lock or a heartbeat until it is dropped (or the tab is gone).
#[must_use = "it is released when this is dropped"]
pub struct Held {
    release: Release,
}

enum Release {
    Lock(Function),
    Row {
        store: Store,
        key: String,
        alive: Rc<Cell<bool>>,
        _beat: Interval,
    },
}

impl Drop for Held {
    fn drop(&mut self) {
        match &self.release {
            Release::Lock(resolve) => drop(resolve.call0(&JsValue::UNDEFINED)),
            Release::Row {
                store, key, alive, ..
            } => {
                alive.set(false);
                let (store, key) = (store.clone(), key.clone());
                spawn_local(async move {
                    // Left behind, the row expires by itself.
                    let _ = store.update_meta(&key, |_| (None, ())).await;
                });
            }
        }
    }
}

impl Tabs {
    /// The tabs of `scope` (see [`location::scope`](super::location::scope)). `rows` is used where
    /// the browser has no Web Locks.
    pub async fn new(scope: &str, rows: Option<Store>) -> Self {
        let prefix = format!("holdfast:{scope}:");
        // Some pages have the manager, but may not use it: ask it something.
        let web_locks = query(&prefix).await.is_ok();
        Self {
            prefix,
            rows,
            web_locks,
        }
    }

    /// As [`Tabs::new`] in a browser without Web Locks.
    pub fn without_locks(scope: &str, rows: Store) -> Self {
        Self {
            prefix: format!("holdfast:{scope}:"),
            rows: Some(rows),
            web_locks: false,
        }
    }

    /// Announces `replica` as live until the result is dropped. Held for the life of the tab.
    ///
    /// # Errors
    /// `Unavailable` when there are neither locks nor rows.
    pub async fn announce(&self, replica: &str) -> Result<Held, EdgeError> {
        self.acquire(&format!("live:{replica}"), replica).await
    }

    /// The replicas that tabs of this browser announced, this tab's included.
    ///
    /// # Errors
    /// `Unavailable` when there are neither locks nor rows.
    pub async fn live(&self) -> Result<Vec<String>, EdgeError> {
        if self.web_locks {
            return query(&format!("{}live:", self.prefix)).await;
        }
        let now = clock::now_ms();
        let rows = self.rows()?.meta_rows("live:").await;
        let live = rows
            .map_err(|error| refused(&error))?
            .into_iter()
            .filter(|(_, row)| expiry(row) > now)
            .filter_map(|(key, _)| key.strip_prefix("live:").map(str::to_owned))
            .collect();
        Ok(live)
    }

    /// Runs `work` while no other tab of this scope runs work under the same name. Waits its turn.
    ///
    /// # Errors
    /// `Unavailable` when there are neither locks nor rows; then `work` did not run.
    pub async fn with_lock<T>(
        &self,
        name: &str,
        work: impl Future<Output = T>,
    ) -> Result<T, EdgeError> {
        let holder = super::random::number()?;
        let _held = self
            .acquire(&format!("work:{name}"), &format!("{holder:016x}"))
            .await?;
        Ok(work.await)
    }

    async fn acquire(&self, name: &str, holder: &str) -> Result<Held, EdgeError> {
        if self.web_locks {
            return acquire_lock(&format!("{}{name}", self.prefix)).await;
        }
        acquire_row(self.rows()?, name, holder).await
    }

    fn rows(&self) -> Result<&Store, EdgeError> {
        self.rows.as_ref().ok_or(EdgeError::Unavailable(LOCKS))
    }
}

fn manager() -> Result<JsValue, EdgeError> {
    js::get(&js::window()?.navigator(), "locks").ok_or(EdgeError::Unavailable(LOCKS))
}

/// Names of held locks that begin with `prefix`, without it.
async fn query(prefix: &str) -> Result<Vec<String>, EdgeError> {
    let refused = |error: JsValue| EdgeError::refused(LOCKS, &error);
    let promise: Promise = js::call(&manager()?, "query", &[])
        .map_err(refused)?
        .unchecked_into();
    let snapshot = JsFuture::from(promise).await.map_err(refused)?;
    let held = js::get(&snapshot, "held").unwrap_or_default();
    Ok(Array::from(&held)
        .iter()
        .filter_map(|lock| js::get(&lock, "name")?.as_string())
        .filter_map(|name| name.strip_prefix(prefix).map(str::to_owned))
        .collect())
}

/// The lock is held for as long as the promise that the callback returns is open.
async fn acquire_lock(name: &str) -> Result<Held, EdgeError> {
    let refused = |error: JsValue| EdgeError::refused(LOCKS, &error);
    let (granted, grant) = js::deferred();
    let (released, release) = js::deferred();
    let callback = Closure::once_into_js(move |_lock: JsValue| {
        let _ = grant.call0(&JsValue::UNDEFINED);
        released
    });
    // From here on, dropping this future gives the lock up, also when it is granted later.
    let held = Held {
        release: Release::Lock(release),
    };
    let request: Promise = js::call(&manager()?, "request", &[name.into(), callback])
        .map_err(refused)?
        .unchecked_into();
    JsFuture::from(Promise::race(&Array::of2(&granted, &request)))
        .await
        .map_err(refused)?;
    Ok(held)
}

async fn acquire_row(store: &Store, key: &str, holder: &str) -> Result<Held, EdgeError> {
    while !claim(store, key, holder)
        .await
        .map_err(|error| refused(&error))?
    {
        clock::pause(RETRY_MS).await;
    }
    let alive = Rc::new(Cell::new(true));
    let beat = clock::every(BEAT_MS, {
        let (store, key, holder) = (store.clone(), key.to_owned(), holder.to_owned());
        let alive = alive.clone();
        move || {
            let (store, key, holder) = (store.clone(), key.clone(), holder.clone());
            let alive = alive.clone();
            spawn_local(async move {
                if alive.get() {
                    // A beat that fails is made up for by the next one.
                    let _ = claim(&store, &key, &holder).await;
                }
            });
        }
    })?;
    Ok(Held {
        release: Release::Row {
            store: store.clone(),
            key: key.to_owned(),
            alive,
            _beat: beat,
        },
    })
}

/// Takes or renews a row unless another holder's has not expired. Rows are `expiry holder`.
async fn claim(store: &Store, key: &str, holder: &str) -> Result<bool, StoreError> {
    let now = clock::now_ms();
    store
        .update_meta(key, |row| match row {
            Some(row) if expiry(row) > now && !row.ends_with(&format!(" {holder}")) => {
                (Some(row.to_owned()), false)
            }
            _ => (Some(format!("{} {holder}", now + EXPIRY_MS)), true),
        })
        .await
}

/// When a row expires, in milliseconds since 1970; a row of another shape has.
fn expiry(row: &str) -> u64 {
    row.split_once(' ')
        .and_then(|(ms, _)| ms.parse().ok())
        .unwrap_or(0)
}

fn refused(error: &StoreError) -> EdgeError {
    EdgeError::Refused {
        what: LOCKS,
        why: error.to_string(),
    }
}
