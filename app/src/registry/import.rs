//! 「データの取り込み」: the society's CSV files, checked before anything is changed.

use domain::registry::{FacilityFilter, ImportTemplate, MemberFilter};
use leptos::prelude::*;

use super::parts::top;
use crate::{
    error::AppError,
    route::OfficeRoute,
    shell::{Ask, Page, owned},
};

/// `/office/import`
pub async fn import(ask: Ask) -> Result<Page, AppError> {
    let templates = ask.backend.registry().import_templates(&ask.by()?)?;
    Ok(Page::new("データの取り込み", view! { <Shown templates/> }).crumbs([top()]))
}

#[component]
fn Shown(templates: Vec<ImportTemplate>) -> impl IntoView {
    let inputs = templates
        .iter()
        .map(|template| {
            let label = format!("{}({})", template.what, template.name);
            view! {
                <div class="field">
                    <label class="label" for=template.input.clone()>{label}</label>
                    <input type="file" id=template.input.clone() name=template.input.clone() accept=".csv,text/csv"/>
                </div>
            }
        })
        .collect_view();
    let columns =
        templates.into_iter().map(|template| view! { <Columns template/> }.into_any()).collect_view();
    view! {
        <p>
            "会員・資格・施設・施設認定のデータを、CSVファイルから取り込みます。4つのうち必要なものだけを選べます。まず検査だけを行い、結果を確認してから取り込みます。検査では何も変更しません。"
        </p>
        <form class="card" method="post" action=owned("/office/import/files") enctype="multipart/form-data">
            {inputs}
            <p class="hint">
                "文字コードはUTF-8またはShift_JIS(ExcelのCSV)、1ファイル20MBまで。番号が登録済みの行は更新し、ない行は追加します。ファイルにない会員・施設は削除しません。"
            </p>
            <p><button>"検査する"</button></p>
        </form>
        <section class="card">
            <h2>"列の説明"</h2>
            <p class="hint">"1行目に列の名前を書きます。列の順番は自由で、ほかの列があっても構いません(取り込みません)。"</p>
            {columns}
        </section>
        <p>
            <a href=OfficeRoute::Members(MemberFilter::default()).path()>"会員"</a>" ・ "
            <a href=OfficeRoute::Facilities(FacilityFilter::default()).path()>"施設"</a>
        </p>
    }
}

#[component]
fn Columns(template: ImportTemplate) -> impl IntoView {
    let rows = template
        .columns
        .into_iter()
        .map(|column| {
            view! {
                <tr>
                    <td data-label="列の名前"><code>{column.name}</code></td>
                    <td data-label="内容">{column.label}</td>
                    <td data-label="必須">{if column.required { "必須" } else { "任意" }}</td>
                    <td data-label="書き方">{column.form}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <details>
            <summary>{format!("{}({})", template.what, template.name)}</summary>
            <table class="cards">
                <thead><tr><th>"列の名前"</th><th>"内容"</th><th>"必須"</th><th>"書き方"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
}
