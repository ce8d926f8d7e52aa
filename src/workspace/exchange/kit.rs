//! Offline kits: making one of this app and its records, opening one, and what changed in it.

use super::export::wanted;
use super::watch::share;
use super::{Input, Run, Scope, heavy_text, open_sealed, seal};
use crate::edge::{clock, files, kit};
use crate::workspace::{Workspace, now_ms};
use holdfast_domain::codec::kit::{self as page, About};
use holdfast_domain::heavy::{Include, READ};
use holdfast_domain::rooms::workspace::WORKSPACE;
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;
use std::collections::HashSet;

/// Where the time of the last kit that was made on this device is kept, in milliseconds since 1970.
const LAST_KIT: &str = "last-kit";

/// When the kit was made that is open here, or else the last one that was made on this device, in milliseconds
/// since 1970.
pub fn last_kit(workspace: Workspace) -> Option<i64> {
    let own = kit::own(kit::ABOUT).and_then(|text| About::parse(&text));
    own.map(|about| about.made)
        .or_else(|| workspace.prefs().get(LAST_KIT)?.parse().ok())
}

/// A kit that was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeKit {
    /// The file's name.
    pub name: String,
    /// What it is and holds.
    pub about: About,
}

impl Workspace {
    /// Makes a kit of the app that runs here, with these records in it, and downloads it. With a
    /// passphrase the records are sealed.
    ///
    /// # Errors
    /// Why there is no kit, as a sentence.
    pub async fn make_kit(
        self,
        scope: &Scope,
        with: Include,
        passphrase: Option<&str>,
        run: Run,
    ) -> Result<MadeKit, String> {
        let app = kit::parts().await.map_err(|error| {
            format!("The app's own files could not be read: {error}. Try again with a network.")
        })?;
        let id = self.mint()?.to_string();
        let scope = self.with_own_record(scope);
        let about = About {
            sealed: passphrase.is_some(),
            ..self.about(&scope)
        };
        run.check()?;
        let file = self.export(&scope, with, run.part(0.1, 0.7)).await?;
        let file = match passphrase {
            Some(passphrase) => seal(&file, passphrase, run.part(0.7, 0.8)).await?,
            None => file,
        };
        let rest = run.part(0.8, 1.0);
        let data = escaped(file, rest).await?;
        let template = serde_json::to_string(&app.template).map_err(|error| error.to_string())?;
        let template = escaped(template, rest).await?;
        let own = escaped(about.print(), rest).await?;
        let sample = escaped(app.sample, rest).await?;
        let part = |name: &str| match name {
            "id" => Some(id.as_str()),
            "about" => Some(own.as_str()),
            "data" => Some(data.as_str()),
            "sample" => Some(sample.as_str()),
            "template" => Some(template.as_str()),
            _ => {
                let part = app.parts.iter().find(|(known, _)| *known == name);
                part.map(|(_, text)| text.as_str())
            }
        };
        let pieces = page::fill(&app.template, part)?;
        let pieces: Vec<&[u8]> = pieces.into_iter().map(str::as_bytes).collect();
        let name = page::file_name(&self.name_untracked(), about.sealed);
        files::download_pieces(&name, "text/html", &pieces).map_err(|error| error.to_string())?;
        // Where a device cannot keep it, it says that none was made: nobody relies on less for it.
        let _ = self.prefs().set(LAST_KIT, &about.made.to_string());
        Ok(MadeKit { name, about })
    }

    // A part of a workspace brings the record that names it, so that the kit knows whose it is.
    fn with_own_record(self, scope: &Scope) -> Scope {
        if *scope == Scope::Workspace {
            return Scope::Workspace;
        }
        let mut ids = self.read(|view| wanted(scope, view));
        ids.extend(self.id().filter(|own| !ids.contains(own)));
        Scope::Only(scope.words(), ids)
    }

