//! What is read of many records before somebody asks, so that who asks does not wait for all at once.

use super::Workspace;
use crate::edge::slices;
use holdfast_domain::rooms::changes::plans::Plans;
use holdfast_domain::rooms::service_levels::index::Outages;

/// How many records are read at a time: some 10 ms.
const RECORDS: usize = 1000;

impl Workspace {
    /// Reads the changes, in parts.
    pub async fn changes_ahead(self) {
        while self.read(|view| Plans::ahead(view, RECORDS)) {
            slices::yield_now().await;
        }
    }

    /// Reads what incidents and changes say of services, in parts.
    pub async fn outages_ahead(self) {
        while self.read(|view| Outages::ahead(view, RECORDS)) {
            slices::yield_now().await;
        }
    }
}
