use super::*;
use crate::rooms::changes::CHANGE;
use crate::rooms::risks::RISK;
use crate::rooms::vulnerabilities::VULNERABILITY;
use crate::testing::World;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

fn spec(kind: &'static Kind, pairs: &[(&str, &str)]) -> Spec {
    let pairs: Vec<(String, String)> = pairs
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    Spec::from_pairs(&pairs, &columns(kind))
}

fn titles(kind: &'static Kind, world: &World, pairs: &[(&str, &str)]) -> Vec<String> {
    let view = world.view();
    let mut table = Table::new(kind, &view);
    let rows = table.rows(&spec(kind, pairs), &view);
    rows.iter()
        .map(|row| world.record(table.id(*row)).text("title").into_owned())
        .collect()
}

fn risk(world: &mut World, title: &str, fields: &[(&'static str, Json)]) -> Id {
    let mut all = vec![("title", json!(title))];
    all.extend(fields.iter().cloned());
    world.add("risk", &all)
}

#[test]
fn the_title_comes_first_and_groups_give_a_column_for_each_part() {
    let keys: Vec<String> = columns(&CHANGE)
        .into_iter()
        .filter(|column| column.usual)
        .map(|column| column.key)
        .collect();
    assert_eq!(keys[..4], ["title", "code", "state", "window.start"]);
    assert!(
        keys.contains(&"window.end".to_owned()) && keys.contains(&"clashes".to_owned()),
        "{keys:?}"
    );
    assert!(
        columns(&RISK)
            .iter()
            .any(|column| column.key == "current.likelihood" && !column.usual)
    );
}

#[test]
fn what_nobody_said_is_found_sorted_and_grouped_as_the_choice_that_it_counts_as() {
    let mut world = World::new();
    for (title, state) in [
        ("Done", Some("fixed")),
        ("Said", Some("potential")),
        ("Unsaid", None),
        ("Open", Some("exploitable")),
    ] {
        let mut fields = vec![("title", json!(title))];
        fields.extend(state.map(|state| ("state", json!(state))));
        world.add("vulnerability", &fields);
    }
    let found = titles(
        &VULNERABILITY,
        &world,
        &[("f.state", "potential"), ("sort", "title")],
    );
    assert_eq!(found, ["Said", "Unsaid"]);
    let sorted = titles(&VULNERABILITY, &world, &[("sort", "state")]);
    assert_eq!(sorted, ["Said", "Unsaid", "Open", "Done"]);
    let view = world.view();
    let mut table = Table::new(&VULNERABILITY, &view);
    let columns = table.columns();
    let state = columns.iter().find(|column| column.key == "state");
    let options = table.options(state.expect("a column"), Standing::Live, &view);
    let said: Vec<(&str, usize)> = { options.iter() }
        .map(|option| (option.value.as_str(), option.count))
        .collect();
    assert_eq!(said, [("exploitable", 1), ("fixed", 1), ("potential", 2)]);
    let grouped = table.grouped(&spec(&VULNERABILITY, &[("group", "state")]), &view);
    let counts: Vec<usize> = grouped.groups.iter().map(|group| group.count).collect();
    assert_eq!(counts, [2, 1, 1]);
}

#[test]
fn an_address_is_read_back_as_written_and_strange_parts_are_passed_over() {
    let pairs = [
        ("q", "backup vault"),
        ("show", "archived"),
        ("sort", "-owner"),
        ("f.category", "cyber"),
        ("f.category", "data"),
        ("f.current.impact", "4..5"),
        ("f.next_review", "..today-1"),
        ("f.title", "vault"),
        ("cols", "title,owner"),
    ];
    let read = spec(&RISK, &pairs);
    let written: Vec<(String, String)> = read.to_pairs();
    assert_eq!(
        written,
        pairs.map(|(key, value)| (key.to_owned(), value.to_owned()))
    );
    assert_eq!(
        spec(
            &RISK,
            &[
                ("sort", "-nothing"),
                ("f.nothing", "x"),
                ("show", "x"),
                ("f.title", " ")
            ]
        ),
        Spec::default()
    );
}

#[test]
fn words_are_found_in_fields_items_choices_and_names() {
    let mut world = World::new();
    let ana = world.person("Ana Petrović");
    let fire = risk(
        &mut world,
        "Fire",
        &[
            ("owner", json!(ana.to_string())),
            ("category", json!("site")),
            ("tags", json!(["north"])),
        ],
    );
    world.item(fire, "actions", &[("title", json!("Replace SPRINKLERS"))]);
    risk(&mut world, "Flood", &[("cause", json!("A \"burst\" pipe"))]);
    for found in ["petrović", "sprinkler", "utilities", "NORTH", "fire ana"] {
        assert_eq!(titles(&RISK, &world, &[("q", found)]), ["Fire"], "{found}");
    }
    assert_eq!(titles(&RISK, &world, &[("q", "\"burst\"")]), ["Flood"]);
    assert!(titles(&RISK, &world, &[("q", "likelihood")]).is_empty());
}

#[test]
fn filters_are_all_wanted_and_one_of_their_values_is_enough() {
    let mut world = World::new();
    let rated =
        |likelihood: u32, impact: u32| json!({ "likelihood": likelihood, "impact": impact });
    risk(
        &mut world,
        "Fire",
        &[
            ("category", json!("site")),
            ("current", rated(2, 5)),
            ("next_review", json!("2026-11-20")),
        ],
    );
    risk(
        &mut world,
        "Theft",
        &[
            ("category", json!("data")),
            ("current", rated(4, 5)),
            ("next_review", json!("2026-11-25")),
        ],
    );
    risk(&mut world, "Strike", &[]);
    let by_title = |mut pairs: Vec<(&'static str, &'static str)>| {
        pairs.push(("sort", "title"));
        titles(&RISK, &world, &pairs)
    };
    assert_eq!(
        by_title(vec![("f.category", "site"), ("f.category", "data")]),
        ["Fire", "Theft"]
    );
    assert_eq!(by_title(vec![("f.category", "")]), ["Strike"]);
    assert_eq!(
        by_title(vec![
            ("f.current.impact", "5..5"),
            ("f.current.likelihood", "..3")
        ]),
        ["Fire"]
    );
    assert_eq!(by_title(vec![("f.next_review", "..today-1")]), ["Fire"]);
    let undated = by_title(vec![("f.next_review", "none..")]);
    assert!(
        !undated.is_empty() && !undated.contains(&"Fire".to_owned()),
        "{undated:?}"
    );
    assert_eq!(
        by_title(vec![("f.next_review", "today..today+7")]),
        ["Theft"]
    );
    assert_eq!(by_title(vec![("f.current_rating", "unknown")]), ["Strike"]);
    assert_eq!(
        by_title(vec![("f.title", "TRI"), ("f.category", "")]),
        ["Strike"]
    );
}

#[test]
fn a_disputed_row_is_found_by_each_of_its_values() {
    let mut world = World::new();
    let fire = risk(&mut world, "Fire", &[]);
    world.conflict(fire, "category", json!("site"), json!("data"));
    for value in ["site", "data"] {
        assert_eq!(titles(&RISK, &world, &[("f.category", value)]), ["Fire"]);
    }
}

#[test]
fn mine_is_what_the_person_at_the_device_owns() {
    let mut world = World::new();
    let ana = world.person("Ana");
    risk(&mut world, "Fire", &[("owner", json!(ana.to_string()))]);
    risk(&mut world, "Flood", &[]);
    assert!(titles(&RISK, &world, &[("f.owner", ME)]).is_empty());
    world.user_id = Some(ana);
    assert_eq!(titles(&RISK, &world, &[("f.owner", ME)]), ["Fire"]);
}

#[test]
fn numbers_in_texts_count_as_numbers_and_nothing_comes_last() {
    let mut world = World::new();
    for (title, code) in [
        ("b", json!("RISK-10")),
        ("a", json!("RISK-9")),
        ("c", Json::Null),
    ] {
        risk(&mut world, title, &[("code", code)]);
    }
    assert_eq!(titles(&RISK, &world, &[("sort", "code")]), ["a", "b", "c"]);
    assert_eq!(titles(&RISK, &world, &[("sort", "-code")]), ["b", "a", "c"]);
}

#[test]
fn unless_told_otherwise_a_kind_is_sorted_as_it_says() {
    let mut world = World::new();
    for (title, start) in [
        ("late", "2026-12-02T08:00:00.000Z"),
        ("early", "2026-12-01T08:00:00.000Z"),
    ] {
        world.add(
            "change",
            &[
                ("title", json!(title)),
                ("window", json!({ "start": start })),
            ],
        );
    }
    assert_eq!(titles(&CHANGE, &world, &[]), ["late", "early"]);
}

#[test]
fn archived_and_deleted_records_are_apart() {
    let mut world = World::new();
    risk(&mut world, "Live", &[]);
    risk(&mut world, "Old", &[("archived", json!(true))]);
    let gone = risk(&mut world, "Gone", &[]);
    world.commit(&[holdfast_ledger::Ledger::delete(gone, RISK.key())]);
    assert_eq!(titles(&RISK, &world, &[]), ["Live"]);
    assert_eq!(titles(&RISK, &world, &[("show", "archived")]), ["Old"]);
    assert_eq!(titles(&RISK, &world, &[("show", "trash")]), ["Gone"]);
}

/// M17: what was purged waits in no trash.
#[test]
fn purged_records_are_in_no_list() {
    let mut world = World::new();
    let id = risk(&mut world, "Gone", &[]);
    let stamp = holdfast_ledger::Stamp {
        at: 0,
        by: "Ada".into(),
        note: None,
        random: 1,
    };
    let purge = holdfast_ledger::purge::Purge::record(id);
    world.ledger.purge(&[purge], &[], &stamp).expect("purged");
    for show in ["live", "archived", "trash"] {
        assert_eq!(titles(&RISK, &world, &[("show", show)]), [""; 0], "{show}");
    }
}

#[test]
fn values_to_choose_from_are_counted() {
    let mut world = World::new();
    risk(&mut world, "a", &[("tags", json!(["x", "y"]))]);
    risk(&mut world, "b", &[("tags", json!(["x"]))]);
    risk(&mut world, "c", &[]);
    let view = world.view();
    let mut table = Table::new(&RISK, &view);
    let tags = table
        .columns()
        .iter()
        .find(|column| column.key == "tags")
        .cloned()
        .expect("a column");
    let counted: Vec<(String, usize)> = table
        .options(&tags, Standing::Live, &view)
        .into_iter()
        .map(|value| (value.value, value.count))
        .collect();
    assert_eq!(
        counted,
        [(String::new(), 1), ("x".to_owned(), 2), ("y".to_owned(), 1)]
    );
}

#[derive(Clone, Debug)]
enum Step {
    Add(String),
    Title(usize, String),
    Owner(usize, usize),
    Rate(usize, u32),
    Delete(usize),
    Archive(usize, bool),
    Rename(usize, String),
    Code(usize, String),
    Look(String),
    ReadAhead,
    Prepare,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        "[ab]{1,3}".prop_map(Step::Add),
        (0..9_usize, "[ab]{0,3}").prop_map(|(n, title)| Step::Title(n, title)),
        (0..9_usize, 0..2_usize).prop_map(|(n, owner)| Step::Owner(n, owner)),
        (0..9_usize, 1..6_u32).prop_map(|(n, rating)| Step::Rate(n, rating)),
        (0..9_usize).prop_map(Step::Delete),
        (0..9_usize, any::<bool>()).prop_map(|(n, archived)| Step::Archive(n, archived)),
        (0..2_usize, "[ab]{1,3}").prop_map(|(n, name)| Step::Rename(n, name)),
        (0..9_usize, "(RISK-7)?").prop_map(|(n, code)| Step::Code(n, code)),
        "[ab]{0,2}".prop_map(Step::Look),
        Just(Step::ReadAhead),
        Just(Step::Prepare),
    ];
    proptest::collection::vec(step, 1..40)
}

fn shown(table: &mut Table, spec: &Spec, view: &View<'_>) -> Vec<Id> {
    let rows = table.rows(spec, view);
    rows.iter().map(|row| table.id(*row)).collect()
}

proptest! {
    #[test]
    fn rows_brought_up_to_date_are_as_rows_read_anew(steps in steps(), sort in prop_oneof!["-?title", "-?owner", "-?current_rating", "-?state"], filter in prop_oneof![Just(""), Just("title"), Just("owner"), Just("level"), Just("state")]) {
        let mut world = World::new();
        let people = [world.person("ba"), world.person("ab")];
        let mut risks: Vec<Id> = Vec::new();
        let mut table = Table::new(&RISK, &world.view());
        let owner = people[0].to_string();
        let filter = match filter { "title" => vec![("f.title", "a")], "owner" => vec![("f.owner", owner.as_str())], "level" => vec![("f.level", "Medium"), ("f.level", "unknown")], "state" => vec![("f.state", "Assessed"), ("f.title", "a")], _ => vec![] };
        let mut look = spec(&RISK, &[&[("sort", sort.as_str())], filter.as_slice()].concat());
        for step in steps {
            let at = |n: usize| risks.get(n % risks.len().max(1)).copied();
            let changed = match step {
                Step::Add(title) => {
                    let id = risk(&mut world, &title, &[]);
                    risks.push(id);
                    vec![id]
                }
                Step::Title(n, title) => at(n).inspect(|&id| { world.set(id, "title", json!(title)); }).into_iter().collect(),
                Step::Owner(n, owner) => at(n).inspect(|&id| { world.set(id, "owner", json!(people[owner].to_string())); }).into_iter().collect(),
                Step::Rate(n, rating) => at(n).inspect(|&id| { world.set(id, "current", json!({ "likelihood": rating, "impact": 3 })); }).into_iter().collect(),
                Step::Delete(n) => at(n).inspect(|&id| { world.commit(&[holdfast_ledger::Ledger::delete(id, RISK.key())]); }).into_iter().collect(),
                Step::Archive(n, archived) => at(n).inspect(|&id| { world.set(id, "archived", json!(archived)); }).into_iter().collect(),
                Step::Rename(n, name) => { world.set(people[n], "title", json!(name)); vec![people[n]] }
                Step::Code(n, code) => at(n).inspect(|&id| { world.set(id, "code", json!(code)); }).into_iter().collect(),
                Step::Look(words) => { look.search = words; vec![] }
                Step::ReadAhead => { table.read_ahead(2, &world.view()); vec![] }
                Step::Prepare => { table.prepare(&look, 2, &world.view()); vec![] }
            };
            let view = world.view();
            table.update(&changed, &view);
            for standing in Standing::ALL {
                look.standing = standing;
                let anew = shown(&mut Table::new(&RISK, &view), &look, &view);
                prop_assert_eq!(&shown(&mut table, &look, &view), &anew);
                // What is found out of a filter once is what each row says by itself.
                let one_by_one = Spec { filters: Vec::new(), ..look.clone() };
                let fits = |id: &Id| look.filters.iter().all(|filter| {
                    let columns = table.columns();
                    let column = columns.iter().find(|column| column.key == filter.column).expect("a column");
                    Ready::new(column, &filter.test, &view).fits(view.ledger.record(*id).expect("a row"), &view)
                });
                let mut alone = shown(&mut Table::new(&RISK, &view), &one_by_one, &view);
                alone.retain(fits);
                prop_assert_eq!(alone, anew);
                let (rows, ids) = (table.rows(&look, &view), shown(&mut table, &look, &view));
                let lacks = |id: &Id| view.ledger.record(*id).is_some_and(crate::codes::lacks);
                prop_assert_eq!(table.lack_codes(&rows), ids.iter().any(lacks));
                prop_assert_eq!(table.count(standing), Table::new(&RISK, &view).count(standing));
            }
        }
    }
}
