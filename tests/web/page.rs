//! Files, clock, randomness, slices, clipboard, listeners.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use holdfast::edge::{
    EdgeError, clipboard, clock, dom, files, location, panic, random, slices, storage,
    text as letters, zones,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::DataTransfer;

use crate::support::{js, js_async, signal, text};

/// A file as a drop or a paste gives it, after `change` had its way with `file`.
fn dropped(parts: &str, change: &str) -> files::GivenFile {
    let transfer = js(
        &format!(
            "const file = new File({parts}, 'run book.md'); {change}
             return {{ files: {{ length: 1, item: () => file }} }};"
        ),
        0,
    );
    files::from_transfer(transfer.unchecked_ref::<DataTransfer>()).remove(0)
}

#[wasm_bindgen_test]
async fn a_file_is_read_in_chunks() {
    let file = dropped("[new Uint8Array(9 << 20).fill(7)]", "");
    assert_eq!((file.name(), file.size()), (text("run book.md"), 9 << 20));
    let mut heard = Vec::new();
    let bytes = file
        .read(10 << 20, |read| {
            heard.push(read);
            true
        })
        .await
        .unwrap();
    assert_eq!(bytes.len(), 9 << 20);
    assert!(bytes.iter().all(|byte| *byte == 7));
    assert_eq!(heard, [4 << 20, 8 << 20, 9 << 20]);
    let stopped = file.read(10 << 20, |_| false).await;
    assert_eq!(stopped, Err(EdgeError::Cancelled));
    let empty = dropped("[]", "").read(1, |_| true).await;
    assert_eq!(empty, Ok(Vec::new()));
}

#[wasm_bindgen_test]
async fn a_huge_file_is_refused_unread() {
    let file = dropped(
        "['x']",
        "Object.defineProperty(file, 'size', { value: 600 * 1024 * 1024 });
         file.slice = () => { throw new Error('it was read'); };",
    );
    let refused = file.read(512 << 20, |_| true).await;
    assert_eq!(
        refused,
        Err(EdgeError::TooLarge {
            bytes: 600 << 20,
            limit: 512 << 20
        })
    );
}

#[wasm_bindgen_test]
async fn a_file_that_cannot_be_read_is_an_error() {
    let file = dropped(
        "['x']",
        "file.slice = () => ({ arrayBuffer: () =>
           Promise.reject(new DOMException('it changed', 'NotReadableError')) });",
    );
    // What slice gives is a Blob to the caller; here only its reading matters.
    let failed = file.read(10, |_| true).await.unwrap_err();
    assert!(failed.to_string().contains("it changed"), "{failed}");
}

#[wasm_bindgen_test]
async fn a_download_has_its_name_and_bytes() {
    js(
        "const real = HTMLAnchorElement.prototype.click;
         HTMLAnchorElement.prototype.click = function () {
           HTMLAnchorElement.prototype.click = real;
           window.clicked = { name: this.download, href: this.href }; };",
        0,
    );
    let content = "{\"a\": \"é\"}";
    files::download("a.json", "application/json", content.as_bytes()).unwrap();
    let name = js("return window.clicked.name;", 0);
    assert_eq!(name.as_string().as_deref(), Some("a.json"));
    let code = "return fetch(window.clicked.href)
        .then(async r => r.headers.get('content-type') + ' ' + await r.text());";
    let got = js_async(code, 0).await.as_string().unwrap();
    assert_eq!(got, format!("application/json {content}"));
}

#[wasm_bindgen_test]
async fn copying_falls_back_to_a_selection() {
    js(
        "Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });
         document.execCommand = name => {
           window.copied = name + ' ' + document.activeElement.value; return true; };",
        0,
    );
    let before = js("return document.querySelectorAll('textarea').length;", 0);
    let done = clipboard::copy("ssh db1 'systemctl stop x'").await;
    let after = js("return document.querySelectorAll('textarea').length;", 0);
    js(
        "delete navigator.clipboard; delete document.execCommand;",
        0,
    );
    assert_eq!(done, Ok(()));
    let copied = js("return window.copied;", 0).as_string().unwrap();
    assert_eq!(copied, "copy ssh db1 'systemctl stop x'");
    assert_eq!(before, after);
}

