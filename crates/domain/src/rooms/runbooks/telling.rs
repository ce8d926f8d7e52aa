//! What a step tells people: to whom, by what, and the words; as planned, and as it was sent.

/// What a communication step is to tell, with the values of variables filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Telling {
    /// To whom.
    pub audience: String,
    /// By what.
    pub channel: String,
    /// The words.
    pub message: String,
}

/// A message as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// To whom, by what, and the words. Who said it in words of their own said there to whom.
    pub telling: Telling,
    /// Whether nobody wrote down what was sent, so that the plan stands for it.
    pub as_planned: bool,
}

impl Telling {
    // `To the wards, by phone`
    fn head(&self) -> String {
        match (&*self.audience, &*self.channel) {
            ("", "") => String::new(),
            (audience, "") => ["To ", audience].concat(),
            ("", channel) => ["By ", channel].concat(),
            (audience, channel) => ["To ", audience, ", by ", channel].concat(),
        }
    }

    /// What is suggested as having been sent, until somebody says otherwise.
    pub fn suggested(&self) -> String {
        let head = self.head();
        match (&*head, &*self.message) {
            ("", _) => self.message.clone(),
            (_, "") => head,
            (head, message) => [head, ":\n\n", message].concat(),
        }
    }

    /// What was sent by what somebody said of it, which began as [`Self::suggested`].
    pub fn sent(self, said: &str) -> Sent {
        let said = said.trim();
        if said.is_empty() {
            return Sent {
                telling: self,
                as_planned: true,
            };
        }
        let to_them = match &*self.head() {
            "" => Some(said),
            head => said
                .strip_prefix(head)
                .and_then(|rest| rest.strip_prefix(':')),
        };
        let telling = match to_them.map(|words| words.trim().to_owned()) {
            Some(message) => Self { message, ..self },
            None => Self {
                message: said.to_owned(),
                ..Self::default()
            },
        };
        Sent {
            telling,
            as_planned: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Telling;

    fn planned() -> Telling {
        Telling {
            audience: "Wards".to_owned(),
            channel: "phone".to_owned(),
            message: "It is down.".to_owned(),
        }
    }

    #[test]
    fn what_was_sent_is_what_somebody_said_and_else_what_was_planned() {
        let same = planned().sent(&planned().suggested());
        assert_eq!((same.telling, same.as_planned), (planned(), false));
        let other = planned().sent("To Wards, by phone:\n\nIt is back.");
        assert_eq!(other.telling.message, "It is back.");
        assert_eq!(other.telling.audience, "Wards");
        let own = planned().sent("Told Ann only.").telling;
        assert_eq!((&*own.audience, &*own.message), ("", "Told Ann only."));
        let none = planned().sent(" ");
        assert_eq!((none.telling, none.as_planned), (planned(), true));
    }
}
