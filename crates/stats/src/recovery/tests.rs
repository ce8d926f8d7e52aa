//! What is known in closed form, or of every schedule.

#![expect(
    clippy::float_cmp,
    clippy::unnecessary_wraps,
    reason = "the very same numbers are meant; a task takes its length as one that may be missing"
)]

use super::*;
use proptest::prelude::*;

const fn pert(min: f64, mode: f64, max: f64) -> Option<Pert> {
    Some(Pert {
        min,
        mode,
        max,
        gamma: 4.0,
    })
}

const fn fixed(minutes: f64) -> Option<Pert> {
    pert(minutes, minutes, minutes)
}

fn task(key: u64, length: Option<Pert>, role: u32, before: &[u32]) -> Task {
    Task {
        key,
        length,
        role,
        before: before.iter().map(|task| vec![*task]).collect(),
    }
}

fn outcome(plan: &Plan, trials: usize, seed: u64) -> Outcome {
    let mut simulation = Simulation::new(plan, trials, seed).expect("no circle");
    while !simulation.step(5_000) {}
    simulation.finish()
}

/// Means and variances of a PERT chain add: 5/8/17 + 3/5/7 + 4/6/8 is 20 minutes on average, and the
/// variance of a PERT is (mean − min)(max − mean)/7.
#[test]
fn a_chain_takes_the_sum_of_its_steps() {
    let laws = [
        pert(5.0, 8.0, 17.0),
        pert(3.0, 5.0, 7.0),
        pert(4.0, 6.0, 8.0),
    ];
    let tasks = laws.iter().enumerate().map(|(n, law)| {
        let before: Vec<u32> = n.checked_sub(1).map(|n| n as u32).into_iter().collect();
        task(n as u64, *law, NONE, &before)
    });
    let plan = Plan {
        tasks: tasks.collect(),
        ..Plan::default()
    };
    let mut simulation = Simulation::new(&plan, 0, 3).expect("no circle");
    let (mut sum, mut squares, n) = (0.0, 0.0, 40_000);
    for _ in 0..n {
        simulation.trials += 1;
        simulation.step(1);
        let done = simulation.player.done[2];
        sum += done;
        squares += done * done;
    }
    let n = f64::from(n);
    let mean: f64 = laws.iter().flatten().map(|law| law.mean()).sum();
    let variance: f64 = laws
        .iter()
        .flatten()
        .map(|law| (law.mean() - law.min) * (law.max - law.mean()) / 7.0)
        .sum();
    let got = squares / n - (sum / n) * (sum / n);
    assert!((sum / n - mean).abs() < 4.0 * (variance / n).sqrt());
    assert!(
        (got - variance).abs() < 0.05 * variance,
        "{got}, {variance}"
    );
}

/// The greatest of n exponential times of mean 1 is 1 + 1/2 + … + 1/n on average.
#[test]
fn the_last_of_parallel_exponentials_takes_a_harmonic_number() {
    let mut tasks: Vec<Task> = (0..5).map(|key| task(key, fixed(1.0), NONE, &[])).collect();
    tasks.push(task(9, None, NONE, &[0, 1, 2, 3, 4]));
    let plan = Plan {
        tasks,
        ..Plan::default()
    };
    let mut player = Player::new(&plan).expect("no circle");
    let mut random = Random::new(5);
    let (mut sum, n) = (0.0, 40_000);
    for _ in 0..n {
        let mut minutes = [0.0; 6];
        for minutes in &mut minutes[..5] {
            *minutes = -libm::log(1.0 - random.uniform());
        }
        player.play(&minutes);
        sum += player.done[5];
    }
    let (harmonic, variance) = (1..=5).fold((0.0, 0.0), |(sum, squares), n| {
        let part = 1.0 / f64::from(n);
        (sum + part, squares + part * part)
    });
    let n = f64::from(n);
    assert!((sum / n - harmonic).abs() < 4.0 * (variance / n).sqrt());
}

