//! What the words of headings and first sentences tell: description or action, and of which kind.
//!
//! These are guesses to start the import review from, in English; a person corrects them there.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::draft::StepKind;

/// Headings (or their first words) that announce description.
const DESCRIPTION: &str = "\
    about, abstract, acknowledgements, acronyms, additional information, advantages, \
    alerts, appendix, architecture, assumptions, audience, author, authors, background, \
    caveats, changelog, characteristics, cons, contact, contacts, contents, context, \
    contributing, credits, definition, definitions, description, details, disadvantages, \
    disclaimer, example, examples, explanation, faq, frequently asked questions, \
    further reading, glossary, goal, goals, history, how it works, impact, important, \
    indicators, introduction, key concepts, known issues, licence, license, limitations, \
    links, lingo, meaning, metadata, mitre, motivation, notes, objective, objectives, \
    output, overview, page information, possible causes, prerequisite, prerequisites, \
    preconditions, principles, pros, purpose, rationale, reference, references, related, \
    requirements, resources, responsibilities, risk, risks, roles, scenario, scope, \
    see also, service tier, severity, source, status descriptions, summary, symptoms, \
    table of contents, terminology, terms, the, threat, toc, trigger, triggers, types, \
    useful links, useful resources, version history, what, when, where, who, why";

/// Headings (or their first words) that announce action beyond the verbs below.
const ACTION: &str = "\
    action, actions, activation, checklist, clean-up, cleanup, communication, \
    communications, configuration, containment, deployment, detection, diagnosis, \
    eradication, escalation, execution, failback, failover, fix, follow-up, how to, \
    immediate actions, installation, instructions, investigation, mitigation, mitigations, \
    notification, part, phase, preparation, procedure, procedures, process, recovery, \
    remediation, resolution, response, restoration, rollback, setup, stage, step, steps, \
    task, tasks, testing, troubleshooting, usage, validation, verification, workaround, \
    workflow";

/// Verbs that open an instruction.
const VERBS: &str = "\
    acknowledge, acquire, activate, add, address, adjust, advise, agree, alert, allow, \
    analyse, analyze, announce, answer, apply, approve, archive, ask, assemble, assess, \
    assign, attach, audit, authenticate, authorise, authorize, avoid, back, backup, be, \
    begin, block, boot, bring, build, call, cancel, capture, categorize, change, check, \
    choose, clean, clear, click, clone, close, collect, commit, communicate, compare, \
    complete, conduct, configure, confirm, connect, consider, consult, contact, contain, \
    continue, convert, coordinate, copy, correct, create, cut, deactivate, debug, decide, \
    declare, decommission, delegate, delete, deploy, describe, destroy, detach, detect, \
    determine, develop, disable, disconnect, discuss, do, document, don't, download, drain, \
    drop, edit, elect, email, enable, enforce, engage, ensure, enter, eradicate, escalate, \
    establish, estimate, evaluate, examine, execute, exit, expand, export, extract, fail, \
    failover, fetch, file, fill, filter, find, fix, flush, focus, follow, force, forward, \
    gather, generate, get, give, go, grant, hand, have, identify, ignore, implement, \
    import, improve, include, increase, inform, initiate, insert, inspect, install, \
    interview, investigate, invite, isolate, iterate, join, keep, kill, launch, leave, let, \
    limit, list, load, locate, lock, log, login, look, lower, maintain, make, manage, mark, \
    measure, merge, migrate, mitigate, modify, monitor, mount, move, name, navigate, never, \
    note, notify, observe, obtain, open, order, page, park, paste, patch, pause, perform, \
    pick, ping, plan, post, prepare, preserve, press, prevent, prioritise, prioritize, \
    promote, protect, provide, provision, publish, pull, purge, push, put, quarantine, \
    query, quit, raise, read, rebind, reboot, rebuild, recall, reconfigure, record, \
    recover, recreate, redeploy, reduce, refer, register, reimage, release, reload, \
    remediate, remember, remove, rename, renew, repair, repeat, replace, report, request, \
    require, rerun, rescale, reset, resolve, respond, restart, restore, restrict, resume, \
    retrieve, retry, return, revert, review, revoke, roll, rollback, rotate, run, save, \
    scale, scan, schedule, search, secure, see, select, send, set, share, shut, shutdown, \
    sign, simulate, snapshot, split, ssh, start, stay, stop, submit, suspend, switch, sync, \
    tail, take, talk, target, tell, terminate, test, thank, trace, track, train, transfer, \
    trigger, try, turn, type, uncomment, undo, uninstall, unlock, unmount, unplug, update, \
    upgrade, upload, use, utilize, validate, verify, view, visit, wait, warn, watch, wipe, \
    work, write";

