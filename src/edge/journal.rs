//! The synchronous journal: what was just done, in `localStorage`, until the database has it.
//!
//! Browsers write it to the disk seconds later, so it outlives a crashed or closed tab, not a
//! killed browser: an entry here is never called saved.

use super::error::EdgeError;
use super::local;
use holdfast_ledger::sort::Arrange;

/// The journal of one page address.
#[derive(Debug, Clone)]
pub struct Journal {
    prefix: String,
}

/// An entry that another tab left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// Who wrote it.
    pub replica: String,
    /// Its number.
    pub n: u64,
    /// Its text; empty when it cannot be read.
    pub text: String,
}

impl Journal {
    /// The journal of `scope` (see [`location::scope`](super::location::scope)).
    pub fn new(scope: &str) -> Self {
        Self {
            prefix: format!("holdfast:{scope}:journal:"),
        }
    }

    /// Writes an entry before it is sent to the database.
    ///
    /// # Errors
    /// `Quota` when `localStorage` is full, `Unavailable` where there is none.
    pub fn write(&self, replica: &str, n: u64, text: &str) -> Result<(), EdgeError> {
        local::write(&self.key(replica, n), text)
    }

    /// Removes the entries of `replica` up to and including `upto`: the database has them.
    ///
    /// # Errors
    /// `Unavailable` where there is no `localStorage`.
    pub fn clear(&self, replica: &str, upto: u64) -> Result<(), EdgeError> {
        for (key, owner, n) in self.entries()? {
            if owner == replica && n <= upto {
                local::remove(&key)?;
            }
        }
        Ok(())
    }

    /// Entries of replicas that are not `live`, in order of replica and number.
    ///
    /// # Errors
    /// `Unavailable` where there is no `localStorage`.
    pub fn leftovers(&self, live: &[String]) -> Result<Vec<Leftover>, EdgeError> {
        let mut found = Vec::new();
        for (key, replica, n) in self.entries()? {
            if live.contains(&replica) {
                continue;
            }
            match local::read(&key) {
                Ok(Some(text)) => found.push(Leftover { replica, n, text }),
                // Another tab may have cleared it in between.
                Ok(None) => {}
                // An entry that is no text must not hide the others.
                Err(_) => found.push(Leftover {
                    replica,
                    n,
                    text: String::new(),
                }),
            }
        }
        found.arrange_by(|a, b| (&a.replica, a.n).cmp(&(&b.replica, b.n)));
        Ok(found)
    }

    /// Lets `rewrite` say what entries shall hold instead, those of live tabs too.
    ///
    /// # Errors
    /// `Quota` or `Unavailable`.
    pub fn rewrite(
        &self,
        mut rewrite: impl FnMut(&str) -> Option<String>,
    ) -> Result<(), EdgeError> {
        for (key, ..) in self.entries()? {
            // What is no text holds no value that could be found; what is gone was cleared meanwhile.
            if let Ok(Some(text)) = local::read(&key)
                && let Some(new) = rewrite(&text)
            {
                local::write(&key, &new)?;
            }
        }
        Ok(())
    }

    fn key(&self, replica: &str, n: u64) -> String {
        format!("{}{replica}:{n}", self.prefix)
    }

    fn entries(&self) -> Result<Vec<(String, String, u64)>, EdgeError> {
        let parsed = |key: String| {
            let (replica, n) = key.strip_prefix(&self.prefix)?.rsplit_once(':')?;
            let (replica, n) = (replica.to_owned(), n.parse().ok()?);
            Some((key, replica, n))
        };
        Ok(local::keys(&self.prefix)?
            .into_iter()
            .filter_map(parsed)
            .collect())
    }
}
