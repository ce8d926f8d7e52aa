//! A plan on paper.

use super::super::document::{card, whole};
use super::Site;
use crate::rooms::runbooks::tag;
use serde_json::json;

fn filled() -> Site {
    let mut site = Site::approved();
    let plan = site.plan;
    let world = &mut site.world;
    world.set(plan, "criteria", json!("The hall is | evacuated."));
    world.set(plan, "return", json!("At a weekend."));
    let bag = [
        ("what", json!("Grab bag")),
        ("where", json!("Site office | shelf 2")),
    ];
    world.item(plan, "resources", &bag);
    site
}

#[test]
fn the_document_has_its_contents_and_all_that_is_known() {
    let site = filled();
    let text = whole(site.world.record(site.plan), &site.world.view());
    for part in [
        "1. Scope",
        "## 2 Activation",
        "Recovery begins 30 min after the event.",
        "### Recover",
        "- **1** Restore the database, 1 h",
        "- **Wave 1:** Database",
        "| Record | 2 h | 4 h | yes | Database |",
        "Needed, and not taken down by the loss: Storage M.",
        "Site office \\| shelf 2",
        "At a weekend.",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    assert!(!text.contains("Strategies"), "what is empty is left out");
}

#[test]
fn the_code_on_a_paper_leads_back_to_the_plan() {
    let mut site = Site::approved();
    let paper = tag::tag(site.world.record(site.plan), &site.world.view(), None);
    let found = |site: &Site| tag::find(&paper, &site.world.view(), None).expect("a paper");
    assert_eq!(
        (found(&site).record, found(&site).current),
        (Some(site.plan), true)
    );
    site.world
        .set(site.plan, "criteria", json!("Something else."));
    assert!(!found(&site).current);
    assert!(
        found(&site)
            .words
            .contains("The plan says something else now")
    );
}

#[test]
fn the_card_says_when_who_what_and_where() {
    let mut site = filled();
    let ada = site.world.user_id.expect("somebody");
    site.world.set(ada, "phone", json!("+44 1632 960100"));
    let text = card(site.world.record(site.plan), &site.world.view());
    for part in [
        "## Activated when",
        "- Ada +44 1632 960100",
        "- **2** Start the record, 30 min",
        "- **Wave 2:** Record",
        "- Grab bag: Site office",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}
