//! The first start: whose device, which workspace, and three ways to begin.

use crate::edge::prefs::Prefs;
use crate::edge::{bundled, dom, location, slices};
use crate::prelude::*;
use crate::rest::{self, Missing};
use crate::route::Page;
use crate::ui::choice::choice;
use crate::ui::icon::large;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::rooms::workspace::WORKSPACE;
use holdfast_ledger::{Edit, Path, Text};
use leptos::task::spawn_local;

/// The device state that says that somebody chose how to begin.
const STARTED: &str = "started";

/// What is said when the rest of the app cannot be had.
pub const MISSING: &str = "The rest of Holdfast could not be loaded. Nothing was changed. Try again with a network, or load the page again.";

/// Whether this copy was never used: nothing is in it, and nobody chose to start empty.
pub fn is_first(workspace: Workspace) -> bool {
    let empty = workspace.watch_all(|view| view.ledger.is_empty());
    empty && workspace.prefs().get(STARTED).is_none() && !workspace.is_locked_kit()
}

/// Whether somebody began here before, as far as is known without opening the workspace.
pub fn began() -> bool {
    Prefs::new(&location::scope()).get(STARTED).is_some()
}

#[derive(Clone, Copy)]
struct Start {
    shell: Shell,
    workspace: Workspace,
    name: RwSignal<String>,
    user: RwSignal<String>,
    busy: RwSignal<bool>,
    problem: RwSignal<Option<String>>,
    begun: RwSignal<bool>,
}

/// The page; `begun` is set when somebody chose.
pub fn page(begun: RwSignal<bool>) -> AnyView {
    let workspace = Workspace::of_page();
    let user = workspace.user().with_untracked(|user| user.name.clone());
    let start = Start {
        shell: Shell::of_page(),
        workspace,
        name: RwSignal::new(String::new()),
        user: RwSignal::new(user),
        busy: RwSignal::new(false),
        problem: RwSignal::new(None),
        begun,
    };
    let busy = Signal::from(start.busy);
    let way = |icon, label: &str, help: &str, run: fn(Start)| {
        choice(icon, label, help, busy, move || run(start))
    };
    view! {
        <section class="solo">
            <header>
                {large("holdfast")}
                <h1 tabindex="-1">"Holdfast"</h1>
                <p class="lede">"Risks, changes and runbooks that still work when everything else is down. All of it stays in this browser until you export it."</p>
            </header>
            <form class="form" on:submit=move |event| { event.prevent_default(); start.empty(); }>
                {text("first-user", "Who is using this device?", "Optional. Signs what you change, so that others can ask you.", "name", start.user)}
                {text("first-name", "Name of the workspace", "Optional. For example your organisation.", "organization", start.name)}
            </form>
            <div class="choices" aria-busy=move || start.busy.get().to_string()>
                {way("plus", "Start empty", "A new workspace with nothing in it.", Start::empty)}
                {way("eye", "Open sample workspace", "A whole organisation to look around in. Nothing of it is real.", Start::sample)}
                {way("upload", "Import a file", "A workspace from a colleague, runbooks as Markdown or Jupyter notebooks, or a catalogue of vulnerabilities.", Start::import)}
            </div>
            <p role="status">{move || start.busy.get().then_some("Opening the sample workspace…")}</p>
            {move || start.problem.get().map(|why| view! { <div class="callout tone-error" role="alert"><p>{why}</p></div> })}
        </section>
    }
    .into_any()
}

fn text(
    id: &'static str,
    label: &'static str,
    help: &'static str,
    fills: &'static str,
    value: RwSignal<String>,
) -> AnyView {
    let described = format!("{id}-help");
    view! {
        <div class="field half">
            <label for=id>{label}</label>
            <input id=id type="text" autocomplete=fills maxlength="200" aria-describedby=described.clone()
                prop:value=value on:input=move |event| value.set(event_target_value(&event))/>
            <p class="help" id=described>{help}</p>
        </div>
    }
    .into_any()
}

impl Start {
    /// What was typed: the user's name and the workspace's.
    fn typed(self) -> (String, String) {
        let trimmed = |text: RwSignal<String>| text.get_untracked().trim().to_owned();
        (trimmed(self.user), trimmed(self.name))
    }

    /// Keeps what was typed. Starting without a name writes no record.
    fn keep(self, (user, name): (String, String)) -> Result<(), String> {
        if self.workspace.user().with_untracked(|now| now.name != user) {
            self.workspace.set_user(user);
        }
        if !name.is_empty() {
            rename(self.workspace, &name)?;
        }
        Ok(())
    }

    fn begin(self) {
        // Asked again at the next start when this cannot be kept; nothing else comes of it.
        let _ = self.workspace.prefs().set(STARTED, "yes");
        self.begun.set(true);
        spawn_local(async {
            slices::yield_now().await;
            dom::focus_heading();
        });
    }

    fn empty(self) {
        match self.keep(self.typed()) {
            Ok(()) => self.begin(),
            Err(why) => self.problem.set(Some(why)),
        }
    }

    fn import(self) {
        self.empty();
        if self.problem.get_untracked().is_none() {
            self.shell.go(Page::Data);
        }
    }

    fn sample(self) {
        self.problem.set(None);
        self.busy.set(true);
        let typed = self.typed();
        // Who goes elsewhere meanwhile has the sample there, and this page is gone.
        spawn_local(async move {
            slices::yield_now().await;
            let opened = open_sample(self.workspace).await;
            self.busy.try_set(false);
            match opened.and_then(|()| self.keep(typed)) {
                Ok(()) => self.begin(),
                Err(why) => {
                    if let Some(Some(why)) = self.problem.try_set(Some(why)) {
                        self.workspace.alarm(why);
                    }
                }
            }
        });
    }
}

/// Takes the sample workspace in like any other file.
async fn open_sample(workspace: Workspace) -> Result<(), String> {
    let bytes = bundled::read(bundled::SAMPLE).await.map_err(|error| {
        format!("The sample workspace could not be read: {error}. Nothing was changed. Start empty, or try again with a network.")
    })?;
    let rest = rest::rest().await.map_err(|Missing| MISSING.to_owned())?;
    (rest.take_in)(workspace, bundled::SAMPLE.to_owned(), bytes).await
}

/// Gives the workspace a name.
///
/// # Errors
/// Why it kept its name, as a sentence.
pub fn rename(workspace: Workspace, name: &str) -> Result<(), String> {
    let record = match workspace.id() {
        Some(id) => id,
        None => workspace.mint()?,
    };
    let edit = Edit {
        record,
        kind: WORKSPACE.key(),
        path: Path::of("title"),
        value: Text::string(name),
    };
    workspace.dispatch("Workspace named", &[edit]).map(drop)
}
