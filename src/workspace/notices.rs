//! What people are told.

use super::Workspace;
use crate::prelude::*;

/// What people are told, with the way back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// A sentence.
    pub text: String,
    /// Whether an Undo button stands beside it.
    pub undo: bool,
    /// Whether something went wrong.
    pub alarm: bool,
    /// A link to what it is about: its words and its address.
    pub link: Option<(&'static str, String)>,
}

impl Workspace {
    /// What people are told at the moment.
    pub fn notice(self) -> RwSignal<Option<Notice>> {
        self.inner().notice
    }

    /// Tells people something.
    pub fn say(self, text: impl Into<String>) {
        self.notice().set(Some(Notice {
            text: text.into(),
            undo: false,
            alarm: false,
            link: None,
        }));
    }

    /// Tells people that something went wrong.
    pub fn alarm(self, text: impl Into<String>) {
        self.notice().set(Some(Notice {
            text: text.into(),
            undo: false,
            alarm: true,
            link: None,
        }));
    }

    /// Takes alarms back that this was not written in a field of this name: now it is.
    pub fn mended(self, label: &str) {
        self.mended_alarms().set(Some(not_written(label)));
    }

    /// What alarms say that are no longer true.
    pub fn mended_alarms(self) -> RwSignal<Option<String>> {
        self.inner().mended
    }

    /// Tells people that what they wrote in a field of this name was not written, and why.
    pub fn alarm_unwritten(self, words: &str, label: &str, why: &str) {
        self.alarm(format!("“{words}”{}{why}", not_written(label)));
    }

    /// Gives the message that stands now a link to what it is about.
    pub fn link_notice(self, words: &'static str, href: String) {
        self.notice().update(|notice| {
            if let Some(notice) = notice {
                notice.link = Some((words, href));
            }
        });
    }
}

fn not_written(label: &str) -> String {
    format!(" was not written in {label}: ")
}