/// M people do N equal tasks in ⌈N/M⌉ rounds.
#[test]
fn equal_tasks_are_done_in_rounds() {
    for (people, tasks) in [(1_u32, 5_u32), (2, 5), (3, 9), (4, 9), (9, 4)] {
        let plan = Plan {
            tasks: (0..tasks)
                .map(|key| task(key.into(), fixed(7.0), 0, &[]))
                .collect(),
            roles: vec![(0..people).collect()],
            people: vec![Clock::Always; people as usize],
            ..Plan::default()
        };
        let mut player = Player::new(&plan).expect("no circle");
        player.play(&vec![7.0; tasks as usize]);
        let last = player.done.iter().copied().fold(0.0, f64::max);
        assert_eq!(
            last.to_bits(),
            (f64::from(tasks.div_ceil(people)) * 7.0).to_bits()
        );
    }
}

/// Nobody does two things at once, not even in two roles; the longest remaining path goes first.
#[test]
fn one_person_in_two_roles_is_one_person() {
    let plan = Plan {
        tasks: vec![
            task(0, fixed(10.0), 0, &[]),
            task(1, fixed(20.0), 1, &[]),
            task(2, fixed(30.0), NONE, &[1]),
        ],
        roles: vec![vec![0], vec![0]],
        people: vec![Clock::Always],
        targets: vec![(0, Some(15.0)), (2, None)],
    };
    let mut player = Player::new(&plan).expect("no circle");
    player.play(&[10.0, 20.0, 30.0]);
    assert_eq!(player.start, [20.0, 0.0, 20.0]);
    assert_eq!(player.path(0).collect::<Vec<_>>(), [0, 1]);
    let outcome = outcome(&plan, 10, 1);
    // 15 minutes late: 20 of them waiting for its only holder.
    assert_eq!(outcome.waits, [15.0, 0.0]);
    assert_eq!(outcome.saves, [5.0, 10.0, 0.0]);
    assert_eq!(outcome.critical, [0.0, 1.0, 1.0]);
}

#[test]
fn who_is_not_at_work_begins_when_they_come_and_nobody_never() {
    let at = |from: f64, to: f64| Clock::At(vec![Shift { from, to }]);
    let plan = Plan {
        tasks: vec![
            task(0, fixed(90.0), 0, &[]),
            task(1, fixed(10.0), 0, &[0]),
            task(2, fixed(1.0), 1, &[]),
            task(3, None, NONE, &[2]),
        ],
        roles: vec![vec![0], vec![]],
        people: vec![at(60.0, 120.0)],
        targets: vec![(1, None), (3, Some(5.0))],
    };
    let mut player = Player::new(&plan).expect("no circle");
    player.play(&[90.0, 10.0, 1.0, 0.0]);
    // Begun within the shift it is ended; the next one waits a week.
    assert_eq!(player.start[..2], [60.0, 60.0 + 10_080.0]);
    assert!(player.done[3].is_infinite());
    let outcome = outcome(&plan, 4, 1);
    assert_eq!(outcome.targets[1].met, Some(0));
    assert!(outcome.targets[1].percentiles[0].is_infinite());
    // A night that began before the week did.
    assert_eq!(
        at(10_000.0, 10_200.0).next(20.0).to_bits(),
        20.0_f64.to_bits()
    );
}

/// Somebody without any hours never comes: what only they can do is never done, and everything ends all the same.
#[test]
fn who_has_no_hours_never_comes() {
    let plan = Plan {
        tasks: vec![
            task(0, fixed(10.0), 0, &[]),
            task(1, fixed(10.0), 1, &[]),
            task(2, fixed(1.0), NONE, &[0]),
        ],
        roles: vec![vec![0], vec![0, 1]],
        people: vec![Clock::At(Vec::new()), Clock::Always],
        targets: vec![(2, Some(60.0)), (1, Some(60.0))],
    };
    let outcome = outcome(&plan, 10, 1);
    assert_eq!(outcome.targets[0].met, Some(0));
    assert!(outcome.targets[0].percentiles[0].is_infinite());
    assert_eq!(outcome.targets[1].met, Some(10));
}

