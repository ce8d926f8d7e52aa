//! Actions, runs, and work in them, by the functions that the screens call.

use super::{NOW, World, all_ids, id, nth, view};
use crate::values::value;
use holdfast_domain::ask::{Answers, Ask};
use holdfast_domain::rooms;
use holdfast_domain::rooms::runbooks::RUN;
use holdfast_domain::rooms::runbooks::act::{Act, Outcome, Post};
use holdfast_domain::rooms::runbooks::run::RunView;
use holdfast_domain::rooms::runbooks::start::{Options, start};
use holdfast_ledger::{Id, Record};

impl World {
    fn mint(&mut self) -> impl FnMut() -> Id + use<> {
        let mut n = 0_u64;
        let base = self.team.random();
        move || {
            n += 1;
            let (base, n) = (base.to_be_bytes(), n.to_be_bytes());
            let mut random = [0; 16];
            random[..8].copy_from_slice(&base);
            random[8..].copy_from_slice(&n);
            Id::mint(NOW, random)
        }
    }

    pub(super) fn act(&mut self, who: usize, record: Id, nth_action: u8, answer: u8) {
        let mut mint = self.mint();
        let user = format!("copy {who}");
        let view = view(self.ledger(who), &user);
        let Some(record) = view.ledger.record(record) else {
            return;
        };
        let Some(kind) = rooms::kind(record.kind.as_str()) else {
            return;
        };
        let actions = kind.offered(record, &view);
        let Some(action) = nth(&actions, nth_action) else {
            return;
        };
        if action.refused.is_some() {
            return;
        }
        let ids = all_ids();
        let asks = action.asks.iter();
        let answers: Answers = asks
            .map(|field| (field.key, value(field.ty, answer, &ids)))
            .collect();
        let ask = Ask {
            action: action.key,
            record,
            view,
            answers: &answers,
            mint: &mut mint,
        };
        // Some answers are refused, in words.
        if let Ok(edits) = (action.perform)(ask) {
            self.dispatch(who, &edits);
        }
    }

    pub(super) fn start(&mut self, who: usize, runbook: Id) {
        let mut mint = self.mint();
        let view = view(self.ledger(who), "Ada");
        let Some(runbook) = view.there(runbook) else {
            return;
        };
        let options = Options {
            mode: "test",
            ..Options::default()
        };
        let started = start(runbook, &view, &options, &mut mint);
        self.dispatch(who, &started.edits);
    }

    pub(super) fn work(&mut self, who: usize, run: u8, step: u8, deed: u8) {
        let mut mint = self.mint();
        let view = view(self.ledger(who), "Tom");
        let runs: Vec<&Record> = view.live(RUN.id).collect();
        let Some(run) = nth(&runs, run) else { return };
        let state = RunView::of(run);
        let step = nth(&state.steps, step).map_or(id(200, 0), |step| step.id);
        let mut act = Act {
            run,
            state: &state,
            view,
            mint: &mut mint,
            paper: None,
        };
        let done = match deed {
            0 | 1 => act.start_step(step),
            2 | 3 => act.done(step, "It runs"),
            4 => act.fail(step, "It does not"),
            5 => act.skip(step, "Not needed"),
            6 => act.block(step, "Waits"),
            7 => act.reset(step, "Wrong step"),
            8 => act.note(Some(step), "Seen"),
            9 => act.pause("Lunch"),
            10 => act.resume(""),
            11 => act.finish("All back"),
            12 => act.capture(Some(step), "who", "Ada"),
            13 => act.hand_over(Post::Step(step), "Ines", None, ""),
            _ => act.complete(
                step,
                Outcome {
                    text: "So",
                    answer: "yes",
                    value: "1",
                    ..Outcome::default()
                },
            ),
        };
        // What is refused says so.
        if let Ok(edits) = done {
            self.dispatch(who, &edits);
        }
    }
}
