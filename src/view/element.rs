//! Elements as `view!` makes them.

use super::attr::{Acts, Attr, Kind};
use super::node::{AnyView, IntoAny};
use super::value::{IntoValue, Value};
use leptos::ev::EventDescriptor;
use leptos::html::ElementType;
use leptos::prelude::*;
use leptos::tachys::html::event::Targeted;
use leptos::tachys::html::node_ref::NodeRefContainer;
use std::borrow::Cow;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// An element: its name, its attributes in the order in which they are set, what is within it.
pub struct El(Box<Made>);

pub(super) struct Made {
    pub tag: &'static str,
    pub svg: bool,
    pub attrs: Vec<Attr>,
    pub within: Vec<AnyView>,
}

impl El {
    /// An element of HTML.
    pub fn html(tag: &'static str) -> Self {
        Self::new(tag, false)
    }

    /// An element of SVG.
    pub fn svg(tag: &'static str) -> Self {
        Self::new(tag, true)
    }

    fn new(tag: &'static str, svg: bool) -> Self {
        let (attrs, within) = (Vec::new(), Vec::new());
        Self(Box::new(Made {
            tag,
            svg,
            attrs,
            within,
        }))
    }

    pub(super) fn tag(&self) -> &'static str {
        self.0.tag
    }

    pub(super) fn made(self) -> Made {
        *self.0
    }

    /// With an attribute that stays as it is.
    #[must_use]
    pub fn still(self, name: &'static str, value: &'static str) -> Self {
        self.set(Kind::Attribute, name, Value::Text(Cow::Borrowed(value)))
    }

    /// With an attribute.
    #[must_use]
    pub fn attr(self, name: &'static str, value: impl IntoValue) -> Self {
        self.set(Kind::Attribute, name, value.into_value())
    }

    /// With a property of the element's object.
    #[must_use]
    pub fn prop(self, name: &'static str, value: impl IntoValue) -> Self {
        self.set(Kind::Property, name, value.into_value())
    }

    /// With a class, when the value is true.
    #[must_use]
    pub fn class(self, name: &'static str, value: impl IntoValue) -> Self {
        self.set(Kind::Class, name, value.into_value())
    }

    /// With a property of its style.
    #[must_use]
    pub fn style(self, name: &'static str, value: impl IntoValue) -> Self {
        self.set(Kind::Style, name, value.into_value())
    }

    fn set(mut self, kind: Kind, name: &'static str, value: Value) -> Self {
        self.0.attrs.push(Attr::Set(kind, name, value));
        self
    }

    /// That does something when an event comes to it.
    #[must_use]
    pub fn on<E>(self, event: E, mut act: impl FnMut(E::EventType) + 'static) -> Self
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        self.listens(
            event.name(),
            Box::new(move |event: Event| act(event.unchecked_into())),
        )
    }

    /// The same, for an act that asks for the element itself.
    #[must_use]
    pub fn on_target<E, T>(
        self,
        event: E,
        mut act: impl FnMut(Targeted<E::EventType, T>) + 'static,
    ) -> Self
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        self.listens(
            event.name(),
            Box::new(move |event: Event| {
                act(Targeted::from(event.unchecked_into::<E::EventType>()))
            }),
        )
    }

    /// The same, for an event that Leptos has no name for.
    #[must_use]
    pub fn on_plain(self, event: &'static str, act: impl FnMut(Event) + 'static) -> Self {
        self.listens(Cow::Borrowed(event), Box::new(act))
    }

    fn listens(mut self, name: Cow<'static, str>, acts: Box<dyn Acts>) -> Self {
        let owner = Owner::current().unwrap_or_default();
        self.0.attrs.push(Attr::On(name, acts, owner));
        self
    }

    /// Known to a reference as long as it is there.
    #[must_use]
    pub fn node_ref<E: ElementType>(self, node_ref: NodeRef<E>) -> Self
    where
        NodeRef<E>: NodeRefContainer<E> + 'static,
    {
        self.known(Box::new(move |element: &Element| {
            NodeRefContainer::load(node_ref, element)
        }))
    }

    fn known(mut self, tell: Box<dyn FnOnce(&Element)>) -> Self {
        self.0.attrs.push(Attr::Known(tell));
        self
    }

    /// With a text at its end.
    #[must_use]
    pub fn text(mut self, text: &'static str) -> Self {
        self.0.within.push(AnyView::Text(Cow::Borrowed(text)));
        self
    }

    /// With another view at its end.
    #[must_use]
    pub fn child(self, child: impl IntoAny) -> Self {
        self.holds(child.into_any())
    }

    fn holds(mut self, child: AnyView) -> Self {
        self.0.within.push(child);
        self
    }
}
