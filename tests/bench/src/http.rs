//! HTTP/1.1 over one kept-alive connection, by hand: as little work as possible on this side, since
//! it shares the machine with what it measures.

use std::net::SocketAddr;
use std::ops::Range;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use crate::Result;

/// Bytes asked of the socket at once.
const READ_BYTES: usize = 64 * 1_024;
/// Longest head of an answer.
const HEAD_BYTES_MAX: usize = 16 * 1_024;

/// A connection; its halves can be used at the same time.
pub struct Connection {
    pub write: OwnedWriteHalf,
    pub read: Reader,
}

/// Reads answers.
pub struct Reader {
    half: OwnedReadHalf,
    buffer: Vec<u8>,
    /// What of the buffer has not been used yet.
    unread: Range<usize>,
    left: Left,
}

/// What is left of an answer's body.
#[derive(Debug, Clone, Copy)]
enum Left {
    Bytes(usize),
    /// Within a chunk of which so many bytes are to come, or before one.
    Chunked(usize),
    Nothing,
}

/// The head of an answer.
#[derive(Debug, Clone, Default)]
pub struct Head {
    pub status: u16,
    pub etag: Option<String>,
}

impl Connection {
    pub async fn open(to: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        let (half, write) = stream.into_split();
        let buffer = vec![0; READ_BYTES];
        Ok(Self { write, read: Reader { half, buffer, unread: 0..0, left: Left::Nothing } })
    }

    /// Sends a request and reads its answer without keeping the body.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Head> {
        self.write.write_all(request).await?;
        let head = self.read.head().await?;
        while self.read.piece().await?.is_some() {}
        Ok(head)
    }

    /// Sends a request and reads its answer whole.
    pub async fn fetch(&mut self, request: &[u8]) -> Result<(Head, Vec<u8>)> {
        self.write.write_all(request).await?;
        let head = self.read.head().await?;
        let mut body = Vec::new();
        while let Some(piece) = self.read.piece().await? {
            body.extend_from_slice(piece);
        }
        Ok((head, body))
    }
}

impl Reader {
    /// Reads the head of the next answer.
    pub async fn head(&mut self) -> Result<Head> {
        let mut searched = 0;
        loop {
            let bytes = &self.buffer[self.unread.clone()];
            let found = bytes[searched..].windows(4).position(|w| w == b"\r\n\r\n");
            if let Some(at) = found {
                let end = searched + at + 4;
                let (head, left) = parse(&bytes[..end])?;
                self.unread.start += end;
                self.left = left;
                return Ok(head);
            }
            searched = bytes.len().saturating_sub(3);
            if bytes.len() > HEAD_BYTES_MAX {
                return Err("an answer's head doesn't end".into());
            }
            self.fill().await?;
        }
    }

    /// The next piece of the answer's body; `None` at its end.
    pub async fn piece(&mut self) -> Result<Option<&[u8]>> {
        loop {
            match self.left {
                Left::Nothing | Left::Bytes(0) => {
                    self.left = Left::Nothing;
                    return Ok(None);
                }
                Left::Chunked(0) => {
                    if self.chunk().await? == 0 {
                        self.left = Left::Nothing;
                        return Ok(None);
                    }
                }
                Left::Bytes(left) => {
                    let taken = self.take(left).await?;
                    self.left = Left::Bytes(left - taken.len());
                    return Ok(Some(&self.buffer[taken]));
                }
                Left::Chunked(left) => {
                    let taken = self.take(left).await?;
                    self.left = Left::Chunked(left - taken.len());
                    if taken.len() == left {
                        self.line_end().await?;
                    }
                    return Ok(Some(&self.buffer[taken]));
                }
            }
        }
    }

    /// Reads the line that begins a chunk; its length.
    async fn chunk(&mut self) -> Result<usize> {
        loop {
            let bytes = &self.buffer[self.unread.clone()];
            if let Some(end) = bytes.windows(2).position(|w| w == b"\r\n") {
                let digits = std::str::from_utf8(&bytes[..end])?;
                let length = usize::from_str_radix(digits.trim(), 16)?;
                self.unread.start += end + 2;
                self.left = Left::Chunked(length);
                if length == 0 {
                    self.line_end().await?;
                }
                return Ok(length);
            }
            self.fill().await?;
        }
    }

    /// Skips the end of a line, which follows a chunk. What was taken before stays in the buffer.
    async fn line_end(&mut self) -> Result<()> {
        while self.unread.len() < 2 {
            self.fill_behind().await?;
        }
        self.unread.start += 2;
        Ok(())
    }

    async fn take(&mut self, most: usize) -> Result<Range<usize>> {
        if self.unread.is_empty() {
            self.fill().await?;
        }
        let taken = self.unread.start..self.unread.end.min(self.unread.start + most);
        self.unread.start = taken.end;
        Ok(taken)
    }

    /// Reads more, moving what is unread to the front where there is no room behind it.
    async fn fill(&mut self) -> Result<()> {
        if self.unread.is_empty() {
            self.unread = 0..0;
        } else if self.buffer.len() - self.unread.end < READ_BYTES / 2 {
            self.buffer.copy_within(self.unread.clone(), 0);
            self.unread = 0..self.unread.len();
        }
        self.fill_behind().await
    }

    async fn fill_behind(&mut self) -> Result<()> {
        if self.buffer.len() - self.unread.end < 1_024 {
            self.buffer.resize(self.buffer.len() + READ_BYTES, 0);
        }
        let read = self.half.read(&mut self.buffer[self.unread.end..]).await?;
        if read == 0 {
            return Err("the connection was closed before an answer ended".into());
        }
        self.unread.end += read;
        Ok(())
    }
}

fn parse(bytes: &[u8]) -> Result<(Head, Left)> {
    let text = std::str::from_utf8(bytes)?;
    let mut lines = text.split("\r\n");
    let first = lines.next().unwrap_or_default();
    let status = first.get(9..12).ok_or("an answer without a status")?.parse()?;
    let (mut head, mut left) = (Head { status, etag: None }, Left::Nothing);
    for line in lines {
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        if name.eq_ignore_ascii_case("content-length") && status != 304 {
            left = Left::Bytes(value.parse()?);
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            left = Left::Chunked(0);
        } else if name.eq_ignore_ascii_case("etag") {
            head.etag = Some(value.to_owned());
        }
    }
    Ok((head, left))
}
