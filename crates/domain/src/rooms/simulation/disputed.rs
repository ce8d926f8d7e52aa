//! What people disagree about among what a simulation follows from (M5).

use super::build::Build;
use crate::rooms::services::catalogue::Catalogue;
use crate::value::list_in_conflict;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Path, Record};

/// The records in question.
pub struct Disputes(pub Vec<Id>);

impl Disputes {
    /// Looks at what is down and what depends on it, at the plan, the runbooks, the roles and the people.
    pub fn of(
        build: &Build<'_>,
        catalogue: &Catalogue,
        (nodes, plan): (&[u32], Option<&Record>),
        view: &View<'_>,
    ) -> Self {
        let mut found = Vec::new();
        let mut look = |id: Id, fields: &[&'static str], lists: &[&str]| {
            let Some(record) = view.there(id) else {
                return;
            };
            let field = |field: &&'static str| {
                let slot = record.slot(Path::of(field));
                slot.is_some_and(|slot| slot.values.len() > 1)
            };
            if fields.iter().any(field) || lists.iter().any(|list| list_in_conflict(record, list)) {
                found.push(id);
            }
        };
        // One that is up may be up only by what lists show.
        let near = nodes
            .iter()
            .flat_map(|node| catalogue.net.up(*node))
            .map(|edge| edge.from);
        let mut around: Vec<u32> = nodes.iter().copied().chain(near).collect();
        around.arrange();
        around.dedup();
        for node in around {
            let fields: &[&'static str] = if nodes.binary_search(&node).is_ok() {
                &["rto", "recovery"]
            } else {
                &[]
            };
            look(catalogue.ids[node as usize], fields, &["dependencies"]);
        }
        if let Some(plan) = plan {
            let fields = ["activation_time", "lost", "services"];
            look(plan.id, &fields, &["strategies", "order", "runbooks"]);
        }
        for runbook in &build.runbooks {
            look(*runbook, &["services"], &["steps"]);
        }
        for role in &build.people.roles {
            look(*role, &["primary"], &["deputies"]);
        }
        for person in build.people.who.iter().flatten() {
            look(*person, &["working_hours", "time_zone"], &[]);
        }
        found.arrange();
        found.dedup();
        Self(found)
    }
}
