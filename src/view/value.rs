//! Values of attributes, properties, classes and styles.

use crate::signals::{Memo, RwSignal};
use leptos::prelude::*;
use std::borrow::Cow;

/// What an attribute is set to.
pub enum Value {
    /// Not there.
    None,
    /// There or not, without a text.
    Flag(bool),
    /// A text.
    Text(Cow<'static, str>),
    /// What a function of signals says, again whenever they change.
    Turn(Box<dyn Tells>),
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) => true,
            (Self::Flag(one), Self::Flag(two)) => one == two,
            (Self::Text(one), Self::Text(two)) => one == two,
            _ => false,
        }
    }
}

/// What tells a value whenever it is asked: a function, as [`super::node::Says`] is one.
pub trait Tells {
    /// What it tells now.
    fn tell(&mut self) -> Value;
}

impl<F: FnMut() -> T, T: IntoValue> Tells for F {
    fn tell(&mut self) -> Value {
        self().into_value()
    }
}

/// What can be said of an attribute.
pub trait IntoValue {
    /// It as a value.
    fn into_value(self) -> Value;
}

impl IntoValue for Value {
    fn into_value(self) -> Value {
        self
    }
}

impl IntoValue for bool {
    fn into_value(self) -> Value {
        Value::Flag(self)
    }
}

impl IntoValue for String {
    fn into_value(self) -> Value {
        Value::Text(Cow::Owned(self))
    }
}

impl IntoValue for &str {
    fn into_value(self) -> Value {
        self.to_owned().into_value()
    }
}

impl IntoValue for &String {
    fn into_value(self) -> Value {
        self.clone().into_value()
    }
}

impl IntoValue for Cow<'_, str> {
    fn into_value(self) -> Value {
        self.into_owned().into_value()
    }
}

macro_rules! numbers {
    ($($number:ty)*) => { $(
        impl IntoValue for $number {
            fn into_value(self) -> Value {
                self.to_string().into_value()
            }
        }
    )* };
}

numbers!(i32 u8 u32 u64 usize f64);

impl<T: IntoValue> IntoValue for Option<T> {
    fn into_value(self) -> Value {
        self.map_or(Value::None, T::into_value)
    }
}

impl<F: FnMut() -> T + 'static, T: IntoValue> IntoValue for F {
    fn into_value(self) -> Value {
        Value::Turn(Box::new(self))
    }
}

impl<T: IntoValue + Clone + Send + Sync + 'static> IntoValue for Signal<T> {
    fn into_value(self) -> Value {
        (move || self.get()).into_value()
    }
}

impl<T: IntoValue + Clone + Send + Sync + 'static> IntoValue for RwSignal<T> {
    fn into_value(self) -> Value {
        (move || self.get()).into_value()
    }
}

impl<T: IntoValue + Clone + Send + Sync + 'static> IntoValue for Memo<T> {
    fn into_value(self) -> Value {
        (move || self.get()).into_value()
    }
}
