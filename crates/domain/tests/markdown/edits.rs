//! Corrections in the import review.

use holdfast_domain::codec::markdown::edit::{
    EditError, Kept, indent, merge_with_previous, outdent, set_kind, set_title, step, to_notes,
    to_step,
};
use holdfast_domain::codec::markdown::{MAX_DEPTH, RunbookDraft, StepDraft, StepKind, read, write};
use proptest::prelude::*;

use crate::generated::draft;
use crate::loss::missing_words;

const SOURCE: &str = "# Fail over\n\n## Impact\n\nShop is down.\n\n## Fix\n\n1. Stop the primary\n   - Drain it\n   \
    - Fence it\n2. Promote the replica:\n   ```sh\n   pg_ctl promote\n   ```\n3. Tell the shop team\n";

fn fail_over() -> RunbookDraft {
    read("fail-over.md", SOURCE).unwrap()
}

fn titles(steps: &[StepDraft]) -> Vec<&str> {
    steps.iter().map(|step| step.title.as_str()).collect()
}

#[test]
fn a_kind_is_set_where_it_fits() {
    let mut draft = fail_over();
    set_kind(&mut draft, &[0, 0], StepKind::Approval).unwrap();
    assert_eq!(
        step(&draft, &[0, 0]).map(|step| step.kind),
        Some(StepKind::Approval)
    );
    assert_eq!(
        set_kind(&mut draft, &[0, 0], StepKind::Command),
        Err(EditError::NoCommand)
    );
    assert_eq!(
        set_kind(&mut draft, &[0, 9], StepKind::Task),
        Err(EditError::NotFound)
    );
    assert_eq!(
        set_kind(&mut draft, &[], StepKind::Task),
        Err(EditError::NotFound)
    );
}

#[test]
fn a_title_is_one_line_and_never_empty() {
    let mut draft = fail_over();
    set_title(&mut draft, " Fail\nback ").unwrap();
    assert_eq!(draft.title, "Fail back");
    assert_eq!(set_title(&mut draft, " \n"), Err(EditError::NoTitle));
    assert_eq!(draft.title, "Fail back");
}

#[test]
fn a_step_becomes_a_note_and_a_step_again() {
    let mut draft = fail_over();
    to_notes(&mut draft, &[0, 0]).unwrap();
    assert_eq!(
        titles(&draft.steps[0].children),
        ["Promote the replica:", "Tell the shop team"]
    );
    assert_eq!(
        draft.notes.len(),
        2,
        "the notes are in the order of the source"
    );
    assert!(draft.notes[0].text.starts_with("## Impact"));
    assert_eq!(
        draft.notes[1].text,
        "1. Stop the primary\n\n   1. Drain it\n\n   2. Fence it"
    );
    to_step(&mut draft, Kept::Note(1)).unwrap();
    let again = &draft.steps[1];
    assert_eq!(
        (again.title.as_str(), titles(&again.children)),
        ("Stop the primary", vec!["Drain it", "Fence it"])
    );
    assert_eq!(to_notes(&mut draft, &[7]), Err(EditError::NotFound));
}

#[test]
fn a_note_becomes_a_step_in_source_order() {
    let mut draft = fail_over();
    to_step(&mut draft, Kept::Note(0)).unwrap();
    assert_eq!(titles(&draft.steps), ["Impact", "Fix"]);
    assert_eq!(draft.steps[0].instructions, "Shop is down.");
    assert_eq!((draft.steps[0].source.first, draft.notes.len()), (3, 0));
    assert_eq!(
        to_step(&mut draft, Kept::Unmapped(0)),
        Err(EditError::NotFound)
    );
}

#[test]
fn merging_keeps_text_command_and_sub_steps() {
    let mut draft = fail_over();
    assert_eq!(
        merge_with_previous(&mut draft, &[0, 0]),
        Err(EditError::NothingBefore)
    );
    assert_eq!(
        merge_with_previous(&mut draft, &[0, 1]),
        Err(EditError::HasSteps)
    );
    merge_with_previous(&mut draft, &[0, 2]).unwrap();
    let merged = step(&draft, &[0, 1]).unwrap();
    assert_eq!(
        merged.instructions,
        "```sh\npg_ctl promote\n```\n\nTell the shop team"
    );
    assert_eq!((merged.kind, &merged.command), (StepKind::Task, &None));
    assert_eq!((merged.source.first, merged.source.last), (12, 16));
    merge_with_previous(&mut draft, &[0, 0, 1]).unwrap();
    assert_eq!(step(&draft, &[0, 0, 0]).unwrap().instructions, "Fence it");
}

