//! The text that goes with a decision: why a finding is rejected, or what should be added.

use crate::components::{Button, ButtonKind, Chips, TextArea, browser};
use crate::language::I18n;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The id of the field for the reason.
const REASON: &str = "review-reason";

/// Focuses the reason's field once the dialog just opened is drawn.
pub(super) fn begin_in_the_reason() {
    request_animation_frame(|| browser::focus(REASON));
}

/// A question for a text: why a finding is rejected, or what should be added.
#[derive(Clone, Copy)]
pub(super) struct Asked {
    /// Whether it asks why a finding is rejected, not what the inspector should add.
    pub(super) reject: bool,
    /// The text so far.
    pub(super) reason: RwSignal<String>,
    /// The text's error.
    pub(super) error: RwSignal<Option<String>>,
    /// Called when the text is submitted.
    pub(super) submit: Callback<()>,
    /// Called to cancel.
    pub(super) cancel: Callback<()>,
}

/// Asks for the text, and offers common phrases.
pub(super) fn reason_form(i18n: I18n, asked: Asked) -> AnyView {
    let reject = asked.reject;
    let (hint, label, ready, word) = if reject {
        (
            td_string!(i18n, review.reject_hint),
            td_string!(i18n, review.reject_reason),
            td_string!(i18n, review.reject_ready),
            td_string!(i18n, review.reject),
        )
    } else {
        (
            td_string!(i18n, review.return_hint),
            td_string!(i18n, review.return_question),
            td_string!(i18n, review.return_ready),
            td_string!(i18n, review.send_back),
        )
    };
    let ready: Vec<String> = ready.split('|').map(str::to_owned).collect();
    // A phrase is marked while the text contains it; a tap adds or removes it.
    let phrases = ready.clone();
    let chosen = Signal::derive(move || {
        let reason = asked.reason.get();
        phrases
            .iter()
            .filter(|phrase| reason.contains(phrase.as_str()))
            .cloned()
            .collect()
    });
    let toggle = move |phrase: String| {
        asked.error.set(None);
        asked.reason.update(|reason| toggle_phrase(reason, &phrase));
    };
    view! {
        <form
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                asked.submit.run(());
            }
        >
            <p class="quiet">{hint}</p>
            <Chips
                legend=td_string!(i18n, review.ready)
                phrases=ready
                chosen=chosen
                on_toggle=toggle
                testid="review-ready"
            />
            <TextArea
                id=REASON
                label=label
                error=asked.error
                value=asked.reason
                max=500
                testid="review-reason"
            />
            <div class="actions">
                <Button
                    kind=if reject { ButtonKind::Danger } else { ButtonKind::Primary }
                    submit=true
                    testid="review-reason-submit"
                >
                    {word}
                </Button>
                <Button on_click=asked.cancel>{td_string!(i18n, common.cancel)}</Button>
            </div>
        </form>
    }
    .into_any()
}

fn toggle_phrase(reason: &mut String, phrase: &str) {
    if reason.contains(phrase) {
        *reason = reason.replace(phrase, "");
        *reason = reason
            .trim_matches(['；', ';', ' '])
            .replace("；；", "；")
            .replace("; ; ", "; ");
    } else {
        let ascii = phrase.is_ascii();
        let trimmed = reason.trim_end().len();
        reason.truncate(trimmed);
        if !reason.is_empty() && !reason.ends_with(['；', ';', '。', '.']) {
            reason.push_str(if ascii { "; " } else { "；" });
        }
        reason.push_str(phrase);
    }
}

#[cfg(test)]
mod tests {
    use super::toggle_phrase;

    #[test]
    fn phrases_come_and_go_without_leftovers() {
        let mut text = String::new();
        toggle_phrase(&mut text, "证据不足");
        toggle_phrase(&mut text, "已当场整改");
        assert_eq!(text, "证据不足；已当场整改");
        toggle_phrase(&mut text, "证据不足");
        assert_eq!(text, "已当场整改");
        toggle_phrase(&mut text, "已当场整改");
        assert_eq!(text, "");
        text = String::from("Seen. ");
        toggle_phrase(&mut text, "Not clear");
        assert_eq!(text, "Seen.Not clear");
    }
}
