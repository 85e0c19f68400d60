//! `kill -9` with clients at work that keep their own journal of what was acknowledged: all of it is
//! in the log, once, where they were told, and nothing else is.

pub mod journal;
pub mod worker;

use std::io::Read;
use std::process::Stdio;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use event_log::dice::Dice;
use kith_tests::{Home, Kith, knob};

use worker::{Sends, Worker};

/// Kills while clients work (`KITH_KILLS`).
const KILLS: u64 = 100;
/// After so many kills, another one strikes while the server starts.
const KILLS_PER_START_KILLED: u64 = 5;
/// Longest time that such a start gets.
const START_CUT_MS: u64 = 400;
/// After so many kills everything is verified, and at the end.
const KILLS_PER_VERIFICATION: u64 = 50;
/// Most answers that a round waits for before its kill.
const ANSWERS_MAX: u64 = 60;
const CLIENTS: u32 = 6;
const ANSWERS_WAITING_MAX: usize = 1_000;

#[test]
fn what_was_acknowledged_survives_a_hundred_kills_exactly_once() {
    let home = crate::home();
    let mut dice = Dice::new(knob("KITH_SEED", 7));
    let style = |n| if n % 3 == 0 { Sends::Batches } else { Sends::Singles };
    let mut workers: Vec<_> = (0..CLIENTS).map(|n| Worker::new(n, style(n))).collect();
    for kill in 1..=knob("KITH_KILLS", KILLS) {
        work_until_killed(home.serve(), &mut workers, dice.below(ANSWERS_MAX) as usize);
        if kill % KILLS_PER_START_KILLED == 0 {
            cut_a_start_short(&home, dice.below(START_CUT_MS));
        }
        if kill % KILLS_PER_VERIFICATION == 0 {
            home.run(&["verify"]).ok();
        }
    }
    let kith = home.serve();
    workers.iter_mut().for_each(|worker| worker.settle(&kith.admin));
    journal::check(&kith.admin, &workers);
    let replays: usize = workers.iter().map(|worker| worker.replays).sum();
    assert!(replays > 0, "some answers were lost on the way");
    kith.stop();
    home.run(&["verify"]).ok();
}

/// Clients send commands, singly and in batches; after so many answers the server is killed in the
/// middle of the others.
fn work_until_killed(kith: Kith, workers: &mut [Worker], answers: usize) {
    let (tell, told) = sync_channel(ANSWERS_WAITING_MAX);
    std::thread::scope(|scope| {
        for worker in workers {
            let (client, tell) = (kith.admin.clone(), tell.clone());
            // Ends when no answer comes, since the server is gone, or nobody counts any more.
            scope.spawn(move || while worker.work(&client) && tell.send(()).is_ok() {});
        }
        drop(tell);
        told.iter().take(answers).for_each(drop);
        kith.kill();
        drop(told);
    });
}

/// Starts the server and kills it before it is up, or just after.
fn cut_a_start_short(home: &Home, longest_ms: u64) {
    let mut command = home.command(&["serve", "--listen", "127.0.0.1:0"]);
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let (tell, told) = sync_channel(1);
    let reader = std::thread::spawn(move || drop((stdout.read(&mut [0]), tell.send(()))));
    // Either it is up, or its time is: both are moments to die.
    let _ = told.recv_timeout(Duration::from_millis(longest_ms));
    child.kill().unwrap();
    let status = child.wait().unwrap();
    reader.join().unwrap();
    assert_eq!(status.code(), None, "it ended by itself");
}
