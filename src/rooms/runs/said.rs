//! What is said beside a deed in a run.

use holdfast_domain::rooms::runbooks::act::Proof;
use holdfast_ledger::Id;

/// What was said beside the deed itself.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// A reason, a note, what shows it, what was sent.
    pub text: String,
    /// What stood in the text before anybody wrote there.
    pub template: String,
    /// Who approves it.
    pub approved_by: String,
    /// What was decided.
    pub answer: String,
    /// The value of the variable that the step finds out.
    pub value: String,
    /// Who takes it over.
    pub to: String,
    /// Which role they take over.
    pub role: Option<Id>,
    /// What the added step is called.
    pub title: String,
    /// When it happened, in milliseconds since 1970, where that was earlier.
    pub at: Option<i64>,
    /// Files that show it.
    pub files: Vec<Proof>,
}

impl Said {
    /// A text alone.
    pub fn of(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }

    /// The text with the names of the files, so that the log says what was there wherever it is
    /// read.
    pub fn text_with_files(&self) -> String {
        let names: Vec<&str> = self.files.iter().map(|file| &*file.name).collect();
        let evidence = match &*names {
            [] => return self.text.clone(),
            names => format!("Evidence: {}", names.join(", ")),
        };
        match self.text.trim() {
            "" => evidence,
            text => format!("{text}\n\n{evidence}"),
        }
    }
}
