//! What mails say.

use std::collections::BTreeSet;

use super::*;
use crate::notices::{enqueue::subject, render};

const TOKEN: &str = "Zm9yIHRlc3Rz";

/// Of each kind: whom it greets, what both bodies say, where they lead.
#[test]
fn p7_mails_say_who_which_slots_and_where_to_look() {
    let base = Settings::default().public_url;
    let request = format!("{base}/approvals/{}", Uuid::from_u128(9));
    let queue = format!("{base}/approvals");
    let case = format!("{base}/cases/specialist/3");
    let link = format!("{base}/password/set/{TOKEN}");
    let application = format!("{base}/facility/apply/core");
    let details = format!("{base}/facility/core/details");
    let giving_back = format!("{base}/facility/core/return");
    let door = format!("{base}/facility/signin");
    let confirming = format!("{base}/facility/address/{TOKEN}");
    let table: [(&str, &[&str], &str); 20] = [
        ("緩和 太郎 様", &["会員専用ページ", "48時間", "1回に限り", "8文字以上"], &link),
        ("指導 花子 先生", &["緩和 太郎 先生から", "専門医新規申請", "3例(番号1、3、8)"], &request),
        ("指導 花子 先生", &["取り下げられました", "1例(番号3)"], &queue),
        ("緩和 太郎 先生", &["指導 花子 先生による", "番号3", "承認済み"], &case),
        ("緩和 太郎 先生", &["指導 花子 先生による", "番号3", "非承認", "再度承認依頼"], &case),
        ("緩和 太郎 先生", &["指導 花子 先生の書面", "番号3", "承認済み(書面)"], &case),
        ("丘の病院 施設責任者 様", &["基幹施設の申請を受け付けました。"], &application),
        ("丘の病院 施設責任者 様", &["(修正後の再申請)"], &application),
        (
            "丘の病院 施設責任者 様",
            &["データの修正をお願いいたします。", "公印を押してください。"],
            &application,
        ),
        (
            "丘の病院 施設責任者 様",
            &["合格となりました。", "認定開始日は2027年4月1日(木)です。"],
            &application,
        ),
        ("丘の病院 施設責任者 様", &["不合格となりました。", "公印を押してください。"], &application),
        ("丘の病院 施設責任者 様", &["事務局で、", "ログイン用メールアドレスとして登録しました"], &door),
        ("丘の病院 施設責任者 様", &["事務局で、", "このメールアドレスではログインできません"], &door),
        ("丘の病院 施設責任者 様", &["ログイン用メールアドレスとして登録しました"], &door),
        (
            "丘の病院 施設責任者 様",
            &["確認により変更されました", "このメールアドレスではログインできません"],
            &door,
        ),
        ("丘の病院 施設責任者 様", &["「このアドレスに変更する」", "48時間", "1回に限り"], &confirming),
        ("丘の病院 施設責任者 様", &["これまでどおり", "パスワードを設定し直してください"], ""),
        ("丘の病院 施設責任者 様", &["施設名の変更の申請を受け付けました。"], &details),
        ("丘の病院 施設責任者 様", &["認定返上の申請が差し戻されました。"], &giving_back),
        ("丘の病院 施設責任者 様", &["施設マイページを終了しました。"], &door),
    ];
    for (mail, (greeting, says, url)) in every_kind().iter().zip(table) {
        let letter = render::letter(&Settings::default(), &mail.subject(), mail, Some(TOKEN)).unwrap();
        assert!(letter.text.starts_with(&format!("{greeting}\n\n")), "{}", letter.text);
        if url.is_empty() {
            let links = letter.html.matches("href=").count();
            assert!(links == 1 && !letter.text.contains(&format!("{base}/")), "no link but the site's own");
        } else {
            assert!(letter.text.contains(&format!("\n\n{url}\n\n")), "a line of its own: {}", letter.text);
            assert!(letter.html.contains(&format!("href=\"{url}\"")), "{}", letter.html);
        }
        for body in [&letter.text, &letter.html] {
            assert!(body.contains(greeting) && body.contains("日本緩和医療学会 認定システム"), "{body}");
            for words in says {
                assert!(body.contains(words), "「{words}」 in {body}");
            }
            assert!(!body.contains("{{") && !body.contains("{%") && !body.contains("！"), "{body}");
        }
    }
}

