//! Tables of backup jobs, as backup programs write them.

use super::*;
use crate::rooms::backups::{Jobs, Outcome};

/// The headings of a backup program become the fields of jobs, and the name of a job its policy.
#[test]
fn a_table_of_jobs_maps_by_its_headings() {
    let mut world = World::new();
    let policy = world.add("backup_policy", &[("title", json!("Nightly charts"))]);
    let first = "Job name,Start time,End time,Status,Size (GB),Errors,Verified\n\
        Nightly charts,2026-11-19 22:00,2026-11-19 22:40,Success,12.5,0,yes\n\
        Nightly charts,2026-11-20 22:00,2026-11-20 22:05,Failed,0,3,no\n";
    let grid = table(first);
    let mapping = Mapping::guess("backup jobs.csv", &grid);
    assert!(matches!(mapping.sheets[0].of, Of::Records(kind) if kind.id == "backup_job"));
    assert_eq!(
        take(&mut world, "backup jobs.csv", &grid),
        [Verdict::New, Verdict::New]
    );
    let told = |world: &World| {
        let jobs = Jobs::kept(&world.view());
        let own = jobs.of_policy(policy);
        own.map(|job| (job.took, job.outcome, job.errors))
            .collect::<Vec<_>>()
    };
    let two = [
        (Some(40.0), Outcome::Good, Some(0)),
        (Some(5.0), Outcome::Failed, Some(3)),
    ];
    assert_eq!(told(&world), two);

    // The same table adds nothing, the next week's adds its own and touches none.
    again(&mut world, "backup jobs.csv", &grid);
    let next = table(
        "Job name,Start time,End time,Status,Size (GB),Errors,Verified\n\
        Nightly charts,2026-11-21 22:00,2026-11-21 22:30,Warning,13,0,no\n",
    );
    assert_eq!(take(&mut world, "backup jobs.csv", &next), [Verdict::New]);
    assert_eq!(told(&world)[..2], two);
    assert_eq!(told(&world)[2], (Some(30.0), Outcome::Good, Some(0)));
}

/// Where a program numbers its jobs, what it says later of one changes that one.
#[test]
fn a_job_is_known_again_by_its_reference() {
    let mut world = World::new();
    let table_of = |result: &str| {
        table(&format!(
            "Session ID,Job name,Start time,Status\n77,Nightly,2026-11-19 22:00,{result}\n"
        ))
    };
    take(&mut world, "backup jobs.csv", &table_of("Failed"));
    take(&mut world, "backup jobs.csv", &table_of("Success"));
    let view = world.view();
    let results: Vec<_> = view
        .live("backup_job")
        .map(|job| job.text("result"))
        .collect();
    assert_eq!(results, ["success"]);
}
