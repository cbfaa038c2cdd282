//! 已提交的检查: the visits handed in, newest first. A long history can be searched by the site's
//! name, and is shown in steps.

use crate::components::{Button, ButtonKind, Field, each, when};
use crate::language::I18n;
use crate::local::tablet::Tablet;
use crate::pages::inspect::group::group_title;
use crate::pages::inspect::here::Here;
use crate::pages::inspect::visit_card::visit_card;
use crate::words_of::fill;
use domain::ids::VisitId;
use domain::search::Search;
use leptos::prelude::*;
use leptos_i18n::td_string;

/// Up to this many visits need no search field.
const FEW: usize = 8;
/// How many visits are shown at first, and added with each step.
const PAGE: usize = 20;

/// The visits handed in, newest first.
pub(super) fn history(i18n: I18n, here: Here, handed_in: Signal<Vec<VisitId>>) -> AnyView {
    let typed = here.history;
    let shown = RwSignal::new(PAGE);
    let many = Memo::new(move |_| handed_in.with(Vec::len) > FEW);
    let wanted = Memo::new(move |_| match many.get() {
        true => Search::new(&typed.get()),
        // Ignore the search when its field is hidden, so that it hides no visit.
        false => Search::default(),
    });
    // A new search starts with the newest visits.
    Effect::new(move |_| {
        wanted.track();
        shown.set(PAGE);
    });
    let found = Memo::new(move |_| {
        let (mut ids, wanted) = (handed_in.get(), wanted.get());
        here.store
            .with(|tablet| ids.retain(|id| is_at(tablet, *id, &wanted)));
        ids
    });
    let part = move || {
        let mut ids = found.get();
        ids.truncate(shown.get());
        ids
    };
    let said = move || {
        if wanted.with(Search::is_empty) {
            return String::new();
        }
        match found.with(Vec::len) {
            0 => td_string!(i18n, inspect.history_nothing).to_owned(),
            count => fill(
                td_string!(i18n, inspect.history_found),
                &[("count", &count)],
            ),
        }
    };
    let rest = move || found.with(Vec::len).saturating_sub(shown.get());
    let more = move |()| shown.update(|count| *count += PAGE);
    view! {
        {when(move || !handed_in.with(Vec::is_empty), move || view! {
            <section class="group" data-testid="handed-in">
                {group_title(
                    td_string!(i18n, inspect.handed_in),
                    Signal::derive(move || handed_in.with(Vec::len)),
                )}
                {when(move || many.get(), move || view! {
                    <div class="history-search">
                        <Field
                            id="history-search"
                            label=td_string!(i18n, inspect.history_search)
                            kind="search"
                            hint=td_string!(i18n, inspect.search_hint).to_owned()
                            value=typed
                            testid="history-search"
                        />
                        <p class="quiet" role="status" data-testid="history-said">{said}</p>
                    </div>
                }.into_any())}
                <ul class="cards">
                    {each(part, ToString::to_string, move |id| visit_card(i18n, here, id))}
                </ul>
                {when(move || rest() > 0, move || view! {
                    <Button kind=ButtonKind::Secondary on_click=more testid="history-more">
                        {move || fill(td_string!(i18n, inspect.history_more), &[("count", &rest())])}
                    </Button>
                }.into_any())}
            </section>
        }.into_any())}
    }
    .into_any()
}

/// Whether a visit's site matches the search.
fn is_at(tablet: &Tablet, id: VisitId, wanted: &Search) -> bool {
    if wanted.is_empty() {
        return true;
    }
    tablet.visit(id).is_some_and(|visit| {
        match tablet.sites.get(&visit.site) {
            Some(site) => wanted.fits(&site.name, &site.pinyin, &site.initials),
            // A site that is not on the tablet is shown, and searched, by its id.
            None => wanted.fits(visit.site.as_str(), &[], ""),
        }
    })
}
