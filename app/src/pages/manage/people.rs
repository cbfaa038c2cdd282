//! 人员.

use super::Tabs;
use super::entry::{Form, field};
use super::invitations::{Inviting, invitations};
use crate::api::manage::{Entry, Listing, PeopleQuery, PersonLine, registry_people};
use crate::components::lists::{Filters, filter, nothing, pager, search_field};
use crate::components::{
    Button, ButtonKind, Chips, ErrorState, Field, Loading, Select, Sheet, Tag, Tone, use_toasts,
};
use crate::language::{I18n, use_words};
use crate::places;
use crate::who::use_who;
use crate::words_of::{fill, moment_words, role_word};
use domain::people::{Right, Role};
use leptos::prelude::*;
use leptos_i18n::td_string;
use leptos_meta::Title;

fn query_of(filters: Filters) -> PeopleQuery {
    let role = filters.get("role");
    PeopleQuery {
        text: filters.get("text"),
        role: Role::ALL.into_iter().find(|it| it.as_str() == role),
        town: filters.get("town").parse().ok(),
        waiting: filters.get("state") == "waiting",
        page: filters.page(),
    }
}

/// `/manage/people`; `?text=`, `?role=`, `?town=`, `?state=waiting`, `?page=`.
#[component]
pub fn People() -> impl IntoView {
    let i18n = use_words();
    let filters = Filters::new(places::MANAGE_PEOPLE.address);
    let query = Memo::new(move |_| query_of(filters));
    let people = Resource::new_blocking(move || query.get(), registry_people);
    let reload = Callback::new(move |()| people.refetch());
    let form = Form::new(i18n, use_toasts(), reload);
    let inviting = Inviting::new(i18n, use_toasts(), reload);
    let edited = RwSignal::new(None::<PersonLine>);
    // What the form goes by: the list as it was shown last.
    let known = RwSignal::new(None::<Listing<PersonLine>>);
    Effect::new(move || {
        if let Some(Ok(listing)) = people.get() {
            form.is_of(listing.version);
            known.set(Some(listing));
        }
    });
    let keeps = use_who().may(Right::KeepRegistry);
    let begin = Callback::new(move |line: Option<PersonLine>| {
        edited.set(line);
        form.begin();
    });
    let roles = Role::ALL
        .into_iter()
        .map(|it| (it.as_str().to_owned(), role_word(i18n, it).to_owned()))
        .collect::<Vec<_>>();
    let waiting = td_string!(i18n, manage.standing_none).to_owned();
    let states = vec![("waiting".to_owned(), waiting)];
    view! {
        <Title text=td_string!(i18n, manage.nav_people) />
        <div class="manage">
            <div class="page-head">
                <h1>{td_string!(i18n, manage.nav_people)}</h1>
            </div>
            <Tabs here=places::MANAGE_PEOPLE.address />
            <div class="manage-tools">
                {search_field(i18n, filters)}
                {filter(i18n, filters, ("role", "filter-role"), td_string!(i18n, manage.col_roles), roles)}
                {filter(i18n, filters, ("state", "filter-state"), td_string!(i18n, manage.col_state), states)}
                {keeps
                    .then(|| {
                        view! {
                            <Button kind=ButtonKind::Primary on_click=move |()| begin.run(None) testid="add-person">
                                {td_string!(i18n, manage.add_person)}
                            </Button>
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
            <Transition fallback=|| view! { <Loading lines=8 /> }>
                {move || {
                    people
                        .get()
                        .map(|answer| match answer {
                            Ok(listing) => list(i18n, &listing, filters, begin, inviting),
                            Err(error) => {
                                view! { <ErrorState error on_retry=move |()| people.refetch() /> }.into_any()
                            }
                        })
                }}
            </Transition>
            <Sheet
                open=form.is_open()
                title=Signal::derive(move || {
                    if edited.with(Option::is_some) {
                        td_string!(i18n, manage.edit).to_owned()
                    } else {
                        td_string!(i18n, manage.add_person).to_owned()
                    }
                })
                testid="person-form"
            >
                {move || {
                    known
                        .get_untracked()
                        .map(|listing| fields(i18n, form, &listing, edited.get_untracked()))
                }}
            </Sheet>
        </div>
    }
    .into_any()
}

fn list(
    i18n: I18n,
    listing: &Listing<PersonLine>,
    filters: Filters,
    begin: Callback<Option<PersonLine>>,
    inviting: Inviting,
) -> AnyView {
    if listing.lines.is_empty() {
        return nothing(i18n, filters, td_string!(i18n, manage.nothing_people));
    }
    let keeps = listing.keeps;
    let rows = listing
        .lines
        .iter()
        .cloned()
        .map(|line| row(i18n, line, keeps, begin, inviting))
        .collect_view();
    view! {
        <div class="manage-scroll">
            <table class="manage-table" data-testid="people">
                <thead>
                    <tr>
                        <th scope="col">{td_string!(i18n, manage.person_name)}</th>
                        <th scope="col">{td_string!(i18n, manage.col_login)}</th>
                        <th scope="col">{td_string!(i18n, manage.col_roles)}</th>
                        <th scope="col">{td_string!(i18n, manage.col_state)}</th>
                        <th scope="col">
                            <span class="visually-hidden">{td_string!(i18n, manage.edit)}</span>
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
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
    keeps: bool,
    begin: Callback<Option<PersonLine>>,
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
    let (edited, id, disabled, again) = (
        line.clone(),
        line.id,
        line.disabled,
        line.has_password || line.is_invited,
    );
    let name = line.name.clone();
    let acts = keeps.then(move || {
        let labelled = |words: &str| format!("{words} {name}");
        let words = match again {
            true => td_string!(i18n, manage.invite_again),
            false => td_string!(i18n, manage.invite),
        };
        let invite = (!disabled).then(|| {
            view! {
                <button
                    type="button"
                    class="button button-quiet"
                    aria-label=labelled(words)
                    data-testid="invite"
                    on:click=move |_| inviting.these(vec![id])
                >
                    {words}
                </button>
            }
        });
        view! {
            {invite}
            <button
                type="button"
                class="button button-quiet"
                aria-label=labelled(td_string!(i18n, manage.edit))
                data-testid="edit"
                on:click=move |_| begin.run(Some(edited.clone()))
            >
                {td_string!(i18n, manage.edit)}
            </button>
        }
    });
    let login = line.login.clone();
    view! {
        <tr data-testid="person" data-login=login>
            <th scope="row" lang="zh-CN">{line.name}</th>
            <td class="manage-code">{line.login}</td>
            <td>
                {roles.join("、")} {(!of.is_empty()).then(|| view! { <span class="quiet" lang="zh-CN">{format!(" · {}", of.join("、"))}</span> })}
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

/// What is on after one was tapped.
fn toggled(all: RwSignal<Vec<String>>, word: String) {
    all.update(|all| match all.iter().position(|it| *it == word) {
        Some(at) => {
            all.remove(at);
        }
        None => all.push(word),
    });
}

fn fields(
    i18n: I18n,
    form: Form,
    listing: &Listing<PersonLine>,
    line: Option<PersonLine>,
) -> AnyView {
    let is_new = line.is_none();
    let name = RwSignal::new(line.as_ref().map(|it| it.name.clone()).unwrap_or_default());
    let login = RwSignal::new(line.as_ref().map(|it| it.login.clone()).unwrap_or_default());
    let words_of = |it: &PersonLine| -> Vec<String> {
        let words = it.roles.iter().map(|it| role_word(i18n, *it).to_owned());
        words.collect()
    };
    let roles = RwSignal::new(line.as_ref().map(words_of).unwrap_or_default());
    let offices = RwSignal::new(
        line.as_ref()
            .map(|it| it.offices.clone())
            .unwrap_or_default(),
    );
    let avoids = line.as_ref().map(|it| it.avoids.clone());
    let avoids = RwSignal::new(avoids.unwrap_or_default());
    let town = line
        .as_ref()
        .and_then(|it| it.town.as_ref())
        .map(|(id, _)| id.to_string());
    let town = RwSignal::new(town.unwrap_or_default());
    let state = match line.as_ref().is_some_and(|it| it.disabled) {
        true => "closed",
        false => "open",
    };
    let state = RwSignal::new(state.to_owned());
    let has = move |role: Role| roles.with(|it| it.iter().any(|it| it == role_word(i18n, role)));
    let none = (String::new(), String::new());
    let towns: Vec<_> = std::iter::once(none)
        .chain(
            listing
                .towns
                .iter()
                .map(|(id, name)| (id.to_string(), name.clone())),
        )
        .collect();
    let known = line
        .as_ref()
        .map(|it| it.offices.clone())
        .unwrap_or_default();
    let mut all_offices = listing.offices.clone();
    all_offices.extend(known.into_iter().filter(|it| !listing.offices.contains(it)));
    let entry = move || {
        let codes = |it: &Role| has(*it).then(|| it.as_str());
        let codes = untrack(|| Role::ALL.iter().filter_map(codes).collect::<Vec<_>>());
        let of_town = codes.contains(&Role::Town.as_str());
        let of_office =
            codes.contains(&Role::Office.as_str()) || codes.contains(&Role::OfficeHead.as_str());
        // What no chosen role goes with is not sent, though it is still filled in.
        let town = if of_town {
            town.get_untracked()
        } else {
            String::new()
        };
        let offices = if of_office {
            offices.get_untracked().join("、")
        } else {
            String::new()
        };
        let inspects = codes.contains(&Role::Inspector.as_str());
        let avoids = if inspects {
            avoids.get_untracked().join("、")
        } else {
            String::new()
        };
        let mut fields = vec![
            field("name", name.get_untracked()),
            field("login", login.get_untracked().trim().to_lowercase()),
            field("roles", codes.join(",")),
            field("town", town),
            field("offices", offices),
            field("avoids", avoids),
        ];
        if !is_new {
            fields.push(field("state", state.get_untracked()));
        }
        Entry {
            list: "people".to_owned(),
            is_new,
            fields,
            version: form.version(),
        }
    };
    let login_field = match is_new {
        true => view! {
            <Field
                id="entry-login"
                label=td_string!(i18n, manage.login)
                hint=td_string!(i18n, manage.login_hint)
                error=form.error("entry-login")
                value=login
                testid="entry-login"
            />
        }
        .into_any(),
        false => view! {
            <p>
                <span class="field-label">{td_string!(i18n, manage.login)}</span>
                <span class="manage-code">{login.get_untracked()}</span>
            </p>
        }
        .into_any(),
    };
    let closing = (!is_new).then(|| {
        let states = vec![
            (
                "open".to_owned(),
                td_string!(i18n, manage.active).to_owned(),
            ),
            (
                "closed".to_owned(),
                td_string!(i18n, manage.disabled).to_owned(),
            ),
        ];
        view! {
            <Select
                id="entry-state"
                label=td_string!(i18n, manage.state)
                hint=td_string!(i18n, manage.disabled_text)
                error=form.error("entry-state")
                options=states
                value=state
                testid="entry-state"
            />
        }
    });
    let role_words: Vec<String> = Role::ALL
        .iter()
        .map(|it| role_word(i18n, *it).to_owned())
        .collect();
    let of_office = move || has(Role::Office) || has(Role::OfficeHead);
    let all_offices = StoredValue::new(all_offices);
    let town_names = listing.towns.iter().map(|(_, name)| name.clone());
    let town_names = StoredValue::new(town_names.collect::<Vec<_>>());
    let towns = StoredValue::new(towns);
    let shown = view! {
        <Field
            id="entry-name"
            label=td_string!(i18n, manage.person_name)
            error=form.error("entry-name")
            value=name
            testid="entry-name"
        />
        <div class="field" id="entry-roles" tabindex="-1">
            {form.wrong("entry-roles")}
            <Chips
                legend=td_string!(i18n, manage.roles)
                phrases=role_words
                chosen=roles
                on_toggle=move |word: String| toggled(roles, word)
                testid="entry-role"
            />
        </div>
        {move || {
            has(Role::Town)
                .then(|| {
                    view! {
                        <Select
                            id="entry-town"
                            label=td_string!(i18n, manage.person_town)
                            error=form.error("entry-town")
                            options=towns.get_value()
                            value=town
                            testid="entry-town"
                        />
                    }
                })
        }}
        {move || {
            of_office()
                .then(|| {
                    view! {
                        <div class="field" id="entry-offices" tabindex="-1">
                            {form.wrong("entry-offices")}
                            <Chips
                                legend=td_string!(i18n, manage.offices)
                                phrases=all_offices.get_value()
                                chosen=offices
                                on_toggle=move |word: String| toggled(offices, word)
                                testid="entry-office"
                            />
                        </div>
                    }
                })
        }}
        {move || {
            has(Role::Inspector)
                .then(|| {
                    view! {
                        <div class="field" id="entry-avoids" tabindex="-1">
                            {form.wrong("entry-avoids")}
                            <p class="field-hint">{td_string!(i18n, manage.avoids_hint)}</p>
                            <Chips
                                legend=td_string!(i18n, manage.avoids)
                                phrases=town_names.get_value()
                                chosen=avoids
                                on_toggle=move |word: String| toggled(avoids, word)
                                testid="entry-avoid"
                            />
                        </div>
                    }
                })
        }}
        {login_field}
        {closing}
    }
    .into_any();
    form.view(shown, entry)
}
