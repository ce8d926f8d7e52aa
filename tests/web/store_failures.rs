//! The workspace database when things go wrong: reported, and nothing half written.

use holdfast::edge::StoreError;
use holdfast::edge::salvage::{Row, Salvaged, Value, salvage};
use holdfast::edge::store::{Fold, FoldOutcome, Store};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{js, js_async, signal, text, unique};

#[wasm_bindgen_test]
async fn an_error_between_two_puts_rolls_the_first_back() {
    let store = Store::open(&unique("between")).await.unwrap();
    js(
        "const real = IDBObjectStore.prototype.add; let n = 0;
         IDBObjectStore.prototype.add = function (...args) {
           if (++n === 2) throw new DOMException('no room', 'QuotaExceededError');
           return real.apply(this, args); };
         window.unpatch = () => { IDBObjectStore.prototype.add = real; };",
        0,
    );
    let failed = store.append(&[text("a"), text("b")]).await;
    js("window.unpatch();", 0);
    assert_eq!(failed, Err(StoreError::Quota));
    assert!(store.log_since(0).await.unwrap().is_empty());
}

/// Makes the next commit an abort, with a reason or none.
fn abort_next_commit(reason: Option<&str>) {
    js(
        "const real = IDBTransaction.prototype.commit;
         IDBTransaction.prototype.commit = function () {
           IDBTransaction.prototype.commit = real;
           if (a) Object.defineProperty(this, 'error', { value: new DOMException('no', a) });
           this.abort(); };",
        reason.map_or(JsValue::NULL, JsValue::from_str),
    );
}

#[wasm_bindgen_test]
async fn an_aborted_transaction_is_reported_and_leaves_nothing() {
    let store = Store::open(&unique("abort")).await.unwrap();
    abort_next_commit(None);
    let failed = store.append(&[text("a")]).await.unwrap_err();
    assert!(matches!(failed, StoreError::Aborted(_)), "{failed:?}");
    abort_next_commit(Some("QuotaExceededError"));
    let fold = Fold {
        manifest: text("m"),
        ..Fold::default()
    };
    assert_eq!(store.fold(&fold).await, Err(StoreError::Quota));
    let loaded = store.load(|_| Vec::new()).await.unwrap();
    assert!(loaded.log.is_empty() && loaded.manifest.is_none());
    // The connection is still good.
    store.append(&[text("b")]).await.unwrap();
}

#[wasm_bindgen_test]
async fn a_lost_connection_is_told_once_and_refuses_writes() {
    let name = unique("lost");
    let store = Store::open(&name).await.unwrap();
    let (lost, tell) = signal();
    store.on_lost(move || {
        tell.call0(&JsValue::UNDEFINED).unwrap();
    });
    js_async(
        "return new Promise((ok, no) => { const r = indexedDB.deleteDatabase(a);
           r.onsuccess = ok; r.onblocked = no; r.onerror = no; });",
        name,
    )
    .await;
    lost.await.unwrap();
    assert_eq!(store.append(&[text("a")]).await, Err(StoreError::Closed));
}

#[wasm_bindgen_test]
async fn a_database_that_another_tab_holds_is_reported_as_blocked() {
    let name = unique("blocked");
    // The other tab does not listen to "versionchange", and someone waits to delete.
    let other = js_async(
        "return new Promise((ok, no) => { const r = indexedDB.open(a, 1);
           r.onsuccess = () => { indexedDB.deleteDatabase(a); ok(r.result); }; r.onerror = no; });",
        name.clone(),
    )
    .await;
    let blocked = Store::open_within(&name, 200).await.err();
    assert_eq!(blocked, Some(StoreError::Blocked));
    js("a.close();", other);
    // Once the other lets go, opening works: the late connection is in nobody's way.
    let store = Store::open(&name).await.unwrap();
    store.append(&[text("a")]).await.unwrap();
}

/// Opens a database by hand at a version, with the stores named in `setup`.
async fn by_hand(name: &str, version: u32, setup: &str) {
    js_async(
        &format!(
            "return new Promise((ok, no) => {{ const r = indexedDB.open(a, {version});
               r.onupgradeneeded = () => {{ const db = r.result; {setup} }};
               r.onsuccess = () => {{ r.result.close(); ok(0); }}; r.onerror = no; }});"
        ),
        name,
    )
    .await;
}

#[wasm_bindgen_test]
async fn another_layout_is_reported_and_left_alone() {
    let name = unique("layout");
    by_hand(&name, 1, "db.createObjectStore('meta');").await;
    let error = Store::open(&name).await.err().unwrap();
    assert!(error.to_string().contains("\"segments\""), "{error}");
    let newer = unique("newer");
    by_hand(&newer, 2, "db.createObjectStore('meta');").await;
    let error = Store::open(&newer).await.err().unwrap();
    assert!(matches!(error, StoreError::Corrupt(_)), "{error:?}");
    let versions = js_async("return indexedDB.databases();", 0).await;
    let code = format!("return a.some(d => d.name === '{newer}' && d.version === 2);");
    assert!(js(&code, versions).is_truthy());
}

