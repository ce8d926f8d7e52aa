//! Finds what of a source is in no field of its draft.

use std::collections::HashMap;
use std::fmt::Write as _;

use holdfast_domain::codec::markdown::{RunbookDraft, StepDraft, front_matter};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Everything a person can read in the draft. Titles stand behind `#`, so that a number they
/// begin with is not taken for a list's.
pub fn text_of(draft: &RunbookDraft) -> String {
    fn add(out: &mut String, step: &StepDraft) {
        let _ = writeln!(out, "# {}\n\n{}\n", step.title, step.instructions);
        if let Some(command) = &step.command {
            let _ = writeln!(out, "```{}\n{}\n", command.info, command.text);
        }
        for text in [&step.expected, &step.rollback, &step.message] {
            let _ = writeln!(out, "{text}\n");
        }
        let lines = [
            step.role.as_str(),
            &step.runbook,
            &step.when,
            &step.service,
            step.recovery,
            &step.audience,
            &step.channel,
            &step.captures,
        ];
        let answers = step.answers.iter().map(String::as_str);
        for line in lines.into_iter().chain(answers) {
            let _ = writeln!(out, "# {line}\n");
        }
        step.children.iter().for_each(|child| add(out, child));
    }
    let mut out = format!("{}\n\n# {}\n\n", draft.front_matter, draft.title);
    for (label, text) in [
        ("Purpose", &draft.purpose),
        ("Trigger", &draft.trigger),
        ("Scenario", &draft.scenario),
        ("Preconditions", &draft.preconditions),
    ] {
        if !text.is_empty() {
            let _ = writeln!(out, "# {label}\n\n{text}\n");
        }
    }
    for name in &draft.services {
        let _ = writeln!(out, "# {name}\n");
    }
    for note in &draft.notes {
        let _ = writeln!(out, "{}\n", note.text);
    }
    draft.steps.iter().for_each(|one| add(&mut out, one));
    for part in &draft.unmapped {
        let _ = writeln!(out, "{}\n", part.text);
    }
    out
}

/// Words with their number. Not counted, because they are syntax that has another form in the
/// draft: list markers and boxes at the start of a line, the hashes of headings, lines of nothing
/// but `*`, `_`, `-`, `=` or `~` (rules, underlines), and the marks of emphasis and code.
fn words(text: &str) -> HashMap<String, usize> {
    let mut words = HashMap::new();
    for line in text.lines() {
        let mut tokens = line.split_whitespace().peekable();
        while tokens.next_if(|token| is_marker(token)).is_some() {}
        if tokens
            .peek()
            .is_some_and(|token| token.bytes().all(|b| b == b'#'))
        {
            tokens.next();
        }
        for token in tokens {
            // What is no mark where it stands is escaped in the draft.
            let escaped = ["\\`", "\\~", "\\*", "\\_"];
            let token = escaped
                .iter()
                .fold(token.to_owned(), |token, mark| token.replace(mark, ""));
            let bare = token.replace(['*', '_', '`', '~'], "");
            let bare = bare.trim_end_matches('#');
            if !bare.bytes().all(|b| b"-=".contains(&b)) {
                *words.entry(bare.to_owned()).or_insert(0) += 1;
            }
        }
    }
    words
}

fn is_marker(token: &str) -> bool {
    let number = token
        .strip_suffix(['.', ')'])
        .is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    number || matches!(token, "-" | "*" | "+" | "[" | "]" | "[x]" | "[X]")
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
}

/// What is lost, one line each; empty when nothing is.
pub fn lost(source: &str, draft: &RunbookDraft) -> Vec<String> {
    let source = source
        .trim_start_matches('\u{feff}')
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let text = text_of(draft);
    let mut lost = Vec::new();
    let kept = words(&text);
    for (word, count) in words(&source) {
        let has = kept.get(&word).copied().unwrap_or(0);
        if has < count {
            lost.push(format!(
                "word {word:?}: {count} in the source, {has} in the draft"
            ));
        }
    }
    let body = front_matter::split(&source)
        .filter(|(front, _)| draft.front_matter == *front)
        .map_or(source.as_str(), |(_, body)| body);
    lost.extend(lost_code(body, draft));
    lost.extend(lost_links(body, &text));
    lost
}

