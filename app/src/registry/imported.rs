//! One import: what the check found, the question, and what became of it.

use domain::{
    calendar,
    ids::ImportId,
    registry::{ImportCounts, ImportFinding, ImportFindings, ImportOutcome, ImportPage, ImportState},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{api, parts::top};
use crate::{
    error::AppError,
    route::OfficeRoute,
    shell::{Ask, Page, owned},
    ui::{Badge, Crumb, Tone},
};

/// `/office/import/{id}`
pub async fn imported(ask: Ask) -> Result<Page, AppError> {
    let id = ask.path::<ImportId>("id")?;
    let asks = ask.query("ask").is_some();
    let page = ask.backend.registry().import_page(&ask.by()?, id).await?;
    let goes_on = page.state.is_running();
    let back = [top(), Crumb::new("データの取り込み", OfficeRoute::Import.path())];
    let page = Page::new("取り込みの結果", view! { <Shown page asks/> }).crumbs(back);
    Ok(if goes_on { page.asked_again_soon() } else { page })
}

fn state(state: ImportState) -> (Tone, &'static str, &'static str) {
    match state {
        ImportState::Checking => {
            (Tone::Wait, "検査中", "検査しています。この画面は、数秒ごとに自動で更新されます。")
        }
        ImportState::Checked => (Tone::Ready, "検査済み", "誤りはありません。まだ何も変更していません。"),
        ImportState::Refused => (
            Tone::Bad,
            "誤りあり",
            "誤りがあるため取り込めません。何も変更していません。ファイルを直してから、もう一度検査してください。",
        ),
        ImportState::Importing => {
            (Tone::Wait, "取り込み中", "取り込んでいます。この画面は、数秒ごとに自動で更新されます。")
        }
        ImportState::Imported => (Tone::Done, "取り込み済み", "取り込みました。"),
        ImportState::Failed => (
            Tone::Bad,
            "中断",
            "途中で中断したため、何も変更していません。時間をおいて、もう一度検査からお試しください。",
        ),
    }
}

#[component]
fn Shown(page: ImportPage, asks: bool) -> impl IntoView {
    let (tone, word, sentence) = state(page.state);
    let id = page.id;
    let ImportOutcome { counts, problems, warnings, asked_anew } = page.outcome;
    let changed = (asked_anew && page.state == ImportState::Checked).then(|| {
        view! { <p class="note note-wait">"確認のあとで登録内容が変わったため、まだ取り込んでいません。件数をもう一度ご確認ください。"</p> }
    });
    let next = match page.state {
        ImportState::Checked if asks => view! { <Question id counts=counts.clone()/> }.into_any(),
        ImportState::Checked => view! {
            <p><a class="button" href=OfficeRoute::ImportAsk(id).path()>"取り込みへ進む"</a></p>
        }
        .into_any(),
        state if state.is_running() => view! {
            <p><a class="button quiet" href=OfficeRoute::Imported(id).path()>"最新の状態を表示する"</a></p>
        }
        .into_any(),
        _ => view! {
            <p><a class="button quiet" href=OfficeRoute::Import.path()>"別のファイルを検査する"</a></p>
        }
        .into_any(),
    };
    view! {
        <section class="card">
            <h2>"状態"</h2>
            <p role="status"><Badge tone text=word/> " " {sentence}</p>
            <dl class="facts">
                <dt>"ファイル"</dt><dd>{page.files.join("、")}</dd>
                <dt>"更新"</dt><dd>{calendar::stamp(page.changed_at)}</dd>
            </dl>
            {changed}
            <CountsTable counts/>
            {next}
        </section>
        <Found title="誤り" findings=problems/>
        <Found title="注意(このまま取り込めますが、確認してください)" findings=warnings/>
    }
}

/// Restates what would happen.
#[component]
fn Question(id: ImportId, counts: Vec<ImportCounts>) -> impl IntoView {
    let lines = counts.iter().map(|counts| view! { <li>{counts.in_words()}</li> }).collect_view();
    view! {
        <form method="post" action=owned(api::KeepImport::url()) class="note note-wait" aria-labelledby="ask">
            <input type="hidden" name="import" value=id.to_string()/>
            <p id="ask">"次のとおり取り込みます。よろしいですか。取り込んだあとで、まとめて元に戻すことはできません。"</p>
            <ul>{lines}</ul>
            <p class="question-actions">
                <a class="button quiet" href=OfficeRoute::Imported(id).path()>"やめる"</a>
                <button>"取り込む"</button>
            </p>
        </form>
    }
}

#[component]
fn CountsTable(counts: Vec<ImportCounts>) -> impl IntoView {
    let rows: Vec<_> = counts
        .into_iter()
        .map(|counts| {
            view! {
                <tr>
                    <td data-label="データ">{counts.what}</td>
                    <td class="number" data-label="新規">{counts.new}</td>
                    <td class="number" data-label="変更">{counts.changed}</td>
                    <td class="number" data-label="変更なし">{counts.unchanged}</td>
                </tr>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <table class="cards counts">
                <thead>
                    <tr>
                        <th>"データ"</th>
                        <th class="number">"新規"</th>
                        <th class="number">"変更"</th>
                        <th class="number">"変更なし"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    })
}

#[component]
fn Found(title: &'static str, findings: ImportFindings) -> impl IntoView {
    let ImportFindings { shown, total } = findings;
    let more = (total > shown.len() as u64)
        .then(|| view! { <p class="hint">{format!("最初の{}件を表示しています。", shown.len())}</p> });
    (total > 0).then(|| {
        let rows = shown.into_iter().map(|finding| view! { <Finding finding/> }.into_any()).collect_view();
        view! {
            <section>
                <h2>{format!("{title} {total}件")}</h2>
                {more}
                <div class="card table-card">
                    <table class="cards">
                        <thead>
                            <tr>
                                <th>"ファイル"</th>
                                <th class="number">"行"</th>
                                <th>"列"</th>
                                <th>"値"</th>
                                <th>"理由"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

#[component]
fn Finding(finding: ImportFinding) -> impl IntoView {
    view! {
        <tr>
            <td data-label="ファイル">{finding.file}</td>
            <td class="number" data-label="行">{(finding.line > 0).then_some(finding.line)}</td>
            <td data-label="列">{finding.column}</td>
            <td data-label="値">{finding.value}</td>
            <td data-label="理由">{finding.reason}</td>
        </tr>
    }
}
