//! The last evening (`make rush`): everybody at once, at the highest rate that the machine holds, then at twice that, while
//! things break. What was acknowledged must be there afterwards, once.

mod disk;
mod faults;
mod ledger;
mod people;
mod proxy;
mod smtp;
mod table;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use clap::Args;
use color_eyre::eyre::{Result, bail};
use hdrhistogram::Histogram;
use jiff::Timestamp;
use serde::Serialize;

use self::{
    faults::{Fault, Happened, Operator},
    ledger::{Balance, Ledger},
    people::{Act, Outcome, Person},
    proxy::Proxy,
    smtp::MailServer,
};
use crate::{
    load::{self, Connection},
    postgres::Cluster,
    report::{self, Machine},
    server::Program,
    society::{self, Shape},
};

#[derive(Args, Clone)]
pub struct Options {
    /// Less than a minute with a tenth of the people, for `make test`
    #[arg(long)]
    short: bool,
    /// How long the highest rate is held; twice the rate a third of it
    #[arg(long, default_value_t = 10.0)]
    minutes: f64,
    /// Where the tables are written
    #[arg(long, default_value = "docs")]
    docs: std::path::PathBuf,
}

/// How long each part is.
struct Plan {
    shape: Shape,
    office: usize,
    step: Duration,
    growth: f64,
    steps: usize,
    hold: Duration,
    double: Duration,
    no_mail: Duration,
    mail_pause: Duration,
}

impl Plan {
    fn of(options: &Options) -> Self {
        if options.short {
            return Self {
                shape: Shape::SMALL,
                office: 2,
                step: Duration::from_secs(2),
                growth: 2.0,
                steps: 4,
                hold: Duration::from_secs(18),
                double: Duration::from_secs(6),
                no_mail: Duration::from_secs(4),
                mail_pause: Duration::from_millis(20),
            };
        }
        let hold = Duration::from_secs_f64(options.minutes * 60.0);
        Self {
            shape: Shape { supervisors: 200, ..Shape::SOCIETY },
            office: 5,
            step: Duration::from_secs(6),
            growth: 1.3,
            steps: 14,
            hold,
            double: hold / 3,
            no_mail: Duration::from_mins(1).min(hold / 5),
            mail_pause: Duration::from_millis(100),
        }
    }
}

/// A person and their browser's connection.
struct Seat {
    person: Person,
    connection: Connection,
}

/// What came of one kind of act.
struct Tally {
    times: Histogram<u64>,
    shed: u64,
    broken: u64,
    wrong: u64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub act: Act,
    pub right: u64,
    pub shed: u64,
    pub broken: u64,
    pub wrong: u64,
    pub p50_ms: f64,
    pub p95_ms: f64,
    pub p99_ms: f64,
}

/// One stretch of the evening.
#[derive(Clone, Debug, Serialize)]
pub struct Phase {
    pub name: String,
    pub rate: f64,
    pub seconds: f64,
    /// Right answers for each second.
    pub answered: f64,
    /// Acts that were due while everybody was still waiting for an answer.
    pub nobody_free: u64,
    pub rows: Vec<Row>,
}

impl Phase {
    fn sum(&self, of: fn(&Row) -> u64) -> u64 {
        self.rows.iter().map(of).sum()
    }

    /// The machine holds this rate: everything is answered as it should, and nobody waits.
    fn is_held(&self) -> bool {
        let due = self.rate * self.seconds;
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let right = self.sum(|row| row.right) as f64;
        let bad = self.sum(|row| row.shed + row.broken + row.wrong);
        right >= 0.95 * due && bad == 0 && self.rows.iter().all(|row| row.p95_ms <= 1_000.0)
    }
}

/// What everybody shares.
struct Evening {
    ledger: Ledger,
    free: Mutex<VecDeque<Seat>>,
    under_way: AtomicUsize,
    tallies: Mutex<BTreeMap<Act, Tally>>,
}

