//! `IndexedDB` as futures: open with a deadline, strictly durable transactions, errors kept.
//!
//! Written directly on web-sys, because the wrapper crates tried lose the reason of an aborted
//! transaction (a full disk looks like any other abort) and do not report a lost connection.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction};

use super::error::StoreError;
use super::js;
use super::opening::{abandon, create_stores, factory, opened};

/// An object store that a database must have.
#[derive(Debug, Clone, Copy)]
pub struct StoreDef {
    /// Its name.
    pub name: &'static str,
    /// Whether keys are counted up by the browser instead of given.
    pub auto_increment: bool,
}

/// An open connection. Clones share it; it closes when the last one is dropped.
#[derive(Clone)]
pub struct Db {
    inner: Rc<RefCell<Connection>>,
}

/// Called once when the connection is lost.
type LostCallback = Box<dyn FnOnce()>;

struct Connection {
    raw: IdbDatabase,
    lost: Rc<Cell<bool>>,
    on_lost: Rc<RefCell<Option<LostCallback>>>,
    /// Kept alive because the database object calls it.
    _listener: Closure<dyn FnMut(Event)>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.raw.set_onclose(None);
        self.raw.set_onversionchange(None);
        self.raw.close();
    }
}

/// Whether a transaction may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Reads only.
    Read,
    /// Writes, and is complete only when the bytes are on the disk (strict durability).
    Write,
}

impl Db {
    /// Opens or creates database `name` at version 1 with exactly these stores at its creation.
    ///
    /// # Errors
    /// `Unavailable` without `IndexedDB`, `Blocked` when it is not open after `deadline_ms`
    /// milliseconds, `Corrupt` when it is there but of another layout or cannot be read.
    pub async fn open(
        name: &str,
        stores: &'static [StoreDef],
        deadline_ms: i32,
    ) -> Result<Self, StoreError> {
        let request = factory()?
            .open_with_u32(name, 1)
            .map_err(|error| StoreError::Unavailable(js::error_message(&error)))?;
        let create = move |request: &IdbOpenDbRequest| create_stores(request, stores);
        let raw = opened(request, create, deadline_ms).await?;
        let names = raw.object_store_names();
        if let Some(missing) = stores.iter().find(|store| !names.contains(store.name)) {
            raw.close();
            return Err(StoreError::Corrupt(format!(
                "the database \"{name}\" has no part called \"{}\"",
                missing.name
            )));
        }
        Ok(Self::adopt(raw))
    }

    /// Opens a database as it is, whatever its version and stores, to read what can be read.
    ///
    /// # Errors
    /// As [`Db::open`]; one that does not exist is not created.
    pub async fn open_as_found(name: &str, deadline_ms: i32) -> Result<Self, StoreError> {
        let request = factory()?
            .open(name)
            .map_err(|error| StoreError::Unavailable(js::error_message(&error)))?;
        let raw = opened(request, abandon, deadline_ms).await?;
        Ok(Self::adopt(raw))
    }

    /// The names of its stores.
    pub fn store_names(&self) -> Vec<String> {
        let names = self.inner.borrow().raw.object_store_names();
        (0..names.length()).filter_map(|n| names.get(n)).collect()
    }

    fn adopt(raw: IdbDatabase) -> Self {
        let lost = Rc::new(Cell::new(false));
        let on_lost: Rc<RefCell<Option<LostCallback>>> = Rc::default();
        let listener = Closure::<dyn FnMut(Event)>::new({
            let (raw, lost, on_lost) = (raw.clone(), lost.clone(), on_lost.clone());
            move |_event| {
                // On "versionchange" someone deletes the database: letting go avoids blocking it.
                raw.close();
                lost.set(true);
                let callback = on_lost.borrow_mut().take();
                if let Some(callback) = callback {
                    callback();
                }
            }
        });
        raw.set_onclose(Some(listener.as_ref().unchecked_ref()));
        raw.set_onversionchange(Some(listener.as_ref().unchecked_ref()));
        let inner = Connection {
            raw,
            lost,
            on_lost,
            _listener: listener,
        };
        Self {
            inner: Rc::new(RefCell::new(inner)),
        }
    }

    /// Whether the connection was lost.
    pub fn is_lost(&self) -> bool {
        self.inner.borrow().lost.get()
    }

    /// Goes on with the connection of `other`, which nobody else may use; so do all clones.
    pub fn take_over(&self, other: &Self) {
        self.inner.swap(&other.inner);
    }

    /// Calls `callback` once when the connection is lost (closed by the browser, or deleted).
    pub fn on_lost(&self, callback: impl FnOnce() + 'static) {
        *self.inner.borrow().on_lost.borrow_mut() = Some(Box::new(callback));
    }

    /// Starts a transaction over these stores.
    ///
    /// # Errors
    /// `Closed` when the connection was lost.
    pub fn transaction(&self, stores: &[&str], mode: Mode) -> Result<Tx, StoreError> {
        let connection = self.inner.borrow();
        if connection.lost.get() {
            return Err(StoreError::Closed);
        }
        let names: Array = stores.iter().map(|name| JsValue::from_str(name)).collect();
        let (mode_name, durability) = match mode {
            Mode::Read => ("readonly", "default"),
            Mode::Write => ("readwrite", "strict"),
        };
        let options = js::object(&[("durability", durability.into())]);
        // By name, because web-sys binds the options only in its unstable part.
        let raw = js::call(
            &connection.raw,
            "transaction",
            &[names.into(), mode_name.into(), options.into()],
        )
        .map_err(|error| StoreError::from_js(&error))?;
        Ok(Tx::new(raw.unchecked_into(), mode, connection.lost.clone()))
    }
}

