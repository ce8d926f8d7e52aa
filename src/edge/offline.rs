//! Use without a network: the service worker that keeps this version's files (`public/sw.js`).
//!
//! A newer version is stored beside the running one and waits. It takes over only when a person
//! asks for it here, and only in this tab: other tabs go on with the files they started from.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Event, EventTarget, MessageChannel, MessageEvent, ServiceWorker, ServiceWorkerContainer,
    ServiceWorkerRegistration,
};

use super::dom::listen;
use super::error::EdgeError;
use super::{js, location};

const SCRIPT: &str = "sw.js";
const WHAT: &str = "keeping the app for use without a network";

/// Whether this page starts without a network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OfflineState {
    /// Nothing is kept, and nothing need be: a kit, a debug build, or a page whose browser offers
    /// no service worker (plain http, some private windows).
    Unsupported,
    /// The files are being stored.
    Caching,
    /// This version starts without a network.
    Ready {
        /// Package version and digest of the files, for people to read.
        version: String,
    },
    /// Another version is stored and takes over on [`activate_update`].
    UpdateReady {
        /// That version.
        version: String,
    },
    /// The files could not be stored; the app works as long as the network does.
    Failed {
        /// The browser's reason.
        reason: String,
    },
}

thread_local! {
    /// What is needed again after registration; a page has one.
    static KEPT: RefCell<Option<Rc<Offline>>> = const { RefCell::new(None) };
}

struct Offline {
    container: ServiceWorkerContainer,
    registration: ServiceWorkerRegistration,
    on_state: Box<dyn Fn(OfflineState)>,
    /// Counts reports, so that a late answer to an earlier question is dropped.
    reports: Cell<u32>,
    /// Set when a person asked for the update: the page is loaded again when it took over.
    asked: Cell<bool>,
}

/// The version of this page: package version and digest of its files, for people to read.
/// Empty outside a built page.
pub fn page_version() -> String {
    js::document()
        .ok()
        .and_then(|document| {
            document
                .query_selector("meta[name='holdfast-version']")
                .ok()?
        })
        .and_then(|meta| meta.get_attribute("content"))
        .unwrap_or_default()
}

/// Has the browser keep this version, and calls `on_state` now and whenever that changes.
/// To be called once, when the app has started.
pub fn register(on_state: impl Fn(OfflineState) + 'static) {
    let version = page_version();
    let possible =
        !version.is_empty() && !version.ends_with("(debug)") && location::kit_id().is_none();
    let Some(container) = container().filter(|_| possible) else {
        on_state(OfflineState::Unsupported);
        return;
    };
    on_state(OfflineState::Caching);
    spawn_local(async move {
        match start(&container).await {
            Ok(registration) => watch(container, registration, Box::new(on_state)),
            Err(error) => on_state(OfflineState::Failed {
                reason: js::error_message(&error),
            }),
        }
    });
}

/// Lets the waiting version take over and loads this page again with it. Save first.
///
/// # Errors
/// When nothing was registered, or the browser refuses.
pub fn activate_update() -> Result<(), EdgeError> {
    let offline = KEPT
        .with_borrow(Clone::clone)
        .ok_or(EdgeError::Unavailable(WHAT))?;
    let Some(waiting) = offline.registration.waiting() else {
        // Another tab already let it take over: this page only has to follow.
        return location::reload();
    };
    offline.asked.set(true);
    waiting
        .post_message(&js::object(&[("type", "activate".into())]))
        .map_err(|error| EdgeError::refused(WHAT, &error))
}

/// The browser's service workers; `None` where it offers none to this page.
fn container() -> Option<ServiceWorkerContainer> {
    let window = js::window().ok()?;
    js::get(&window.navigator(), "serviceWorker")?
        .dyn_into()
        .ok()
}

async fn start(container: &ServiceWorkerContainer) -> Result<ServiceWorkerRegistration, JsValue> {
    // Not from the browser's own cache: an update must be seen at once.
    let options = js::object(&[("updateViaCache", "none".into())]);
    let promise = js::call(container, "register", &[SCRIPT.into(), options.into()])?;
    let registration = JsFuture::from(js_sys::Promise::resolve(&promise)).await?;
    registration.dyn_into()
}

fn watch(
    container: ServiceWorkerContainer,
    registration: ServiceWorkerRegistration,
    on_state: Box<dyn Fn(OfflineState)>,
) {
    let offline = Rc::new(Offline {
        container,
        registration,
        on_state,
        reports: Cell::new(0),
        asked: Cell::new(false),
    });
    let found = offline.clone();
    hear(&offline, &offline.registration, "updatefound", move |_| {
        watch_installing(&found);
    });
    let changed = offline.clone();
    hear(
        &offline,
        &offline.container,
        "controllerchange",
        move |_| {
            if changed.asked.get() && location::reload().is_ok() {
                return;
            }
            report(&changed);
        },
    );
    watch_installing(&offline);
    report(&offline);
    KEPT.set(Some(offline));
}

/// Reports each step of a version that is being installed.
fn watch_installing(offline: &Rc<Offline>) {
    if let Some(installing) = offline.registration.installing() {
        let stepped = offline.clone();
        hear(offline, &installing, "statechange", move |_| {
            report(&stepped);
        });
    }
}

fn hear(
    offline: &Rc<Offline>,
    target: &EventTarget,
    name: &'static str,
    callback: impl FnMut(Event) + 'static,
) {
    match listen(target, name, callback) {
        Ok(listener) => listener.keep(),
        Err(error) => (offline.on_state)(OfflineState::Failed {
            reason: error.to_string(),
        }),
    }
}

/// Finds out what is stored, and says so.
fn report(offline: &Rc<Offline>) {
    let turn = offline.reports.get().wrapping_add(1);
    offline.reports.set(turn);
    let offline = offline.clone();
    spawn_local(async move {
        let state = state_of(&offline.registration).await;
        if offline.reports.get() == turn {
            (offline.on_state)(state);
        }
    });
}

async fn state_of(registration: &ServiceWorkerRegistration) -> OfflineState {
    let answer = if let Some(waiting) = registration.waiting() {
        version_of(&waiting).await.map(|version| (version, true))
    } else if let Some(active) = registration.active() {
        // Active but not this page's version: another tab let an update take over.
        version_of(&active).await.map(|version| {
            let other = version != page_version();
            (version, other)
        })
    } else if registration.installing().is_some() {
        return OfflineState::Caching;
    } else {
        return OfflineState::Failed {
            reason: "not all files of this version could be stored; the browser's storage may be full, or the site is being updated".into(),
        };
    };
    match answer {
        Ok((version, false)) => OfflineState::Ready { version },
        Ok((version, true)) => OfflineState::UpdateReady { version },
        Err(error) => OfflineState::Failed {
            reason: js::error_message(&error),
        },
    }
}

/// Asks a service worker which version it keeps.
async fn version_of(worker: &ServiceWorker) -> Result<String, JsValue> {
    let channel = MessageChannel::new()?;
    let (answered, resolve) = js::deferred();
    let on_answer = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let _ = resolve.call1(&JsValue::UNDEFINED, &event.data());
    });
    channel
        .port1()
        .set_onmessage(Some(on_answer.as_ref().unchecked_ref()));
    let question = js::object(&[("type", "version".into())]);
    let ports = js_sys::Array::of1(&channel.port2());
    worker.post_message_with_transferable(&question, &ports)?;
    let answer = JsFuture::from(answered).await?;
    channel.port1().close();
    js::get(&answer, "version")
        .and_then(|version| version.as_string())
        .ok_or_else(|| JsValue::from_str("the service worker did not say which version it keeps"))
}
