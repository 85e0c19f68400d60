//! The bytes of a text file as UTF-8, whatever it is written in.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use crate::say::Failure;

/// Bytes read at once.
const READ_BYTES: usize = 64 * 1024;
/// Longest byte order mark.
const BOM_BYTES_MAX: u64 = 3;

/// A file as UTF-8. Where it says to be UTF-8 itself, its bytes are passed on as they are: whoever
/// reads them knows in which cell one is wrong.
pub enum Utf8 {
    Plain(BufReader<File>),
    Decoded(Box<Decoded>),
}

/// A file of another encoding.
pub struct Decoded {
    file: BufReader<File>,
    decoder: Decoder,
    encoding: &'static Encoding,
    /// Bytes read and not yet decoded.
    rest: Vec<u8>,
    ended: bool,
    /// The bytes here are no text. Told only when what stands before them was read.
    broken: bool,
}

/// The encoding of this name, such as `gb18030`.
pub fn named(name: &str) -> Result<&'static Encoding, Failure> {
    Encoding::for_label(name.as_bytes()).ok_or_else(|| {
        let known = "utf-8, utf-16le, gb18030, big5, shift_jis, euc-kr, windows-1252, iso-8859-15";
        Failure::new(format!("there is no encoding {name}; known are {known} and more"))
    })
}

impl Utf8 {
    /// Opens a file. A byte order mark says the encoding for certain; else it is the given one.
    pub fn open(path: &Path, given: Option<&'static Encoding>) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut start = Vec::new();
        (&mut file).take(BOM_BYTES_MAX).read_to_end(&mut start)?;
        let (encoding, skip) = match Encoding::for_bom(&start) {
            Some((encoding, length)) => (encoding, length),
            None => (given.unwrap_or(UTF_8), 0),
        };
        file.seek(SeekFrom::Start(skip as u64))?;
        let file = BufReader::with_capacity(READ_BYTES, file);
        if encoding == UTF_8 {
            return Ok(Self::Plain(file));
        }
        let decoder = encoding.new_decoder_without_bom_handling();
        let rest = Vec::new();
        let decoded = Decoded { file, decoder, encoding, rest, ended: false, broken: false };
        Ok(Self::Decoded(Box::new(decoded)))
    }
}

impl Read for Utf8 {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.read(to),
            Self::Decoded(decoded) => decoded.read(to),
        }
    }
}

impl Read for Decoded {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.broken {
                let name = self.encoding.name();
                let said = format!("there are bytes that are no text in {name}");
                return Err(io::Error::new(io::ErrorKind::InvalidData, said));
            }
            if self.rest.is_empty() && !self.ended {
                self.rest.resize(READ_BYTES, 0);
                let read = self.file.read(&mut self.rest)?;
                self.rest.truncate(read);
                self.ended = read == 0;
            }
            let (result, used, written) =
                self.decoder.decode_to_utf8_without_replacement(&self.rest, to, self.ended);
            self.rest.drain(..used);
            self.broken = matches!(result, DecoderResult::Malformed(..));
            let done = self.ended && result == DecoderResult::InputEmpty;
            if written > 0 || (done && !self.broken) {
                return Ok(written);
            }
        }
    }
}
