//! What does not fit together in what holds for all rooms.

use crate::describe::Finding;
use crate::rooms::risks::matrix::Matrix;
use crate::rooms::risks::simulate;
use crate::rooms::vulnerabilities::policy;
use crate::value::outcomes;
use crate::view::View;
use holdfast_ledger::Record;

/// What is wrong with the workspace's configuration.
pub fn findings(workspace: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for value in outcomes(workspace, "risk_matrix").into_iter().flatten() {
        if let Err(why) = Matrix::read(value) {
            let text =
                format!("The risk matrix cannot be used: {why}. No risk is rated until it fits.");
            found.push(Finding::bad(
                "workspace-matrix-unsound",
                Some("risk_matrix"),
                text,
            ));
        }
    }
    if let Err(why) = simulate::tolerance(view) {
        let text = format!("The loss that is borne makes no curve: {why}.");
        found.push(Finding::warn(
            "workspace-tolerance-unsound",
            Some("tolerance"),
            text,
        ));
    }
    if let Err(why) = policy::policy(view) {
        let text = format!("The days to fix vulnerabilities make no sense: {why}.");
        found.push(Finding::warn(
            "workspace-due-policy-unsound",
            Some("due_policy"),
            text,
        ));
    }
    found
}
