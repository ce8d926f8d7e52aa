//! Addresses print and parse back (DESIGN §6).

use holdfast::route::{Page, Route};

#[test]
fn addresses_lead_where_they_say() {
    let id = "0192a4b0-0000-7000-8000-000000000001"
        .parse()
        .expect("an id");
    for (text, page) in [
        ("", Page::Today),
        ("#", Page::Today),
        ("#/", Page::Today),
        ("#/risks", Page::Room("risks")),
        ("#/risks/", Page::Room("risks")),
        ("#/runs", Page::Room("runs")),
        (
            "#/runbooks/0192a4b0-0000-7000-8000-000000000001",
            Page::Record("runbooks", id),
        ),
        ("#/data", Page::Data),
        ("#/data/conflicts", Page::Conflicts),
        ("#/data/other", Page::Unknown("/data/other".into())),
        ("#/settings", Page::Settings),
        ("#/nowhere", Page::Unknown("/nowhere".into())),
        ("#/risks/12", Page::Unknown("/risks/12".into())),
        (
            "#/risks/0192a4b0-0000-7000-8000-000000000001/x",
            Page::Unknown("/risks/0192a4b0-0000-7000-8000-000000000001/x".into()),
        ),
    ] {
        assert_eq!(Route::parse(text).page, page, "{text}");
    }
}

#[test]
fn what_is_printed_is_parsed() {
    let route = Route::to(Page::Room("risks"))
        .with("search", "a&b=c %é#?")
        .with("kind", "");
    assert_eq!(Route::parse(&route.href()), route);
    assert_eq!(
        Route::parse(&route.href()).get("search"),
        Some("a&b=c %é#?")
    );
    assert_eq!(Route::parse("#/risks?x=%zz").get("x"), Some("%zz"));
}

#[test]
fn any_address_is_a_page_or_an_unknown_one() {
    let long = "a/".repeat(100_000);
    for text in [
        "#/risks?",
        "#/risks?&&=&=x&%00=%ff&a=%",
        "#/<script>alert(1)</script>",
        "#javascript:alert(1)",
        "#/risks/../../etc?x=\u{202e}",
        "#/%2e%2e/%F0%9F",
        "##//",
        &long,
    ] {
        let route = Route::parse(text);
        assert_eq!(Route::parse(&route.href()), route, "{text}");
        assert!(route.href().starts_with('#'));
    }
}
