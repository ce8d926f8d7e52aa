//! Tables of other tools, told by what stands above their columns.

mod incidents;

use super::columns::plain;

/// A table that another tool writes.
pub struct Dialect {
    /// Whose it is, for people.
    pub name: &'static str,
    /// The kind of record that a row becomes.
    pub kind: &'static str,
    /// The list that a row becomes an item of, where this version has it; empty for none.
    pub list: &'static str,
    /// Columns that tell it; all of them are there.
    pub needs: &'static [&'static str],
    /// What columns become: the name of a target, of several with `|` between the first that this
    /// version has.
    pub columns: &'static [(&'static str, &'static str)],
    /// Words and the choices that they stand for; after `~` one that says less, so that the word is kept too.
    /// One that stands for nothing says that nothing is known.
    pub words: &'static [(&'static str, &'static str)],
    /// Fields that follow from a row being there, and their values.
    pub adds: &'static [(&'static str, &'static str)],
    /// Rows name records by their titles; several rows may be about one.
    pub by_title: bool,
    /// Rows about what is not here are left out: the file is about everything in the world.
    pub only_known: bool,
    /// The target whose column names the record that a row is about; empty where it is guessed.
    pub key: &'static str,
    /// Where there is a row for each update of a record: the columns that tell of it.
    pub updates: Option<Updates>,
}

/// The columns of a table with a row for each update of a record.
pub struct Updates {
    /// Which update it is: a number that grows.
    pub order: &'static str,
    /// When it was made.
    pub at: &'static str,
    /// By whom.
    pub by: &'static str,
    /// The state that it left the record in.
    pub state: &'static str,
}

const BASE: Dialect = Dialect {
    name: "",
    kind: "",
    list: "",
    needs: &[],
    columns: &[],
    words: &[],
    adds: &[],
    by_title: false,
    only_known: false,
    key: "",
    updates: None,
};

const KEV: Dialect = Dialect {
    name: "known exploited vulnerabilities (CISA KEV)",
    kind: "vulnerability",
    needs: &["cveID", "vendorProject", "dateAdded"],
    columns: &[
        ("cveID", "cve"),
        ("vendorProject", "vendor"),
        ("product", "products"),
        ("vulnerabilityName", "title"),
        ("dateAdded", "kev/added"),
        ("shortDescription", "description"),
        ("requiredAction", "kev/action"),
        ("dueDate", "kev/due"),
        ("knownRansomwareCampaignUse", "kev/ransomware"),
        ("notes", "kev/notes"),
        ("cwes", "weaknesses"),
    ],
    adds: &[("exploited", "true")],
    ..BASE
};

const EPSS: Dialect = Dialect {
    name: "exploit predictions (FIRST EPSS)",
    kind: "vulnerability",
    needs: &["cve", "epss", "percentile"],
    columns: &[("cve", "cve"), ("epss", "epss"), ("percentile", "~note")],
    only_known: true,
    ..BASE
};

const RISK_COLUMNS: &[(&str, &str)] = &[
    ("ref_id", "code"),
    ("name", "title"),
    ("description", "event"),
    ("inherent_impact", "inherent/impact"),
    ("inherent_proba", "inherent/likelihood"),
    ("current_impact", "current/impact"),
    ("current_proba", "current/likelihood"),
    ("residual_impact", "target/impact"),
    ("residual_proba", "target/likelihood"),
    ("existing_controls", "~note"),
    ("additional_controls", "actions[title]"),
    ("treatment", "treatment"),
    ("assets", "services|links[to] affects"),
    ("justification", "current/rationale"),
];

const CISO_RISKS: Dialect = Dialect {
    name: "risks (CISO Assistant)",
    kind: "risk",
    needs: &["name", "current_impact", "current_proba", "treatment"],
    columns: RISK_COLUMNS,
    words: TREATMENTS,
    ..BASE
};

const TREATMENTS: &[(&str, &str)] = &[
    ("mitigate", "reduce"),
    ("accepted", "accept"),
    ("transferred", "transfer"),
    ("share", "transfer"),
];

const CISO_ASSETS: Dialect = Dialect {
    name: "assets (CISO Assistant)",
    kind: "service",
    needs: &["name", "type", "parent_assets"],
    columns: &[
        ("ref_id", "code"),
        ("name", "title"),
        ("description", "description"),
        ("type", "~note"),
        ("filtering_labels", "tags"),
        ("labels", "tags"),
        ("parent_assets", "links[to] supports"),
        ("disaster_recovery_objectives", "{}"),
    ],
    ..BASE
};

const CISO_VULNERABILITIES: Dialect = Dialect {
    name: "vulnerabilities (CISO Assistant)",
    kind: "vulnerability",
    needs: &["name", "status", "severity", "applied_controls"],
    columns: &[
        ("ref_id", "code"),
        ("name", "title"),
        ("description", "description"),
        ("status", "state"),
        ("assets", "services|links[to] affects"),
        ("filtering_labels", "tags"),
        ("detected_at", "found"),
        ("due_date", "due"),
    ],
    ..BASE
};

