//! What does not fit together in what holds for all rooms.

use crate::describe::Finding;
use crate::rooms::incidents::priority::Table;
use crate::rooms::risks::matrix::Matrix;
use crate::rooms::risks::simulate;
use crate::rooms::vulnerabilities::policy;
use crate::value::{outcomes, parse_minutes};
use crate::view::View;
use holdfast_ledger::{Record, Text};

/// Why a value makes no sense in a field of the workspace, as a sentence; `None` where it does.
pub fn refused(field: &str, value: &Text) -> Option<String> {
    if value.is_null() {
        return None;
    }
    match field {
        "risk_matrix" => Matrix::read(value)
            .err()
            .map(|why| format!("The risk matrix cannot be used: {why}.")),
        "tolerance" => simulate::tolerance_of(value)
            .err()
            .map(|why| format!("This makes no curve: {why}.")),
        "priorities" => Table::read(value).err(),
        "due_policy" => policy::policy_of(value)
            .err()
            .map(|why| format!("This makes no sense: {why}.")),
        "impact_bands" => {
            let bands: Vec<String> = value.get().unwrap_or_default();
            let wrong = bands
                .iter()
                .find(|band| parse_minutes(band).is_none_or(|minutes| minutes <= 0.0));
            wrong.map(|band| {
                format!("“{band}” is no duration. Write durations such as 30 min, 4 h or 3 d.")
            })
        }
        _ => None,
    }
}

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
    for value in outcomes(workspace, "priorities").into_iter().flatten() {
        let (id, text) = match Table::read(value) {
            Err(why) => (
                "workspace-priorities-unsound",
                format!("The priorities cannot be used: {why} The usual ones count."),
            ),
            Ok(table) if !table.rises() => (
                "workspace-priorities-order",
                "More impact or more urgency leads to a later priority. 1 comes first, 5 last: look at the table again."
                    .to_owned(),
            ),
            Ok(_) => continue,
        };
        found.push(Finding::warn(id, Some("priorities"), text));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_make_no_sense_are_refused_with_the_reason() {
        let said = |field, json: &str| refused(field, &Text::parse(json).expect("JSON"));
        for (field, good, bad, words) in [
            ("risk_matrix", r#"{"size":4}"#, r#"{"size":7}"#, "3 to 6"),
            (
                "tolerance",
                r#"{"one_in_2":1,"one_in_10":5}"#,
                r#"{"one_in_2":5,"one_in_10":1}"#,
                "no curve",
            ),
            (
                "priorities",
                r#"{"high":"1 1 2"}"#,
                r#"{"high":"1 2 9"}"#,
                "three priorities",
            ),
            (
                "due_policy",
                r#"{"critical":1}"#,
                r#"{"critical":90}"#,
                "may wait longer",
            ),
            (
                "impact_bands",
                r#"["2 h","1 d"]"#,
                r#"["2 h","soon"]"#,
                "“soon”",
            ),
        ] {
            assert_eq!(said(field, good), None, "{field}");
            assert_eq!(said(field, "null"), None, "{field}: nothing is as usual");
            let why = said(field, bad).expect("refused");
            assert!(why.contains(words) && why.ends_with('.'), "{why}");
        }
        assert_eq!(said("currency", r#""EUR""#), None);
    }
}
