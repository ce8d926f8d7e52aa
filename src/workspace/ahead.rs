//! What is read of many records before somebody asks, so that who asks does not wait for all at once.

use super::Workspace;
use crate::edge::slices;
use crate::prelude::*;
use holdfast_domain::rooms::backups::Jobs;
use holdfast_domain::rooms::changes::plans::Plans;
use holdfast_domain::rooms::service_levels::index::Outages;
use holdfast_domain::rooms::services::capability::Runbooks;
use holdfast_domain::view::View;
use leptos::task::spawn_local;

/// How many records are read at a time: some 10 ms.
pub const RECORDS: usize = 1000;

/// Reads up to so many further records; whether there may be more.
pub type Ahead = fn(&View<'_>, usize) -> bool;

/// What the checks follow from and is made of many records.
pub const OF_CHECKS: [Ahead; 4] = [Outages::ahead, Plans::ahead, Jobs::ahead, Runbooks::ahead];

impl Workspace {
    /// Reads in parts until nothing is left to be read.
    pub async fn ahead(self, read: Ahead) {
        while self.read(|view| read(view, RECORDS)) {
            slices::yield_now().await;
        }
    }

    /// Reads what many pages ask for, a moment after records came: changes, backup jobs.
    pub fn read_ahead(self) {
        Effect::new(move || {
            self.watch_settled(|_| ());
            spawn_local(async move {
                self.ahead(Plans::ahead).await;
                self.ahead(Jobs::ahead).await;
            });
        });
    }
}
