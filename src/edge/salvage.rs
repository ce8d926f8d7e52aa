//! Reading what can be read of a database that does not open as it should, row by row, so that a
//! person can download it. Writes nothing.

use js_sys::{Array, JSON, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::error::StoreError;
use super::idb::{Db, Mode};

const OPEN_DEADLINE_MS: i32 = 8_000;

/// What could be read, and what not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Salvaged {
    /// The rows, in the order of stores and keys.
    pub rows: Vec<Row>,
    /// What could not be read, one sentence each.
    pub problems: Vec<String>,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The store it lies in.
    pub store: String,
    /// Its key as JSON.
    pub key: String,
    /// What it holds.
    pub value: Value,
}

/// What a row holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// Reads database `name`, whatever its layout.
///
/// # Errors
/// When there is no such database or it does not open at all. All else is told in `problems`.
pub async fn salvage(name: &str) -> Result<Salvaged, StoreError> {
    let db = Db::open_as_found(name, OPEN_DEADLINE_MS).await?;
    let mut salvaged = Salvaged::default();
    for store in db.store_names() {
        match keys(&db, &store).await {
            Ok(keys) => {
                for key in keys.iter() {
                    salvaged.take(&db, &store, &key).await;
                }
            }
            Err(error) => salvaged.problems.push(format!("{store}: {error}")),
        }
    }
    Ok(salvaged)
}

impl Salvaged {
    /// Each row in a transaction of its own: a row that fails must not take others along.
    async fn take(&mut self, db: &Db, store: &str, key: &JsValue) {
        let name = JSON::stringify(key).map_or_else(|_| "?".to_owned(), String::from);
        let value = match value(db, store, key).await {
            Ok(value) => value,
            Err(error) => {
                self.problems.push(format!("{store} {name}: {error}"));
                return;
            }
        };
        let value = match (value.as_string(), value.dyn_ref::<Uint8Array>()) {
            (Some(text), _) => Value::Text(text),
            (None, Some(bytes)) => Value::Bytes(bytes.to_vec()),
            (None, None) => {
                self.problems
                    .push(format!("{store} {name}: neither text nor bytes"));
                return;
            }
        };
        self.rows.push(Row {
            store: store.to_owned(),
            key: name,
            value,
        });
    }
}

async fn keys(db: &Db, store: &str) -> Result<Array, StoreError> {
    let tx = db.transaction(&[store], Mode::Read)?;
    let request = tx.store(store)?.get_all_keys(&JsValue::UNDEFINED)?;
    Ok(Array::from(&request.answer().await?))
}

async fn value(db: &Db, store: &str, key: &JsValue) -> Result<JsValue, StoreError> {
    let tx = db.transaction(&[store], Mode::Read)?;
    tx.store(store)?.get(key)?.answer().await
}
