//! What is wrong with schedules, explained.

use super::Explanation;

pub(super) const EXPLAINED: &[Explanation] = &[
    Explanation {
        code: "D014",
        why: "Two schedules share a name, and an If could mean either.",
        bad: r#"<Menu name="main"><Option on="start"><If schedule="office"><Hangup/></If></Option></Menu>
<Schedule name="office"><Open days="Mon-Fri" from="09:00" to="17:30"/></Schedule>
<Schedule name="office"><Open days="Sat"/></Schedule>"#,
        good: r#"<Menu name="main"><Option on="start"><If schedule="office"><Hangup/></If></Option></Menu>
<Schedule name="office"><Open days="Mon-Fri" from="09:00" to="17:30"/><Open days="Sat"/></Schedule>"#,
    },
    Explanation {
        code: "D015",
        why: "A time zone is called as IANA calls it: a region and a city, or UTC.",
        bad: r#"<Menu name="main"><Option on="start"><If schedule="office"><Hangup/></If></Option></Menu>
<Schedule name="office" timezone="Europe/Londn"><Open days="Mon-Fri" from="09:00" to="17:30"/></Schedule>"#,
        good: r#"<Menu name="main"><Option on="start"><If schedule="office"><Hangup/></If></Option></Menu>
<Schedule name="office" timezone="Europe/London"><Open days="Mon-Fri" from="09:00" to="17:30"/></Schedule>"#,
    },
    Explanation {
        code: "D016",
        why: "Days are like Mon-Fri, dates like 2026-12-25 or 12-25, times like 09:00; an entry has days or a date.",
        bad: r#"<Menu name="main"><Option on="start"><If schedule="office"><Hangup/></If></Option></Menu>
<Schedule name="office"><Open days="Mon-Fri" from="9am"/></Schedule>"#,
        good: r#"<Menu name="main"><Option on="start"><If schedule="office"><Hangup/></If></Option></Menu>
<Schedule name="office"><Open days="Mon-Fri" from="09:00"/></Schedule>"#,
    },
    Explanation {
        code: "D017",
        why: "A Closed takes away all hours of an Open that names its days no more exactly.",
        bad: r#"<Menu name="main"><Option on="start"><If schedule="office"><Hangup/></If></Option></Menu>
<Schedule name="office"><Open days="Sat" from="09:00" to="12:00"/><Closed days="Sat-Sun"/></Schedule>"#,
        good: r#"<Menu name="main"><Option on="start"><If schedule="office"><Hangup/></If></Option></Menu>
<Schedule name="office"><Open days="Sat" from="09:00" to="12:00"/><Closed days="Sun"/></Schedule>"#,
    },
    Explanation {
        code: "D018",
        why: "A schedule without Open is closed for ever.",
        bad: r#"<Menu name="main"><Option on="start"><If schedule="office"><Hangup/></If></Option></Menu>
<Schedule name="office"><Closed date="12-25"/></Schedule>"#,
        good: r#"<Menu name="main"><Option on="start"><If schedule="office"><Hangup/></If></Option></Menu>
<Schedule name="office"><Open/><Closed date="12-25"/></Schedule>"#,
    },
    Explanation {
        code: "D019",
        why: "An If asks for a schedule that the dialplan does not have.",
        bad: r#"<Menu name="main"><Option on="start"><If schedule="office"><Hangup/></If></Option></Menu>
<Schedule name="ofice"><Open days="Mon-Fri" from="09:00" to="17:30"/></Schedule>"#,
        good: r#"<Menu name="main"><Option on="start"><If schedule="office"><Hangup/></If></Option></Menu>
<Schedule name="office"><Open days="Mon-Fri" from="09:00" to="17:30"/></Schedule>"#,
    },
];

/// Of schedules that nothing asks for.
pub(super) const UNUSED: &[Explanation] = &[Explanation {
    code: "D050",
    why: "Hours that nothing asks for change nothing; perhaps an If names another schedule.",
    bad: r#"<Menu name="main"><Option on="start"><Hangup/></Option></Menu>
<Schedule name="office"><Open days="Mon-Fri" from="09:00" to="17:30"/></Schedule>"#,
    good: r#"<Menu name="main"><Option on="start"><If schedule="office"><Hangup/></If></Option></Menu>
<Schedule name="office"><Open days="Mon-Fri" from="09:00" to="17:30"/></Schedule>"#,
}];
