//! The acts that are possible in the quarter's state, each behind a dialog that explains it.

use super::doing::Doing;
use crate::api::quarters::{Act, Meeting, QuarterPage, Signature, State};
use crate::components::{Banner, BannerKind, Button, ButtonKind, Field, Sheet};
use crate::language::I18n;
use crate::words_of::{day_words, fill};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The act that a dialog asks for.
#[derive(Clone, Copy)]
enum Ask {
    First,
    Sign,
    Second,
    Meet,
    Close,
    Publish,
    Back,
    Reopen,
}

impl Ask {
    fn word(self) -> &'static str {
        match self {
            Self::First => "act-first",
            Self::Sign => "act-sign",
            Self::Second => "act-second",
            Self::Meet => "act-meet",
            Self::Close => "act-close",
            Self::Publish => "act-publish",
            Self::Back => "act-back",
            Self::Reopen => "act-reopen",
        }
    }

    fn kind(self) -> ButtonKind {
        match self {
            Self::Back | Self::Reopen => ButtonKind::Danger,
            Self::Publish => ButtonKind::Secondary,
            _ => ButtonKind::Primary,
        }
    }

    /// The act's name, and what it does.
    fn words(self, i18n: I18n) -> (&'static str, &'static str) {
        match self {
            Self::First => (
                td_string!(i18n, quarters.do_first),
                td_string!(i18n, quarters.do_first_text),
            ),
            Self::Sign => (
                td_string!(i18n, quarters.do_sign),
                td_string!(i18n, quarters.do_sign_text),
            ),
            Self::Second => (
                td_string!(i18n, quarters.do_second),
                td_string!(i18n, quarters.do_second_text),
            ),
            Self::Meet => (
                td_string!(i18n, quarters.do_meet),
                td_string!(i18n, quarters.do_meet_text),
            ),
            Self::Close => (
                td_string!(i18n, quarters.do_close),
                td_string!(i18n, quarters.do_close_text),
            ),
            Self::Publish => (
                td_string!(i18n, quarters.do_publish),
                td_string!(i18n, quarters.do_publish_text),
            ),
            Self::Back => (
                td_string!(i18n, quarters.do_back),
                td_string!(i18n, quarters.do_back_text),
            ),
            Self::Reopen => (
                td_string!(i18n, quarters.do_reopen),
                td_string!(i18n, quarters.do_reopen_text),
            ),
        }
    }

    /// The id, label and type of each field; `early` means that the quarter has not ended yet.
    fn fields(self, i18n: I18n, early: bool) -> Vec<(&'static str, &'static str, &'static str)> {
        match self {
            Self::Close if early => {
                vec![(
                    "close-early",
                    td_string!(i18n, quarters.early_reason),
                    "text",
                )]
            }
            Self::Sign => vec![
                ("sign-name", td_string!(i18n, quarters.name), "text"),
                ("sign-date", td_string!(i18n, quarters.date), "date"),
                (
                    "sign-remark",
                    td_string!(i18n, quarters.remark_label),
                    "text",
                ),
            ],
            Self::Meet => vec![
                ("meet-date", td_string!(i18n, quarters.date), "date"),
                ("meet-minutes", td_string!(i18n, quarters.minutes), "text"),
            ],
            Self::Back => vec![("back-reason", td_string!(i18n, quarters.reason), "text")],
            Self::Reopen => vec![("reopen-reason", td_string!(i18n, quarters.reason), "text")],
            _ => Vec::new(),
        }
    }

    /// Whether this act advances the quarter while something is missing: the server would refuse
    /// it.
    fn waits_for(self, shown: &QuarterPage) -> bool {
        // 公布 does not need the meeting: towns may object before it.
        let counts = |code: &str| !(matches!(self, Self::Publish) && code == "meeting");
        let leads = match self {
            Self::First | Self::Second | Self::Close => true,
            Self::Publish => shown.state == State::Second,
            Self::Sign | Self::Meet | Self::Back | Self::Reopen => false,
        };
        leads && shown.missing.iter().any(|it| counts(&it.code))
    }

    fn act(self, values: &[RwSignal<String>]) -> Act {
        let text = |index: usize| {
            let value = values.get(index);
            value.map_or_else(String::new, |value| value.get_untracked().trim().to_owned())
        };
        match self {
            Self::First => Act::First {
                standings: Vec::new(),
            },
            Self::Second => Act::Second,
            Self::Publish => Act::Publish,
            Self::Close => Act::Close {
                sha256: String::new(),
                early: Some(text(0)).filter(|reason| !reason.is_empty()),
            },
            Self::Sign => Act::Sign(Signature {
                name: text(0),
                date: text(1),
                remark: text(2),
            }),
            Self::Meet => Act::Meet(Meeting {
                date: text(0),
                minutes: text(1),
            }),
            Self::Back => Act::Back { reason: text(0) },
            Self::Reopen => Act::Reopen { reason: text(0) },
        }
    }
}

