//! The case reports of the demo society: invented people, written as such reports are. One file per report under
//! `backend/demo/cases`, with variants below it, so that twenty cases of one applicant are not twenty copies.
//!
//! A file is lines `key: value`, then the long fields under `## key`. `# name` begins a variant of the report above, or,
//! for `# a-first`, of the variant `a`: its lines, its fields, and its replacements `- before → after` take the place of
//! what they replace.

use std::collections::BTreeMap;

use domain::cases::Fields;

/// The files by name.
const FILES: [(&str, &str); 10] = [
    ("pain", include_str!("../../demo/cases/pain.md")),
    ("bone", include_str!("../../demo/cases/bone.md")),
    ("dyspnea", include_str!("../../demo/cases/dyspnea.md")),
    ("obstruction", include_str!("../../demo/cases/obstruction.md")),
    ("heart", include_str!("../../demo/cases/heart.md")),
    ("depression", include_str!("../../demo/cases/depression.md")),
    ("delirium", include_str!("../../demo/cases/delirium.md")),
    ("sedation", include_str!("../../demo/cases/sedation.md")),
    ("social", include_str!("../../demo/cases/social.md")),
    ("spiritual", include_str!("../../demo/cases/spiritual.md")),
];

/// One report: `pain`, or a variant of it: `pain/a`.
///
/// # Errors
/// In words for developers: no such file, no such variant, or a replacement that finds nothing to replace.
pub fn report(name: &str) -> Result<Fields, String> {
    let (file, variant) = name.split_once('/').unwrap_or((name, "base"));
    let text = FILES.iter().find(|(known, _)| *known == file).ok_or_else(|| format!("no case {file}"))?.1;
    let mut reports: BTreeMap<&str, Fields> = BTreeMap::new();
    let mut parts = text.split("\n# ");
    reports.insert("base", part(parts.next().unwrap_or_default(), Fields::default(), name)?);
    for section in parts {
        let (key, body) = section.split_once('\n').unwrap_or((section, ""));
        let parent = key.split_once('-').map_or("base", |(parent, _)| parent);
        let base = reports.get(parent).cloned().ok_or_else(|| format!("{name}: no {parent} before {key}"))?;
        reports.insert(key, part(body, base, key)?);
    }
    reports.remove(variant).ok_or_else(|| format!("no case {name}"))
}

/// Applies one part of a file to what it changes.
fn part(text: &str, mut fields: Fields, name: &str) -> Result<Fields, String> {
    let mut sections = text.split("\n## ");
    for line in sections.next().unwrap_or_default().lines().filter(|line| !line.is_empty()) {
        if let Some(change) = line.strip_prefix("- ") {
            let (before, after) =
                change.split_once(" → ").ok_or_else(|| format!("{name}: no arrow in {line}"))?;
            replace(&mut fields, before, after).ok_or_else(|| format!("{name}: nowhere {before}"))?;
        } else {
            let (key, value) = line.split_once(": ").ok_or_else(|| format!("{name}: no value in {line}"))?;
            fields.set(key, value);
        }
    }
    for section in sections {
        let (key, value) = section.split_once('\n').unwrap_or((section, ""));
        fields.set(key, value.trim());
    }
    fields.set("anonymous", "yes");
    Ok(fields)
}

/// Replaces in every long field; nothing when there was nothing to replace.
fn replace(fields: &mut Fields, before: &str, after: &str) -> Option<()> {
    let mut found = None;
    for value in fields.0.values_mut().filter(|value| value.contains(before)) {
        *value = value.replace(before, after);
        found = Some(());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{cases::CaseSet, text};

    fn every() -> Vec<(String, Fields)> {
        FILES
            .iter()
            .flat_map(|(name, text)| {
                let variants = text.split("\n# ").skip(1).filter_map(|part| part.lines().next());
                std::iter::once((*name).to_owned()).chain(variants.map(move |v| format!("{name}/{v}")))
            })
            .map(|name| {
                let fields = report(&name).unwrap_or_else(|problem| panic!("{problem}"));
                (name, fields)
            })
            .collect()
    }

    /// The texts read like real reports, not filler: every long field says something, and within its limit (C4).
    #[test]
    fn every_report_fills_its_form() {
        let form = domain::cases::Form::of(CaseSet::Specialist);
        let least = [
            ("history", 200),
            ("background", 80),
            ("assessment", 200),
            ("problems", 40),
            ("course", 300),
            ("discussion", 200),
        ];
        for (name, fields) in every() {
            for (key, least) in least {
                let count = text::count(fields.get(key));
                let limit = form.field(key).and_then(domain::cases::Field::limit).expect("a limit");
                assert!((least..=limit.characters()).contains(&count), "{name} {key}: {count}");
            }
            for key in ["category", "age", "sex", "diagnosis", "setting", "role", "outcome"] {
                assert!(!fields.get(key).is_empty(), "{name} {key}");
            }
        }
    }

    #[test]
    fn no_two_reports_are_copies() {
        let all = every();
        for (i, (name, fields)) in all.iter().enumerate() {
            for (other, others) in &all[i + 1..] {
                for key in ["history", "course"] {
                    assert_ne!(fields.get(key), others.get(key), "{key} of {name} and {other}");
                }
            }
        }
    }

    #[test]
    fn an_unknown_report_is_named() {
        assert_eq!(report("nothing").err().as_deref(), Some("no case nothing"));
        assert_eq!(report("pain/z").err().as_deref(), Some("no case pain/z"));
    }
}