static VERB_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| VERBS.split(", ").collect());

/// Words that may stand before the verb.
const FILLERS: &str = "\
    please, then, next, first, second, third, now, also, immediately, always, finally, \
    afterwards, otherwise, lastly, optionally, and, quickly, manually";

/// Words that open a clause before the instruction.
const CLAUSES: &str = "\
    if, when, once, before, after, for, in, to, from, on, at, while, as, until, using, with";

const SHELLS: &str = "\
    sh, bash, zsh, ksh, fish, shell, shellscript, console, terminal, shell-session, \
    powershell, ps1, pwsh, cmd, bat, batch, sql, psql, mysql";

/// Words that open a yes-or-no question.
const QUESTIONS: &str = "is, are, does, do, did, has, have, can, was, were, should";

const APPROVALS: &str =
    "approve, get approval, obtain approval, request approval, seek approval, sign off";

const CHECKS: &str =
    "verify, confirm, validate, test, ensure, check that, check whether, make sure";

/// Words behind "call" or "page" that name someone, so that it is the verb.
const PEOPLE: &str = "the, a, an, all, any, each, every, your, our, their, customers, users, staff";

/// Words of a sentence about what a command shows.
const OUTPUT: &str = "output, result, looks like, look like, should see, you will see, \
    response, returns, similar to, prints, something like";

fn normal(text: &str) -> String {
    let text = text.trim_start_matches(|c: char| !c.is_alphabetic());
    text.to_lowercase().replace('\u{2019}', "'")
}

/// Whether a list of words, separated by commas, has this one.
fn has(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split(", ").any(|one| one == word)
}

/// Whether `text` begins with words of a list, separated by commas.
fn first_words(text: &str, list: &str) -> bool {
    list.split(", ").any(|words| {
        text.strip_prefix(words)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
    })
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '-'))
        .next()
        .unwrap_or("")
}

fn is_verb(word: &str) -> bool {
    VERB_SET.contains(word)
}

/// A heading that announces description, such as "Impact" or "What is it?".
pub fn is_description(heading: &str) -> bool {
    let heading = normal(heading);
    first_words(&heading, DESCRIPTION) || heading.ends_with("overview")
}

/// A heading that announces action, such as "Mitigation", "Step 3" or "Restart the broker".
pub fn is_action(heading: &str) -> bool {
    let text = normal(heading);
    first_words(&text, ACTION) || is_verb(first_word(&text))
}

/// A sentence that tells someone to do something.
pub fn is_imperative(sentence: &str) -> bool {
    let text = normal(sentence);
    let mut rest = text.as_str();
    for _ in 0..3 {
        let word = first_word(rest);
        if is_verb(word) {
            return true;
        }
        if has(CLAUSES, word) {
            return rest.split_once(", ").is_some_and(|(_, main)| {
                let main = main.trim_start();
                let word = first_word(main);
                is_verb(word) || (has(FILLERS, word) && is_verb(first_word(after(main, word))))
            });
        }
        if !has(FILLERS, word) {
            return false;
        }
        rest = after(rest, word);
    }
    false
}

fn after<'a>(text: &'a str, word: &str) -> &'a str {
    text[word.len()..].trim_start_matches(|c: char| !c.is_alphabetic())
}

