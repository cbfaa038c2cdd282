//! The calls of each function, and whether they are made at its set-up or later.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use rstml::node::{Node, NodeAttribute};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ImplItemFn, ItemFn, ItemImpl, ItemMod, Macro, Stmt, Token, Type};

use crate::is_test;

/// Methods that call their closure at once.
const AT_ONCE: &[&str] = &[
    "all",
    "and_then",
    "any",
    "filter",
    "filter_map",
    "find",
    "find_map",
    "flat_map",
    "fold",
    "for_each",
    "get_or_insert_with",
    "inspect",
    "is_none_or",
    "is_some_and",
    "map",
    "map_err",
    "map_or",
    "map_or_else",
    "ok_or_else",
    "or_else",
    "partition",
    "position",
    "retain",
    "sort_by_key",
    "take_while",
    "then",
    "unwrap_or_else",
    "update",
    "update_value",
    "with",
    "with_untracked",
    "with_value",
    "zip",
];

/// Functions whose closure runs while drawing, with the owner of what it draws.
const WHILE_DRAWING: &[&str] = &[
    "each",
    "when",
    "frame",
    "untrack",
    "Memo::new",
    "Signal::derive",
    "Effect::new",
    "Suspend::new",
];

/// Functions whose closure runs after a while, or after the next frame.
const TIMERS: &[&str] = &[
    "request_animation_frame",
    "set_timeout",
    "set_interval_with_handle",
];

/// Properties of components that draw.
const DRAWS: &[&str] = &["view", "fallback", "children", "formatter"];

/// A call.
#[derive(Debug)]
pub(super) struct Call {
    /// Its path; for a method, just the name.
    pub(super) names: Vec<String>,
    pub(super) method: bool,
    pub(super) line: usize,
    /// What it waits in, if it is not made at set-up.
    pub(super) later: Option<Later>,
}

/// Something that runs later than set-up.
#[derive(Debug, Clone)]
pub(super) struct Later {
    /// Its description.
    pub(super) what: String,
    /// Whether the page may be gone by then: true for a promise or timer, false for a tap on
    /// something that is still there.
    pub(super) may_be_gone: bool,
}

impl Later {
    fn tap(what: impl Into<String>) -> Self {
        let what = what.into();
        Self {
            what,
            may_be_gone: false,
        }
    }

    fn promise(what: impl Into<String>) -> Self {
        let what = what.into();
        Self {
            what,
            may_be_gone: true,
        }
    }
}

impl Call {
    pub(super) fn name(&self) -> &str {
        self.names.last().map_or("", String::as_str)
    }

    /// The module or type before the name.
    pub(super) fn place(&self) -> Option<&str> {
        let before = self.names.len().checked_sub(2)?;
        self.names.get(before).map(String::as_str)
    }
}

/// A function and what it calls.
#[derive(Debug)]
pub(super) struct Function {
    pub(super) path: String,
    /// The module that it is in, by the file's name.
    pub(super) module: String,
    /// The type that it belongs to.
    pub(super) of: Option<String>,
    pub(super) name: String,
    /// The names that its file imports.
    pub(super) imports: BTreeSet<String>,
    pub(super) calls: Vec<Call>,
}

/// The functions of a file, except its tests.
pub(super) fn functions(path: &str, text: &str) -> Vec<Function> {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut steps: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
    if steps.last() == Some(&"mod") {
        steps.pop();
    }
    let mut walk = Walk {
        path: path.to_owned(),
        module: steps.last().unwrap().to_string(),
        of: None,
        imports: Imports::of(&file),
        open: Vec::new(),
        done: Vec::new(),
        later: None,
    };
    walk.visit_file(&file);
    walk.done
}

#[derive(Default)]
struct Imports(BTreeSet<String>);

impl Imports {
    fn of(file: &syn::File) -> BTreeSet<String> {
        let mut imports = Self::default();
        imports.visit_file(file);
        imports.0
    }
}

