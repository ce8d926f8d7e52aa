//! Each check both ways: `pairs.txt` has records that fail it, and what mends them.

use super::checks::{self, CHECKS};
use super::device::DEVICE;
use super::tests::fails;
use crate::testing::World;
use holdfast_ledger::{Id, Key};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const PAIRS: &str = include_str!("pairs.txt");

/// A workspace that is told line by line.
struct Told {
    world: World,
    names: BTreeMap<String, Id>,
}

impl Told {
    fn new() -> Self {
        let mut world = World::new();
        let me = world.person("Ada");
        world.act_as(me);
        let names = BTreeMap::from([("me".to_owned(), me)]);
        Self { world, names }
    }

    fn id(&self, name: &str) -> Id {
        *self.names.get(name).unwrap_or_else(|| panic!("no {name}"))
    }

    fn fields(&self, json: &str) -> Vec<(&'static str, Value)> {
        let mut json = json.to_owned();
        for (name, id) in &self.names {
            json = json.replace(&format!("\"@{name}\""), &format!("\"{id}\""));
        }
        assert!(!json.contains("\"@"), "{json}");
        let all: BTreeMap<String, Value> = serde_json::from_str(&json).expect("fields");
        let named = |(name, value): (String, Value)| (Key::of(&name).as_str(), value);
        all.into_iter().map(named).collect()
    }

    fn does(&mut self, line: &str) {
        let (head, json) = line.split_at(line.find(" {").unwrap_or(line.len()));
        let words: Vec<&str> = head.split(' ').collect();
        let fields = || self.fields(json.trim());
        match words.as_slice() {
            ["+", name, kind] => {
                let (kind, mut fields) = (Key::of(kind).as_str(), fields());
                if fields.iter().all(|(field, _)| *field != "title") {
                    fields.push(("title", Value::from(*name)));
                }
                let id = self.world.add(kind, &fields);
                self.names.insert((*name).to_owned(), id);
            }
            ["*", name, of, list] => {
                let (list, fields) = (Key::of(list).as_str(), fields());
                let item = self.world.item(self.id(of), list, &fields);
                self.names.insert((*name).to_owned(), item);
            }
            ["=", name] => {
                for (field, value) in fields() {
                    self.world.set(self.id(name), field, value);
                }
            }
            ["=", of, list, item] => {
                let list = Key::of(list).as_str();
                let (of, item) = (self.id(of), self.id(item));
                for (field, value) in fields() {
                    self.world.set_item(of, list, item, field, value);
                }
            }
            ["-", name] => self.world.delete(self.id(name)),
            [">", name, action] => {
                let done = self.world.act(self.id(name), action, &[]);
                done.unwrap_or_else(|why| panic!("{line}: {why}"));
            }
            _ => panic!("{line}"),
        }
    }
}

#[test]
fn each_check_fails_and_passes() {
    let lines = PAIRS.lines().filter(|line| !line.starts_with('#'));
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    let (mut told, mut check, mut failing) = (Told::new(), "", None);
    for line in lines.chain(std::iter::once("check ")) {
        if let Some(next) = line.strip_prefix("check ") {
            match failing.take() {
                Some(id) if fails(&told.world, id, check) => {
                    wrong.push(format!("{check}: not mended"))
                }
                None if !check.is_empty() => wrong.push(format!("{check}: nothing fails")),
                _ => {}
            }
            (told, check) = (Told::new(), next);
        } else if let Some(name) = line.strip_prefix("? ") {
            let id = told.id(name);
            let record = told.world.record(id);
            let known = checks::find(check).unwrap_or_else(|| panic!("no check {check}"));
            assert_eq!(record.kind.as_str(), known.kind, "{check}");
            if !fails(&told.world, id, check) {
                wrong.push(format!("{check}: passes"));
            }
            failing = Some(id);
            assert!(seen.insert(check), "{check} twice");
        } else if !line.is_empty() {
            told.does(line);
        }
    }
    let all = CHECKS.iter().map(|check| check.id);
    // What this device is to be known of has a test of its own.
    let bare = all.filter(|id| !seen.contains(id) && !DEVICE.contains(id));
    wrong.extend(bare.map(|id| format!("{id}: no pair")));
    assert!(wrong.is_empty(), "{wrong:#?}");
}