/// The kind that a title suggests.
pub fn guess_kind(title: &str, command: bool) -> StepKind {
    let text = normal(title);
    let word = first_word(&text);
    let question = text.ends_with('?') && has(QUESTIONS, word);
    if command {
        StepKind::Command
    } else if question || has("if, whether, decide", word) {
        StepKind::Decision
    } else if first_words(&text, APPROVALS) {
        StepKind::Approval
    } else if first_words(&text, CHECKS) {
        StepKind::Validation
    } else if has(
        "notify, inform, communicate, announce, tell, contact, escalate",
        word,
    ) || (has("email, call, page, alert", word)
        && has(PEOPLE, first_word(after(&text, word))))
    {
        StepKind::Communication
    } else if word == "wait" {
        StepKind::Wait
    } else {
        StepKind::Task
    }
}

/// Whether a paragraph behind a command speaks of what it shows, and whether it announces that:
/// by a colon, or as a label of a few words.
pub fn introduces_output(paragraph: &str) -> (bool, bool) {
    let speaks = |text: &str| {
        let text = text.to_lowercase();
        OUTPUT.split(", ").any(|words| text.contains(words))
    };
    let last = paragraph.rsplit(". ").next().unwrap_or(paragraph);
    let announces = last.ends_with(':') || last.split_whitespace().count() <= 4;
    let any = speaks(paragraph) && !is_imperative(paragraph);
    (any, any && announces && speaks(last))
}

/// A code block's language that is run line by line.
pub fn is_shell(language: &str) -> bool {
    has(SHELLS, &language.to_lowercase())
}

/// The field of a runbook that a heading names: 0 purpose, 1 trigger, 2 scenario, 3 preconditions.
pub fn field(heading: &str) -> Option<usize> {
    let heading = heading.trim().trim_end_matches(':').to_lowercase();
    let fields = [
        "purpose, goal, goals, objective, objectives, aim",
        "trigger, triggers, when to use, when to use this runbook, activation criteria",
        "scenario, scenarios, loss scenario",
        "preconditions, prerequisites, prerequisite, requirements, before you begin, before you start",
    ];
    fields.iter().position(|words| has(words, &heading))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_tell_description_from_action() {
        for heading in [
            "Meaning",
            "Impact",
            "Background",
            "Overview",
            "**What is it?**",
            "Reference: user actions",
        ] {
            assert!(is_description(heading) && !is_action(heading), "{heading}");
        }
        for heading in [
            "Diagnosis",
            "Mitigation",
            "Recovery",
            "Verify",
            "Step 1: Stop",
            "3. Restart the broker",
        ] {
            assert!(is_action(heading) && !is_description(heading), "{heading}");
        }
        assert!(!is_action("Restarting") && !is_description("Scoped"));
    }

    #[test]
    fn instructions_begin_with_a_verb() {
        for text in [
            "Restart the pod.",
            "Then, check the log",
            "If it fails, please call the DBA",
            "**Stop** it",
            "Don't panic",
        ] {
            assert!(is_imperative(text), "{text}");
        }
        for text in [
            "The pod restarts.",
            "By default, nothing",
            "If it fails, it fails",
            "",
            "It is down",
        ] {
            assert!(!is_imperative(text), "{text}");
        }
    }

    #[test]
    fn kinds_are_guessed_from_the_first_words() {
        for (title, kind) in [
            ("Verify the replica", StepKind::Validation),
            ("If the disk is full", StepKind::Decision),
            ("Is the site reachable?", StepKind::Decision),
            ("Notify the regulator", StepKind::Communication),
            ("Wait for the queue to drain", StepKind::Wait),
            ("Get approval of the owner", StepKind::Approval),
            ("Stop the database", StepKind::Task),
        ] {
            assert_eq!(guess_kind(title, false), kind, "{title}");
        }
        assert_eq!(guess_kind("Verify", true), StepKind::Command);
    }
}
