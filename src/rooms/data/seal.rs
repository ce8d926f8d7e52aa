//! The dialog “Export sealed”: a file that only its passphrase opens.

use super::export::{hand_out, not_exported, room_options, with_checks};
use super::passphrase::{Passphrase, Wrong, about};
use super::{given_up_with, under_way};
use crate::prelude::*;
use crate::ui::dialog::{Dialog, cancel, submit_button};
use crate::workspace::Workspace;
use crate::workspace::exchange::{self, Run, Scope};
use holdfast_domain::heavy::Include;
use holdfast_domain::pace::CANCELLED;
use leptos::task::spawn_local;

/// What is wrong with no field.
const RUN: &str = "seal-run";

#[derive(Clone, Copy)]
struct Sealing {
    workspace: Workspace,
    open: RwSignal<bool>,
    with: RwSignal<Include>,
    room: RwSignal<String>,
    passphrase: Passphrase,
    run: StoredValue<Option<Run>>,
    wrong: RwSignal<Option<Wrong>>,
}

/// The dialog. `with` is that of the other exports.
pub fn dialog(workspace: Workspace, open: RwSignal<bool>, with: RwSignal<Include>) -> AnyView {
    let sealing = Sealing {
        workspace,
        open,
        with,
        room: RwSignal::default(),
        passphrase: Passphrase::new(open),
        run: given_up_with(open),
        wrong: RwSignal::default(),
    };
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
            {under_way(self.workspace.exporting(), "Export", "Cancel export", "")}
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
        let run = match self.workspace.exporting().begin_alone() {
            Ok(run) => run,
            Err(why) => return self.wrong.set(Some((RUN, why))),
        };
        self.run.set_value(Some(run));
        let turn = self.passphrase.turn();
        spawn_local(async move {
            let outcome = self.seal(&passphrase, run).await;
            run.end();
            if !self.passphrase.goes_on(turn) {
                return;
            }
            self.passphrase.step.set("");
            match outcome {
                Ok(()) => self.open.set(false),
                Err(why) if why == CANCELLED => not_exported(self.workspace, &why),
                Err(why) => self.wrong.set(Some((RUN, why))),
            }
        });
    }

    async fn seal(self, passphrase: &str, run: Run) -> Result<(), String> {
        let scope = Scope::of_room(&self.room.get_untracked());
        let with = self.with.get_untracked();
        self.passphrase.step.set("Writing…");
        let file = self.workspace.export(&scope, with, run.part(0.0, 0.8));
        let file = file.await?;
        run.check()?;
        self.passphrase.step.set("Sealing…");
        let sealed = exchange::seal(&file, passphrase, run.part(0.8, 1.0)).await?;
        run.check()?;
        hand_out(self.workspace, &scope, (with, true), &sealed).await
    }
}
