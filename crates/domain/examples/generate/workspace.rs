//! A made-up workspace of any size: the same numbers give the same bytes.

use holdfast_domain::codec::json::Described;
use holdfast_domain::rooms::runbooks::start::{Options, start};
use holdfast_domain::view::View;
use holdfast_ledger::file::{self, Export};
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Record, Stamp, Text, place};
use serde_json::{Value, json};

/// 2026-11-01, in milliseconds since 1970.
const START: i64 = 1_793_491_200_000;
const AUTHORS: [&str; 4] = ["Ines Okafor", "Tomasz Nowak", "Mei Tan", "Ruth Adeyemi"];
pub const THINGS: &[&str] = &[
    "payroll database",
    "core switch",
    "backup vault",
    "identity provider",
    "patient portal",
    "message queue",
    "file server",
    "telephone exchange",
    "payment gateway",
    "cooling plant",
    "storage array",
    "order system",
    "name server",
    "virtual machine host",
    "laboratory system",
    "web front end",
];
const EVENTS: &[&str] = &[
    "is lost in a flood",
    "fails without warning",
    "is encrypted by ransomware",
    "cannot be reached",
    "loses its supplier",
    "runs out of space",
    "restores to the wrong day",
    "is shut down by a power cut",
];
const WORDS: &[&str] = &[
    "recovery",
    "the",
    "network",
    "of",
    "a",
    "standby",
    "replica",
    "on",
    "site",
    "must",
    "be",
    "checked",
    "before",
    "traffic",
    "is",
    "moved",
    "and",
    "operators",
    "confirm",
    "with",
    "owner",
    "that",
    "data",
    "are",
    "complete",
    "then",
    "close",
    "ticket",
    "restart",
    "service",
    "after",
    "window",
];