impl Visit<'_> for Imports {
    fn visit_use_name(&mut self, name: &syn::UseName) {
        self.0.insert(name.ident.to_string());
    }
}

struct Walk {
    path: String,
    module: String,
    of: Option<String>,
    imports: BTreeSet<String>,
    /// The enclosing functions, since functions can be nested.
    open: Vec<Function>,
    done: Vec<Function>,
    later: Option<Later>,
}

impl Walk {
    fn function(&mut self, name: String, later: Option<Later>, block: &Block) {
        self.open.push(Function {
            path: self.path.clone(),
            module: self.module.clone(),
            of: self.of.clone(),
            name,
            imports: self.imports.clone(),
            calls: Vec::new(),
        });
        let before = std::mem::replace(&mut self.later, later);
        self.drawn_block(block);
        self.later = before;
        self.done.extend(self.open.pop());
    }

    fn call(&mut self, names: Vec<String>, method: bool, line: usize) {
        let later = self.later.clone();
        if let Some(function) = self.open.last_mut() {
            function.calls.push(Call {
                names,
                method,
                line,
                later,
            });
        }
    }

    /// Visits what runs `within`, marked as later.
    fn later(&mut self, later: Later, within: impl FnOnce(&mut Self)) {
        let before = self.later.clone();
        if !before.as_ref().is_some_and(|it| it.may_be_gone) {
            self.later = Some(later);
        }
        within(self);
        self.later = before;
    }

    /// Visits an expression whose value is drawn or run at once: a closure in it counts as set-up.
    fn drawn(&mut self, expr: &Expr) {
        match expr {
            Expr::Closure(closure) => self.drawn(&closure.body),
            Expr::Block(block) => self.drawn_block(&block.block),
            Expr::Paren(inner) => self.drawn(&inner.expr),
            Expr::Reference(inner) => self.drawn(&inner.expr),
            Expr::Tuple(tuple) => tuple.elems.iter().for_each(|it| self.drawn(it)),
            Expr::If(it) => {
                self.visit_expr(&it.cond);
                self.drawn_block(&it.then_branch);
                if let Some((_, other)) = &it.else_branch {
                    self.drawn(other);
                }
            }
            Expr::Match(it) => {
                self.visit_expr(&it.expr);
                for arm in &it.arms {
                    self.drawn(&arm.body);
                }
            }
            Expr::MethodCall(it) if it.method == "into_any" => self.drawn(&it.receiver),
            other => self.visit_expr(other),
        }
    }

    fn drawn_block(&mut self, block: &Block) {
        for statement in &block.stmts {
            match statement {
                Stmt::Expr(last, None) => self.drawn(last),
                other => self.visit_stmt(other),
            }
        }
    }

    fn view(&mut self, tokens: TokenStream) {
        let nodes = rstml::parse2(tokens)
            .unwrap_or_else(|error| panic!("{}:{}: {error}", self.path, error.span().start().line));
        nodes.iter().for_each(|node| self.node(node));
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::Element(element) => {
                let name = element.name().to_string();
                let component = name.rsplit("::").next().unwrap_or_default();
                let component = component.starts_with(|it: char| it.is_ascii_uppercase());
                for attribute in element.attributes() {
                    self.attribute(&name, component, attribute);
                }
                element.children.iter().for_each(|it| self.node(it));
            }
            Node::Fragment(fragment) => fragment.children.iter().for_each(|it| self.node(it)),
            Node::Block(block) => {
                if let Some(block) = block.try_block() {
                    self.drawn_block(block);
                }
            }
            _ => {}
        }
    }

    fn attribute(&mut self, element: &str, component: bool, attribute: &NodeAttribute) {
        let (key, value) = match attribute {
            NodeAttribute::Attribute(it) => (it.key.to_string(), it.value()),
            NodeAttribute::Block(block) => {
                if let Some(block) = block.try_block() {
                    self.visit_block(block);
                }
                return;
            }
        };
        let Some(value) = value else { return };
        let draws = !key.starts_with("on:") && (!component || DRAWS.contains(&key.as_str()));
        if draws {
            self.drawn(value);
        } else {
            let tap = Later::tap(format!("<{element} {key}>"));
            match value {
                Expr::Closure(closure) => self.later(tap, |it| it.visit_expr(&closure.body)),
                Expr::Block(block) => self.visit_block(&block.block),
                other => self.visit_expr(other),
            }
        }
    }
}

