//! Tables of incidents of other tools.

use super::{BASE, Dialect, Updates};

// Names in the database and labels on screen; the others are kept in the notes.
const SERVICENOW_COLUMNS: &[(&str, &str)] = &[
    ("number", "reference"),
    ("short_description", "title"),
    ("description", "description"),
    ("incident_state", "state"),
    ("state", "state"),
    ("impact", "rating/impact"),
    ("urgency", "rating/urgency"),
    ("caller_id", "reporter"),
    ("caller", "reporter"),
    ("opened_at", "detected"),
    ("opened", "detected"),
    ("resolved_at", "resolved"),
    ("resolved", "resolved"),
    ("closed_at", "closed"),
    ("closed", "closed"),
    ("category", "category"),
    ("subcategory", "subcategory"),
    ("assignment_group", "team"),
    ("assigned_to", "assignee"),
    ("business_service", "services"),
    ("service", "services"),
    ("cmdb_ci", "services"),
    ("configuration item", "services"),
    ("contact_type", "detection"),
    ("channel", "detection"),
    ("problem_id", "problem"),
    ("problem", "problem"),
    ("caused_by", "caused_by"),
    ("caused by change", "caused_by"),
    ("close_notes", "resolution"),
    ("resolution notes", "resolution"),
    ("notify", "~note"),
    ("location", "~note"),
];

const SERVICENOW_WORDS: &[(&str, &str)] = &[
    ("1 - High", "high"),
    ("2 - Medium", "medium"),
    ("3 - Low", "low"),
    ("1", "high"),
    ("2", "medium"),
    ("3", "low"),
    ("1", "new"),
    ("2", "in_progress"),
    ("3", "on_hold"),
    ("6", "resolved"),
    ("7", "closed"),
    ("8", "cancelled"),
    ("Active", "in_progress"),
    ("Awaiting User Info", "~on_hold"),
    ("Awaiting Problem", "~on_hold"),
    ("Awaiting Vendor", "~on_hold"),
    ("Awaiting Evidence", "~on_hold"),
    ("Awaiting Change", "~on_hold"),
    ("Pending", "on_hold"),
    ("Canceled", "cancelled"),
    ("-100", ""),
    ("Phone", "~user"),
    ("Email", "~user"),
    ("Self service", "~user"),
    ("Walk-in", "~user"),
    ("Chat", "~user"),
    ("Virtual Agent", "~user"),
    ("Event", "monitoring"),
    ("Alert", "monitoring"),
];

const SERVICENOW: Dialect = Dialect {
    name: "incidents (ServiceNow)",
    kind: "incident",
    columns: SERVICENOW_COLUMNS,
    words: SERVICENOW_WORDS,
    key: "reference",
    ..BASE
};

/// A row for each update of an incident.
pub const SERVICENOW_UPDATES: Dialect = Dialect {
    name: "incidents, a row for each update (ServiceNow)",
    needs: &["number", "incident_state", "sys_mod_count"],
    updates: Some(Updates {
        order: "sys_mod_count",
        at: "sys_updated_at",
        by: "sys_updated_by",
        state: "incident_state",
    }),
    ..SERVICENOW
};

/// A row for each incident, with the names of the database.
pub const SERVICENOW_ROWS: Dialect = Dialect {
    needs: &["number", "short_description", "caller_id"],
    ..SERVICENOW
};

/// A row for each incident, as lists on screen are exported.
pub const SERVICENOW_LIST: Dialect = Dialect {
    needs: &["Number", "Short description", "Caller"],
    ..SERVICENOW
};

/// The headers of incidents of a bank (BPI Challenge 2014), from HP Service Manager.
pub const BPI: Dialect = Dialect {
    name: "incidents (BPI Challenge 2014)",
    kind: "incident",
    needs: &["Incident ID", "CI Name (aff)", "Handle Time (Hours)"],
    columns: &[
        ("CI Name (aff)", "services"),
        ("Incident ID", "reference"),
        ("Status", "state"),
        ("Impact", "rating/impact"),
        ("Urgency", "rating/urgency"),
        ("Category", "category"),
        ("Open Time", "detected"),
        ("Reopen Time", "timeline[at] resolved to reopened"),
        ("Resolved Time", "resolved"),
        ("Close Time", "closed"),
        ("Handle Time (Hours)", "stated/resolve"),
        ("Related Change", "~note"),
    ],
    // Five steps here, of which the first is the highest.
    words: &[
        ("1", "~high"),
        ("2", "~high"),
        ("3", "~medium"),
        ("4", "~low"),
        ("5", "~low"),
        ("5 - Very Low", "~low"),
        ("Work in progress", "in_progress"),
    ],
    key: "reference",
    ..BASE
};

/// Incidents of CISO Assistant.
pub const CISO: Dialect = Dialect {
    name: "incidents (CISO Assistant)",
    kind: "incident",
    needs: &["name", "status", "severity", "detection", "reported_at"],
    columns: &[
        ("ref_id", "code"),
        ("name", "title"),
        ("description", "description"),
        ("status", "state"),
        ("severity", "rating/impact"),
        ("detection", "detection"),
        ("reported_at", "detected"),
        ("link", "reference"),
        ("filtering_labels", "tags"),
    ],
    words: &[
        ("ongoing", "in_progress"),
        ("dismissed", "cancelled"),
        ("critical", "~high"),
        ("sev1", "~high"),
        ("major", "~high"),
        ("sev2", "~high"),
        ("moderate", "~medium"),
        ("sev3", "~medium"),
        ("minor", "~low"),
        ("sev4", "~low"),
        ("sev5", "~low"),
        ("unknown", ""),
        ("internal", "~staff"),
        ("external", "~other"),
    ],
    ..BASE
};

/// Issues of Jira.
pub const JIRA: Dialect = Dialect {
    name: "issues (Jira)",
    kind: "incident",
    needs: &["Summary", "Issue key", "Issue id"],
    columns: &[
        ("Summary", "title"),
        ("Issue key", "reference"),
        ("Issue id", "~note"),
        ("Status", "state"),
        ("Assignee", "assignee"),
        ("Reporter", "reporter"),
        ("Created", "detected"),
        ("Resolved", "resolved"),
        ("Description", "description"),
        ("Labels", "tags"),
        ("Components", "services"),
        ("Component/s", "services"),
        ("Custom field (Affected services)", "services"),
        ("Custom field (Impact)", "rating/impact"),
        ("Custom field (Urgency)", "rating/urgency"),
        // It says that it is done, not what was done.
        ("Resolution", "~note"),
        ("Comment", "~note"),
        ("Attachment", "~note"),
    ],
    words: &[
        ("To Do", "new"),
        ("Open", "new"),
        ("Backlog", "new"),
        ("Pending", "on_hold"),
        ("Waiting for support", "~in_progress"),
        ("Waiting for customer", "~on_hold"),
        ("Escalated", "~in_progress"),
        ("Work in progress", "in_progress"),
        ("Completed", "resolved"),
        ("Done", "resolved"),
        ("Canceled", "cancelled"),
    ],
    key: "reference",
    ..BASE
};
