//! The HTML document around the application.
//!
//! The only inline scripts are `BEGIN` and what Leptos streams with the page's nonce. The build
//! makes the program's script start itself, styles come from one file, and translations are
//! compiled in.

use crate::App;
use crate::books::BooksApp;
use crate::desk::DeskApp;
use crate::door::Door;
use crate::manage::ManageApp;
use crate::part::Part;
use crate::visits::VisitsApp;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// The hashed addresses of the built files, from `build.json`.
#[derive(Debug, Clone)]
pub struct ShellOptions {
    /// The build's id.
    pub build: String,
    /// The program of the common pages.
    pub pages: Program,
    /// The program of the desk.
    pub desk: Program,
    /// The program of the books.
    pub books: Program,
    /// The program of 管理.
    pub manage: Program,
    /// The program of 计划 and 检查.
    pub visits: Program,
    /// The inspector's program.
    pub tablet: Program,
    /// The style sheet.
    pub css: String,
}

/// A browser program.
#[derive(Debug, Clone)]
pub struct Program {
    /// The script that loads and starts the program.
    pub js: String,
    /// The program's WebAssembly module.
    pub wasm: String,
}

/// Starts loading the program while the page is still being parsed, and only once in every engine:
/// WebKit loads a file again if a script requests it during its preload. The program's script finds
/// the running request by its address.
const BEGIN: &str =
    "{const it=document.currentScript.dataset.module;window.xunchaModules={[it]:fetch(it)}}";

/// The SHA-256 of [`BEGIN`], which lets it run under a page's policy.
const BEGIN_SHA256: &str = "Q27RQgDBOnsBpw0xGz3UKF4+z4VhzX+/KO3mGy3traQ=";

/// The policy of a page. Rendered pages have a nonce; the shell has none, since it is stored on the
/// tablet and would reuse it.
pub fn content_security_policy(nonce: Option<&str>) -> String {
    let nonce = nonce.map_or_else(String::new, |nonce| format!(" 'nonce-{nonce}'"));
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'sha256-{BEGIN_SHA256}'{nonce}; \
         style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; object-src 'none'; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'; worker-src 'self'"
    )
}

/// The document of a page that the server renders, at an address of `part`. Also sets the page's
/// policy.
pub fn shell(options: ShellOptions, part: Part) -> impl IntoView {
    let (program, app) = match part {
        Part::Door => (None, view! { <Door /> }.into_any()),
        Part::Desk => (Some(options.desk), view! { <DeskApp /> }.into_any()),
        Part::Books => (Some(options.books), view! { <BooksApp /> }.into_any()),
        Part::Manage => (Some(options.manage), view! { <ManageApp /> }.into_any()),
        Part::Visits => (Some(options.visits), view! { <VisitsApp /> }.into_any()),
        Part::Pages | Part::Tablet => (Some(options.pages), view! { <App /> }.into_any()),
    };
    // A page without a program is ready at once.
    let is_ready = program.is_none().then_some("");
    let nonce = use_nonce();
    let policy = content_security_policy(nonce.as_deref());
    if let (Some(response), Ok(policy)) = (
        use_context::<leptos_axum::ResponseOptions>(),
        http::HeaderValue::from_str(&policy),
    ) {
        response.insert_header(http::header::CONTENT_SECURITY_POLICY, policy);
    }
    view! {
        <!DOCTYPE html>
        <html data-ready=is_ready>
            <head>
                <meta charset="utf-8" />
                // Place it before the style sheet: a script after that would wait for it.
                {program.clone().map(|it| view! { <script data-module=it.wasm inner_html=BEGIN></script> })}
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)" />
                <meta name="theme-color" content="#161b22" media="(prefers-color-scheme: dark)" />
                <meta name="referrer" content="same-origin" />
                <meta name="format-detection" content="telephone=no" />
                <meta name="xuncha-build" content=options.build />
                <link rel="stylesheet" href=options.css />
                <link rel="icon" href="/icons/icon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icons/icon-192.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                {match program {
                    Some(program) => view! {
                        <script src="/early.js"></script>
                        <script type="module" src="/cover.js"></script>
                        <link rel="modulepreload" href=program.js.clone() />
                        <script type="module" src=program.js></script>
                    }.into_any(),
                    None => view! { <script type="module" src="/door.js"></script> }.into_any(),
                }}
                <MetaTags />
            </head>
            <body>
                {app}
            </body>
        </html>
    }
}

/// The document of the inspector's part, which the service worker stores and opens offline.
pub fn offline_shell(options: &ShellOptions) -> String {
    let ShellOptions {
        build,
        tablet: Program { js, wasm },
        css,
        ..
    } = options;
    format!(
        r##"<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<script data-module="{wasm}">{BEGIN}</script>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#161b22" media="(prefers-color-scheme: dark)">
<meta name="referrer" content="same-origin">
<meta name="format-detection" content="telephone=no">
<meta name="xuncha-build" content="{build}">
<title>巡查</title>
<link rel="stylesheet" href="{css}">
<link rel="icon" href="/icons/icon.svg" type="image/svg+xml">
<link rel="apple-touch-icon" href="/icons/icon-192.png">
<link rel="manifest" href="/manifest.webmanifest">
<script type="module" src="/cover.js"></script>
<script type="module" src="/place.js"></script>
<link rel="modulepreload" href="{js}">
<script type="module" src="{js}"></script>
</head>
<body data-shell></body>
</html>
"##
    )
}
