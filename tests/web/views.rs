//! Views: what stands in the page follows what is said, and what can stay stays.

use holdfast::prelude::*;
use leptos::html;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement, HtmlInputElement};

/// Shows a view in a part of its own and gives that part.
fn shown(id: &'static str, made: impl FnOnce() -> AnyView + 'static) -> Element {
    holdfast::view::mount(move || view! { <div id=id>{made()}</div> }.into_any());
    document().get_element_by_id(id).unwrap()
}

fn button(within: &Element) -> HtmlElement {
    nth(within, 1)
}

fn nth(within: &Element, n: u32) -> HtmlElement {
    let button = within.query_selector(&format!("button:nth-of-type({n})"));
    button.unwrap().unwrap().unchecked_into()
}

async fn settled() {
    leptos::task::tick().await;
    leptos::task::tick().await;
}

#[wasm_bindgen_test]
async fn a_text_follows_its_signal_in_the_same_node() {
    let count = RwSignal::new(1_u32);
    let part = shown("text", move || {
        view! { <p>"Count: "{move || count.get()}</p> }.into_any()
    });
    let node = part.first_child().unwrap().last_child().unwrap();
    assert_eq!(part.text_content().unwrap(), "Count: 1");
    count.set(2);
    settled().await;
    assert_eq!(part.text_content().unwrap(), "Count: 2");
    assert!(part.first_child().unwrap().contains(Some(&node)));
}

#[wasm_bindgen_test]
async fn an_element_that_is_said_again_keeps_its_focus_and_acts_anew() {
    let told = RwSignal::new(0_u32);
    let turn = RwSignal::new(1_u32);
    let part = shown("again", move || {
        let made = move || {
            let by = turn.get();
            view! { <button class=format!("by-{by}") class:big=true on:click=move |_| told.update(|told| *told += by)>{by}</button> }
        };
        made.into_any()
    });
    let before = button(&part);
    before.focus().unwrap();
    before.click();
    turn.set(10);
    settled().await;
    let after = button(&part);
    assert!(before == after && document().active_element().as_ref() == Some(&after));
    assert_eq!(
        (after.class_name().as_str(), after.inner_text().as_str()),
        ("by-10 big", "10")
    );
    after.click();
    assert_eq!(
        told.get_untracked(),
        11,
        "each press is heard once, by what was said last"
    );
}

#[wasm_bindgen_test]
async fn what_is_no_longer_said_of_an_element_goes() {
    let on = RwSignal::new(true);
    let told = RwSignal::new(0);
    let part = shown("bare", move || {
        let made = move || {
            if on.get() {
                view! { <button class:big=true title="Yes" style:--n="1" on:click=move |_| told.set(1)>"One"</button> }
            } else {
                view! { <button disabled=false>"Two"</button> }
            }
        };
        made.into_any()
    });
    assert_eq!(
        button(&part).outer_html(),
        r#"<button class="big" title="Yes" style="--n: 1;">One</button>"#
    );
    on.set(false);
    settled().await;
    let bare = button(&part);
    assert!(
        !bare.has_attribute("title")
            && bare.class_name().is_empty()
            && !bare.has_attribute("disabled")
    );
    assert_eq!(bare.style().get_property_value("--n").unwrap(), "");
    bare.click();
    assert_eq!(
        (told.get_untracked(), bare.inner_text().as_str()),
        (0, "Two")
    );
}

#[wasm_bindgen_test]
async fn nothing_keeps_its_place_between_neighbours() {
    let some = RwSignal::new(false);
    let list = RwSignal::new(vec!["b"]);
    let part = shown("place", move || {
        view! { "a"{move || list.get()}{move || some.get().then(|| view! { <b>"x"</b> })}"z" }
    });
    let text = || part.text_content().unwrap();
    assert_eq!(text(), "abz");
    some.set(true);
    list.set(Vec::new());
    settled().await;
    assert_eq!(text(), "axz");
    list.set(vec!["b", "c"]);
    settled().await;
    assert_eq!(text(), "abcxz");
    some.set(false);
    list.set(vec!["c"]);
    settled().await;
    assert_eq!(text(), "acz");
}

