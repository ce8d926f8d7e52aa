//! The address of a register says what it shows.

use super::state::Register;
use crate::edge::{clock, location};
use crate::prelude::*;
use crate::route::{Page, Route};
use holdfast_domain::table::Spec;
use leptos::task::spawn_local;

/// How long typing in the search must pause before the address follows, in milliseconds.
const PAUSE_MS: i32 = 400;

impl Register {
    // The address says what the list shows, so that a list can be linked to and gone back to.
    pub(super) fn follow_address(self) {
        Effect::new(move |before: Option<()>| {
            let (page, query) = self
                .shell
                .route
                .with(|route| (route.page.clone(), route.query.clone()));
            if before.is_none() || page != Page::Room(self.room.id) {
                return;
            }
            let address = self.shell.route.with_untracked(ToString::to_string);
            // The echo of what was written here; the same address later is somebody's wish.
            let written = self.written.get_value();
            self.written.set_value(String::new());
            if written == address {
                return;
            }
            let spec = Spec::from_pairs(&query, &self.all_columns());
            if self.spec.with_untracked(|own| *own != spec) {
                self.spec.set(spec);
            }
        });
        Effect::new(move |searched: Option<String>| {
            let spec = self.spec.get();
            let search = spec.search.clone();
            match searched {
                Some(before) if before != search => spawn_local(async move {
                    clock::pause(PAUSE_MS).await;
                    self.write_address(&spec);
                }),
                Some(_) => self.write_address(&spec),
                None => {}
            }
            search
        });
    }

    fn write_address(self, spec: &Spec) {
        if self
            .spec
            .try_with_untracked(|now| now != spec)
            .unwrap_or(true)
        {
            return;
        }
        let route = self.shell.route.get_untracked();
        if route.page != Page::Room(self.room.id) {
            return;
        }
        let mut to = Route::to(route.page.clone());
        to.query
            .extend(route.query.iter().filter(|(key, _)| key == "kind").cloned());
        to.query.extend(spec.to_pairs());
        if to != route {
            self.written.set_value(to.to_string());
            // Where the address cannot be changed the list still shows what was asked for.
            let _ = location::replace_hash(&to.to_string());
        }
    }
}
