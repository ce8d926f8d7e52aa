//! Restoring the directory that everybody logs in with.

use crate::sample::steps::{self, check, command, decide, milestone, section, step, task, tell};
use crate::sample::world::World;
use serde_json::json;

/// Writes the runbook; it waits for its approval.
pub fn write(world: &mut World) -> Result<(), String> {
    world.sit("freya", "2026-06-23 09:40")?;
    let head = json!({
        "title": "Restore Active Directory from offline backup",
        "owner": "@freya", "tags": ["identity", "infrastructure"], "scenario": "identity_provider",
        "purpose": "One clean domain controller answers logons in the recovery network, with every \
                    privileged secret changed.",
        "trigger": "No domain controller can be trusted: ransomware, forged tickets, or a schema \
                    that is broken on all of them.",
        "preconditions": "- Offline backup of the system state from the vault, and its checksum slip\n\
                          - Recovery network up (the isolated rack at Marrowdale)\n\
                          - Directory restore password: sealed envelope 4, safe in the control room\n\
                          - **Nothing** in the recovery network can reach the old one",
        "services": ["@s_logon"],
        "review_every": "12m", "next_review": "2027-06-23",
        "variables": [
            {"name": "domain", "description": "DNS name of the domain", "default": "fells.example.org"},
            {"name": "backup_date", "description": "Last backup known to be clean (from forensics), as MM/DD/YYYY-HH:MM"},
            {"name": "dsrm_password", "description": "From envelope 4", "secret": true},
        ],
    });
    steps::write(world, "rb_directory", head, outline())?;
    world.act("rb_directory", "submit", &[])?;
    world.sit("marcus", "2026-11-12 16:20")?;
    world.edit(
        "rb_directory",
        json!({"comments": [{
            "text": "I cannot approve this before we have timed the double reset with a full day \
                     between. The exercise in January will do that.",
            "by": "Marcus Adeyemi", "at": "2026-11-12T16:20:00.000Z",
        }]}),
    )
}

fn outline() -> Vec<steps::Step> {
    vec![
        section("Before you touch anything", vec![
            task("Find the newest clean backup",
                "Ask cyber security for the earliest sign of the intruder. Take the newest backup \
                 **before** that, then one older as a spare. Write down who said so.")
                .by("recovery").takes(10, 30, 120).proven().captures("backup_date"),
            decide("Does the medium agree with its slip?",
                "Read the checksum aloud, a second person reads the slip. One letter wrong is a no.")
                .by("recovery").answers(&["no", "yes"]).with(vec![
                    task("Take the spare and check it the same way",
                        "Its time is the one that counts from here on. Tell cyber security that a \
                         medium was changed.")
                        .takes(10, 15, 30).captures("backup_date").when("no"),
                    task("Lock the spare away again", "A second person signs that it was not opened.")
                        .takes(2, 5, 5).when("yes"),
                ]),
        ]),
        section("First domain controller", vec![
            task("Build a server from the offline image",
                "Same Windows version as the backup. No network cable yet. Local administrator \
                 password from envelope 4.")
                .by("recovery").takes(25, 40, 60),
            command("Restore the system state", "powershell",
                "wbadmin start systemstaterecovery -version:{{backup_date}} `\n  -backupTarget:E: -authsysvol -quiet")
                .by("recovery").takes(30, 50, 90)
                .says("Start in directory services restore mode (F8) and log on as \
                       `.\\Administrator` with {{dsrm_password}}.")
                .shows("The system state recovery operation completed successfully.")
                .back("Wipe the server and start again with the spare backup."),
            command("Take all five operations master roles", "powershell",
                "Move-ADDirectoryServerOperationMasterRole -Identity $env:COMPUTERNAME `\n  -OperationMasterRole 0,1,2,3,4 -Force")
                .by("recovery").takes(5, 10, 15).final_step()
                .says("From here on none of the old controllers may ever be switched on again."),
            command("Remove the other domain controllers", "powershell",
                "Get-ADDomainController -Filter * | Where-Object Name -ne $env:COMPUTERNAME |\n  ForEach-Object { Remove-ADObject $_.NTDSSettingsObjectDN -Recursive -Confirm:$false }")
                .by("recovery").takes(10, 15, 30),
            check("Directory and DNS are sound",
                "`dcdiag /e /q` prints nothing; `nslookup {{domain}}` answers with this server alone.")
                .by("recovery").takes(10, 15, 30).proven(),
            milestone("First logons in the recovery network").recovers("s_logon", "partial"),
            step("approval", "Cyber security lets the first servers join")
                .says("They have read the last hour of the new controller’s log. No unknown logon: yes.")
                .by("commander").takes(10, 15, 30),
        ]),
        section("Throw the intruder out", vec![
            command("Reset krbtgt for the first time", "powershell",
                "Set-ADAccountPassword krbtgt -Reset -NewPassword (Read-Host -AsSecureString)")
                .by("recovery").takes(2, 5, 10)
                .says("Any long random password: nobody will ever type it again."),
            step("wait", "Ten hours between the two resets")
                .says("Tickets live ten hours. Do not shorten this to please anybody.")
                .by("recovery").takes(600, 600, 720),
            command("Reset krbtgt for the second time", "powershell",
                "Set-ADAccountPassword krbtgt -Reset -NewPassword (Read-Host -AsSecureString)")
                .by("recovery").takes(2, 5, 10),
            task("New passwords for all privileged accounts",
                "Domain admins, service accounts of backup and virtualisation, break-glass \
                 accounts. On paper, in two envelopes, signed by two people.")
                .by("recovery").takes(60, 90, 180).proven(),
        ]),
        tell("Tell staff how to log on again", "Only when the service desk has its six extra people.")
            .by("communications").takes(10, 15, 30)
            .to("All staff", "Text group *Everybody*, posters at the doors, site managers by voice",
                "You can log on again, at {{domain}} as before. You are asked for a new password the \
                 first time. Nobody will ring you and ask for it. Questions: extension 4000."),
        milestone("Everybody can log on").recovers("s_logon", "full"),
    ]
}
