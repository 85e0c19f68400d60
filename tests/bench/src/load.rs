//! Requests over many connections, each of which waits for its answer before it asks again.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::Result;
use crate::http::Connection;

/// Time at the beginning of a load that is not counted.
const WARM_UP: Duration = Duration::from_millis(300);

/// Writes the nth request.
pub type Make = Arc<dyn Fn(u64, &mut Vec<u8>) + Send + Sync>;

/// A load to be made.
#[derive(Clone)]
pub struct Load {
    pub to: SocketAddr,
    pub connections: usize,
    pub make: Make,
    /// Numbers the requests; go on with it where none may be sent twice.
    pub number: Arc<AtomicU64>,
    /// The status that every answer must have.
    pub expect: u16,
}

/// What came of a load.
#[derive(Debug, Clone, Default)]
pub struct Done {
    /// Answers a second.
    pub rate: f64,
    /// From request to answer, in microseconds, sorted.
    pub latencies_us: Vec<u32>,
    /// Processor time of this program, in seconds.
    pub own_processor: f64,
    pub seconds: f64,
}

impl Done {
    /// A quantile of the latencies in milliseconds, by nearest rank.
    pub fn quantile_ms(&self, quantile: f64) -> f64 {
        crate::measure::quantile(&self.latencies_us, quantile) / 1_000.0
    }
}

impl Load {
    /// Keeps every connection busy for so long.
    pub async fn run(&self, span: Duration) -> Result<Done> {
        let from = Instant::now() + WARM_UP;
        let until = from + span;
        let before = crate::child::own_processor_seconds()?;
        let mut tasks = JoinSet::new();
        for _ in 0..self.connections {
            let connection = Connection::open(self.to).await?;
            tasks.spawn(self.clone().client(connection, from, until));
        }
        let mut latencies_us = Vec::new();
        while let Some(done) = tasks.join_next().await {
            latencies_us.append(&mut done??);
        }
        latencies_us.sort_unstable();
        let seconds = span.as_secs_f64();
        let rate = latencies_us.len() as f64 / seconds;
        let whole = (span + WARM_UP).as_secs_f64();
        let own_processor = (crate::child::own_processor_seconds()? - before) * seconds / whole;
        Ok(Done { rate, latencies_us, own_processor, seconds })
    }

    async fn client(
        self,
        mut connection: Connection,
        from: Instant,
        until: Instant,
    ) -> Result<Vec<u32>> {
        let (mut request, mut latencies) = (Vec::new(), Vec::new());
        loop {
            request.clear();
            (self.make)(self.number.fetch_add(1, Ordering::Relaxed), &mut request);
            let sent = Instant::now();
            if sent >= until {
                return Ok(latencies);
            }
            let head = connection.ask(&request).await?;
            if head.status != self.expect {
                return Err(format!("answered {} instead of {}", head.status, self.expect).into());
            }
            let answered = Instant::now();
            if sent >= from && answered < until {
                let took = answered.duration_since(sent).as_micros();
                latencies.push(u32::try_from(took).unwrap_or(u32::MAX));
            }
        }
    }
}
