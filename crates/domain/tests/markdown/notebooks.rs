//! Jupyter notebooks: real ones, a small one, and hostile ones.

use std::time::Duration;

use holdfast_domain::codec::markdown::{
    ReadError, RunbookDraft, StepDraft, StepKind, read, read_notebook, write,
};
use holdfast_domain::codec::sniff::{Format, sniff};
use holdfast_ledger::{Id, Ledger, Stamp};
use serde_json::{Value, json};

use crate::corpus::{corpus, edits_for, same};
use crate::hostile::worked;
use crate::loss::lost;

fn source(cell: &Value) -> String {
    match &cell["source"] {
        Value::String(text) => text.clone(),
        lines => lines
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line.as_str().unwrap())
            .collect(),
    }
}

fn commands(steps: &[StepDraft], found: &mut Vec<String>) {
    for step in steps {
        found.extend(step.command.iter().map(|command| command.text.clone()));
        commands(&step.children, found);
    }
}

/// What of a notebook's cells is not in its draft.
fn missing(notebook: &Value, draft: &RunbookDraft) -> Vec<String> {
    let (mut commands_kept, mut text, mut gone) = (Vec::new(), String::new(), Vec::new());
    commands(&draft.steps, &mut commands_kept);
    for cell in notebook["cells"].as_array().unwrap() {
        let source = source(cell);
        let code = source.strip_suffix('\n').unwrap_or(&source);
        match cell["cell_type"].as_str().unwrap() {
            "code" if code.trim().is_empty() => {}
            "code" => match commands_kept.iter().position(|kept| kept == code) {
                Some(at) => drop(commands_kept.remove(at)),
                None => gone.push(format!("code {code:?}")),
            },
            "raw" => text.push_str(&format!("~~~~\n{code}\n~~~~\n\n")),
            _ => text.push_str(&format!("{source}\n\n")),
        }
    }
    gone.extend(lost(&text, draft));
    gone
}

#[test]
fn every_line_of_real_notebooks_is_accounted_for() {
    let files = corpus("jupyter-", "ipynb");
    for path in files {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(&path).expect("a readable file");
        assert_eq!(
            sniff(&name, text.as_bytes()),
            Ok(Format::Notebook),
            "{name}"
        );
        let start = worked();
        let draft = read_notebook(&name, &text).unwrap();
        let took = worked().saturating_sub(start);
        assert!(took < Duration::from_secs(2), "{name} took {took:?}");
        let notebook = serde_json::from_str(&text).unwrap();
        assert_eq!(missing(&notebook, &draft), Vec::<String>::new(), "{name}");
        let last = text.lines().count();
        assert!(
            draft
                .steps
                .iter()
                .all(|step| step.source.first > 0 && step.source.last <= last)
        );
        let written = write(&draft);
        same(read("other.md", &written).unwrap(), draft.clone(), &name);
        let (mut ledger, mut minted) = (Ledger::new(), 0);
        let id = Id::mint(1, [7; 16]);
        let made = edits_for(&ledger, &draft, id, &mut minted);
        let stamp = Stamp {
            at: 0,
            by: "".into(),
            note: None,
            random: 1,
        };
        ledger
            .commit(&made, &stamp)
            .expect("edits that can be made");
        let again = read_notebook(&name, &text).unwrap();
        assert!(
            edits_for(&ledger, &again, id, &mut minted)
                .iter()
                .all(|edit| edit.path.is_item()),
            "{name}: the head of the runbook says the same"
        );
    }
}

fn small() -> Value {
    json!({
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": ["# Block a domain\n", "\n", "For the SOC."],
             "attachments": {"plan.png": {"image/png": "AAAA"}}},
            {"cell_type": "markdown", "metadata": {}, "source": "## Overview"},
            {"cell_type": "code", "execution_count": 1, "metadata": {"tags": ["setup"]},
             "source": ["import os\n", "print('ready')\n"],
             "outputs": [
                {"output_type": "stream", "name": "stdout", "text": ["\u{1b}[92mready\u{1b}[0m\n"]},
                {"output_type": "display_data", "metadata": {}, "data": {"image/png": "AAAA", "text/plain": "<IPython.core.display.Image object>"}},
             ]},
            {"cell_type": "raw", "metadata": {}, "source": "off by default"},
            {"cell_type": "markdown", "metadata": {}, "source": "## Verify\n\n```sh\nnever closed"},
            {"cell_type": "code", "metadata": {}, "source": "%%bash\ndig {{domain}}", "outputs": [
                {"output_type": "error", "ename": "Timeout", "evalue": "no answer", "traceback": []},
            ]},
        ],
        "metadata": {"kernelspec": {"name": "python3"}, "language_info": {"name": "python"}},
        "nbformat": 4, "nbformat_minor": 5,
    })
}

