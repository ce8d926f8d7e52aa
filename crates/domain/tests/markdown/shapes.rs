//! The shapes in which teams write runbooks, one small file each.

use holdfast_domain::codec::markdown::{RunbookDraft, StepDraft, StepKind, read, write};

fn titles(steps: &[StepDraft]) -> Vec<&str> {
    steps.iter().map(|step| step.title.as_str()).collect()
}

fn notes(draft: &RunbookDraft) -> Vec<&str> {
    draft.notes.iter().map(|note| note.text.as_str()).collect()
}

#[test]
fn an_alert_runbook_without_any_list() {
    let text = "# KubePodCrashLooping\n\n## Meaning\n\nA pod restarts again and again.\n\n## Impact\n\nErrors for customers.\n\n\
        ## Diagnosis\n\nCheck the log.\n\n```sh\nkubectl logs -p pod\n```\n\n## Mitigation\n\nRoll back the release.\n\nThen tell the team.\n";
    let draft = read("x.md", text).unwrap();
    assert_eq!(draft.title, "KubePodCrashLooping");
    assert_eq!(
        notes(&draft),
        [
            "## Meaning\n\nA pod restarts again and again.",
            "## Impact\n\nErrors for customers.",
        ]
    );
    assert_eq!(titles(&draft.steps), ["Diagnosis", "Mitigation"]);
    let diagnosis = &draft.steps[0];
    assert_eq!(
        (diagnosis.kind, diagnosis.heading),
        (StepKind::Command, Some(2))
    );
    assert_eq!(diagnosis.instructions, "Check the log.");
    assert_eq!(
        diagnosis
            .command
            .as_ref()
            .map(|c| (c.text.as_str(), c.language())),
        Some(("kubectl logs -p pod", "sh"))
    );
    assert_eq!((diagnosis.source.first, diagnosis.source.last), (11, 17));
    assert_eq!(
        titles(&draft.steps[1].children),
        ["Roll back the release.", "Then tell the team."]
    );
}

#[test]
fn a_phase_playbook_with_deep_task_lists() {
    let mut text = "# P\n\n## Part 1: Contain\n\n".to_owned();
    for depth in 0..7 {
        text += &format!(
            "{}- [{}] level {depth}\n",
            "  ".repeat(depth),
            if depth % 2 == 0 { "x" } else { " " }
        );
    }
    let draft = read("p.md", &text).unwrap();
    let mut at = &draft.steps[0];
    assert_eq!(
        (at.title.as_str(), at.kind),
        ("Part 1: Contain", StepKind::Section)
    );
    for depth in 0..7 {
        at = &at.children[0];
        assert_eq!(
            (at.title.clone(), at.done),
            (format!("level {depth}"), Some(depth % 2 == 0))
        );
    }
    assert!(at.children.is_empty());
}

#[test]
fn numbering_that_restarts_goes_on() {
    let text = "1. Stop it\n\n```sh\nsystemctl stop x\n```\n\n1. Start it\n1. Verify it\n";
    let draft = read("x.md", text).unwrap();
    assert_eq!(titles(&draft.steps), ["Stop it", "Start it", "Verify it"]);
    assert_eq!(
        draft.steps[0].command.as_ref().map(|c| c.text.as_str()),
        Some("systemctl stop x")
    );
    assert_eq!(draft.steps[2].kind, StepKind::Validation);
    let written = write(&draft);
    for line in ["1. Stop it", "2. Start it", "3. Verify it"] {
        assert!(written.contains(line), "{written}");
    }
}

#[test]
fn a_manual_page_with_front_matter() {
    let text = "---\ntitle: Rotate keys\nowner_slack: \"#security\"\nlast_reviewed_on: 2025-01-31\nreview_in: 1 month\nbad: [\n---\n\n\
        {% include head.html %}\n\n### Rotate\n\n- Open `console`\n- Press <kbd>Rotate</kbd>\n";
    let draft = read("x.md", text).unwrap();
    assert_eq!(
        (draft.title.as_str(), draft.owner.as_str()),
        ("Rotate keys", "#security")
    );
    assert_eq!(
        draft.next_review().map(|day| day.to_string()).as_deref(),
        Some("2025-02-28")
    );
    assert!(draft.front_matter.contains("bad: [") && draft.front_matter.starts_with("---\n"));
    assert_eq!(notes(&draft), ["{% include head.html %}"]);
    assert_eq!(draft.steps[0].heading, Some(3));
    assert_eq!(
        titles(&draft.steps[0].children),
        ["Open console", "Press Rotate"]
    );
    assert_eq!(
        draft.steps[0].children[1].instructions,
        "Press <kbd>Rotate</kbd>"
    );
}

