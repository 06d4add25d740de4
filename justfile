# Every check there is, as the build machine runs it.
ready:
    .ci/run

# The quick half: what a change should pass before it is committed.
quick:
    cargo fmt --check
    cargo clippy --workspace --all-targets -- -D warnings
    cargo test --workspace

# Writes docs/*.xsd, docs/verbs.md and docs/conformance.md again from the element table, and docs/clinic.svg from its plan.
generate:
    UPDATE_DOCS=1 cargo test -p xml-schema
    UPDATE_DOCS=1 cargo test -p graph

# Reading and checking files, calls a second of the virtual simulator, and the cost of playing media.
bench:
    cargo bench -p xml-schema
    cargo bench -p dialplan
    cargo bench -p sim
    cargo bench -p engine

# Looks for documents that break the parser or a call, for recordings that break a decoder, and for datagrams that break
# what reads the network, for so many seconds each. Needs cargo-fuzz and a nightly compiler.
fuzz seconds="300":
    cargo +nightly fuzz run parse -- -max_total_time={{seconds}} -max_len=4096
    cargo +nightly fuzz run run -- -max_total_time={{seconds}} -max_len=4096
    cargo +nightly fuzz run sip -- -max_total_time={{seconds}} -max_len=4096
    cargo +nightly fuzz run sdp -- -max_total_time={{seconds}} -max_len=4096
    cargo +nightly fuzz run rtp -- -max_total_time={{seconds}} -max_len=2048
    mkdir -p fuzz/corpus/sound
    cargo +nightly fuzz run sound fuzz/corpus/sound prompts/tests/fixtures -- -max_total_time={{seconds}} -max_len=20000
