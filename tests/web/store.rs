//! The workspace database: what was written is there, all or nothing.

use holdfast::edge::restore::{Limits, RestorePoints};
use holdfast::edge::store::{Fold, FoldOutcome, HistoryChunk, Loaded, Store};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{js, text, unique};

/// In these tests a manifest is the list of its segments, one a line.
fn named(manifest: Option<&str>) -> Vec<String> {
    manifest
        .unwrap_or_default()
        .lines()
        .map(str::to_owned)
        .collect()
}

async fn load(name: &str) -> Loaded {
    let store = Store::open(name).await.unwrap();
    store.load(named).await.unwrap()
}

#[wasm_bindgen_test]
async fn a_fresh_database_is_empty() {
    assert_eq!(load(&unique("fresh")).await, Loaded::default());
}

#[wasm_bindgen_test]
async fn an_append_survives_reopening() {
    let name = unique("append");
    let store = Store::open(&name).await.unwrap();
    let seqs = store.append(&[text("one"), text("zwei ✓")]).await.unwrap();
    assert_eq!(seqs, [1, 2]);
    drop(store);
    let loaded = load(&name).await;
    assert_eq!(loaded.log, [(1, text("one")), (2, text("zwei ✓"))]);
}

#[wasm_bindgen_test]
async fn a_long_text_comes_back_as_it_went() {
    let name = unique("long");
    let long = "Größe ✓ 𝄞 \u{0}".repeat(1000);
    let store = Store::open(&name).await.unwrap();
    store.append(std::slice::from_ref(&long)).await.unwrap();
    drop(store);
    assert_eq!(load(&name).await.log, [(1, long)]);
}

#[wasm_bindgen_test]
async fn a_write_asks_for_strict_durability() {
    js(
        "const real = IDBDatabase.prototype.transaction; window.seen = [];
         IDBDatabase.prototype.transaction = function (...args) {
           const tx = real.apply(this, args); window.seen.push(tx.mode + ' ' + tx.durability);
           return tx; };
         window.unpatch = () => { IDBDatabase.prototype.transaction = real; };",
        0,
    );
    let store = Store::open(&unique("strict")).await.unwrap();
    store.append(&[text("one")]).await.unwrap();
    let seen = js("window.unpatch(); return window.seen.join();", 0);
    assert_eq!(seen.as_string().unwrap(), "readwrite strict");
}

#[wasm_bindgen_test]
async fn log_since_gives_what_came_later() {
    let store = Store::open(&unique("since")).await.unwrap();
    store.append(&[text("a"), text("b")]).await.unwrap();
    store.append(&[text("c")]).await.unwrap();
    assert_eq!(store.log_since(3).await.unwrap(), []);
    let later = store.log_since(1).await.unwrap();
    assert_eq!(later, [(2, text("b")), (3, text("c"))]);
}

#[wasm_bindgen_test]
async fn a_fold_moves_the_log_into_segments_at_once() {
    let name = unique("fold");
    let store = Store::open(&name).await.unwrap();
    store
        .append(&[text("a"), text("b"), text("c")])
        .await
        .unwrap();
    let fold = Fold {
        manifest: text("s1\ns2"),
        format: Some(text("1.0")),
        put_segments: vec![(text("s1"), text("A")), (text("s2"), text("B"))],
        delete_log_upto: 2,
        ..Fold::default()
    };
    assert_eq!(store.fold(&fold).await.unwrap(), FoldOutcome::Done);
    drop(store);
    let loaded = load(&name).await;
    assert_eq!(loaded.format.as_deref(), Some("1.0"));
    assert_eq!(
        loaded.segments,
        [(text("s1"), text("A")), (text("s2"), text("B"))]
    );
    assert_eq!(loaded.log, [(3, text("c"))]);
    assert!(loaded.garbage.is_empty() && loaded.missing.is_empty());
    // Numbers of folded entries are not given again, also when the log is empty.
    let store = Store::open(&name).await.unwrap();
    let fold = Fold {
        expect_manifest: Some(text("s1\ns2")),
        manifest: text("s1"),
        delete_segments: vec![text("s2")],
        delete_log_upto: 3,
        ..Fold::default()
    };
    assert_eq!(store.fold(&fold).await.unwrap(), FoldOutcome::Done);
    assert_eq!(store.append(&[text("d")]).await.unwrap(), [4]);
    assert_eq!(load(&name).await.segments, [(text("s1"), text("A"))]);
}

