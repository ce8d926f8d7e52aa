//! Signals and memos hear of changes, and tell of them.

use super::{Memo, RwSignal};
use leptos::prelude::{Get, Owner, Signal};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

#[test]
fn what_reads_a_memo_is_asked_again_only_when_it_differs() {
    let owner = Owner::new();
    owner.set();
    let (number, asked) = (RwSignal::new(1), Arc::new(AtomicU32::new(0)));
    let even = Memo::new(move |_| number.get() % 2 == 0);
    let count = Arc::clone(&asked);
    let told = Memo::new(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        even.get()
    });
    let mut seen = Vec::new();
    for n in [1, 3, 2] {
        number.set(n);
        seen.push((told.get(), asked.load(Ordering::Relaxed)));
    }
    assert_eq!(seen, [(false, 1), (false, 1), (true, 2)]);
}

#[test]
fn a_memo_is_told_what_it_gave_last() {
    let owner = Owner::new();
    owner.set();
    let number = RwSignal::new(1);
    let all = Memo::new(move |was: Option<&Vec<i32>>| {
        [&was.cloned().unwrap_or_default()[..], &[number.get()]].concat()
    });
    assert_eq!(all.get(), [1]);
    number.set(5);
    assert_eq!(all.with(Vec::len), 2);
    assert_eq!(*all.read(), [1, 5]);
}

#[test]
fn a_signal_made_of_a_memo_follows_it() {
    let owner = Owner::new();
    owner.set();
    let number = RwSignal::new(1);
    let signal: Signal<String> = Memo::new(move |_| number.get().to_string()).into();
    let long = Memo::new(move |_| signal.get().len());
    assert_eq!(long.get_untracked(), 1);
    number.set(100);
    assert_eq!((signal.get(), long.get()), ("100".to_owned(), 3));
}

#[test]
fn of_a_memo_whose_maker_is_gone_nothing_is_read() {
    let owner = Owner::new();
    let memo = owner.with(|| Memo::new(|_| 1));
    assert_eq!(memo.try_get_untracked(), Some(1));
    owner.cleanup();
    assert_eq!(memo.try_get_untracked(), None);
    assert_eq!(memo.try_with_untracked(|n| *n), None);
}

#[test]
fn a_signal_tells_of_what_is_set_and_of_what_is_changed_in_place() {
    let owner = Owner::new();
    owner.set();
    let words = RwSignal::new(vec!["a".to_owned()]);
    let many = Memo::new(move |_| words.with(Vec::len));
    let mut seen = vec![many.get()];
    words.update(|words| words.push("b".to_owned()));
    seen.push(many.get());
    words.update_untracked(|words| words.push("c".to_owned()));
    seen.push(many.get());
    words.set(Vec::new());
    seen.push(many.get());
    assert_eq!(seen, [1, 2, 2, 0], "nobody is told of the third");
}

#[test]
fn a_signal_whose_maker_is_gone_gives_the_value_back() {
    let owner = Owner::new();
    let signal = owner.with(|| RwSignal::new(1));
    assert_eq!(signal.try_set(2), None);
    assert_eq!(signal.try_update(std::mem::take), Some(2));
    owner.cleanup();
    assert_eq!(signal.try_set(3), Some(3));
    assert_eq!(signal.try_get_untracked(), None);
    assert_eq!(signal.try_update(std::mem::take), None);
}
