/** The look of the documentation: the product's paper and ink in both schemes, system fonts, no script. */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fcfbf8, #161616);
  --ink: light-dark(#1c1b1a, #e9e6e1);
  --line: light-dark(#e6e2da, #2c2b29);
  --muted: light-dark(#6b665e, #a39d93);
  --http: light-dark(#9a5b00, #f0b35a);
  --socket: light-dark(#0b6e65, #5fd1c3);
  --danger: light-dark(#b3261e, #ff8a80);
  --ok: light-dark(#2e7d32, #81c784);
  --raised: light-dark(#f5f2ec, #1e1e1d);
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 16px/1.6 Inter, system-ui, sans-serif;
  display: grid;
  grid-template-columns: 17rem minmax(0, 1fr);
}
nav {
  position: sticky;
  top: 0;
  height: 100vh;
  overflow: auto;
  padding: 1.5rem 1.25rem;
  border-right: 1px solid var(--line);
  font-size: 0.875rem;
}
nav h2 { margin: 1.25rem 0 0.25rem; font-size: 0.875rem; }
nav ul { margin: 0; padding: 0; list-style: none; }
nav li a { display: block; padding: 0.2rem 0; color: var(--muted); }
nav a { color: inherit; text-decoration: none; }
nav .home { font-weight: 650; font-size: 1.0625rem; }
main { width: 100%; max-width: 54rem; padding: 2.5rem 2rem 6rem; }
main > p, main section > p { max-width: 42rem; }
h1 { margin: 0 0 1rem; font-size: 2rem; line-height: 1.2; letter-spacing: -0.02em; }
main h2 { margin: 3.5rem 0 0.5rem; font-size: 1.5rem; letter-spacing: -0.01em; }
h3 { margin: 0; font-size: 1.125rem; }
h3 a { color: inherit; text-decoration: none; }
h4 { margin: 1rem 0 0.25rem; font-size: 0.875rem; color: var(--muted); font-weight: 550; }
a { color: var(--socket); }
a:hover, h3 a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--socket); outline-offset: 2px; border-radius: 3px; }
article { margin: 1.5rem 0; padding: 1.25rem; border: 1px solid var(--line); border-radius: 10px; }
article p { margin: 0.5rem 0; max-width: 42rem; }
article:target, tr:target { background: var(--raised); }
code, pre { font-family: "JetBrains Mono", ui-monospace, monospace; font-size: 0.85em; overflow-wrap: anywhere; }
pre { padding: 1rem; overflow: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--raised); }
pre code { font-size: 0.8125rem; overflow-wrap: normal; }
.line { font-size: 1rem; }
.method { color: var(--http); font: 650 0.8125rem/1 "JetBrains Mono", ui-monospace, monospace; }
.quiet { color: var(--muted); font-weight: 400; font-size: 0.8125rem; }
table { width: 100%; table-layout: fixed; margin-top: 0.75rem; border-collapse: collapse; font-size: 0.9375rem; }
caption { text-align: left; color: var(--muted); font-size: 0.875rem; font-weight: 550; padding-bottom: 0.25rem; }
th, td { padding: 0.4rem 0.75rem 0.4rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
th { width: 32%; font-weight: 500; }
td:nth-child(2) { width: 30%; }
.narrow { width: 6rem; }
dl { margin: 0; }
dl div { display: flex; gap: 0.9rem; padding: 0.3rem 0; border-top: 1px solid var(--line); }
dt { font-weight: 600; font-variant-numeric: tabular-nums; }
dd { margin: 0; }
.good { color: var(--ok); }
.bad { color: var(--danger); }
@media (max-width: 52rem) {
  body { display: block; }
  nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); }
  nav ul { display: none; }
  nav h2 { display: inline-block; margin: 0.5rem 1rem 0 0; }
  nav .home { display: block; }
  main { padding: 1.5rem 1rem 4rem; }
  article { padding: 1rem; }
}
@media (max-width: 40rem) {
  tr { display: block; border-top: 1px solid var(--line); padding: 0.5rem 0; }
  th, td, td:nth-child(2) { display: block; width: auto; border: 0; padding: 0; }
  td:empty { display: none; }
  thead { display: none; }
}
`
