//! Plans and their activations as people live them; a small hospital for the tests beside.

mod activations;
mod back;
mod document;
mod findings;
mod order;
mod recovery;
mod states;

use super::track::{StageState, Track};
use crate::ask::{Answers, Ask};
use crate::rooms::runbooks::act::{Act, Acted};
use crate::rooms::runbooks::run::RunView;
use crate::testing::World;
use holdfast_ledger::{Edit, Id, Key};
use serde_json::{Value, json};

/// A plan for the loss of a site: the record needs its database, and that the storage of either site.
struct Site {
    world: World,
    record: Id,
    database: Id,
    /// The storage at the site that is lost, and the site.
    storage: Id,
    hall: Id,
    /// The other site.
    other: Id,
    /// Brings the database back, then the record.
    runbooks: [Id; 2],
    plan: Id,
    /// The plan's entries for the two.
    entries: [Id; 2],
}

impl Site {
    fn new() -> Self {
        let mut world = World::new();
        let ada = world.person("Ada");
        world.act_as(ada);
        let site = world.add(
            "service",
            &[("title", json!("Fellgate")), ("node", json!("site"))],
        );
        let other = world.add(
            "service",
            &[("title", json!("Marrowdale")), ("node", json!("site"))],
        );
        let storage = service(&mut world, "Storage F", 10, &[(site, "hard", "")]);
        let spare = service(&mut world, "Storage M", 10, &[(other, "hard", "")]);
        let database = service(
            &mut world,
            "Database",
            60,
            &[(storage, "hard", "storage"), (spare, "hard", "storage")],
        );
        let record = service(&mut world, "Record", 30, &[(database, "hard", "")]);
        world.set(record, "rto", json!(240));
        let runbooks = [
            runbook(&mut world, "Restore the database", database, 60),
            runbook(&mut world, "Start the record", record, 30),
        ];
        let plan = world.add(
            "plan",
            &[
                ("title", json!("Loss of Fellgate")),
                ("scenario", json!("site")),
                (
                    "services",
                    json!([record.to_string(), database.to_string()]),
                ),
                ("lost", json!([site.to_string()])),
                ("activators", json!([ada.to_string()])),
                ("activation_time", json!(30)),
            ],
        );
        let entries = runbooks.map(|runbook| {
            let runbook = json!(runbook.to_string());
            world.item(
                plan,
                "runbooks",
                &[("phase", json!("recover")), ("runbook", runbook)],
            )
        });
        Self {
            world,
            record,
            database,
            storage,
            hall: site,
            other,
            runbooks,
            plan,
            entries,
        }
    }

    fn approved() -> Self {
        let mut site = Self::new();
        site.world.act(site.plan, "submit", &[]).expect("submitted");
        site.world.act(site.plan, "approve", &[]).expect("approved");
        site.world
            .act(site.plan, "put_in_force", &[])
            .expect("in force");
        site
    }

    fn activate(&mut self, more: &[(&'static str, Value)]) -> Id {
        let mut answers = vec![
            ("mode", json!("actual")),
            ("reason", json!("Water in the hall.")),
        ];
        answers.extend(more.iter().cloned());
        self.world
            .act(self.plan, "activate", &answers)
            .expect("activated");
        self.last()
    }

    /// The activation that was made last.
    fn last(&self) -> Id {
        let all = self.world.ledger.of_kind(Key::new("activation"));
        all.map(|record| record.id).max().expect("an activation")
    }

    fn track(&self, activation: Id) -> Track {
        Track::of(self.world.record(activation), &self.world.view())
    }

    fn states(&self, activation: Id) -> Vec<StageState> {
        self.track(activation)
            .stages
            .iter()
            .map(|stage| stage.state)
            .collect()
    }

    fn run_of(&self, activation: Id, stage: usize) -> Id {
        self.track(activation).stages[stage].run.expect("a run")
    }

    /// Does something with an activation.
    fn deed(
        &mut self,
        activation: Id,
        deed: impl FnOnce(Ask<'_>) -> Result<Vec<Edit>, String>,
    ) -> Result<(), String> {
        let ids: Vec<Id> = (0..256).map(|_| self.world.mint()).collect();
        let mut ids = ids.into_iter();
        let edits = deed(Ask {
            action: "",
            record: self.world.record(activation),
            view: self.world.view(),
            answers: &Answers::new(),
            mint: &mut || ids.next().expect("enough ids"),
        })?;
        self.world.commit(&edits);
        Ok(())
    }

    /// Does something in a run.
    fn act(&mut self, run: Id, what: impl FnOnce(&mut Act<'_>) -> Acted) {
        let ids: Vec<Id> = (0..9).map(|_| self.world.mint()).collect();
        let mut ids = ids.into_iter();
        let state = RunView::of(self.world.record(run));
        let mut act = Act {
            run: self.world.record(run),
            state: &state,
            view: self.world.view(),
            mint: &mut || ids.next().expect("enough ids"),
            paper: None,
        };
        let edits = what(&mut act).expect("it can be done");
        self.world.commit(&edits);
    }

    /// Does all steps of a run, and finishes it.
    fn finish(&mut self, run: Id) {
        let steps: Vec<Id> = RunView::of(self.world.record(run))
            .steps
            .iter()
            .map(|step| step.id)
            .collect();
        for step in steps {
            self.act(run, |act| act.done(step, ""));
        }
        self.act(run, |act| act.finish(""));
    }
}

fn service(world: &mut World, title: &str, recovery: i64, needs: &[(Id, &str, &str)]) -> Id {
    let service = world.add(
        "service",
        &[("title", json!(title)), ("recovery", json!(recovery))],
    );
    for (on, kind, any_of) in needs {
        let need = [
            ("on", json!(on.to_string())),
            ("kind", json!(kind)),
            ("any_of", json!(any_of)),
        ];
        world.item(service, "dependencies", &need);
    }
    service
}

/// An approved runbook of one step and a milestone.
fn runbook(world: &mut World, title: &str, service: Id, minutes: i64) -> Id {
    let id = world.add(
        "runbook",
        &[
            ("title", json!(title)),
            ("services", json!([service.to_string()])),
        ],
    );
    let duration = json!({"low": minutes, "likely": minutes, "high": minutes});
    world.item(
        id,
        "steps",
        &[("title", json!("Do it")), ("duration", duration)],
    );
    let back = [
        ("title", json!("It is back")),
        ("kind", json!("milestone")),
        ("service", json!(service.to_string())),
    ];
    world.item(id, "steps", &back);
    world.act(id, "submit", &[]).expect("submitted");
    world.act(id, "approve", &[]).expect("approved");
    id
}
