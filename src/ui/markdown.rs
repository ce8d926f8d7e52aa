//! Markdown on screen: elements, never HTML from a text, and no request for an image: those of
//! this copy's store are shown, others are links.

use crate::edge::clipboard;
use crate::prelude::*;
use crate::ui::icon::icon;
use crate::ui::picture::picture;
use crate::workspace::Workspace;
use holdfast_domain::pictures;
use holdfast_domain::prose::{self, Block, ListItem, Span, Table};
use holdfast_domain::rooms::runbooks::variables;
use leptos::task::spawn_local;

/// A text in Markdown. Its headings stand below the page's own (level 3 and deeper).
pub fn markdown(text: &str) -> AnyView {
    view! { <div class="md">{blocks(&prose::read(text))}</div> }.into_any()
}

/// A document in Markdown that is a page of its own, below a title: its headings begin at level 2.
pub fn document(text: &str) -> AnyView {
    let one = |part: &Block| match part {
        Block::Heading(level, words) => {
            let inner = spans(words);
            match level {
                1 | 2 => view! { <h2>{inner}</h2> }.into_any(),
                3 => view! { <h3>{inner}</h3> }.into_any(),
                _ => view! { <h4>{inner}</h4> }.into_any(),
            }
        }
        other => block(other),
    };
    let all = prose::read(text);
    view! { <div class="md">{all.iter().map(one).collect_view()}</div> }.into_any()
}

/// Code with its language and a button that copies it.
pub fn code_block(code: &str, language: &str) -> AnyView {
    block_of(code, language, "codeblock")
}

/// The same for words that are read: lines break where there is no room.
pub fn wrapped_block(text: &str, label: &str) -> AnyView {
    block_of(text, label, "codeblock wraps")
}

fn block_of(code: &str, language: &str, class: &'static str) -> AnyView {
    let label = if language.is_empty() {
        "Code".to_owned()
    } else {
        language.to_owned()
    };
    let name = format!("Copy {label}");
    view! {
        <figure class=class>
            <figcaption><span>{label}</span>{copy_button(code.to_owned(), name)}</figcaption>
            <pre tabindex="0"><code>{code.to_owned()}</code></pre>
        </figure>
    }
    .into_any()
}

/// What to say of a text that was copied: `what`, and which variables in it have no value.
pub fn copied(what: &str, text: &str) -> String {
    let mut open: Vec<&str> = Vec::new();
    for (range, _) in variables::uses(text) {
        if !open.contains(&&text[range.clone()]) {
            open.push(&text[range]);
        }
    }
    match open.as_slice() {
        [] => what.to_owned(),
        [one] => format!("{what}; {one} is still to be filled in"),
        some => format!("{what}; {} are still to be filled in", some.join(", ")),
    }
}

/// A button that copies a text and says so. `name` is what screen readers say.
pub fn copy_button(text: String, name: String) -> AnyView {
    let workspace = Workspace::of_page();
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move {
            match clipboard::copy(&text).await {
                Ok(()) => workspace.say(copied("Copied", &text)),
                Err(error) => {
                    workspace.alarm(format!("Not copied: {error}. Select the text and copy it."))
                }
            }
        });
    };
    view! {
        <button type="button" class="btn small quiet" aria-label=name on:click=copy>{icon("copy")}"Copy"</button>
    }
    .into_any()
}

fn blocks(all: &[Block]) -> AnyView {
    all.iter().map(block).collect_view().into_any()
}

fn block(block: &Block) -> AnyView {
    match block {
        Block::Heading(level, inner) => heading(*level, spans(inner)),
        Block::Paragraph(inner) => view! { <p>{spans(inner)}</p> }.into_any(),
        Block::Line(inner) => spans(inner),
        Block::Code(language, code) => code_block(code.trim_end_matches('\n'), language),
        Block::List(None, items) => view! { <ul>{list_items(items)}</ul> }.into_any(),
        Block::List(Some(first), items) => {
            view! { <ol start=first.to_string()>{list_items(items)}</ol> }.into_any()
        }
        Block::Quote(inner) => view! { <blockquote>{blocks(inner)}</blockquote> }.into_any(),
        Block::Table(inner) => table(inner),
        Block::Footnote(label, inner) => {
            view! { <div class="inline"><sup>{label.clone()}</sup><div>{blocks(inner)}</div></div> }
                .into_any()
        }
        Block::Rule => view! { <hr/> }.into_any(),
        Block::Html(text) => {
            view! { <pre tabindex="0">{text.trim_end().to_owned()}</pre> }.into_any()
        }
    }
}

