//! Attributes of elements in the page.

use super::value::{Tells, Value};
use leptos::prelude::*;
use std::borrow::Cow;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue, intern};
use web_sys::{Element, Event, HtmlElement};

/// What of an element is set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Attribute,
    Property,
    Class,
    Style,
}

/// What is done when an event comes: a function, as [`super::node::Says`] is one.
pub(super) trait Acts {
    fn act(&mut self, event: Event);
}

impl<F: FnMut(Event)> Acts for F {
    fn act(&mut self, event: Event) {
        self(event);
    }
}

/// What a view says of an element.
pub(super) enum Attr {
    Set(Kind, &'static str, Value),
    On(Cow<'static, str>, Box<dyn Acts>, Owner),
    Known(Box<dyn FnOnce(&Element)>),
}

/// What has been done to the element for it.
pub(super) enum Live {
    Set(Kind, &'static str, Value),
    /// Set again by the effect; what it was set to last is the effect's value.
    Turn(
        Kind,
        &'static str,
        #[expect(dead_code, reason = "runs until it is dropped")] RenderEffect<Value>,
    ),
    On(Listener),
    Known,
}

impl Attr {
    pub(super) fn build(self, element: &Element) -> Live {
        match self {
            Self::Set(kind, name, Value::Turn(tells)) => turn(element.clone(), kind, name, tells),
            Self::Set(kind, name, value) => {
                if value != Value::None && (value != Value::Flag(false) || kind == Kind::Property) {
                    set(element, kind, name, &value);
                }
                Live::Set(kind, name, value)
            }
            Self::On(name, act, owner) => Live::On(Listener::new(element, name, act, owner)),
            Self::Known(tell) => {
                tell(element);
                Live::Known
            }
        }
    }

    /// Whether it is said of the same as what was done.
    pub(super) fn fits(&self, live: &Live) -> bool {
        match (self, live) {
            (Self::Set(kind, name, _), Live::Set(was, known, _) | Live::Turn(was, known, _)) => {
                kind == was && name == known
            }
            (Self::On(name, ..), Live::On(listener)) => *name == listener.name,
            (Self::Known(_), Live::Known) => true,
            _ => false,
        }
    }

    /// Brings what was done for the same to what is said now.
    pub(super) fn patch(self, element: &Element, live: &mut Live) {
        match (self, &mut *live) {
            (Self::Set(_, _, Value::None), Live::Set(_, _, Value::None)) => {}
            (Self::Set(kind, name, value), Live::Set(_, _, was))
                if !matches!(value, Value::Turn(_)) =>
            {
                // A person may have changed a property, and another attribute a class.
                if value != *was || kind != Kind::Attribute {
                    set(element, kind, name, &value);
                    *was = value;
                }
            }
            // An effect that sets the same would be second to the new one, so it goes first.
            (attr @ Self::Set(..), _) => {
                live.undo(element);
                *live = Live::Known;
                *live = attr.build(element);
            }
            (attr, _) => *live = attr.build(element),
        }
    }
}

impl Live {
    /// Takes away what was set. Listeners go when this is dropped.
    pub(super) fn undo(&self, element: &Element) {
        match self {
            Self::Set(kind, name, _) | Self::Turn(kind, name, _) if *kind != Kind::Property => {
                set(element, *kind, name, &Value::None);
            }
            // A property has no state of not being there.
            Self::Set(..) | Self::Turn(..) | Self::On(_) | Self::Known => {}
        }
    }
}

fn turn(element: Element, kind: Kind, name: &'static str, mut tells: Box<dyn Tells>) -> Live {
    let effect = RenderEffect::new(move |was: Option<Value>| {
        let value = tells.tell();
        let was = was.unwrap_or(Value::None);
        if value != was || (kind == Kind::Property && value != Value::None) {
            set(&element, kind, name, &value);
        }
        value
    });
    Live::Turn(kind, name, effect)
}

/// Sets what is said. The browser refuses none of it: names are written in the app.
fn set(element: &Element, kind: Kind, name: &'static str, value: &Value) {
    let is_set = match (kind, value) {
        (Kind::Attribute, Value::Text(text)) => element.set_attribute(intern(name), text),
        (Kind::Attribute, Value::Flag(true)) => element.set_attribute(intern(name), ""),
        (Kind::Attribute, _) => element.remove_attribute(intern(name)),
        (Kind::Class, Value::Flag(true)) => element.class_list().add_1(intern(name)),
        (Kind::Class, _) => element.class_list().remove_1(intern(name)),
        (Kind::Style, Value::Text(text)) => {
            let style = element.unchecked_ref::<HtmlElement>().style();
            style.set_property(intern(name), text)
        }
        (Kind::Style, _) => {
            let style = element.unchecked_ref::<HtmlElement>().style();
            style.remove_property(intern(name)).map(drop)
        }
        (Kind::Property, value) => {
            property(element.clone(), name, value);
            Ok(())
        }
    };
    is_set.unwrap_or_default();
}

fn property(element: Element, name: &'static str, value: &Value) {
    let value = match value {
        Value::Text(text) => JsValue::from_str(text),
        Value::Flag(flag) => JsValue::from_bool(*flag),
        Value::None | Value::Turn(_) => JsValue::NULL,
    };
    let set = move || {
        js_sys::Reflect::set(&element, &JsValue::from_str(intern(name)), &value)
            .map(drop)
            .unwrap_or_default()
    };
    // The value of a list is one of its choices, which are built after it.
    if name == "value" {
        queue_microtask(set)
    } else {
        set()
    }
}

/// A listener on an element, taken off when it is dropped.
pub(super) struct Listener {
    name: Cow<'static, str>,
    element: Element,
    act: Closure<dyn FnMut(Event)>,
}

impl Listener {
    fn new(
        element: &Element,
        name: Cow<'static, str>,
        mut acts: Box<dyn Acts>,
        owner: Owner,
    ) -> Self {
        let act: Box<dyn FnMut(Event)> = Box::new(move |event| {
            #[cfg(debug_assertions)]
            let _zone = leptos::reactive::diagnostics::SpecialNonReactiveZone::enter();
            owner.with(|| acts.act(event));
        });
        let act = Closure::wrap(act);
        let listens =
            element.add_event_listener_with_callback(intern(&name), act.as_ref().unchecked_ref());
        listens.unwrap_or_default();
        Self {
            name,
            element: element.clone(),
            act,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let act = self.act.as_ref().unchecked_ref();
        self.element
            .remove_event_listener_with_callback(intern(&self.name), act)
            .unwrap_or_default();
    }
}