    fn about(self, scope: &Scope) -> About {
        let name = self.name_untracked();
        let records = self.read(|view| {
            let ids = wanted(scope, view).into_iter();
            let records = ids.filter_map(|id| view.ledger.record(id));
            records
                .filter(|record| record.kind != WORKSPACE.key() && !record.is_deleted())
                .count()
        });
        About {
            workspace: if name.is_empty() {
                "Workspace".to_owned()
            } else {
                name
            },
            id: self.id().map(|id| id.to_string()),
            made: now_ms(),
            by: self.inner().user.get_untracked().name,
            records,
            sealed: false,
        }
    }

    /// Takes in what this kit brings, without asking: it is its content, and there is nothing
    /// before it that one could go back to. `passphrase` opens a sealed one. How far it is shows as of
    /// any import.
    ///
    /// # Errors
    /// Why nothing was taken in, as a sentence.
    pub async fn open_kit(self, passphrase: &str) -> Result<(), String> {
        let input = Input::Bytes(brought(passphrase).await?);
        let run = self.import().begin();
        let taken = async {
            let review = self.review("this kit", input, run.part(0.0, 0.6)).await?;
            // There is nothing before it.
            let (all, way_back) = ((|_: &_, _| true, Vec::new()), async { Ok(()) });
            self.take_in_whole(review, all, way_back, run.part(0.6, 1.0))
                .await
        };
        let taken = taken.await;
        run.end();
        taken.map(drop)
    }

    /// The records of this kit that are not as it brought them, new ones too. `passphrase` opens
    /// what a sealed one brought.
    ///
    /// # Errors
    /// When what it brought cannot be read, as a sentence.
    pub async fn changed_in_kit(self, passphrase: &str, run: Run) -> Result<Vec<Id>, String> {
        let mut same: HashSet<Id> = HashSet::new();
        // Who went on without its records changed none of them.
        if !self.is_locked_kit() {
            let lines = heavy_text(READ, brought(passphrase).await?, run).await?;
            let mut began = clock::elapsed_ms();
            for line in lines.lines() {
                same.extend(self.unchanged(line));
                run.breathe(&mut began, || 1.0).await?;
            }
        }
        let mut changed: Vec<Id> = self.read(|view| {
            let ids = view.ledger.records().map(|record| record.id);
            ids.filter(|id| !same.contains(id)).collect()
        });
        changed.arrange();
        Ok(changed)
    }

    /// Whether this page is a sealed kit whose records are not here: every kit brings the record of
    /// its workspace.
    pub fn is_locked_kit(self) -> bool {
        let own = WORKSPACE.key();
        is_sealed_kit()
            && self.watch_kind(own, |view| {
                self.id().is_none_or(|id| view.ledger.record(id).is_none())
            })
    }
}

/// The workspace that this kit is of, where it says so: its id and its name.
pub fn own_workspace() -> Option<(Id, String)> {
    let about = About::parse(&kit::own(kit::ABOUT)?)?;
    Some((about.id?.parse().ok()?, about.workspace))
}

/// Whether this page is a kit whose records only a passphrase opens.
pub fn is_sealed_kit() -> bool {
    let about = kit::own(kit::ABOUT).and_then(|text| About::parse(&text));
    about.is_some_and(|about| about.sealed)
}

// The file that this kit brings.
async fn brought(passphrase: &str) -> Result<Vec<u8>, String> {
    let file = kit::own(kit::DATA).ok_or("This page brings no records.")?;
    if is_sealed_kit() {
        open_sealed(file.as_bytes(), passphrase).await
    } else {
        Ok(file.into_bytes())
    }
}

// Line by line, so that the page answers meanwhile.
async fn escaped(json: String, run: Run) -> Result<String, String> {
    let mut out = String::with_capacity(json.len());
    let mut began = clock::elapsed_ms();
    let (mut at, all) = (0, json.len());
    for line in json.split_inclusive('\n') {
        page::escape(line, &mut out);
        at += line.len();
        run.breathe(&mut began, || share(at, all)).await?;
    }
    Ok(out)
}
