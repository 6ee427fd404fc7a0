//! The evening as a table, and the judgement on it.

use std::fmt::Write as _;

use color_eyre::eyre::{Result, bail};

use super::{AT_THE_HIGHEST, AT_TWICE_THAT, Phase, Told};

const FAULTS: usize = AT_THE_HIGHEST.len() + AT_TWICE_THAT.len();

pub fn text(told: &Told) -> String {
    let mut out = told.machine.line();
    let balance = &told.balance;
    let acknowledged = &balance.acknowledged;
    let _ = writeln!(
        out,
        "{} people behind {}, {:.1} minutes in all. The highest rate that the machine held: **{:.0} acts a second** (every answer right, p95 \
         at most 1 s).\n\n\
         **Lost: {}. Done twice: {}.** Acknowledged and read back: {} drafts, {} registrations, {} requests, {} decisions; \
         {} tries were never answered or not repeated to the end.\n\
         Mails: {}, of which {} were sent and {} wait for their next try; {} arrived again under the same Message-ID (E2 allows \
         it when a worker is killed).\n",
        told.people,
        told.proxy,
        told.minutes,
        told.highest,
        balance.lost.len(),
        balance.twice.len(),
        acknowledged.drafts,
        acknowledged.registrations,
        acknowledged.requests,
        acknowledged.decisions,
        acknowledged.unanswered,
        balance.mails,
        balance.mails_sent,
        balance.mails_waiting,
        balance.mails_received_again,
    );
    for line in balance
        .lost
        .iter()
        .map(|l| format!("lost: {l}"))
        .chain(balance.twice.iter().map(|t| format!("twice: {t}")))
        .take(20)
    {
        let _ = writeln!(out, "- {line}");
    }
    out.push_str("| what broke | until it was there again |\n|---|--:|\n");
    for happened in &told.faults {
        let _ = writeln!(out, "| {} | {:.1} s |", happened.what, happened.seconds);
    }
    for phase in &told.phases {
        phase_table(&mut out, phase);
    }
    out
}

fn phase_table(out: &mut String, phase: &Phase) {
    let _ = writeln!(
        out,
        "\n**{}**: {:.0} acts a second for {:.0} s; {:.0} a second were answered as they should, {} found nobody free.\n\n\
         | act | right | refused (503, Retry-After) | broken | wrong | p50 ms | p95 ms | p99 ms |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|",
        phase.name, phase.rate, phase.seconds, phase.answered, phase.nobody_free
    );
    for row in &phase.rows {
        let _ = writeln!(
            out,
            "| {:?} | {} | {} | {} | {} | {:.1} | {:.1} | {:.1} |",
            row.act, row.right, row.shed, row.broken, row.wrong, row.p50_ms, row.p95_ms, row.p99_ms
        );
    }
}

/// One line for each promise, and one that `tools/test` counts.
pub fn verdict(told: &Told) -> Result<()> {
    let balance = &told.balance;
    let acknowledged = &balance.acknowledged;
    let wrong: u64 = told.phases.iter().map(|phase| phase.sum(|row| row.wrong)).sum();
    let promises = [
        ("nothing acknowledged was lost", balance.lost.is_empty()),
        ("nothing was done twice", balance.twice.is_empty()),
        ("drafts, registrations, requests and decisions all happened", {
            [acknowledged.drafts, acknowledged.registrations, acknowledged.requests, acknowledged.decisions]
                .iter()
                .all(|count| *count > 0)
        }),
        ("no answer was a blank, a stack or a refusal without a rule", wrong == 0),
        ("the server was there again after every fault", told.faults.len() == FAULTS),
        ("mails went out", balance.mails_sent > 0),
        (
            "people were answered in every phase",
            told.phases.iter().all(|phase| phase.sum(|row| row.right) > 0),
        ),
    ];
    for (promise, kept) in promises {
        println!("rush: {}: {promise}", if kept { "good" } else { "FAILED" });
    }
    let failed = promises.iter().filter(|(_, kept)| !kept).count();
    println!("rush: {} passed, {failed} failed", promises.len() - failed);
    if failed > 0 {
        bail!("the evening went wrong");
    }
    Ok(())
}