/// What somebody did before they went home did not hold up what came to be ready at night: what made it
/// ready did.
#[test]
fn what_was_done_before_going_home_decides_nothing_at_night() {
    let plan = Plan {
        tasks: vec![
            task(0, fixed(30.0), 0, &[]),
            task(1, fixed(240.0), NONE, &[]),
            task(2, fixed(10.0), 0, &[1]),
        ],
        roles: vec![vec![0]],
        people: vec![Clock::At(vec![
            Shift {
                from: 0.0,
                to: 60.0,
            },
            Shift {
                from: 960.0,
                to: 1500.0,
            },
        ])],
        targets: vec![(2, Some(100.0))],
    };
    let mut player = Player::new(&plan).expect("no circle");
    player.play(&[30.0, 240.0, 10.0]);
    assert_eq!(player.start[2], 960.0);
    assert_eq!(player.path(2).collect::<Vec<_>>(), [2, 1]);
    let outcome = outcome(&plan, 3, 1);
    assert_eq!(outcome.critical, [0.0, 1.0, 1.0]);
    assert_eq!(outcome.saves, [0.0, 120.0, 5.0]);
    assert_eq!(outcome.waits, [720.0]);
}

/// Three tasks side by side for one person: without waiting the last would have been done 30 minutes
/// sooner, and nobody is less late than they were.
#[test]
fn waiting_that_overlaps_counts_once_and_no_more_than_it_was_late() {
    let lengths = [10.0, 20.0, 10.0];
    let plan = |limit| Plan {
        tasks: lengths
            .iter()
            .enumerate()
            .map(|(key, minutes)| task(key as u64, fixed(*minutes), 0, &[]))
            .collect(),
        roles: vec![vec![0]],
        people: vec![Clock::Always],
        targets: (0..3).map(|at| (at, limit)).collect(),
    };
    let strict = plan(Some(0.0));
    let mut player = Player::new(&strict).expect("no circle");
    player.play(&lengths);
    let last = (0..3).max_by(|a, b| player.done[*a].total_cmp(&player.done[*b]));
    let last = last.expect("three");
    let own: f64 = player.path(last as u32).map(|at| player.waited(at)).sum();
    assert_eq!(own, player.done[last] - lengths[last]);
    // The longest goes first: one is done at 20, then at 30, then at 40.
    assert_eq!(outcome(&strict, 1, 1).waits, [20.0 + 30.0]);
    assert_eq!(outcome(&plan(Some(25.0)), 1, 1).waits, [5.0 + 15.0]);
}

#[test]
fn of_alternatives_the_first_is_enough() {
    let mut plan = Plan {
        tasks: vec![
            task(0, None, NONE, &[]),
            task(1, None, NONE, &[]),
            task(2, None, NONE, &[]),
        ],
        ..Plan::default()
    };
    plan.tasks[2].before = vec![vec![0, 1]];
    let mut player = Player::new(&plan).expect("no circle");
    player.play(&[30.0, 12.0, 5.0]);
    assert_eq!(player.done[2].to_bits(), 17.0_f64.to_bits());
    plan.tasks[0].before = vec![vec![2]];
    assert!(Player::new(&plan).is_none(), "a circle is none to play");
}

/// Wilson 1927 by hand: 8 of 10 → 0.4902 to 0.9433; never outside 0 to 1.
#[test]
fn intervals_are_wilsons() {
    let (low, high) = interval(8, 10);
    assert!((low - 0.4902).abs() < 5e-5 && (high - 0.9433).abs() < 5e-5);
    let (none, all) = (interval(0, 50), interval(50, 50));
    assert!(none.0.abs() < 1e-12 && none.1 > 0.05 && all.0 < 0.95 && all.1 <= 1.0);
}

/// A shorter task draws the same number as before, whatever else changed.
#[test]
fn variants_draw_the_same_numbers() {
    let long = Plan {
        tasks: vec![task(7, pert(2.0, 4.0, 12.0), NONE, &[])],
        targets: vec![(0, Some(5.0))],
        ..Plan::default()
    };
    let mut other = long.clone();
    other.tasks[0].length = pert(1.0, 2.0, 6.0);
    other
        .tasks
        .insert(0, task(3, pert(1.0, 2.0, 3.0), NONE, &[]));
    other.targets[0].0 = 1;
    let (long, other) = (outcome(&long, 999, 4), outcome(&other, 999, 4));
    for (a, b) in long.targets[0]
        .percentiles
        .iter()
        .zip(other.targets[0].percentiles)
    {
        assert!((a / 2.0 - b).abs() < 1e-9);
    }
}

