//! Light, dark, high contrast, or as the system says.

use crate::edge::dom;
use crate::workspace::Workspace;

/// How the page looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// As the system says.
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// As much contrast as there is.
    Contrast,
}

/// The themes in the order in which they are offered.
pub const THEMES: [Theme; 4] = [Theme::System, Theme::Light, Theme::Dark, Theme::Contrast];

impl Theme {
    /// Its name for `data-theme` and the device state; `None` for the system's.
    pub const fn key(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
            Self::Contrast => Some("contrast"),
        }
    }

    /// Its name on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::System => "Like the system",
            Self::Light => "Light",
            Self::Dark => "Dark",
            Self::Contrast => "High contrast",
        }
    }

    /// The theme kept on this device.
    pub fn kept(workspace: Workspace) -> Self {
        let kept = workspace.prefs().get("theme");
        THEMES
            .into_iter()
            .find(|theme| theme.key() == kept.as_deref())
            .unwrap_or(Self::System)
    }

    /// Shows the page so.
    pub fn show(self, workspace: Workspace) {
        if let Err(error) = dom::set_theme(self.key()) {
            workspace.alarm(format!("The theme stays as it is: {error}."));
        }
    }

    /// Shows the page so, now and from now on.
    pub fn choose(self, workspace: Workspace) {
        self.show(workspace);
        let prefs = workspace.prefs();
        let kept = match self.key() {
            Some(key) => prefs.set("theme", key),
            None => prefs.remove("theme"),
        };
        if let Err(error) = kept {
            workspace.alarm(format!("The theme is kept for this visit only: {error}."));
        }
    }
}
