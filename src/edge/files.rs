//! Files that a person chose, dropped or pasted, and files that the page hands out.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, BlobPropertyBag, DataTransfer, File, FileList, HtmlAnchorElement, HtmlInputElement, Url,
};

use super::clock;
use super::error::EdgeError;
use super::js;
use super::slices;

/// Bytes read at a time.
const CHUNK: u64 = 4 << 20;
/// How long a download's address stays valid: some browsers start reading late.
const DOWNLOAD_MS: i32 = 60_000;

/// A file that a person gave, not yet read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenFile {
    file: File,
}

impl From<GivenFile> for JsValue {
    fn from(given: GivenFile) -> Self {
        given.file.into()
    }
}

impl GivenFile {
    /// Its name, without folders.
    pub fn name(&self) -> String {
        self.file.name()
    }

    /// Its size in bytes, known without reading it.
    pub fn size(&self) -> u64 {
        self.file.size() as u64
    }

    /// Its type as the browser guesses it from the name; empty when it does not know.
    pub fn mime(&self) -> String {
        self.file.type_()
    }

    /// Reads it in chunks. `progress` hears the bytes read so far; while it returns true, reading
    /// goes on.
    ///
    /// # Errors
    /// `TooLarge`, before a byte is read; `Cancelled`; `Refused` when it cannot be read (it was
    /// moved or changed since, or it is a folder).
    pub async fn read(
        &self,
        limit: u64,
        mut progress: impl FnMut(u64) -> bool,
    ) -> Result<Vec<u8>, EdgeError> {
        let size = self.size();
        if size > limit {
            return Err(EdgeError::TooLarge { bytes: size, limit });
        }
        let mut bytes = Vec::with_capacity(size as usize);
        let mut at = 0;
        while at < size {
            let end = (at + CHUNK).min(size);
            let part = self.part(at, end).await?;
            let start = bytes.len();
            bytes.resize(start + part.length() as usize, 0);
            part.copy_to(&mut bytes[start..]);
            at = end;
            if !progress(at) {
                return Err(EdgeError::Cancelled);
            }
        }
        Ok(bytes)
    }

    /// Reads its first bytes, at most so many.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub async fn head(&self, bytes: u64) -> Result<Vec<u8>, EdgeError> {
        let head = self.part(0, bytes.min(self.size())).await?;
        Ok(head.to_vec())
    }

    async fn part(&self, from: u64, to: u64) -> Result<Uint8Array, EdgeError> {
        let refused = |error: JsValue| EdgeError::refused("reading the file", &error);
        let blob = self
            .file
            .slice_with_f64_and_f64(from as f64, to as f64)
            .map_err(refused)?;
        let buffer = JsFuture::from(blob.array_buffer()).await.map_err(refused)?;
        Ok(Uint8Array::new(&buffer))
    }
}

/// The files of a file input. The input is emptied, so that the same file can be chosen again.
pub fn from_input(input: &HtmlInputElement) -> Vec<GivenFile> {
    let files = input.files().map(|files| from_list(&files));
    input.set_value("");
    files.unwrap_or_default()
}

/// The files of a drop or a paste.
pub fn from_transfer(transfer: &DataTransfer) -> Vec<GivenFile> {
    transfer
        .files()
        .map(|files| from_list(&files))
        .unwrap_or_default()
}

fn from_list(files: &FileList) -> Vec<GivenFile> {
    (0..files.length())
        .filter_map(|index| files.item(index))
        .map(|file| GivenFile { file })
        .collect()
}

/// A picture in memory with an address that only this page can use. The address ends with it.
pub struct Picture {
    url: String,
}

