//! A running `kith`: started, spoken to, and ended by its own handle.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::client::Client;

/// Longest time until the first line on standard output.
const START_MAX: Duration = Duration::from_secs(60);
/// Longest time from SIGTERM to the end: what the platform promises.
const STOP_MAX: Duration = Duration::from_secs(10);
/// How many lines of standard output may wait to be read.
const STDOUT_LINES_MAX: usize = 10_000;

/// How a program that didn't stay ended.
#[derive(Debug)]
pub struct Exit {
    /// Its exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// Its standard error.
    pub stderr: String,
}

/// A running `kith`. Dropping it kills it.
pub struct Kith {
    child: Child,
    stderr: Arc<Mutex<String>>,
    stdout: Receiver<String>,
    /// Its address, such as `http://127.0.0.1:40123`.
    pub url: String,
    /// The admin token of the tenant `default`.
    pub token: String,
    /// Speaks as the admin.
    pub admin: Client,
}

impl Kith {
    /// Starts a server whose data directory is `data` and waits for its first line.
    pub fn start(mut command: Command, data: &Path) -> Result<Self, Exit> {
        let mut child = command.spawn().expect("the program under test can be started");
        let (stderr, reader) = collect(child.stderr.take().expect("stderr is piped"));
        let stdout = lines(child.stdout.take().expect("stdout is piped"));
        let Ok(first) = stdout.recv_timeout(START_MAX) else {
            drop(child.kill());
            let status = child.wait().expect("a child can be waited for");
            reader.join().expect("reading a pipe doesn't panic");
            return Err(Exit { code: status.code(), stderr: said(&stderr) });
        };
        let url = first
            .strip_prefix("listening on ")
            .unwrap_or_else(|| panic!("the first line is {first:?}; stderr: {}", said(&stderr)))
            .to_owned();
        let token = std::fs::read_to_string(data.join("admin.token"))
            .expect("the admin token is stored before the first line")
            .trim()
            .to_owned();
        let admin = Client::new(&url, Some(&token));
        Ok(Self { child, stderr, stdout, url, token, admin })
    }

    /// The next line that it prints on standard output.
    pub fn next_line(&self) -> Option<String> {
        self.stdout.recv_timeout(START_MAX).ok()
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it has said on standard error so far.
    pub fn stderr(&self) -> String {
        said(&self.stderr)
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.end();
    }

    /// SIGTERM; panics unless it ends well within the promised time.
    pub fn stop(mut self) {
        let raw = i32::try_from(self.child.id()).expect("a process id is a small number");
        let pid = Pid::from_raw(raw).expect("a child has a process id");
        kill_process(pid, Signal::TERM).expect("a child can be signalled");
        let status = self.wait(STOP_MAX);
        // Until nobody holds the pipe any more: a tracer writes what it has seen after its end.
        while self.stdout.recv_timeout(STOP_MAX).is_ok() {}
        let stderr = self.stderr();
        match status {
            Some(status) => assert!(status.success(), "it ended with {status}: {stderr}"),
            None => panic!("it did not end within {STOP_MAX:?} of SIGTERM: {stderr}"),
        }
    }

    /// Waits for it to end by itself; `None` if it doesn't in that time.
    pub fn wait(&mut self, longest: Duration) -> Option<ExitStatus> {
        let until = Instant::now() + longest;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                return Some(status);
            }
            // Standard output closes when the process ends, so this wakes up at once.
            let left = until.checked_duration_since(Instant::now())?;
            drop(self.stdout.recv_timeout(left.min(Duration::from_millis(20))));
        }
    }

    fn end(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Kith {
    fn drop(&mut self) {
        self.end();
        if std::thread::panicking() {
            eprintln!("--- kith said:\n{}---", self.stderr());
        }
    }
}

fn said(stderr: &Mutex<String>) -> String {
    stderr.lock().map_or_else(|poisoned| poisoned.into_inner().clone(), |text| text.clone())
}

/// Reads a pipe to its end on a thread of its own, so that the program never waits for us.
fn collect(pipe: impl Read + Send + 'static) -> (Arc<Mutex<String>>, JoinHandle<()>) {
    let text = Arc::new(Mutex::new(String::new()));
    let sink = Arc::clone(&text);
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            let mut sink = sink.lock().expect("nobody panics with this lock");
            sink.push_str(&line);
            sink.push('\n');
        }
    });
    (text, reader)
}

fn lines(pipe: impl Read + Send + 'static) -> Receiver<String> {
    let (to, from) = sync_channel(STDOUT_LINES_MAX);
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            if to.send(line).is_err() {
                return;
            }
        }
    });
    from
}
