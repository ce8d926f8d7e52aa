//! Views as data.

use super::element::El;
use super::rows::Given;
use crate::signals::{Memo, RwSignal};
use leptos::prelude::*;
use std::borrow::Cow;
use std::sync::Arc;

/// What is to be seen somewhere: a text, an element, several of them, or what a function of
/// signals says.
pub enum AnyView {
    /// Nothing.
    None,
    /// A text.
    Text(Cow<'static, str>),
    /// An element with what is within it.
    Element(El),
    /// Several, one after another.
    List(Vec<AnyView>),
    /// What a function of signals says, again whenever they change.
    Turn(Box<dyn Says>),
    /// Rows that keep their nodes as long as their keys stay ([`super::each`]).
    Rows(Box<dyn FnMut() -> Vec<Given>>),
}

/// What says a view whenever it is asked. A function does; a boxed one would bring a second copy of
/// itself, for being called once and for all.
pub trait Says {
    /// What it says now.
    fn say(&mut self) -> AnyView;
}

impl<F: FnMut() -> T, T: IntoAny> Says for F {
    fn say(&mut self) -> AnyView {
        self().into_any()
    }
}

/// What can stand within a view.
pub trait IntoAny {
    /// It as a view.
    fn into_any(self) -> AnyView;
}

/// Several views of several things.
pub trait CollectView {
    /// All of them, one after another.
    fn collect_view(self) -> AnyView;
}

impl<I: IntoIterator<Item: IntoAny>> CollectView for I {
    fn collect_view(self) -> AnyView {
        AnyView::List(self.into_iter().map(IntoAny::into_any).collect())
    }
}

/// Views that stand beside each other, as `view!` makes them.
#[derive(Default)]
pub struct Nodes(Vec<AnyView>);

impl Nodes {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a text behind them.
    #[must_use]
    pub fn text(mut self, text: &'static str) -> Self {
        self.0.push(AnyView::Text(Cow::Borrowed(text)));
        self
    }

    /// With another view behind them.
    #[must_use]
    pub fn child(mut self, child: impl IntoAny) -> Self {
        self.0.push(child.into_any());
        self
    }

    /// As one view.
    pub fn done(mut self) -> AnyView {
        if self.0.len() > 1 {
            return AnyView::List(self.0);
        }
        self.0.pop().unwrap_or(AnyView::None)
    }
}

impl IntoAny for AnyView {
    fn into_any(self) -> AnyView {
        self
    }
}

impl IntoAny for El {
    fn into_any(self) -> AnyView {
        AnyView::Element(self)
    }
}

impl IntoAny for () {
    fn into_any(self) -> AnyView {
        AnyView::None
    }
}

impl IntoAny for String {
    fn into_any(self) -> AnyView {
        AnyView::Text(Cow::Owned(self))
    }
}

impl IntoAny for &str {
    fn into_any(self) -> AnyView {
        self.to_owned().into_any()
    }
}

impl IntoAny for &String {
    fn into_any(self) -> AnyView {
        self.clone().into_any()
    }
}

impl IntoAny for Cow<'_, str> {
    fn into_any(self) -> AnyView {
        self.into_owned().into_any()
    }
}

macro_rules! shown {
    ($($number:ty)*) => { $(
        impl IntoAny for $number {
            fn into_any(self) -> AnyView {
                self.to_string().into_any()
            }
        }
    )* };
}

shown!(char u8 u32 u64 usize);

impl<T: IntoAny> IntoAny for Option<T> {
    fn into_any(self) -> AnyView {
        self.map_or(AnyView::None, T::into_any)
    }
}

impl<T: IntoAny> IntoAny for Vec<T> {
    fn into_any(self) -> AnyView {
        self.collect_view()
    }
}

impl<T: IntoAny, const N: usize> IntoAny for [T; N] {
    fn into_any(self) -> AnyView {
        self.collect_view()
    }
}

impl<A: IntoAny, B: IntoAny> IntoAny for (A, B) {
    fn into_any(self) -> AnyView {
        Nodes::new().child(self.0).child(self.1).done()
    }
}

impl<F: FnMut() -> T + 'static, T: IntoAny> IntoAny for F {
    fn into_any(self) -> AnyView {
        AnyView::Turn(Box::new(self))
    }
}

impl<T: IntoAny + Clone + Send + Sync + 'static> IntoAny for Signal<T> {
    fn into_any(self) -> AnyView {
        (move || self.get()).into_any()
    }
}

impl<T: IntoAny + Clone + Send + Sync + 'static> IntoAny for RwSignal<T> {
    fn into_any(self) -> AnyView {
        (move || self.get()).into_any()
    }
}

impl<T: IntoAny + Clone + Send + Sync + 'static> IntoAny for Memo<T> {
    fn into_any(self) -> AnyView {
        (move || self.get()).into_any()
    }
}

/// A view that is made whenever it is asked for.
#[derive(Clone)]
pub struct ViewFn(Arc<dyn Fn() -> AnyView + Send + Sync>);

impl ViewFn {
    /// The view.
    pub fn run(&self) -> AnyView {
        (self.0)()
    }
}

impl<F: Fn() -> T + Send + Sync + 'static, T: IntoAny> From<F> for ViewFn {
    fn from(make: F) -> Self {
        Self(Arc::new(move || make().into_any()))
    }
}
