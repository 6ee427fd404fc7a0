//! What pages ask of the request, in the browser: it takes over what the server wrote, and writes none of it again.

use domain::accounts::LINK_HOURS;

/// Stands for the name that is on the page already.
pub fn society() -> &'static str {
    ""
}

/// Only pages that the server alone makes say it.
pub fn link_hours() -> u16 {
    LINK_HOURS
}