/// The shape of what is stored: a new field of [`Mail`] has to pass here.
#[test]
fn p7_mails_have_no_room_for_case_text() {
    let allowed: [(&str, &[&str]); 11] = [
        ("password_link", &["account", "kind", "name", "realm"]),
        ("approval_requested", &["applicant", "first", "kind", "set", "slots", "supervisor"]),
        ("approval_withdrawn", &["applicant", "kind", "set", "slots", "supervisor"]),
        ("case_decided", &["applicant", "approved", "kind", "set", "slot", "supervisor"]),
        ("case_approved_on_paper", &["applicant", "kind", "set", "slot", "supervisor"]),
        ("application_received", &["applying", "facility", "kind", "number"]),
        ("application_decided", &["applying", "decision", "facility", "kind", "starts", "words"]),
        ("login_address_given", &["by_itself", "facility", "kind", "to_former"]),
        ("address_link", &["facility", "kind", "link"]),
        ("address_asked", &["facility", "kind"]),
        ("change_told", &["about", "facility", "kind", "news", "page"]),
    ];
    for mail in every_kind() {
        let stored = serde_json::to_value(&mail).unwrap();
        let keys: BTreeSet<&str> = stored.as_object().unwrap().keys().map(String::as_str).collect();
        let (_, fields) = allowed.iter().find(|(kind, _)| *kind == mail.kind()).unwrap();
        assert_eq!(keys, fields.iter().copied().collect());
        assert_eq!(stored["kind"], mail.kind());
        assert_eq!(serde_json::from_value::<Mail>(stored).unwrap(), mail);
    }
}

/// A facility that changed its address by itself does not read that the office did, and what was stored before reads on.
#[test]
fn a1_a_new_address_is_told_in_the_words_of_who_gave_it() {
    let letter = render::letter(&Settings::default(), "", &given(true, true), None).unwrap();
    assert!(!letter.text.contains("事務局で") && !letter.html.contains("事務局で"), "{}", letter.text);
    let stored =
        serde_json::json!({ "kind": "login_address_given", "facility": "丘の病院", "to_former": true });
    assert_eq!(serde_json::from_value::<Mail>(stored).unwrap(), given(true, false));
}

#[test]
fn names_are_text_in_html_and_never_markup() {
    let mail = Mail::ApprovalWithdrawn {
        supervisor: "<script>alert(1)</script>".into(),
        applicant: "\"><img src=x onerror=alert(1)>".into(),
        set: CaseSet::Specialist,
        slots: vec![1],
    };
    let settings = Settings { society: "<b>学会</b>".into(), ..Settings::default() };
    let letter = render::letter(&settings, "<i>", &mail, None).unwrap();
    for markup in ["<script", "<img", "<b>", "<i>"] {
        assert!(!letter.html.contains(markup), "{markup} in {}", letter.html);
    }
    assert!(letter.text.contains("<script>alert(1)</script> 先生"), "plain text is left as it is");
}

#[test]
fn subjects_follow_the_guide_and_are_one_line() {
    let mail = Mail::PasswordLink { realm: Realm::Member, account: Uuid::nil(), name: String::new() };
    assert_eq!(
        subject(&Settings::default(), &mail),
        "【日本緩和医療学会】パスワードの設定をお願いいたします"
    );
    let settings = Settings { society: "学会\r\nBcc: all@example.jp".into(), ..Settings::default() };
    assert_eq!(subject(&settings, &mail), "【学会Bcc: all@example.jp】パスワードの設定をお願いいたします");
}
