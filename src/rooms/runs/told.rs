//! Steps that tell somebody something: to whom, how, and the words, filled in.

use super::RunPage;
use super::standing::Now;
use crate::prelude::*;
use holdfast_domain::rooms::runbooks::steps::STEPS;
use holdfast_domain::rooms::runbooks::telling::Telling;
use holdfast_ledger::{Id, Key, Path};

/// Whether a step is there to tell somebody something.
pub fn is_telling(now: &Now, step: Id) -> bool {
    now.step(step)
        .is_some_and(|(step, _)| step.kind == "communication")
}

fn filled(page: RunPage, step: Id, field: &'static str) -> String {
    let text = page.workspace.read(|view| {
        let run = view.ledger.record(page.id)?;
        let text = run.value(Path::item(STEPS, step, Key::new(field)))?;
        Some(text.plain().into_owned())
    });
    let text = text.unwrap_or_default();
    page.now.with_untracked(|now| now.fill(text.trim()))
}

/// What the log says was sent, until somebody says otherwise: to whom, how, and the words.
pub fn sent(page: RunPage, step: Id) -> String {
    let [audience, channel, message] =
        ["audience", "channel", "message"].map(|field| filled(page, step, field));
    let planned = Telling {
        audience,
        channel,
        message,
    };
    planned.suggested()
}

/// A link that writes the message as an e-mail, where the audience names an address.
pub fn mail(page: RunPage, step: Id) -> AnyView {
    let audience = filled(page, step, "audience");
    let address = audience
        .split([' ', ',', ';', '<', '>', '(', ')'])
        .find(|word| word.contains('@') && word.contains('.'));
    let link = address.map(|address| {
        let coded = |text: &str| String::from(js_sys::encode_uri_component(text));
        let body = coded(&filled(page, step, "message"));
        let href = format!("mailto:{}?body={body}", coded(address).replace("%40", "@"));
        view! { <p><a class="btn" href=href>"Write it as an e-mail"</a></p> }
    });
    view! { {link} }.into_any()
}
