//! Which files make up a dialplan.
//!
//! A file belongs to those that include it, and to what those include. One that nobody includes is a plan of its own, unless
//! it has no route or lies beside a part without one that nobody includes either: then the folder is the plan, as it is for
//! `dialtree check FOLDER`.

use std::collections::{BTreeMap, BTreeSet};

use dialplan::load::beside;
use xml_schema::DocumentKind;

use crate::document::Text;
use crate::paths;
use crate::shelf::Shelf;

/// A folder with more documents than this is not one of dialplans.
const MAX_FILES: usize = 2000;
/// Files that lead to one another in a longer row are a circle.
const MAX_WAY: usize = 64;

/// The dialplans and scripts of a workspace, and how they hang together.
#[derive(Debug, Default)]
pub struct Plans {
    files: BTreeMap<String, File>,
    /// The folders of the workspace.
    roots: Vec<String>,
}

#[derive(Debug)]
struct File {
    kind: DocumentKind,
    includes: Vec<String>,
    has_route: bool,
}

impl Plans {
    /// Looks through the folders of a workspace, and through the folders of what is open.
    pub fn of(roots: &[String], shelf: &Shelf) -> Self {
        let mut plans = Self { files: BTreeMap::new(), roots: roots.to_vec() };
        let mut waiting: Vec<String> = shelf.documents().map(|(path, _)| path.to_owned()).collect();
        let inside = |path: &str| roots.iter().any(|root| paths::below(path, root) != path);
        let outside: BTreeSet<String> =
            waiting.iter().filter(|path| !inside(path)).map(|path| paths::folder(path).to_owned()).collect();
        for root in roots.iter().chain(&outside) {
            let names = shelf.below(root).into_iter().filter(|name| name.ends_with(".xml"));
            waiting.extend(names.take(MAX_FILES).map(|name| format!("{root}/{name}")));
        }
        while let Some(path) = waiting.pop() {
            if plans.files.len() >= MAX_FILES {
                break;
            }
            if !plans.files.contains_key(&path)
                && let Some(file) = shelf.text(&path).and_then(|text| File::of(&path, &text))
            {
                waiting.extend(file.includes.iter().cloned());
                plans.files.insert(path, file);
            }
        }
        plans
    }

    /// What a file is; `None`: none of ours.
    pub fn kind(&self, path: &str) -> Option<DocumentKind> {
        self.files.get(path).map(|file| file.kind)
    }

    /// What is to be checked so that a dialplan's file is: the files or folders of the plans that it is in.
    pub fn roots_of(&self, path: &str) -> BTreeSet<String> {
        let tops = self.tops(path);
        tops.iter().map(|top| self.folder_of(top).unwrap_or_else(|| top.clone())).collect()
    }

    /// Every file of a plan, and the scripts beside and below it, which name its menus.
    pub fn files_of(&self, root: &str) -> BTreeSet<String> {
        let is_file = self.files.contains_key(root);
        let folder = if is_file { paths::folder(root) } else { root };
        let mut files = BTreeSet::new();
        for (path, file) in &self.files {
            let below = paths::below(path, folder) != path;
            match file.kind {
                DocumentKind::Script if below => drop(files.insert(path.clone())),
                DocumentKind::Dialplan if path == root || (!is_file && below) => self.reach(path, &mut files),
                _ => {}
            }
        }
        files
    }

    /// The files of every plan that a file is in; a script is in those of the folders above it.
    pub fn together_with(&self, path: &str) -> BTreeSet<String> {
        let mut files = BTreeSet::from([path.to_owned()]);
        let roots = match self.kind(path) {
            Some(DocumentKind::Dialplan) => self.roots_of(path),
            Some(DocumentKind::Script) => self.plans_above(path),
            _ => BTreeSet::new(),
        };
        for root in roots {
            files.extend(self.files_of(&root));
        }
        files
    }

    /// The files that lead to this one and that nobody includes.
    fn tops(&self, path: &str) -> BTreeSet<String> {
        let mut seen = BTreeSet::from([path.to_owned()]);
        let mut waiting = vec![path.to_owned()];
        let mut tops = BTreeSet::new();
        while let Some(file) = waiting.pop() {
            let above: Vec<&String> = self.including(&file).collect();
            if above.is_empty() {
                tops.insert(file);
            } else {
                waiting.extend(above.into_iter().filter(|above| seen.insert((*above).clone())).cloned());
            }
        }
        // A circle has no top; the loader says so wherever it begins.
        if tops.is_empty() {
            tops.insert(path.to_owned());
        }
        tops
    }

    fn including<'p>(&'p self, path: &'p str) -> impl Iterator<Item = &'p String> {
        let includes = move |file: &File| file.includes.iter().any(|included| included == path);
        self.files.iter().filter(move |(_, file)| includes(file)).map(|(path, _)| path)
    }

    /// Every file that one leads to, and itself.
    fn reach(&self, path: &str, reached: &mut BTreeSet<String>) {
        let mut waiting = vec![path.to_owned()];
        while let Some(path) = waiting.pop() {
            if let Some(file) = self.files.get(&path)
                && reached.insert(path)
            {
                waiting.extend(file.includes.iter().cloned());
            }
        }
    }

    /// Whether a file has a route, or leads to one that has.
    fn has_route(&self, path: &str) -> bool {
        let mut reached = BTreeSet::new();
        self.reach(path, &mut reached);
        reached.iter().any(|path| self.files.get(path).is_some_and(|file| file.has_route))
    }

    /// The folder that a file which nobody includes is a part of.
    fn folder_of(&self, path: &str) -> Option<String> {
        let mut folder = paths::folder(path);
        for _ in 0..MAX_WAY {
            let inside = self.files.iter().filter(|(other, file)| {
                file.kind == DocumentKind::Dialplan && paths::below(other, folder) != other.as_str()
            });
            let tops: Vec<&String> =
                inside.map(|(other, _)| other).filter(|other| self.including(other).next().is_none()).collect();
            let (with, without): (Vec<&String>, Vec<&String>) =
                tops.into_iter().partition(|other| self.has_route(other));
            if self.has_route(path) {
                let beside = without.iter().any(|other| paths::folder(other) == folder);
                return beside.then(|| folder.to_owned());
            }
            if !with.is_empty() {
                return Some(folder.to_owned());
            }
            if self.roots.iter().any(|root| root == folder) || folder.is_empty() {
                return None;
            }
            folder = paths::folder(folder);
        }
        None
    }

    /// The plans in the folders above a script, the nearest folder's only.
    fn plans_above(&self, script: &str) -> BTreeSet<String> {
        let mut folder = paths::folder(script);
        while !folder.is_empty() {
            let beside = self
                .files
                .iter()
                .filter(|(path, file)| file.kind == DocumentKind::Dialplan && paths::folder(path) == folder);
            let roots: BTreeSet<String> = beside.flat_map(|(path, _)| self.roots_of(path)).collect();
            if !roots.is_empty() || self.roots.iter().any(|root| root == folder) {
                return roots;
            }
            folder = paths::folder(folder);
        }
        BTreeSet::new()
    }
}

impl File {
    fn of(path: &str, text: &Text) -> Option<Self> {
        let includes = text.includes.iter().map(|name| beside(path, name)).collect();
        Some(Self { kind: text.kind?, includes, has_route: text.has_route })
    }
}