/// Numbers that look random (`SplitMix64`).
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    const fn below(&mut self, limit: usize) -> usize {
        (self.roll() % limit as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    pub fn prose(&mut self, words: usize) -> String {
        let words: Vec<&str> = (0..words).map(|_| self.pick(WORDS)).collect();
        words.join(" ")
    }

    fn day(&mut self) -> String {
        format!("2026-{:02}-{:02}", 1 + self.below(12), 1 + self.below(28))
    }
}

/// A workspace in the making.
struct Maker {
    dice: Dice,
    minted: i64,
    edits: Vec<Edit>,
    people: Vec<Id>,
    runbooks: Vec<Id>,
    /// One ledger for each author; they are joined in the end.
    desks: Vec<Ledger>,
    seed: u64,
}

impl Maker {
    fn mint(&mut self) -> Id {
        self.minted += 1;
        let (high, low) = (self.dice.roll(), self.dice.roll());
        let mut random = [0; 16];
        random[..8].copy_from_slice(&high.to_be_bytes());
        random[8..].copy_from_slice(&low.to_be_bytes());
        Id::mint(START + self.minted, random)
    }

    fn write(&mut self, (record, kind): (Id, &'static str), path: Path, value: &Value) {
        let kind = Key::new(kind);
        if let Ok(value) = Text::of(value) {
            self.edits.push(Edit {
                record,
                kind,
                path,
                value,
            });
        }
    }

    fn fields(&mut self, of: (Id, &'static str), fields: Value) {
        if let Value::Object(fields) = fields {
            for (name, value) in fields {
                self.write(of, Path::field(Key::of(&name)), &value);
            }
        }
    }

    fn items(&mut self, of: (Id, &'static str), list: &'static str, items: Vec<Value>) {
        let mut before: Option<String> = None;
        for fields in items {
            let item = self.mint();
            let key = place::between(before.as_deref(), None, item);
            let place = Place {
                key: key.clone(),
                under: None,
            };
            self.edits.push(Edit {
                record: of.0,
                kind: Key::new(of.1),
                path: Path::item(Key::new(list), item, PLACE),
                value: place.to_text(),
            });
            if let Value::Object(fields) = fields {
                for (name, value) in fields {
                    let path = Path::item(Key::new(list), item, Key::of(&name));
                    self.write(of, path, &value);
                }
            }
            before = Some(key);
        }
    }

    fn stamp(&self, desk: usize) -> Stamp {
        Stamp {
            at: START + self.minted * 1000,
            by: AUTHORS[desk].into(),
            note: None,
            random: Dice::new(self.seed ^ (desk as u64 + 1) << 8).roll(),
        }
    }

    fn commit(&mut self, desk: usize) -> Result<(), String> {
        let edits = std::mem::take(&mut self.edits);
        let stamp = self.stamp(desk);
        self.desks[desk]
            .commit(&edits, &stamp)
            .map(drop)
            .map_err(|error| error.to_string())
    }

    fn person(&mut self) -> Option<String> {
        let at = self.dice.below(self.people.len().max(1));
        self.people.get(at).map(Id::to_string)
    }

    fn add_person(&mut self, id: Id, n: usize) {
        let name = format!(
            "{} {n}",
            AUTHORS[n % AUTHORS.len()].split(' ').next().unwrap_or("A")
        );
        let (day, notes) = (self.dice.day(), self.dice.prose(40));
        let fields = json!({
            "code": format!("PER-{n}"), "title": name, "position": "Operator on call",
            "phone": format!("+44 20 7946 {n:04}"), "email": format!("person{n}@example.org"),
            "alternate": "Radio channel 3", "contact_checked": day, "time_zone": "Europe/London",
            "skills": ["storage", "networks"], "notes": notes,
        });
        self.fields((id, "person"), fields);
        self.people.push(id);
    }

    fn add_risk(&mut self, id: Id, n: usize) {
        let (thing, event) = (self.dice.pick(THINGS), self.dice.pick(EVENTS));
        let assessment = |dice: &mut Dice| {
            json!({"likelihood": 1 + dice.below(5), "impact": 1 + dice.below(5), "date": dice.day(),
                "knowledge": dice.pick(&["weak", "moderate", "strong"])})
        };
        let (inherent, current) = (assessment(&mut self.dice), assessment(&mut self.dice));
        let target = assessment(&mut self.dice);
        let fields = json!({
            "code": format!("RISK-{n}"), "title": format!("The {thing} {event}"),
            "owner": self.person(), "cause": self.dice.prose(9), "event": format!("The {thing} {event}"),
            "consequence": self.dice.prose(10),
            "category": self.dice.pick(&["technology", "cyber", "data", "supplier", "nature"]),
            "treatment": self.dice.pick(&["avoid", "reduce", "transfer", "accept"]),
            "inherent": inherent, "current": current, "target": target,
            "next_review": self.dice.day(),
        });
        self.fields((id, "risk"), fields);
        let action = json!({"title": format!("Protect the {thing}"), "owner": self.person(),
            "due": self.dice.day(), "state": "open"});
        self.items((id, "risk"), "actions", vec![action]);
    }

    fn add_change(&mut self, id: Id, n: usize) {
        let thing = self.dice.pick(THINGS);
        let day = self.dice.day();
        let fields = json!({
            "code": format!("CHG-{n}"), "title": format!("Replace the {thing}"),
            "owner": self.person(), "requester": self.person(),
            "type": self.dice.pick(&["standard", "normal", "emergency"]),
            "state": self.dice.pick(&["draft", "submitted", "assessed", "closed"]),
            "reason": self.dice.prose(10), "risk_level": self.dice.pick(&["low", "medium", "high"]),
            "window": {"start": format!("{day}T20:00:00.000Z"), "end": format!("{day}T22:00:00.000Z")},
            "implementation_plan": self.dice.prose(16), "test_plan": self.dice.prose(8),
            "back_out_plan": self.dice.prose(10),
        });
        self.fields((id, "change"), fields);
        let asked = vec![json!({"asked": self.person(), "decision": "pending"})];
        self.items((id, "change"), "approvals", asked);
    }

    fn add_runbook(&mut self, id: Id, n: usize) {
        let thing = self.dice.pick(THINGS);
        let fields = json!({
            "code": format!("RB-{n}"), "title": format!("Recover the {thing}"),
            "owner": self.person(), "status": "draft", "purpose": self.dice.prose(14),
            "trigger": format!("The {thing} {}", self.dice.pick(EVENTS)),
        });
        self.fields((id, "runbook"), fields);
        let steps = [
            ("Stop", "command"),
            ("Check", "validation"),
            ("Restore", "task"),
        ];
        let steps = steps.map(|(verb, kind)| {
            json!({"title": format!("{verb} the {thing}"), "kind": kind,
                "duration": {"low": 2, "likely": 5, "high": 15},
                "instructions": self.dice.prose(12)})
        });
        self.items((id, "runbook"), "steps", steps.to_vec());
        self.runbooks.push(id);
    }

    // A run of one of this desk's runbooks.
    fn add_run(&mut self, desk: usize) -> Result<(), String> {
        let at = self.dice.below(self.runbooks.len());
        let mut ids: Vec<Id> = (0..40).map(|_| self.mint()).collect();
        let ledger = &self.desks[desk];
        let view = View {
            ledger,
            recent: None,
            now: START + self.minted,
            offset_minutes: 0,
            zones: &holdfast_domain::zone::NO_ZONES,
            user: AUTHORS[desk],
            user_id: None,
        };
        let runbook = ledger.record(self.runbooks[at]).ok_or("no runbook")?;
        let options = Options {
            mode: "exercise",
            ..Options::default()
        };
        let mut mint = || ids.pop().unwrap_or_default();
        self.edits = start(runbook, &view, &options, &mut mint).edits;
        self.commit(desk)
    }
}

/// A workspace with so many records: risks, changes, people, runbooks and runs, written
/// by four authors.
pub fn workspace(records: usize, seed: u64) -> Result<Ledger, String> {
    let desks = AUTHORS.iter().map(|_| Ledger::new()).collect();
    let mut maker = Maker {
        dice: Dice::new(seed),
        minted: 0,
        edits: Vec::new(),
        people: Vec::new(),
        runbooks: Vec::new(),
        desks,
        seed,
    };
    let id = maker.mint();
    maker.fields((id, "workspace"), json!({"title": "North Fells Hospitals"}));
    maker.commit(0)?;
    for n in 1..records {
        // Desks take whole blocks, so that a desk's runs find its runbooks.
        let block = n / 64;
        let desk = block % AUTHORS.len();
        if n % 64 == 0 {
            maker.runbooks.clear();
        }
        let id = maker.mint();
        match n % 20 {
            0 | 1 => maker.add_runbook(id, n),
            2 if !maker.runbooks.is_empty() => maker.add_run(desk)?,
            3..=5 => maker.add_person(id, n),
            6..=10 => maker.add_change(id, n),
            _ => maker.add_risk(id, n),
        }
        maker.commit(desk)?;
    }
    let mut whole = Ledger::new();
    for record in maker.desks.iter().flat_map(Ledger::records) {
        whole.join(record.clone());
    }
    Ok(whole)
}

/// A copy in which its own author edited a tenth of the records; half of those are
/// the same in every copy, so that two copies disagree about them.
pub fn diverge(original: &Ledger, copy: u64, seed: u64) -> Result<Ledger, String> {
    let mut ledger = Ledger::new();
    let mut ids: Vec<Id> = original.records().map(|record| record.id).collect();
    ids.arrange();
    for record in original.records() {
        ledger.join(record.clone());
    }
    let mut dice = Dice::new(seed ^ copy.wrapping_mul(0xd1b5_4a32_d192_ed03));
    let stamp = Stamp {
        at: START + 1_000_000_000 + copy as i64,
        by: format!("Copy {copy}").into(),
        note: None,
        random: dice.roll(),
    };
    for (n, id) in ids.iter().enumerate() {
        let shared = n % 20 == 7;
        let own = n as u64 % 20 == 8 + copy % 8;
        let Some(kind) = original.record(*id).map(|record| record.kind) else {
            continue;
        };
        if shared || own {
            let title = format!("Edited in copy {copy}: {}", dice.prose(4));
            let edit = Edit {
                record: *id,
                kind,
                path: Path::of("title"),
                value: Text::string(&title),
            };
            let made = ledger.commit(&[edit], &stamp);
            made.map_err(|error| error.to_string())?;
        }
    }
    Ok(ledger)
}

/// The workspace as a file, without history.
pub fn file(ledger: &Ledger) -> String {
    let records: Vec<&Record> = ledger.records().collect();
    let kind = Key::new("workspace");
    let export = Export {
        workspace: ledger.of_kind(kind).next().map(|record| record.id),
        name: "North Fells Hospitals",
        scope: "workspace",
        records,
        history: None,
        attachments: Vec::new(),
        omit: &|_, _| false,
    };
    file::write(export, &Described)
}
