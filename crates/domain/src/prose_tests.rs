use super::*;
use proptest::prelude::*;

fn text(text: &str) -> Span {
    Span::Text(text.to_owned())
}

#[test]
fn headings_paragraphs_and_marks() {
    let tree = read("# One\n\nTwo *three* **four** ~~five~~ `six`\nseven  \neight");
    let expected = vec![
        Block::Heading(1, vec![text("One")]),
        Block::Paragraph(vec![
            text("Two "),
            Span::Emphasis(vec![text("three")]),
            text(" "),
            Span::Strong(vec![text("four")]),
            text(" "),
            Span::Struck(vec![text("five")]),
            text(" "),
            Span::Code("six".to_owned()),
            text("\nseven"),
            Span::Break,
            text("eight"),
        ]),
    ];
    assert_eq!(tree, expected);
}

#[test]
fn lists_keep_numbers_ticks_and_nesting() {
    let tree = read("3. a\n   - [x] b\n   - [ ] c\n4. d");
    let Block::List(Some(3), items) = &tree[0] else {
        panic!("{tree:?}")
    };
    assert_eq!(items[0].blocks[0], Block::Line(vec![text("a")]));
    let Block::List(None, tasks) = &items[0].blocks[1] else {
        panic!("{tree:?}")
    };
    assert_eq!((tasks[0].done, tasks[1].done), (Some(true), Some(false)));
    assert_eq!(items[1].blocks, [Block::Line(vec![text("d")])]);
}

#[test]
fn a_loose_task_list_keeps_its_ticks() {
    let tree = read("- [x] a\n\n- [ ] b\n");
    let Block::List(None, tasks) = &tree[0] else {
        panic!("{tree:?}")
    };
    assert_eq!((tasks[0].done, tasks[1].done), (Some(true), Some(false)));
}

#[test]
fn code_keeps_its_language_and_its_bytes() {
    let tree = read("```bash title=x\n<b>$ a</b>\n\n  b\n```\n");
    assert_eq!(
        tree,
        [Block::Code(
            "bash".to_owned(),
            "<b>$ a</b>\n\n  b\n".to_owned()
        )]
    );
}

#[test]
fn tables_keep_their_cells() {
    let tree = read("| a | n |\n|---|--:|\n| b<br>c | 1 |\n");
    let Block::Table(table) = &tree[0] else {
        panic!("{tree:?}")
    };
    assert_eq!(table.to_end, [false, true]);
    assert_eq!(table.head, [vec![text("a")], vec![text("n")]]);
    assert_eq!(
        table.rows,
        [[vec![text("b"), Span::Break, text("c")], vec![text("1")]]]
    );
}

#[test]
fn html_stays_text() {
    let tree = read("<script>alert(1)</script>\n\nA <img src=x onerror=y> b");
    assert_eq!(
        tree[0],
        Block::Html("<script>alert(1)</script>\n".to_owned())
    );
    assert_eq!(
        tree[1],
        Block::Paragraph(vec![text("A <img src=x onerror=y> b")])
    );
}

#[test]
fn links_lead_only_where_they_may() {
    for good in [
        "http://a",
        "HTTPS://a",
        "mailto:a@b",
        "tel:+1",
        "#/risks",
        " https://a ",
    ] {
        assert_eq!(safe_href(good), Some(good.trim()), "{good}");
    }
    for bad in [
        "javascript:alert(1)",
        "JaVaScript:x",
        "java\nscript:x",
        "data:text/html,x",
        "file:///etc",
        "vbscript:x",
        "/etc",
        "a.md",
        "//host/x",
        "\u{1}https:x",
        "blob:x",
        "",
    ] {
        assert_eq!(safe_href(bad), None, "{bad:?}");
    }
}

#[test]
fn what_lies_too_deep_is_shown_in_its_parent() {
    fn depth(blocks: &[Block]) -> usize {
        blocks
            .iter()
            .map(|block| {
                if let Block::Quote(inner) = block {
                    1 + depth(inner)
                } else {
                    0
                }
            })
            .max()
            .unwrap_or(0)
    }
    let tree = read(&format!("{}deep *word*", "> ".repeat(500)));
    assert_eq!(depth(&tree), DEPTH);
    assert!(all_text(&tree).contains("deep"));
    assert!(all_text(&tree).contains("word"));
}

fn all_text(blocks: &[Block]) -> String {
    format!("{blocks:?}")
}

proptest! {
    #[test]
    fn any_text_has_a_tree_that_keeps_its_words(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "word", "# ", "\n", "\n\n", "- ", "1. ", "> ", "`", "```\n", "*", "**", "[", "](", ")",
                "![", "|", "|---|\n", "<b>", "<!--", "-->", "[^1]", "[^1]: ", "- [x] ", "    ", "~~",
            ]),
            0..60,
        )
    ) {
        let markdown = pieces.concat();
        let tree = all_text(&read(&markdown));
        prop_assert!(tree.matches("word").count() <= markdown.matches("word").count());
        if !markdown.contains(['[', '`']) {
            prop_assert_eq!(tree.matches("word").count(), markdown.matches("word").count());
        }
    }
}
