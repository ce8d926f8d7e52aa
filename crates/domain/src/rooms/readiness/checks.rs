//! The continuity checks: which findings count, how much each weighs, why, and which clause asks for it.

use crate::describe::Tone;

/// How much a failed check weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Recovery would fail, or a promise cannot be kept.
    Critical,
    /// Recovery is in doubt.
    High,
    /// Something is missing that others rely on.
    Medium,
    /// Wants tidying.
    Low,
}

/// All severities, the gravest first.
pub const SEVERITIES: [Severity; 4] = [
    Severity::Critical,
    Severity::High,
    Severity::Medium,
    Severity::Low,
];

impl Severity {
    /// Its name on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Critical => "Critical",
            Self::High => "High",
            Self::Medium => "Medium",
            Self::Low => "Low",
        }
    }

    /// How loud it is on screen.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Critical => Tone::Bad,
            Self::High => Tone::Warn,
            Self::Medium => Tone::Busy,
            Self::Low => Tone::Plain,
        }
    }

    /// How many points of 100 a failed check takes.
    pub const fn points(self) -> usize {
        match self {
            Self::Critical => 25,
            Self::High => 10,
            Self::Medium => 4,
            Self::Low => 1,
        }
    }
}

/// A continuity check. It is a rule of findings; what it found is told by the rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Check {
    /// The id of the rule.
    pub id: &'static str,
    /// The kind of record that it looks at.
    pub kind: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What holds where it passes.
    pub title: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What asks for it.
    pub clause: &'static str,
}

const fn check(
    kind: &'static str,
    id: &'static str,
    severity: Severity,
    title: &'static str,
    why: &'static str,
    clause: &'static str,
) -> Check {
    Check {
        id,
        kind,
        severity,
        title,
        why,
        clause,
    }
}

/// A check by its id.
pub fn find(id: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.id == id)
}

const BIA: &str = "ISO 22301:2019, 8.2.2";
const RISK: &str = "ISO 31000:2018, 6.5";
const STRATEGY: &str = "ISO 22301:2019, 8.3";
const NEEDS: &str = "ISO 22301:2019, 8.3.4";
const PLAN: &str = "ISO 22301:2019, 8.4.4";
const TEAM: &str = "ISO 22301:2019, 8.4.2";
const WARNING: &str = "ISO 22301:2019, 8.4.3";
const EXERCISE: &str = "ISO 22301:2019, 8.5";
const EVALUATION: &str = "ISO 22301:2019, 8.6";
const COMPETENCE: &str = "ISO 22301:2019, 7.2";
const DOCUMENTED: &str = "ISO 22301:2019, 7.5";
const CORRECTIVE: &str = "ISO 22301:2019, 10.1";
const BACKUP: &str = "ISO/IEC 27001:2022, A.8.13";
const READY: &str = "ISO/IEC 27001:2022, A.5.30";
const VULNERABLE: &str = "ISO/IEC 27001:2022, A.8.8";
const CHANGE: &str = "ITIL 4, change enablement";
const INCIDENT: &str = "ITIL 4, incident management";
const LEVEL: &str = "ITIL 4, service level management";

use Severity::{Critical, High, Low, Medium};

