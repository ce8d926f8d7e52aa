//! Continuity mode holds while a plan is carried out in earnest.

use super::{MINUTE, Promised, instant};
use serde_json::json;

#[test]
fn an_activation_in_earnest_is_measured_against_the_lower_promise() {
    let mut promised = Promised::always();
    promised.term("continuity", json!(80.0));
    let services = json!([promised.service.to_string()]);
    let plan = promised.world.add("plan", &[("services", services)]);
    let activation = |promised: &mut Promised, mode: &str| {
        let fields = [
            ("plan", json!(plan.to_string())),
            ("mode", json!(mode)),
            ("state", json!("stood_down")),
            ("declared", json!(instant("2026-10-05T00:00"))),
            ("stood_down", json!(instant("2026-10-06T00:00"))),
        ];
        promised.world.add("activation", &fields)
    };
    promised.down("2026-10-05T10:00", "2026-10-05T14:00");
    activation(&mut promised, "exercise");
    assert_eq!(promised.lines("2026-10")[0].kept.normal.down / MINUTE, 240);
    activation(&mut promised, "actual");
    let kept = &promised.lines("2026-10")[0].kept;
    assert_eq!(kept.normal.down, 0);
    let special = kept.continuity.availability().expect("service time");
    assert!((special - 20.0 / 24.0).abs() < 1e-12);
}
