//! The `view!` macro: markup as Leptos writes it, made into calls of the app's `crate::view`.
//!
//! Leptos makes a type of each element, with functions of its own for building, comparing and
//! taking away. These calls share one of each, so a screen costs what it says (docs/ARCHITECTURE.md).

use proc_macro2::{Span, TokenStream};
use quote::quote;
use rstml::Infallible;
use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeBlock, NodeElement, NodeName};
use syn::spanned::Spanned;
use syn::{Block, Expr, ExprBlock, ExprLit, Ident, Lit, Stmt};

/// Markup as a view: elements, texts in quotes, expressions in braces, and `<For/>`.
///
/// What it gives has the type `El` when it is one element, and `AnyView` otherwise.
#[proc_macro]
pub fn view(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let parsed = rstml::parse(tokens);
    match parsed.and_then(|nodes| whole(&nodes)) {
        Ok(tokens) => tokens,
        Err(error) => error.to_compile_error(),
    }
    .into()
}

/// What stands at the top of the markup.
fn whole(nodes: &[Node]) -> syn::Result<TokenStream> {
    if let [Node::Element(element)] = nodes {
        return one(element, false);
    }
    let mut list = quote! { crate::view::Nodes::new() };
    for node in nodes {
        list = with(list, node, false)?;
    }
    Ok(quote! { #list.done() })
}

/// `parent` with a node within it.
fn with(parent: TokenStream, node: &Node, in_svg: bool) -> syn::Result<TokenStream> {
    Ok(match node {
        Node::Comment(_) | Node::Doctype(_) | Node::Custom(_) => parent,
        Node::Text(text) => {
            let text = &text.value;
            quote! { #parent.text(#text) }
        }
        Node::Block(NodeBlock::ValidBlock(block)) => {
            let value = bare(block);
            quote! { #parent.child(#value) }
        }
        Node::Block(NodeBlock::Invalid(tokens)) => quote! { #parent.child(#tokens) },
        Node::Element(element) => {
            let element = one(element, in_svg)?;
            quote! { #parent.child(#element) }
        }
        Node::Fragment(fragment) => {
            let within = fragment.children.iter();
            let inner = within
                .clone()
                .try_fold(parent, |all, node| with(all, node, in_svg));
            return inner;
        }
        Node::RawText(text) => return Err(at(text.span(), "texts stand in quotes")),
    })
}

/// What a block says, without its braces where it is a single expression.
fn bare(block: &Block) -> TokenStream {
    if let [Stmt::Expr(value, None)] = &*block.stmts {
        return quote! { #value };
    }
    quote! { #block }
}

/// A value, without its braces as a block is.
fn inner(value: &Expr) -> TokenStream {
    match value {
        Expr::Block(ExprBlock {
            attrs,
            label: None,
            block,
        }) if attrs.is_empty() => bare(block),
        value => quote! { #value },
    }
}

/// An element or `<For/>` as an expression.
fn one(element: &NodeElement<Infallible>, in_svg: bool) -> syn::Result<TokenStream> {
    let name = element.open_tag.name.to_string();
    if name == "For" {
        return each(element);
    }
    if RUNS.contains(&&*name) {
        return Err(at(
            element.open_tag.name.span(),
            "no view runs or loads what a text says",
        ));
    }
    if name.starts_with(char::is_uppercase) {
        return Err(at(
            element.open_tag.name.span(),
            "the only component is For",
        ));
    }
    let svg = SVG.contains(&&*name) || in_svg;
    let mut made = if svg {
        quote! { crate::view::El::svg(#name) }
    } else {
        quote! { crate::view::El::html(#name) }
    };
    for attribute in &element.open_tag.attributes {
        let NodeAttribute::Attribute(given) = attribute else {
            return Err(at(attribute.span(), "an attribute has a name"));
        };
        made = attribute_of(made, &name, given)?;
    }
    let within_svg = svg && name != "foreignObject";
    element
        .children
        .iter()
        .try_fold(made, |made, node| with(made, node, within_svg))
}

/// Elements that run or load what they are given.
const RUNS: [&str; 6] = ["script", "iframe", "object", "embed", "base", "meta"];

/// What reads a text as HTML or as script. Texts come from files that anybody may have written, so no view
/// has these.
fn reads_markup(name: &str) -> bool {
    let letters = name.replace(['_', '-'], "").to_ascii_lowercase();
    letters.starts_with("on") || ["innerhtml", "outerhtml", "srcdoc"].contains(&&*letters)
}

/// Elements of SVG by their names; those that HTML has too are SVG within one of these.
const SVG: [&str; 19] = [
    "svg",
    "g",
    "path",
    "line",
    "rect",
    "circle",
    "ellipse",
    "text",
    "tspan",
    "polyline",
    "polygon",
    "defs",
    "marker",
    "clipPath",
    "linearGradient",
    "pattern",
    "stop",
    "use",
    "foreignObject",
];

fn attribute_of(
    element: TokenStream,
    tag: &str,
    given: &KeyedAttribute,
) -> syn::Result<TokenStream> {
    let key = given.key.to_string();
    let value = given.value();
    let span = given.key.span();
    let missing = || at(span, "a value is missing");
    let set = key.strip_prefix("prop:").unwrap_or(&key);
    if !key.starts_with("on:") && reads_markup(set) {
        return Err(at(span, "a text is never read as HTML or script"));
    }
    if let Some((way, name)) = key.split_once(':') {
        let value = inner(value.ok_or_else(missing)?);
        return Ok(match way {
            "on" => listener(element, tag, name, value, span),
            "class" => quote! { #element.class(#name, #value) },
            "prop" => quote! { #element.prop(#name, #value) },
            "style" => quote! { #element.style(#name, #value) },
            _ => return Err(at(span, "on, class, prop and style are known")),
        });
    }
    Ok(match value {
        Some(value) if key == "node_ref" => quote! { #element.node_ref(#value) },
        Some(Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        })) => quote! { #element.still(#key, #text) },
        Some(value) => {
            let value = inner(value);
            quote! { #element.attr(#key, #value) }
        }
        None => quote! { #element.still(#key, "") },
    })
}

/// `on:event`, and `on:event:target` for an event that knows the type of its target.
fn listener(
    element: TokenStream,
    tag: &str,
    event: &str,
    act: TokenStream,
    span: Span,
) -> TokenStream {
    // Leptos has no name for this one.
    if event == "cancel" {
        return quote! { #element.on_plain(#event, #act) };
    }
    let Some(event) = event.strip_suffix(":target") else {
        let event = Ident::new(event, span);
        return quote! { #element.on(::leptos::ev::#event, #act) };
    };
    let event = Ident::new(event, span);
    let target = match tag {
        "input" => quote! { HtmlInputElement },
        "select" => quote! { HtmlSelectElement },
        "textarea" => quote! { HtmlTextAreaElement },
        "details" => quote! { HtmlDetailsElement },
        _ => quote! { HtmlElement },
    };
    quote! { #element.on_target::<_, ::leptos::web_sys::#target>(::leptos::ev::#event, #act) }
}

/// `<For each= key= children=/>`, or with `let:name` and the view of one within.
fn each(element: &NodeElement<Infallible>) -> syn::Result<TokenStream> {
    let (mut items, mut key, mut children, mut name) = (None, None, None, None);
    for attribute in &element.open_tag.attributes {
        let NodeAttribute::Attribute(given) = attribute else {
            return Err(at(attribute.span(), "an attribute has a name"));
        };
        let value = given.value().cloned();
        match &*given.key.to_string() {
            "each" => items = value,
            "key" => key = value,
            "children" => children = value,
            other => match other.strip_prefix("let:") {
                Some(one) => name = Some(Ident::new(one, name_span(&given.key))),
                None => return Err(at(given.key.span(), "For has each, key, children and let")),
            },
        }
    }
    let children = match (children, name) {
        (Some(children), None) => quote! { #children },
        (None, Some(name)) => {
            let inner = whole(&element.children)?;
            quote! { move |#name| #inner }
        }
        _ => {
            return Err(at(
                element.open_tag.name.span(),
                "For has either children or let",
            ));
        }
    };
    let (Some(items), Some(key)) = (items, key) else {
        return Err(at(element.open_tag.name.span(), "For needs each and key"));
    };
    Ok(quote! { crate::view::each(#items, #key, #children) })
}

/// Where the name after `let:` stands, so that it is the name that the author wrote.
fn name_span(key: &NodeName) -> Span {
    match key {
        NodeName::Punctuated(parts) => parts.last().map_or_else(Span::call_site, Spanned::span),
        other => other.span(),
    }
}

fn at(span: Span, message: &str) -> syn::Error {
    syn::Error::new(span, message)
}

#[cfg(test)]
mod tests {
    use super::{TokenStream, quote, whole};

    fn made(markup: TokenStream) -> syn::Result<TokenStream> {
        whole(&rstml::parse2(markup)?)
    }

    #[test]
    fn no_view_reads_a_text_as_html_or_script() {
        for markup in [
            quote! { <p prop:innerHTML=text></p> },
            quote! { <p inner_html=text></p> },
            quote! { <p prop:outerHTML=text></p> },
            quote! { <p srcdoc=text></p> },
            quote! { <p onclick=text></p> },
            quote! { <p prop:onclick=text></p> },
            quote! { <div><script>{text}</script></div> },
            quote! { <iframe src=text></iframe> },
        ] {
            let said = markup.to_string();
            assert!(made(markup).is_err(), "{said}");
        }
        let markup = quote! { <a href=to on:click=act class:open=open prop:value=text>{text}</a> };
        assert!(made(markup).is_ok());
    }
}