#[test]
fn titles_come_from_heading_then_front_matter_then_file_name() {
    let title = |text: &str| read("docs/fail-over.MD", text).unwrap().title;
    assert_eq!(title("---\ntitle: B\n---\n# A\n"), "A");
    assert_eq!(title("---\ntitle: B\n---\n## A\n"), "B");
    assert_eq!(title("## A\n"), "A");
    assert_eq!(title("text\n\n## A\n"), "fail-over");
    assert_eq!(title("<!--\n# Not this\n-->\n\ntext\n"), "fail-over");
    assert_eq!(title("```\n# Not this\n```\n"), "fail-over");
    assert_eq!(title("A\n=\n"), "A");
}

#[test]
fn code_in_items_is_byte_equal_and_the_last_block_is_the_command() {
    let text = "1. Do this:\n\n   ```yaml\n   a:\n     - b\n\n   \tc\n   ```\n\n   then\n\n    ```sh {\"name\":\"x\"}\n    run  \n    ```\n";
    let draft = read("x.md", text).unwrap();
    let step = &draft.steps[0];
    assert_eq!(step.instructions, "```yaml\na:\n  - b\n\n\tc\n```\n\nthen");
    let command = step.command.as_ref().unwrap();
    assert_eq!(
        (
            command.text.as_str(),
            command.info.as_str(),
            command.language()
        ),
        ("run  ", "sh {\"name\":\"x\"}", "sh")
    );
}

#[test]
fn links_images_and_definitions_stay() {
    let text = "# T\n\n## Fix [it](http://a.example/1)\n\n- See [the wiki][w] ![plan](p.png \"t\")\n- Call x\n\n[w]: http://b.example/2\n";
    let draft = read("x.md", text).unwrap();
    let fix = &draft.steps[0];
    assert_eq!(
        (fix.title.as_str(), fix.instructions.as_str()),
        ("Fix it", "Fix [it](http://a.example/1)")
    );
    let see = &fix.children[0];
    assert_eq!(see.title, "See the wiki plan");
    assert_eq!(
        see.instructions,
        "See [the wiki][w] ![plan](p.png \"t\")\n\n[w]: http://b.example/2"
    );
    assert_eq!(draft.unmapped[0].text, "[w]: http://b.example/2");
}

#[test]
fn output_of_a_command_is_what_is_expected() {
    let text =
        "## Check\n\nRun this:\n\n```sh\ndate\n```\n\nThe output looks like:\n\n```\nMon\n```\n";
    let draft = read("x.md", text).unwrap();
    let check = &draft.steps[0];
    assert_eq!(
        check.command.as_ref().map(|c| c.text.as_str()),
        Some("date")
    );
    assert_eq!(check.expected, "The output looks like:\n\n```\nMon\n```");
}

#[test]
fn fields_of_the_runbook_come_from_their_headings() {
    let text =
        "# T\n\n## Purpose\n\nTo be fast.\n\n## Prerequisites\n\n- VPN\n\n## Steps\n\n1. Go\n";
    let draft = read("x.md", text).unwrap();
    assert_eq!(draft.purpose, "To be fast.");
    assert_eq!(
        draft.preconditions, "## Prerequisites\n\n- VPN",
        "another heading than ours is kept"
    );
    assert_eq!(titles(&draft.steps), ["Steps"]);
}

#[test]
fn an_export_is_good_to_read_and_to_edit() {
    let mut draft = read("x.md", "# Fail over\n\n## Database\n\n1. Stop the primary\n2. Promote\n\n   ```sh\n   pg_ctl promote\n   ```\n").unwrap();
    let promote = &mut draft.steps[0].children[1];
    promote.role = "DBA on call".into();
    promote.duration = Some(holdfast_domain::codec::markdown::Minutes::sorted(
        10, 20, 90,
    ));
    promote.rollback = "Rebuild the replica.".into();
    promote.irreversible = true;
    promote.id = Some("promote".into());
    draft.steps[0].children[0].done = Some(true);
    let text = write(&draft);
    assert_eq!(
        text,
        "\
# Fail over <!-- holdfast:runbook -->

## Database <!-- holdfast:section -->

1. [x] Stop the primary <!-- holdfast:step -->

2. Promote <!-- holdfast:step id=promote -->

   **Role:** DBA on call
   **Time:** 20 min (10 min to 1 h 30 min)
   **Point of no return:** yes

   **Command:**

   ```sh
   pg_ctl promote
   ```

   **Rollback:**

   Rebuild the replica.
"
    );
    let edited = text
        .replace("20 min (10", "25 min (10")
        .replace("DBA on call", "Anyone")
        .replace(
            "Rebuild the replica.\n",
            "Rebuild the replica.\n\n3. Tell all\n",
        );
    let again = read("x.md", &edited).unwrap();
    let steps = &again.steps[0].children;
    assert_eq!(titles(steps), ["Stop the primary", "Promote", "Tell all"]);
    assert_eq!(
        (steps[1].duration.map(|d| d.likely), steps[1].role.as_str()),
        (Some(25), "Anyone")
    );
}