/// What breaks while the highest rate is held, and while twice that is asked for; each at its share of the time.
const AT_THE_HIGHEST: [(f64, Fault); 9] = [
    (0.08, Fault::Kill),
    (0.20, Fault::FullDisk),
    (0.30, Fault::RestartPostgres),
    (0.42, Fault::NoMail),
    (0.50, Fault::SecondServer),
    (0.60, Fault::ClockForward),
    (0.68, Fault::KillSecond),
    (0.76, Fault::ClockBack),
    (0.84, Fault::RollingRestart),
];
const AT_TWICE_THAT: [(f64, Fault); 1] = [(0.4, Fault::Kill)];

/// Everything that the evening showed.
#[derive(Serialize)]
pub struct Told {
    pub machine: Machine,
    pub proxy: String,
    pub people: usize,
    pub ramp: Vec<Phase>,
    pub highest: f64,
    pub phases: Vec<Phase>,
    pub faults: Vec<Happened>,
    pub balance: Balance,
    pub minutes: f64,
}

pub async fn run(options: &Options) -> Result<()> {
    let begun = Instant::now();
    let plan = Plan::of(options);
    let program = Program::from_environment()?;
    let cluster = Arc::new(Cluster::start()?);
    let machine = Machine::look(cluster.version().await?);
    cluster.create("evening").await?;
    let url = cluster.url("evening");
    program.start(&url, cluster.folder(), &[]).await?.stop()?;
    let db = cluster.pool("evening").await?;
    society::load(&db, plan.shape, 1).await?;
    let everybody = people::everybody(&db, plan.office).await?;
    let people = everybody.len();
    println!("rush: {people} people are signed in (their sessions were written by the driver)");
    // Cut by the immediate restart like everybody's.
    db.close().await;

    let mail = MailServer::start(plan.mail_pause).await?;
    let since = Timestamp::now();
    let mut operator = Operator::new(program, cluster.clone(), url, mail.clone(), plan.no_mail)?;
    let proxy = Proxy::start(cluster.folder(), operator.ports)?;
    operator.start().await?;
    proxy.ready(Duration::from_secs(10)).await?;
    let evening = Arc::new(Evening::with(everybody, proxy.port));

    let (ramp, highest) = highest(&evening, &plan).await?;
    println!("rush: the highest rate is {highest:.0} acts a second");
    let mut phases = Vec::new();
    let mut faults = Vec::new();
    for (name, rate, length, planned) in [
        ("highest rate", highest, plan.hold, &AT_THE_HIGHEST[..]),
        ("twice the highest rate", 2.0 * highest, plan.double, &AT_TWICE_THAT[..]),
    ] {
        let (phase, happened) =
            tokio::join!(evening.phase(name, rate, length), faults::unfold(&mut operator, planned, length));
        phases.push(phase?);
        faults.extend(happened?);
    }
    mail.away(false);
    mail.hurry();
    evening.everybody_back(Duration::from_secs(30)).await;
    let alive = load::get(proxy.port, "/readyz", "").await;
    if !alive.is_ok_and(|answer| answer.status == 200) {
        bail!("the server is not there at the end of the evening");
    }
    operator.stop()?;
    let balance = evening.ledger.balance(&cluster.pool("evening").await?, since, &mail).await?;
    let told = Told {
        machine,
        proxy: proxy.version.clone(),
        people,
        ramp,
        highest,
        phases,
        faults,
        balance,
        minutes: begun.elapsed().as_secs_f64() / 60.0,
    };
    let text = table::text(&told);
    println!("\n{text}");
    if !options.short {
        report::write(&options.docs, "rush", &told, &text)?;
    }
    table::verdict(&told)
}

/// Faster and faster until it is not held any more.
async fn highest(evening: &Arc<Evening>, plan: &Plan) -> Result<(Vec<Phase>, f64)> {
    let (mut steps, mut rate, mut held) = (Vec::new(), 100.0, 0.0);
    // Caches and connections.
    evening.phase("warm-up", 50.0, plan.step / 2).await?;
    for _ in 0..plan.steps {
        let phase = evening.phase("ramp", rate, plan.step).await?;
        println!("rush: {rate:.0} a second: {:.0} answered", phase.answered);
        let is_held = phase.is_held();
        steps.push(phase);
        if !is_held {
            break;
        }
        held = rate;
        rate *= plan.growth;
    }
    // A machine that does not even hold the first step is slow; the evening happens all the same.
    Ok((steps, if held > 0.0 { held } else { 50.0 }))
}

