//! What is done when signals change.

use leptos::reactive::effect::EffectFunction;

/// Something that is done whenever a signal that it read has changed.
pub struct Effect;

impl Effect {
    /// Runs a function after what is under way, and again after each change; it is told what it
    /// gave last.
    #[expect(
        clippy::new_ret_no_self,
        reason = "named as Leptos names it; nobody holds an effect"
    )]
    pub fn new<T: 'static, M>(mut acts: impl EffectFunction<T, M> + 'static) {
        let mut was = None;
        effect(Box::new(move || was = Some(acts.run(was.take()))));
    }
}

fn effect(acts: Box<dyn FnMut()>) {
    leptos::prelude::Effect::new(acts);
}
