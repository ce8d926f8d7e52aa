//! Text made to break a reader: each within two seconds, without panic or overflow of the stack.
//! Without optimisation the texts are a tenth as long, to stay quick.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use holdfast_domain::codec::markdown::{MAX_BYTES, ReadError, looks_like_markdown, read, write};

const MB: usize = 1_000_000;
const SIZE: usize = if cfg!(debug_assertions) { MB / 10 } else { MB };

/// How long this thread was at work. On a busy machine the clock on the wall says more than that;
/// where the system does not tell, it has to do.
pub fn worked() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let told = told.split(' ').next().and_then(|nanos| nanos.parse().ok());
    let wall = || START.get_or_init(Instant::now).elapsed();
    told.map_or_else(wall, Duration::from_nanos)
}

/// Reads, and writes what was read.
fn run(what: &str, text: &str) -> Result<(), ReadError> {
    let start = worked();
    let result = read("hostile.md", text)
        .map(|draft| write(&draft))
        .map(|_| ());
    let took = worked().saturating_sub(start);
    assert!(took < Duration::from_secs(2), "{what} took {took:?}");
    result
}

fn nested(lines: usize, unit: &str, mark: &str) -> String {
    (0..lines)
        .map(|depth| format!("{}{mark}x\n", unit.repeat(depth)))
        .collect()
}

#[test]
fn a_megabyte_of_one_mark() {
    for mark in [
        "[",
        "]",
        ">",
        "> ",
        "`",
        "*",
        "_",
        "~",
        "#",
        "- ",
        "1. ",
        "<",
        "<!--",
        "![",
        "](",
        "|",
        "\\",
        "&",
        "\n",
        "a\n",
        "- a\n",
        "\t",
        "```\n",
        "[a]: b\n",
        "[a]\n",
        "[^a]: b\n",
        "* * ",
        "*_",
        "`` ` ",
        "<a ",
        "| a ",
        "- [ ] ",
        "a **b",
        "[a](<b",
        "    x\n\n",
        "\u{a0}",
        "1)\n",
        "-\n",
        "> - ",
        "<!-- holdfast:step -->\n",
        "# a <!-- holdfast:section -->\n",
    ] {
        let text = mark.repeat(SIZE / mark.len());
        let _ = run(mark.trim(), &text);
        let _ = run(
            mark.trim(),
            &format!("# T <!-- holdfast:runbook -->\n{text}"),
        );
    }
}

#[test]
fn a_hundred_thousand_headings() {
    let text: String = (0..SIZE / 10)
        .map(|at| format!("{} h{at}\n", "#".repeat(at % 6 + 1)))
        .collect();
    run("headings", &text).unwrap();
    let text: String = (0..SIZE / 10)
        .map(|at| format!("## Restart {at}\n"))
        .collect();
    run("action headings", &text).unwrap();
}

#[test]
fn nesting_ends_in_a_clear_error() {
    let text = nested(1_000, "  ", "- ");
    assert_eq!(run("lists", &text), Err(ReadError::TooDeep { line: 129 }));
    let text = format!(
        "# T <!-- holdfast:runbook -->\n\n{}",
        nested(1_000, "  ", "- ")
    );
    run("lists of our own without marks", &text).unwrap();
    let own: String = (0..1_000)
        .map(|at| format!("{}- x <!-- holdfast:step -->\n", "  ".repeat(at)))
        .collect();
    let text = format!("# T <!-- holdfast:runbook -->\n\n{own}");
    assert_eq!(
        run("our own lists", &text),
        Err(ReadError::TooDeep { line: 131 })
    );
    assert!(matches!(
        run("quotes", &">".repeat(1_000)),
        Err(ReadError::TooDeep { line: 1 })
    ));
}

#[test]
fn the_deepest_allowed_list_is_read_and_written() {
    let text = nested(128, "  ", "- ");
    let draft = read("deep.md", &text).unwrap();
    assert_eq!(draft.step_count(), 128);
    let mut again = read("deep.md", &write(&draft)).unwrap();
    let mut draft = draft;
    again.forget_sources();
    draft.forget_sources();
    assert_eq!(again.steps, draft.steps);
}

#[test]
fn repeated_definitions_do_not_multiply() {
    let definition = format!("[a]: http://h.example/{} \n\n", "x".repeat(1_900));
    let text = format!("{definition}{}", "- [a]\n- b\n".repeat(SIZE / 10));
    let draft = read("links.md", &text).unwrap();
    assert!(write(&draft).len() < 20 * MB);
}

#[test]
fn other_files_are_refused_with_line_and_reason() {
    for (bytes, line, reason) in [
        (&b"# a\nb\0c"[..], 2, "NUL"),
        (b"# a\n\n\xff\xfe", 3, "UTF-8"),
        (b"%PDF-1.7\n", 1, "PDF"),
        (b"\n{\"format\": \"holdfast\"}", 2, "JSON"),
        (b"<!DOCTYPE html><p>x", 1, "HTML"),
    ] {
        let error = looks_like_markdown(bytes).unwrap_err();
        assert!(
            matches!(error, ReadError::Binary { line: at, .. } if at == line),
            "{error}"
        );
        assert!(
            error.to_string().contains(reason) && error.to_string().contains(&line.to_string())
        );
    }
    assert_eq!(looks_like_markdown(b" \n"), Err(ReadError::Empty));
    assert_eq!(read("empty.md", "\u{feff}\n"), Err(ReadError::Empty));
    let large = vec![b'a'; MAX_BYTES + 1];
    assert_eq!(
        looks_like_markdown(&large),
        Err(ReadError::TooLarge {
            bytes: MAX_BYTES + 1
        })
    );
    assert_eq!(looks_like_markdown(b"{{ template }}"), Ok("{{ template }}"));
}
