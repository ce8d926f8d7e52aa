//! Values that change, and tell who reads them.

use leptos::prelude::*;
use std::any::Any;
use std::marker::PhantomData;

/// A value of any type.
type Held = Box<dyn Any + Send + Sync>;

/// A value that changes; who reads it is told.
pub struct RwSignal<T> {
    held: leptos::prelude::RwSignal<Held>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for RwSignal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RwSignal<T> {}

impl<T> PartialEq for RwSignal<T> {
    fn eq(&self, other: &Self) -> bool {
        self.held == other.held
    }
}

impl<T: Send + Sync + 'static> RwSignal<T> {
    /// A signal that holds this to begin with.
    pub fn new(value: T) -> Self {
        let (held, of) = (leptos::prelude::RwSignal::new(held(value)), PhantomData);
        Self { held, of }
    }

    /// What follows from the value; who reads it follows it.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn with<U>(self, look: impl FnOnce(&T) -> U) -> U {
        look(typed(&self.held.read()))
    }

    /// What follows from the value as it is now.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> U {
        look(typed(&self.held.read_untracked()))
    }

    /// The same; none once what made the signal is gone.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn try_with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> Option<U> {
        Some(look(self.held.try_read_untracked()?.downcast_ref()?))
    }

    /// A copy of the value; who reads it follows it.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// A copy of the value as it is now.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }

    /// The same; none once what made the signal is gone.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn try_get_untracked(self) -> Option<T>
    where
        T: Clone,
    {
        self.try_with_untracked(T::clone)
    }

    /// Follows the value without reading it.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn track(self) {
        self.held.track();
    }

    /// Holds another value from now on.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn set(self, value: T) {
        self.held.set(held(value));
    }

    /// The same; gives the value back when what made the signal is gone.
    pub fn try_set(self, value: T) -> Option<T> {
        let back = self.held.try_set(held(value))?;
        back.downcast().ok().map(|value| *value)
    }

    /// Changes the value where it stands.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn update(self, change: impl FnOnce(&mut T)) {
        change(typed_mut(&mut self.held.write()));
    }

    /// The same, with what follows from it; none once what made the signal is gone.
    pub fn try_update<U>(self, change: impl FnOnce(&mut T) -> U) -> Option<U> {
        Some(change(self.held.try_write()?.downcast_mut()?))
    }

    /// Changes the value where it stands, and tells nobody.
    #[cfg_attr(debug_assertions, track_caller)]
    pub fn update_untracked(self, change: impl FnOnce(&mut T)) {
        change(typed_mut(&mut self.held.write_untracked()));
    }
}

impl<T: Default + Send + Sync + 'static> Default for RwSignal<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: Clone + Send + Sync + 'static> From<RwSignal<T>> for Signal<T> {
    fn from(signal: RwSignal<T>) -> Self {
        Self::derive(move || signal.get())
    }
}

fn held<T: Send + Sync + 'static>(value: T) -> Held {
    Box::new(value)
}

fn wrong() -> ! {
    unreachable!("a signal holds what it was made to hold")
}

fn typed<T: 'static>(held: &Held) -> &T {
    held.downcast_ref().unwrap_or_else(|| wrong())
}

fn typed_mut<T: 'static>(held: &mut Held) -> &mut T {
    held.downcast_mut().unwrap_or_else(|| wrong())
}