impl Picture {
    /// A picture of a type, for instance `image/png`.
    ///
    /// # Errors
    /// When the browser refuses.
    pub fn new(bytes: &[u8], mime: &str) -> Result<Self, EdgeError> {
        Ok(Self {
            url: blob_url(&[bytes], mime)
                .map_err(|error| EdgeError::refused("the picture", &error))?,
        })
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Waits until it can be drawn at once, as on paper. One that cannot be read stays a gap.
    pub async fn ready(&self) {
        let element = js::document().map(|document| document.create_element("img"));
        let Ok(Ok(image)) = element else { return };
        let set = image.set_attribute("src", &self.url);
        let decoded = set.and_then(|()| js::call(&image, "decode", &[]));
        if let Ok(decoded) = decoded {
            let decoded: js_sys::Promise = decoded.unchecked_into();
            let _ = JsFuture::from(decoded).await;
        }
    }
}

/// A photo drawn anew as a JPEG whose longer side has at most `longest` pixels, upright as its camera
/// says.
///
/// # Errors
/// When the browser cannot read it as a picture, or cannot write it.
pub async fn photo(
    bytes: &[u8],
    mime: &str,
    longest: f64,
    quality: f64,
) -> Result<Vec<u8>, EdgeError> {
    let picture = Picture::new(bytes, mime)?;
    let smaller = |(width, height): (f64, f64)| {
        let scale = (longest / width.max(height).max(1.0)).min(1.0);
        ((width * scale).round(), (height * scale).round())
    };
    raster(&picture, smaller, "image/jpeg", quality).await
}

/// A picture drawn anew on white, as a file of type `mime`; `size` says how large, from how large it is.
///
/// # Errors
/// When the browser cannot read it as a picture, or cannot write it.
pub async fn raster(
    picture: &Picture,
    size: impl FnOnce((f64, f64)) -> (f64, f64),
    mime: &str,
    quality: f64,
) -> Result<Vec<u8>, EdgeError> {
    let refused = |error: JsValue| EdgeError::refused("drawing the picture anew", &error);
    let document = js::document()?;
    let image = document.create_element("img").map_err(refused)?;
    image.set_attribute("src", &picture.url).map_err(refused)?;
    let decoded: js_sys::Promise = js::call(&image, "decode", &[])
        .map_err(refused)?
        .unchecked_into();
    JsFuture::from(decoded).await.map_err(refused)?;
    let side = |name| js::get(&image, name).and_then(|side| side.as_f64());
    let own = (side("naturalWidth"), side("naturalHeight"));
    let (width, height) = size((own.0.unwrap_or_default(), own.1.unwrap_or_default()));
    let canvas = document.create_element("canvas").map_err(refused)?;
    for (name, side) in [("width", width), ("height", height)] {
        let set = canvas.set_attribute(name, &side.max(1.0).to_string());
        set.map_err(refused)?;
    }
    let paper = js::call(&canvas, "getContext", &["2d".into()]).map_err(refused)?;
    let place = [0.0, 0.0, width, height].map(JsValue::from_f64);
    let [x, y, width, height] = place;
    // A JPEG has nothing to see through: black without this.
    js_sys::Reflect::set(&paper, &"fillStyle".into(), &"#fff".into()).map_err(refused)?;
    let all = [x.clone(), y.clone(), width.clone(), height.clone()];
    js::call(&paper, "fillRect", &all).map_err(refused)?;
    let image: JsValue = image.into();
    js::call(&paper, "drawImage", &[image, x, y, width, height]).map_err(refused)?;
    written(&canvas, mime, quality).await.map_err(refused)
}

async fn written(canvas: &JsValue, mime: &str, quality: f64) -> Result<Vec<u8>, JsValue> {
    let (blob, resolve) = js::deferred();
    let args = [resolve.into(), mime.into(), quality.into()];
    js::call(canvas, "toBlob", &args)?;
    // A canvas that is too large for the browser gives nothing.
    let blob: Blob = JsFuture::from(blob).await?.dyn_into()?;
    let buffer = JsFuture::from(blob.array_buffer()).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

impl Drop for Picture {
    fn drop(&mut self) {
        // Revoking what is gone is no error.
        let _ = Url::revoke_object_url(&self.url);
    }
}

fn blob_url(pieces: &[&[u8]], mime: &str) -> Result<String, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let parts: Array = pieces.iter().copied().map(Uint8Array::from).collect();
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    Url::create_object_url_with_blob(&blob)
}

/// Hands out `bytes` as a download called `name`. Works from file:// too.
///
/// # Errors
/// When the browser refuses.
pub fn download(name: &str, mime: &str, bytes: &[u8]) -> Result<(), EdgeError> {
    download_pieces(name, mime, &[bytes])
}

/// As [`download`], for files that may be large: the page answers meanwhile.
///
/// # Errors
/// When the browser refuses.
pub async fn download_large(name: &str, mime: &str, bytes: &[u8]) -> Result<(), EdgeError> {
    let refused = |error: JsValue| EdgeError::refused("the download", &error);
    let blobs = Array::new();
    for piece in bytes.chunks(CHUNK as usize) {
        let part = Array::of1(&Uint8Array::from(piece));
        let blob = Blob::new_with_u8_array_sequence(&part).map_err(refused)?;
        blobs.push(&blob);
        slices::yield_now().await;
    }
    let options = BlobPropertyBag::new();
    options.set_type(mime);
    let whole = Blob::new_with_blob_sequence_and_options(&blobs, &options).map_err(refused)?;
    let url = Url::create_object_url_with_blob(&whole).map_err(refused)?;
    hand_out(name, url).map_err(refused)
}

/// As [`download`], for a file in pieces that need not stand in memory as one.
///
/// # Errors
/// When the browser refuses.
pub fn download_pieces(name: &str, mime: &str, pieces: &[&[u8]]) -> Result<(), EdgeError> {
    let refused = |error: JsValue| EdgeError::refused("the download", &error);
    let url = blob_url(pieces, mime).map_err(refused)?;
    hand_out(name, url).map_err(refused)
}

fn hand_out(name: &str, url: String) -> Result<(), JsValue> {
    let document = js::document().map_err(|error| JsValue::from(error.to_string()))?;
    let anchor: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    anchor.set_href(&url);
    anchor.set_download(name);
    anchor.click();
    spawn_local(async move {
        clock::pause(DOWNLOAD_MS).await;
        let _ = Url::revoke_object_url(&url);
    });
    Ok(())
}
