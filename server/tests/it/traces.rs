//! Spans, as a collector of OpenTelemetry receives them.

use std::sync::{Arc, Mutex};

use axum::{Router, body::Bytes, extract::State, routing::post};
use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest,
    common::v1::any_value::Value,
    trace::v1::{Span, span::SpanKind, status::StatusCode},
};
use prost::Message as _;

use crate::{
    postgres::Folder,
    process::{answers, end, free_port, get, program},
};

type Received = Arc<Mutex<Vec<ExportTraceServiceRequest>>>;

/// A collector, and where it listens.
async fn collector() -> (Received, String) {
    let received = Received::default();
    let take = async |State(received): State<Received>, body: Bytes| {
        received.lock().unwrap().push(ExportTraceServiceRequest::decode(body).unwrap());
    };
    let router = Router::new().route("/v1/traces", post(take)).with_state(received.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
    (received, address)
}

fn attribute(span: &Span, key: &str) -> Option<Value> {
    span.attributes.iter().find(|attribute| attribute.key == key)?.value.clone()?.value
}

#[tokio::test]
async fn a_collector_is_told_of_requests_and_not_of_what_was_asked() {
    let (received, address) = collector().await;
    let (folder, port) = (Folder::new("traced"), free_port());
    let settings = ["--port", &port.to_string(), "--otlp-endpoint", &address, "--trusted-proxies", "1"];
    let mut server = program(&folder.0, &settings).spawn().unwrap();
    answers(&mut server, port).await;
    get(port, "/password/set/kQ3vT0kenOfALink").await.unwrap();
    get(port, "/password/nowhere").await.unwrap();
    let (ended, log) = end(server).await;
    assert!(ended, "{log}");

    let received = received.lock().unwrap();
    let spans: Vec<&Span> = received
        .iter()
        .flat_map(|request| &request.resource_spans)
        .flat_map(|of_resource| &of_resource.scope_spans)
        .flat_map(|of_scope| &of_scope.spans)
        .collect();
    let named = |name: &str| {
        let names: Vec<&str> = spans.iter().map(|span| span.name.as_str()).collect();
        *spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("no {name} in {names:?}"))
    };
    let page = named("GET /password/set/{token}");
    assert_eq!(page.kind, SpanKind::Server as i32);
    assert_eq!(attribute(page, "http.response.status_code"), Some(Value::IntValue(200)));
    assert!(matches!(attribute(page, "id"), Some(Value::StringValue(id)) if id.len() == 16));
    assert!(page.status.as_ref().is_none_or(|status| status.code() == StatusCode::Unset), "{page:?}");
    let told = format!("{spans:?}");
    assert!(!told.contains("kQ3vT0ken") && !told.contains("nowhere"), "{told}");
}

#[tokio::test]
async fn a_collector_that_is_away_is_in_nobodys_way() {
    let (folder, port) = (Folder::new("untraced"), free_port());
    let away = format!("http://127.0.0.1:{}", free_port());
    let settings = ["--port", &port.to_string(), "--otlp-endpoint", &away];
    let mut server = program(&folder.0, &settings).spawn().unwrap();
    answers(&mut server, port).await;
    let (ended, log) = end(server).await;
    assert!(ended, "{log}");
}
