//! Pages for people: the API as a table, and what each kind of problem means. Plain HTML without
//! scripts, styles from elsewhere or any other request.

mod page;
mod problem;

pub use page::page;
pub use problem::problem;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;\
padding:0 1rem;color:#1a1a1a}code,pre{font:14px/1.4 ui-monospace,monospace;background:#f4f4f4;\
border-radius:3px;padding:.1em .3em}table{border-collapse:collapse;width:100%}td,th{text-align:left;\
vertical-align:top;border-bottom:1px solid #ddd;padding:.3rem .6rem .3rem 0}h2{margin-top:2.5rem}\
summary{cursor:pointer}b.get{color:#0a6}b.post{color:#06a}";

/// A whole page around a body.
fn html(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8>\
        <meta name=viewport content=\"width=device-width\"><title>{}</title>\
        <style>{STYLE}</style><body>{body}</body></html>",
        escape(title)
    )
}

/// Text as HTML.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}