fn lost_links(source: &str, text: &str) -> Vec<String> {
    let mut lost = Vec::new();
    for event in Parser::new_ext(source, options()) {
        if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event {
            // A target with escapes or entities is in neither text as it is here.
            if source.contains(&*dest_url) && !text.contains(&*dest_url) {
                lost.push(format!("target {dest_url:?}"));
            }
        }
    }
    lost
}

/// The text of each code block.
fn code_blocks(markdown: &str, found: &mut Vec<String>) {
    let mut open = false;
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                open = true;
                found.push(String::new());
            }
            Event::Text(piece) if open => found.last_mut().unwrap().push_str(&piece),
            Event::End(TagEnd::CodeBlock) => open = false,
            _ => {}
        }
    }
    for code in found {
        code.truncate(code.trim_end_matches('\n').len());
    }
}

/// Code blocks that are not in the draft byte by byte, as commands or as code blocks of its texts.
fn lost_code(source: &str, draft: &RunbookDraft) -> Vec<String> {
    fn add(step: &StepDraft, kept: &mut Vec<String>) {
        for text in [
            &step.instructions,
            &step.expected,
            &step.rollback,
            &step.message,
        ] {
            code_blocks(text, kept);
        }
        let command = step.command.iter();
        kept.extend(command.map(|command| command.text.trim_end_matches('\n').to_owned()));
        step.children.iter().for_each(|child| add(child, kept));
    }
    let mut kept = Vec::new();
    draft.steps.iter().for_each(|step| add(step, &mut kept));
    let notes = draft.notes.iter().map(|note| &note.text);
    let parts = draft.unmapped.iter().map(|part| &part.text);
    let fields = [
        &draft.purpose,
        &draft.trigger,
        &draft.scenario,
        &draft.preconditions,
    ];
    for text in notes.chain(parts).chain(fields) {
        code_blocks(text, &mut kept);
    }
    let mut lost = Vec::new();
    let mut wanted = Vec::new();
    code_blocks(source, &mut wanted);
    for code in wanted {
        match kept.iter().position(|has| *has == code) {
            Some(at) => drop(kept.swap_remove(at)),
            None => lost.push(format!("code {code:?}")),
        }
    }
    lost
}

/// Words of a draft that a changed draft does not have. Numbers and `x` do not count: they may be
/// those of list items and boxes, which a step has in another form. With `once` a word that stood in
/// several places may stand in one, and may be put together of parts there: a title `restart`
/// repeats the text `[re](http://a.example)start`.
pub fn missing_words(before: &RunbookDraft, after: &RunbookDraft, once: bool) -> Vec<String> {
    let count = |draft| {
        let mut words: HashMap<String, usize> = HashMap::new();
        let text = text_of(draft).replace(['*', '_', '`', '~', '\\'], "");
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            if !word.chars().all(|c| c.is_numeric() || c == 'x') {
                *words.entry(word.to_owned()).or_insert(0) += 1;
            }
        }
        words
    };
    let kept = count(after);
    let drawn = if once {
        drawn(&text_of(after))
    } else {
        String::new()
    };
    let lost = count(before)
        .into_iter()
        .filter(|(word, n)| kept.get(word).is_none_or(|has| has < n && !once))
        .filter(|(word, _)| !drawn.contains(word));
    lost.map(|(word, n)| format!("{n} × {word:?}")).collect()
}

/// The letters and digits that one reads, without the targets of links and without comments.
fn drawn(text: &str) -> String {
    let without = |text: &str, open: &str, close: &str| {
        let mut parts = text.split(open);
        let first = parts.next().unwrap_or_default().to_owned();
        parts.fold(first, |shown, part| {
            shown + part.split_once(close).map_or(part, |(_, after)| after)
        })
    };
    let shown = without(&without(text, "](", ")"), "<!--", "-->");
    shown.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[test]
fn the_check_finds_what_is_missing() {
    let source = "# T\n\nSee [x](http://a.example/b).\n\n```sh\nls  -l\n```\n";
    let whole = holdfast_domain::codec::markdown::read("t.md", source).unwrap();
    assert_eq!(lost(source, &whole), Vec::<String>::new());
    let title = RunbookDraft {
        title: "T".into(),
        ..RunbookDraft::default()
    };
    let found = lost(source, &title);
    for part in ["\"See\"", "target", "code \"ls  -l\""] {
        assert!(
            found.iter().any(|line| line.contains(part)),
            "{part}: {found:?}"
        );
    }
}
