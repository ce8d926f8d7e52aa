//! The call tree: who calls whom.

use super::PERSON;
use crate::describe::Finding;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Path, Record};

/// Somebody in the call tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// Who is called.
    pub person: Id,
    /// By whom; nobody for those who begin.
    pub by: Option<Id>,
    /// How many calls before this one; those who begin have none.
    pub depth: usize,
    /// Whether they wait for a call that comes from themselves: nobody calls them.
    pub in_circle: bool,
}

/// All who call or are called, callers before those whom they call, each once; who calls nobody and is
/// called by nobody is not in it. Those in a circle come last.
pub fn call_tree(view: &View<'_>) -> Vec<Call> {
    let people: Vec<&Record> = view.live(PERSON.id).collect();
    let mut called: Vec<(Id, i64, Id)> = Vec::new();
    for person in &people {
        if let Some(by) = caller(person, view) {
            let order = person.get("call_order").unwrap_or(i64::MAX);
            called.push((by.id, order, person.id));
        }
    }
    called.arrange();
    let calls = |id: Id| {
        let from = called.partition_point(|call| call.0 < id);
        called[from..].iter().take_while(move |call| call.0 == id)
    };
    let begins =
        |person: &&&Record| caller(person, view).is_none() && calls(person.id).next().is_some();
    let mut tree: Vec<Call> = Vec::new();
    let mut open: Vec<Call> = Vec::new();
    for first in people.iter().filter(begins) {
        open.push(Call {
            person: first.id,
            by: None,
            depth: 0,
            in_circle: false,
        });
        while let Some(next) = open.pop() {
            tree.push(next);
            let below: Vec<&(Id, i64, Id)> = calls(next.person).collect();
            open.extend(below.into_iter().rev().map(|(by, _, person)| Call {
                person: *person,
                by: Some(*by),
                depth: next.depth + 1,
                in_circle: false,
            }));
        }
    }
    let mut reached: Vec<Id> = tree.iter().map(|call| call.person).collect();
    reached.arrange();
    let left = called
        .iter()
        .filter(|call| reached.binary_search(&call.2).is_err());
    let left = left.map(|(by, _, person)| Call {
        person: *person,
        by: Some(*by),
        depth: 0,
        in_circle: true,
    });
    tree.extend(left);
    tree
}

// Who calls a person, if they are still here.
fn caller<'a>(person: &Record, view: &View<'a>) -> Option<&'a Record> {
    let by = view.linked(person.value(Path::of("called_by")))?;
    View::is_live(by).then_some(by)
}

/// What is wrong with whom a person is called by.
pub fn findings(person: &Record, view: &View<'_>) -> Option<Finding> {
    let field = Some("called_by");
    let named = person.value(Path::of("called_by"))?;
    let mut trail = vec![person];
    let mut at = person;
    while let Some(by) = caller(at, view) {
        if by.id == person.id {
            let names: Vec<String> = trail.iter().rev().map(|one| view.name(one)).collect();
            let text = format!(
                "Nobody begins this part of the call tree: it goes round from {} and back. Have \
                 somebody else call one of them.",
                names.join(" to ")
            );
            return Some(Finding::bad("person-call-circle", field, text));
        }
        // A circle further up is told there.
        if trail.iter().any(|one| one.id == by.id) {
            return None;
        }
        trail.push(by);
        at = by;
    }
    (trail.len() == 1).then(|| {
        let who = view.linked(Some(named)).map(|by| view.name(by));
        let who = who.map_or_else(
            || "somebody who is not in this workspace any more".to_owned(),
            |name| format!("{name}, who is archived"),
        );
        let text = format!("In the call tree this person is called by {who}. Name somebody else.");
        Finding::bad("person-caller-gone", field, text)
    })
}

/// The fewest digits of a telephone number: `12` is a room, a handset or a floor.
const DIGITS: usize = 5;