#[wasm_bindgen_test]
fn random_numbers_differ_and_fill() {
    assert_ne!(random::number().unwrap(), random::number().unwrap());
    assert_ne!(random::bytes16().unwrap(), [0; 16]);
    let mut many = vec![0; 70_000];
    random::fill(&mut many).unwrap();
    assert!(many[65_536..].iter().any(|byte| *byte != 0));
}

#[wasm_bindgen_test]
fn local_times_go_there_and_back() {
    let now = clock::now_ms();
    let minute = now - now % 60_000;
    assert_eq!(
        clock::from_local_text(&clock::local_text(now)),
        Some(minute)
    );
    assert!(clock::local_text(now).starts_with(&clock::today()));
    assert_eq!(clock::from_local_text("2026-02-30"), None);
    assert_eq!(clock::from_local_text("soon"), None);
    let code = "return -new Date(a).getTimezoneOffset();";
    let offset = js(code, now as f64).as_f64().unwrap();
    assert!((f64::from(clock::offset_minutes(now)) - offset).abs() < 0.1);
    assert!(!clock::zone_name().is_empty());
}

/// Published by the IANA (tzdata, `europe`, `northamerica`, `australasia`).
#[wasm_bindgen_test]
fn the_browser_tells_when_clocks_are_set() {
    for (zone, day, at, minutes) in [
        ("Europe/Berlin", "2026-03-29", "T01:00:00Z", 120),
        ("Europe/Berlin", "2026-10-25", "T01:00:00Z", 60),
        ("America/New_York", "2026-03-08", "T07:00:00Z", -240),
        ("America/New_York", "2026-11-01", "T06:00:00Z", -300),
        ("Australia/Lord_Howe", "2026-10-03", "T15:30:00Z", 660),
    ] {
        let (_, set) = zones::clocks(zone).expect("a zone");
        let at = js("return Date.parse(a);", format!("{day}{at}")).as_f64();
        let at = at.expect("an instant") as i64;
        assert!(set.contains(&(at, minutes)), "{zone} {day}");
    }
    assert_eq!(zones::clocks("Asia/Kolkata"), Some((330, Vec::new())));
    assert_eq!(zones::clocks("Mars/Base"), None);
    assert_eq!(zones::clocks(""), None);
}

#[wasm_bindgen_test]
fn instants_read_as_the_browser_writes_them() {
    let ms = 1_772_000_000_000_u64;
    let expected = js(
        "return new Intl.DateTimeFormat([], { dateStyle: 'medium' }).format(a);",
        ms as f64,
    );
    for _ in 0..2 {
        assert_eq!(clock::date(ms), expected.as_string().unwrap());
    }
    let short_zone = js(
        "return new Intl.DateTimeFormat([], { timeZoneName: 'short' })
           .formatToParts(a).find(p => p.type === 'timeZoneName').value;",
        ms as f64,
    );
    assert!(clock::date_time(ms).contains(&short_zone.as_string().unwrap()));
    let code = "return new Intl.DateTimeFormat([], { dateStyle: 'medium' })
        .format(new Date(2026, 2, 1));";
    let expected = js(code, 0).as_string().unwrap();
    assert_eq!(clock::calendar_date("2026-03-01"), expected);
    assert_eq!(clock::calendar_date("whenever"), "whenever");
    let day = 86_400_000;
    let code = "return new Intl.RelativeTimeFormat([], { numeric: 'auto' }).format(a, 'day');";
    let expected = js(code, -3).as_string().unwrap();
    assert_eq!(clock::relative(ms - 3 * day - day / 2, ms), expected);
}

#[wasm_bindgen_test]
async fn a_timer_ticks_until_it_is_dropped() {
    let count = Rc::new(Cell::new(0));
    let counter = count.clone();
    drop(clock::every(1, move || counter.set(counter.get() + 1)).unwrap());
    // A later timer of the same period has ticked: the dropped one would have before.
    let (ticked, tell) = signal();
    let timer = clock::every(1, move || drop(tell.call0(&JsValue::UNDEFINED))).unwrap();
    ticked.await.unwrap();
    drop(timer);
    assert_eq!(count.get(), 0);
}