#[wasm_bindgen_test]
async fn a_stale_fold_writes_nothing() {
    let name = unique("stale");
    let (one, two) = (
        Store::open(&name).await.unwrap(),
        Store::open(&name).await.unwrap(),
    );
    one.append(&[text("a")]).await.unwrap();
    let mut fold = Fold {
        manifest: text("s1"),
        put_segments: vec![(text("s1"), text("first"))],
        ..Fold::default()
    };
    assert_eq!(one.fold(&fold).await.unwrap(), FoldOutcome::Done);
    fold.put_segments = vec![(text("s1"), text("second"))];
    fold.put_history = vec![chunk("s1", 0, "h")];
    fold.delete_log_upto = 1;
    let outcome = two.fold(&fold).await.unwrap();
    assert_eq!(outcome, FoldOutcome::Stale(Some(text("s1"))));
    let loaded = load(&name).await;
    assert_eq!(loaded.segments, [(text("s1"), text("first"))]);
    assert_eq!(loaded.log, [(1, text("a"))]);
    assert!(two.history(&["s1"]).await.unwrap().is_empty());
}

#[wasm_bindgen_test]
async fn of_two_folds_at_once_one_is_stale() {
    let name = unique("race");
    let store = Store::open(&name).await.unwrap();
    let fold = |manifest: &str| Fold {
        manifest: text(manifest),
        ..Fold::default()
    };
    let (first, second) = (fold("x"), fold("y"));
    let other = store.clone();
    let (done, resolve) = crate::support::signal();
    wasm_bindgen_futures::spawn_local(async move {
        let outcome = other.fold(&second).await.unwrap();
        let done = outcome == FoldOutcome::Done;
        resolve.call1(&done.into(), &done.into()).unwrap();
    });
    let outcome = store.fold(&first).await.unwrap();
    let second_done = done.await.unwrap().is_truthy();
    assert_ne!(outcome == FoldOutcome::Done, second_done);
    let expected = if second_done { "y" } else { "x" };
    assert_eq!(load(&name).await.manifest.as_deref(), Some(expected));
}

#[wasm_bindgen_test]
async fn half_an_import_is_invisible_until_its_manifest() {
    let name = unique("import");
    let store = Store::open(&name).await.unwrap();
    // More than one staging transaction.
    let large = "x".repeat(3 << 20);
    let staged: Vec<_> = ["i1", "i2", "i3"]
        .map(|key| (text(key), large.clone()))
        .into();
    store.stage_segments(&staged).await.unwrap();
    let loaded = load(&name).await;
    assert!(loaded.segments.is_empty());
    assert_eq!(loaded.garbage, ["i1", "i2", "i3"]);
    let fold = Fold {
        manifest: text("i1\ni2\nlost"),
        ..Fold::default()
    };
    store.fold(&fold).await.unwrap();
    let loaded = load(&name).await;
    assert_eq!(loaded.segments, staged[..2]);
    assert_eq!(loaded.missing, ["lost"]);
    assert_eq!(loaded.garbage, ["i3"]);
}