impl Evening {
    fn with(people: Vec<Person>, port: u16) -> Self {
        // Applicants, supervisors and the office mixed, always in the same way.
        let mut seats: Vec<Seat> =
            people.into_iter().map(|person| Seat { person, connection: Connection::to(port) }).collect();
        let count = seats.len();
        for at in 0..count {
            seats.swap(at, (at * 7_919 + 13) % count);
        }
        Self {
            ledger: Ledger::default(),
            free: Mutex::new(seats.into()),
            under_way: AtomicUsize::new(0),
            tallies: Mutex::default(),
        }
    }

    fn free(&self) -> MutexGuard<'_, VecDeque<Seat>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tallies(&self) -> MutexGuard<'_, BTreeMap<Act, Tally>> {
        self.tallies.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// So many acts a second, whether the server keeps up or not, by whoever is free.
    async fn phase(self: &Arc<Self>, name: &str, rate: f64, length: Duration) -> Result<Phase> {
        self.tallies().clear();
        let begun = Instant::now();
        let (mut done, mut nobody_free) = (0_u64, 0);
        while begun.elapsed() < length {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
            let due = (begun.elapsed().as_secs_f64() * rate) as u64;
            while done < due {
                done += 1;
                let seat = self.free().pop_front();
                match seat {
                    Some(seat) => {
                        self.under_way.fetch_add(1, Ordering::Relaxed);
                        tokio::spawn(self.clone().turn(seat));
                    }
                    None => nobody_free += 1,
                }
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let seconds = begun.elapsed().as_secs_f64();
        self.everybody_back(Duration::from_secs(12)).await;
        let rows: Vec<Row> = self.tallies().iter().map(|(act, tally)| tally.row(*act)).collect();
        let right: u64 = rows.iter().map(|row| row.right).sum();
        #[expect(clippy::cast_precision_loss, reason = "a rate")]
        let answered = right as f64 / seconds;
        Ok(Phase { name: name.to_owned(), rate, seconds, answered, nobody_free, rows })
    }

    async fn turn(self: Arc<Self>, mut seat: Seat) {
        let begun = Instant::now();
        let (act, outcome) = seat.person.act(&mut seat.connection, &self.ledger).await;
        let took = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        if let Ok(empty) = Tally::empty() {
            self.tallies().entry(act).or_insert(empty).note(outcome, took);
        }
        self.under_way.fetch_sub(1, Ordering::Relaxed);
        match outcome {
            Outcome::Right | Outcome::Wrong => {}
            // As the answer asks.
            Outcome::Shed(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
            Outcome::Broken => tokio::time::sleep(Duration::from_millis(500)).await,
        }
        self.free().push_back(seat);
    }

    async fn everybody_back(&self, patience: Duration) {
        let begun = Instant::now();
        while self.under_way.load(Ordering::Relaxed) > 0 && begun.elapsed() < patience {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Tally {
    fn empty() -> Result<Self> {
        Ok(Self { times: load::histogram()?, shed: 0, broken: 0, wrong: 0 })
    }

    fn note(&mut self, outcome: Outcome, micros: u64) {
        match outcome {
            Outcome::Right => self.times.saturating_record(micros),
            Outcome::Shed(_) => self.shed += 1,
            Outcome::Broken => self.broken += 1,
            Outcome::Wrong => self.wrong += 1,
        }
    }

    fn row(&self, act: Act) -> Row {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds for people")]
        let at = |quantile: f64| self.times.value_at_quantile(quantile) as f64 / 1_000.0;
        Row {
            act,
            right: self.times.len(),
            shed: self.shed,
            broken: self.broken,
            wrong: self.wrong,
            p50_ms: at(0.5),
            p95_ms: at(0.95),
            p99_ms: at(0.99),
        }
    }
}
