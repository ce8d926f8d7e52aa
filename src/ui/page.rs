//! What a page keeps for as long as it is shown.

use crate::prelude::*;

/// Keeps a listener or timer until the page goes away. What the browser refused is done without.
pub fn keep<T: 'static, E>(kept: Result<T, E>) {
    if let Ok(kept) = kept {
        let kept = StoredValue::new_local(kept);
        on_cleanup(move || kept.dispose());
    }
}
