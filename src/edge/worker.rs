//! Requests to the worker.
//!
//! The page's start script gives `window.holdfastWorker()`, a promise of a `Worker`, for the site
//! and for the kit alike. Messages to it are `{id, op, body}`; its answers are `{id, ok}`,
//! `{id, error}` or, before these, `{id, progress}` (0 to 1) and `{id, part}`. `body` and `ok` are text or a
//! `Uint8Array` whose buffer is transferred, not copied, and so is `part`; `body` may be a file, which
//! the worker reads.
//!
//! Some pages have no worker (some browsers, when opened as a file): then [`WorkerClient::start`] says
//! `Unavailable` and the caller does the same work in [slices](super::slices).

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, MessageEvent, Worker};

use super::error::EdgeError;
use super::files::GivenFile;
use super::js;

const WHAT: &str = "background work";

/// What goes to the worker and comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Text.
    Text(String),
    /// Bytes; they are moved, not copied, between the threads.
    Bytes(Vec<u8>),
}

/// What a request may be about.
pub enum Asked {
    /// What goes to the worker.
    Body(Body),
    /// A file that the worker reads.
    File(GivenFile),
}

/// How a request failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkerError {
    /// The worker answered with an error of its own, in its words.
    Failed(String),
    /// The worker is gone or was never there.
    Edge(EdgeError),
}