#[wasm_bindgen_test]
async fn slices_let_the_page_have_its_turn() {
    let handled = js(
        "const turn = { n: 0 }; const channel = new MessageChannel();
         channel.port1.onmessage = () => { turn.n += 1; channel.port1.close(); };
         channel.port2.postMessage(0); return turn;",
        0,
    );
    let seen = RefCell::new(Vec::new());
    // A budget of nothing: a turn after every item.
    let all = slices::run_sliced(0..50, 0.0, |_| {
        seen.borrow_mut().push(js("return a.n;", handled.clone()));
        true
    })
    .await;
    assert!(all);
    let seen = seen.into_inner();
    assert_eq!(seen.first().unwrap().as_f64(), Some(0.0));
    assert_eq!(seen.last().unwrap().as_f64(), Some(1.0));
    let mut count = 0;
    let stopped = slices::run_sliced(0..50, 5.0, |_| {
        count += 1;
        count < 3
    })
    .await;
    assert!(!stopped);
    assert_eq!(count, 3);
}

#[wasm_bindgen_test]
async fn hash_changes_are_heard_until_the_listener_goes() {
    let (heard, tell) = signal();
    let listener = location::on_hash_change(move |hash| {
        tell.call1(&JsValue::UNDEFINED, &hash.into()).unwrap();
    })
    .unwrap();
    location::set_hash("/risks/a%20b").unwrap();
    let hash = heard.await.unwrap().as_string().unwrap();
    assert_eq!(hash, "/risks/a%20b");
    assert_eq!(location::hash(), "/risks/a%20b");
    drop(listener);
    let (replaced, tell) = signal();
    let count = js("return history.length;", 0);
    let _again = location::on_hash_change(move |hash| {
        tell.call1(&JsValue::UNDEFINED, &hash.into()).unwrap();
    })
    .unwrap();
    location::replace_hash("/").unwrap();
    assert_eq!(replaced.await.unwrap().as_string().as_deref(), Some("/"));
    assert_eq!(js("return history.length;", 0), count);
}

#[wasm_bindgen_test]
fn listeners_go_when_dropped() {
    let count = Rc::new(Cell::new(0));
    let counter = count.clone();
    let target = web_sys::EventTarget::new().unwrap();
    let listener = dom::listen(&target, "ping", move |_| counter.set(counter.get() + 1)).unwrap();
    let event = web_sys::Event::new("ping").unwrap();
    target.dispatch_event(&event).unwrap();
    drop(listener);
    target.dispatch_event(&event).unwrap();
    assert_eq!(count.get(), 1);
}

#[wasm_bindgen_test]
fn the_theme_is_an_attribute_of_the_page() {
    let theme = || {
        js(
            "return document.documentElement.getAttribute('data-theme');",
            0,
        )
    };
    dom::set_theme(Some("dark")).unwrap();
    assert_eq!(theme().as_string().as_deref(), Some("dark"));
    dom::set_theme(None).unwrap();
    assert!(theme().is_null());
}

#[wasm_bindgen_test]
async fn the_browser_tells_how_much_room_there_is() {
    let room = storage::estimate().await.unwrap();
    assert!(room.quota.unwrap() > room.usage.unwrap());
    storage::persisted().await.unwrap();
}

#[wasm_bindgen_test]
fn a_letter_and_its_dots_are_one() {
    assert_eq!(letters::composed("U\u{308}ber"), "\u{dc}ber");
    assert_eq!(letters::composed(""), "");
}

#[wasm_bindgen_test]
fn after_a_panic_the_page_says_so_in_text() {
    const WORDS: panic::Words = panic::Words {
        title: "It failed",
        text: &["What says Saved is kept."],
        reload: "Load again",
    };
    // The page belongs to the test runner: it gets back what stood there.
    let held = js("return [...document.body.childNodes];", 0);
    panic::show(&WORDS, "<img src=x onerror=boom> (a.rs:1)").unwrap();
    let shown = js(
        "const [main] = document.body.children;
         return JSON.stringify([main.querySelector('[role=alert] h1').textContent, main.querySelector('p').textContent,
             main.querySelector('pre').textContent, main.querySelector('button').textContent, document.images.length]);",
        0,
    );
    js("document.body.replaceChildren(...a);", held);
    assert_eq!(
        shown.as_string().unwrap(),
        r#"["It failed","What says Saved is kept.","<img src=x onerror=boom> (a.rs:1)","Load again",0]"#
    );
}
