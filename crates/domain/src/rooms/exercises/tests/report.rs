use super::{Table, with_ids};
use crate::rooms::exercises::after_action::markdown;
use crate::rooms::exercises::injects::said;
use holdfast_ledger::{Text, time};
use serde_json::json;

#[test]
fn the_report_tells_what_was_rated_seen_skipped_and_is_to_become_better() {
    let mut table = Table::started();
    let (exercise, objective) = (table.exercise, table.objective);
    let [first, second] = table.injects;
    table.take(first, "release", "").expect("released");
    table
        .take(second, "skip", "No time | left.")
        .expect("skipped");
    table.rate(Some(table.task), "u");
    let fields = vec![
        ("objective", Text::string(&objective.to_string())),
        ("sort", Text::string("strength")),
        ("text", Text::string("Calm on the telephone.")),
    ];
    let edits = with_ids(&mut table.world, |world, mint| {
        said(
            world.record(exercise),
            "observations",
            fields,
            world.view(),
            mint,
        )
    });
    table.world.commit(&edits.expect("written"));
    table.act("end", &[]).expect("ended");
    table.act("open_improvements", &[]).expect("opened");
    table.world.set(exercise, "summary", json!("We tried."));
    let text = markdown(table.record(), &table.world.view(), &|at| time::print(at));
    for part in [
        "# After-action report: Table",
        "## Summary\n\nWe tried.",
        "| People come | 0 | 0 | 0 | 1 |",
        "- **U** Reach the rota: Seen.",
        "- Strength: Calm on the telephone.",
        "| 30 min | Second |  | Skipped: No time \\| left. |",
        "- IMP-1 Better: People come (nobody yet; no day)",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}