impl std::fmt::Display for WorkerError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Failed(why) => f.write_str(why),
            Self::Edge(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for WorkerError {}

/// A running worker. Clones share it; dropping the last one ends it.
#[derive(Clone)]
pub struct WorkerClient {
    inner: Rc<Inner>,
}

struct Inner {
    worker: Worker,
    next: Cell<u32>,
    pending: Rc<RefCell<Pending>>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

#[derive(Default)]
struct Pending {
    requests: BTreeMap<u32, Waiting>,
    /// Why no further request can be answered.
    over: Option<EdgeError>,
}

struct Waiting {
    resolve: Function,
    answer: Option<Result<Body, WorkerError>>,
    /// What came of the answer that nobody took yet, and how far it was then.
    parts: VecDeque<(Uint8Array, f64)>,
    far: f64,
    progress: Option<Rc<dyn Fn(f64)>>,
}

impl WorkerClient {
    /// Starts the worker.
    ///
    /// # Errors
    /// `Unavailable` or `Refused` when this page has none.
    pub async fn start() -> Result<Self, EdgeError> {
        let window = js::window()?;
        if js::get(&window, "holdfastWorker").is_none() {
            return Err(EdgeError::Unavailable(WHAT));
        }
        let promise = js::call(&window, "holdfastWorker", &[])
            .map_err(|error| EdgeError::refused(WHAT, &error))?;
        let worker = JsFuture::from(Promise::resolve(&promise))
            .await
            .map_err(|error| EdgeError::refused(WHAT, &error))?;
        let worker: Worker = worker
            .dyn_into()
            .map_err(|_| EdgeError::Unavailable(WHAT))?;
        Ok(Self::over(worker))
    }

    /// Talks to a given worker.
    pub fn over(worker: Worker) -> Self {
        let pending: Rc<RefCell<Pending>> = Rc::default();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new({
            let pending = pending.clone();
            move |event: MessageEvent| receive(&pending, &event.data())
        });
        let on_error = Closure::<dyn FnMut(Event)>::new({
            let pending = pending.clone();
            move |event: Event| {
                event.prevent_default();
                end(&pending, &EdgeError::refused(WHAT, &event));
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Self {
            inner: Rc::new(Inner {
                worker,
                next: Cell::new(1),
                pending,
                _on_message: on_message,
                _on_error: on_error,
            }),
        }
    }

    /// Whether requests can still be answered: false after [`cancel`](Self::cancel) or a crash of
    /// the worker, when a new one must be started.
    pub fn is_alive(&self) -> bool {
        self.inner.pending.borrow().over.is_none()
    }

    /// Sends a request and waits for its answer; `progress` hears 0 to 1 meanwhile.
    ///
    /// # Errors
    /// The worker's own error, `Cancelled`, or that the worker is gone.
    pub async fn request(
        &self,
        op: &str,
        body: Body,
        progress: Option<Rc<dyn Fn(f64)>>,
    ) -> Result<Body, WorkerError> {
        let (ticket, answered) = self.begin(op, Asked::Body(body), progress)?;
        let _ = JsFuture::from(answered).await;
        ticket.take()
    }

    /// Sends a request whose answer comes in parts; `progress` hears 0 to 1 meanwhile.
    ///
    /// # Errors
    /// When the worker is gone.
    pub fn parts(
        &self,
        op: &str,
        asked: Asked,
        progress: Rc<dyn Fn(f64)>,
    ) -> Result<Parts, WorkerError> {
        let (ticket, _) = self.begin(op, asked, Some(progress))?;
        Ok(Parts {
            ticket: Some(ticket),
            far: 0.0,
            _client: self.clone(),
        })
    }

    fn begin(
        &self,
        op: &str,
        asked: Asked,
        progress: Option<Rc<dyn Fn(f64)>>,
    ) -> Result<(Ticket, Promise), WorkerError> {
        let id = self.inner.next.get();
        self.inner.next.set(id.wrapping_add(1));
        let (answered, resolve) = js::deferred();
        {
            let mut pending = self.inner.pending.borrow_mut();
            if let Some(error) = &pending.over {
                return Err(WorkerError::Edge(error.clone()));
            }
            let waiting = Waiting {
                resolve,
                answer: None,
                parts: VecDeque::new(),
                far: 0.0,
                progress,
            };
            pending.requests.insert(id, waiting);
        }
        let ticket = Ticket {
            pending: self.inner.pending.clone(),
            id,
        };
        self.post(id, op, asked)?;
        Ok((ticket, answered))
    }

    /// Stops the worker at once. All requests end with `Cancelled`.
    pub fn cancel(&self) {
        self.inner.worker.terminate();
        end(&self.inner.pending, &EdgeError::Cancelled);
    }

    fn post(&self, id: u32, op: &str, asked: Asked) -> Result<(), WorkerError> {
        let transfer = Array::new();
        let body: JsValue = match asked {
            Asked::File(file) => file.into(),
            Asked::Body(Body::Text(text)) => text.into(),
            Asked::Body(Body::Bytes(bytes)) => {
                let bytes = Uint8Array::from(bytes.as_slice());
                transfer.push(&bytes.buffer());
                bytes.into()
            }
        };
        let message = js::object(&[("id", id.into()), ("op", op.into()), ("body", body)]);
        self.inner
            .worker
            .post_message_with_transfer(&message, &transfer)
            .map_err(|error| WorkerError::Edge(EdgeError::refused(WHAT, &error)))
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// An answer that comes in parts. Dropping it ends the worker, unless others use that too.
pub struct Parts {
    ticket: Option<Ticket>,
    far: f64,
    _client: WorkerClient,
}

impl Parts {
    /// How far the answer is with the part that was taken last, 0 to 1.
    pub fn far(&self) -> f64 {
        self.far
    }

    /// The next part; `None` after the last.
    ///
    /// # Errors
    /// As [`WorkerClient::request`]. What came before counts for nothing then.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, WorkerError> {
        loop {
            let Some(ticket) = &self.ticket else {
                return Ok(None);
            };
            let (more, resolve) = js::deferred();
            let (part, over) = ticket.part(resolve);
            if let Some((part, far)) = part {
                self.far = far;
                return Ok(Some(part.to_vec()));
            }
            if over {
                let answer = ticket.take();
                self.ticket = None;
                self.far = 1.0;
                return Ok(Some(match answer? {
                    Body::Bytes(last) => last,
                    Body::Text(last) => last.into_bytes(),
                }));
            }
            let _ = JsFuture::from(more).await;
        }
    }
}

/// A place among the pending requests, given up when the request is dropped.
struct Ticket {
    pending: Rc<RefCell<Pending>>,
    id: u32,
}

impl Ticket {
    // The next part that came, and whether the whole answer did. `resolve` is called when more does.
    fn part(&self, resolve: Function) -> (Option<(Uint8Array, f64)>, bool) {
        let mut pending = self.pending.borrow_mut();
        let Some(waiting) = pending.requests.get_mut(&self.id) else {
            return (None, true);
        };
        let part = waiting.parts.pop_front();
        if part.is_none() && waiting.answer.is_none() {
            waiting.resolve = resolve;
        }
        (part, waiting.answer.is_some())
    }

    fn take(&self) -> Result<Body, WorkerError> {
        let waiting = self.pending.borrow_mut().requests.remove(&self.id);
        waiting
            .and_then(|waiting| waiting.answer)
            .unwrap_or(Err(WorkerError::Edge(EdgeError::Unavailable(WHAT))))
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.pending.borrow_mut().requests.remove(&self.id);
    }
}

fn receive(pending: &RefCell<Pending>, message: &JsValue) {
    let Some(id) = js::get(message, "id").and_then(|id| id.as_f64()) else {
        return;
    };
    let id = id as u32;
    if let Some(done) = js::get(message, "progress").and_then(|done| done.as_f64()) {
        let mut pending = pending.borrow_mut();
        let waiting = pending.requests.get_mut(&id);
        let progress = waiting.and_then(|waiting| {
            waiting.far = done;
            waiting.progress.clone()
        });
        drop(pending);
        if let Some(progress) = progress {
            progress(done);
        }
        return;
    }
    if let Some(part) = js::get(message, "part").and_then(|part| part.dyn_into().ok()) {
        if let Some(waiting) = pending.borrow_mut().requests.get_mut(&id) {
            waiting.parts.push_back((part, waiting.far));
            let _ = waiting.resolve.call0(&JsValue::UNDEFINED);
        }
        return;
    }
    let answer = match (js::get(message, "ok"), js::get(message, "error")) {
        (Some(ok), _) => body(ok),
        (None, error) => Err(WorkerError::Failed(
            error.map_or_else(String::new, |error| js::error_message(&error)),
        )),
    };
    if let Some(waiting) = pending.borrow_mut().requests.get_mut(&id) {
        waiting.settle(answer);
    }
}

impl Waiting {
    /// The promise's listeners run later, never inside this call.
    fn settle(&mut self, answer: Result<Body, WorkerError>) {
        self.answer = Some(answer);
        let _ = self.resolve.call0(&JsValue::UNDEFINED);
    }
}

fn body(value: JsValue) -> Result<Body, WorkerError> {
    if let Some(text) = js::text(&value) {
        return Ok(Body::Text(text));
    }
    match value.dyn_into::<Uint8Array>() {
        Ok(bytes) => Ok(Body::Bytes(bytes.to_vec())),
        Err(_) => Err(WorkerError::Failed(
            "the background work answered with neither text nor bytes".into(),
        )),
    }
}

fn end(pending: &RefCell<Pending>, why: &EdgeError) {
    let mut pending = pending.borrow_mut();
    pending.over.get_or_insert_with(|| why.clone());
    for waiting in pending.requests.values_mut() {
        waiting.settle(Err(WorkerError::Edge(why.clone())));
    }
}
