//! Requests to a worker.

use std::cell::RefCell;
use std::rc::Rc;

use holdfast::edge::EdgeError;
use holdfast::edge::worker::{Asked, Body, Parts, WorkerClient, WorkerError};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{js, text};

/// Publishes a start function whose worker answers by `op`.
fn publish_worker() {
    js(
        "const code = `onmessage = ({ data: { id, op, body } }) => {
            if (op === 'echo') postMessage({ id, ok: body });
            if (op === 'half') { postMessage({ id, progress: 0.5 }); postMessage({ id, ok: 'done' }); }
            if (op === 'reverse') { body.reverse(); postMessage({ id, ok: body }, [body.buffer]); }
            if (op === 'parts' || op === 'torn') {
              for (const part of [[1, 2], [3]]) {
                postMessage({ id, progress: part[0] / 4 });
                postMessage({ id, part: new Uint8Array(part) });
              }
              postMessage(op === 'torn' ? { id, error: 'line 9: cut off' } : { id, ok: new Uint8Array([4]) });
            }
            if (op === 'fail') postMessage({ id, error: 'line 3: no' });
            if (op === 'crash') throw new Error('broken');
          };`;
         window.holdfastWorker = async () =>
           new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));",
        0,
    );
}

/// All parts, each with how far the answer was then.
async fn all(mut parts: Parts) -> Result<Vec<(Vec<u8>, f64)>, WorkerError> {
    let mut all = Vec::new();
    while let Some(part) = parts.next().await? {
        all.push((part, parts.far()));
    }
    Ok(all)
}

#[wasm_bindgen_test]
async fn answers_come_in_parts() {
    publish_worker();
    let worker = WorkerClient::start().await.unwrap();
    let told: Rc<RefCell<Vec<f64>>> = Rc::default();
    let tell = told.clone();
    let tell: Rc<dyn Fn(f64)> = Rc::new(move |far| tell.borrow_mut().push(far));
    let ask = |op| worker.parts(op, Asked::Body(Body::Text(text(""))), tell.clone());
    let whole = all(ask("parts").unwrap()).await;
    let parts = vec![(vec![1, 2], 0.25), (vec![3], 0.75), (vec![4], 1.0)];
    assert_eq!(whole, Ok(parts));
    assert_eq!(*told.borrow(), [0.25, 0.75]);
    // One that ends with an error is none, whatever came before.
    let torn = all(ask("torn").unwrap()).await;
    assert_eq!(torn, Err(WorkerError::Failed(text("line 9: cut off"))));
    // One that nobody goes on with is given up.
    let parts = ask("silent").unwrap();
    worker.cancel();
    assert_eq!(
        all(parts).await,
        Err(WorkerError::Edge(EdgeError::Cancelled))
    );
}

#[wasm_bindgen_test]
async fn requests_are_answered() {
    publish_worker();
    let worker = WorkerClient::start().await.unwrap();
    let answer = worker.request("echo", Body::Text(text("é")), None).await;
    assert_eq!(answer, Ok(Body::Text(text("é"))));
    let answer = worker
        .request("reverse", Body::Bytes(vec![1, 2, 3]), None)
        .await;
    assert_eq!(answer, Ok(Body::Bytes(vec![3, 2, 1])));
    let answer = worker.request("fail", Body::Text(text("")), None).await;
    assert_eq!(answer, Err(WorkerError::Failed(text("line 3: no"))));
    let heard: Rc<RefCell<Vec<f64>>> = Rc::default();
    let listener = heard.clone();
    let progress: Rc<dyn Fn(f64)> = Rc::new(move |done| listener.borrow_mut().push(done));
    let answer = worker
        .request("half", Body::Text(text("")), Some(progress))
        .await;
    assert_eq!(answer, Ok(Body::Text(text("done"))));
    assert_eq!(*heard.borrow(), [0.5]);
}

#[wasm_bindgen_test]
async fn cancelling_ends_what_waits() {
    publish_worker();
    let worker = WorkerClient::start().await.unwrap();
    let (ended, tell) = crate::support::signal();
    let other = worker.clone();
    wasm_bindgen_futures::spawn_local(async move {
        // No answer ever comes to an unknown request.
        let answer = other.request("unknown", Body::Text(text("")), None).await;
        let cancelled = answer == Err(WorkerError::Edge(EdgeError::Cancelled));
        tell.call1(&cancelled.into(), &cancelled.into()).unwrap();
    });
    holdfast::edge::slices::yield_now().await;
    assert!(worker.is_alive());
    worker.cancel();
    assert!(ended.await.unwrap().is_truthy());
    assert!(!worker.is_alive());
    let answer = worker.request("echo", Body::Text(text("")), None).await;
    assert_eq!(answer, Err(WorkerError::Edge(EdgeError::Cancelled)));
}

#[wasm_bindgen_test]
async fn a_crash_is_reported() {
    publish_worker();
    let worker = WorkerClient::start().await.unwrap();
    let answer = worker.request("crash", Body::Text(text("")), None).await;
    match answer {
        Err(WorkerError::Edge(EdgeError::Refused { why, .. })) => {
            assert!(why.contains("broken"), "{why}");
        }
        other => panic!("{other:?}"),
    }
    assert!(!worker.is_alive());
}

#[wasm_bindgen_test]
async fn a_page_without_worker_says_so() {
    js("window.holdfastWorker = undefined;", 0);
    let missing = WorkerClient::start().await.err();
    assert!(matches!(missing, Some(EdgeError::Unavailable(_))));
    js(
        "window.holdfastWorker = () => Promise.reject(new Error('blocked'));",
        0,
    );
    let blocked = WorkerClient::start().await.err();
    assert!(
        matches!(blocked, Some(EdgeError::Refused { .. })),
        "{blocked:?}"
    );
}
