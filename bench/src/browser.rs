//! What a browser says (`browser.mjs`). Needs node, Chromium and the npm package lighthouse, which brings along what drives
//! the browser; `tools/bench` looks for them. Without them this part is left out, and the table says so.

use std::{path::PathBuf, time::Instant};

use color_eyre::eyre::{Result, WrapErr as _, bail};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::{pages::Page, postgres::Cluster, server::Program, society};

/// Where the browser's tools are: `CHROMIUM`, and `LIGHTHOUSE`, a folder with `node_modules`.
fn tools() -> Option<(String, PathBuf)> {
    let modules = PathBuf::from(std::env::var_os("LIGHTHOUSE")?);
    let chromium = std::env::var("CHROMIUM").ok()?;
    modules.join("node_modules/lighthouse").exists().then_some((chromium, modules))
}

/// The answer of `browser.mjs`; nothing when there is no browser.
pub async fn browser(
    cluster: &Cluster,
    program: &Program,
    database: &str,
    until: Instant,
) -> Result<Option<Value>> {
    let Some((chromium, modules)) = tools() else { return Ok(None) };
    let db = cluster.pool(database).await?;
    let first = async |page: Page| -> Result<crate::pages::Fixture> {
        page.fixtures(&db, 1).await?.pop().ok_or_else(|| color_eyre::eyre::eyre!("nobody"))
    };
    let (applicant, editor, queue, report) = (
        first(Page::List).await?,
        first(Page::Editor).await?,
        first(Page::Queue).await?,
        first(Page::Report).await?,
    );
    let request = report.values.get("request_id").cloned().unwrap_or_default();
    let server = program.start(&cluster.url(database), cluster.folder(), &[]).await?;
    let left = until.saturating_duration_since(Instant::now());
    let until_ms = jiff::Timestamp::now().as_millisecond() + i64::try_from(left.as_millis())?;
    let page = |name: &str, path: String, token: &str| json!({ "name": name, "path": path, "token": token });
    let told = json!({
        "base": format!("http://127.0.0.1:{}", server.port),
        "chromium": chromium,
        "modules": modules,
        "until": until_ms,
        "pages": [
            page("sign-in", "/signin".into(), ""),
            page("case list", "/cases/specialist".into(), &applicant.token),
            page("editor", format!("/cases/specialist/{}", editor.slot), &editor.token),
            page("queue", "/approvals".into(), &queue.token),
            page("one report", format!("/approvals/{request}"), &report.token),
            page("decision", format!("/approvals/{request}?ask=approve"), &report.token),
            page("wizard", "/facility/apply/core/form1".into(), society::FACILITY),
        ],
        "typing": {
            "path": format!("/cases/specialist/{}", editor.slot), "token": editor.token, "field": "[name=\"fields[course]\"]",
        },
    });
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/browser.mjs");
    let run = Command::new("node").arg(script).arg(told.to_string()).kill_on_drop(true).output();
    // What hangs in there is not waited for.
    let patience = left + std::time::Duration::from_mins(1);
    let output = tokio::time::timeout(patience, run).await.wrap_err("the browser hangs")?.wrap_err("node")?;
    if !output.status.success() {
        bail!("browser.mjs: {}", String::from_utf8_lossy(&output.stderr));
    }
    server.stop()?;
    Ok(Some(serde_json::from_slice(&output.stdout)?))
}
