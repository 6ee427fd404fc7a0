//! Server-sent events: "something of yours has changed", never what. One connection to Postgres listens for the whole
//! process and wakes every open page of the member, and the mail worker.

use std::{convert::Infallible, sync::Arc, time::Duration};

use crate::state::AppState;
use app::request::RequestInfo;
use axum::{
    Extension,
    extract::State,
    http::StatusCode,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use backend::approvals::Channel;
use domain::ids::MemberId;
use futures::{Stream, StreamExt as _, future, stream};
use sqlx::{PgPool, postgres::PgListener};
use tokio::sync::{Notify, broadcast};
use tokio_stream::wrappers::BroadcastStream;
use tokio_util::sync::CancellationToken;

/// How long one stream lives; the browser opens the next by itself, and the session is looked at again.
const STREAM_LIFE: Duration = Duration::from_mins(10);
const PAUSE_AFTER_LOSS: Duration = Duration::from_secs(1);

/// A change that pages may want to know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    /// What this member sees on pages that listen to the channel.
    Of(Channel, MemberId),
    /// The connection was lost for a while: anything may have happened.
    Anything,
}

impl Change {
    /// The names of the events that this member's pages are told.
    fn names(self, member: MemberId) -> Vec<&'static str> {
        match self {
            Self::Of(channel, whose) if whose == member => vec![channel.key()],
            Self::Of(..) => Vec::new(),
            Self::Anything => Channel::ALL.map(Channel::key).to_vec(),
        }
    }

    fn read(channel: &str, payload: &str) -> Option<Self> {
        Some(Self::Of(channel.parse().ok()?, payload.parse().ok()?))
    }
}

/// Where changes are told on; cheap to clone.
#[derive(Clone)]
pub struct Events {
    changes: broadcast::Sender<Change>,
    /// Rings when mail has been put into the outbox.
    pub outbox: Arc<Notify>,
    /// Rings when the demo's clock has been set forward.
    pub clock: Arc<Notify>,
    /// Ends every stream, and the listener.
    pub shutdown: CancellationToken,
}

impl Events {
    pub fn new(shutdown: CancellationToken) -> Self {
        let (outbox, clock) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        Self { changes: broadcast::Sender::new(256), outbox, clock, shutdown }
    }

    /// Listens until the end of the process; after a lost connection everybody is told to look again.
    pub async fn listen(self, db: PgPool) {
        let shutdown = self.shutdown.clone();
        let _ = shutdown
            .run_until_cancelled(async {
                loop {
                    if let Err(error) = Box::pin(self.listen_once(&db)).await {
                        tracing::warn!(%error, "LISTEN lost, connecting again");
                    }
                    tokio::time::sleep(PAUSE_AFTER_LOSS).await;
                }
            })
            .await;
    }

    async fn listen_once(&self, db: &PgPool) -> sqlx::Result<()> {
        let mut listener = PgListener::connect_with(db).await?;
        listener.listen_all(Channel::ALL.map(Channel::key)).await?;
        listener.listen_all(["outbox", "clock"]).await?;
        loop {
            self.anything();
            while let Some(told) = listener.try_recv().await? {
                match told.channel() {
                    "outbox" => self.outbox.notify_one(),
                    "clock" => self.clock.notify_one(),
                    channel => {
                        if let Some(change) = Change::read(channel, told.payload()) {
                            self.tell(change);
                        }
                    }
                }
            }
        }
    }

    fn anything(&self) {
        self.outbox.notify_one();
        self.clock.notify_one();
        self.tell(Change::Anything);
    }

    fn tell(&self, change: Change) {
        // Nobody listening is no error.
        let _ = self.changes.send(change);
    }

    fn of(&self, member: MemberId) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
        BroadcastStream::new(self.changes.subscribe())
            // Too slow to be told everything: then it was anything.
            .map(|told| told.unwrap_or(Change::Anything))
            .flat_map(move |change| stream::iter(change.names(member)))
            .map(|name| Ok(Event::default().event(name).data("changed")))
            .take_until(self.shutdown.clone().cancelled_owned())
            .take_until(tokio::time::sleep(STREAM_LIFE))
    }
}

/// `GET /events` of a signed-in member.
pub async fn stream(State(state): State<AppState>, request: Option<Extension<RequestInfo>>) -> Response {
    let Some(member) = request.and_then(|Extension(request)| request.actor?.member()) else {
        return StatusCode::UNAUTHORIZED.into_response();
    };
    // A first comment, so that the browser knows at once that it is connected.
    let hello =
        stream::once(future::ready(Ok(Event::default().retry(Duration::from_secs(3)).comment("connected"))));
    Sse::new(hello.chain(state.events.of(member))).keep_alive(KeepAlive::default()).into_response()
}
