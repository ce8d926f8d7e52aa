use super::*;
use proptest::prelude::*;

fn roles() -> Vec<(Id, String)> {
    ["DBA", "Duty manager", "Database team"]
        .iter()
        .enumerate()
        .map(|(n, name)| (Id([n as u8 + 1; 16]), (*name).to_owned()))
        .collect()
}

fn said(typed: &str) -> (String, String) {
    let quick = read(
        typed,
        &roles(),
        Now {
            kind: "",
            under: Some(&[]),
            behind: None,
            known_only: false,
        },
    );
    (quick.title.clone(), quick.words())
}

#[test]
fn one_new_word_behind_an_at_makes_a_role_and_takes_nothing_else_away() {
    let said = |typed| {
        let quick = read(typed, &roles(), Now::default());
        (quick.title.clone(), quick.new_role.clone(), quick.words())
    };
    let role = |name: &str| Some(name.to_owned());
    assert_eq!(
        said("Fail over ~5 @Storage_team !"),
        (
            "Fail over".to_owned(),
            role("Storage team"),
            "5 min, point of no return, new role Storage team".to_owned()
        )
    );
    // Only where nothing but marks follows, and a role that there is comes first.
    assert_eq!(said("Mail @vendor about it ~5").1, None);
    assert_eq!(said("Mail ops@example.org ~5").1, None);
    assert_eq!(said("Call @dba").1, None);
}

#[test]
fn several_words_behind_an_at_make_a_role_where_they_are_a_name() {
    let said = |typed| {
        let quick = read(typed, &roles(), Now::default());
        let words = quick.words();
        (quick.title, quick.new_role.unwrap_or_default(), words)
    };
    let all = |title: &str, role: &str, words: &str| {
        (title.to_owned(), role.to_owned(), words.to_owned())
    };
    let new = "10 min, new role Application support";
    assert_eq!(
        said("Restart ~10 @Application support"),
        all("Restart", "Application support", new)
    );
    assert_eq!(
        said("Restart @Application support ~10"),
        all("Restart", "Application support", new)
    );
    // A sentence names nobody, and what stands before it counts.
    assert_eq!(
        said("Mail ~10 @vendor about it"),
        all("Mail @vendor about it", "", "10 min")
    );
    assert_eq!(
        said("Ask ~10 @DBA to restart"),
        all("Ask @DBA to restart", "", "10 min")
    );
    assert_eq!(
        said("Ask ~10 @Duty man"),
        all("Ask", "", "10 min, Duty manager")
    );
    let run = Now {
        known_only: true,
        ..Now::default()
    };
    let quick = read("Restart ~10 @Application support", &roles(), run);
    assert_eq!(quick.title, "Restart @Application support");
    assert_eq!(quick.words(), "10 min");
}

#[test]
fn an_answer_behind_a_decision_leads_below_it() {
    let answers =
        |words: &[&str]| -> Vec<String> { words.iter().map(|word| (*word).to_owned()).collect() };
    let (outer, inner) = (answers(&["yes", "go"]), answers(&["no", "go"]));
    let said = |typed: &str, under: Option<&[String]>, behind: Option<&[String]>| {
        let now = Now {
            under,
            behind,
            ..Now::default()
        };
        let quick = read(typed, &[], now);
        (quick.words(), quick.below)
    };
    let (outer, inner) = (Some(&*outer), Some(&*inner));
    assert_eq!(
        said("if no: stop", None, inner),
        ("if no, below the decision".to_owned(), true)
    );
    assert!(
        said("if maybe: stop", None, Some(&[])).1,
        "an answer that nobody named yet"
    );
    assert_eq!(
        said("if no: stop", outer, inner),
        ("if no, below the decision".to_owned(), true)
    );
    assert_eq!(
        said("if yes: stop", outer, inner),
        ("if yes".to_owned(), false)
    );
    assert_eq!(
        said("if go: stop", outer, inner),
        ("if go".to_owned(), false)
    );
    assert_eq!(said("stop", None, inner), (String::new(), false));
    assert_eq!(said("if no: stop", None, None), (String::new(), false));
}

#[test]
fn a_step_knows_the_decision_before_it_past_others_that_say_if() {
    let mut world = crate::testing::World::new();
    let step = |title: &str| serde_json::json!({"title": title});
    let mut steps: Vec<serde_json::Value> =
        ["Up?", "if yes: Go", "Go on", "if no: Stop", "if no: Call"]
            .map(step)
            .to_vec();
    steps[0]["kind"] = "decision".into();
    steps[1]["under"] = 0.into();
    steps[2]["under"] = 0.into();
    let (id, _) = crate::rooms::runbooks::tests::write_runbook(&mut world, &steps);
    let steps = crate::rooms::runbooks::steps::read(world.record(id));
    let found: Vec<_> = (0..5).map(|at| around(&steps, at)).collect();
    let (here, none) = (Some(0), None);
    assert_eq!(
        found,
        [
            (none, none),
            (here, none),
            (here, none),
            (none, here),
            (none, here)
        ]
    );
}

