use super::super::matrix::matrix;
use super::*;
use crate::testing::World;
use serde_json::json;

#[test]
fn an_assessment_is_rated_only_when_it_is_whole_and_fits_the_matrix() {
    let matrix = Matrix::standard();
    let read = |json: &str| {
        let rating = Rating::read(Text::parse(json).ok().as_ref(), &matrix);
        rating.map(|rating| rating.score)
    };
    assert_eq!(read(r#"{"likelihood":3,"impact":4}"#), Ok(12.0));
    assert_eq!(
        read(r#"{"likelihood":3.0,"impact":4,"knowledge":"weak"}"#),
        Ok(12.0)
    );
    for (json, why) in [
        (r#"{"impact":4}"#, "no likelihood"),
        (r#"{"likelihood":4}"#, "no impact"),
        (
            r#"{"likelihood":0,"impact":4}"#,
            "the likelihood is 0, not 1 to 5",
        ),
        (
            r#"{"likelihood":6,"impact":4}"#,
            "the likelihood is 6, not 1 to 5",
        ),
        (
            r#"{"likelihood":5,"impact":2.5}"#,
            "the impact is 2.5, not 1 to 5",
        ),
        ("\"high\"", "the assessment cannot be read"),
    ] {
        assert_eq!(read(json), Err(why.to_owned()));
    }
    assert_eq!(Rating::read(None, &matrix), Err("not assessed".to_owned()));
}

#[test]
fn the_heat_map_places_every_risk_and_says_which_are_unrated_or_disputed() {
    let mut world = World::new();
    let rated = |likelihood, impact| json!({ "likelihood": likelihood, "impact": impact });
    let fire = world.add(
        "risk",
        &[("current", rated(2, 5)), ("inherent", rated(4, 5))],
    );
    let flood = world.add("risk", &[("current", rated(2, 5))]);
    let theft = world.add("risk", &[("current", json!({ "likelihood": 2 }))]);
    let outside = world.add("risk", &[("current", rated(6, 6))]);
    let strike = world.add("risk", &[("title", json!("Strike"))]);
    world.conflict(strike, "current", rated(1, 1), rated(5, 5));
    let matrix = matrix(&world.view());
    let matrix = matrix.as_ref().as_ref().expect("the usual one");
    let map = HeatMap::of(world.view().live("risk"), Which::Current, matrix);
    assert_eq!(map.cells[1][4], [fire, flood]);
    assert_eq!(
        (&map.cells[0][0][..], &map.cells[4][4][..]),
        (&[strike][..], &[strike][..])
    );
    assert_eq!(
        (map.unrated, map.disputed),
        (vec![theft, outside], vec![strike])
    );
    let (highest, all) = highest(world.view().live("risk"), matrix, 3);
    assert_eq!((highest, all), (vec![fire, flood, strike], 5));
    let inherent = HeatMap::of(world.view().live("risk"), Which::Inherent, matrix);
    assert_eq!(inherent.cells[3][4], [fire]);
    assert_eq!(inherent.unrated, [flood, theft, outside, strike]);
    let ways = ways(world.view().live("risk"), matrix);
    assert_eq!(
        ways[0],
        Way {
            risk: fire,
            places: [Some((4, 5)), Some((2, 5)), None]
        }
    );
    assert_eq!(ways.len(), 3, "what stands nowhere has no way");
}

#[test]
fn a_history_is_scored_by_todays_matrix_in_the_order_of_time() {
    let matrix = Matrix::standard();
    let text = |json: &str| Text::parse(json).expect("JSON");
    let (high, odd) = (text(r#"{"likelihood":5,"impact":5}"#), text("7"));
    let written = [
        (20, "Bo", Some(&odd)),
        (10, "Ada", Some(&high)),
        (30, "Cy", None),
    ];
    let points = history(written.into_iter(), &matrix);
    let told: Vec<_> = points
        .iter()
        .map(|point| (point.at, &*point.by, point.score))
        .collect();
    assert_eq!(
        told,
        [(10, "Ada", Some(25.0)), (20, "Bo", None), (30, "Cy", None)]
    );
}

#[test]
fn the_course_has_one_point_a_day_the_last_written_of_it() {
    let matrix = Matrix::standard();
    let text = |json: &str| Text::parse(json).expect("JSON");
    let old = text(r#"{"likelihood":5,"impact":4,"date":"2025-03-01"}"#);
    let slip = text(r#"{"likelihood":5,"impact":5,"date":"2026-03-01"}"#);
    let new = text(r#"{"likelihood":3,"impact":4,"date":"2026-03-01"}"#);
    let undated = text(r#"{"likelihood":1,"impact":1}"#);
    // Written in another order than the days are in; the last at the end of 22 November.
    let written = [
        (1, "Ada", Some(&slip)),
        (2, "Ada", Some(&new)),
        (3, "Bo", Some(&old)),
        (1_795_388_400_000, "Cy", Some(&undated)),
    ];
    let points = course(&history(written.into_iter(), &matrix), 120);
    let told: Vec<_> = points
        .iter()
        .map(|(day, point)| (day.to_string(), point.score))
        .collect();
    let expected = [
        ("2025-03-01", 20.0),
        ("2026-03-01", 12.0),
        ("2026-11-23", 1.0),
    ];
    let expected = expected.map(|(day, score)| (day.to_owned(), Some(score)));
    assert_eq!(told, expected);
}

#[test]
fn what_another_matrix_changes_is_counted() {
    let mut world = World::new();
    for (likelihood, impact) in [(5, 5), (2, 2), (3, 3)] {
        let assessed = json!({"likelihood": likelihood, "impact": impact});
        world.add("risk", &[("current", assessed)]);
    }
    let (view, small) = (world.view(), r#"{"size":4,"appetite":3}"#);
    let small = Matrix::read(&Text::parse(small).expect("JSON")).expect("a matrix");
    let found = effect(view.live("risk"), &matrix(&view), &small);
    let expected = Effect {
        outside: 1,
        moved: 0,
        above: (1, 2),
    };
    assert_eq!(found, expected);
    let same = effect(view.live("risk"), &matrix(&view), &Matrix::standard());
    assert_eq!(
        same,
        Effect {
            above: (1, 1),
            ..Effect::default()
        }
    );
}
