//! Which file of a crate uses which names of which other file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::paths::{Named, Steps};

/// For each file, the files that it uses, and the names used of each.
pub(super) type Arrows = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

/// The text of a file, if it is there.
type Text<'a> = dyn Fn(&Path) -> Option<String> + 'a;

/// A module: a file, or an inline module in one.
struct Module {
    file: String,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    named: Named,
}

/// The modules of a crate; the first is its root.
#[derive(Default)]
struct Crate {
    modules: Vec<Module>,
    /// Exported macros, each with the file that defines it.
    exported: BTreeMap<String, String>,
}

/// The meaning of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Found {
    Module(usize),
    /// An item, by the file that defines it.
    Item(String),
}

/// Which file of a crate uses which names of which other file; `root` is its `lib.rs` or `main.rs`.
/// Every file of the crate is a key.
pub(super) fn arrows(root: &str, text: &Text<'_>) -> Arrows {
    let mut house = Crate::default();
    let folder = Path::new(root).parent().unwrap();
    house.read(root, folder, None, text);
    house.arrows()
}

impl Crate {
    /// Reads a file and all modules that it declares; their files are in `folder`.
    fn read(&mut self, file: &str, folder: &Path, parent: Option<usize>, text: &Text<'_>) -> usize {
        let whole = text(Path::new(file)).unwrap_or_else(|| panic!("there is no {file}"));
        let whole = syn::parse_file(&whole).unwrap_or_else(|error| panic!("{file}: {error}"));
        self.module(file, folder, parent, Named::of(&whole.items), text)
    }

    fn module(
        &mut self,
        file: &str,
        folder: &Path,
        parent: Option<usize>,
        mut named: Named,
        text: &Text<'_>,
    ) -> usize {
        let declared = std::mem::take(&mut named.modules);
        for name in &named.exported {
            self.exported.insert(name.clone(), file.to_owned());
        }
        let this = self.modules.len();
        self.modules.push(Module {
            file: file.to_owned(),
            parent,
            children: BTreeMap::new(),
            named,
        });
        for (name, within) in declared {
            let below = folder.join(&name);
            let child = match within {
                Some(items) => self.module(file, &below, Some(this), Named::of(&items), text),
                None => {
                    let places = [below.with_extension("rs"), below.join("mod.rs")];
                    let there = |place: &&PathBuf| text(place).is_some();
                    let place = places.iter().find(there);
                    let place = place.unwrap_or_else(|| panic!("{file}: where is {name}?"));
                    self.read(place.to_str().unwrap(), &below, Some(this), text)
                }
            };
            self.modules[this].children.insert(name, child);
        }
        this
    }

    fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::new();
        for (index, module) in self.modules.iter().enumerate() {
            let from = arrows.entry(module.file.clone()).or_default();
            for (_, steps) in &module.named.uses {
                for file in self.files(index, steps) {
                    from.entry(file).or_default().insert(steps.join("::"));
                }
            }
            // An imported name was counted with its `use`; its later uses add nothing.
            let brought: BTreeSet<String> = from.keys().cloned().collect();
            for steps in &module.named.paths {
                for file in self.files(index, steps).difference(&brought) {
                    let names = from.entry(file.clone()).or_default();
                    names.insert(steps.join("::"));
                }
            }
        }
        arrows
    }

    /// The other files that a path leads to.
    fn files(&self, from: usize, steps: &Steps) -> BTreeSet<String> {
        let here = &self.modules[from].file;
        let found = self.lead(from, steps, &mut BTreeSet::new()).into_iter();
        let file = |it| match it {
            Found::Item(file) if file != *here => Some(file),
            _ => None,
        };
        found.filter_map(file).collect()
    }

    /// The meaning of a path in a module; empty if it leads out of the crate.
    fn lead(&self, from: usize, steps: &Steps, asked: &mut Asked) -> BTreeSet<Found> {
        let mut steps = steps.iter();
        let Some(first) = steps.next() else {
            return BTreeSet::new();
        };
        let mut here = match first.as_str() {
            "crate" => BTreeSet::from([Found::Module(0)]),
            "self" => BTreeSet::from([Found::Module(from)]),
            "super" => BTreeSet::from([Found::Module(self.modules[from].parent.unwrap())]),
            name => self.look_up(from, name, asked),
        };
        for step in steps {
            let next = here.into_iter().flat_map(|it| self.step(it, step, asked));
            here = next.collect();
        }
        here
    }

    fn step(&self, from: Found, step: &str, asked: &mut Asked) -> BTreeSet<Found> {
        let module = match from {
            Found::Module(module) => module,
            // A variant, a constant or a function of a type is in the type's file.
            item => return BTreeSet::from([item]),
        };
        if step == "super" {
            return BTreeSet::from([Found::Module(self.modules[module].parent.unwrap())]);
        }
        let found = self.look_up(module, step, asked);
        if !found.is_empty() {
            return found;
        }
        // An undefined name was made by a macro: the words of the interface, or the output of
        // `#[server]`.
        let exported = self.exported.get(step).filter(|_| module == 0);
        let file = exported.unwrap_or(&self.modules[module].file);
        BTreeSet::from([Found::Item(file.clone())])
    }

    /// The meaning of a name in a module.
    fn look_up(&self, module: usize, name: &str, asked: &mut Asked) -> BTreeSet<Found> {
        let mut found = BTreeSet::new();
        if !asked.insert((module, name.to_owned())) {
            return found;
        }
        let Module {
            file,
            children,
            named,
            ..
        } = &self.modules[module];
        found.extend(children.get(name).map(|child| Found::Module(*child)));
        if named.items.iter().any(|item| item == name) {
            found.insert(Found::Item(file.clone()));
        }
        for (_, steps) in named.uses.iter().filter(|(here, _)| here == name) {
            found.extend(self.lead(module, steps, asked));
        }
        for steps in &named.globs {
            for all in self.lead(module, steps, asked) {
                if let Found::Module(all) = all {
                    found.extend(self.look_up(all, name, asked));
                }
            }
        }
        asked.remove(&(module, name.to_owned()));
        found
    }
}

/// The names being looked up, so that a name that leads to itself ends.
type Asked = BTreeSet<(usize, String)>;
