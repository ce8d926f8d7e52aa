//! Where files go without a question each time: the browser's download folder, or one file that
//! was chosen once, in browsers that have the File System Access API.

use super::error::{EdgeError, StoreError};
use super::idb::{Db, Mode, StoreDef};
use super::{files, js};
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

const HANDLES: &str = "handles";
const LAYOUT: &[StoreDef] = &[StoreDef {
    name: HANDLES,
    auto_increment: false,
}];
const EXPORT: &str = "export";
const OPEN_DEADLINE_MS: i32 = 8_000;

/// A place for files.
pub trait Folder {
    /// Writes a file, whole or not at all. A place for one file only keeps that file's own name.
    ///
    /// # Errors
    /// `Cancelled` where a person has to allow it first; otherwise as the browser says.
    fn write(&self, name: &str, text: &str) -> impl Future<Output = Result<(), EdgeError>>;
}

/// The browser's download folder.
pub struct Downloads;

impl Folder for Downloads {
    async fn write(&self, name: &str, text: &str) -> Result<(), EdgeError> {
        files::download(name, "application/json", text.as_bytes())
    }
}

/// A file that a person chose, on a disk or a shared drive.
#[derive(Clone, Debug)]
pub struct ChosenFile(JsValue);

impl ChosenFile {
    /// Whether this browser lets pages write to a chosen file.
    pub fn is_possible() -> bool {
        js::window().is_ok_and(|window| js::get(&window, "showSaveFilePicker").is_some())
    }

    /// Asks which file, soon after a click: later the browser refuses to ask. `None` when nobody
    /// chose one.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn ask(suggested: &str) -> Result<Option<Self>, EdgeError> {
        let window = js::window()?;
        let options = js::object(&[("suggestedName", suggested.into())]);
        let asked = js::call(&window, "showSaveFilePicker", &[options.into()]);
        match settled(asked).await {
            Ok(handle) => Ok(Some(Self(handle))),
            Err(error) if js::error_name(&error) == "AbortError" => Ok(None),
            Err(error) => Err(EdgeError::refused("a file", &error)),
        }
    }

    /// The file's name.
    pub fn name(&self) -> String {
        let name = js::get(&self.0, "name");
        name.and_then(|name| name.as_string()).unwrap_or_default()
    }

    /// Whether the page may write to it now. Browsers forget this when the last page is closed;
    /// with `ask`, soon after a click, they
    /// ask the person.
    ///
    /// # Errors
    /// As the browser says.
    pub async fn is_allowed(&self, ask: bool) -> Result<bool, EdgeError> {
        let method = if ask {
            "requestPermission"
        } else {
            "queryPermission"
        };
        // Files of the page's own storage need none, and some browsers have no such question.
        if js::get(&self.0, method).is_none() {
            return Ok(true);
        }
        let options = js::object(&[("mode", "readwrite".into())]);
        let answer = settled(js::call(&self.0, method, &[options.into()])).await;
        let answer = answer.map_err(|error| EdgeError::refused("the file", &error))?;
        Ok(answer.as_string().is_some_and(|answer| answer == "granted"))
    }

    /// The file that was kept for the workspace database `name`.
    ///
    /// # Errors
    /// As the browser says.
    pub async fn kept(name: &str) -> Result<Option<Self>, StoreError> {
        let tx = handles(name).await?.transaction(&[HANDLES], Mode::Read)?;
        let found = tx.store(HANDLES)?.get(&EXPORT.into())?.answer().await?;
        Ok(found.is_object().then_some(Self(found)))
    }

    /// Keeps it for the workspace database `name`.
    ///
    /// # Errors
    /// As the browser says.
    pub async fn keep(&self, name: &str) -> Result<(), StoreError> {
        let tx = handles(name).await?.transaction(&[HANDLES], Mode::Write)?;
        tx.store(HANDLES)?.put(&EXPORT.into(), &self.0)?;
        tx.complete().await
    }
}

impl From<JsValue> for ChosenFile {
    /// A file handle of the browser.
    fn from(handle: JsValue) -> Self {
        Self(handle)
    }
}

impl Folder for ChosenFile {
    // What is written goes beside the file and takes its place at the end: a half file is never there.
    async fn write(&self, _name: &str, text: &str) -> Result<(), EdgeError> {
        if !self.is_allowed(false).await? {
            return Err(EdgeError::Cancelled);
        }
        let refused = |error: JsValue| refused(&error);
        let writer = settled(js::call(&self.0, "createWritable", &[]));
        let writer = writer.await.map_err(refused)?;
        let written = settled(js::call(&writer, "write", &[text.into()])).await;
        if let Err(error) = written {
            // What was begun is thrown away; the file is as it was.
            let _ = settled(js::call(&writer, "abort", &[])).await;
            return Err(refused(error));
        }
        let closed = settled(js::call(&writer, "close", &[])).await;
        closed.map(drop).map_err(refused)
    }
}

// Why a chosen file was not written, in words that say what to do.
fn refused(error: &JsValue) -> EdgeError {
    let why = match js::error_name(error).as_str() {
        // The permission was taken away since it was asked for.
        "NotAllowedError" => return EdgeError::Cancelled,
        "NotFoundError" => {
            "it is not where it was. Bring it back, or choose another file under Data.".to_owned()
        }
        "QuotaExceededError" => {
            "its disk is full. The file is as it was. Make room, or choose another file under Data."
                .to_owned()
        }
        _ => js::error_message(error),
    };
    EdgeError::Refused {
        what: "writing to the file",
        why,
    }
}

// A database of its own: rows of the workspace's are text, and a handle is not.
async fn handles(name: &str) -> Result<Db, StoreError> {
    Db::open(&format!("{name}:folder"), LAYOUT, OPEN_DEADLINE_MS).await
}

async fn settled(called: Result<JsValue, JsValue>) -> Result<JsValue, JsValue> {
    JsFuture::from(called?.unchecked_into::<Promise>()).await
}