impl Visit<'_> for Walk {
    fn visit_item_mod(&mut self, item: &ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &ItemImpl) {
        let of = match &*item.self_ty {
            Type::Path(path) => path.path.segments.last().map(|it| it.ident.to_string()),
            _ => None,
        };
        let before = std::mem::replace(&mut self.of, of.or_else(|| Some(String::new())));
        visit::visit_item_impl(self, item);
        self.of = before;
    }

    fn visit_item_fn(&mut self, item: &ItemFn) {
        let later = item
            .sig
            .asyncness
            .map(|_| Later::promise("an async function"));
        let of = self.of.take();
        self.function(item.sig.ident.to_string(), later, &item.block);
        self.of = of;
    }

    fn visit_impl_item_fn(&mut self, item: &ImplItemFn) {
        let later = item
            .sig
            .asyncness
            .map(|_| Later::promise("an async function"));
        self.function(item.sig.ident.to_string(), later, &item.block);
    }

    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Closure(closure) => {
                let tap = Later::tap("a closure that runs later");
                self.later(tap, |it| it.visit_expr(&closure.body));
            }
            Expr::Async(promise) => {
                self.later(Later::promise("a promise"), |it| {
                    it.visit_block(&promise.block)
                });
            }
            Expr::Call(call) => {
                let names = names(&call.func);
                let drawing = names.last().is_some_and(|last| {
                    let place = names.len().checked_sub(2).map(|at| names[at].as_str());
                    let whole = place.map_or_else(|| last.clone(), |it| format!("{it}::{last}"));
                    WHILE_DRAWING.contains(&whole.as_str())
                        || WHILE_DRAWING.contains(&last.as_str())
                });
                let timer = names
                    .last()
                    .is_some_and(|last| TIMERS.contains(&last.as_str()));
                let what = format!("what {} runs later", names.join("::"));
                let later = if timer {
                    Later::promise(what)
                } else {
                    Later::tap(what)
                };
                if names.is_empty() {
                    self.visit_expr(&call.func);
                } else {
                    self.call(names, false, call.span().start().line);
                }
                for argument in &call.args {
                    match argument {
                        argument if drawing => self.drawn(argument),
                        Expr::Closure(closure) => {
                            self.later(later.clone(), |it| it.visit_expr(&closure.body));
                        }
                        argument => self.visit_expr(argument),
                    }
                }
            }
            Expr::MethodCall(call) => {
                self.visit_expr(&call.receiver);
                let name = call.method.to_string();
                let at_once = AT_ONCE.contains(&name.as_str());
                self.call(vec![name], true, call.method.span().start().line);
                for argument in &call.args {
                    if at_once {
                        self.drawn(argument);
                    } else {
                        self.visit_expr(argument);
                    }
                }
            }
            other => visit::visit_expr(self, other),
        }
    }

    fn visit_macro(&mut self, it: &Macro) {
        if it
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "view")
        {
            return self.view(it.tokens.clone());
        }
        // Other macros take expressions; arguments that are none (a word's key) contain no calls.
        let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
        if let Ok(arguments) = it.parse_body_with(parser) {
            arguments
                .iter()
                .for_each(|argument| self.visit_expr(argument));
        }
    }
}

fn names(function: &Expr) -> Vec<String> {
    match function {
        Expr::Path(path) => path
            .path
            .segments
            .iter()
            .map(|it| it.ident.to_string())
            .collect(),
        _ => Vec::new(),
    }
}
