//! What is said once after an action: by an answer of the server's, never by a link.

use sqlx::PgPool;

use crate::harness::{Client, TestApp};

const SAID: &str = "class=\"flash";

/// E5: the sentence stands on the page that the answer leads to, and on no other look at the same address.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e5_what_is_said_once_is_not_said_on_reload(db: PgPool) {
    let app = TestApp::new(db);
    let visitor = app.visitor();
    let fields = [("account", "100001"), ("password", "wrong-password-1"), ("door", "member")];
    let answer = visitor.post("/api/accounts/sign_in", "/signin", &fields).await;
    let first = visitor.follow(&answer).await;
    assert!(
        first.body.contains("パスワードのいずれかが正しくありません。") && first.body.contains(SAID),
        "{}",
        first.body
    );
    let dropped = |cookie: &str| cookie.starts_with("flash-") && cookie.contains("=; Max-Age=0; ");
    let cookies: Vec<&str> =
        first.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok()).collect();
    assert!(cookies.iter().any(|cookie| dropped(cookie)), "{cookies:?}");
    // The browser has thrown the cookie away.
    let again = visitor.get(answer.location()).await;
    assert!(!again.body.contains(SAID), "{}", again.body);
    // Somebody to whom the address was sent never had it.
    let other = app.member("100002").await.get(answer.location()).await;
    assert!(!other.body.contains(SAID), "{}", other.body);
}

/// A link that somebody made up says nothing; and whoever has got hold of a cookie can make our pages say our sentences, and
/// no others.
#[sqlx::test(migrator = "backend::MIGRATOR")]
async fn e5_a_made_up_link_does_not_speak_with_our_voice(db: PgPool) {
    let app = TestApp::new(db);
    let with_cookie = Client { app: &app, cookie: Some("flash-1=1".into()) };
    let capabilities = [
        "accounts",
        "applications",
        "approvals",
        "cases",
        "demo",
        "documents",
        "facilities",
        "mail",
        "network",
        "registry",
    ];
    for of in capabilities {
        let failed = format!("{of}.{{\"Failed\":\"NotFound\"}}.1");
        let address = format!("/signin?flash={}", app::route::encode(&failed));
        assert!(!app.visitor().get(&address).await.body.contains(SAID), "{of}: a link");
        assert!(with_cookie.get(&address).await.body.contains(SAID), "{of} is read at all");
        for odd in [
            "{\"Failed\":{\"Said\":\"にせもの\"}}",
            "{\"Failed\":{\"\\u0053aid\":\"にせもの\"}}",
            "{\"Failed\":{\"Internal\":\"にせもの\"}}",
            "{\"Failed\":{\"Internal\":{\"Logged\":\"にせもの\"}}}",
            "{\"Failed\":{\"Refused\":{\"Case\":{\"TooLong\":{\"what\":\"にせもの\",\"limit\":1,\"count\":2}}}}}",
            "{\"Failed\":{\"Refused\":{\"Case\":{\"Overladen\":{\"what\":{\"Comment\":\"にせもの\"}}}}}}",
            "\"にせもの\"",
            "にせもの",
            "[]",
            "null",
            "",
        ] {
            let address = format!("/signin?flash={}", app::route::encode(&format!("{of}.{odd}.1")));
            let page = with_cookie.get(&address).await.body;
            assert!(!page.contains(SAID) && !page.contains("にせもの"), "{of}.{odd}: {page}");
        }
    }
    for old in
        ["notice={\"Failed\":{\"Said\":\"にせもの\"}}", "flash={\"Failed\":{\"Internal\":\"にせもの\"}}"]
    {
        let (name, text) = old.split_once('=').expect("a pair");
        let page = with_cookie.get(&format!("/signin?{name}={}", app::route::encode(text))).await.body;
        assert!(!page.contains(SAID) && !page.contains("にせもの"), "{old}: {page}");
    }
}
