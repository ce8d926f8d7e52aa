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
            under_decision: true,
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
            under_decision: false,
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
        let quick = read(&typed, &roles(), Now { kind: "task", under_decision: true, known_only: false });
        prop_assert_eq!(quick.title.is_empty(), typed.trim().is_empty());
        prop_assert!(typed.contains(&quick.title));
    }
}
