//! Which file answers which path.
//!
//! | path | answer |
//! |---|---|
//! | `/dist/…` | the embeddable files |
//! | `/fixtures/…` | pages and programs of the browser tests |
//! | `/stores/…` | the suite of stores, isolated, so that its clock is exact |
//! | `/guide/…`, `/reference/…` | the pages made of their Markdown |
//! | `/play/…` | the playground's page, whatever follows: routes of programs are deep links |
//! | anything else | the file below `www/`, a folder's `index.html` |
//! | `/strict/…` | the same as without `/strict`, under the strict policy |
//! | `/development/…` | the same as without `/development`, with the development build of the browser tests |

use super::http::{Request, Response};
use crate::build;
use crate::repo::Repo;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// The policy that an embedding page may have and Offstage must work under.
pub(crate) const STRICT_POLICY: &str = "default-src 'self'; \
     script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; \
     require-trusted-types-for 'script'";

/// The playground's own policy: the strict one, and images from `data:` urls, which programs use
/// as icons.
pub(crate) const PLAYGROUND_POLICY: &str = "default-src 'self'; \
     script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; \
     img-src 'self' data:; require-trusted-types-for 'script'";

/// The folders that are served.
pub(crate) struct Site {
    www: PathBuf,
    dist: PathBuf,
    development_dist: PathBuf,
    docs: PathBuf,
    fixtures: PathBuf,
    stores: PathBuf,
}

impl Site {
    /// The site of a working copy.
    pub(crate) fn new(repo: &Repo) -> Self {
        Self {
            www: repo.path("www"),
            dist: repo.dist(),
            development_dist: repo.development_dist(),
            docs: repo.docs(),
            fixtures: repo.path("tests/e2e/fixtures"),
            stores: build::store_tests(repo),
        }
    }

    /// Answers one request.
    pub(crate) fn answer(&self, request: &Request) -> Response {
        if request.method != "GET" && request.method != "HEAD" {
            return Response::text(405, "only GET and HEAD").header("Allow", "GET, HEAD");
        }
        let Some(segments) = segments(&request.path) else {
            return Response::text(400, "not a path of this site");
        };
        let mut segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let strict = segments.first() == Some(&"strict");
        if strict {
            segments.remove(0);
        }
        let development = segments.first() == Some(&"development");
        if development {
            segments.remove(0);
        }
        let (root, rest) = match segments.first() {
            Some(&"dist") if development => (&self.development_dist, &segments[1..]),
            Some(&"dist") => (&self.dist, &segments[1..]),
            Some(&"fixtures") => (&self.fixtures, &segments[1..]),
            Some(&"stores") => (&self.stores, &segments[1..]),
            Some(&"guide" | &"reference") => (&self.docs, &segments[..]),
            Some(&"play") => (&self.www, &["index.html"][..]),
            _ => (&self.www, &segments[..]),
        };
        let Some(file) = file_below(root, rest) else {
            return Response::text(404, "no such file");
        };
        let playground =
            root == &self.docs || root == &self.www && file.ends_with("www/index.html");
        let policy = match (strict, playground) {
            (true, _) => Some(STRICT_POLICY),
            (false, true) => Some(PLAYGROUND_POLICY),
            (false, false) => None,
        };
        let response = send(&file, request.known.as_deref(), policy);
        if root != &self.stores {
            return response;
        }
        response
            .header("Cross-Origin-Opener-Policy", "same-origin")
            .header("Cross-Origin-Embedder-Policy", "require-corp")
    }
}

/// Decoded segments of a path, or `None` if one of them could leave the served folder.
fn segments(path: &str) -> Option<Vec<String>> {
    let mut segments = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let part = percent_decode(part)?;
        // Dot files are refused together with `.` and `..`.
        if part.starts_with('.') || part.contains(['/', '\\', '\0', ':']) {
            return None;
        }
        segments.push(part);
    }
    Some(segments)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        if byte != b'%' {
            bytes.push(byte);
            rest = tail;
            continue;
        }
        let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &tail[2..];
    }
    String::from_utf8(bytes).ok()
}