/// All checks, by kind.
#[rustfmt::skip]
pub static CHECKS: &[Check] = &[
    check("service", "service-vital-no-plan", Critical, "A plan in force names each business service of tier 1", "Without a plan the first hour goes into deciding who decides.", PLAN),
    check("service", "service-vital-no-runbook", High, "An approved runbook brings each business service of tier 1 back", "What nobody wrote down nobody does in the right order at night.", PLAN),
    check("service", "service-rto-not-achievable", Critical, "The RTO can be met through all that it depends on", "The slowest chain of dependencies decides, whatever was promised.", BIA),
    check("service", "service-proof-misses-rto", Critical, "What was proved meets the RTO", "A measured time says more than a planned one.", EXERCISE),
    check("service", "service-alternatives-too-slow", High, "One of the alternatives is soon enough", "A stand-in that comes too late stands in for nothing.", STRATEGY),
    check("service", "service-rto-above-mtpd", Critical, "RTO and WRT together are within the MTPD", "Recovery on time would still come too late for the business.", BIA),
    check("service", "service-rto-above-needed", High, "It is back before what needs it must be", "Others cannot be sooner than what they wait for.", BIA),
    check("service", "service-rpo-above-needed", High, "It loses no more data than what needs it can bear", "Data that is lost below is lost above.", BIA),
    check("service", "service-rpo-below-copy", High, "The newest copy is young enough for the RPO", "What was not copied cannot come back.", BACKUP),
    check("service", "service-dependency-gone", High, "All that it depends on is in the catalogue", "A gap in the graph makes every figure above it too good.", BIA),
    check("service", "service-single-point", Medium, "No single thing takes an important service down", "Its loss is the loss of the service.", STRATEGY),
    check("service", "service-vital-no-owner", Medium, "Somebody owns each business service of tier 1 or 2", "What nobody owns nobody repairs, reviews or pays for.", "ISO 22301:2019, 5.3"),
    check("service", "service-rto-missing", Medium, "What others need within a time has an RTO", "Nobody works towards a time that is not said.", BIA),
    check("service", "service-unproven", Medium, "Something proved how soon it comes back", "A claim without a proof is a hope.", EXERCISE),
    check("service", "service-in-circle", Medium, "No services wait for each other in a circle", "From cold nothing in a circle can begin.", BIA),
    check("service", "service-no-copy", Medium, "Data with an RPO is copied", "What was not copied cannot come back.", BACKUP),
    check("service", "backup-too-old", High, "The newest backup is within the RPO", "More data would be lost than was agreed.", BACKUP),
    check("service", "backup-3-2-1-1-0", Medium, "Copies follow 3-2-1-1-0", "Copies that fail together are one copy.", BACKUP),
    check("service", "restore-due", Medium, "Each backup was restored lately", "A backup nobody restored is a guess.", READY),
    check("plan", "plan-need-lost", Critical, "What recovery needs survives the plan's scenario", "Identity, wiki, chat and paging are often where the loss is.", NEEDS),
    check("plan", "plan-backup-lost", Critical, "A copy survives the plan's scenario", "A plan to restore needs something to restore from.", BACKUP),
    check("plan", "plan-resource-lost", High, "The plan's resources survive its scenario", "What is at the lost place cannot be used there.", NEEDS),
    check("plan", "plan-channel-lost", Critical, "The channels of the plan's messages survive its scenario", "Who speaks by the chat that is down is not heard.", WARNING),
    check("plan", "plan-no-activator", Critical, "Somebody may activate the plan", "At night the question who decides costs the RTO.", TEAM),
    check("plan", "plan-one-activator", Medium, "More than one person may activate the plan", "Who decides alone is on leave one day.", TEAM),
    check("plan", "plan-role-no-holder", Critical, "Somebody holds each role of the plan", "A role that nobody holds does nothing.", TEAM),
    check("plan", "plan-role-untrained", High, "Somebody who may hold each role of the plan is trained for it", "Who was never trained learns in the emergency.", COMPETENCE),
    check("plan", "plan-service-uncovered", High, "A runbook or strategy brings each of its services back", "A plan that names a service and no way back is a list.", PLAN),
    check("plan", "plan-no-services", High, "A plan names what it brings back", "A plan for nothing helps nobody.", PLAN),
    check("plan", "plan-runbook-gone", Critical, "The plan's runbooks are there", "Nobody can follow what is gone.", PLAN),
    check("plan", "plan-rto", Critical, "The plan brings its services back within their RTOs", "The critical path is longer than the promise.", STRATEGY),
    check("plan", "plan-strategy-late", High, "Each strategy works before the RTO is over", "A workaround that comes too late helps nobody.", STRATEGY),
    check("plan", "plan-strategy-short", High, "Each strategy holds until the service is back", "Between the two there is nothing.", STRATEGY),
    check("plan", "plan-circle", High, "The plan's stages can begin", "Stages that wait for each other never begin.", PLAN),
    check("plan", "plan-runbook-unapproved", Medium, "The plan's runbooks are approved", "What nobody looked at is found wrong when it is needed.", DOCUMENTED),
    check("plan", "plan-changed-since-approval", Medium, "The plan is as it was approved", "An approval counts for what was read.", DOCUMENTED),
    check("plan", "plan-unexercised", High, "The plan in force was exercised", "The first exercise finds what reading does not.", EXERCISE),
    check("plan", "plan-two-roles", High, "Nobody holds two roles of one plan", "One person cannot do two duties in one night.", TEAM),
    check("plan", "plan-message-nobody", Medium, "Somebody sends each message of the plan", "What everybody could send nobody sends.", WARNING),
    check("runbook", "runbook-no-steps", High, "A runbook has steps", "An empty runbook is found empty at night.", PLAN),
    check("runbook", "runbook-changed-since-approval", Medium, "A runbook is as it was approved", "An approval counts for what was read.", DOCUMENTED),
    check("person", "person-two-roles", High, "Nobody is needed for two parallel steps of a runbook", "Two steps at once need two people; else one waits, and the time is wrong.", TEAM),
    check("person", "person-no-contact", High, "Each person can be reached", "Whom nobody can reach does not come.", WARNING),
    check("person", "person-contact-stale", Low, "Contacts were checked lately", "Numbers change, and nobody tells the plan.", EVALUATION),
    check("person", "person-contact-unchecked", Low, "Somebody checked that each person can be reached", "Numbers that nobody tried are often wrong.", EVALUATION),
    check("role", "role-no-holder", High, "Somebody holds each role", "A role that nobody holds does nothing.", TEAM),
    check("role", "role-holder-gone", High, "Who holds a role is still here", "The role would wait for somebody who left.", TEAM),
    check("role", "role-no-deputy", Medium, "Each role has a deputy", "People sleep, travel and fall ill.", TEAM),
    check("competence", "competence-nobody", High, "Somebody has each competence", "What nobody can do is not done, whatever the runbook says.", COMPETENCE),
    check("competence", "competence-gaps", Medium, "All whose role asks for a competence have it", "Who was never trained learns in the emergency.", COMPETENCE),
    check("backup_policy", "backup-failed", High, "The last backup did not fail", "What was not copied cannot come back.", BACKUP),
    check("backup_policy", "backup-missed", High, "Backups run when they are to", "A backup that did not run fails in silence.", BACKUP),
    check("backup_policy", "backup-lost-with-site", Critical, "A copy survives the loss of the site", "Data and copy at one place are lost together.", BACKUP),
    check("restore_test", "restore-failed", High, "The last restore test did not fail", "It would fail in earnest, too.", READY),
    check("restore_test", "restore-overdue", Medium, "Restore tests that are planned are done on time", "A backup nobody restored is a guess.", READY),
    check("exercise", "exercise-no-objectives", Low, "An exercise has objectives", "Without them nobody can say whether it went well.", EXERCISE),
    check("improvement", "improvement-overdue", Medium, "Improvements are done on time", "What an exercise found stays broken until somebody mends it.", CORRECTIVE),
    check("risk", "risk-above-appetite", High, "No risk is above the appetite without treatment", "The organisation said that it does not want it.", RISK),
    check("risk", "risk-acceptance-lapsed", High, "No acceptance of a risk has lapsed", "What was accepted for a time is then nobody's decision.", RISK),
    check("risk", "risk-acceptance-missing", High, "What is to be accepted was accepted by somebody", "A risk that nobody accepted is nobody's decision.", RISK),
    check("risk", "risk-acceptance-incomplete", Medium, "An acceptance says who, why and until when", "Nobody can look at it again.", RISK),
    check("risk", "risk-acceptance-outgrown", High, "A risk is no higher than what was accepted", "More came than somebody agreed to.", RISK),
    check("risk", "risk-accepted-no-plan", High, "Where a risk to a tier 1 service is accepted, a plan covers that service", "Who lets it happen must be ready for it.", RISK),
    check("control", "control-ineffective", High, "Controls work", "A risk that was lowered by it is as high as before.", "ISO 31000:2018, 6.6"),
    check("control", "control-degraded", High, "Controls that are in use are whole", "What they lower is higher until they are mended.", "ISO 31000:2018, 6.6"),
    check("control", "control-test-failed", High, "The last test of each control passed", "A risk that was lowered by it is as high as before.", "ISO 31000:2018, 6.6"),
    check("control", "control-test-overdue", Medium, "Controls are tested on time", "Controls fail in silence.", "ISO 31000:2018, 6.6"),
    check("vulnerability", "vulnerability-exploited", High, "Whether what is exploited elsewhere can be exploited here is known", "Attackers use it now.", VULNERABLE),
    check("vulnerability", "vulnerability-exploitable", High, "Nothing that is exploited elsewhere can be exploited here", "Attackers use it now.", VULNERABLE),
    check("vulnerability", "vulnerability-vital-no-due", Critical, "Of what is exploited on a tier 1 service it is known by when it is to be fixed", "Without a day nobody is late.", VULNERABLE),
    check("vulnerability", "vulnerability-overdue", High, "Vulnerabilities are fixed on time", "The day was chosen for a reason.", VULNERABLE),
    check("vulnerability", "vulnerability-exception-lapsed", High, "No exception for a vulnerability has lapsed", "What was let be for a time is then nobody's decision.", VULNERABLE),
    check("service_level", "level-below-rto", High, "No agreement promises a resolution sooner than the RTO", "In a disaster the promise cannot be kept.", LEVEL),
    check("service_level", "level-not-carried", Medium, "What suppliers promise carries what is promised on", "Nobody can be better than what is below.", LEVEL),
    check("change", "change-in-activation", High, "No change is planned on what a plan is recovering", "Recovery and change undo each other.", CHANGE),
    check("change", "change-in-freeze", Medium, "No change is planned in a freeze", "The freeze was agreed for a reason.", CHANGE),
    check("change", "change-no-back-out", Medium, "Each change has a way back", "Else a failed change is an incident without a runbook.", CHANGE),
    check("incident", "incident-no-commander", High, "A major incident has a commander", "Without one everybody decides, or nobody.", INCIDENT),
    check("workspace", "workspace-only-copy", High, "What is here is elsewhere, too", "A browser can lose what it keeps, and a device can be lost.", BACKUP),
    check("workspace", "device-not-offline", High, "The app starts on this device without a network", "On the worst night the network may be what is down.", READY),
    check("workspace", "device-storage-not-kept", Medium, "The browser keeps what is stored on this device", "What is not promised may be cleared when space gets short.", BACKUP),
    check("workspace", "device-not-drilled", Low, "The way back was tried on this device lately", "A way back that nobody went is a guess.", BACKUP),
];
