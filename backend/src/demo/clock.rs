//! The demo's clock, set forward by hand: a round, a start day and a year's end, lived through in minutes.

use domain::{
    audit::EventName,
    demo::{ClockPage, ClockProblem, TypedMoment, jumps},
};
use jiff::Timestamp;
use serde_json::json;

use super::queries;
use crate::{
    Demo, Error, Origin, Result,
    audit::{self, Event},
};

impl Demo<'_> {
    /// 「デモの日時」, with what is not right with what was typed, where something was. One statement.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the clock cannot be set.
    pub async fn clock(&self, typed: TypedMoment) -> Result<ClockPage> {
        if self.0.demo_clock.is_none() {
            return Err(Error::NotFound);
        }
        let (now, machine) = (self.0.clock.now(), self.0.clock.machine());
        let rounds = self.0.applications().rounds_ahead().await?;
        let problems =
            if typed.is_empty() { Vec::new() } else { typed.read(now, machine).err().unwrap_or_default() };
        Ok(ClockPage { now, machine, jumps: jumps(&rounds, now), typed, problems })
    }

    /// 「日時を進める」: on every node, and for good. Tells the workers, who catch up with the days that passed. One
    /// transaction.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the clock cannot be set.
    pub async fn set_clock(
        &self,
        origin: &Origin,
        typed: &TypedMoment,
    ) -> Result<Result<Timestamp, Vec<ClockProblem>>> {
        let clock = self.0.demo_clock.as_ref().ok_or(Error::NotFound)?;
        let (now, machine) = (self.0.clock.now(), self.0.clock.machine());
        let to = match typed.read(now, machine) {
            Ok(to) => to,
            Err(problems) => return Ok(Err(problems)),
        };
        let mut tx = self.0.begin().await?;
        let ahead = queries::set_clock(&mut tx, to.as_microsecond() - machine.as_microsecond()).await?;
        let event =
            Event { name: EventName::DemoClockMoved, subject: None, detail: json!({ "to": to.to_string() }) };
        audit::record_system(&mut tx, origin, event, now).await?;
        tx.commit().await?;
        clock.set_ahead(ahead);
        Ok(Ok(to))
    }

    /// Sets this node's clock as the database has it. Did it move? Nothing where the clock cannot be set.
    pub async fn follow_clock(&self) -> Result<bool> {
        let Some(clock) = &self.0.demo_clock else { return Ok(false) };
        let ahead = queries::clock(&mut *self.0.db.acquire().await?).await?;
        Ok(ahead.is_some_and(|ahead| clock.set_ahead(ahead)))
    }
}
