//! The words of 随机抽取: what a draw would do, and its record. The server writes them, so that the
//! browser's program carries neither the words nor the rules for them.

use crate::api::plan::{DrawPreview, DrawRecord, DrawSheet, Fields};
use crate::language::I18n;
use crate::pages::manage::words::site_kind_word;
use crate::words_of::{dated_words, day_words, fill, form_word, method_word};
use domain::draw::Wanted;
use leptos_i18n::td_string;

fn fields<const N: usize>(all: [(&str, String); N]) -> Fields {
    all.map(|(name, text)| (name.to_owned(), text)).to_vec()
}

/// What a draw would do.
pub(crate) fn preview(i18n: I18n, it: &DrawPreview) -> Fields {
    let (all, fit) = it.objects;
    let objects = fill(
        td_string!(i18n, plan.preview_objects),
        &[("all", &all), ("n", &fit)],
    );
    let people = td_string!(i18n, plan.preview_people);
    let visits = td_string!(i18n, plan.preview_visits);
    let how = [
        method_word(i18n, it.how.method),
        form_word(i18n, it.how.form),
    ];
    let due = match it.how.due.as_str() {
        "" => td_string!(i18n, plan.preview_no_due).to_owned(),
        due => day_words(i18n, due),
    };
    let witness = match it.witness.as_str() {
        "" => td_string!(i18n, plan.preview_no_witness).to_owned(),
        witness => witness.to_owned(),
    };
    fields([
        (
            td_string!(i18n, plan.field_wanted),
            wanted(i18n, &it.wanted, &it.towns),
        ),
        (td_string!(i18n, plan.field_objects), objects),
        (
            td_string!(i18n, plan.field_people),
            fill(people, &[("n", &it.people)]),
        ),
        (
            td_string!(i18n, plan.field_avoid),
            avoided(i18n, &it.avoids),
        ),
        (
            td_string!(i18n, plan.preview_result),
            fill(visits, &[("n", &it.assignments)]),
        ),
        (td_string!(i18n, plan.col_how), how.join(" · ")),
        (td_string!(i18n, plan.due), due),
        (td_string!(i18n, plan.field_witness), witness),
    ])
}

/// The record of a draw.
pub(crate) fn sheet(i18n: I18n, it: DrawRecord) -> DrawSheet {
    let list = |(n, hash): &(u32, String)| {
        let words = td_string!(i18n, plan.field_list);
        fill(words, &[("n", n), ("hash", hash)])
    };
    let algorithm = fill(
        td_string!(i18n, plan.field_algorithm),
        &[("version", &it.version), ("n", &it.number)],
    );
    let separator = td_string!(i18n, town.sentence_separator);
    let said = fields([
        (td_string!(i18n, plan.field_time), dated_words(i18n, it.at)),
        (td_string!(i18n, plan.field_by), it.by.clone()),
        (td_string!(i18n, plan.field_witness), witness(i18n, &it)),
        (
            td_string!(i18n, plan.field_wanted),
            wanted(i18n, &it.wanted, &it.towns),
        ),
        (td_string!(i18n, plan.field_objects), list(&it.objects)),
        (td_string!(i18n, plan.field_people), list(&it.people)),
        (
            td_string!(i18n, plan.field_avoid),
            avoided(i18n, &it.avoids),
        ),
        (td_string!(i18n, plan.field_seed), it.seed.clone()),
        (
            td_string!(i18n, plan.field_record),
            format!("{}{separator}{algorithm}", it.sha256),
        ),
    ]);
    DrawSheet {
        number: it.number,
        holds: it.holds,
        office: it.office,
        fields: said,
        drawn: it.drawn,
        lacks_witness: it.lacks_witness,
    }
}

/// The witness; one who was named afterwards with who did that, and when.
fn witness(i18n: I18n, it: &DrawRecord) -> String {
    let Some(late) = &it.late else {
        return it.witness.clone();
    };
    let at = dated_words(i18n, late.at);
    let words = td_string!(i18n, plan.witness_late);
    fill(
        words,
        &[("witness", &late.witness), ("by", &late.by), ("at", &at)],
    )
}

fn wanted(i18n: I18n, wanted: &Wanted, towns: &[String]) -> String {
    let count = match wanted.of_each_town {
        true => td_string!(i18n, plan.wanted_each),
        false => td_string!(i18n, plan.wanted_total),
    };
    let kind = match wanted.kind {
        Some(kind) => site_kind_word(i18n, kind),
        None => td_string!(i18n, plan.any_kind),
    };
    let towns = match towns.is_empty() {
        true => td_string!(i18n, plan.all_towns).to_owned(),
        false => towns.join("、"),
    };
    let team = td_string!(i18n, plan.wanted_team);
    let parts = [
        towns,
        kind.to_owned(),
        fill(count, &[("n", &wanted.sites)]),
        fill(team, &[("n", &wanted.inspectors)]),
    ];
    parts.join(td_string!(i18n, town.sentence_separator))
}

fn avoided(i18n: I18n, avoids: &[(String, Vec<String>)]) -> String {
    let lines = avoids.iter().map(|(name, towns)| {
        let towns = towns.join("、");
        fill(
            td_string!(i18n, plan.avoid_of),
            &[("name", name), ("towns", &towns)],
        )
    });
    let lines: Vec<String> = lines.collect();
    match lines.is_empty() {
        true => td_string!(i18n, plan.avoid_none).to_owned(),
        false => lines.join(td_string!(i18n, town.sentence_separator)),
    }
}
