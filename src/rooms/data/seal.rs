//! The dialog “Export sealed”: a file that only its passphrase opens.

use super::export::{hand_out, room_options, with_checks};
use super::passphrase::{Passphrase, Wrong, about};
use super::under_way;
use crate::prelude::*;
use crate::ui::dialog::{Dialog, cancel, submit_button};
use crate::workspace::Workspace;
use crate::workspace::exchange::{self, Scope, Watch};
use holdfast_domain::heavy::Include;
use leptos::task::spawn_local;

/// What is wrong with no field.
const RUN: &str = "seal-run";

#[derive(Clone, Copy)]
struct Sealing {
    workspace: Workspace,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    with: RwSignal<Include>,
    room: RwSignal<String>,
    passphrase: Passphrase,
    watch: Watch,
    wrong: RwSignal<Option<Wrong>>,
}

/// The dialog. `busy` and `with` are those of the other exports.
pub fn dialog(
    workspace: Workspace,
    open: RwSignal<bool>,
    with: RwSignal<Include>,
    busy: RwSignal<bool>,
) -> AnyView {
    let sealing = Sealing {
        workspace,
        open,
        busy,
        with,
        room: RwSignal::default(),
        passphrase: Passphrase::new(open),
        watch: Watch::new(),
        wrong: RwSignal::default(),
    };
    // Closed at work, it is free for the next; what still runs knows that nobody waits for it.
    Effect::new(move || {
        if !open.get() {
            sealing.watch.cancel();
            busy.set(false);
        }
    });
    let buttons = move || view! { {cancel(open)}{submit_button("Seal and download")} };
    Dialog::new("Export sealed".to_owned(), move || sealing.body(), buttons)
        .submit(move || sealing.submit())
        .view(open)
}

impl Sealing {
    fn body(self) -> AnyView {
        self.room.set(String::new());
        self.wrong.set(None);
        let passphrase = self.passphrase;
        let failed = Signal::derive(move || about(self.wrong, RUN));
        view! {
            <p>"Whoever has the file and the passphrase can read it; whoever has only the file cannot. Holdfast stores the passphrase nowhere: if it is lost, nobody can open the file. Tell it to others by another way than the file."</p>
            {passphrase.choose(self.wrong)}
            <div class="field">
                <label for="seal-room">"What the file contains"</label>
                <select id="seal-room" on:change=move |event| self.room.set(event_target_value(&event))>
                    <option value="">"The whole workspace"</option>
                    {room_options()}
                </select>
            </div>
            {with_checks(self.with)}
            <p class="error" role="alert" hidden=move || failed.with(Option::is_none)>{move || failed.get()}</p>
            {passphrase.progress()}
            {under_way(self.watch, "Export", "Cancel export", "")}
        }
        .into_any()
    }

    fn submit(self) {
        if self.passphrase.is_busy() {
            return;
        }
        let passphrase = match self.passphrase.chosen() {
            Ok(passphrase) => passphrase,
            Err(wrong) => return self.wrong.set(Some(wrong)),
        };
        self.wrong.set(None);
        self.busy.set(true);
        let turn = self.passphrase.turn();
        spawn_local(async move {
            let outcome = self.run(&passphrase, turn).await;
            if !self.passphrase.goes_on(turn) {
                return;
            }
            self.busy.set(false);
            self.passphrase.step.set("");
            match outcome {
                Ok(()) => self.open.set(false),
                Err(why) => self.wrong.set(Some((RUN, why))),
            }
        });
    }

    async fn run(self, passphrase: &str, turn: u32) -> Result<(), String> {
        let scope = Scope::of_room(&self.room.get_untracked());
        self.passphrase.step.set("Writing…");
        let with = self.with.get_untracked();
        let run = self.watch.begin();
        let file = self.workspace.export(&scope, with, run).await;
        run.end();
        let file = file?;
        if !self.passphrase.goes_on(turn) {
            return Ok(());
        }
        self.passphrase.step.set("Sealing…");
        let sealed = exchange::seal(&file, passphrase).await;
        if !self.passphrase.goes_on(turn) {
            return Ok(());
        }
        hand_out(self.workspace, &scope, (with, true), &sealed?).await
    }
}
