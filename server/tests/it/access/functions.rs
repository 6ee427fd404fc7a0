//! The server functions that show something, asked as a program would.

use domain::{actor::Audience, cases::CaseAction};

use super::{
    Ask, Call, Sent,
    pages::own,
    to,
    world::{Who, World},
};

/// All of them.
pub fn calls<'w>(world: &'w World<'_>) -> Vec<Call<'w>> {
    use Audience::Physicians;
    // A slot that is not theirs: whoever asks is told that there is nothing to ask for.
    let slot = [("set", "specialist"), ("slots", "4"), ("words", "2000")];
    vec![
        function("/api/cases/records", &[("words", "みどり")], to(Physicians)),
        function("/api/cases/records", &[("words", &world.ids.record)], to(Physicians)),
        function("/api/cases/records", &[("fields[facility]", &world.ids.record)], to(Physicians)),
        function("/api/cases/supervisors", &slot, own(world, 4, CaseAction::Request)),
    ]
}

fn function<'w>(
    path: &'static str,
    fields: &[(&str, &str)],
    opens: impl Fn(&Who<'_>) -> bool + 'w,
) -> Call<'w> {
    Call::new(path, Ask::Function(path, Sent::form(fields)), opens)
}
