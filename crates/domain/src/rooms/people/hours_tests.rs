use super::*;

fn hours(text: &str) -> u32 {
    Week::read(text).expect("hours").minutes() / 60
}

#[test]
fn several_days_and_times_are_read() {
    assert_eq!(hours("Mon-Fri 08:00-17:00; Sat 09:00-12:00"), 48);
    assert_eq!(hours("Mon–Fri 08:00–12:00, 13:00–17:00"), 40);
    assert_eq!(hours("Mon, Wed, Fri 08:00–18:00"), 30);
    assert_eq!(hours("Daily 00:00-24:00"), 168);
    assert_eq!(hours("monday-tuesday 8:00-9:00; Mon 08:30-09:00"), 2);
    assert_eq!(hours(""), 0);
}

#[test]
fn who_is_at_work_and_until_when() {
    let week = Week::read("Mon-Fri 08:00-12:00, 12:00-17:00; Sun 22:00-06:00").expect("hours");
    let at = |day: u16, hour: u16| week.now(day * DAY + hour * 60);
    assert_eq!(
        at(0, 9),
        Now::Works(Some(17 * 60)),
        "times that touch are one"
    );
    assert_eq!(at(0, 17), Now::Off(DAY + 8 * 60));
    assert_eq!(at(4, 18), Now::Off(6 * DAY + 22 * 60));
    assert_eq!(at(0, 5), Now::Works(Some(6 * 60)), "Sunday night");
    assert_eq!(at(6, 23).words(), "works now, until Mon 06:00");
    assert_eq!(at(0, 7).words(), "not at work, from Mon 08:00 again");
    let always = Week::read("Daily 00:00-24:00").expect("hours");
    assert_eq!(always.now(77), Now::Works(None));
    assert!(matches!(Week::default().now(0), Now::Unknown(_)));
}

#[test]
fn nobody_is_at_work_whose_hours_or_zone_are_not_known() {
    let mut world = crate::testing::World::new();
    let ada = world.person("Ada");
    let told = |world: &crate::testing::World, minute| now(world.record(ada), minute).words();
    assert!(told(&world, Some(0)).contains("no working hours"));
    world.set(ada, "working_hours", "Mon-Fri 08:00-17:00".into());
    assert!(told(&world, None).contains("no time zone"));
    assert_eq!(told(&world, Some(600)), "works now, until Mon 17:00");
    world.set(ada, "time_zone", "Mars/Base".into());
    assert!(told(&world, None).contains("Mars/Base"));
    world.set(ada, "working_hours", "Mon 99:00-98:00".into());
    assert_eq!(
        told(&world, Some(0)),
        "unknown: they are written as “Mon 99:00-98:00”"
    );
    world.set(ada, "working_hours", "Shifts; ask the ward".into());
    assert!(told(&world, Some(0)).contains("Shifts; ask the ward"));
}

#[test]
fn times_are_written_as_they_are_read() {
    let whole = |text: &str| {
        let week = Week::read(text).expect("hours");
        write(&week.shifts(), &week.remarks)
    };
    for text in [
        "Mon–Fri 08:00–17:00; Sat 09:00–12:00",
        "Mon, Wed, Fri 08:00–18:00; gold rota",
        "Daily 00:00–24:00",
        "Fri–Sun 22:00–06:00",
        "Mon, Tue 08:00–12:00; Mon, Tue 13:00–17:00",
    ] {
        assert_eq!(whole(text), text);
    }
    assert_eq!(
        whole("Mon-Fri 08:00-12:00, 13:00-17:00"),
        "Mon–Fri 08:00–12:00; Mon–Fri 13:00–17:00"
    );
    let none = Shift {
        days: [false; 7],
        from: 0,
        to: 60,
    };
    assert_eq!(write(&[none], &[]), "");
    assert_eq!((read_time("07:30"), read_time("7.30")), (Some(450), None));
}

proptest::proptest! {
    #[test]
    fn whatever_is_written_is_read_again(
        shifts in proptest::collection::vec(
            (proptest::array::uniform7(proptest::bool::ANY), 0..DAY, 0..DAY), 0..4),
        minute in 0..WEEK,
    ) {
        let shifts: Vec<Shift> = shifts.into_iter().map(|(days, from, to)| Shift { days, from, to }).collect();
        let text = write(&shifts, &[]);
        let week = Week::read(&text).expect("hours");
        let used = |shift: &&Shift| shift.days != [false; 7];
        let spans: usize = shifts.iter().filter(used).map(|s| s.days.iter().filter(|on| **on).count()).sum();
        proptest::prop_assert_eq!(week.spans.len(), spans, "{}", text);
        let again = Week::read(&write(&week.shifts(), &[])).expect("hours");
        proptest::prop_assert_eq!(week.minutes(), again.minutes());
        match week.now(minute) {
            Now::Works(Some(until)) => {
                proptest::prop_assert!(week.works_at(minute) && !week.works_at(until));
            }
            Now::Works(None) => proptest::prop_assert_eq!(week.minutes(), u32::from(WEEK)),
            Now::Off(from) => proptest::prop_assert!(!week.works_at(minute) && week.works_at(from)),
            Now::Unknown(_) => proptest::prop_assert!(week.spans.is_empty()),
        }
    }
}

#[test]
fn a_night_ends_on_the_next_day_and_a_week_goes_on() {
    let week = Week::read("Fri-Sun 22:00-06:00").expect("hours");
    assert_eq!(week.minutes(), 24 * 60);
    let at = |day: u16, hour: u16| week.works_at(day * DAY + hour * 60);
    assert!(at(4, 22) && at(5, 5) && !at(5, 6), "Friday night");
    assert!(
        at(0, 5) && !at(0, 6) && !at(3, 23),
        "Sunday night ends on Monday"
    );
}

#[test]
fn what_is_no_time_is_a_remark_or_is_refused() {
    let week = Week::read("Mon–Fri 08:00–17:00, gold rota").expect("hours");
    assert_eq!(
        (week.spans.len(), week.remarks),
        (5, vec!["gold rota".to_owned()])
    );
    assert!(
        Week::read("Shifts; ask the department")
            .expect("remarks")
            .spans
            .is_empty()
    );
    for wrong in [
        "Mon-Fri",
        "Mon 8-25",
        "Mon 09:00-26:00",
        "Foo 09:00-10:00",
        "09:00-10:00",
    ] {
        assert!(Week::read(wrong).is_err(), "{wrong}");
    }
}
