//! Restore points: whole copies of the workspace, in a second database, so that damage to the
//! first one does not take them along. Bounded in number and bytes.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::IdbKeyRange;

use super::error::StoreError;
use super::idb::{Db, Mode, StoreDef};
use super::rows::{optional_bytes, texts};

const POINTS: &str = "points";
const ABOUT: &str = "about";
const LAYOUT: &[StoreDef] = &[
    StoreDef {
        name: POINTS,
        auto_increment: false,
    },
    StoreDef {
        name: ABOUT,
        auto_increment: false,
    },
];
const OPEN_DEADLINE_MS: i32 = 8_000;
/// A point is kept in parts of so many bytes: each is copied while the page stands still.
const PART: usize = 4 << 20;

/// The database of restore points.
#[derive(Clone)]
pub struct RestorePoints {
    db: Db,
    name: Rc<str>,
}

/// One restore point, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Its key. Keys are in order of age, oldest first.
    pub key: String,
    /// What the caller wrote about it.
    pub about: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most points.
    pub count: usize,
    /// The most bytes of all points together.
    pub bytes: u64,
}

impl RestorePoints {
    /// Opens or creates the restore points that belong to the workspace database `name`.
    ///
    /// # Errors
    /// See [`Db::open`].
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        let name: Rc<str> = format!("{name}:restore").into();
        let db = Db::open(&name, LAYOUT, OPEN_DEADLINE_MS).await?;
        Ok(Self { db, name })
    }

    // A connection that was lost is made again.
    async fn connected(&self) -> Result<&Db, StoreError> {
        if self.db.is_lost() {
            let again = Db::open(&self.name, LAYOUT, OPEN_DEADLINE_MS).await?;
            self.db.take_over(&again);
        }
        Ok(&self.db)
    }

    /// Stores a point and removes the oldest ones until the limits hold, in one transaction.
    /// `key` must sort after the keys of older points. Returns the keys removed.
    ///
    /// # Errors
    /// `TooLarge` when the point alone exceeds the limit; otherwise as the browser says. Then
    /// all older points are still there.
    pub async fn put(
        &self,
        key: &str,
        about: &str,
        bytes: &[u8],
        limits: Limits,
    ) -> Result<Vec<String>, StoreError> {
        let size = bytes.len() as u64;
        if size > limits.bytes {
            return Err(StoreError::TooLarge {
                bytes: size,
                limit: limits.bytes,
            });
        }
        let tx = self
            .connected()
            .await?
            .transaction(&[POINTS, ABOUT], Mode::Write)?;
        let (points, abouts) = (tx.store(POINTS)?, tx.store(ABOUT)?);
        let keys = abouts.get_all_keys(&JsValue::UNDEFINED)?;
        let rows = abouts.get_all(&JsValue::UNDEFINED)?.answer().await?;
        let mut older = described(&keys.result()?, &rows)?;
        older.retain(|point| point.key != key);
        let removed = surplus(&older, size, limits);
        for gone in &removed {
            points.delete(&parts(gone)?)?;
            points.delete(&gone.into())?;
            abouts.delete(&gone.into())?;
        }
        points.delete(&parts(key)?)?;
        for (n, part) in (0_u32..).zip(bytes.chunks(PART)) {
            let row = Array::of2(&key.into(), &n.into());
            points.put(&row, &Uint8Array::from(part))?.answer().await?;
        }
        abouts.put(&key.into(), &format!("{size}\n{about}").into())?;
        tx.complete().await?;
        Ok(removed)
    }

    /// All points, oldest first.
    ///
    /// # Errors
    /// As the browser says.
    pub async fn list(&self) -> Result<Vec<Point>, StoreError> {
        let tx = self.connected().await?.transaction(&[ABOUT], Mode::Read)?;
        let store = tx.store(ABOUT)?;
        let keys = store.get_all_keys(&JsValue::UNDEFINED)?;
        let rows = store.get_all(&JsValue::UNDEFINED)?;
        tx.complete().await?;
        described(&keys.result()?, &rows.result()?)
    }

    /// The bytes of a point.
    ///
    /// # Errors
    /// As the browser says.
    pub async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let tx = self.connected().await?.transaction(&[POINTS], Mode::Read)?;
        let points = tx.store(POINTS)?;
        let mut bytes = Vec::new();
        for n in 0_u32.. {
            let row = Array::of2(&key.into(), &n.into());
            let part = points.get(&row)?.answer().await?;
            match optional_bytes(&part, "a restore point")? {
                Some(part) => bytes.extend(part),
                None => break,
            }
        }
        if bytes.is_empty() {
            // Kept whole, by a version before the parts.
            let whole = points.get(&key.into())?.answer().await?;
            return optional_bytes(&whole, "a restore point");
        }
        Ok(Some(bytes))
    }

    /// Removes a point.
    ///
    /// # Errors
    /// As the browser says.
    pub async fn delete(&self, key: &str) -> Result<(), StoreError> {
        let tx = self
            .connected()
            .await?
            .transaction(&[POINTS, ABOUT], Mode::Write)?;
        tx.store(POINTS)?.delete(&parts(key)?)?;
        tx.store(POINTS)?.delete(&key.into())?;
        tx.store(ABOUT)?.delete(&key.into())?;
        tx.complete().await
    }
}

/// The rows of a point.
fn parts(key: &str) -> Result<JsValue, StoreError> {
    let row = |n: u32| Array::of2(&key.into(), &n.into());
    let range = IdbKeyRange::bound(&row(0), &row(u32::MAX));
    Ok(range.map_err(|error| StoreError::from_js(&error))?.into())
}

/// The oldest points that must go so that one more of `size` bytes fits.
fn surplus(older: &[Point], size: u64, limits: Limits) -> Vec<String> {
    let mut count = older.len() + 1;
    let mut bytes = size + older.iter().map(|point| point.bytes).sum::<u64>();
    let mut removed = Vec::new();
    for point in older {
        if count <= limits.count && bytes <= limits.bytes {
            break;
        }
        count -= 1;
        bytes -= point.bytes;
        removed.push(point.key.clone());
    }
    removed
}

/// Rows are the size, a line break, and what the caller wrote.
fn described(keys: &JsValue, rows: &JsValue) -> Result<Vec<Point>, StoreError> {
    let keys = texts(keys, "a restore point's key")?;
    let rows = texts(rows, "a restore point's description")?;
    keys.into_iter()
        .zip(rows)
        .map(|(key, row)| {
            let (size, about) = row.split_once('\n').unwrap_or(("", &row));
            let bytes = size
                .parse()
                .map_err(|_| StoreError::Corrupt(format!("the restore point {key} has no size")))?;
            Ok(Point {
                key,
                about: about.to_owned(),
                bytes,
            })
        })
        .collect()
}