fn plans() -> impl Strategy<Value = Plan> {
    let work = prop::collection::vec((0_u32..60, prop::option::of(0_u32..3)), 1..30);
    let edges = prop::collection::vec(
        (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        0..50,
    );
    (work, edges).prop_map(|(work, edges)| {
        let mut tasks: Vec<Task> = work
            .iter()
            .enumerate()
            .map(|(n, (minutes, role))| {
                task(
                    n as u64,
                    fixed((*minutes).into()),
                    role.unwrap_or(NONE),
                    &[],
                )
            })
            .collect();
        for (a, b) in edges {
            let (a, b) = (a.index(tasks.len()), b.index(tasks.len()));
            if a != b {
                tasks[a.max(b)].before.push(vec![a.min(b) as u32]);
            }
        }
        Plan {
            targets: (0..tasks.len() as u32).map(|task| (task, None)).collect(),
            tasks,
            roles: vec![vec![0], vec![1, 2], vec![2, 0]],
            people: vec![Clock::Always; 3],
        }
    })
}

proptest! {
    /// Where nobody has to be waited for and nothing varies, it is the critical path method.
    #[test]
    fn without_people_it_is_the_critical_path(plan in plans()) {
        let mut plan = plan;
        for task in &mut plan.tasks { task.role = NONE; }
        let minutes: Vec<f64> = plan.tasks.iter().map(mean).collect();
        let mut player = Player::new(&plan).expect("edges go forward only");
        player.play(&minutes);
        let mut done: Vec<f64> = Vec::new();
        for (n, task) in plan.tasks.iter().enumerate() {
            let ready = task.before.iter().map(|group| done[group[0] as usize]).fold(0.0, f64::max);
            done.push(ready + minutes[n]);
        }
        prop_assert_eq!(&player.done, &done);
    }

    /// Nobody does two things at once, nothing begins too early, and what decided adds up to the end.
    #[test]
    fn schedules_keep_to_order_and_people(plan in plans()) {
        let minutes: Vec<f64> = plan.tasks.iter().map(mean).collect();
        let mut player = Player::new(&plan).expect("edges go forward only");
        player.play(&minutes);
        for (n, task) in plan.tasks.iter().enumerate() {
            prop_assert!(player.done[n].is_finite());
            for group in &task.before {
                prop_assert!(player.done[group[0] as usize] <= player.start[n]);
            }
            let sum: f64 = player.path(n as u32).map(|task| minutes[task as usize]).sum();
            prop_assert_eq!(sum, player.done[n]);
            for (m, minutes) in minutes.iter().enumerate() {
                let same = player.doer[n] != NONE && player.doer[n] == player.doer[m] && n != m;
                let during = player.start[m] <= player.start[n] && player.start[n] < player.start[m] + minutes;
                prop_assert!(!(same && during && plan.tasks[n].length != fixed(0.0)));
            }
        }
    }

    /// A chain for one person is done no sooner if they keep hours than if they are always there.
    #[test]
    fn hours_make_a_chain_no_shorter(
        minutes in prop::collection::vec(0.0..300.0_f64, 1..12), from in 0.0..9_000.0_f64, long in 1.0..900.0_f64,
    ) {
        let tasks = (0..minutes.len() as u32).map(|n| {
            let before: Vec<u32> = n.checked_sub(1).into_iter().collect();
            task(n.into(), fixed(minutes[n as usize]), 0, &before)
        });
        let tasks: Vec<Task> = tasks.collect();
        let end = |clock: Clock| {
            let plan = Plan { tasks: tasks.clone(), roles: vec![vec![0]], people: vec![clock], ..Plan::default() };
            let mut player = Player::new(&plan).expect("no circle");
            player.play(&minutes);
            player.done[minutes.len() - 1]
        };
        let sum: f64 = minutes.iter().sum();
        prop_assert!((end(Clock::Always) - sum).abs() < 1e-6);
        let hours = Clock::At(vec![Shift { from, to: from + long }]);
        prop_assert!(end(hours) >= end(Clock::Always) - 1e-6);
    }

    /// The same seed gives the same bits, however the work is cut.
    #[test]
    fn the_same_seed_gives_the_same_bits(plan in plans(), seed: u64, slice in 1_usize..400) {
        let mut plan = plan;
        for task in &mut plan.tasks {
            if let Some(law) = &mut task.length { law.max += 9.0; }
        }
        let mut cut = Simulation::new(&plan, 40, seed).expect("edges go forward only");
        while !cut.step(slice) {}
        prop_assert_eq!(cut.finish(), outcome(&plan, 40, seed));
    }
}
