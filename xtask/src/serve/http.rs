//! As much of HTTP/1.1 as a browser needs for static files.

use std::io::{self, BufRead, Read, Write};

/// The longest request head that is read.
const HEAD_LIMIT: u64 = 16 * 1024;

/// A request head; bodies are not accepted.
pub(crate) struct Request {
    /// `GET`, `HEAD`, or one that is refused.
    pub(crate) method: String,
    /// The path without query, still percent-encoded.
    pub(crate) path: String,
    /// The value of `If-None-Match`.
    pub(crate) known: Option<String>,
    /// Whether the connection stays open.
    pub(crate) keep_alive: bool,
}

impl Request {
    /// Reads the next head: `None` at the end of the connection, a reason if it is not a request.
    pub(crate) fn read(
        reader: &mut impl BufRead,
    ) -> io::Result<Option<Result<Request, &'static str>>> {
        let mut head = reader.take(HEAD_LIMIT);
        let mut line = String::new();
        if read_line(&mut head, &mut line)? == 0 {
            return Ok(None);
        }
        let mut words = line.split_whitespace();
        let (Some(method), Some(target), Some(version)) =
            (words.next(), words.next(), words.next())
        else {
            return Ok(Some(Err("not a request line")));
        };
        if !version.starts_with("HTTP/1.") || !target.starts_with('/') {
            return Ok(Some(Err("not a request line")));
        }
        let mut request = Request {
            method: method.to_owned(),
            path: target.split(['?', '#']).next().unwrap_or("/").to_owned(),
            known: None,
            keep_alive: version == "HTTP/1.1",
        };
        loop {
            let mut line = String::new();
            if read_line(&mut head, &mut line)? == 0 {
                return Ok(Some(Err("the head is too long or ends early")));
            }
            let line = line.trim_end();
            if line.is_empty() {
                return Ok(Some(Ok(request)));
            }
            let Some((name, value)) = line.split_once(':') else {
                return Ok(Some(Err("a header without a colon")));
            };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "if-none-match" => request.known = Some(value.to_owned()),
                "connection" if value.eq_ignore_ascii_case("close") => request.keep_alive = false,
                "content-length" if value != "0" => return Ok(Some(Err("bodies are refused"))),
                "transfer-encoding" => return Ok(Some(Err("bodies are refused"))),
                _ => {}
            }
        }
    }

    /// True for `HEAD`, whose answer has no body.
    pub(crate) fn is_head(&self) -> bool {
        self.method == "HEAD"
    }
}

/// A line whose bytes may be anything; what is not UTF-8 becomes a replacement character.
fn read_line(reader: &mut impl BufRead, line: &mut String) -> io::Result<usize> {
    let mut bytes = Vec::new();
    let count = reader.read_until(b'\n', &mut bytes)?;
    if bytes.last() != Some(&b'\n') {
        return Ok(0);
    }
    line.push_str(&String::from_utf8_lossy(&bytes));
    Ok(count)
}

/// An answer: status, headers and body.
pub(crate) struct Response {
    /// The status code.
    pub(crate) status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Response {
    /// An answer without body.
    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// A short message for a person.
    pub(crate) fn text(status: u16, message: &str) -> Self {
        Self::empty(status)
            .header("Content-Type", "text/plain; charset=utf-8")
            .body(format!("{message}\n").into_bytes())
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Sets the body.
    pub(crate) fn body(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    /// The value of a header.
    #[cfg(test)]
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(known, _)| *known == name);
        header.map(|(_, value)| value.as_str())
    }

    /// Writes the answer; `head` leaves the body out but keeps its length.
    pub(crate) fn write(&self, writer: &mut impl Write, keep: bool, head: bool) -> io::Result<()> {
        let mut text = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        let connection = if keep { "keep-alive" } else { "close" };
        text.push_str(&format!("Connection: {connection}\r\n"));
        if self.status != 304 {
            text.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        text.push_str("\r\n");
        writer.write_all(text.as_bytes())?;
        if !head {
            writer.write_all(&self.body)?;
        }
        Ok(())
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        304 => "Not Modified",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        _ => "Internal Server Error",
    }
}

#[cfg(test)]
mod tests {
    use super::Request;

    #[track_caller]
    fn read(text: &str) -> Result<Request, &'static str> {
        let read = Request::read(&mut text.as_bytes()).expect("memory does not fail");
        read.expect("the text is not empty")
    }

    #[test]
    fn the_query_is_no_part_of_the_path() {
        let request = read("GET /a/b?c=/d HTTP/1.1\r\n\r\n").expect("a request");
        assert_eq!(request.path, "/a/b");
        assert!(request.keep_alive);
    }

    #[test]
    fn heads_that_are_cut_off_too_long_or_no_http_are_refused() {
        for text in [
            "GET / HTTP/1.1\r\nHost: x\r\n",
            "GET / HTTP/1.1\r\nno colon\r\n\r\n",
            "GET /\r\n\r\n",
            "GET http://x/ HTTP/1.1\r\n\r\n",
            "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        let many = "X: y\r\n".repeat(4_000);
        assert!(read(&format!("GET / HTTP/1.1\r\n{many}\r\n")).is_err());
    }
}