const BIA_ASSETS: Dialect = Dialect {
    name: "business impact analysis (CISO Assistant)",
    kind: "service",
    needs: &["asset", "recovery_documented", "recovery_tested"],
    columns: &[
        ("asset", "title"),
        ("dependencies", "dependencies[on]|links[to] depends on"),
    ],
    by_title: true,
    ..BASE
};

const BIA_THRESHOLDS: Dialect = Dialect {
    name: "business impact analysis, thresholds (CISO Assistant)",
    kind: "service",
    list: "impacts",
    needs: &["asset", "point_in_time", "quali_impact"],
    columns: &[
        ("asset", "~record|title"),
        ("point_in_time", "after|~note"),
        ("quali_impact", "level|~note"),
        ("quanti_impact", "amount|~note"),
        ("quanti_impact_unit", "unit|~note"),
        ("qualifications", "category|~note"),
        ("justification", "justification|~note"),
    ],
    words: &[("-1", "")],
    by_title: true,
    ..BASE
};

const NIST: Dialect = Dialect {
    name: "risk register (NIST IR 8286)",
    kind: "risk",
    needs: &["Risk Description", "Risk Response Type"],
    columns: &[
        ("ID", "code"),
        ("Priority", "~note"),
        ("Risk Description", "event"),
        ("Risk Category", "category"),
        ("Current Assessment - Likelihood", "current/likelihood"),
        ("Current Assessment - Impact", "current/impact"),
        ("Current Assessment - Exposure Rating", "~note"),
        ("Likelihood", "current/likelihood"),
        ("Impact", "current/impact"),
        ("Exposure Rating", "~note"),
        ("Risk Response Type", "treatment"),
        ("Risk Response Cost", "treatment_cost|~note"),
        ("Risk Response Description", "~note"),
        ("Risk Owner", "owner"),
        ("Status", "~note"),
    ],
    words: TREATMENTS,
    ..BASE
};

// States and outcomes are choices of different fields, so one list of words does for both.
const CHANGE_WORDS: &[(&str, &str)] = &[
    ("New", "draft"),
    ("-5", "draft"),
    ("Assess", "submitted"),
    ("-4", "submitted"),
    ("Authorize", "assessed"),
    ("-3", "assessed"),
    ("-2", "scheduled"),
    ("Implement", "implementing"),
    ("-1", "implementing"),
    ("0", "review"),
    ("3", "closed"),
    ("Canceled", "cancelled"),
    ("4", "cancelled"),
    ("Moderate", "medium"),
    ("Very High", "high"),
    ("Unsuccessful", "failed"),
    ("successful_issues", "successful_with_issues"),
];

const SERVICENOW_CHANGES: Dialect = Dialect {
    name: "changes (ServiceNow)",
    kind: "change",
    needs: &["number", "short_description", "backout_plan"],
    columns: &[
        ("number", "code"),
        ("requested_by", "requester"),
        ("category", "category"),
        ("business_service", "services"),
        ("service_offering", "~note"),
        ("cmdb_ci", "~note"),
        ("priority", "~note"),
        ("risk", "risk_level"),
        ("impact", "~note"),
        ("chg_model", "~note"),
        ("type", "type"),
        ("state", "state"),
        ("conflict_status", "~note"),
        ("conflict_last_run", "~note"),
        ("assignment_group", "~note"),
        ("assigned_to", "assignee"),
        ("short_description", "title"),
        ("description", "~note"),
        ("justification", "reason"),
        ("implementation_plan", "implementation_plan"),
        ("risk_impact_analysis", "~note"),
        ("backout_plan", "back_out_plan"),
        ("test_plan", "test_plan"),
        ("start_date", "window/start"),
        ("end_date", "window/end"),
        ("work_start", "actual/start"),
        ("work_end", "actual/end"),
        ("cab_required", "~note"),
        ("cab_date", "~note"),
        ("cab_delegate", "~note"),
        ("cab_recommendation", "~note"),
        ("unauthorized", "~note"),
        ("close_code", "outcome"),
        ("close_notes", "closing_notes"),
        ("sys_updated_on", "~note"),
    ],
    words: CHANGE_WORDS,
    ..BASE
};

/// All that are known.
pub static DIALECTS: [Dialect; 15] = [
    KEV,
    EPSS,
    BIA_THRESHOLDS,
    BIA_ASSETS,
    CISO_VULNERABILITIES,
    CISO_RISKS,
    CISO_ASSETS,
    NIST,
    SERVICENOW_CHANGES,
    incidents::SERVICENOW_UPDATES,
    incidents::SERVICENOW_ROWS,
    incidents::SERVICENOW_LIST,
    incidents::BPI,
    incidents::CISO,
    incidents::JIRA,
];

/// What the first sheet of a business impact analysis is told by: it is about the analysis itself.
pub fn is_preface(headers: &[String]) -> bool {
    has(headers, &["name", "risk_matrix", "due_date"])
}

fn has(headers: &[String], needs: &[&str]) -> bool {
    needs
        .iter()
        .all(|need| headers.iter().any(|header| plain(header) == plain(need)))
}

/// The dialect of a table, by what stands above its columns.
pub fn of(headers: &[String]) -> Option<&'static Dialect> {
    DIALECTS.iter().find(|dialect| has(headers, dialect.needs))
}