/// A text about how to reach somebody, in pieces; of a telephone number what is dialled stands
/// beside it, of all else nothing does.
pub fn dialled(way: &str) -> Vec<(String, String)> {
    let within = |c: char| c.is_ascii_digit() || "+-()/. ".contains(c);
    let mut pieces: Vec<(String, String)> = Vec::new();
    let mut rest = way;
    while let Some(first) = rest.chars().next() {
        let begins = first.is_ascii_digit() || first == '+' || first == '(';
        let run = rest.find(|c| !within(c)).unwrap_or(rest.len());
        let run = rest[..run].trim_end_matches([' ', '-', '/', '.', '(']);
        let digits: String = run
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect();
        if begins && digits.len() >= DIGITS {
            pieces.push((run.to_owned(), digits));
            rest = &rest[run.len()..];
            continue;
        }
        // The rest of a word is no number: `B2F40500` is one of a part.
        let word = rest[first.len_utf8()..]
            .find(|c: char| !c.is_alphanumeric())
            .map_or(rest.len(), |at| at + first.len_utf8());
        match pieces.last_mut().filter(|(_, digits)| digits.is_empty()) {
            Some((text, _)) => text.push_str(&rest[..word]),
            None => pieces.push((rest[..word].to_owned(), String::new())),
        }
        rest = &rest[word..];
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_what_people_write() {
        let piece = |text: &str, digits: &str| (text.to_owned(), digits.to_owned());
        assert_eq!(
            dialled("+44 1632 960101"),
            [piece("+44 1632 960101", "+441632960101")]
        );
        assert_eq!(
            dialled("Home +44 1632 960401; handset 12 (B2F40500), or (01632) 960-402."),
            [
                piece("Home ", ""),
                piece("+44 1632 960401", "+441632960401"),
                piece("; handset 12 (B2F40500), or ", ""),
                piece("(01632) 960-402", "01632960402"),
                piece(".", ""),
            ]
        );
        assert_eq!(dialled("ada@example.org"), [piece("ada@example.org", "")]);
        assert!(dialled("").is_empty());
    }
    use crate::testing::World;
    use serde_json::json;

    fn called_by(world: &mut World, person: Id, by: Id) {
        world.set(person, "called_by", json!(by.to_string()));
    }

    #[test]
    fn callers_come_before_those_whom_they_call_in_their_order() {
        let mut world = World::new();
        let [ada, ben, cem, dot] = ["Ada", "Ben", "Cem", "Dot"].map(|name| world.person(name));
        assert!(call_tree(&world.view()).is_empty());
        for (person, by) in [(ben, ada), (cem, ada), (dot, ben)] {
            called_by(&mut world, person, by);
        }
        world.set(cem, "call_order", json!(1));
        world.set(ben, "call_order", json!(2));
        let order: Vec<(Id, usize)> = call_tree(&world.view())
            .iter()
            .map(|call| (call.person, call.depth))
            .collect();
        assert_eq!(order, [(ada, 0), (cem, 1), (ben, 1), (dot, 2)]);
    }

    #[test]
    fn a_circle_and_a_caller_who_is_gone_are_told() {
        let mut world = World::new();
        let [ada, ben, cem] = ["Ada", "Ben", "Cem"].map(|name| world.person(name));
        called_by(&mut world, ben, ada);
        called_by(&mut world, cem, ben);
        let rule = |world: &World, id, rule| world.finds(id, rule);
        assert!(!rule(&world, cem, "person-call-circle"));
        called_by(&mut world, ada, ben);
        assert!(rule(&world, ada, "person-call-circle") && rule(&world, ben, "person-call-circle"));
        assert!(
            !rule(&world, cem, "person-call-circle"),
            "only calls come from there"
        );
        let tree = call_tree(&world.view());
        assert_eq!(tree.len(), 3);
        assert!(tree.iter().all(|call| call.in_circle));
        world.set(ada, "called_by", json!(null));
        assert!(!rule(&world, ada, "person-call-circle"));
        assert!(!rule(&world, ben, "person-caller-gone"));
        world.set(ada, "archived", json!(true));
        assert!(
            rule(&world, ben, "person-caller-gone") && !rule(&world, cem, "person-caller-gone")
        );
    }
}
