//! Values that follow from signals.

use leptos::prelude::*;
use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

/// A value of any type.
type Held = Arc<dyn Any + Send + Sync>;

/// A value that follows from signals and other memos; who reads it is told when it differs.
pub struct Memo<T> {
    held: leptos::prelude::Memo<Held>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Memo<T> {}

impl<T: Send + Sync + 'static> Memo<T> {
    /// What `says` gives, which is told what it gave last. It is asked when somebody reads and
    /// something that it read has changed.
    pub fn new(says: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self
    where
        T: PartialEq,
    {
        let held = memo(Box::new(Rule(says, PhantomData::<fn() -> T>)));
        let of = PhantomData;
        Self { held, of }
    }

    /// The value itself; who reads it follows it.
    pub fn read(self) -> Arc<T> {
        typed(self.held.get())
    }

    /// The value itself, as it is now.
    pub fn read_untracked(self) -> Arc<T> {
        typed(self.held.get_untracked())
    }

    /// The same; none once what made the memo is gone.
    pub fn try_read_untracked(self) -> Option<Arc<T>> {
        self.held.try_get_untracked()?.downcast().ok()
    }

    /// What follows from the value; who reads it follows it.
    pub fn with<U>(self, look: impl FnOnce(&T) -> U) -> U {
        look(&self.read())
    }

    /// What follows from the value as it is now.
    pub fn with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> U {
        look(&self.read_untracked())
    }

    /// The same; none once what made the memo is gone.
    pub fn try_with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> Option<U> {
        self.try_read_untracked().map(|value| look(&value))
    }

    /// A copy of the value; who reads it follows it.
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// A copy of the value as it is now.
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }

    /// The same; none once what made the memo is gone.
    pub fn try_get_untracked(self) -> Option<T>
    where
        T: Clone,
    {
        self.try_with_untracked(T::clone)
    }

    /// Follows the value without reading it.
    pub fn track(self) {
        self.held.track();
    }
}

impl<T: Clone + Send + Sync + 'static> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self::derive(move || memo.get())
    }
}

fn typed<T: Send + Sync + 'static>(held: Held) -> Arc<T> {
    held.downcast()
        .unwrap_or_else(|_| unreachable!("a memo holds what it was made to hold"))
}

/// What a memo follows. Not a boxed `Fn`, which would bring copies of itself (`view::node::Says`).
trait Follows: Send + Sync {
    fn say(&self, was: Option<&Held>) -> Held;
    fn differ(&self, one: &Held, other: &Held) -> bool;
}

struct Rule<F, T>(F, PhantomData<fn() -> T>);

impl<T, F> Follows for Rule<F, T>
where
    T: PartialEq + Send + Sync + 'static,
    F: Fn(Option<&T>) -> T + Send + Sync,
{
    fn say(&self, was: Option<&Held>) -> Held {
        Arc::new((self.0)(was.and_then(|held| held.downcast_ref())))
    }

    fn differ(&self, one: &Held, other: &Held) -> bool {
        one.downcast_ref::<T>() != other.downcast_ref()
    }
}

fn memo(rule: Box<dyn Follows>) -> leptos::prelude::Memo<Held> {
    leptos::prelude::Memo::new_owning(move |was: Option<Held>| {
        let now = rule.say(was.as_ref());
        let differs = was.is_none_or(|was| rule.differ(&was, &now));
        (now, differs)
    })
}
