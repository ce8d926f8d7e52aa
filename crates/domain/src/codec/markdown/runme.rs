//! What Runme says about commands: names and options behind the language of a fence, and settings
//! in the front matter. All of it stays where it stood; what matters to whoever runs the command is
//! said in words too.

use serde_json::{Map, Value};

use super::draft::{RunbookDraft, Source, StepDraft, Unmapped};
use super::front_matter;
use super::inline::title;
use super::steps::{join, titled_by_command};

/// Names a draft's steps as Runme does, and says what its options mean.
pub fn interpret(draft: &mut RunbookDraft) {
    steps(&mut draft.steps);
    let setting = |key| front_matter::value(&draft.front_matter, key);
    if front_matter::value(&draft.front_matter, "runme").is_none() {
        return;
    }
    let said = [
        ("cwd", "Commands run in the folder"),
        ("shell", "Commands run in the shell"),
    ];
    let said = said.map(|(key, words)| match setting(key) {
        Some(value) if !value.is_empty() => format!("{words} `{value}`."),
        _ => String::new(),
    });
    let mut text = String::new();
    said.iter().for_each(|said| join(&mut text, said));
    if !text.is_empty() {
        draft.unmapped.push(Unmapped {
            text,
            reason: "Settings of Runme in the front matter.".to_owned(),
            source: Source::default(),
        });
    }
}

/// The same for steps alone.
pub fn steps(all: &mut [StepDraft]) {
    for step in all {
        let options = step.command.as_ref();
        if let Some(options) = options.and_then(|command| options_of(&command.info)) {
            let name = title(&text(&options, "name")).0;
            if !name.is_empty() && titled_by_command(step) {
                step.title = name;
            }
            let said = in_words(&options);
            if !step.instructions.contains(&said) {
                join(&mut step.instructions, &said);
            }
        }
        steps(&mut step.children);
    }
}

/// The options in an info string: `sh {"name":"x"}` or, as earlier versions wrote, `sh { name=x }`.
fn options_of(info: &str) -> Option<Map<String, Value>> {
    let braces = &info[info.find('{')?..];
    if let Ok(options) = serde_json::from_str(braces) {
        return Some(options);
    }
    let pairs = braces.strip_prefix('{')?.strip_suffix('}')?;
    let mut options = Map::new();
    for pair in pairs.split_whitespace() {
        let (key, value) = pair.split_once('=')?;
        options.insert(key.to_owned(), value.trim_matches('"').into());
    }
    Some(options)
}

fn text(options: &Map<String, Value>, key: &str) -> String {
    match options.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(value @ (Value::Bool(_) | Value::Number(_))) => value.to_string(),
        _ => String::new(),
    }
}

fn in_words(options: &Map<String, Value>) -> String {
    const WORDS: [(&str, &[&str], &str); 4] = [
        ("background", &["true"], "runs in the background"),
        (
            "excludeFromRunAll",
            &["true"],
            "is not part of running all; run it on purpose only",
        ),
        ("interactive", &["false"], "takes no input while it runs"),
        (
            "promptEnv",
            &["true", "yes", "always"],
            "asks for the values of its variables first",
        ),
    ];
    let mut said: Vec<String> = Vec::new();
    let folder = text(options, "cwd");
    if !folder.is_empty() {
        said.push(["runs in the folder `", &folder, "`"].concat());
    }
    for (key, values, words) in WORDS {
        if values.contains(&text(options, key).as_str()) {
            said.push(words.to_owned());
        }
    }
    if said.is_empty() {
        return String::new();
    }
    ["Runme: this command ", &said.join(", "), "."].concat()
}
