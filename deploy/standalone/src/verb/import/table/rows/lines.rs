//! The bytes of a CSV file on their way to its reader: ends of lines made alike, so that lines are
//! counted right, and quotes watched, so that one that is never closed is refused by its place
//! instead of swallowing the rest of the file.

use std::io::{self, Read};

use event_schema::command::COMMAND_BYTES_MAX;

/// Most bytes of a row: eight times a command, for columns that nothing takes.
const ROW_BYTES_MAX: usize = 8 * COMMAND_BYTES_MAX;
/// Bytes read at once.
const READ_BYTES: usize = 64 * 1024;

/// Watched bytes. Rows end with a line feed and nothing else, the last one, too.
pub struct Lines<R> {
    from: R,
    delimiter: u8,
    /// Read from `from`.
    read: Vec<u8>,
    /// Ready to be given out, from `given` on.
    ready: Vec<u8>,
    given: usize,
    place: Place,
    /// The byte before was a carriage return outside quotes.
    after_return: bool,
    line: u64,
    quote_line: u64,
    row_line: u64,
    row_bytes: usize,
    /// What is wrong, told when what stands before it was read.
    fault: Option<io::Error>,
    ended: bool,
}

/// Where in a cell a byte stands, as the reader sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    Plain,
    Quoted,
    /// After a quote that ends the cell, unless another follows.
    Closing,
}

impl<R: Read> Lines<R> {
    /// Watches a file whose cells are separated by `delimiter`.
    pub fn new(from: R, delimiter: u8) -> Self {
        Self {
            from,
            delimiter,
            read: vec![0; READ_BYTES],
            ready: Vec::with_capacity(READ_BYTES + 1),
            given: 0,
            place: Place::Start,
            after_return: false,
            line: 1,
            quote_line: 1,
            row_line: 1,
            row_bytes: 0,
            fault: None,
            ended: false,
        }
    }

    fn fill(&mut self) {
        self.ready.clear();
        self.given = 0;
        let mut bytes = std::mem::take(&mut self.read);
        match self.from.read(&mut bytes) {
            Err(e) => self.fault = Some(e),
            Ok(0) => self.end(),
            Ok(length) => {
                for byte in &bytes[..length] {
                    self.take(*byte);
                    if self.row_bytes > ROW_BYTES_MAX {
                        self.fault = Some(self.too_long());
                        break;
                    }
                }
            }
        }
        self.read = bytes;
    }

    fn take(&mut self, byte: u8) {
        if std::mem::take(&mut self.after_return) && byte == b'\n' {
            // The carriage return has ended the line already.
            return;
        }
        let quoted = self.place == Place::Quoted;
        if byte == b'\r' && !quoted {
            self.after_return = true;
            return self.end_row();
        }
        if byte == b'\n' && !quoted {
            return self.end_row();
        }
        self.ready.push(byte);
        self.row_bytes += 1;
        self.line += u64::from(byte == b'\n');
        self.place = match self.place {
            Place::Start if byte == b'"' => {
                self.quote_line = self.line;
                Place::Quoted
            }
            Place::Quoted if byte == b'"' => Place::Closing,
            Place::Closing if byte == b'"' => Place::Quoted,
            Place::Quoted => Place::Quoted,
            Place::Start | Place::Plain | Place::Closing if byte == self.delimiter => Place::Start,
            Place::Start | Place::Plain | Place::Closing => Place::Plain,
        };
    }

    fn end_row(&mut self) {
        self.ready.push(b'\n');
        self.line += 1;
        self.row_line = self.line;
        self.row_bytes = 0;
        self.place = Place::Start;
    }

    fn end(&mut self) {
        self.ended = true;
        if self.place == Place::Quoted {
            self.fault = Some(self.never_closed());
        } else if self.row_bytes > 0 {
            self.end_row();
        }
    }

    fn too_long(&self) -> io::Error {
        if self.place == Place::Quoted {
            return self.never_closed();
        }
        let line = self.row_line;
        invalid(format!("the row on line {line} has more than {ROW_BYTES_MAX} bytes"))
    }

    fn never_closed(&self) -> io::Error {
        let line = self.quote_line;
        invalid(format!("the quote that opens on line {line} is never closed"))
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            if let Some(fault) = self.fault.take() {
                return Err(fault);
            }
            if self.ended {
                return Ok(0);
            }
            self.fill();
        }
        let length = to.len().min(self.ready.len() - self.given);
        to[..length].copy_from_slice(&self.ready[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}

fn invalid(said: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<String, String> {
        let mut read = String::new();
        let lines = Lines::new(text.as_bytes(), b',').read_to_string(&mut read);
        lines.map(|_| read).map_err(|e| e.to_string())
    }

    #[test]
    fn lines_end_alike_outside_quotes() {
        assert_eq!(check("a,b\r\n1,2\r3,4").unwrap(), "a,b\n1,2\n3,4\n");
        assert_eq!(check("\"a\r\nb\",\"c\"\"\r\"\r\n").unwrap(), "\"a\r\nb\",\"c\"\"\r\"\n");
        assert_eq!(check("").unwrap(), "");
    }

    #[test]
    fn a_quote_inside_a_cell_opens_nothing() {
        for text in ["5\" pipe,x\n", "a,b\"\"c\n", "\"x\" y\"z,1\n"] {
            assert_eq!(check(text).unwrap(), text);
        }
    }

    #[test]
    fn a_quote_that_is_never_closed_is_told_by_its_line() {
        let said = check("a,b\r\n1,\"two\nlines\"\n3,\"open\n4,5\n").unwrap_err();
        assert!(said.contains("line 4 is never closed"), "{said}");
        let endless = format!("a\n\"{}", "x\n".repeat(ROW_BYTES_MAX));
        assert!(check(&endless).unwrap_err().contains("line 2 is never closed"));
        assert!(check(&"x".repeat(ROW_BYTES_MAX + 1)).unwrap_err().contains("more than"));
    }
}
