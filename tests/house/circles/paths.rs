//! The names in a module: what it defines, what it imports, and every path in its code.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItemFn, Item, ItemMod, Macro, UseTree};

use crate::is_test;

/// The steps of a path, such as `crate`, `local`, `store`, `Store`.
pub(super) type Steps = Vec<String>;

/// The names in one module, without its tests.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// The items that it defines.
    pub(super) items: Vec<String>,
    /// The macros that it defines for the whole crate.
    pub(super) exported: Vec<String>,
    /// Its imports, by local name.
    pub(super) uses: Vec<(String, Steps)>,
    /// Its glob imports.
    pub(super) globs: Vec<Steps>,
    /// Every path in its code.
    pub(super) paths: Vec<Steps>,
    /// The modules that it declares, with their items if they are inline.
    pub(super) modules: Vec<(String, Option<Vec<Item>>)>,
}

impl Named {
    pub(super) fn of(items: &[Item]) -> Self {
        let mut named = Self::default();
        for item in items {
            named.items.extend(name_of(item));
            named.visit_item(item);
        }
        named
    }

    fn bring(&mut self, before: &Steps, tree: &UseTree) {
        let then = |name: String| [before.as_slice(), &[name]].concat();
        match tree {
            UseTree::Path(path) => self.bring(&then(path.ident.to_string()), &path.tree),
            UseTree::Group(group) => group.items.iter().for_each(|it| self.bring(before, it)),
            UseTree::Glob(_) => self.globs.push(before.clone()),
            UseTree::Name(name) if name.ident == "self" => {
                if let Some(last) = before.last() {
                    self.uses.push((last.clone(), before.clone()));
                }
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                self.uses.push((name.clone(), then(name)));
            }
            UseTree::Rename(it) => {
                let whole = then(it.ident.to_string());
                self.uses.push((it.rename.to_string(), whole));
            }
        }
    }

    /// Collects the paths in a macro's tokens: words with `::` between them.
    fn words(&mut self, tokens: TokenStream) {
        let mut steps = Steps::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(it) if it.as_char() == ':' && !steps.is_empty() => colons += 1,
                TokenTree::Ident(it) if colons == 2 || steps.is_empty() => {
                    steps.push(it.to_string());
                    colons = 0;
                }
                other => {
                    self.path(std::mem::take(&mut steps));
                    colons = 0;
                    match other {
                        TokenTree::Ident(it) => steps.push(it.to_string()),
                        TokenTree::Group(group) => self.words(group.stream()),
                        _ => {}
                    }
                }
            }
        }
        self.path(steps);
    }

    fn path(&mut self, steps: Steps) {
        if !steps.is_empty() {
            self.paths.push(steps);
        }
    }
}

impl Visit<'_> for Named {
    fn visit_item(&mut self, item: &Item) {
        if !is_test(attributes_of(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &ImplItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &ItemMod) {
        let within = item.content.as_ref().map(|(_, items)| items.clone());
        self.modules.push((item.ident.to_string(), within));
    }

    fn visit_item_use(&mut self, item: &syn::ItemUse) {
        self.bring(&Steps::new(), &item.tree);
    }

    fn visit_path(&mut self, path: &syn::Path) {
        let steps = path.segments.iter().map(|it| it.ident.to_string());
        self.path(steps.collect());
        visit::visit_path(self, path);
    }

    fn visit_item_macro(&mut self, item: &syn::ItemMacro) {
        let exported = item
            .attrs
            .iter()
            .any(|it| it.path().is_ident("macro_export"));
        if let (Some(name), true) = (&item.ident, exported) {
            self.exported.push(name.to_string());
        }
        visit::visit_item_macro(self, item);
    }

    fn visit_macro(&mut self, it: &Macro) {
        visit::visit_macro(self, it);
        self.words(it.tokens.clone());
    }
}

fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(it) => &it.ident,
        Item::Enum(it) => &it.ident,
        Item::Fn(it) => &it.sig.ident,
        Item::Macro(it) => it.ident.as_ref()?,
        Item::Static(it) => &it.ident,
        Item::Struct(it) => &it.ident,
        Item::Trait(it) => &it.ident,
        Item::Type(it) => &it.ident,
        Item::Union(it) => &it.ident,
        _ => return None,
    };
    Some(name.to_string())
}

fn attributes_of(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(it) => &it.attrs,
        Item::Enum(it) => &it.attrs,
        Item::Fn(it) => &it.attrs,
        Item::Impl(it) => &it.attrs,
        Item::Macro(it) => &it.attrs,
        Item::Mod(it) => &it.attrs,
        Item::Static(it) => &it.attrs,
        Item::Struct(it) => &it.attrs,
        Item::Trait(it) => &it.attrs,
        Item::Type(it) => &it.attrs,
        Item::Use(it) => &it.attrs,
        _ => &[],
    }
}
