//! Other tabs of the same address: each hears of the others' changes at once (S5).

use super::{Workspace, beside};
use crate::edge::channel::Channel;
use crate::edge::dom;
use holdfast_ledger::Change;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
enum Message {
    /// Changes, as text.
    Changes(Vec<String>),
    /// The segments were rewritten: an import or a fold.
    Rewritten,
}

impl Workspace {
    /// Listens to the other tabs, and catches up whenever the tab is looked at again.
    pub(super) fn join_tabs(self) {
        let heard = move |text: String| match serde_json::from_str(&text) {
            Ok(Message::Changes(changes)) => self.hear(&changes),
            // A tab with a newer version may say more; the database has what counts.
            Ok(Message::Rewritten) | Err(_) => spawn_local(self.catch_up()),
        };
        let inner = self.inner();
        match Channel::open(&beside::scope(), heard) {
            Ok(channel) => *inner.saver.channel.borrow_mut() = Some(channel),
            // Without messages a tab catches up when it is looked at.
            Err(_) => inner.saver.channel.replace(None).map_or((), drop),
        }
        if let Ok(listener) = dom::on_show(move || spawn_local(self.catch_up())) {
            listener.keep();
        }
    }

    pub(super) fn broadcast_changes(self, texts: &[String]) {
        self.broadcast(&Message::Changes(texts.to_vec()));
    }

    pub(super) fn broadcast_rewritten(self) {
        self.broadcast(&Message::Rewritten);
    }

    fn broadcast(self, message: &Message) {
        let inner = self.inner();
        let channel = inner.saver.channel.borrow();
        if let (Some(channel), Ok(text)) = (&*channel, serde_json::to_string(message)) {
            // The others catch up from the database when they are looked at.
            let _ = channel.post(&text);
        }
    }

    fn hear(self, texts: &[String]) {
        let changes: Vec<Change> = texts
            .iter()
            .filter_map(|text| Change::parse(text).ok())
            .collect();
        self.take_in(changes);
    }

    /// Applies changes that were made elsewhere.
    pub(super) fn take_in(self, changes: Vec<Change>) {
        let inner = self.inner();
        let mut touched = Vec::new();
        {
            let mut ledger = inner.ledger.borrow_mut();
            for change in changes {
                touched.extend(ledger.apply(change));
            }
        }
        self.forget_purged();
        self.adopt_workspace();
        self.changed(touched);
    }
}