fn heading(level: u8, inner: AnyView) -> AnyView {
    match level {
        1 => view! { <h3>{inner}</h3> }.into_any(),
        2 => view! { <h4>{inner}</h4> }.into_any(),
        3 => view! { <h5>{inner}</h5> }.into_any(),
        _ => view! { <h6>{inner}</h6> }.into_any(),
    }
}

fn list_items(items: &[ListItem]) -> AnyView {
    let item = |item: &ListItem| {
        let tick = item.done.map(|done| {
            let said = if done { "Done: " } else { "Open: " };
            let mark = if done { "☑ " } else { "☐ " };
            view! { <span aria-hidden="true">{mark}</span><span class="sr">{said}</span> }
        });
        view! { <li class:task=item.done.is_some()>{tick}{blocks(&item.blocks)}</li> }
    };
    items.iter().map(item).collect_view().into_any()
}

fn table(table: &Table) -> AnyView {
    let class = |column: usize| {
        if table.to_end.get(column) == Some(&true) {
            "num"
        } else {
            ""
        }
    };
    let head = table.head.iter().enumerate();
    // A head that says nothing is none.
    let named = |(n, cell): (usize, &Vec<Span>)| {
        if cell.is_empty() {
            view! { <td></td> }.into_any()
        } else {
            view! { <th scope="col" class=class(n)>{spans(cell)}</th> }.into_any()
        }
    };
    let head = head.map(named).collect_view();
    let row = |row: &Vec<Vec<Span>>| {
        let cells = row.iter().enumerate();
        let cells = cells
            .map(|(n, cell)| view! { <td class=class(n)>{spans(cell)}</td> })
            .collect_view();
        view! { <tr>{cells}</tr> }
    };
    let rows = table.rows.iter().map(row).collect_view();
    view! { <table tabindex="0"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table> }
        .into_any()
}

fn spans(all: &[Span]) -> AnyView {
    all.iter().map(span).collect_view().into_any()
}

fn span(span: &Span) -> AnyView {
    match span {
        Span::Text(text) => whole(text),
        Span::Code(code) => view! { <code>{code.clone()}</code> }.into_any(),
        Span::Emphasis(inner) => view! { <em>{spans(inner)}</em> }.into_any(),
        Span::Strong(inner) => view! { <strong>{spans(inner)}</strong> }.into_any(),
        Span::Struck(inner) => view! { <s>{spans(inner)}</s> }.into_any(),
        Span::Link(address, inner) => link(address, spans(inner), &prose::plain(inner)),
        Span::Image(address, inner) => {
            let words = prose::plain(inner);
            if let Some(stored) = pictures::fingerprint(address) {
                return picture(stored, words);
            }
            let label = if words.is_empty() {
                "Image".to_owned()
            } else {
                format!("Image: {words}")
            };
            link(address, label.clone().into_any(), &label)
        }
        Span::Reference(label) => view! { <sup>{label.clone()}</sup> }.into_any(),
        Span::Break => view! { <br/> }.into_any(),
    }
}

/// A text whose telephone numbers stay on one line.
pub fn whole(text: &str) -> AnyView {
    let part = |(whole, part): (bool, &str)| {
        let part = part.to_owned();
        if whole {
            view! { <span class="whole">{part}</span> }.into_any()
        } else {
            part.into_any()
        }
    };
    holdfast_domain::whole::parts(text)
        .into_iter()
        .map(part)
        .collect_view()
        .into_any()
}

/// A link where it may lead; elsewhere its words with the address as text.
fn link(address: &str, label: AnyView, words: &str) -> AnyView {
    match prose::safe_href(address) {
        Some(place) if place.starts_with('#') => {
            view! { <a href=place.to_owned()>{label}</a> }.into_any()
        }
        Some(page) => {
            view! { <a href=page.to_owned() target="_blank" rel="noopener noreferrer">{label}</a> }
                .into_any()
        }
        None if address.is_empty() || words == address => label,
        None => view! { {label}" ("<code>{address.to_owned()}</code>")" }.into_any(),
    }
}
