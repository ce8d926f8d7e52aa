//! Nodes of the page, and how they follow their views.

use super::attr::Live;
use super::element::{El, Made};
use super::node::{AnyView, Says};
use super::rows::{Given, Rows};
use leptos::prelude::*;
use std::borrow::Cow;
use wasm_bindgen::{JsCast, intern};
use web_sys::{Element, Node, Text};

const SVG: &str = "http://www.w3.org/2000/svg";

/// What a view became.
pub(super) enum State {
    /// Nothing, with the place where it would be.
    None(Node),
    Text(Text, Cow<'static, str>),
    Element(Box<Built>),
    /// Several, with the place behind the last.
    List(Vec<State>, Node),
    Turn(Kept<State>),
    Rows(Kept<Rows>),
}

/// What an effect makes, which goes at once when this is dropped, with all effects within. An effect
/// alone keeps it until its task hears of the end; what is within would still follow signals
/// meanwhile that are gone.
pub(super) struct Kept<T: 'static>(RenderEffect<T>);

impl<T> Kept<T> {
    fn with<U>(&self, act: impl FnOnce(&mut T) -> U) -> Option<U> {
        self.0.with_value_mut(act)
    }
}

impl<T> Drop for Kept<T> {
    fn drop(&mut self) {
        drop(self.0.take_value());
    }
}

pub(super) struct Built {
    tag: &'static str,
    element: Element,
    attrs: Vec<Live>,
    within: Vec<State>,
}

impl AnyView {
    /// Makes its nodes, which stand nowhere yet.
    pub(super) fn build(self) -> State {
        match self {
            Self::None => State::None(place()),
            Self::Text(text) => State::Text(document().create_text_node(&text), text),
            Self::Element(element) => element.build(),
            Self::List(list) => State::List(list.into_iter().map(Self::build).collect(), place()),
            Self::Turn(says) => State::Turn(Kept(turn(says))),
            Self::Rows(says) => State::Rows(Kept(rows(says))),
        }
    }

    /// Brings nodes to what this view says.
    pub(super) fn patch(self, state: &mut State) {
        match (self, state) {
            (Self::None, State::None(_)) => {}
            (Self::Text(text), State::Text(node, was)) => {
                if text != *was {
                    node.set_data(&text);
                    *was = text;
                }
            }
            (Self::Element(element), State::Element(built)) if element.tag() == built.tag => {
                built.patch(element.made())
            }
            (Self::List(list), State::List(states, end)) => {
                let parent = end.parent_node();
                patch_all(list, states, parent.as_ref(), Some(end));
            }
            (view, state) => state.replace(view.build()),
        }
    }
}

/// An empty place that nobody sees.
pub(super) fn place() -> Node {
    document().create_comment("").into()
}

fn turn(mut says: Box<dyn Says>) -> RenderEffect<State> {
    RenderEffect::new(move |state: Option<State>| {
        let view = says.say();
        let Some(mut state) = state else {
            return view.build();
        };
        view.patch(&mut state);
        state
    })
}

fn rows(mut says: Box<dyn FnMut() -> Vec<Given>>) -> RenderEffect<Rows> {
    let owner = Owner::current().unwrap_or_default();
    RenderEffect::new(move |rows: Option<Rows>| {
        let mut rows = rows.unwrap_or_else(|| Rows::new(owner.clone()));
        rows.patch(says());
        rows
    })
}

/// Brings neighbours to what their views say; what is new goes before `end`.
fn patch_all(
    views: Vec<AnyView>,
    states: &mut Vec<State>,
    parent: Option<&Node>,
    end: Option<&Node>,
) {
    let count = views.len();
    for (n, view) in views.into_iter().enumerate() {
        if let Some(state) = states.get_mut(n) {
            view.patch(state);
            continue;
        }
        let state = view.build();
        if let Some(parent) = parent {
            state.mount(parent, end);
        }
        states.push(state);
    }
    for state in states.drain(count.min(states.len())..) {
        state.unmount();
    }
}

impl State {
    /// Puts its nodes into `parent`, before `end` or at its end; from where they stood they are gone.
    pub(super) fn mount(&self, parent: &Node, end: Option<&Node>) {
        match self {
            Self::None(node) => insert(parent, node, end),
            Self::Text(node, _) => insert(parent, node, end),
            Self::Element(built) => insert(parent, &built.element, end),
            Self::List(states, last) => {
                for state in states {
                    state.mount(parent, end);
                }
                insert(parent, last, end);
            }
            Self::Turn(effect) => effect
                .with(|state| state.mount(parent, end))
                .unwrap_or_default(),
            Self::Rows(effect) => effect
                .with(|rows| rows.mount(parent, end))
                .unwrap_or_default(),
        }
    }

