//! A row of the table with its deductions.

use crate::api::town::{DeductionLine, ScoreRow};
use crate::components::{Photo, StateTag};
use crate::language::{I18n, table_words};
use crate::pages::scores::trace::gate_words;
use crate::words_of::{fill, form_word, moment_attr, moment_words, signed_points, why_word};
use domain::inspection::{FindingState, ScoringStatus, noted};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// The row: its points of full points, the standard on a tap, and the deductions; undecided
/// findings are listed apart.
pub fn score_row(i18n: I18n, row: ScoreRow) -> AnyView {
    let name = table_words(i18n, &row.name, row.name_en.as_deref()).to_owned();
    let heading = format!("row-{}", row.line.id.replace('.', "-"));
    let (labelled, id) = (heading.clone(), row.line.id.clone());
    let lost = row.line.points != row.line.of;
    let provisional = (row.provisional != row.line.points).then(|| {
        fill(
            td_string!(i18n, town.provisional),
            &[("points", &row.provisional)],
        )
    });
    let vetoed = row.vetoed.iter().map(|gate| {
        let words = fill(gate_words(i18n, "zeroed"), &[("text", gate)]);
        view! { <p class="score-vetoed" data-testid="town-vetoed">{words}</p> }
    });
    let vetoed = vetoed.collect_view();
    let (pending, decided): (Vec<_>, Vec<_>) = row
        .deductions
        .into_iter()
        .partition(|line| line.state.scoring() == ScoringStatus::Pending);
    let none = pending.is_empty() && decided.is_empty();
    let lines = |lines: Vec<DeductionLine>| {
        lines
            .into_iter()
            .map(|line| deduction(i18n, line))
            .collect_view()
    };
    view! {
        <section
            class="card score-row"
            class:score-row-quiet=none
            aria-labelledby=labelled
            data-testid="town-row"
            data-indicator=id
        >
            <header class="score-head">
                <h2 id=heading>
                    <span class="score-id">{row.line.id}</span>
                    " "
                    {name}
                </h2>
                <p class="score-points">
                    <span class="score-figure" class:points-lost=lost data-testid="town-points">
                        {row.line.points}
                    </span>
                    <span class="quiet">{fill(td_string!(i18n, town.of), &[("of", &row.line.of)])}</span>
                </p>
            </header>
            {vetoed}
            {provisional.map(|words| view! { <p class="score-provisional">{words}</p> })}
            {none.then(|| view! { <p class="quiet">{td_string!(i18n, town.row_none)}</p> })}
            {(!decided.is_empty()).then(|| view! { <ol class="deductions">{lines(decided)}</ol> })}
            {(!pending.is_empty())
                .then(|| {
                    view! {
                        <h3 class="pending-title">{td_string!(i18n, town.pending_title)}</h3>
                        <ol class="deductions deductions-pending">{lines(pending)}</ol>
                    }
                })}
            <details class="standard" open=!none>
                <summary>{td_string!(i18n, town.standard)}</summary>
                <div class="citation">
                    <blockquote lang="zh-CN">{row.standard}</blockquote>
                    <cite lang="zh-CN">{row.citation}</cite>
                    <p class="quiet">
                        {fill(td_string!(i18n, town.office), &[("office", &row.office)])}
                    </p>
                </div>
            </details>
        </section>
    }
    .into_any()
}

fn deduction(i18n: I18n, line: DeductionLine) -> AnyView {
    let name = table_words(i18n, &line.checkpoint_name, line.checkpoint_en.as_deref()).to_owned();
    let separator = td_string!(i18n, town.sentence_separator);
    let said = noted(&line.phrases, &line.note, separator);
    let counts = line.state.scoring() != ScoringStatus::Rejected;
    let tone = match line.state.scoring() {
        ScoringStatus::Confirmed if line.points != "0" => "points points-lost",
        ScoringStatus::Pending => "points points-pending",
        _ => "points",
    };
    let why = line.why.as_deref().and_then(|why| why_word(i18n, why));
    let alt = format!("{} {}", line.site_name, line.checkpoint_name);
    let photos = line
        .photos
        .iter()
        .map(|photo| {
            view! { <Photo photo=photo.clone() alt=alt.clone() testid="deduction-photo" /> }
        })
        .collect_view();
    let has_photos = !line.photos.is_empty();
    view! {
        <li
            class="deduction"
            data-testid="deduction"
            data-checkpoint=line.checkpoint.to_string()
            data-state=line.state.as_str()
        >
            <div class="deduction-head">
                <span class="deduction-words">
                    {name}
                    {(line.count > 1)
                        .then(|| {
                            format!(" {}", fill(td_string!(i18n, town.times), &[("count", &line.count)]))
                        })}
                </span>
                <span class=tone data-testid="deduction-points">
                    {if counts { signed_points(&line.points) } else { String::from("0") }}
                </span>
            </div>
            <p class="deduction-meta">
                {(line.state != FindingState::Confirmed)
                    .then(|| {
                        view! {
                            <StateTag state=line.state />
                            " "
                        }
                    })} {line.site_name.clone()} " · "
                <time datetime=moment_attr(line.observed_at)>{moment_words(i18n, line.observed_at)}</time>
                " · " {form_word(i18n, line.form)}
            </p>
            {(!said.is_empty()).then(|| view! { <p>{said}</p> })}
            {why.map(|why| view! { <p class="deduction-why">{why}</p> })}
            {has_photos.then(|| view! { <div class="photos">{photos}</div> })}
        </li>
    }
    .into_any()
}