#[wasm_bindgen_test]
async fn a_row_that_is_not_text_is_reported_as_corrupt() {
    let name = unique("corrupt");
    let store = Store::open(&name).await.unwrap();
    js_async(
        "return new Promise((ok, no) => { const r = indexedDB.open(a, 1);
           r.onsuccess = () => { const db = r.result;
             const tx = db.transaction('segments', 'readwrite');
             tx.objectStore('segments').put(42, 's1');
             tx.oncomplete = () => { db.close(); ok(0); }; tx.onabort = no; }; });",
        name,
    )
    .await;
    let error = store.load(|_| vec![text("s1")]).await.unwrap_err();
    assert_eq!(error, StoreError::Corrupt(text("segment s1 is not text")));
    // What no manifest names cannot do harm.
    assert_eq!(store.load(|_| vec![]).await.unwrap().garbage, ["s1"]);
}

#[wasm_bindgen_test]
async fn what_can_be_read_of_a_damaged_database_is_read() {
    let name = unique("salvage");
    let setup = "db.createObjectStore('segments').put('S', 's1');
        db.createObjectStore('old', { autoIncrement: true }).put(42);
        const more = db.createObjectStore('blobs');
        more.put(new Uint8Array([1, 2]), ['a', 1]);";
    by_hand(&name, 3, setup).await;
    Store::open(&name).await.err().unwrap();
    let row = |store, key, value| Row {
        store: text(store),
        key: text(key),
        value,
    };
    let expected = Salvaged {
        rows: vec![
            row("blobs", "[\"a\",1]", Value::Bytes(vec![1, 2])),
            row("segments", "\"s1\"", Value::Text(text("S"))),
        ],
        problems: vec![text("old 1: neither text nor bytes")],
    };
    assert_eq!(salvage(&name).await.unwrap(), expected);
    // What is not there is not made by looking.
    let absent = unique("absent");
    salvage(&absent).await.unwrap_err();
    Store::open(&absent).await.unwrap();
}

#[wasm_bindgen_test]
async fn without_indexeddb_it_says_so() {
    js(
        "window.real = Object.getOwnPropertyDescriptor(window, 'indexedDB');
         Object.defineProperty(window, 'indexedDB', { value: undefined, configurable: true });",
        0,
    );
    let error = Store::open("nowhere").await.err();
    js(
        "Object.defineProperty(window, 'indexedDB', window.real);",
        0,
    );
    assert!(
        matches!(error, Some(StoreError::Unavailable(_))),
        "{error:?}"
    );
}

#[wasm_bindgen_test]
async fn a_lost_connection_is_made_again_where_the_database_is_still_the_same() {
    let name = unique("again");
    js(
        "const open = IDBFactory.prototype.open; window.opened = [];
         IDBFactory.prototype.open = function (...args) {
           const r = open.apply(this, args);
           r.addEventListener('success', () => window.opened.push(r.result)); return r; };
         window.lose = () => { for (const db of window.opened.splice(0)) {
           db.close(); db.dispatchEvent(new Event('close')); } };
         window.unpatch = () => { IDBFactory.prototype.open = open; };",
        0,
    );
    let store = Store::open(&name).await.unwrap();
    store.append(&[text("a")]).await.unwrap();
    js("window.lose();", 0);
    assert_eq!(store.append(&[text("b")]).await, Err(StoreError::Closed));
    store.reconnect(true).await.unwrap();
    assert_eq!(store.append(&[text("b")]).await.unwrap(), [2]);
    // S3: one that is gone is not made anew, and one that came to be since then is not taken for it.
    let gone = "return new Promise((ok, no) => { const r = indexedDB.deleteDatabase(a);
        r.onsuccess = ok; r.onerror = no; });";
    js_async(gone, name.clone()).await;
    assert_eq!(store.reconnect(true).await, Err(StoreError::Removed));
    let another = Store::open(&name).await.unwrap();
    assert_eq!(store.reconnect(true).await, Err(StoreError::Removed));
    assert!(another.log_since(0).await.unwrap().is_empty());
    js("window.unpatch();", 0);
}

#[wasm_bindgen_test]
async fn a_fold_names_no_segment_that_was_swept_away() {
    let store = Store::open(&unique("swept")).await.unwrap();
    let staged = [(text("i1"), text("x")), (text("i2"), text("y"))];
    store.stage_segments(&staged).await.unwrap();
    // S5: another tab took the importer for dead, as after a computer's sleep.
    store.sweep(|_| Some(vec![text("i1")])).await.unwrap();
    let fold = Fold {
        manifest: text("i1\ni2"),
        staged: vec![text("i1"), text("i2")],
        ..Fold::default()
    };
    assert_eq!(store.fold(&fold).await, Ok(FoldOutcome::Stale(None)));
    assert_eq!(store.load(|_| vec![]).await.unwrap().manifest, None);
    store.stage_segments(&staged).await.unwrap();
    assert_eq!(store.fold(&fold).await, Ok(FoldOutcome::Done));
}
