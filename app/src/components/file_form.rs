//! A form that sends a file, with an optional check before the import, and the server's report on
//! it.

use super::file_report::{FileReport, FileState, outcome, table};
use super::upload::send_file;
use super::{Banner, BannerKind, Button, ButtonKind, ErrorState, Loading};
use crate::language::{I18n, is_english};
use crate::words_of::fill;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_i18n::td_string;

/// A pair of texts: a button's words with its hook for tests, or a query's key with its words.
pub type Named = (&'static str, &'static str);

/// A form for one kind of file.
pub struct FileForm {
    /// The id of the input, also its hook for tests.
    pub field: &'static str,
    /// The address that the file is sent to, without a query.
    pub address: String,
    /// The accepted file name endings.
    pub accept: &'static str,
    /// The input's label.
    pub label: &'static str,
    /// A hint on the kind of file.
    pub hint: &'static str,
    /// The button that checks the file, with its hook for tests; without it the file is imported at
    /// once.
    pub check: Option<Named>,
    /// The button that imports the file, with its hook for tests.
    pub take: Named,
    /// A checkbox offered once the file has faults: the key that it adds to the query, and its
    /// words.
    pub beside: Option<Named>,
    /// The state of the file and the report on it.
    pub shown: RwSignal<FileState>,
    /// Runs after an import.
    pub on_taken: Callback<()>,
}

/// Whether the file is sent to be checked or to be imported.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ask {
    Check,
    Take,
}

impl FileForm {
    /// The address for a request; `None` if it is not possible now.
    fn address(&self, i18n: I18n, ask: Ask, says: bool) -> Option<String> {
        let mut query = Vec::new();
        if let Some((key, _)) = self.beside.filter(|_| says) {
            query.push(format!("{key}=1"));
        }
        match (self.shown.get_untracked(), ask) {
            (FileState::Checking | FileState::Taking, _) => return None,
            (_, Ask::Check) => query.push("check=1".to_owned()),
            (_, Ask::Take) if self.check.is_none() => {}
            (FileState::Checked(report), Ask::Take) => query.push(format!("seen={}", report.seen)),
            // Import only what was checked.
            (_, Ask::Take) => return None,
        }
        if is_english(i18n) {
            query.push("lang=en".to_owned());
        }
        Some(match query.is_empty() {
            true => self.address.clone(),
            false => format!("{}?{}", self.address, query.join("&")),
        })
    }

    fn send(&self, i18n: I18n, ask: Ask, says: bool) {
        let Some(address) = self.address(i18n, ask, says) else {
            return;
        };
        let (field, shown, on_taken) = (self.field, self.shown, self.on_taken);
        shown.set(match ask {
            Ask::Check => FileState::Checking,
            Ask::Take => FileState::Taking,
        });
        spawn_local(async move {
            let answer = outcome(send_file(field, &address).await, ask == Ask::Check);
            let taken = matches!(answer, FileState::Taken(_));
            // If the page is gone, the import is done all the same.
            let _ = shown.try_set(answer);
            if taken {
                on_taken.try_run(());
            }
        });
    }

    /// The form.
    pub fn view(self, i18n: I18n) -> AnyView {
        let Self {
            field,
            accept,
            label,
            hint,
            check,
            take,
            beside,
            shown,
            ..
        } = self;
        let says = RwSignal::new(false);
        let form = StoredValue::new(self);
        let send = move |ask| form.with_value(|form| form.send(i18n, ask, says.get_untracked()));
        let beside = move || {
            let (key, words) = beside?;
            let asked = matches!(shown.get(), FileState::Wrong(_)) || says.get();
            asked.then(|| {
                view! {
                    <label class="plan-site">
                        <input
                            type="checkbox"
                            data-testid=key
                            prop:checked=move || says.get()
                            on:change=move |event| {
                                says.set(event_target_checked(&event));
                                shown.set(FileState::Nothing);
                            }
                        />
                        <span>{words}</span>
                    </label>
                }
            })
        };
        let checking = Signal::derive(move || shown.get() == FileState::Checking);
        let taking = Signal::derive(move || shown.get() == FileState::Taking);
        // A file that was not checked, or brings nothing new, cannot be imported.
        let closed = Signal::derive(move || {
            !matches!(shown.get(), FileState::Checked(report) if report.taken > 0)
                && shown.get() != FileState::Taking
        });
        let (hint_id, error_id) = (format!("{field}-hint"), format!("{field}-error"));
        let described = format!("{hint_id} {error_id}");
        let submitted = match check {
            Some(_) => Ask::Check,
            None => Ask::Take,
        };
        let buttons = match check {
            Some((words, testid)) => view! {
                <Button kind=ButtonKind::Secondary busy=checking submit=true testid>
                    {words}
                </Button>
                <Button
                    kind=ButtonKind::Primary
                    busy=taking
                    disabled=closed
                    on_click=move |()| send(Ask::Take)
                    testid=take.1
                >
                    {take.0}
                </Button>
            }
            .into_any(),
            None => view! {
                <Button kind=ButtonKind::Secondary busy=taking submit=true testid=take.1>
                    {take.0}
                </Button>
            }
            .into_any(),
        };
        view! {
            <form
                class="file-form"
                on:submit=move |event| {
                    event.prevent_default();
                    send(submitted);
                }
            >
                <div class="field" class:field-wrong=move || shown.get() == FileState::NoFile>
                    <label class="field-label" for=field>
                        {label}
                    </label>
                    <p class="field-hint" id=hint_id>
                        {hint}
                    </p>
                    {move || {
                        (shown.get() == FileState::NoFile)
                            .then(|| {
                                view! {
                                    <p class="field-error" id=error_id.clone() role="alert">
                                        {td_string!(i18n, import.choose_first)}
                                    </p>
                                }
                            })
                    }}
                    <input
                        id=field
                        class="input"
                        type="file"
                        accept=accept
                        aria-describedby=described
                        data-testid=field
                        on:change=move |_| {
                            says.set(false);
                            shown.set(FileState::Nothing);
                        }
                    />
                </div>
                {beside}
                <p class="actions">{buttons}</p>
            </form>
        }
        .into_any()
    }
}

