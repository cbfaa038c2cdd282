//! What a visit lacks before its end, each item with a link to its row.

use crate::language::{I18n, use_words};
use crate::pages::inspect::here::Here;
use crate::pages::inspect::row_link::{RowPart, to_row};
use crate::pages::inspect::walk;
use crate::words_of::fill;
use domain::ids::{CheckpointId, VisitId};
use leptos::prelude::*;
use leptos_i18n::td_string;

/// A row with its name.
pub(super) type Place = (CheckpointId, String);

/// What a visit lacks before its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lacking {
    /// Rows without an answer, in the annex's order.
    pub(super) unchecked: Vec<Place>,
    /// The number of rows of the visit.
    pub(super) rows: usize,
    /// Rows whose finding needs a note.
    pub(super) notes: Vec<Place>,
    /// Rows whose finding needs a photo.
    pub(super) photos: Vec<Place>,
    /// Rows with changes that the disk refused and nobody has dismissed.
    pub(super) unsaved: Vec<Place>,
}

impl Lacking {
    /// What a visit lacks now.
    pub(super) fn of(here: Here, i18n: I18n, id: VisitId) -> Self {
        let lacking = here.store.with(|tablet| {
            let visit = tablet.visit(id)?;
            let table = tablet.table_at(visit.opened.at)?;
            let kind = tablet.sites.get(&visit.site)?.kind;
            let all = walk::checkpoints(table, kind, visit.how.method);
            let place = |it: &domain::table::Checkpoint| {
                (it.id.clone(), walk::words(i18n, &it.name).to_owned())
            };
            // An unchecked row is listed by its requirement, not by the name of a fault that nobody
            // saw.
            let unchecked = all.iter().filter(|it| visit.answer(&it.1.id).is_none());
            let unchecked = unchecked.map(|it| {
                (
                    it.1.id.clone(),
                    walk::words(i18n, &it.1.requirement).to_owned(),
                )
            });
            let named = |id: &CheckpointId| Some(place(table.checkpoint(id)?.1));
            let unsaved = here.store.unsaved().with(|all| {
                let mine = all.iter().filter(|it| it.visit == id);
                mine.filter_map(|it| named(&it.checkpoint)).collect()
            });
            let mut lacking = Self {
                unchecked: unchecked.collect(),
                rows: all.len(),
                unsaved,
                ..Self::default()
            };
            for finding in visit.findings.values() {
                let Some(content) = finding.content() else {
                    continue;
                };
                let Some((_, checkpoint)) = table.checkpoint(&finding.checkpoint) else {
                    continue;
                };
                if checkpoint.note_required && content.note.trim().is_empty() {
                    lacking.notes.push(place(checkpoint));
                }
                if checkpoint.photo && visit.photos_of(finding.id).next().is_none() {
                    lacking.photos.push(place(checkpoint));
                }
            }
            Some(lacking)
        });
        lacking.unwrap_or_default()
    }

    /// Whether handing in now may be a slip: photos are missing, or most rows are unchecked.
    pub(super) fn is_doubtful(&self) -> bool {
        !self.photos.is_empty() || self.is_mostly_unchecked()
    }

    /// Whether more than half of the rows are unchecked.
    pub(super) fn is_mostly_unchecked(&self) -> bool {
        self.unchecked.len() * 2 > self.rows
    }
}

fn link(visit: VisitId, place: &Place, part: RowPart, words: String) -> AnyView {
    view! {
        <li>
            <a
                href=to_row(visit, &place.0, part)
                data-testid="to-row"
                data-checkpoint=place.0.to_string()
            >
                {words}
            </a>
        </li>
    }
    .into_any()
}

/// What a visit lacks.
#[component]
pub(super) fn LackingView(visit: VisitId, lacking: Lacking) -> impl IntoView {
    let i18n = use_words();
    let Lacking {
        unchecked,
        notes,
        photos,
        unsaved,
        ..
    } = lacking;
    let count = unchecked.len();
    let missing = !notes.is_empty() || !photos.is_empty() || !unsaved.is_empty();
    let named = |places: &[Place], part: RowPart, words: &'static str| {
        let line = |it: &Place| link(visit, it, part, fill(words, &[("what", &it.1)]));
        places.iter().map(line).collect::<Vec<AnyView>>()
    };
    let unsaved = named(
        &unsaved,
        RowPart::Answer,
        td_string!(i18n, inspect.lacking_unsaved),
    );
    let notes = named(
        &notes,
        RowPart::Note,
        td_string!(i18n, inspect.lacking_note),
    );
    let photos = named(
        &photos,
        RowPart::Photo,
        td_string!(i18n, inspect.lacking_photo),
    );
    let unchecked: Vec<AnyView> = unchecked
        .iter()
        .map(|it| link(visit, it, RowPart::Answer, it.1.clone()))
        .collect();
    view! {
        {if unchecked.is_empty() {
            view! { <p class="notice notice-good">{td_string!(i18n, inspect.all_checked)}</p> }.into_any()
        } else {
            view! {
                <div class="notice" data-testid="unchecked">
                    <p><strong>{fill(td_string!(i18n, inspect.unchecked_title), &[("count", &count)])}</strong></p>
                    <p>{td_string!(i18n, inspect.unchecked_text)}</p>
                    <details>
                        <summary data-testid="unchecked-rows">{td_string!(i18n, inspect.unchecked_rows)}</summary>
                        <ul class="bullets">{unchecked}</ul>
                    </details>
                </div>
            }
                .into_any()
        }}
        {missing
            .then(|| {
                view! {
                    <div class="notice" id="lacking" tabindex="-1" data-testid="lacking">
                        <p><strong>{td_string!(i18n, inspect.lacking_title)}</strong></p>
                        <ul class="bullets">{unsaved} {notes} {photos}</ul>
                    </div>
                }
            })}
    }
    .into_any()
}