/// One transaction. Dropped before [`Tx::complete`], it is rolled back: an early return through
/// an error never leaves half a write.
pub struct Tx {
    raw: IdbTransaction,
    settled: Promise,
    mode: Mode,
    lost: Rc<Cell<bool>>,
    finished: bool,
}

impl Tx {
    fn new(raw: IdbTransaction, mode: Mode, lost: Rc<Cell<bool>>) -> Self {
        // Resolves on abort too: a rejected promise that nobody awaits is reported as an error.
        let settled = Promise::new(&mut |resolve, _reject| {
            raw.set_oncomplete(Some(&resolve));
            raw.set_onabort(Some(&resolve));
        });
        Self {
            raw,
            settled,
            mode,
            lost,
            finished: false,
        }
    }

    /// One of the transaction's stores.
    ///
    /// # Errors
    /// When the transaction is over or the store is not part of it.
    pub fn store(&self, name: &str) -> Result<ObjectStore, StoreError> {
        self.raw
            .object_store(name)
            .map(ObjectStore)
            .map_err(|error| StoreError::from_js(&error))
    }

    /// Waits until everything is stored.
    ///
    /// # Errors
    /// The reason of the rollback; then nothing was stored.
    pub async fn complete(mut self) -> Result<(), StoreError> {
        self.finished = true;
        if self.mode == Mode::Write {
            // Spares the wait for the transaction to fall idle; not there in old browsers. Not
            // after reads: Chromium then completes before it has handed over large values.
            let _ = js::call(&self.raw, "commit", &[]);
        }
        let event = JsFuture::from(self.settled.clone())
            .await
            .map_err(|error| StoreError::from_js(&error))?;
        let event: Event = event.unchecked_into();
        if event.type_() == "complete" {
            return Ok(());
        }
        Err(match self.raw.error() {
            Some(error) => StoreError::from_js(&error),
            None if self.lost.get() => StoreError::Closed,
            None => StoreError::Aborted("without a reason".into()),
        })
    }

    /// Rolls back now, as dropping does.
    pub fn abort(self) {}
}

impl Drop for Tx {
    fn drop(&mut self) {
        if !self.finished {
            // It throws when the transaction is over already, which is as good.
            let _ = self.raw.abort();
        }
    }
}

/// A store inside a transaction. Requests go out at once and are answered in order.
pub struct ObjectStore(IdbObjectStore);

/// A request that went out. Its answer can be awaited, or read after the transaction completed.
pub struct Request(IdbRequest);

macro_rules! request {
    ($raw:expr) => {
        $raw.map(Request)
            .map_err(|error| StoreError::from_js(&error))
    };
}

impl ObjectStore {
    /// Adds a value under the next counted key; the answer is the key.
    ///
    /// # Errors
    /// As the browser says; the transaction should then be dropped.
    pub fn add(&self, value: &JsValue) -> Result<Request, StoreError> {
        request!(self.0.add(value))
    }

    /// Writes a value under a key.
    ///
    /// # Errors
    /// As the browser says; the transaction should then be dropped.
    pub fn put(&self, key: &JsValue, value: &JsValue) -> Result<Request, StoreError> {
        request!(self.0.put_with_key(value, key))
    }

    /// Removes a key or a range of keys.
    ///
    /// # Errors
    /// As the browser says; the transaction should then be dropped.
    pub fn delete(&self, key: &JsValue) -> Result<Request, StoreError> {
        request!(self.0.delete(key))
    }

    /// Removes everything.
    ///
    /// # Errors
    /// As the browser says; the transaction should then be dropped.
    pub fn clear(&self) -> Result<Request, StoreError> {
        request!(self.0.clear())
    }

    /// Reads one value; the answer is undefined when there is none.
    ///
    /// # Errors
    /// As the browser says.
    pub fn get(&self, key: &JsValue) -> Result<Request, StoreError> {
        request!(self.0.get(key))
    }

    /// Reads all values of a range (undefined: of the store) in key order.
    ///
    /// # Errors
    /// As the browser says.
    pub fn get_all(&self, range: &JsValue) -> Result<Request, StoreError> {
        request!(self.0.get_all_with_key(range))
    }

    /// Reads all keys of a range (undefined: of the store) in key order.
    ///
    /// # Errors
    /// As the browser says.
    pub fn get_all_keys(&self, range: &JsValue) -> Result<Request, StoreError> {
        request!(self.0.get_all_keys_with_key(range))
    }
}

impl Request {
    /// Waits for the answer inside the transaction.
    ///
    /// # Errors
    /// As the browser says.
    pub async fn answer(&self) -> Result<JsValue, StoreError> {
        JsFuture::from(settlement(&self.0))
            .await
            .map_err(|error| StoreError::from_js(&error))?;
        self.result()
    }

    /// The answer, once the request or its transaction is over.
    ///
    /// # Errors
    /// As the browser says.
    pub fn result(&self) -> Result<JsValue, StoreError> {
        match self.0.error() {
            Ok(Some(error)) => Err(StoreError::from_js(&error)),
            _ => self.0.result().map_err(|error| StoreError::from_js(&error)),
        }
    }
}

/// Resolves with the event on success and on error alike.
pub(super) fn settlement(request: &IdbRequest) -> Promise {
    Promise::new(&mut |resolve, _reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&resolve));
    })
}