    /// Takes its nodes from where they stand.
    pub(super) fn unmount(&self) {
        match self {
            Self::None(node) => take(node),
            Self::Text(node, _) => take(node),
            Self::Element(built) => take(&built.element),
            Self::List(states, end) => {
                for state in states {
                    state.unmount();
                }
                take(end);
            }
            Self::Turn(effect) => effect.with(|state| state.unmount()).unwrap_or_default(),
            Self::Rows(effect) => effect.with(|rows| rows.unmount()).unwrap_or_default(),
        }
    }

    /// The first of its nodes. None while its effect runs.
    pub(super) fn first(&self) -> Option<Node> {
        match self {
            Self::None(node) => Some(node.clone()),
            Self::Text(node, _) => Some(node.clone().into()),
            Self::Element(built) => Some(built.element.clone().into()),
            Self::List(states, end) => states
                .first()
                .map_or_else(|| Some(end.clone()), Self::first),
            Self::Turn(effect) => effect.with(|state| state.first()).flatten(),
            Self::Rows(effect) => effect.with(|rows| rows.first()).flatten(),
        }
    }

    /// Stands aside for others in its place.
    fn replace(&mut self, new: Self) {
        if let Some(first) = self.first()
            && let Some(parent) = first.parent_node()
        {
            new.mount(&parent, Some(&first));
        }
        self.unmount();
        *self = new;
    }
}

/// A node that something else moved, as translators do, stays where it is.
fn insert(parent: &Node, node: &Node, end: Option<&Node>) {
    parent
        .insert_before(node, end)
        .map(drop)
        .unwrap_or_default();
}

fn take(node: &Node) {
    if let Some(parent) = node.parent_node() {
        parent.remove_child(node).map(drop).unwrap_or_default();
    }
}

impl El {
    fn build(self) -> State {
        let Made {
            tag,
            svg,
            attrs,
            within,
        } = self.made();
        let element = create(tag, svg);
        let attrs = attrs.into_iter().map(|attr| attr.build(&element)).collect();
        let within: Vec<_> = within.into_iter().map(AnyView::build).collect();
        for state in &within {
            state.mount(&element, None);
        }
        State::Element(Box::new(Built {
            tag,
            element,
            attrs,
            within,
        }))
    }
}

fn create(tag: &'static str, svg: bool) -> Element {
    let document = document();
    let made = if svg {
        document.create_element_ns(Some(intern(SVG)), intern(tag))
    } else {
        document.create_element(intern(tag))
    };
    // Names are written in the app, and no browser refuses one.
    made.unwrap_or_else(JsCast::unchecked_into)
}

impl Built {
    fn patch(&mut self, made: Made) {
        let fits = self.attrs.len() == made.attrs.len()
            && made
                .attrs
                .iter()
                .zip(&self.attrs)
                .all(|(attr, live)| attr.fits(live));
        if fits {
            for (attr, live) in made.attrs.into_iter().zip(&mut self.attrs) {
                attr.patch(&self.element, live);
            }
        } else {
            for live in self.attrs.drain(..) {
                live.undo(&self.element);
            }
            self.attrs = made
                .attrs
                .into_iter()
                .map(|attr| attr.build(&self.element))
                .collect();
        }
        patch_all(made.within, &mut self.within, Some(&self.element), None);
    }
}
