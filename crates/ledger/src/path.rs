//! Where a value stands in a record: a field, or a field of an item of a list.

use crate::id::Id;
use crate::text;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// A name (of a kind, a list, a field), kept once for the life of the program.
///
/// Few distinct names exist, so they are never freed; comparing is by text.
#[derive(Clone, Copy, Eq)]
pub struct Key(&'static str);

// Names are compared all the time. Where they stand, or their first letters, mostly answers that without a
// call that looks at all of them.
impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
            || self.0.len() == other.0.len()
                && self.head() == other.head()
                && (self.0.len() <= HEAD || self.0 == other.0)
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        if std::ptr::eq(self.0, other.0) {
            return Ordering::Equal;
        }
        match self.head().cmp(&other.head()) {
            // One may end where the other goes on with zeros.
            Ordering::Equal if self.0.len().max(other.0.len()) <= HEAD => {
                self.0.len().cmp(&other.0.len())
            }
            Ordering::Equal => self.0.cmp(other.0),
            decided => decided,
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

#[derive(Default)]
struct Names {
    all: HashSet<&'static str>,
    recent: [&'static str; RECENT],
}

const RECENT: usize = 32;

/// How many first letters are compared at once.
const HEAD: usize = 8;

thread_local! {
    static NAMES: RefCell<Names> = RefCell::default();
}

impl Key {
    /// No name: the `list` of a plain field.
    pub const NONE: Self = Self("");

    /// A name known when the program is built.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// A name read from data.
    pub fn of(name: &str) -> Self {
        NAMES.with_borrow_mut(|names| {
            // A record has few names and they come again and again: most are where they were
            // found last, which costs no hash.
            let ends = name.bytes().next().zip(name.bytes().last());
            let (first, last) = ends.unwrap_or_default();
            let place = name.len() ^ usize::from(first) << 1 ^ usize::from(last) << 2;
            let recent = &mut names.recent[place % RECENT];
            if *recent != name {
                *recent = names.all.get(name).copied().unwrap_or_else(|| {
                    let kept: &'static str = Box::leak(name.into());
                    names.all.insert(kept);
                    kept
                });
            }
            Self(recent)
        })
    }

    // The first letters as one number, the first of them the most; zeros where there are fewer.
    #[inline]
    fn head(self) -> u64 {
        let bytes = self.0.as_bytes();
        let four = |four: &[u8; 4]| u64::from(u32::from_be_bytes(*four));
        match (
            bytes.first_chunk::<HEAD>(),
            bytes.first_chunk(),
            bytes.last_chunk(),
        ) {
            (Some(first), ..) => u64::from_be_bytes(*first),
            // From 4 to 7: the last four overlap the first.
            (_, Some(first), Some(last)) => {
                let rest = four(last) << (8 * (HEAD - bytes.len()));
                four(first) << 32 | rest & 0xffff_ffff
            }
            _ => {
                let letter = |at: usize| u64::from(bytes.get(at).copied().unwrap_or_default());
                letter(0) << 56 | letter(1) << 48 | letter(2) << 40
            }
        }
    }

    /// The name's text.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.0)
    }
}

impl PartialEq<&str> for Key {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

/// The field that holds a record's tombstone.
pub const DELETED: Key = Key::new("~deleted");
/// The field that holds an item's tombstone.
pub const REMOVED: Key = Key::new("~removed");
/// The field that holds an item's place: its parent and its position.
pub const PLACE: Key = Key::new("place");

// What cannot stand in a quoted path as it is. A table, as each path of each line is asked.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        special[byte] = matches!(byte as u8, b'/' | b'~' | b'"' | b'\\' | 0..0x20);
        byte += 1;
    }
    special
};

/// The smallest thing that one person decides.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path {
    /// The list that the item is in; [`Key::NONE`] for a field of the record.
    pub list: Key,
    /// The item; [`Id::NONE`] for a field of the record.
    pub item: Id,
    /// The field's name.
    pub field: Key,
}

impl Path {
    /// A field of the record.
    pub const fn field(name: Key) -> Self {
        Self {
            list: Key::NONE,
            item: Id::NONE,
            field: name,
        }
    }

    /// A field of the record, by a name known when the program is built.
    pub const fn of(name: &'static str) -> Self {
        Self::field(Key::new(name))
    }

