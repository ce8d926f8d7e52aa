//! Sealed files: F4, F5, F6.

// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic, clippy::unreachable)]

use holdfast_ledger::sealed::{Cost, Fresh, SealError, check, looks_sealed, open, seal};
use proptest::prelude::*;

const CHEAP: Cost = Cost { m_kib: 8, t: 1 };
const PASSPHRASE: &str = "four words nobody guesses";
/// The published test vectors stand in the description of the format.
const FORMAT: &str = include_str!("../../../docs/FORMAT.md");

fn fresh() -> Fresh {
    Fresh {
        salt: *b"0123456789abcdef",
        nonce: *b"nonce, twelv",
    }
}

fn sealed(plain: &[u8]) -> String {
    seal(plain, PASSPHRASE, &fresh(), CHEAP).expect("sealed")
}

/// The file that stands in the JSON block after this line of the description.
fn published(heading: &str) -> &'static str {
    let (_, rest) = FORMAT.split_once(heading).expect(heading);
    let (_, rest) = rest.split_once("```json\n").expect("a block");
    rest.split_once("```").expect("the block's end").0
}

#[test]
fn f4_published_vectors() {
    let plain = "{\"format\": \"holdfast\", \"version\": \"1.0\", \"records\": {}}\n";
    let salt = *b"Holdfast's salt.";
    let nonce = *b"Holdfast iv.";
    let usual = Fresh { salt, nonce };
    let zero = Fresh {
        salt: [0; 16],
        nonce: [0; 12],
    };
    let vectors = [
        (
            "Vector 1",
            plain,
            "correct horse battery staple",
            usual,
            Cost { m_kib: 32, t: 2 },
        ),
        ("Vector 2", "", "Überlauf am Wehr 🌊", zero, CHEAP),
        (
            "Vector 3",
            plain,
            "correct horse battery staple",
            usual,
            Cost::USUAL,
        ),
    ];
    for (name, plain, passphrase, fresh, cost) in vectors {
        let made = seal(plain.as_bytes(), passphrase, &fresh, cost).expect(name);
        assert_eq!(made, published(name), "{name}");
        assert_eq!(
            open(&made, passphrase).as_deref(),
            Ok(plain.as_bytes()),
            "{name}"
        );
    }
}

#[test]
fn f4_other_spellings_of_the_same_envelope_open() {
    let text = sealed(b"kept");
    let same = [
        text.replace([' ', '\n'], ""),
        format!("\u{feff}{text}"),
        text.replace("argon2id", "\\u0061rgon2id"),
    ];
    for text in same {
        assert_eq!(
            open(&text, PASSPHRASE).as_deref(),
            Ok(b"kept".as_slice()),
            "{text}"
        );
    }
}

#[test]
fn f5_the_header_is_sealed_with_the_rest() {
    let text = sealed(b"kept");
    let changed = [
        text.replace("\"t\": 1", "\"t\": 2"),
        text.replace("\"m_kib\": 8", "\"m_kib\": 9"),
        text.replace("nonce\": \"b", "nonce\": \"c"),
        text.replace("salt\": \"M", "salt\": \"N"),
    ];
    for changed in changed {
        assert_ne!(changed, text);
        assert_eq!(
            open(&changed, PASSPHRASE),
            Err(SealError::Refused),
            "{changed}"
        );
    }
    for wrong in ["", "four words nobody guesse", "Four words nobody guesses"] {
        assert_eq!(open(&text, wrong), Err(SealError::Refused), "{wrong}");
    }
}

#[test]
fn f6_what_is_not_known_is_refused_by_name() {
    let text = sealed(b"kept");
    let says = |text: &str, words: &str| {
        let error = check(text).expect_err(words);
        assert_eq!(open(text, PASSPHRASE), Err(error.clone()));
        let said = error.to_string();
        assert!(said.contains(words), "{said}");
    };
    says(&text.replace("\"1.0\"", "\"1.1\""), "version “1.1”");
    says(&text.replace("argon2id", "scrypt"), "“scrypt”");
    says(&text.replace("aes-256-gcm", "rot13"), "“rot13”");
    says(&text.replace("\"p\": 1", "\"p\": 4"), "more lanes");
    says(
        &text.replace("\"t\": 1", "\"t\": 1, \"hint\": \"pet\""),
        "“hint”",
    );
    says(
        &text.replace("holdfast-sealed", "holdfast"),
        "not a sealed file",
    );
    says("{}", "not a sealed file");
    says("", "damaged");
    says("{\"format\": 7}", "damaged");
    says(
        &text.replace("\"p\": 1", "\"p\": 1, \"p\": 1"),
        "said twice",
    );
    says(&text.replace("\"p\": 1, ", ""), "“p” is missing");
    says(
        &text.replace("cipher", "sealing"),
        "name of “cipher” is missing",
    );
    says(&text.replace("salt\": \"", "salt\": \"AAAA"), "16 bytes");
    says(&text.replace("data\": \"", "data\": \"*"), "not whole");
    says(&format!("{text}{{}}"), "after the end");
    let deep = format!(
        "{{\"format\": \"holdfast-sealed\", \"x\": {}",
        "[".repeat(100_000)
    );
    says(&deep, "damaged");
}