const MARKED: &str = "# T\n\n## Fix\n\n1. Stop **the** primary,\n   [now](http://a.example)\n   - Ask `dba` first\n2. Go on\n\n```sh\npg_ctl stop\npg_ctl status\n```\n\n```sh\npg_ctl start\n```\n";

fn marked() -> RunbookDraft {
    read("t.md", MARKED).unwrap()
}

fn text(draft: &RunbookDraft) -> String {
    draft.notes.iter().map(|note| note.text.as_str()).collect()
}

#[test]
fn a_note_says_once_what_the_title_was_made_of() {
    let mut draft = marked();
    to_notes(&mut draft, &[0, 0]).unwrap();
    assert_eq!(
        text(&draft),
        "1. Stop **the** primary,\n   [now](http://a.example)\n\n   1. Ask `dba` first"
    );
    to_step(&mut draft, Kept::Note(0)).unwrap();
    let again = &draft.steps[1];
    assert_eq!(again.title, "Stop the primary, now");
    assert_eq!(
        again.instructions,
        "Stop **the** primary,\n[now](http://a.example)"
    );
    assert_eq!(titles(&again.children), ["Ask dba first"]);
}

#[test]
fn a_note_of_a_code_step_is_the_code() {
    let mut draft = marked();
    assert_eq!(draft.steps[0].children[2].title, "pg_ctl start");
    to_notes(&mut draft, &[0, 2]).unwrap();
    assert_eq!(text(&draft), "1. ```sh\n   pg_ctl start\n   ```");
}

#[test]
fn a_joined_code_step_adds_its_code_only() {
    let mut draft = marked();
    merge_with_previous(&mut draft, &[0, 2]).unwrap();
    let merged = step(&draft, &[0, 1]).unwrap();
    assert_eq!(
        merged.instructions,
        "```sh\npg_ctl stop\npg_ctl status\n```"
    );
    let command = merged.command.as_ref().map(|command| command.text.as_str());
    assert_eq!(command, Some("pg_ctl start"));
    let mut draft = read("t.md", "1. Stop it\n2. Start **it**\n").unwrap();
    merge_with_previous(&mut draft, &[1]).unwrap();
    assert_eq!(draft.steps[0].instructions, "Start **it**");
}

#[test]
fn steps_move_in_and_out() {
    let mut draft = fail_over();
    assert_eq!(indent(&mut draft, &[0, 0]), Err(EditError::NothingBefore));
    indent(&mut draft, &[0, 1]).unwrap();
    let stop = &draft.steps[0].children[0];
    assert_eq!(
        titles(&stop.children),
        ["Drain it", "Fence it", "Promote the replica:"]
    );
    outdent(&mut draft, &[0, 0, 0]).unwrap();
    assert_eq!(
        titles(&draft.steps[0].children),
        ["Stop the primary", "Drain it", "Tell the shop team"]
    );
    assert_eq!(outdent(&mut draft, &[0]), Err(EditError::Outermost));
    assert_eq!(outdent(&mut draft, &[0, 5]), Err(EditError::NotFound));
}

#[test]
fn steps_are_not_moved_too_deep() {
    let text: String = (0..MAX_DEPTH)
        .map(|at| format!("{}- x\n", "  ".repeat(at)))
        .collect();
    let mut draft = read("deep.md", &format!("- first\n{text}")).unwrap();
    let before = draft.clone();
    assert_eq!(indent(&mut draft, &[1]), Err(EditError::TooDeep));
    assert_eq!(draft, before);
}

proptest! {
    #[test]
    fn no_correction_loses_a_word(draft in draft(), edits in prop::collection::vec((0..5u8, 0..4usize, 0..4usize), 1..8)) {
        let mut edited = draft.clone();
        for (edit, first, second) in edits {
            let path = if second == 3 { vec![first] } else { vec![first, second] };
            let before = edited.clone();
            let done = match edit {
                0 => to_notes(&mut edited, &path).is_ok(),
                1 => to_step(&mut edited, Kept::Note(first)).is_ok(),
                2 => merge_with_previous(&mut edited, &path).is_ok(),
                3 => indent(&mut edited, &path).is_ok(),
                _ => outdent(&mut edited, &path).is_ok(),
            };
            if done {
                // A title that the instructions repeat, and an equal role, may stand once.
                let once = edit == 0 || edit == 2;
                let missing = missing_words(&before, &edited, once);
                prop_assert_eq!(missing, Vec::<String>::new(), "{} {:?}", edit, path);
            } else {
                prop_assert_eq!(&edited, &before);
            }
        }
        edited.normalise();
        edited.forget_sources();
        let mut again = read("other.md", &write(&edited)).unwrap();
        again.forget_sources();
        prop_assert_eq!(again, edited);
    }
}