#[test]
fn what_looks_like_a_mark_and_was_not_read_is_found_with_why() {
    for (title, mark) in [
        ("if yes: stop", "if yes:"),
        ("Restart ~10 and wait", "~10"),
        ("Ask @nobody else", "@nobody"),
        ("Restart || now", "||"),
        ("Restart ~10/5/2", "~10/5/2"),
    ] {
        let (found, why) = unread(title).expect(title);
        assert_eq!(found, mark);
        assert!(!why.is_empty() && !why.ends_with('.'));
    }
    let (_, why) = unread("Restart ~10/5/2").expect("not read");
    assert!(why.contains("does not rise"), "{why}");
    for title in [
        "Write to ops@example.org",
        "Stop now!",
        "If this fails, call",
        "~10",
        "Wait ~ ten",
        "a @ b",
    ] {
        assert_eq!(unread(title), None, "{title}");
    }
}

#[test]
fn marks_behind_a_title_become_fields() {
    for (typed, title, words) in [
        ("Restore ~10", "Restore", "10 min"),
        (
            "Restore ~5/10/20 @dba !",
            "Restore",
            "5 min – 10 min – 20 min, DBA, point of no return",
        ),
        (
            "Restore @database ~1h30",
            "Restore",
            "Database team, 1 h 30 min",
        ),
        ("Call @Duty manager", "Call", "Duty manager"),
        (
            "Tell the wards ||",
            "Tell the wards",
            "side by side with the step before",
        ),
        (
            "Wait for the mirror /wait +30min",
            "Wait for the mirror",
            "wait, not before 30 min",
        ),
        (
            "Sign off /gate /evidence",
            "Sign off",
            "approval, evidence required",
        ),
        (
            "Phone the board /exercise",
            "Phone the board",
            "only in exercises",
        ),
        (
            "Is the mirror healthy?",
            "Is the mirror healthy?",
            "decision",
        ),
        (
            "Is it healthy? yes/no ~5",
            "Is it healthy?",
            "decision, yes or no, 5 min",
        ),
        ("if no: Rebuild it ~20", "Rebuild it", "if no, 20 min"),
    ] {
        let (left, understood) = said(typed);
        assert_eq!(left, title, "{typed}");
        let mut a: Vec<&str> = understood.split(", ").collect();
        let mut b: Vec<&str> = words.split(", ").collect();
        holdfast_ledger::sort::Arrange::arrange(&mut *a);
        holdfast_ledger::sort::Arrange::arrange(&mut *b);
        assert_eq!(a, b, "{typed}");
    }
}

#[test]
fn answers_keep_the_order_in_which_they_are_typed() {
    let quick = read("Is it up? yes/no/not sure/yes", &[], Now::default());
    let answers = quick.fields.iter().find(|(field, ..)| *field == "answers");
    let (_, value, words) = answers.expect("answers");
    assert_eq!(value.as_str(), r#"["yes","no","not sure"]"#);
    assert_eq!(words, "yes or no or not sure");
}

#[test]
fn what_is_not_understood_stays_in_the_title() {
    for typed in [
        "Write to ops@example.org",
        "Ask @nobody else",
        "Ask @d",
        "Stop now!",
        "Copy /etc/hosts",
        "Take disk +30",
        "Take ~ ten",
        "Take ~20/10/5",
        "Take ~5/10",
        "Look (why?) again",
        "~10",
        "!",
        "?",
        "If this fails, call",
    ] {
        assert_eq!(said(typed), (typed.to_owned(), String::new()), "{typed}");
    }
}

#[test]
fn a_kind_that_was_chosen_stays() {
    let quick = read(
        "Ready?",
        &[],
        Now {
            kind: "validation",
            under: None,
            behind: None,
            known_only: false,
        },
    );
    assert!(quick.is_plain());
    let quick = read("if no: stop", &[], Now::default());
    assert_eq!(quick.title, "if no: stop");
}

#[test]
fn roles_are_offered_by_their_beginning() {
    let roles = roles();
    assert_eq!(
        roles_meant("Restore @d", &roles),
        ["DBA", "Duty manager", "Database team"]
    );
    assert_eq!(roles_meant("Restore @du", &roles), ["Duty manager"]);
    assert!(roles_meant("Restore", &roles).is_empty());
}

proptest! {
    /// Whatever is typed leaves a title, and reading what is left finds no more marks behind it.
    #[test]
    fn a_title_is_always_left(typed in "[a ?!@~/|+:1-3dif]{1,30}") {
        let quick = read(&typed, &roles(), Now { kind: "task", under: Some(&[]), behind: None, known_only: false });
        prop_assert_eq!(quick.title.is_empty(), typed.trim().is_empty());
        // Every word of it was typed, in this order.
        let mut words = typed.split_whitespace();
        for word in quick.title.split_whitespace() {
            prop_assert!(words.any(|typed| typed.contains(word)), "{:?}", quick.title);
        }
    }
}
