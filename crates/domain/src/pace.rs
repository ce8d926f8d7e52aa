//! Long work that lets others have their turn: the same code runs through in the worker, and in
//! slices on a page that has none.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// A turn of whatever else waits; then whether the work goes on.
pub type Turn = Pin<Box<dyn Future<Output = bool>>>;

/// Work that was given up by whoever asked for it.
pub const CANCELLED: &str = "Cancelled.";

/// How many steps are done between two looks at what else waits.
const STEPS: usize = 64;

/// What long work tells while it goes on, and who has a turn meanwhile.
#[derive(Clone, Copy)]
pub struct Pace<'a> {
    told: Option<&'a dyn Fn(f64)>,
    turn: Option<&'a dyn Fn() -> Turn>,
    from: f64,
    to: f64,
}

impl<'a> Pace<'a> {
    /// Tells nobody and goes straight on.
    pub const STRAIGHT: Self = Self {
        told: None,
        turn: None,
        from: 0.0,
        to: 1.0,
    };

    /// Tells how far the work is, 0 to 1.
    pub fn telling(told: &'a dyn Fn(f64)) -> Self {
        let told = Some(told);
        Self {
            told,
            ..Self::STRAIGHT
        }
    }

    /// As [`step`](Self::step), where it is known how many there are.
    ///
    /// # Errors
    /// [`CANCELLED`].
    pub async fn step_of(&self, at: usize, of: usize) -> Result<(), String> {
        self.step(at, || at as f64 / of.max(1) as f64).await
    }

    /// Lets others have their turn as well.
    #[must_use]
    pub fn giving_way(self, turn: &'a dyn Fn() -> Turn) -> Self {
        let turn = Some(turn);
        Self { turn, ..self }
    }

    /// For a part of the work, which takes it from a share of the whole to another.
    #[must_use]
    pub fn part(self, from: f64, to: f64) -> Self {
        let share = |at: f64| self.from + at * (self.to - self.from);
        let (from, to) = (share(from), share(to));
        Self { from, to, ..self }
    }

    /// To be called before each step, with its number; `far` says how far it is from 0 to 1.
    ///
    /// # Errors
    /// [`CANCELLED`].
    pub async fn step(&self, at: usize, far: impl FnOnce() -> f64) -> Result<(), String> {
        if !at.is_multiple_of(STEPS) {
            return Ok(());
        }
        if let Some(told) = self.told {
            told(self.from + far() * (self.to - self.from));
        }
        match self.turn {
            Some(turn) if !turn().await => Err(CANCELLED.to_owned()),
            _ => Ok(()),
        }
    }
}

/// Does work that gives way to nobody: see [`Pace::STRAIGHT`].
pub fn at_once<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return done;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::{Cell, RefCell};

    #[test]
    fn work_tells_how_far_it_is_gives_way_and_can_be_given_up() {
        let (told, turns) = (RefCell::new(Vec::new()), Cell::new(0));
        let tell = |done| told.borrow_mut().push(done);
        let turn = || {
            turns.set(turns.get() + 1);
            let goes_on = turns.get() < 3;
            Box::pin(async move { goes_on }) as Turn
        };
        let work = async |pace: Pace<'_>| {
            for n in 0..1024 {
                pace.step_of(n, 1024).await?;
            }
            Ok::<_, String>(())
        };
        let pace = Pace::telling(&tell).part(0.5, 1.0).giving_way(&turn);
        assert_eq!(at_once(work(pace)), Err(CANCELLED.to_owned()));
        assert_eq!(*told.borrow(), [0.5, 0.53125, 0.5625]);
        assert_eq!(at_once(work(Pace::STRAIGHT)), Ok(()));
    }
}