fn in_order(steps: &[StepDraft]) -> Vec<&StepDraft> {
    steps
        .iter()
        .flat_map(|step| [vec![step], in_order(&step.children)].concat())
        .collect()
}

#[test]
fn cells_become_steps_with_language_and_output() {
    let notebook = small();
    let text = serde_json::to_string_pretty(&notebook).unwrap();
    let draft = read_notebook("block.ipynb", &text).unwrap();
    assert_eq!(draft.title, "Block a domain");
    assert_eq!(missing(&notebook, &draft), Vec::<String>::new());
    let steps = in_order(&draft.steps);
    let run: Vec<_> = steps
        .iter()
        .filter(|step| step.kind == StepKind::Command)
        .collect();
    let command = |at: usize| run[at].command.as_ref().unwrap();
    assert_eq!(
        run.len(),
        3,
        "a fence that its cell closed holds a command too"
    );
    assert_eq!(
        (command(0).info.as_str(), command(2).info.as_str()),
        ("python", "bash")
    );
    assert_eq!(run[0].title, "Overview");
    assert_eq!(run[0].expected, "```\nready\n```");
    assert_eq!(run[2].expected, "```\nTimeout: no answer\n```");
    let kept: String = draft
        .unmapped
        .iter()
        .map(|part| part.text.as_str())
        .collect();
    for part in [
        "\"nbformat_minor\": 5",
        "\"setup\"",
        "Cell 1: the attached file plan.png.",
        "Cell 3: a picture (image/png).",
    ] {
        assert!(kept.contains(part), "{part} is not in {kept}");
    }
    same(read("other.md", &write(&draft)).unwrap(), draft, "small");
    let untitled = text.replace("# Block", "Block");
    assert_eq!(
        read_notebook("a/block.ipynb", &untitled).unwrap().title,
        "block"
    );
}

#[test]
fn what_is_no_notebook_is_refused_with_line_and_reason() {
    for (text, at, reason) in [
        ("{\n \"cells\": [\n", 3, "damaged"),
        ("{\n \"nbformat\": 3, \"worksheets\": []}", 1, "version 4"),
        ("{\"nbformat\": 4, \"cells\": 7}", 1, "no list of cells"),
        (
            "{\"nbformat\": 4, \"cells\": [\n{\"cell_type\": \"raw\", \"source\": \"a\"},\n{\"cell_type\": \"raw\", \"source\": 7}]}",
            3,
            "Cell 2 has a source that is not text",
        ),
    ] {
        let error = read_notebook("x.ipynb", text).unwrap_err();
        assert!(
            matches!(error, ReadError::Notebook { line, .. } if line == at),
            "{error}"
        );
        assert!(error.to_string().contains(reason), "{error}");
    }
    let empty = "{\"nbformat\": 4, \"cells\": []}";
    assert_eq!(read_notebook("x.ipynb", empty), Err(ReadError::Empty));
    let deep = format!("{}1{}", "[".repeat(9_000), "]".repeat(9_000));
    let deep = format!("{{\"nbformat\": 4, \"cells\": {deep}}}");
    assert!(read_notebook("x.ipynb", &deep).is_err());
}

#[test]
fn hostile_cells_stay_apart_and_nothing_of_them_is_lost() {
    for hostile in [
        "```\nopen",
        "<!-- open",
        "<script>",
        "<div>",
        &"> ".repeat(300),
        "[a]: ",
        "~~~",
        "---\n",
        "| a |\n|--",
    ] {
        let notebook = json!({"nbformat": 4, "metadata": {}, "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": hostile},
            {"cell_type": "code", "metadata": {}, "source": "ls ```\n", "outputs": []},
            {"cell_type": "markdown", "metadata": {}, "source": "# Later\n\n1. Stop it"},
        ]});
        let draft = read_notebook("x.ipynb", &notebook.to_string()).unwrap();
        let mut kept = Vec::new();
        commands(&draft.steps, &mut kept);
        assert_eq!(kept.last().map(String::as_str), Some("ls ```"), "{hostile}");
        assert_eq!(draft.title, "Later", "{hostile}");
        same(read("other.md", &write(&draft)).unwrap(), draft, hostile);
    }
}