/// The messages on a file; they may contain `{taken}`, `{new}`, `{changed}`, `{unchanged}` and
/// `{total}`.
#[derive(Clone, Copy)]
pub struct Outcomes {
    /// The file can be imported.
    pub checked: &'static str,
    /// The file brings nothing new.
    pub nothing_new: &'static str,
    /// The file was imported.
    pub taken: &'static str,
    /// Lines are wrong.
    pub wrong: &'static str,
    /// A hook for tests.
    pub testid: &'static str,
}

impl Outcomes {
    /// The message on the file, with the report's lines.
    pub fn view(self, i18n: I18n, shown: FileState) -> AnyView {
        let (report, kind, words) = match shown {
            FileState::Nothing | FileState::NoFile => return ().into_any(),
            FileState::Checking | FileState::Taking => return view! { <Loading /> }.into_any(),
            FileState::Failed(error) => return view! { <ErrorState error /> }.into_any(),
            FileState::Refused(why) => {
                let words = fill(td_string!(i18n, import.refused), &[("why", &why)]);
                return self.said(BannerKind::Failure, words);
            }
            FileState::Unreachable => {
                let words = td_string!(i18n, import.offline).to_owned();
                return self.said(BannerKind::Failure, words);
            }
            FileState::Checked(report) if report.taken == 0 => {
                (report, BannerKind::Note, self.nothing_new)
            }
            FileState::Checked(report) => (report, BannerKind::Note, self.checked),
            FileState::Taken(report) if report.taken == 0 => {
                (report, BannerKind::Success, self.nothing_new)
            }
            FileState::Taken(report) => (report, BannerKind::Success, self.taken),
            FileState::Wrong(report) => (report, BannerKind::Failure, self.wrong),
        };
        let words = counted(&report, words) + &left_alone(i18n, &report);
        let listed = report.lines.len();
        let more = usize::try_from(report.total).is_ok_and(|total| total > listed);
        let more = (more && listed > 0).then(|| {
            let words = td_string!(i18n, import.more);
            let words = fill(words, &[("shown", &listed), ("total", &report.total)]);
            view! { <p class="quiet">{words}</p> }
        });
        let lines = (listed > 0).then(|| table(i18n, report.lines));
        view! {
            {self.said(kind, words)}
            {more}
            {lines}
        }
        .into_any()
    }

    fn said(self, kind: BannerKind, words: String) -> AnyView {
        view! {
            <Banner kind testid=self.testid>
                {words}
            </Banner>
        }
        .into_any()
    }
}

/// The values in the file that are not imported, as words to append.
fn left_alone(i18n: I18n, report: &FileReport) -> String {
    let mut words = String::new();
    for (n, text) in [
        (report.old, td_string!(i18n, import.left_old)),
        (report.as_written, td_string!(i18n, import.left_as_written)),
    ] {
        if n > 0 {
            words.push_str(&fill(text, &[("n", &n)]));
        }
    }
    words
}

fn counted(report: &FileReport, words: &str) -> String {
    let new = report.taken.saturating_sub(report.changed);
    fill(
        words,
        &[
            ("taken", &report.taken),
            ("new", &new),
            ("changed", &report.changed),
            ("unchanged", &report.unchanged),
            ("total", &report.total),
        ],
    )
}
