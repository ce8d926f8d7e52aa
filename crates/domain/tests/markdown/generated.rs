//! Generated drafts and random text.

use chrono::NaiveDate;
use holdfast_domain::codec::markdown::front_matter::Interval;
use holdfast_domain::codec::markdown::{
    Command, Minutes, Note, Only, RunbookDraft, Source, StepDraft, StepKind, Unmapped,
    VariableDraft, read, write,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::loss::lost;

/// Pieces that mean something to Markdown or to our own marks.
const PIECES: &[&str] = &[
    "word",
    " ",
    "  ",
    "\n",
    "\n\n",
    "\t",
    "# ",
    "###### ",
    "- ",
    "* [ ] ",
    "1. ",
    "12) ",
    "> ",
    "```",
    "```sh\n",
    "~~~~",
    "    code",
    "`x`",
    "**b**",
    "_i_",
    "~~s~~",
    "[l](http://h.example/?a_b)",
    "![alt](p.png)",
    "[ref]",
    "[ref]: /there \"t\"",
    "<b>",
    "<service name>",
    "<!-- c -->",
    "<!--",
    "-->",
    "<!-- holdfast:step -->",
    "<!-- holdfast:runbook -->",
    "<!-- \\holdfast:note -->",
    "<!-- text -->",
    "**Role:** DBA",
    "**Command:**",
    "**Rollback:**",
    "**Time:** 5 min",
    "**Message:**",
    "**Audience:** all",
    "**Answers:** a, b",
    "**Services:** x",
    "---",
    "===",
    "+++",
    "key: value",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "\\",
    "\\\\",
    "&amp;",
    "&",
    "é",
    "漢字",
    "\u{a0}",
    "\u{2028}",
    "\r\n",
    "{{ tag }}",
    "<% erb %>",
    "{% if %}",
    "Restart it",
    "Wait:",
    "[^1]",
    "[^1]: foot",
    "</div>",
    "<div>",
    "$x",
    "|",
    ".",
    "7",
    "x",
    "[x] ",
    "\u{1b}[0m",
    "\0",
];

fn text() -> impl Strategy<Value = String> {
    vec(select(PIECES), 0..12).prop_map(|pieces| pieces.concat())
}

fn minutes() -> impl Strategy<Value = Minutes> {
    (any::<u32>(), 0..200u32, 0..200u32).prop_map(|(a, b, c)| Minutes::sorted(a, b, c))
}

fn leaf() -> impl Strategy<Value = StepDraft> {
    let texts = (text(), text(), text(), text(), text());
    let flags = (any::<bool>(), any::<bool>(), option::of(any::<bool>()));
    let only = select(vec![Only::Always, Only::Exercise, Only::Actual]);
    let command = option::of((text(), text()));
    let after = option::of(vec("[a-z0-9-]{1,5}", 0..3));
    let words = (
        vec(text(), 0..3),
        (text(), text(), text()),
        (text(), text(), text()),
    );
    let more = (
        words,
        option::of(0..100_000u32),
        option::of(0..4_102_444_800_000i64),
        select(vec!["", "partial", "full"]),
    );
    let head = (
        after,
        select(StepKind::ALL.to_vec()),
        option::of(1..=6u8),
        option::of("[a-z0-9.:_-]{1,9}"),
    );
    let parts = (
        texts,
        flags,
        only,
        command,
        head,
        option::of(minutes()),
        more,
    );
    parts.prop_map(
        |(texts, flags, only, command, (after, kind, heading, id), duration, more)| StepDraft {
            id,
            answers: more.0.0,
            when: more.0.1.0,
            service: more.0.1.1,
            audience: more.0.1.2,
            channel: more.0.2.0,
            message: more.0.2.1,
            captures: more.0.2.2,
            start_after: more.1,
            start_at: more.2,
            recovery: more.3,
            runbook: texts.4.clone(),
            after,
            kind,
            title: texts.0,
            heading,
            instructions: texts.1,
            command: command.map(|(text, info)| Command { text, info }),
            expected: texts.2,
            rollback: texts.3,
            role: texts.4,
            duration,
            evidence_required: flags.0,
            irreversible: flags.1,
            only,
            done: flags.2,
            source: Source::default(),
            children: Vec::new(),
        },
    )
}

fn step() -> impl Strategy<Value = StepDraft> {
    leaf().prop_recursive(5, 24, 4, |inner| {
        (leaf(), vec(inner, 0..4)).prop_map(|(step, children)| StepDraft { children, ..step })
    })
}

fn variable() -> impl Strategy<Value = VariableDraft> {
    (text(), text(), text(), text(), any::<bool>()).prop_map(
        |(name, description, default, pattern, secret)| VariableDraft {
            name,
            description,
            default,
            pattern,
            secret,
        },
    )
}

pub fn draft() -> impl Strategy<Value = RunbookDraft> {
    let texts = (text(), text(), text(), text(), text(), text(), text());
    let parts = (
        vec(text(), 0..3),
        vec((text(), text()), 0..3),
        (vec(text(), 0..3), vec(text(), 0..3)),
        select(vec!["", "template", "snippet"]),
    );
    let review = (
        option::of(0..40_000i32),
        option::of((1..99u32, select(vec!["day", "week", "month", "year"]))),
    );
    (
        texts,
        parts,
        review,
        vec(variable(), 0..3),
        vec(step(), 0..5),
    )
        .prop_map(
            |(texts, (notes, unmapped, (tags, services), used), (day, every), variables, steps)| {
                let source = Source::default();
                let mut draft = RunbookDraft {
                    id: None,
                    title: texts.0,
                    purpose: texts.1,
                    trigger: texts.2,
                    scenario: texts.3,
                    preconditions: texts.4,
                    owner: texts.5,
                    services,
                    used,
                    tags,
                    last_reviewed: day
                        .and_then(|day| NaiveDate::from_num_days_from_ce_opt(720_000 + day)),
                    review_interval: every
                        .and_then(|(n, unit)| Interval::parse(&format!("{n} {unit}"))),
                    front_matter: texts.6,
                    variables,
                    notes: notes
                        .into_iter()
                        .map(|text| Note { text, source })
                        .collect(),
                    steps,
                    unmapped: unmapped
                        .into_iter()
                        .map(|(text, reason)| Unmapped {
                            text,
                            reason,
                            source,
                        })
                        .collect(),
                };
                draft.normalise();
                draft
            },
        )
}

/// A fence behind the box of a task is none: the backticks are text, and escaped where they are kept.
#[test]
fn backticks_that_are_no_fence_lose_nothing() {
    let source = "* [ ] ```<!-- c -->";
    let draft = read("random.md", source).unwrap();
    assert_eq!(lost(source, &draft), Vec::<String>::new());
}

proptest! {
    #[test]
    fn what_is_written_reads_back_the_same(draft in draft()) {
        let text = write(&draft);
        let mut again = read("other.md", &text).unwrap();
        again.forget_sources();
        prop_assert_eq!(&again, &draft, "{}", text);
        prop_assert_eq!(write(&again), text);
    }

    #[test]
    fn the_normal_form_is_stable(draft in draft()) {
        let mut again = draft.clone();
        again.normalise();
        prop_assert_eq!(again, draft);
    }

    #[test]
    fn random_text_is_read_without_loss(lines in vec(text(), 0..12)) {
        let source = lines.join("\n").replace('\0', "");
        let Ok(draft) = read("random.md", &source) else {
            prop_assert!(source.trim().is_empty(), "refused: {source:?}");
            return Ok(());
        };
        if !source.contains("<!-- holdfast:") {
            prop_assert_eq!(lost(&source, &draft), Vec::<String>::new(), "{}", source);
        }
        let mut again = read("other.md", &write(&draft)).unwrap();
        let mut draft = draft;
        again.forget_sources();
        draft.forget_sources();
        prop_assert_eq!(again, draft);
    }

    #[test]
    fn edited_exports_are_read_without_panic(draft in draft(), noise in text(), at in 0..2000usize) {
        let mut text = write(&draft);
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        text.insert_str(at, &noise.replace('\0', ""));
        if let Ok(read_back) = read("edited.md", &text) {
            let again = read("again.md", &write(&read_back)).unwrap();
            prop_assert_eq!(again.step_count(), read_back.step_count());
        }
    }
}
