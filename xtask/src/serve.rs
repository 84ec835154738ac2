//! The playground's server: static files of the repository on loopback.
//!
//! One thread per connection is enough for one developer. Which file answers which path is decided
//! in [`site`]; what a request is, in [`http`].

mod http;
mod site;

use crate::Outcome;
use crate::repo::Repo;
use http::{Request, Response};
use site::Site;
use std::io::{BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// The port of `cargo xtask serve` without `--port`.
pub(crate) const DEFAULT_PORT: u16 = 8080;

/// How long an idle connection is kept.
const IDLE: Duration = Duration::from_secs(60);

/// Serves until the process is ended.
pub(crate) fn run(repo: &Repo, port: u16) -> Outcome {
    let listener = listen(port)?;
    let address = address(&listener)?;
    println!("Offstage playground: http://{address}/");
    accept(&listener, Arc::new(Site::new(repo)));
    Ok(())
}

/// Serves on a free port in the background; answers with the address.
pub(crate) fn in_background(repo: &Repo) -> Outcome<SocketAddr> {
    let listener = listen(0)?;
    let address = address(&listener)?;
    let site = Arc::new(Site::new(repo));
    std::thread::spawn(move || accept(&listener, site));
    Ok(address)
}

fn listen(port: u16) -> Outcome<TcpListener> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        format!("cannot listen on port {port}: {error}; choose another with --port")
    })
}

fn address(listener: &TcpListener) -> Outcome<SocketAddr> {
    listener.local_addr().map_err(|error| error.to_string())
}

fn accept(listener: &TcpListener, site: Arc<Site>) {
    for stream in listener.incoming().flatten() {
        let site = Arc::clone(&site);
        // A connection that breaks concerns nobody but the browser that broke it.
        std::thread::spawn(move || drop(converse(stream, &site)));
    }
}

/// Answers the requests of one connection, one after the other.
fn converse(stream: TcpStream, site: &Site) -> std::io::Result<()> {
    stream.set_read_timeout(Some(IDLE))?;
    stream.set_nodelay(true)?;
    let mut writer = stream.try_clone()?;
    let mut reader = BufReader::new(stream);
    loop {
        let (response, keep, head) = match Request::read(&mut reader)? {
            None => return Ok(()),
            Some(Ok(request)) => (site.answer(&request), request.keep_alive, request.is_head()),
            Some(Err(reason)) => (Response::text(400, reason), false, false),
        };
        response.write(&mut writer, keep, head)?;
        writer.flush()?;
        if !keep {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::in_background;
    use crate::repo::Repo;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    #[track_caller]
    fn exchange(requests: &str) -> String {
        let repo = Repo::find().expect("the tests run in the repository");
        let address = in_background(&repo).expect("a free port");
        let mut stream = TcpStream::connect(address).expect("the server listens");
        stream
            .write_all(requests.as_bytes())
            .expect("the server reads");
        let mut answer = Vec::new();
        stream
            .read_to_end(&mut answer)
            .expect("the server answers and closes");
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[test]
    fn one_connection_answers_several_requests() {
        let answer = exchange(
            "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n\
             GET /examples/hello.bn HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        );
        assert_eq!(answer.matches("HTTP/1.1 200 OK\r\n").count(), 2, "{answer}");
        assert!(answer.contains("Content-Type: text/plain; charset=utf-8\r\n"));
        assert!(!answer.contains("<!doctype html>"), "HEAD has no body");
    }

    #[test]
    fn an_unchanged_file_is_not_sent_again() {
        let request = |extra: &str| {
            format!(
                "GET /examples/hello.bn HTTP/1.1\r\nHost: x\r\n{extra}Connection: close\r\n\r\n"
            )
        };
        let first = exchange(&request(""));
        let etag = first
            .lines()
            .find_map(|line| line.strip_prefix("ETag: "))
            .expect("an ETag");
        let second = exchange(&request(&format!("If-None-Match: {etag}\r\n")));
        assert!(second.starts_with("HTTP/1.1 304 Not Modified\r\n"));
        assert!(second.ends_with("\r\n\r\n"), "no body");
    }

    #[test]
    fn what_is_no_request_is_refused() {
        assert!(exchange("nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
    }
}
