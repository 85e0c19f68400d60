//! A program that this one started: spoken to over loopback, watched, and ended by its own handle.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child as Process, Command, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::Result;

/// Longest time until the first line on standard output.
const START_MAX: Duration = Duration::from_secs(120);
/// How often the memory of a child is looked at.
const WATCH_EVERY: Duration = Duration::from_millis(250);
/// Longest time from SIGTERM to the end: what the platform promises, and some.
const STOP_MAX: Duration = Duration::from_secs(15);
/// How often it is looked whether a child has ended.
const STOP_POLL: Duration = Duration::from_millis(5);
/// Clock ticks a second in `/proc/PID/stat`, which Linux fixes for programs.
const TICKS_A_SECOND: f64 = 100.0;

/// A running child. Dropping it kills it.
pub struct Child {
    process: Arc<Mutex<Process>>,
    pub address: SocketAddr,
    /// When it was started.
    pub started: Instant,
    pid: u32,
    /// Wakes the watch when the child is to end.
    watch: Option<(JoinHandle<()>, std::sync::mpsc::SyncSender<()>)>,
}

impl Child {
    /// Starts it and waits until it says where it listens. What it says on standard error goes into
    /// a file; it is ended when it takes more memory than this.
    pub fn start(mut command: Command, errors: &Path, memory_max_mib: u64) -> Result<Self> {
        let errors_file = File::options().create(true).append(true).open(errors)?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors_file);
        let started = Instant::now();
        let mut process = command.spawn()?;
        let stdout = process.stdout.take().ok_or("standard output is piped")?;
        let (pid, first) = (process.id(), first_line(stdout));
        let process = Arc::new(Mutex::new(process));
        let (stop, stopped) = sync_channel(1);
        let watched = Watched { process: process.clone(), memory_max_mib };
        let thread = std::thread::spawn(move || watched.run(pid, &stopped));
        let watch = Some((thread, stop));
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut child = Self { process, address, started, pid, watch };
        let said = first.recv_timeout(START_MAX).unwrap_or_default();
        let Some(address) = said.trim().strip_prefix("listening on http://") else {
            child.kill();
            let said = std::fs::read_to_string(errors).unwrap_or_default();
            let tail: String = said.lines().rev().take(5).collect::<Vec<_>>().join("\n  ");
            return Err(format!("the program did not come up:\n  {tail}").into());
        };
        child.address = address.parse()?;
        Ok(child)
    }

    /// SIGTERM; an error unless it ends well in the promised time.
    pub fn stop(mut self) -> Result<()> {
        let raw = i32::try_from(self.pid)?;
        let pid = rustix::process::Pid::from_raw(raw).ok_or("a child has a process id")?;
        self.end_watch();
        rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
        let until = Instant::now() + STOP_MAX;
        while Instant::now() < until {
            let ended = self.process.lock().expect("nobody panics holding it").try_wait()?;
            match ended {
                Some(status) if status.success() => return Ok(()),
                Some(status) => return Err(format!("stopped with {status}").into()),
                None => std::thread::park_timeout(STOP_POLL),
            }
        }
        Err(format!("did not stop within {STOP_MAX:?}").into())
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        self.end_watch();
        let mut process = self.process.lock().expect("nobody panics holding it");
        let _ = process.kill();
        let _ = process.wait();
    }

    fn end_watch(&mut self) {
        if let Some((thread, stop)) = self.watch.take() {
            drop(stop);
            let _ = thread.join();
        }
    }

    /// Resident memory now and at its highest, in bytes.
    pub fn resident(&self) -> Result<(u64, u64)> {
        Ok((status_kib(self.pid, "VmRSS:")? * 1_024, status_kib(self.pid, "VmHWM:")? * 1_024))
    }

    /// Processor time that it has used, in seconds.
    pub fn processor_seconds(&self) -> Result<f64> {
        processor_seconds(&self.pid.to_string())
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Processor time that this program has used, in seconds.
pub fn own_processor_seconds() -> Result<f64> {
    processor_seconds("self")
}

fn processor_seconds(pid: &str) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The program's name stands in brackets and may hold anything.
    let fields = text.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<std::result::Result<f64, _>>()? / TICKS_A_SECOND)
}

fn status_kib(pid: u32, field: &str) -> Result<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(field)).unwrap_or_default();
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// The first line of a pipe, which is read to its end so that nobody ever waits for this side.
fn first_line(pipe: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (to, from) = sync_channel(1);
    std::thread::spawn(move || {
        let mut pipe = BufReader::new(pipe);
        let mut line = String::new();
        if pipe.read_line(&mut line).is_ok() {
            let _ = to.send(line);
        }
        let _ = std::io::copy(&mut pipe, &mut std::io::sink());
    });
    from
}

/// Ends a child that takes too much memory.
struct Watched {
    process: Arc<Mutex<Process>>,
    memory_max_mib: u64,
}

impl Watched {
    fn run(&self, pid: u32, stopped: &Receiver<()>) {
        use std::sync::mpsc::RecvTimeoutError::Timeout;
        while stopped.recv_timeout(WATCH_EVERY) == Err(Timeout) {
            let Ok(kib) = status_kib(pid, "VmRSS:") else { return };
            if kib / 1_024 > self.memory_max_mib {
                eprintln!("the platform took {} MiB and was ended", kib / 1_024);
                let _ = self.process.lock().expect("nobody panics holding it").kill();
                return;
            }
        }
    }
}
