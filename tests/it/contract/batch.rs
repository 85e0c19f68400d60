//! Commands as NDJSON: a line for a line, in order, and nothing that stops the others.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use kith_tests::Kith;
use kith_tests::samples::{id, lead, qualify};
use serde_json::{Value as Json, json};

fn line(command: &str, data: &Json) -> Json {
    json!({"command": command, "data": data})
}

fn send(kith: &Kith, body: impl Into<Vec<u8>>) -> Vec<Json> {
    let request = kith.admin.request("POST", "/v1/commands");
    let answer = request.body("application/x-ndjson", body).send().status(200);
    let kind = answer.header("content-type").unwrap();
    assert!(kind.starts_with("application/x-ndjson"), "{kind}");
    answer.lines()
}

#[test]
fn a_bad_line_never_stops_the_others() {
    let home = crate::home();
    let kith = home.serve();
    let long = format!(
        "{{\"command\":\"CreateLead\",\"data\":{{\"interest\":\"{}\"}}}}",
        "x".repeat(200_000)
    );
    let lines = [
        line("CreateLead", &lead(1)).to_string(),
        "{\"command\":\"CreateLead\",".into(),
        line("CreateLead", &json!({"email": "nobody"})).to_string(),
        line("MakeCoffee", &json!({})).to_string(),
        json!({"command": "CreateLead", "data": lead(2), "colour": "red"}).to_string(),
        long,
        "[]".into(),
        line("CreateLead", &lead(1)).to_string(),
        line("CreateLead", &lead(3)).to_string(),
    ];
    let answers = send(&kith, lines.join("\n"));
    let told: Vec<_> = answers.iter().map(|a| (a["line"].as_u64(), a["status"].as_u64())).collect();
    let expected = [201, 400, 422, 404, 400, 413, 400, 409, 201];
    let expected: Vec<_> = (1..).zip(expected).map(|(n, s)| (Some(n), Some(s))).collect();
    assert_eq!(told, expected, "{answers:#?}");
    for refused in answers.iter().filter(|answer| answer["status"].as_u64() >= Some(400)) {
        assert_eq!(refused["problem"]["status"], refused["status"], "{refused}");
    }
    assert_eq!(answers[8]["stream"]["id"], id("lead", 3));
}

#[test]
fn a_later_line_sees_what_an_earlier_one_did() {
    let home = crate::home();
    let kith = home.serve();
    let mut lines = Vec::new();
    for n in 1..=300 {
        lines.push(line("CreateLead", &lead(n)));
        lines.push(line("QualifyLead", &qualify(n)));
    }
    let answers = kith.admin.batch(&lines);
    assert_eq!(answers.len(), lines.len());
    let position = |answer: &Json| answer["position"].as_u64().unwrap();
    for pair in answers.windows(2) {
        assert!(pair[1]["status"].as_u64() < Some(300), "{}", pair[1]);
        assert!(position(&pair[0]) < position(&pair[1]), "lines take effect in their order");
    }
}

#[test]
fn a_line_carries_its_own_key_time_and_user() {
    let home = crate::home();
    let kith = home.serve();
    let lines = [json!({
        "command": "CreateLead", "idempotency_key": "row-1", "occurred_at": "2018-03-01T00:00:00Z",
        "on_behalf_of": id("user", 1), "data": lead(1),
    })];
    let first = kith.admin.batch(&lines);
    assert_eq!((&first[0]["status"], &first[0]["replayed"]), (&json!(201), &json!(false)));
    let again = kith.admin.batch(&lines);
    assert_eq!((&again[0]["status"], &again[0]["replayed"]), (&json!(201), &json!(true)));
    // The same key by the same subject, one by one.
    let single = kith.admin.post("CreateLead", &lead(1)).key("row-1").at("2018-03-01T00:00:00Z");
    assert_eq!(single.send().json()["replayed"], true);
    let event = kith.admin.get("/v1/events?types=LeadCreated").lines().remove(0);
    assert_eq!(event["occurred_at"], "2018-03-01T00:00:00.000000Z");
    assert_eq!(event["on_behalf_of"], id("user", 1));
    let bad = [json!({"command": "CreateLead", "occurred_at": "2018-03-01", "data": lead(2)})];
    let answer = kith.admin.batch(&bad);
    assert!(answer[0]["status"] == 422 || answer[0]["status"] == 201, "{answer:?}");
}

#[test]
fn empty_lines_line_ends_and_no_lines_are_fine() {
    let home = crate::home();
    let kith = home.serve();
    assert_eq!(send(&kith, ""), Vec::<Json>::new());
    let crlf = format!("{}\r\n{}\r\n", line("CreateLead", &lead(1)), line("CreateLead", &lead(2)));
    let statuses: Vec<_> = send(&kith, crlf).iter().map(|a| a["status"].clone()).collect();
    assert_eq!(statuses, [201, 201]);
}

#[test]
fn the_request_is_read_while_nobody_reads_the_answer() {
    let home = crate::home();
    let kith = home.serve();
    let count = 3_000;
    let lines: Vec<String> =
        (1..=count).map(|n| format!("{}\n", line("CreateLead", &lead(n)))).collect();
    let body = lines.concat();
    let mut socket = TcpStream::connect(kith.url.strip_prefix("http://").unwrap()).unwrap();
    let head = format!(
        "POST /v1/commands HTTP/1.1\r\nHost: kith\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/x-ndjson\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        kith.token,
        body.len()
    );
    // All of it is written before the first byte of the answer is read.
    socket.write_all(head.as_bytes()).unwrap();
    socket.write_all(body.as_bytes()).unwrap();
    let answered = BufReader::new(socket).lines().map_while(Result::ok);
    let created = answered.filter(|line| line.contains("\"status\":201")).count();
    assert_eq!(created, count as usize);
}

#[test]
fn a_batch_that_breaks_off_keeps_what_was_acknowledged() {
    let home = crate::home();
    let kith = home.serve();
    let mut socket = TcpStream::connect(kith.url.strip_prefix("http://").unwrap()).unwrap();
    let head = format!(
        "POST /v1/commands HTTP/1.1\r\nHost: kith\r\nAuthorization: Bearer {}\r\n\
         Content-Type: application/x-ndjson\r\nContent-Length: 1000000\r\n\r\n",
        kith.token
    );
    socket.write_all(head.as_bytes()).unwrap();
    socket.write_all(format!("{}\n", line("CreateLead", &lead(1))).as_bytes()).unwrap();
    let mut answer = BufReader::new(socket.try_clone().unwrap()).lines().map_while(Result::ok);
    let first =
        answer.find(|line| line.contains("\"status\"")).expect("a line is answered at once");
    assert!(first.contains("201"), "{first}");
    drop((answer, socket));
    kith.admin.command("CreateLead", &lead(1)).problem(409, "duplicate-lead");
}
