//! Several tabs: messages, who lives, one at a time.

use holdfast_ledger::sort::Arrange;
use std::cell::RefCell;
use std::rc::Rc;

use holdfast::edge::channel::Channel;
use holdfast::edge::slices;
use holdfast::edge::store::Store;
use holdfast::edge::tabs::Tabs;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{js, signal, text, unique};

#[wasm_bindgen_test]
async fn two_channels_exchange_and_others_do_not_hear() {
    let scope = unique("channel");
    let heard: Rc<RefCell<Vec<String>>> = Rc::default();
    let listener = |who: &'static str| {
        let heard = heard.clone();
        move |message: String| heard.borrow_mut().push(format!("{who}: {message}"))
    };
    let (answered, tell) = signal();
    let one = Channel::open(&scope, {
        let heard = listener("one");
        move |message| {
            heard(message);
            tell.call0(&JsValue::UNDEFINED).unwrap();
        }
    })
    .unwrap();
    let two = Rc::new(RefCell::new(None::<Channel>));
    let answering = two.clone();
    let heard_two = listener("two");
    *two.borrow_mut() = Some(
        Channel::open(&scope, move |message| {
            heard_two(message);
            answering.borrow().as_ref().unwrap().post("hello").unwrap();
        })
        .unwrap(),
    );
    let _elsewhere = Channel::open(&unique("elsewhere"), listener("elsewhere")).unwrap();
    one.post("hi").unwrap();
    answered.await.unwrap();
    assert_eq!(*heard.borrow(), ["two: hi", "one: hello"]);
    two.borrow_mut().take();
}

async fn both_kinds(scope: &str) -> [Tabs; 2] {
    let store = Store::open(scope).await.unwrap();
    [
        Tabs::new(scope, None).await,
        Tabs::without_locks(scope, store),
    ]
}

#[wasm_bindgen_test]
async fn a_replica_lives_until_its_tab_lets_go() {
    for tabs in both_kinds(&unique("live")).await {
        let held = tabs.announce("r1").await.unwrap();
        let _other = tabs.announce("r2").await.unwrap();
        let mut live = tabs.live().await.unwrap();
        live.arrange();
        assert_eq!(live, ["r1", "r2"]);
        drop(held);
        // Releasing takes a turn of the browser; it ends, or the test runs out of time.
        while tabs.live().await.unwrap() != ["r2"] {
            slices::yield_now().await;
        }
    }
}

#[wasm_bindgen_test]
async fn replicas_of_other_pages_do_not_count() {
    let (one, two) = (unique("one"), unique("two"));
    let _held = Tabs::new(&one, None).await.announce("r").await.unwrap();
    let live = Tabs::new(&two, None).await.live().await.unwrap();
    assert!(live.is_empty());
}

#[wasm_bindgen_test]
async fn one_at_a_time() {
    for tabs in both_kinds(&unique("lock")).await {
        let trace: Rc<RefCell<Vec<String>>> = Rc::default();
        let (mut ends, mut tells) = (Vec::new(), Vec::new());
        for _ in 0..2 {
            let (end, tell) = signal();
            ends.push(end);
            tells.push(tell);
        }
        for (who, tell) in tells.into_iter().enumerate() {
            let (tabs, trace) = (tabs.clone(), trace.clone());
            spawn_local(async move {
                let work = async {
                    trace.borrow_mut().push(format!("begin {who}"));
                    for _ in 0..5 {
                        slices::yield_now().await;
                    }
                    trace.borrow_mut().push(format!("end {who}"));
                };
                tabs.with_lock("fold", work).await.unwrap();
                tell.call0(&JsValue::UNDEFINED).unwrap();
            });
        }
        for end in ends {
            end.await.unwrap();
        }
        let trace = trace.borrow();
        let (first, second) = (&trace[0][6..], &trace[2][6..]);
        assert_ne!(first, second);
        let expected = [
            format!("begin {first}"),
            format!("end {first}"),
            format!("begin {second}"),
            format!("end {second}"),
        ];
        assert_eq!(*trace, expected);
    }
}

#[wasm_bindgen_test]
async fn a_row_of_a_dead_holder_expires() {
    let scope = unique("expired");
    let store = Store::open(&scope).await.unwrap();
    let row = |content: &'static str| move |_: Option<&str>| (Some(text(content)), ());
    store
        .update_meta("work:fold", row("1000 dead"))
        .await
        .unwrap();
    store
        .update_meta("live:gone", row("1000 gone"))
        .await
        .unwrap();
    let tabs = Tabs::without_locks(&scope, store);
    assert!(tabs.live().await.unwrap().is_empty());
    assert_eq!(tabs.with_lock("fold", async { 7 }).await, Ok(7));
}

#[wasm_bindgen_test]
async fn a_row_is_renewed_while_its_holder_lives() {
    let scope = unique("beat");
    let store = Store::open(&scope).await.unwrap();
    // Beats come at once instead of every 20 seconds.
    js(
        "const real = window.setInterval;
         window.setInterval = (work, ms, ...rest) => real(work, ms === 20000 ? 1 : ms, ...rest);
         window.unpatch = () => { window.setInterval = real; };",
        0,
    );
    let tabs = Tabs::without_locks(&scope, store.clone());
    let held = tabs.announce("r1").await.unwrap();
    js("window.unpatch();", 0);
    // As after a computer's sleep: the row has run out, and its holder beats again.
    let stale = |_: Option<&str>| (Some(text("1000 r1")), ());
    store.update_meta("live:r1", stale).await.unwrap();
    while tabs.live().await.unwrap() != ["r1"] {
        slices::yield_now().await;
    }
    drop(held);
    while !store.meta_rows("live:").await.unwrap().is_empty() {
        slices::yield_now().await;
    }
}
