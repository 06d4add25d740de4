//! How long it takes to read and check a document, and what it allocates; hostile documents, too.

#![allow(unsafe_code)] // An allocator that counts cannot be had without.
#![allow(clippy::print_stdout, clippy::disallowed_methods)] // It looks at the clock, and prints what it saw.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use xml_schema::{Dialect, DocumentKind, FileId, Limits, Parsed, parse};

/// The system's allocator, counted.
struct Counted;

/// Counting costs time, so it is done only when asked for.
static COUNTS: AtomicBool = AtomicBool::new(false);
static CALLS: AtomicUsize = AtomicUsize::new(0);
static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: everything is left to the system's allocator.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if COUNTS.load(Relaxed) {
            CALLS.fetch_add(1, Relaxed);
            let held = HELD.fetch_add(layout.size(), Relaxed).wrapping_add(layout.size());
            PEAK.fetch_max(held, Relaxed);
        }
        // SAFETY: the caller keeps to the contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        if COUNTS.load(Relaxed) {
            HELD.fetch_sub(layout.size(), Relaxed);
        }
        // SAFETY: the caller keeps to the contract.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counted = Counted;

const TWIML: DocumentKind = DocumentKind::Response(Dialect::Twiml);

/// A menu as applications write them, 2 kB with its frame.
const MENU: &str = include_str!("menu.xml");

fn document(menus: usize) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>{}</Response>\n", MENU.repeat(menus))
}

/// The largest document that is taken.
fn large() -> String {
    document((Limits::for_kind(TWIML).bytes - 100) / MENU.len())
}

fn read(text: &str, kind: DocumentKind) -> Parsed {
    parse(text, FileId(0), kind, Limits::for_kind(kind), false)
}

/// Calls of the allocator, and the most bytes held at one time, while a document is read.
fn allocated(text: &str, kind: DocumentKind) -> (usize, usize) {
    for count in [&CALLS, &HELD, &PEAK] {
        count.store(0, Relaxed);
    }
    COUNTS.store(true, Relaxed);
    drop(black_box(read(text, kind)));
    COUNTS.store(false, Relaxed);
    (CALLS.load(Relaxed), PEAK.load(Relaxed))
}

fn documents(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parse");
    for (name, text) in [("2 kB", document(1)), ("64 kB", large())] {
        let found = read(&text, TWIML).diagnostics;
        assert!(found.is_empty(), "{found:?}");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| read(black_box(&text), TWIML)));
    }
    group.finish();
}

/// So many runs, of which one will not be disturbed.
const RUNS: usize = 20_000;

/// The shortest of many runs: what the machine does besides only makes one longer.
fn shortest(text: &str, kind: DocumentKind) -> Duration {
    let run = |_| {
        let start = Instant::now();
        drop(black_box(read(black_box(text), kind)));
        start.elapsed()
    };
    (0..RUNS.min(40_000_000 / text.len())).map(run).min().unwrap_or_default()
}

fn linear(_: &mut Criterion) {
    let (small, large) = (document(1), large());
    let times = large.len() as f64 / small.len() as f64;
    let (one, many) = (shortest(&small, TWIML), shortest(&large, TWIML));
    println!("{} bytes: {one:?}, allocations {:?}", small.len(), allocated(&small, TWIML));
    println!("{} bytes: {many:?}, allocations {:?}", large.len(), allocated(&large, TWIML));
    println!("{times:.1} times the size takes {:.1} times as long", many.as_secs_f64() / one.as_secs_f64());
}

/// Documents made to hurt: what refusing them costs.
fn hostile(_: &mut Criterion) {
    let most = Limits::for_kind(TWIML).bytes - 100;
    let fill = |piece: &str| format!("<Response>{}", piece.repeat(most / piece.len()));
    let texts = [
        ("128 KiB of text", format!("<Response><Say>{}</Say></Response>", "x".repeat(128 << 10))),
        ("20,000 verbs", format!("<Response>{}</Response>", "<Hangup/>".repeat(20_000))),
        ("as many verbs as 64 KiB hold", fill("<a/>")),
        ("as deep as 64 KiB hold", fill("<a>")),
        (
            "one tag of attributes",
            format!("<Response><Say {}/>", (0..6000).map(|n| format!("a{n}='' ")).collect::<String>()),
        ),
        ("nothing but unknown attributes", fill("<Say a='' b='' c='' d='' e='' f='' g=''/>")),
        ("names of 30,000 letters", format!("<Response><{0}/><{0}/></Response>", "x".repeat(30_000))),
        ("bare brackets", fill("< ")),
        ("bare ampersands", fill("& ")),
        ("ends without a start", fill("</a>")),
        ("unclosed prompts", fill("<Say>x")),
        ("comments that do not end", fill("<!-- ")),
        ("NULs", fill("\0")),
        ("entities", format!("<!DOCTYPE x [{}]><Response/>", "<!ENTITY a \"&b;&b;\">".repeat(3000))),
    ];
    for kind in [TWIML, DocumentKind::Response(Dialect::CallApi)] {
        for (name, text) in &texts {
            let (calls, peak) = allocated(text, kind);
            println!("{kind:?} {name}: {:?}, {calls} allocations, {} KiB", shortest(text, kind), peak >> 10);
        }
    }
}

criterion_group!(benches, documents, linear, hostile);
criterion_main!(benches);
