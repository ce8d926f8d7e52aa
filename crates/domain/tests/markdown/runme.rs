//! Runme: names, options and settings of commands.

use holdfast_domain::codec::markdown::{StepDraft, read, write};

use crate::corpus::same;

fn only(text: &str) -> StepDraft {
    let draft = read("x.md", text).unwrap();
    same(read("y.md", &write(&draft)).unwrap(), draft.clone(), text);
    draft.steps[0]
        .children
        .first()
        .unwrap_or(&draft.steps[0])
        .clone()
}

#[test]
fn a_name_is_the_title_of_a_command_that_has_none() {
    let step = only("# T\n\n```sh {\"id\":\"01\",\"name\":\"migrate\"}\n$ make migrate\n```\n");
    assert_eq!(step.title, "migrate");
    let command = step.command.unwrap();
    assert_eq!(command.text, "$ make migrate");
    assert_eq!(command.info, "sh {\"id\":\"01\",\"name\":\"migrate\"}");
    let step = only("# T\n\nRun the migrations:\n\n```sh {\"name\":\"migrate\"}\nmake\n```\n");
    assert_eq!(step.title, "Run the migrations:");
}

#[test]
fn options_that_matter_to_whoever_runs_it_are_said() {
    let step = only(
        "# T\n\n```sh {\"background\":\"true\",\"cwd\":\"/srv\",\"excludeFromRunAll\":\"true\",\"promptEnv\":\"yes\",\"interactive\":\"false\"}\nls\n```\n",
    );
    assert_eq!(
        step.instructions,
        "Runme: this command runs in the folder `/srv`, runs in the background, is not part of \
         running all; run it on purpose only, takes no input while it runs, asks for the values \
         of its variables first."
    );
    let early = only("# T\n\n```sh { background=true name=serve }\nls\n```\n");
    assert_eq!(
        (early.title.as_str(), early.instructions.as_str()),
        ("serve", "Runme: this command runs in the background.")
    );
    let other = only("# T\n\n```sh {.lines #x}\nls\n```\n");
    assert_eq!(
        (other.title.as_str(), other.instructions.as_str()),
        ("ls", "")
    );
}

#[test]
fn settings_of_the_file_are_kept_and_said() {
    let text = "---\ncwd: /tmp\nrunme:\n  id: 01HF\n  version: v3\nshell: bash\n---\n\n# T\n\n```sh\nls\n```\n";
    let draft = read("x.md", text).unwrap();
    assert!(draft.front_matter.contains("version: v3"));
    assert_eq!(
        draft.unmapped[0].text,
        "Commands run in the folder `/tmp`.\n\nCommands run in the shell `bash`."
    );
    let other = read("x.md", "---\ncwd: /tmp\n---\n\n- a\n").unwrap();
    assert!(other.unmapped.is_empty(), "no file of Runme");
}