    /// A field of an item.
    pub const fn item(list: Key, item: Id, field: Key) -> Self {
        Self { list, item, field }
    }

    /// Whether this is a field of an item.
    pub const fn is_item(self) -> bool {
        !self.list.as_str().is_empty()
    }

    /// Appends the path as a text in quotes.
    pub(crate) fn quote(self, out: &mut String) {
        let name = |name: Key| !name.0.bytes().any(|byte| SPECIAL[usize::from(byte)]);
        if !name(self.list) || !name(self.field) {
            text::quote(&self.to_string(), out);
            return;
        }
        out.push('"');
        if self.is_item() {
            out.push_str(self.list.0);
            out.push('/');
            self.item.push(out);
            out.push('/');
        }
        out.push_str(self.field.0);
        out.push('"');
    }

    /// Whether the path holds a tombstone, not something that people fill in.
    pub fn is_tombstone(self) -> bool {
        self.field == DELETED || self.field == REMOVED
    }
}

impl fmt::Display for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_item() {
            write!(
                out,
                "{}/{}/{}",
                escape(self.list.0),
                self.item,
                escape(self.field.0)
            )
        } else {
            out.write_str(&escape(self.field.0))
        }
    }
}

impl fmt::Debug for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// The text is not a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadPath;

impl FromStr for Path {
    type Err = BadPath;

    fn from_str(text: &str) -> Result<Self, BadPath> {
        let mut parts = text.split('/');
        let first = parts
            .next()
            .filter(|part| !part.is_empty())
            .ok_or(BadPath)?;
        let path = match (parts.next(), parts.next()) {
            (None, _) => Self::field(unescape(first)),
            (Some(item), Some(field)) if !field.is_empty() => {
                let item = item.parse().map_err(|_| BadPath)?;
                Self::item(unescape(first), item, unescape(field))
            }
            _ => return Err(BadPath),
        };
        // Only names with a tilde have more than one spelling.
        if parts.next().is_some() || text.contains('~') && path.to_string() != text {
            return Err(BadPath);
        }
        Ok(path)
    }
}

// As in JSON pointers: a slash in a name is written `~1`, a tilde `~0`. The two
// names of the ledger's own are written as they are; no other begins with a bare tilde.
fn escape(name: &'static str) -> std::borrow::Cow<'static, str> {
    let own = name == DELETED.0 || name == REMOVED.0;
    if own || !name.contains(['/', '~']) {
        return name.into();
    }
    name.replace('~', "~0").replace('/', "~1").into()
}

fn unescape(text: &str) -> Key {
    if text == DELETED.0 || text == REMOVED.0 || !text.contains('~') {
        return Key::of(text);
    }
    Key::of(&text.replace("~1", "/").replace("~0", "~"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_print_and_parse() {
        let item = Id::mint(5, [3; 16]);
        for path in [
            Path::of("title"),
            Path::of("a/b~c"),
            Path::of("a\"b\\c\n"),
            Path::of("/\u{e9}~1"),
            Path::field(DELETED),
            Path::item(Key::new("steps"), item, PLACE),
            Path::item(Key::new("x/y"), item, REMOVED),
        ] {
            assert_eq!(path.to_string().parse(), Ok(path), "{path}");
            let (mut quoted, mut expected) = (String::new(), String::new());
            path.quote(&mut quoted);
            text::quote(&path.to_string(), &mut expected);
            assert_eq!(quoted, expected);
        }
        for bad in ["", "/", "steps/x/y", "steps/", "a/b/c/d", "a~", "a~2"] {
            assert!(bad.parse::<Path>().is_err(), "{bad}");
        }
    }

    proptest::proptest! {
        /// Names compare as their texts do, whatever their first letters.
        #[test]
        fn names_compare_as_their_texts(a in "[ab\0]{0,11}", b in "[ab\0]{0,11}") {
            // Kept apart, so that where they stand tells nothing.
            let name = |text: &str| Key::new(Box::leak(text.into()));
            let (one, other) = (name(&a), name(&b));
            proptest::prop_assert_eq!(one.cmp(&other), a.cmp(&b));
            proptest::prop_assert_eq!(one == other, a == b);
        }
    }
}
