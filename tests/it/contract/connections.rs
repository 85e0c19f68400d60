//! A connection that a client keeps: an early answer neither ends it nor gets lost on the way.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use kith_tests::Kith;
use kith_tests::samples::lead;

/// A connection that is used for one request after the other.
struct Kept {
    stream: BufReader<TcpStream>,
}

impl Kept {
    fn to(kith: &Kith) -> Self {
        let address = kith.url.strip_prefix("http://").expect("it listens without TLS");
        let stream = TcpStream::connect(address).expect("it listens");
        Self { stream: BufReader::new(stream) }
    }

    /// Sends a command and reads the whole answer: its status and its head.
    fn post(&mut self, kind: &str, token: &str, body: &[u8]) -> (u16, String) {
        self.begin(kind, token, body.len());
        self.stream.get_mut().write_all(body).expect("the body is taken");
        self.answer()
    }

    /// Sends the head of a command.
    fn begin(&mut self, kind: &str, token: &str, length: usize) {
        let head = format!(
            "POST /v1/commands/CreateLead HTTP/1.1\r\nhost: kith\r\ncontent-type: {kind}\r\n\
             authorization: Bearer {token}\r\ncontent-length: {length}\r\n\r\n",
        );
        self.stream.get_mut().write_all(head.as_bytes()).expect("the head is taken");
    }

    /// Reads an answer.
    fn answer(&mut self) -> (u16, String) {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            let read = self.stream.read_line(&mut head).expect("an answer comes");
            assert_ne!(read, 0, "the connection ended after {head:?}");
        }
        let head = head.to_lowercase();
        let length = head.split("content-length: ").nth(1).expect("answers have a length");
        let length = length.lines().next().unwrap().parse().expect("a length is a number");
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).expect("the answer comes whole");
        (head[9..12].parse().expect("a status is a number"), head)
    }
}

#[test]
fn a_refusal_before_the_body_was_read_keeps_the_connection() {
    let home = crate::home();
    let kith = home.serve();
    let mut kept = Kept::to(&kith);
    let large = vec![b' '; 900 * 1024];
    for round in 1..=10 {
        assert_eq!(kept.post("text/plain", &kith.token, &large).0, 415);
        assert_eq!(kept.post("application/json", "kith_nobody", &large).0, 401);
        assert_eq!(kept.post("application/json", &kith.token, &large).0, 413);
        let good = lead(round).to_string();
        assert_eq!(kept.post("application/json", &kith.token, good.as_bytes()).0, 201);
    }
}

#[test]
fn a_body_far_over_the_limit_ends_the_connection_and_says_so() {
    let home = crate::home();
    let kith = home.serve();
    let mut kept = Kept::to(&kith);
    // One byte more than is thrown away; the rest of the body never comes.
    kept.begin("text/plain", &kith.token, 8 * 1024 * 1024);
    kept.stream.get_mut().write_all(&vec![b' '; 1024 * 1024 + 1]).expect("it is taken");
    let (status, head) = kept.answer();
    assert_eq!(status, 415);
    assert!(head.contains("connection: close"), "{head}");
    assert_eq!(kept.stream.read(&mut [0]).expect("it closes in order"), 0);
}

#[test]
fn an_address_that_is_too_long_is_refused_as_it_is_described() {
    let home = crate::home();
    let kith = home.serve();
    let status = |length: usize| {
        let mut kept = Kept::to(&kith);
        let mut path = "/v1/leads?text=".to_owned();
        path.push_str(&"a".repeat(length - path.len()));
        let token = &kith.token;
        let head =
            format!("GET {path} HTTP/1.1\r\nhost: kith\r\nauthorization: Bearer {token}\r\n\r\n");
        kept.stream.get_mut().write_all(head.as_bytes()).expect("the head is taken");
        kept.answer().0
    };
    assert_eq!((status(65_534), status(65_535)), (422, 414));
    let described = kith.admin.read("/openapi.json")["paths"]["/v1/leads"]["get"].clone();
    assert!(described["responses"]["414"]["description"].as_str().unwrap().contains("65,534"));
}
