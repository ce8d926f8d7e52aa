//! Requests to the worker and its answers as texts: numbers travel as their bits, so nothing is rounded on the way.

use crate::stats::draw::Pert;
use holdfast_ledger::Id;

/// Numbers as a text: each as its bits, written to base 16, with blanks between.
#[derive(Default)]
pub(crate) struct Out(pub String);

impl Out {
    pub fn bits(&mut self, bits: u64) {
        self.0.push_str(&format!("{bits:x} "));
    }

    pub fn count(&mut self, count: usize) {
        self.bits(count as u64);
    }

    pub fn number(&mut self, number: f64) {
        self.bits(number.to_bits());
    }

    pub fn numbers(&mut self, numbers: &[f64]) {
        numbers.iter().for_each(|number| self.number(*number));
    }

    pub fn id(&mut self, id: Id) {
        let id = u128::from_be_bytes(id.0);
        self.bits((id >> 64) as u64);
        self.bits(id as u64);
    }

    /// A list: how many there are, then each.
    pub fn list<T>(&mut self, all: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.count(all.len());
        for one in all {
            each(self, one);
        }
    }

    /// The numbers of a distribution.
    pub fn pert(&mut self, law: &Pert) {
        self.numbers(&[law.min, law.mode, law.max, law.gamma]);
    }
}

/// Reads what [`Out`] wrote.
pub(crate) struct In<'a>(pub std::str::SplitAsciiWhitespace<'a>);

impl In<'_> {
    pub fn bits(&mut self) -> Option<u64> {
        u64::from_str_radix(self.0.next()?, 16).ok()
    }

    // A list is never longer than what is left, so a damaged text takes no memory.
    pub fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.bits()?;
        let mut list = Vec::new();
        for _ in 0..count {
            list.push(read(self)?);
        }
        Some(list)
    }

    pub fn number(&mut self) -> Option<f64> {
        self.bits().map(f64::from_bits)
    }

    pub fn numbers<const N: usize>(&mut self) -> Option<[f64; N]> {
        let mut numbers = [0.0; N];
        for number in &mut numbers {
            *number = self.number()?;
        }
        Some(numbers)
    }

    pub fn id(&mut self) -> Option<Id> {
        let (high, low) = (self.bits()?, self.bits()?);
        let id = (u128::from(high) << 64) | u128::from(low);
        Some(Id(id.to_be_bytes()))
    }

    pub fn pert(&mut self) -> Option<Pert> {
        let [min, mode, max, gamma] = self.numbers()?;
        Some(Pert {
            min,
            mode,
            max,
            gamma,
        })
    }
}
