//! What of the graph is asked for, as it stands in the address.

use crate::edge::location;
use crate::route::{Page, Route};
use crate::workspace::Workspace;
use holdfast_domain::rooms::services::SERVICE;
use holdfast_domain::rooms::services::drawing::Scope;
use holdfast_domain::rooms::services::net::Kinds;
use holdfast_ledger::Id;

/// The ways to look: their names in the address, and in words.
pub const WAYS: [(&str, &str); 3] = [
    ("both", "Both ways"),
    ("down", "What it needs"),
    ("up", "What needs it"),
];

/// The kinds that count: their names in the address, and in words.
pub const KINDS: [(&str, &str); 3] = [
    ("all", "All dependencies"),
    ("hard", "Hard only"),
    ("first", "What has to be back first"),
];

/// The depths that can be chosen; the last is no limit.
pub const DEPTHS: [(&str, &str); 6] = [
    ("1", "1 step"),
    ("2", "2 steps"),
    ("3", "3 steps"),
    ("4", "4 steps"),
    ("6", "6 steps"),
    ("all", "All steps"),
];

/// What of the graph is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The service that all is seen from.
    pub of: Option<Id>,
    /// One of [`WAYS`].
    pub way: &'static str,
    /// One of [`DEPTHS`].
    pub depth: &'static str,
    /// One of [`KINDS`].
    pub kinds: &'static str,
}

fn known(
    named: Option<&str>,
    all: &'static [(&'static str, &'static str)],
    usual: usize,
) -> &'static str {
    let named = all.iter().find(|(key, _)| Some(*key) == named);
    named.unwrap_or(&all[usual]).0
}

impl Asked {
    /// What an address asks for.
    pub fn of(route: &Route) -> Self {
        Self {
            of: route.get("of").and_then(|id| id.parse().ok()),
            way: known(route.get("way"), &WAYS, 0),
            depth: known(route.get("depth"), &DEPTHS, 1),
            kinds: known(route.get("kinds"), &KINDS, 0),
        }
    }

    fn route(&self) -> Route {
        let mut to = Route::to(Page::Room(SERVICE.room)).with("view", "graph");
        if let Some(of) = self.of {
            to = to.with("of", &of.to_string());
        }
        for (key, value, usual) in [
            ("way", self.way, WAYS[0].0),
            ("depth", self.depth, DEPTHS[1].0),
            ("kinds", self.kinds, KINDS[0].0),
        ] {
            if value != usual {
                to = to.with(key, value);
            }
        }
        to
    }

    /// Asks for it.
    pub fn go(&self, workspace: Workspace) {
        if let Err(error) = location::replace_hash(&self.route().to_string()) {
            workspace.alarm(format!("The drawing is not changed: {error}."));
        }
    }

    /// The same, with another choice of the one that is named.
    pub fn with(mut self, key: &str, value: &str) -> Self {
        match key {
            "way" => self.way = known(Some(value), &WAYS, 0),
            "depth" => self.depth = known(Some(value), &DEPTHS, 1),
            _ => self.kinds = known(Some(value), &KINDS, 0),
        }
        self
    }

    /// The kinds of dependencies that count.
    pub fn kinds(&self) -> Kinds {
        match self.kinds {
            "hard" => Kinds::HARD,
            "first" => Kinds::FIRST,
            _ => Kinds::ALL,
        }
    }

    /// The scope around the service with this number in the catalogue.
    pub fn scope(&self, centre: Option<u32>) -> Scope {
        let depth = self.depth.parse().unwrap_or(usize::MAX);
        let towards = |way: &str| if self.way == way { 0 } else { depth };
        Scope {
            centre,
            up: towards("down"),
            down: towards("up"),
            kinds: self.kinds(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Asked;
    use crate::route::Route;

    #[test]
    fn the_address_says_what_is_drawn() {
        let address =
            "/services?view=graph&of=019aab2e-1c00-7000-8000-000000000001&way=up&depth=all";
        let asked = Asked::of(&Route::parse(address));
        let scope = asked.scope(Some(3));
        assert_eq!((scope.up, scope.down), (usize::MAX, 0));
        assert_eq!(asked.route().to_string(), address);
        let usual = Asked::of(&Route::parse("/services?view=graph&way=sideways"));
        assert_eq!((usual.way, usual.depth), ("both", "2"));
        assert_eq!(usual.route().to_string(), "/services?view=graph");
    }
}