#[wasm_bindgen_test]
async fn a_sweep_takes_only_what_the_stored_manifest_does_not_name() {
    let name = unique("sweep");
    let store = Store::open(&name).await.unwrap();
    let staged = ["i1", "i2", "i3"].map(|key| (text(key), text("x")));
    store.stage_segments(&staged).await.unwrap();
    // A manifest that cannot be read names nothing that may go.
    assert!(store.sweep(|_| None).await.unwrap().is_empty());
    // Another tab's import commits after this tab saw its segments as garbage.
    let fold = Fold {
        manifest: text("i1\ni2"),
        ..Fold::default()
    };
    Store::open(&name).await.unwrap().fold(&fold).await.unwrap();
    let swept = store.sweep(|row| Some(named(row))).await.unwrap();
    assert_eq!(swept, ["i3"]);
    let loaded = load(&name).await;
    assert_eq!(loaded.segments, staged[..2]);
    assert!(loaded.garbage.is_empty());
}

fn chunk(segment: &str, n: u32, content: &str) -> HistoryChunk {
    HistoryChunk {
        segment: text(segment),
        n,
        text: text(content),
    }
}

#[wasm_bindgen_test]
async fn history_is_per_segment_and_in_order() {
    let store = Store::open(&unique("history")).await.unwrap();
    let fold = Fold {
        manifest: text("m"),
        put_history: vec![
            chunk("a", 10, "a10"),
            chunk("a", 2, "a2"),
            chunk("a/b", 0, "other"),
            chunk("b", 0, "b0"),
        ],
        ..Fold::default()
    };
    store.fold(&fold).await.unwrap();
    assert_eq!(store.history(&["a"]).await.unwrap(), ["a2", "a10"]);
    assert_eq!(store.history(&["b"]).await.unwrap(), ["b0"]);
    assert!(store.history(&["c"]).await.unwrap().is_empty());
    let both = store.history(&["b", "c", "a"]).await.unwrap();
    assert_eq!(both, ["b0", "a2", "a10"]);
}

/// S2: much history is put with pauses, in one transaction all the same.
#[wasm_bindgen_test]
async fn much_history_is_written_whole() {
    let store = Store::open(&unique("much")).await.unwrap();
    let long = "x".repeat(3 << 20);
    let fold = Fold {
        manifest: text("m"),
        put_segments: vec![(text("s"), long.clone())],
        put_history: (0..4)
            .map(|n| chunk("s", n, &format!("{n}{long}")))
            .collect(),
        ..Fold::default()
    };
    store.fold(&fold).await.unwrap();
    let chunks = store.history(&["s"]).await.unwrap();
    let kept: Vec<(&str, usize)> = chunks.iter().map(|text| (&text[..1], text.len())).collect();
    let size = long.len() + 1;
    assert_eq!(kept, [("0", size), ("1", size), ("2", size), ("3", size)]);
}

/// M17.5: history is rewritten where it stands.
#[wasm_bindgen_test]
async fn history_of_a_segment_is_rewritten_in_place() {
    let store = Store::open(&unique("rewrite")).await.unwrap();
    let fold = Fold {
        manifest: text("m"),
        put_history: vec![
            chunk("a", 2, "secret"),
            chunk("a", 10, "a10"),
            chunk("b", 0, "secret"),
        ],
        ..Fold::default()
    };
    store.fold(&fold).await.unwrap();
    let rewrite = |old: &str| (old == "secret").then(|| text("gone"));
    store.rewrite_history("a", rewrite).await.unwrap();
    assert_eq!(store.history(&["a"]).await.unwrap(), ["gone", "a10"]);
    assert_eq!(store.history(&["b"]).await.unwrap(), ["secret"]);
}

#[wasm_bindgen_test]
async fn attachments_come_back_as_they_went() {
    let store = Store::open(&unique("blobs")).await.unwrap();
    let bytes: Vec<u8> = (0..=255).collect();
    let blobs = [(text("d1"), bytes.clone()), (text("d2"), Vec::new())];
    store.put_blobs(&blobs).await.unwrap();
    assert_eq!(store.blob("d1").await.unwrap(), Some(bytes));
    assert_eq!(store.blob("d2").await.unwrap(), Some(Vec::new()));
    assert_eq!(store.blob_digests().await.unwrap(), ["d1", "d2"]);
    store.delete_blob("d1").await.unwrap();
    assert_eq!(store.blob("d1").await.unwrap(), None);
}

