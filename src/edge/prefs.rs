//! Device state: theme, saved views, who uses this device, age of the last export. Small texts
//! that belong to this browser and never to a workspace file.

use super::error::EdgeError;
use super::local;

/// The device state of one page address.
#[derive(Debug, Clone)]
pub struct Prefs {
    prefix: String,
}

impl Prefs {
    /// The device state of `scope` (see [`location::scope`](super::location::scope)).
    pub fn new(scope: &str) -> Self {
        Self {
            prefix: format!("holdfast:{scope}:pref:"),
        }
    }

    /// The text kept under `name`; `None` also where there is no `localStorage`, because the
    /// default then serves as well.
    pub fn get(&self, name: &str) -> Option<String> {
        local::read(&self.key(name)).ok().flatten()
    }

    /// Keeps a text under `name`.
    ///
    /// # Errors
    /// `Quota` when `localStorage` is full, `Unavailable` where there is none.
    pub fn set(&self, name: &str, text: &str) -> Result<(), EdgeError> {
        local::write(&self.key(name), text)
    }

    /// Forgets `name`.
    ///
    /// # Errors
    /// `Unavailable` where there is no `localStorage`.
    pub fn remove(&self, name: &str) -> Result<(), EdgeError> {
        local::remove(&self.key(name))
    }

    /// Keeps what somebody is writing under `name`, until nothing is left of it. Where a device keeps
    /// nothing, it lives as long as the page.
    pub fn keep(&self, name: &str, text: &str) {
        let _ = match text {
            "" => self.remove(name),
            text => self.set(name, text),
        };
    }

    /// Forgets all whose name has this in it.
    ///
    /// # Errors
    /// `Unavailable` where there is no `localStorage`.
    pub fn forget(&self, part: &str) -> Result<(), EdgeError> {
        let mut keys = local::keys(&self.prefix)?.into_iter();
        keys.try_for_each(|key| {
            if key.contains(part) {
                local::remove(&key)
            } else {
                Ok(())
            }
        })
    }

    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}
