//! The errors that a page may write to the console.

/// Whether an error is no fault; each exception has its reason.
pub(super) fn is_expected(text: &str, cut: bool) -> bool {
    // The browser logs this when a page asks before it is left and nobody has touched it.
    if text.contains("beforeunload") {
        return true;
    }
    // A refusal is an answer that the page puts into words, for another role's page or a faulty
    // form.
    let refusals = [
        "400", "401", "403", "404", "409", "410", "413", "415", "422", "423", "429",
    ];
    if let Some((_, status)) = text.split_once("responded with a status of ") {
        return refusals.iter().any(|it| status.starts_with(it));
    }
    // A request was under way when its page was left.
    if text.contains("net::ERR_ABORTED") {
        return true;
    }
    // While the network is cut, the browser and the page report failed requests.
    let network = [
        "net::ERR_",
        "Failed to fetch",
        "Load failed",
        "NetworkError",
        "ERR_EMPTY_RESPONSE",
    ];
    cut && network.iter().any(|it| text.contains(it))
}

#[test]
fn only_what_has_a_reason_is_expected() {
    assert!(!is_expected("panicked at app/src/lib.rs:1", true));
    assert!(!is_expected("RuntimeError: unreachable", true));
    let failed = "Failed to load resource: net::ERR_CONNECTION_REFUSED http://127.0.0.1:1/x";
    assert!(is_expected(failed, true) && !is_expected(failed, false));
    let status = "Failed to load resource: the server responded with a status of 503 ()";
    assert!(!is_expected(status, false));
}