#[wasm_bindgen_test]
async fn what_is_replaced_follows_nothing_any_more() {
    let page = RwSignal::new(0_u32);
    let told = RwSignal::new(0_u32);
    let part = shown("replaced", move || {
        let made = move || {
            let n = page.get();
            let own = RwSignal::new(n);
            // As a form does that is left with something typed: what is within hears of it, too late.
            on_cleanup(move || told.set(n + 1));
            let inner = move || {
                told.track();
                own.get()
            };
            let outer = move || {
                told.track();
                view! { <b>{inner}</b> }
            };
            view! { <p>{outer}</p> }
        };
        made.into_any()
    });
    page.set(1);
    settled().await;
    assert_eq!(part.text_content().unwrap(), "1");
    page.set(2);
    settled().await;
    assert_eq!(
        (part.text_content().unwrap().as_str(), told.get_untracked()),
        ("2", 2)
    );
}

#[wasm_bindgen_test]
async fn rows_keep_their_nodes_and_the_focus_when_others_move() {
    let rows = RwSignal::new(vec![1_u32, 2, 3, 4]);
    let made = RwSignal::new(0_i32);
    let part = shown("rows", move || {
        let row = move |n: u32| {
            made.update_untracked(|made| *made += 1);
            on_cleanup(move || made.update_untracked(|made| *made -= 1));
            view! { <button>{n}</button> }
        };
        view! { <For each=move || rows.get() key=|n| *n children=row/><i>"end"</i> }
    });
    let three = nth(&part, 3);
    three.focus().unwrap();
    rows.set(vec![4, 1, 5, 3]);
    settled().await;
    assert_eq!(part.text_content().unwrap(), "4153end");
    let last = nth(&part, 4);
    assert!(last == three && document().active_element().as_ref() == Some(&last));
    assert_eq!(made.get_untracked(), 4, "a row that went is cleaned up");
    rows.set(Vec::new());
    settled().await;
    assert_eq!(
        (part.text_content().unwrap().as_str(), made.get_untracked()),
        ("end", 0)
    );
}

#[wasm_bindgen_test]
async fn properties_and_references_reach_the_element() {
    let says = RwSignal::new("one".to_owned());
    let node = NodeRef::<html::Input>::new();
    let heard = RwSignal::new(String::new());
    let part = shown("field", move || {
        view! { <input node_ref=node prop:value=move || says.get() on:input:target=move |event| heard.set(event.target().value())/> }
            .into_any()
    });
    settled().await;
    let input: HtmlInputElement = part.first_element_child().unwrap().unchecked_into();
    assert!(node.get_untracked().is_some_and(|known| known == input));
    assert_eq!(
        (input.value().as_str(), input.has_attribute("value")),
        ("one", false)
    );
    input.set_value("typed");
    input
        .dispatch_event(&web_sys::Event::new("input").unwrap())
        .unwrap();
    assert_eq!(heard.get_untracked(), "typed");
    says.set("two".to_owned());
    settled().await;
    assert_eq!(input.value(), "two");
}

#[wasm_bindgen_test]
fn shapes_are_shapes_of_svg() {
    let part = shown("svg", || {
        view! { <svg viewBox="0 0 1 1"><a href="#x"><path d="M0 0"/></a></svg> }.into_any()
    });
    for name in ["svg", "a", "path"] {
        let one = part.query_selector(name).unwrap().unwrap();
        assert_eq!(
            one.namespace_uri().as_deref(),
            Some("http://www.w3.org/2000/svg"),
            "{name}"
        );
    }
}

#[wasm_bindgen_test]
async fn an_effect_runs_after_each_change_and_is_told_what_it_gave_last() {
    let (number, told) = (RwSignal::new(1), RwSignal::new(Vec::new()));
    let owner = Owner::new();
    owner.with(|| {
        Effect::new(move |before: Option<i32>| {
            told.update_untracked(|told| told.push(before));
            number.get()
        });
    });
    settled().await;
    number.set(2);
    settled().await;
    owner.cleanup();
    number.set(3);
    settled().await;
    assert_eq!(told.get_untracked(), [None, Some(1)]);
}