#[test]
fn description_behind_steps_keeps_its_place() {
    let text = "# T\n\n## Fix\n\n### Contain\n\n1. Stop it\n\n### Tiers\n\nGold is first.\n\n#### Small print\n\nNone.\n\n\
        ### Restore\n\n1. Go\n\n## Tides\n\nHigh at noon.\n\n## Impact\n\nNone.\n";
    let draft = read("x.md", text).unwrap();
    assert_eq!(titles(&draft.steps), ["Fix", "Tides"]);
    assert_eq!(
        titles(&draft.steps[0].children),
        ["Contain", "Tiers", "Restore"]
    );
    let tiers = &draft.steps[0].children[1];
    assert_eq!((tiers.kind, tiers.heading), (StepKind::Section, Some(3)));
    assert_eq!(
        tiers.instructions,
        "Gold is first.\n\n#### Small print\n\nNone."
    );
    assert_eq!(notes(&draft), ["## Impact\n\nNone."]);
    let headings = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.starts_with('#'));
        lines
            .map(|line| line.split(" <!--").next().unwrap_or(line).to_owned())
            .collect()
    };
    let written = headings(&write(&draft));
    let moved = ["## Notes", "## Impact"].map(str::to_owned);
    let stayed: Vec<String> = written
        .into_iter()
        .filter(|line| !moved.contains(line))
        .collect();
    let source: Vec<String> = headings(text)
        .into_iter()
        .filter(|line| line != "## Impact")
        .collect();
    assert_eq!(stayed, source);
}

#[test]
fn a_file_of_nothing_but_a_title_is_bare() {
    for (text, bare) in [
        ("# Restore\n", true),
        ("---\ntitle: x\n---\n", true),
        ("# Restore\n\nCall Tom.\n", false),
        ("- Call Tom\n", false),
        ("## Purpose\n\nTo live.\n", false),
    ] {
        assert_eq!(read("a.md", text).unwrap().is_bare(), bare, "{text}");
    }
}

#[test]
fn one_heading_above_all_is_the_title() {
    let title = |text: &str| read("file.md", text).unwrap().title;
    let playbook = "## Playbook: Ransomware\n\nRead it aloud.\n\n### Contain\n\n1. Isolate it\n";
    assert_eq!(title(playbook), "Playbook: Ransomware");
    let draft = read("file.md", playbook).unwrap();
    assert_eq!(titles(&draft.steps), ["Contain"]);
    assert_eq!(notes(&draft), ["Read it aloud."]);
    // What only names a part, or stands beside others, is none.
    for other in [
        "## Steps\n\n1. Isolate it\n",
        "## Impact\n\nAll is down.\n",
        "## Linux\n\n1. Stop it\n\n## Windows\n\n1. Stop it\n",
        "Some words.\n\n## Ransomware\n\n1. Isolate it\n",
    ] {
        assert_eq!(title(other), "file", "{other}");
    }
    let front = "---\ntitle: Front\n---\n## Ransomware\n\n1. Isolate it\n";
    assert_eq!(title(front), "Front");
    assert_eq!(title("## Ransomware\n\n# Two\n\n1. Isolate it\n"), "Two");
}

#[test]
fn only_what_is_announced_as_output_is_expected() {
    let text =
        |words: &str| format!("# T\n\n## Fix\n\n```sh\nls\n```\n\n{words}\n\n```\na.txt\n```\n");
    let expected = |words: &str| {
        let draft = read("t.md", &text(words)).unwrap();
        let fix = &draft.steps[0];
        assert!(fix.children.is_empty(), "{words}: {fix:?}");
        (fix.expected.clone(), fix.instructions.clone())
    };
    for words in [
        "The output looks like this:",
        "You should see:",
        "Expected output",
        "It is long. The result is similar to:",
    ] {
        let whole = format!("{words}\n\n```\na.txt\n```");
        assert_eq!(expected(words), (whole, String::new()));
    }
    let words = "The example above shows keys. The example below shows that they are set as values of two outputs.";
    let whole = format!("{words}\n\n```\na.txt\n```");
    assert_eq!(expected(words), (String::new(), whole));
}

#[test]
fn a_comment_that_an_item_leaves_open_hides_nothing_below() {
    let draft = read("t.md", "- <!-- open\n\n```\nls\n```\n\n- Stop\n").unwrap();
    let first = &draft.steps[0];
    assert_eq!(first.instructions, "<!-- open\n-->");
    assert_eq!(first.command.as_ref().map(|c| c.text.as_str()), Some("ls"));
    assert_eq!(titles(&draft.steps)[1], "Stop");
}

#[test]
fn a_tab_behind_the_mark_of_a_quote_in_an_item_is_code_still() {
    let draft = read("t.md", "- Look\n\n  > \t# not a heading\n").unwrap();
    assert_eq!(draft.steps[0].instructions, ">     # not a heading");
}

#[test]
fn what_looks_like_a_fence_behind_a_box_is_text() {
    let draft = read("t.md", "* [ ] ``` word\n```\nls\n```\n").unwrap();
    let step = &draft.steps[0];
    assert_eq!(step.instructions, "\\``` word");
    assert_eq!(step.command.as_ref().map(|c| c.text.as_str()), Some("ls"));
}
