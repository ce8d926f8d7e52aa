//! What would go wrong if people were called now: roles without holder or deputy, one person in two
//! roles, people whom nobody calls, contacts that nobody checked.

use super::figures::roles_held;
use super::rules::{person_findings, role_findings};
use super::{PERSON, ROLE, calls};
use crate::describe::{Finding, Tone};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Record};

/// Something that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The role or person.
    pub record: Id,
    /// How bad it is.
    pub tone: Tone,
    /// What is missing and what to do, as a sentence.
    pub text: String,
}

/// The rules about people that matter when they are called.
const CALLED: [&str; 5] = [
    "person-call-circle",
    "person-caller-gone",
    "person-no-contact",
    "person-contact-unchecked",
    "person-contact-stale",
];

/// All gaps, the worst first. Contacts count of those who hold a role or are in the call tree.
pub fn gaps(view: &View<'_>) -> Vec<Gap> {
    let mut found: Vec<Gap> = Vec::new();
    for role in view.live(ROLE.id) {
        let about = role_findings(role, view).into_iter();
        let about = about.filter(|finding| finding.rule.starts_with("role-"));
        found.extend(about.map(|finding| gap(role, finding)));
    }
    let mut tree: Vec<Id> = calls::call_tree(view)
        .iter()
        .map(|call| call.person)
        .collect();
    tree.arrange();
    for person in view.live(PERSON.id) {
        let held = roles_held(person, view);
        let called = tree.binary_search(&person.id).is_ok();
        if held.primary.len() + held.deputy.len() == 0 && !called {
            continue;
        }
        let findings = person_findings(person, view);
        let at_once = findings
            .iter()
            .find(|finding| finding.rule == "person-two-roles");
        if let Some(finding) = at_once {
            let tone = Tone::Bad;
            found.push(Gap {
                tone,
                ..gap(person, finding.clone())
            });
        } else if held.primary.len() > 1 {
            let names: Vec<String> = held.primary.iter().map(|role| view.name(role)).collect();
            let text = format!(
                "Primary of {}. Whoever does one of them leaves the others to the deputies.",
                names.join(" and of ")
            );
            let finding = Finding::warn("", None, text);
            found.push(gap(person, finding));
        }
        if !tree.is_empty() && !called && !held.primary.is_empty() {
            let text = "Holds a role and is not in the call tree. Say who calls this person.";
            found.push(gap(person, Finding::warn("", None, text.to_owned())));
        }
        let about = findings.into_iter();
        let about = about.filter(|finding| CALLED.contains(&finding.rule));
        found.extend(about.map(|finding| gap(person, finding)));
    }
    // Those of one loudness stay in their order.
    let (mut bad, rest): (Vec<Gap>, Vec<Gap>) =
        found.into_iter().partition(|gap| gap.tone == Tone::Bad);
    bad.extend(rest);
    bad
}

fn gap(record: &Record, finding: Finding) -> Gap {
    Gap {
        record: record.id,
        tone: finding.tone,
        text: finding.text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use serde_json::json;

    fn said(world: &World) -> Vec<(Id, String)> {
        let gaps = gaps(&world.view()).into_iter();
        gaps.map(|gap| (gap.record, gap.text)).collect()
    }

    fn reachable(world: &mut World, name: &str) -> Id {
        let fields = [
            ("title", json!(name)),
            ("phone", json!("+49 30 1234")),
            ("contact_checked", json!("2026-11-01")),
        ];
        world.add("person", &fields)
    }

    #[test]
    fn roles_without_holder_or_deputy_come_first() {
        let mut world = World::new();
        assert_eq!(said(&world), []);
        let (ada, ben) = (reachable(&mut world, "Ada"), reachable(&mut world, "Ben"));
        let lead = world.add(
            "role",
            &[
                ("title", json!("Lead")),
                ("primary", json!(ada.to_string())),
            ],
        );
        let scribe = world.add("role", &[("title", json!("Scribe"))]);
        let found = said(&world);
        assert_eq!((found[0].0, found.len()), (scribe, 3), "{found:?}");
        assert!(found[0].1.contains("Nobody holds"));
        for role in [lead, scribe] {
            world.item(role, "deputies", &[("person", json!(ben.to_string()))]);
        }
        world.set(scribe, "primary", json!(ben.to_string()));
        let found = said(&world);
        assert!(
            found
                .iter()
                .any(|(id, text)| *id == scribe && text.contains("more than once")),
            "{found:?}"
        );
    }

    #[test]
    fn one_person_in_two_roles_is_named() {
        let mut world = World::new();
        let (ada, ben) = (reachable(&mut world, "Ada"), reachable(&mut world, "Ben"));
        let role = |world: &mut World, title: &str| {
            let fields = [("title", json!(title)), ("primary", json!(ada.to_string()))];
            let role = world.add("role", &fields);
            world.item(role, "deputies", &[("person", json!(ben.to_string()))]);
            role
        };
        role(&mut world, "Lead");
        assert_eq!(said(&world), []);
        let other = role(&mut world, "Scribe");
        let found = said(&world);
        assert_eq!(found.len(), 1);
        assert!(found[0].0 == ada && found[0].1.contains("Lead") && found[0].1.contains("Scribe"));
        world.set(other, "archived", json!(true));
        assert_eq!(said(&world), []);
    }

    #[test]
    fn who_holds_a_role_should_be_called_and_reachable() {
        let mut world = World::new();
        let [ada, ben, cem] = ["Ada", "Ben", "Cem"].map(|name| reachable(&mut world, name));
        world.set(ben, "called_by", json!(ada.to_string()));
        let lead = world.add(
            "role",
            &[
                ("title", json!("Lead")),
                ("primary", json!(cem.to_string())),
            ],
        );
        world.item(lead, "deputies", &[("person", json!(ben.to_string()))]);
        let found = said(&world);
        assert!(
            found.len() == 1 && found[0].0 == cem && found[0].1.contains("not in the call tree")
        );
        world.set(cem, "called_by", json!(ada.to_string()));
        assert_eq!(said(&world), []);
        world.set(ben, "contact_checked", json!("2020-01-01"));
        let found = said(&world);
        assert!(
            found.len() == 1 && found[0].0 == ben && found[0].1.contains("last checked"),
            "{found:?}"
        );
        // Who is in no role and is called by nobody is no gap of the call tree.
        world.person("Dot");
        assert_eq!(said(&world).len(), 1);
    }
}
