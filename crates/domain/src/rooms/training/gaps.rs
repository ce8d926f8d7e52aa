//! What a plan's people lack: the roles of its teams, the competences that these need, and who of their
//! primaries and deputies has them.

use super::held::{Held, Standing, demanded, demands, holders};
use crate::describe::{Cell, Tone};
use crate::rooms::people::ROLE;
use crate::rooms::plans::TEAMS;
use crate::value::list_in_conflict;
use crate::view::View;
use holdfast_ledger::{Id, Record};

/// What a role of a plan needs, and how the people stand who hold it.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    /// The role.
    pub role: Id,
    /// The competence.
    pub competence: Id,
    /// Primary and deputies, in order, each with how they stand today.
    pub people: Vec<(Id, Standing)>,
}

impl Need {
    /// Those who do not have the competence today.
    pub fn missing(&self) -> impl Iterator<Item = Id> {
        let lacks = self
            .people
            .iter()
            .filter(|(_, standing)| !standing.counts());
        lacks.map(|(person, _)| *person)
    }

    /// Whether nobody has it: nobody holds the role, or all who do lack it.
    pub fn is_open(&self) -> bool {
        self.missing().count() == self.people.len()
    }
}

/// The roles that a plan names: those of its teams, then those that may activate it; each once.
pub fn roles(plan: &Record, view: &View<'_>) -> Vec<Id> {
    let teams = plan.items(TEAMS);
    let own = teams
        .iter()
        .filter_map(|item| item.text("role").parse().ok());
    let activators: Vec<String> = plan.get("activators").unwrap_or_default();
    let activators = activators.iter().filter_map(|id| id.parse().ok());
    let mut roles: Vec<Id> = Vec::new();
    for id in own.chain(activators) {
        let is_role = |record: &Record| record.kind == ROLE.key() && View::is_live(record);
        if view.there(id).is_some_and(is_role) && !roles.contains(&id) {
            roles.push(id);
        }
    }
    roles
}

/// What the roles of a plan need, role by role.
pub fn of_plan(plan: &Record, view: &View<'_>) -> Vec<Need> {
    let (held, all, today) = (Held::of(view), demands(view), view.today());
    let mut needs = Vec::new();
    for role in roles(plan, view) {
        let people = view
            .there(role)
            .map(|role| holders(role, view))
            .unwrap_or_default();
        needs.extend(demanded(role, &all).into_iter().map(|competence| {
            let standing = |person: &Id| (*person, held.standing(*person, competence, today));
            Need {
                role,
                competence,
                people: people.iter().map(standing).collect(),
            }
        }));
    }
    needs
}

/// The figure of a plan: what of what is needed its people have, each person and competence counted once.
pub fn figure(plan: &Record, view: &View<'_>) -> Cell {
    let disputed = list_in_conflict(plan, TEAMS.as_str());
    let mark = if disputed { " (in conflict)" } else { "" };
    let needs = of_plan(plan, view);
    if needs.is_empty() {
        let why = if roles(plan, view).is_empty() {
            "its teams name no role"
        } else {
            "no competence is needed by the roles of its teams"
        };
        return Cell::unknown(&format!("{why}{mark}"));
    }
    let name = |id: Id| {
        view.there(id)
            .map(|record| view.name(record))
            .unwrap_or_default()
    };
    let open = needs.iter().filter(|need| need.is_open()).count();
    let mut pairs: Vec<(Id, Id)> = Vec::new();
    let mut inputs = Vec::new();
    for need in &needs {
        let lacks: Vec<Id> = need
            .missing()
            .filter(|id| !pairs.contains(&(*id, need.competence)))
            .collect();
        pairs.extend(lacks.iter().map(|id| (*id, need.competence)));
        let names: Vec<String> = lacks.into_iter().map(name).collect();
        let words = match (need.people.is_empty(), names.is_empty()) {
            (true, _) => format!(
                "{}: nobody holds {}",
                name(need.competence),
                name(need.role)
            ),
            (false, true) => continue,
            (false, false) => format!("{}: {}", name(need.competence), names.join(", ")),
        };
        inputs.push(words);
    }
    let unheld = needs.iter().filter(|need| need.people.is_empty()).count();
    let gaps = pairs.len() + unheld;
    Cell {
        text: match gaps {
            0 => format!("no gap{mark}"),
            1 => format!("1 gap{mark}"),
            many => format!("{many} gaps{mark}"),
        },
        rank: Some(gaps as f64),
        tone: match (open, gaps) {
            (0, 0) => Tone::Good,
            (0, _) => Tone::Warn,
            _ => Tone::Bad,
        },
        inputs: if inputs.is_empty() {
            "all who hold its roles have what these need".to_owned()
        } else {
            inputs.join("; ")
        },
    }
}