/// The buttons.
pub(super) fn view(i18n: I18n, shown: &QuarterPage, doing: Doing) -> AnyView {
    let asks: &[Ask] = match shown.state {
        State::Open => &[Ask::First],
        State::First if shown.signed.is_none() => &[Ask::Sign, Ask::Back],
        State::First => &[Ask::Second, Ask::Sign, Ask::Back],
        State::Second if shown.met.is_none() => &[Ask::Meet, Ask::Sign, Ask::Publish, Ask::Back],
        State::Second => &[Ask::Close, Ask::Meet, Ask::Sign, Ask::Publish, Ask::Back],
        State::Closed => &[Ask::Publish, Ask::Reopen],
    };
    let published = shown.published;
    let offered = asks
        .iter()
        .filter(|ask| !published || !matches!(ask, Ask::Publish))
        .filter(|ask| !ask.waits_for(shown));
    let buttons = offered.map(|ask| one(i18n, *ask, doing, shown));
    let waits = asks.iter().any(|ask| ask.waits_for(shown));
    view! {
        <div class="actions" data-testid="quarter-acts">
            {buttons.collect_view()}
        </div>
        {waits.then(|| view! { <p class="quiet">{td_string!(i18n, quarters.acts_wait)}</p> })}
    }
    .into_any()
}

/// Warnings about this quarter in the dialog of an act.
fn warnings(i18n: I18n, ask: Ask, shown: &QuarterPage) -> Vec<String> {
    let mut found = Vec::new();
    if let (Ask::Close, Some(day)) = (ask, &shown.lasts) {
        let day = day_words(i18n, day);
        found.push(fill(td_string!(i18n, quarters.early), &[("day", &day)]));
    }
    let count: u32 = shown.undecided.iter().map(|it| it.count).sum();
    if matches!(ask, Ask::First | Ask::Second) && count > 0 {
        found.push(fill(
            td_string!(i18n, quarters.undecided_count),
            &[("count", &count)],
        ));
    }
    found
}

fn warning(words: String) -> AnyView {
    view! {
        <Banner kind=BannerKind::Warning testid="quarter-warning">
            {words}
        </Banner>
    }
    .into_any()
}

fn one(i18n: I18n, ask: Ask, doing: Doing, shown: &QuarterPage) -> AnyView {
    let open = RwSignal::new(false);
    let (name, text) = ask.words(i18n);
    let fields = ask.fields(i18n, shown.lasts.is_some());
    let warnings = warnings(i18n, ask, shown);
    let values: Vec<RwSignal<String>> = fields
        .iter()
        .map(|_| RwSignal::new(String::new()))
        .collect();
    let given = values.clone();
    let go = Callback::new(move |()| doing.run(ask.act(&given)));
    let title = name.to_owned();
    view! {
        <Button kind=ask.kind() on_click=move |()| open.set(true) testid=ask.word()>
            {name}
        </Button>
        <Sheet open title=title testid="quarter-sheet">
            <p>{text}</p>
            {warnings.clone().into_iter().map(warning).collect_view()}
            {fields
                .iter()
                .zip(&values)
                .map(|((id, label, kind), value)| {
                    view! { <Field id=id label=*label kind=kind value=*value /> }
                })
                .collect_view()}
            {doing.told(i18n)}
            <div class="actions">
                <Button kind=ask.kind() busy=doing.busy on_click=go testid="quarter-do">
                    {name}
                </Button>
                <Button on_click=move |()| open.set(false)>
                    {td_string!(i18n, quarters.cancel)}
                </Button>
            </div>
        </Sheet>
    }
    .into_any()
}