#[test]
fn f6_no_file_asks_for_more_than_is_allowed() {
    let text = sealed(b"kept");
    let asks = |m: &str, t: &str| {
        let text = text.replace(
            "\"m_kib\": 8, \"t\": 1",
            &format!("\"m_kib\": {m}, \"t\": {t}"),
        );
        check(&text).expect_err("out of bounds")
    };
    let bounds = |m_kib, t| SealError::Bounds(Cost { m_kib, t });
    assert_eq!(asks("262145", "1"), bounds(262_145, 1));
    assert_eq!(asks("8", "11"), bounds(8, 11));
    assert_eq!(asks("7", "1"), bounds(7, 1));
    assert_eq!(asks("8", "0"), bounds(8, 0));
    assert_eq!(asks("4294967304", "1"), bounds(u32::MAX, 1));
    for strange in ["1e3", "-8", "8.0", "99999999999999999999", "\"8\"", "null"] {
        assert!(
            matches!(asks(strange, "1"), SealError::Damaged(_)),
            "{strange}"
        );
    }
    let most = seal(
        b"",
        PASSPHRASE,
        &fresh(),
        Cost {
            m_kib: 262_145,
            t: 1,
        },
    );
    assert_eq!(most, Err(bounds(262_145, 1)));
}

#[test]
fn f6_short_passphrases_do_not_seal() {
    let with = |passphrase| seal(b"", passphrase, &fresh(), CHEAP);
    assert_eq!(with("elevenchars"), Err(SealError::Short));
    // Characters count, not bytes.
    assert_eq!(with("Überläufe🌊🌊"), Err(SealError::Short));
    assert!(with("twelve chars").is_ok());
}

#[test]
fn f6_a_sealed_file_is_told_from_others() {
    assert!(looks_sealed(&sealed(b"")));
    assert!(looks_sealed(
        "{\"cipher\":{},\"format\" :\n\"holdfast-sealed\""
    ));
    assert!(!looks_sealed(
        "{\"format\": \"holdfast\", \"name\": \"holdfast-sealed\"}"
    ));
    assert!(!looks_sealed("{\"format\""));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn f4_opening_gives_what_was_sealed(
        plain in proptest::collection::vec(any::<u8>(), 0..2000),
        passphrase in "\\PC{12,40}",
        salt: [u8; 16],
        nonce: [u8; 12],
    ) {
        let text = seal(&plain, &passphrase, &Fresh { salt, nonce }, CHEAP).expect("sealed");
        prop_assert!(looks_sealed(&text));
        prop_assert_eq!(check(&text), Ok(()));
        prop_assert_eq!(open(&text, &passphrase), Ok(plain));
    }

    #[test]
    fn f5_a_changed_byte_is_refused(at: prop::sample::Index, flip in 1..=255u8) {
        let text = sealed(b"what nobody else may read, nor change");
        let mut bytes = text.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        // White space between the parts of the envelope says nothing.
        let blank = |byte: u8| byte.is_ascii_whitespace();
        let blanks = blank(text.as_bytes()[at]) && blank(bytes[at]);
        if let Ok(changed) = String::from_utf8(bytes) {
            prop_assert!(blanks || open(&changed, PASSPHRASE).is_err(), "{}", changed);
        }
    }

    #[test]
    fn f5_a_cut_file_is_refused(plain in proptest::collection::vec(any::<u8>(), 0..60), at: prop::sample::Index) {
        let text = sealed(&plain);
        // Only the line break at the end may be missing.
        let cut = &text[..at.index(text.len() - 1)];
        prop_assert!(check(cut).is_err(), "{}", cut);
        // So is one whose encrypted part was cut and its end mended.
        let whole = cut.len() - cut.find("data\": \"").map_or(cut.len(), |from| from + 8);
        let mended = format!("{}\"\n}}\n", &cut[..cut.len() - whole % 4]);
        let shorter = cut.len() + 4 < text.len();
        prop_assert!(!shorter || open(&mended, PASSPHRASE).is_err(), "{}", mended);
    }

    #[test]
    fn f6_reading_never_panics(text in "\\PC{0,200}", parts in proptest::collection::vec(0..12usize, 0..20)) {
        let known = ["{", "}", "\"format\":", "\"holdfast-sealed\"", ",", "\"kdf\":", "\"m_kib\":", "9", "\"data\":", "\"AAAA\"", "\"cipher\":", "[[["];
        let built: String = parts.iter().map(|part| known[*part]).collect();
        for text in [text, built] {
            prop_assert!(open(&text, PASSPHRASE).is_err());
        }
    }
}