#[wasm_bindgen_test]
async fn a_meta_row_changes_by_what_is_stored() {
    let store = Store::open(&unique("meta")).await.unwrap();
    let count = |row: Option<&str>| {
        let n = row.map_or(0, |row| row.parse::<u32>().unwrap()) + 1;
        (Some(n.to_string()), n)
    };
    assert_eq!(store.update_meta("n:1", count).await.unwrap(), 1);
    assert_eq!(store.update_meta("n:1", count).await.unwrap(), 2);
    assert_eq!(store.update_meta("o:1", count).await.unwrap(), 1);
    let rows = store.meta_rows("n:").await.unwrap();
    assert_eq!(rows, [(text("n:1"), text("2"))]);
    store.update_meta("n:1", |_| (None, ())).await.unwrap();
    assert!(store.meta_rows("n:").await.unwrap().is_empty());
}

#[wasm_bindgen_test]
async fn clear_all_empties_everything() {
    let name = unique("clear");
    let store = Store::open(&name).await.unwrap();
    store.append(&[text("a")]).await.unwrap();
    let fold = Fold {
        manifest: text("s"),
        put_segments: vec![(text("s"), text("S"))],
        put_history: vec![chunk("s", 0, "h")],
        ..Fold::default()
    };
    store.fold(&fold).await.unwrap();
    store.put_blobs(&[(text("d"), vec![1])]).await.unwrap();
    store.clear_all().await.unwrap();
    assert_eq!(load(&name).await, Loaded::default());
    assert!(store.history(&["s"]).await.unwrap().is_empty());
    assert!(store.blob_digests().await.unwrap().is_empty());
}

#[wasm_bindgen_test]
async fn restore_points_are_bounded_in_number_and_bytes() {
    let name = unique("points");
    let points = RestorePoints::open(&name).await.unwrap();
    let limits = Limits {
        count: 3,
        bytes: 100,
    };
    for key in ["t1", "t2", "t3"] {
        let removed = points.put(key, "daily", &[7; 20], limits).await.unwrap();
        assert!(removed.is_empty());
    }
    // One too many, by number.
    let removed = points.put("t4", "a\nb", &[8; 20], limits).await.unwrap();
    assert_eq!(removed, ["t1"]);
    // Too many bytes: two go.
    let removed = points.put("t5", "", &[9; 70], limits).await.unwrap();
    assert_eq!(removed, ["t2", "t3"]);
    drop(points);
    let points = RestorePoints::open(&name).await.unwrap();
    let listed: Vec<_> = points
        .list()
        .await
        .unwrap()
        .into_iter()
        .map(|point| (point.key, point.about, point.bytes))
        .collect();
    assert_eq!(
        listed,
        [(text("t4"), text("a\nb"), 20), (text("t5"), text(""), 70)]
    );
    assert_eq!(points.get("t5").await.unwrap(), Some(vec![9; 70]));
    assert_eq!(points.get("t1").await.unwrap(), None);
    // One that alone is too large is refused and takes nothing away.
    points.put("t6", "", &[1; 101], limits).await.unwrap_err();
    assert_eq!(points.list().await.unwrap().len(), 2);
    points.delete("t4").await.unwrap();
    assert_eq!(points.list().await.unwrap().len(), 1);
    // A large one is kept in parts, and comes back whole.
    let large: Vec<u8> = (0..(9 << 20)).map(|n: u32| (n % 251) as u8).collect();
    let limits = Limits {
        count: 3,
        bytes: 64 << 20,
    };
    points.put("t7", "", &large, limits).await.unwrap();
    assert!(points.get("t7").await.unwrap() == Some(large));
    points.delete("t7").await.unwrap();
    assert_eq!(points.get("t7").await.unwrap(), None);
}
