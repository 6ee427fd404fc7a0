//! Requests as spans of OpenTelemetry, sent to the collector that the settings name; without one nothing is made or kept.
//!
//! A span says what a line of the log says: method, pattern of the route, status, number. Never the address itself, nor who
//! asked, nor what was typed.

use axum::{
    extract::Request,
    http::{StatusCode, Uri},
};
use opentelemetry::{
    KeyValue,
    propagation::TextMapPropagator as _,
    trace::{Status, TraceContextExt as _, TracerProvider as _},
};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    trace::{SdkTracerProvider, Tracer},
};
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

/// Where a collector takes spans over http.
const PATH: &str = "/v1/traces";

/// The way to a collector. Whoever drops it waits until the last spans are there, for at most some seconds.
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// A collector at this address (`OTEL_EXPORTER_OTLP_ENDPOINT`), which need not be there yet. What else OpenTelemetry's
    /// variables say (`OTEL_TRACES_SAMPLER`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_EXPORTER_OTLP_HEADERS`) holds too.
    ///
    /// # Errors
    /// When the variables cannot be read. Outside of a runtime: the exporter has a thread of its own.
    pub fn to(collector: &Uri) -> Result<Self, ExporterBuildError> {
        let endpoint = format!("{}{PATH}", collector.to_string().trim_end_matches('/'));
        let exporter = SpanExporter::builder().with_http().with_endpoint(endpoint).build()?;
        let who = Resource::builder()
            .with_service_name("nintei")
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        let provider = SdkTracerProvider::builder().with_resource(who).with_batch_exporter(exporter).build();
        Ok(Self(provider))
    }

    /// For the layer of `tracing`.
    pub fn tracer(&self) -> Tracer {
        self.0.tracer("nintei")
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown() {
            eprintln!("OpenTelemetry: {error}");
        }
    }
}

/// What is known of a request before it is answered. A proxy of ours may have begun the trace.
pub fn describe(span: &Span, request: &Request, route: &str, trusted_proxies: u8) {
    if trusted_proxies > 0 {
        let parent = TraceContextPropagator::new().extract(&HeaderExtractor(request.headers()));
        // Refused only when the span has begun.
        let _ = span.set_parent(parent);
    }
    let method = request.method().as_str();
    span.context().span().update_name(format!("{method} {route}"));
    span.set_attribute("http.request.method", method.to_owned());
    span.set_attribute("http.route", route.to_owned());
}

/// What came of it. Only what is our fault is an error.
pub fn answered(span: &Span, status: StatusCode) {
    span.set_attribute("http.response.status_code", i64::from(status.as_u16()));
    if status.is_server_error() {
        span.set_status(Status::error(""));
    }
}
