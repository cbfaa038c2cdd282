//! The form of a person.

use crate::api::manage::{EntryForm, Listing, PersonLine};
use crate::components::{Chips, Field, Select, toggled};
use crate::language::I18n;
use crate::pages::manage::entry::{Form, field};
use crate::pages::session::sessions::open_sessions;
use crate::words_of::role_word;
use domain::people::{Reach, Right, Role};
use leptos::prelude::*;
use leptos_i18n::td_string;

pub(super) fn fields(
    i18n: I18n,
    form: Form,
    listing: &Listing<PersonLine>,
    line: Option<PersonLine>,
) -> AnyView {
    let is_new = line.is_none();
    let whose = line.as_ref().map(|it| it.id);
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
    let has = move |role: &Role| roles.with(|it| it.iter().any(|it| it == role_word(i18n, *role)));
    let any = move |is: fn(&Role) -> bool| Role::ALL.iter().filter(|it| has(it)).any(is);
    let of_town = move || any(|it| it.has_own(Reach::OwnTown));
    let of_office = move || any(|it| it.has_own(Reach::OwnOffices));
    let inspects = move || any(|it| it.may(Right::Inspect));
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
        let codes = |it: &Role| has(it).then(|| it.as_str());
        let codes = untrack(|| Role::ALL.iter().filter_map(codes).collect::<Vec<_>>());
        // Send only the fields of the chosen roles; others may still be filled in.
        let town = if untrack(of_town) {
            town.get_untracked()
        } else {
            String::new()
        };
        let offices = if untrack(of_office) {
            offices.get_untracked().join("、")
        } else {
            String::new()
        };
        let avoids = if untrack(inspects) {
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
        EntryForm {
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
            of_town()
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
            inspects()
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
    let sessions = whose.map(|user| open_sessions(i18n, form.toasts(), Some(user)));
    view! {
        {form.view(shown, entry)}
        {sessions}
    }
    .into_any()
}
