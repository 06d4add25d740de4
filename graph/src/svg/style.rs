//! Colours and type.

/// How many colours tell ways apart.
pub(super) const HUES: usize = 8;

/// The style sheet; `h0` to `h7` are the colours of ways.
pub(super) const STYLE: &str = "\
text { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif; font-size: 12px; fill: #1f2933; }
.paper { fill: #fbfaf7; }
.heading { font-size: 22px; font-weight: 600; }
.subheading, .legend { fill: #616e7c; }
.card { fill: #ffffff; stroke: #9aa5b1; }
.unreached .card { stroke-dasharray: 5 4; }
.name { font-size: 15px; font-weight: 600; }
.timing { font-size: 11px; fill: #616e7c; text-anchor: end; }
.says { font-size: 13px; fill: #3e4c59; font-style: italic; }
.rule { stroke: #e4e7eb; fill: none; }
.key { fill: #243b53; }
.keytext { font-size: 13px; font-weight: 600; fill: #ffffff; text-anchor: middle; }
.on { font-size: 11px; fill: #7b8794; }
.when { fill: #7a5d00; font-weight: 600; }
.quiet { fill: #616e7c; }
.number { fill: #243b53; }
.numbertext { font-size: 14px; font-weight: 600; fill: #ffffff; }
.numberfrom { font-size: 11px; fill: #d9e2ec; }
.stub { stroke: #9aa5b1; fill: none; }
.transfer { fill: #e3f9e5; stroke: #18794e; }
.application { fill: #f0e8fd; stroke: #6b3fa0; }
.end { fill: #f1f2f4; stroke: #52606d; }
.unknown { fill: #ffffff; stroke: #52606d; stroke-dasharray: 3 3; }
.menu { fill: #ffffff; stroke-width: 1.5; }
.wire { fill: none; stroke-width: 1.8; }
.error { fill: #c81e1e; }
.warning { fill: #b45309; }
.code { font-size: 11px; font-weight: 600; fill: #ffffff; text-anchor: middle; }
.inerror { fill: #fdecec; }
.inwarning { fill: #fff5e0; }
.hours { fill: #fffdf2; stroke: #d9cfa3; }
.hoursname { font-size: 14px; font-weight: 600; }
.times { text-anchor: end; }
.opens { fill: #18794e; font-weight: 600; }
.closes { fill: #7b8794; font-weight: 600; }
.count { font-size: 11px; font-weight: 600; fill: #18794e; text-anchor: end; }
.none { fill: #9f580a; }
.number ~ .count { fill: #b7f0d0; }
.number ~ .none { fill: #ffd9a0; }
.unvisited { fill: url(#unvisited); }
.stripe { stroke: #d5dae0; stroke-width: 3; }
.missed .wire, .missed .stub { stroke-dasharray: 4 4; opacity: .55; }
.missed path, .missed rect { opacity: .55; }
.h0 { stroke: #1f6feb; } .f0 { fill: #1f6feb; }
.h1 { stroke: #c2410c; } .f1 { fill: #c2410c; }
.h2 { stroke: #0f766e; } .f2 { fill: #0f766e; }
.h3 { stroke: #a21caf; } .f3 { fill: #a21caf; }
.h4 { stroke: #4d7c0f; } .f4 { fill: #4d7c0f; }
.h5 { stroke: #be123c; } .f5 { fill: #be123c; }
.h6 { stroke: #4f46e5; } .f6 { fill: #4f46e5; }
.h7 { stroke: #92620a; } .f7 { fill: #92620a; }
@media (prefers-color-scheme: dark) {
text { fill: #e4e7eb; }
.paper { fill: #15191f; }
.subheading, .legend, .timing, .quiet, .on { fill: #9aa5b1; }
.card { fill: #1f252d; stroke: #52606d; }
.says { fill: #cbd2d9; }
.rule { stroke: #323f4b; }
.key, .number { fill: #bcccdc; }
.keytext, .numbertext { fill: #102a43; }
.numberfrom { fill: #334e68; }
.when { fill: #f0c750; }
.transfer { fill: #12352a; stroke: #4cc38a; }
.application { fill: #2c1f45; stroke: #b794f4; }
.end { fill: #2a313a; stroke: #9aa5b1; }
.menu, .unknown { fill: #1f252d; }
.hours { fill: #24231b; stroke: #5c5636; }
.opens, .count { fill: #4cc38a; }
.closes { fill: #9aa5b1; }
.none { fill: #f0b05a; }
.number ~ .count { fill: #18794e; }
.number ~ .none { fill: #9f580a; }
.stripe { stroke: #343d48; }
.inerror { fill: #4a1d1d; }
.inwarning { fill: #46330f; }
.h0 { stroke: #6ea8fe; } .f0 { fill: #6ea8fe; }
.h1 { stroke: #fb8c5a; } .f1 { fill: #fb8c5a; }
.h2 { stroke: #4fd1c5; } .f2 { fill: #4fd1c5; }
.h3 { stroke: #e58af0; } .f3 { fill: #e58af0; }
.h4 { stroke: #a3d977; } .f4 { fill: #a3d977; }
.h5 { stroke: #fb7c98; } .f5 { fill: #fb7c98; }
.h6 { stroke: #a5a0ff; } .f6 { fill: #a5a0ff; }
.h7 { stroke: #e0b252; } .f7 { fill: #e0b252; }
}
@media print { .paper { fill: #ffffff; } }
";
