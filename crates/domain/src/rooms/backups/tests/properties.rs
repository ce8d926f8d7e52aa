//! What holds whatever the schedule, the dependencies and the ages are.

use super::*;
use crate::recent::Recent;
use crate::rooms::backups::jobs::Job;
use proptest::prelude::*;

proptest! {
    /// Missed and answered together are what was expected, and each missed time is one that no job
    /// answers.
    #[test]
    fn missed_and_answered_are_what_was_expected(
        anchor in 0_i64..4000, interval in 7_i64..400, grace in 0_i64..500,
        began in prop::collection::vec(0_i64..4500, 0..20),
    ) {
        let mut story = story();
        let at = |before: i64| json!(time::print(story.world.now - before * MINUTE));
        let (policy, anchor_at) = (story.policy, at(anchor));
        story.world.set(policy, "anchor", anchor_at);
        story.world.set(policy, "interval", json!(interval));
        story.world.set(policy, "grace", json!(grace));
        for before in &began {
            story.job(*before, 0, "success");
        }
        let view = story.world.view();
        let slots = Slots::of(&Policy::of(story.world.record(policy)), &Jobs::kept(&view), view.now);
        let slots = slots.expect("a schedule");
        // By hand: slot k is expected at anchor − k · interval minutes before now.
        let all = (0..).map(|k| anchor - k * interval).take_while(|before| *before >= grace);
        let all: Vec<i64> = all.collect();
        let open = |slot: &&i64| !began.iter().any(|b| *b <= **slot && *b > **slot - interval);
        let missing: Vec<i64> = all.iter().rev().filter(open).map(|b| view.now - b * MINUTE).collect();
        prop_assert_eq!(slots.expected(), all.len());
        prop_assert_eq!(slots.missed() + slots.answered(), slots.expected());
        prop_assert_eq!(slots.missing().collect::<Vec<_>>(), missing);
    }

    /// Jobs that are kept up to date are those that are read anew, whatever was written, moved to another policy
    /// or deleted, also where some were read ahead.
    #[test]
    fn kept_jobs_are_as_read_anew(
        deeds in prop::collection::vec((0_u8..5, 0_usize..10, 0_i64..4000), 1..25), unasked in 0_usize..25,
    ) {
        let mut story = story();
        let recent = Recent::default();
        let policies = [story.policy, story.world.add("backup_policy", &[]), story.world.add("backup_policy", &[])];
        let mut jobs: Vec<Id> = Vec::new();
        for (n, (deed, of, before)) in deeds.into_iter().enumerate() {
            let at = json!(time::print(story.world.now - before * MINUTE));
            let policy = json!(policies[of % 3].to_string());
            match (deed, jobs.get(of).copied()) {
                (0, Some(job)) => story.world.set(job, "policy", policy),
                (1, Some(job)) => story.world.set(job, "started", at),
                (2, Some(job)) => story.world.delete(job),
                (3, Some(job)) => story.world.set(job, "result", json!("failed")),
                _ => jobs.push(story.world.add("backup_job", &[("policy", policy), ("started", at)])),
            }
            let view = View { recent: Some(&recent), ..story.world.view() };
            if n < unasked {
                Jobs::ahead(&view, 2);
                continue;
            }
            let (kept, anew) = (Jobs::kept(&view), Jobs::kept(&story.world.view()));
            for policy in policies {
                let all = |jobs: &Jobs| jobs.of_policy(policy).cloned().collect::<Vec<Job>>();
                prop_assert_eq!(all(&kept), all(&anew));
            }
        }
    }

    /// Who loses more has no more copies, and no newer data.
    #[test]
    fn losing_more_never_leaves_more(
        needs in prop::collection::vec((0_usize..6, 0_usize..6, 0_usize..3), 0..14),
        places in prop::collection::vec(0_usize..6, 0..5),
        lost in 0_u8..64, more in 0_u8..64,
    ) {
        let mut story = story();
        let sites: Vec<Id> = (0..6).map(|n| story.world.add("service", &[("title", json!(n.to_string()))])).collect();
        for (from, to, group) in needs {
            let group = ["", "a", "b"][group];
            let need = [("on", json!(sites[to].to_string())), ("any_of", json!(group))];
            story.world.item(sites[from], "dependencies", &need);
        }
        for at in places {
            story.copy(sites[at], &[]);
        }
        let home = story.home;
        let chosen = |bits: u8| {
            let some = sites.iter().enumerate().filter(move |(n, _)| bits & (1 << n) != 0);
            some.map(|(_, id)| *id).chain([home]).collect::<Vec<Id>>()
        };
        let view = story.world.view();
        let backups = Backups::of(&view);
        let less = backups.survivor_of(story.data, &chosen(lost));
        let more = backups.survivor_of(story.data, &chosen(lost | more));
        for (before, after) in less.copies.iter().zip(&more.copies) {
            prop_assert!(before.left >= after.left);
        }
        if let Ok(after) = more.rpo() {
            prop_assert!(less.rpo().is_ok_and(|before| before <= after));
        }
    }

    /// A proof holds from its day until its validity is over, and not a day longer.
    #[test]
    fn a_proof_never_outlives_its_validity(valid in 1_i64..800, age in 0_i64..900) {
        let mut story = story();
        story.world.add("workspace", &[("proof_days", json!(valid))]);
        story.test("2026-11-22", "passed");
        story.world.now += age * 86_400_000;
        prop_assert_eq!(story.world.finds(story.data, "service-unproven"), age > valid);
    }
}
