//! Why a file is not read.

use std::fmt;

/// Why a file is not read. Nothing was changed by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// No text at all.
    Empty,
    /// More bytes than the limit.
    TooLarge {
        /// Size of the file in bytes.
        bytes: usize,
    },
    /// Not text but some other kind of file.
    Binary {
        /// Line, from 1, where that shows.
        line: usize,
        /// What shows it.
        what: &'static str,
    },
    /// Not a notebook that can be read.
    Notebook {
        /// Line, from 1, where that shows.
        line: usize,
        /// What is wrong with it, as a sentence.
        what: String,
    },
    /// Lists or quotes inside each other, deeper than [`super::MAX_DEPTH`].
    TooDeep {
        /// Line, from 1, where the limit is passed.
        line: usize,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "The file holds no text, so there is nothing to import."),
            Self::TooLarge { bytes } => write!(
                f,
                "The file has {} MB; a Markdown runbook may have {} MB. Split it by its headings.",
                bytes.div_ceil(1_000_000),
                super::MAX_BYTES / 1_000_000
            ),
            Self::Binary { line, what } => write!(
                f,
                "Line {line}: {what}. This is not a Markdown file; save it as UTF-8 text."
            ),
            Self::Notebook { line, what } => write!(f, "Line {line}: {what}"),
            Self::TooDeep { line } => write!(
                f,
                "Line {line}: lists or quotes are nested deeper than {} levels.",
                super::MAX_DEPTH
            ),
        }
    }
}

impl std::error::Error for ReadError {}
