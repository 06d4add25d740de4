//! CPU of the media threads for each playing session and packet, as the system accounts it: sending, pacing, waking.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark tells what it saw, and may fail loudly")]

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use engine::media::{Control, Media, MediaConfig, MediaEvent, Session, Stream};
use prompts::{Codec, Prompt};
use tokio::sync::mpsc;

/// How long one sample is measured: 25 packets of each session.
const WINDOW: Duration = Duration::from_millis(500);
const PACKET: Duration = Duration::from_millis(20);

fn playing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("media: CPU per session and 20 ms packet");
    group.sample_size(10).warm_up_time(Duration::from_millis(50)).measurement_time(Duration::from_secs(5));
    for (name, talking) in [("silent caller", false), ("talking caller", true)] {
        for count in [100, 1000] {
            let world = World::new(count, talking);
            let packets = count as f64 * WINDOW.as_secs_f64() / PACKET.as_secs_f64();
            group.bench_function(BenchmarkId::new(name, count), |bencher| {
                bencher.iter_custom(|iterations| {
                    let before = media_cpu();
                    std::thread::sleep(WINDOW);
                    (media_cpu() - before).div_f64(packets).mul_f64(iterations as f64)
                });
            });
            world.report(name, count);
        }
    }
    group.finish();
}

/// Sessions that play, and their callers.
struct World {
    sessions: Vec<(Session, mpsc::Receiver<MediaEvent>)>,
    stop: Arc<AtomicBool>,
    callers: Vec<JoinHandle<()>>,
    _media: Media,
}

impl World {
    fn new(count: usize, talking: bool) -> Self {
        let address = Ipv4Addr::LOCALHOST.into();
        let media = Media::start(MediaConfig::new(address)).unwrap();
        let caller = UdpSocket::bind((address, 0)).unwrap();
        let remote = caller.local_addr().unwrap();
        let long = Arc::new(Prompt::from_samples((0..80_000).map(|place| (place % 160 * 50) as i16).collect()));
        let sessions: Vec<_> = (0..count).map(|_| session(&media, remote, &long)).collect();
        let addresses =
            if talking { sessions.iter().map(|(session, _)| session.local()).collect() } else { Vec::new() };
        let stop = Arc::new(AtomicBool::new(false));
        let callers = vec![start_caller(caller, addresses, Arc::clone(&stop))];
        Self { sessions, stop, callers, _media: media }
    }

    fn report(self, name: &str, count: usize) {
        let statistics = self.sessions.iter().map(|(session, _)| session.statistics());
        let (sent, received, late) = statistics.fold((0, 0, 0), |(sent, received, late), statistics| {
            let late = statistics.max_late_ms.max(late);
            (sent + statistics.packets_sent, received + statistics.packets_received, late)
        });
        println!("{name}, {count}: {sent} sent, {received} received, latest {late} ms behind its time");
        self.stop.store(true, Ordering::Relaxed);
        for caller in self.callers {
            caller.join().unwrap();
        }
    }
}

fn session(media: &Media, remote: SocketAddr, long: &Arc<Prompt>) -> (Session, mpsc::Receiver<MediaEvent>) {
    let (sender, events) = mpsc::channel(16);
    let session = media.open(sender).unwrap();
    let event = Some(101);
    session.set_stream(Stream {
        remote,
        control: Control::Port(9),
        codec: Codec::Pcmu,
        telephone_event: event,
        telephone_event_receive: event,
        send: true,
        receive: true,
        srtp: None,
        ptime_ms: 20,
        opus: None,
    });
    for _ in 0..100 {
        session.play(1, Arc::clone(long));
    }
    // Calls begin when they begin, not all at once.
    std::thread::sleep(Duration::from_micros(500));
    (session, events)
}

/// All callers in one thread, on one socket: takes what comes without being woken for it, talks if it has to.
fn start_caller(socket: UdpSocket, talk_to: Vec<SocketAddr>, stop: Arc<AtomicBool>) -> JoinHandle<()> {
    socket.set_nonblocking(true).unwrap();
    let mut packet = [0xff; 172];
    packet[..12].copy_from_slice(&[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    std::thread::spawn(move || {
        let (mut buffer, mut sequence, mut due) = ([0; 2048], 0_u16, Instant::now());
        while !stop.load(Ordering::Relaxed) {
            // A fifth of them every 4 ms.
            for part in 0..5 {
                while socket.recv(&mut buffer).is_ok() {}
                packet[2..4].copy_from_slice(&sequence.to_be_bytes());
                packet[4..8].copy_from_slice(&(u32::from(sequence) * 160).to_be_bytes());
                for address in talk_to.iter().skip(part).step_by(5) {
                    socket.send_to(&packet, address).ok();
                }
                due += PACKET / 5;
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
            }
            sequence = sequence.wrapping_add(1);
        }
    })
}

/// CPU time of the media threads, user and system.
fn media_cpu() -> Duration {
    let tasks = fs::read_dir("/proc/self/task").unwrap().filter_map(Result::ok);
    let nanoseconds = tasks.filter_map(|task| {
        let name = fs::read_to_string(task.path().join("comm")).ok()?;
        let spent = fs::read_to_string(task.path().join("schedstat")).ok()?;
        name.starts_with("media-").then(|| spent.split_whitespace().next()?.parse::<u64>().ok()).flatten()
    });
    Duration::from_nanos(nanoseconds.sum())
}

criterion_group!(benches, playing);
criterion_main!(benches);
