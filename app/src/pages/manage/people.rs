//! 人员.

mod form;

use self::form::fields;
use super::invitations::{Inviting, invitations};
use super::list::{List, Names, frame};
use crate::api::manage::{Listing, PeopleQuery, PersonLine};
use crate::calls::manage::registry_people;
use crate::components::lists::{Filters, filter, nothing, pager, search_field, table};
use crate::components::{Button, ButtonKind, Tag, Tone, use_toasts};
use crate::language::{I18n, use_words};
use crate::places;
use crate::who::use_who;
use crate::words_of::{fill, moment_words, role_word};
use domain::people::{Right, Role};
use leptos::prelude::*;
use leptos_i18n::td_string;

fn query_of(filters: Filters) -> PeopleQuery {
    let role = filters.get("role");
    PeopleQuery {
        text: filters.get("text"),
        role: Role::ALL.into_iter().find(|it| it.as_str() == role),
        town: filters.get("town").parse().ok(),
        state: filters.get("state"),
        page: filters.page(),
    }
}

/// `/manage/people`; `?text=`, `?role=`, `?town=`, `?state=waiting|uninvited|invited`, `?page=`.
#[component]
pub fn People() -> impl IntoView {
    let i18n = use_words();
    let filters = Filters::new(places::MANAGE_PEOPLE.address);
    let query = Memo::new(move |_| query_of(filters));
    let people = Resource::new_blocking(move || query.get(), registry_people);
    let names = Names {
        address: places::MANAGE_PEOPLE.address,
        title: td_string!(i18n, manage.nav_people),
        add: td_string!(i18n, manage.add_person),
        add_testid: "add-person",
        form_testid: "person-form",
    };
    let page = List::new(i18n, names, people);
    let reload = Callback::new(move |()| people.refetch());
    let inviting = Inviting::new(i18n, use_toasts(), reload);
    let keeps = use_who().may(Right::KeepRegistry);
    let roles = Role::ALL
        .into_iter()
        .map(|it| (it.as_str().to_owned(), role_word(i18n, it).to_owned()))
        .collect::<Vec<_>>();
    let states = [
        ("waiting", td_string!(i18n, manage.standing_waiting)),
        ("uninvited", td_string!(i18n, manage.standing_none)),
        ("invited", td_string!(i18n, manage.standing_invited)),
    ];
    let states = states.map(|(state, words)| (state.to_owned(), words.to_owned()));
    let above = view! {
            <div class="manage-tools">
                {search_field(i18n, filters)}
                {filter(i18n, filters, ("role", "filter-role"), td_string!(i18n, manage.col_roles), roles)}
                {filter(i18n, filters, ("state", "filter-state"), td_string!(i18n, manage.col_state), states.to_vec())}
                {keeps
                    .then(|| {
                        view! {
                            {page.add()}
                            <Button
                                kind=ButtonKind::Secondary
                                busy=inviting.busy()
                                on_click=move |()| inviting.everybody()
                                testid="invite-all"
                            >
                                {td_string!(i18n, manage.invite_all)}
                            </Button>
                        }
                    })}
            </div>
            {invitations(i18n, inviting)}
    }
    .into_any();
    frame(
        page,
        above,
        move |listing| list(i18n, listing, filters, page, inviting),
        move |listing, line| fields(i18n, page.form, listing, line),
    )
}

fn list(
    i18n: I18n,
    listing: &Listing<PersonLine>,
    filters: Filters,
    page: List<PersonLine>,
    inviting: Inviting,
) -> AnyView {
    if listing.lines.is_empty() {
        return nothing(i18n, filters, td_string!(i18n, manage.nothing_people));
    }
    let kept = listing.keeps.then_some(page);
    let rows = listing
        .lines
        .iter()
        .cloned()
        .map(|line| row(i18n, line, kept, inviting))
        .collect_view();
    let columns = [
        td_string!(i18n, manage.person_name),
        td_string!(i18n, manage.col_login),
        td_string!(i18n, manage.col_roles),
        td_string!(i18n, manage.col_state),
    ];
    let edit = td_string!(i18n, manage.edit);
    view! {
        {table("people", &columns, edit, rows.into_any())}
        {pager(i18n, filters, listing.page, listing.pages, listing.total)}
    }
    .into_any()
}

fn standing(i18n: I18n, line: &PersonLine) -> (Tone, &'static str) {
    match line {
        it if it.disabled => (Tone::Plain, td_string!(i18n, manage.standing_disabled)),
        it if it.has_password => (Tone::Good, td_string!(i18n, manage.standing_active)),
        it if it.is_invited => (Tone::Accent, td_string!(i18n, manage.standing_invited)),
        _ => (Tone::Pending, td_string!(i18n, manage.standing_none)),
    }
}

fn row(
    i18n: I18n,
    line: PersonLine,
    kept: Option<List<PersonLine>>,
    inviting: Inviting,
) -> AnyView {
    let (tone, state) = standing(i18n, &line);
    let seen = match line.seen {
        Some(at) => fill(
            td_string!(i18n, manage.seen),
            &[("at", &moment_words(i18n, at))],
        ),
        None => td_string!(i18n, manage.seen_never).to_owned(),
    };
    let roles: Vec<_> = line
        .roles
        .iter()
        .map(|role| role_word(i18n, *role))
        .collect();
    let town = line.town.as_ref().map(|(_, name)| name.clone());
    let of: Vec<String> = town
        .into_iter()
        .chain(line.offices.iter().cloned())
        .collect();
    let (id, disabled) = (line.id, line.disabled);
    let words = match line.has_password || line.is_invited {
        true => td_string!(i18n, manage.invite_again),
        false => td_string!(i18n, manage.invite),
    };
    let acts = kept.map(|page| {
        let label = format!("{words} {}", line.name);
        let invite = (!disabled).then(|| {
            view! {
                <button
                    type="button"
                    class="button button-quiet"
                    aria-label=label
                    data-testid="invite"
                    on:click=move |_| inviting.these(vec![id])
                >
                    {words}
                </button>
            }
        });
        view! {
            {invite}
            {page.edit(line.clone(), &line.name)}
        }
    });
    let login = line.login.clone();
    view! {
        <tr data-testid="person" data-login=login>
            <th scope="row" lang="zh-CN">{line.name}</th>
            <td class="manage-code">{line.login}</td>
            <td>
                {roles.join(td_string!(i18n, common.list_separator))} {(!of.is_empty()).then(|| view! { <span class="quiet" lang="zh-CN">{format!(" · {}", of.join("、"))}</span> })}
            </td>
            <td>
                <Tag tone words=state />
                <span class="quiet">{seen}</span>
            </td>
            <td class="manage-edit">{acts}</td>
        </tr>
    }
    .into_any()
}
