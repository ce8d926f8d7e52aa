use super::Promised;
use crate::rooms::service_levels::overview::{places, told};
use crate::rooms::service_levels::periods::Stretch;
use crate::rooms::service_levels::report::Standing;
use serde_json::json;

#[test]
fn a_year_tells_how_many_of_its_months_were_kept() {
    let mut promised = Promised::always();
    promised.down("2026-03-05T10:00", "2026-03-05T12:00");
    let view = promised.world.view();
    let all = places(&view);
    assert_eq!(
        (all.len(), all[0].service, all[0].first),
        (1, Some(promised.service), true)
    );
    let of = |stretch: &str| {
        let stretch = Stretch::read(stretch).expect("a stretch");
        told(&all, stretch, &view).swap_remove(0)
    };
    let year = of("2026").expect("a year");
    assert_eq!(
        (year.met, year.last, year.down),
        ((9, 10), Some(Standing::OnCourse), 7_200_000)
    );
    assert_eq!((year.response, year.resolution), (None, None), "no clocks");
    let march = of("2026-03").expect("a month");
    assert_eq!((march.met, march.last), ((0, 1), Some(Standing::Missed)));
    assert!(march.left.is_some_and(|left| left < 0.0));
    assert_eq!(of("2027"), Err("it is still to come".to_owned()));
    assert_eq!(of("2025"), Err("nothing was promised then".to_owned()));
}

#[test]
fn slas_come_first_and_agreements_without_services_are_told_too() {
    let mut promised = Promised::always();
    let bare = promised.world.add(
        "service_level",
        &[("title", json!("A bare one")), ("sort", json!("ola"))],
    );
    let gone = promised.world.add(
        "service_level",
        &[("title", json!("Gone")), ("archived", json!(true))],
    );
    let view = promised.world.view();
    let all = places(&view);
    let levels: Vec<_> = all.iter().map(|place| place.level).collect();
    assert_eq!(levels, [promised.level, bare]);
    assert!(!levels.contains(&gone));
    let why = told(&all, Stretch::read("2026").expect("a year"), &view);
    assert!(why[0].is_ok());
    assert!(why[1].as_ref().is_err_and(|why| why.contains("no service")));
}

#[test]
fn a_promise_is_missed_too_where_fewer_incidents_are_in_time_than_agreed() {
    use crate::rooms::reports::levels::held;
    let mut promised = Promised::always();
    let clock = [
        ("measure", json!("resolution")),
        ("priority", json!(1)),
        ("within", json!(60)),
    ];
    promised.world.item(promised.level, "clocks", &clock);
    let year = |promised: &Promised| {
        let view = promised.world.view();
        let stretch = Stretch::read("2026").expect("a year");
        told(&places(&view), stretch, &view).swap_remove(0)
    };
    assert_eq!(year(&promised).map(|told| told.in_time), Ok(None));
    assert_eq!(held(&year(&promised)), Some(true));
    let incident = promised.world.add(
        "incident",
        &[
            ("services", json!([promised.service.to_string()])),
            ("rating", json!({"impact": "high", "urgency": "high"})),
            ("detected", json!("2026-10-06T10:00:00.000Z")),
            ("resolved", json!("2026-10-06T11:00:00.000Z")),
        ],
    );
    assert_eq!(year(&promised).map(|told| told.in_time), Ok(Some(true)));
    let late = json!("2026-10-06T11:01:00.000Z");
    promised.world.set(incident, "resolved", late);
    assert_eq!(year(&promised).map(|told| told.in_time), Ok(Some(false)));
    assert_eq!(held(&year(&promised)), Some(false));
}
