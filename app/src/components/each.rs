//! Keyed lists and conditional parts. The library's own components are compiled anew for every
//! closure; these are compiled once.

use leptos::prelude::*;
use std::sync::Arc;

/// An item of a list: its key and its view.
#[derive(Clone)]
struct Item {
    key: String,
    draw: ViewFn,
}

/// A view for each item. An item whose key remains keeps its view.
pub fn each<T: Clone + Send + Sync + 'static>(
    items: impl Fn() -> Vec<T> + Send + Sync + 'static,
    key: impl Fn(&T) -> String + Send + Sync + 'static,
    draw: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let draw = Arc::new(draw);
    let item = move |it: T| {
        let draw = draw.clone();
        Item {
            key: key(&it),
            draw: (move || draw(it.clone())).into(),
        }
    };
    list(Signal::derive(move || {
        items().into_iter().map(&item).collect()
    }))
}

fn list(items: Signal<Vec<Item>>) -> AnyView {
    view! {
        <For each=move || items.get() key=|item| item.key.clone() let(item)>
            {item.draw.run()}
        </For>
    }
    .into_any()
}

/// A view shown while `shown` returns true, and drawn anew each time that begins.
pub fn when(
    shown: impl Fn() -> bool + Send + Sync + 'static,
    draw: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    part(Signal::derive(shown), draw.into())
}

fn part(shown: Signal<bool>, draw: ViewFn) -> AnyView {
    let shown = Memo::new(move |_| shown.get());
    (move || shown.get().then(|| draw.run())).into_any()
}
