#pragma once

namespace satchel {

// The report's style sheet: one column of cards, light or dark as the reader's system is, readable
// on a phone.
inline constexpr char kReportStyle[] = R"css(
:root {
  color-scheme: light dark;
  --paper: #f7f5f0; --card: #ffffff; --ink: #20242a; --muted: #5f6874; --line: #e4e0d7;
  --good: 23 109 104; --bad: 196 78 38; --on-good: #ffffff; --soft: #8b94a0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --card: #1c2026; --ink: #ebe8e1; --muted: #a3abb6; --line: #323841;
    --good: 98 200 188; --bad: 245 146 100; --on-good: #0d1b1a; --soft: #78818d;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: clamp(1.7rem, 5vw, 2.5rem); line-height: 1.15; margin: .1rem 0 .4rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 0 0 .3rem; }
p { margin: .3rem 0 .9rem; max-width: 44rem; }
.eyebrow { color: var(--muted); font-size: .85rem; letter-spacing: .08em; text-transform: uppercase; margin: 0; }
.lead { font-size: 1.1rem; color: var(--muted); overflow-wrap: anywhere; }
.note { color: var(--muted); font-size: .9rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.3rem 1.4rem; margin: 1.1rem 0; }
.headline { display: grid; grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr); gap: 1.5rem; align-items: center; }
.big { font-size: clamp(3rem, 11vw, 5rem); line-height: 1; font-weight: 700; color: rgb(var(--good)); margin: 0 0 .5rem; font-variant-numeric: tabular-nums; }
.tiles { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .7rem; margin: 0; }
.tiles div { border-left: 3px solid rgb(var(--good) / .45); padding-left: .7rem; }
.tiles dt { color: var(--muted); font-size: .8rem; }
.tiles dd { margin: 0; font-size: 1.15rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.2rem; }
figure { margin: 0; }
figcaption { font-weight: 600; font-size: .95rem; }
.scroll { overflow-x: auto; margin: 0 -.3rem; padding: 0 .3rem .3rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { font-weight: 600; text-align: left; }
.matrix { font-size: .85rem; }
.matrix td { width: 2.9rem; min-width: 2.15rem; height: 2.15rem; text-align: center; border: 2px solid var(--card); border-radius: 7px; background: rgb(var(--bad) / var(--a)); }
.matrix td.right { background: rgb(var(--good) / var(--a)); }
.matrix td.right.full { color: var(--on-good); font-weight: 600; }
.matrix td.none { background: rgb(var(--good) / .04); }
.matrix th { padding: 0 .5rem; white-space: nowrap; }
.matrix thead th { height: 5.6rem; padding: .3rem 0; vertical-align: bottom; }
.matrix thead span { writing-mode: vertical-rl; transform: rotate(180deg); display: inline-block; margin: 0 auto; }
.matrix thead th:not(:first-child) { text-align: center; }
.matrix thead .corner { text-align: right; padding-right: .5rem; font-weight: 400; color: var(--muted); }
.matrix tbody th { position: sticky; left: 0; background: var(--card); text-align: right; }
ul.plain { margin: .2rem 0 1rem; padding-left: 1.1rem; }
.bars { display: grid; grid-template-columns: max-content minmax(4rem, 1fr) max-content; gap: .35rem .8rem; align-items: center; margin: 0; }
.bars .track { background: rgb(var(--good) / .1); border-radius: 5px; height: 1rem; overflow: hidden; }
.bars .fill { background: rgb(var(--good) / .85); height: 100%; border-radius: 5px; width: var(--w); }
.bars .low { background: rgb(var(--bad) / .85); }
.bars .figure { font-size: .9rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.costs { font-size: .92rem; }
.costs th, .costs td { padding: .4rem .6rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
.costs thead th { vertical-align: bottom; line-height: 1.25; }
.costs small { font-weight: 400; color: var(--muted); }
.costs tbody th { font-weight: 500; color: var(--muted); white-space: normal; }
.costs tbody th { text-align: left; padding-left: 0; }
.wrong { display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: 1rem; margin-top: .8rem; }
.wrong img { width: 100%; height: 7.5rem; border-radius: 8px; display: block; }
.wrong figcaption { font-weight: 400; line-height: 1.35; margin-top: .35rem; }
.wrong code { display: block; font-size: .72rem; color: var(--muted); overflow-wrap: anywhere; }
.wrong audio { width: 100%; height: 2rem; margin-top: .3rem; }
.wrong + details { margin-top: 1rem; }
.names { margin: .6rem 0; padding-left: 1.1rem; line-height: 1.4; }
.names code { font-size: .8rem; overflow-wrap: anywhere; }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1.2rem; margin: .5rem 0 0; font-size: .95rem; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
details { margin-top: .8rem; color: var(--muted); font-size: .92rem; }
summary { cursor: pointer; }
.chart { width: 100%; height: auto; display: block; max-width: 36rem; }
.chart text { fill: var(--muted); font-size: 13px; }
.chart .end { text-anchor: end; }
.chart .middle { text-anchor: middle; }
.chart .grid { stroke: var(--line); }
.chart .mark { stroke: var(--soft); stroke-dasharray: 3 4; }
.chart .line { fill: none; stroke-width: 2.4; stroke-linejoin: round; stroke: var(--soft); }
.chart .validation { stroke: rgb(var(--good)); }
.chart .whisker { stroke-width: 5; stroke-linecap: round; stroke: var(--soft); opacity: .45; }
.chart .whisker.validation { stroke: rgb(var(--good)); }
.chart .dot { fill: var(--soft); stroke: none; }
.chart .dot.validation { fill: rgb(var(--good)); }
.chart .name, .chart .value { stroke: none; font-weight: 600; }
.chart .name.validation { fill: rgb(var(--good)); }
.chart .value { fill: var(--ink); }
@media (max-width: 40rem) {
  main { padding: 1.2rem .7rem 3rem; }
  section { padding: 1rem; border-radius: 11px; }
  .headline, .pair { grid-template-columns: minmax(0, 1fr); gap: 1rem; }
  .matrix { font-size: .75rem; }
  .matrix td { width: 2.15rem; min-width: 1.75rem; height: 1.85rem; }
  .facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .facts dd { margin-bottom: .5rem; }
}
@media print {
  body { background: none; }
  section { break-inside: avoid; }
  .matrix td, .bars div { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
)css";

}  // namespace satchel