/// The file, or a folder's `index.html`; symbolic links may not lead out of the folder either.
fn file_below(root: &Path, segments: &[&str]) -> Option<PathBuf> {
    let root = root.canonicalize().ok()?;
    let mut path = root.clone();
    path.extend(segments);
    if path.is_dir() {
        path.push("index.html");
    }
    let path = path.canonicalize().ok()?;
    (path.is_file() && path.starts_with(&root)).then_some(path)
}

fn send(file: &Path, known: Option<&str>, policy: Option<&str>) -> Response {
    let (Ok(body), Ok(metadata)) = (fs::read(file), fs::metadata(file)) else {
        return Response::text(404, "no such file");
    };
    let modified = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .map_or(0, |time| time.as_nanos());
    let etag = format!("\"{:x}-{:x}\"", body.len(), modified);
    let unchanged = known.is_some_and(|known| known.split(',').any(|tag| tag.trim() == etag));
    let mut response = match unchanged {
        true => Response::empty(304),
        false => Response::empty(200)
            .header("Content-Type", content_type(file))
            .body(body),
    };
    // Always ask again: what a developer has just built is what the browser must run.
    response = response
        .header("ETag", etag)
        .header("Cache-Control", "no-cache")
        .header("X-Content-Type-Options", "nosniff");
    match policy {
        Some(policy) => response.header("Content-Security-Policy", policy),
        None => response,
    }
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("bn" | "ts" | "md" | "txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{Site, percent_decode, segments};
    use crate::repo::Repo;
    use crate::serve::http::{Request, Response};

    fn answer(method: &str, path: &str) -> Response {
        let repo = Repo::find().expect("the tests run in the repository");
        Site::new(&repo).answer(&Request {
            method: method.to_owned(),
            path: path.to_owned(),
            known: None,
            keep_alive: false,
        })
    }

    #[track_caller]
    fn check(path: &str, status: u16, content_type: &str) {
        let response = answer("GET", path);
        assert_eq!(response.status, status, "{path}");
        let found = response.get("Content-Type").unwrap_or_default();
        assert!(found.starts_with(content_type), "{path}: {found}");
    }

    #[test]
    fn files_have_their_own_types() {
        check("/", 200, "text/html");
        check("/playground/playground.js", 200, "text/javascript");
        check("/playground/playground.css", 200, "text/css");
        check("/examples/todo_mvc.bn", 200, "text/plain");
    }

    #[test]
    fn deep_links_of_programs_get_the_playground() {
        check("/play/todo_mvc", 200, "text/html");
        check("/play/todo_mvc/active", 200, "text/html");
        check("/examples/none.bn", 404, "text/plain");
    }

    #[test]
    fn nothing_outside_the_served_folders_is_reachable() {
        for path in [
            "/../Cargo.toml",
            "/examples/../../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/examples/%2e%2e%2f%2e%2e%2fCargo.toml",
            "/..%5cCargo.toml",
            "/.git/config",
            "/examples/%00",
            "/%zz",
            "/%+1",
            "/%f",
        ] {
            assert_eq!(answer("GET", path).status, 400, "{path}");
        }
        assert_eq!(answer("GET", "/Cargo.toml").status, 404);
    }

    #[test]
    fn only_reading_is_allowed() {
        assert_eq!(answer("HEAD", "/").status, 200);
        let refused = answer("POST", "/");
        assert_eq!(refused.status, 405);
        assert_eq!(refused.get("Allow"), Some("GET, HEAD"));
    }

    #[test]
    fn the_strict_folder_is_the_same_site_under_the_strict_policy() {
        let policy = "Content-Security-Policy";
        let strict = answer("GET", "/strict/examples/hello.bn");
        assert_eq!(strict.status, 200);
        assert_eq!(strict.get(policy), Some(super::STRICT_POLICY));
        assert_eq!(answer("GET", "/examples/hello.bn").get(policy), None);
        let playground = answer("GET", "/play/hello");
        assert_eq!(playground.get(policy), Some(super::PLAYGROUND_POLICY));
    }

    #[test]
    fn paths_are_decoded_once() {
        assert_eq!(percent_decode("a%20b%C3%A9").as_deref(), Some("a bé"));
        assert_eq!(percent_decode("%252e").as_deref(), Some("%2e"));
        assert_eq!(segments("//a///b/"), Some(vec!["a".into(), "b".into()]));
    }
}
