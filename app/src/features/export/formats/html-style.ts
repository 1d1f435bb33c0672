/**
 * The stylesheet of an exported page: Weft's paper, ink and woad (`ui/tokens.css`) by day, at night and in print. It
 * stands in the page, so it asks for nothing.
 */

export const htmlStyle = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fcfbf9, #1a1b1c);
  --tint: light-dark(#f1efea, #262728);
  --ink: light-dark(#1d1f21, #e6e3dc);
  --ink-2: light-dark(#53524d, #aeaba3);
  --ink-3: light-dark(#6b6962, #95928b);
  --line: light-dark(#e4e1da, #303234);
  --accent: light-dark(#1c5f7c, #86bdd6);
  --danger: light-dark(#a2322c, #ec9186);
  --ui: -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Bengali", "Nirmala UI",
    "SF Arabic", "Noto Sans Arabic", system-ui, sans-serif;
  --read: "New York", "Iowan Old Style", Charter, "Sitka Text", "Noto Serif", Cambria, Georgia, "Noto Serif Bengali",
    "Noto Naskh Arabic", ui-serif, serif;
  --code: ui-monospace, "SF Mono", "Cascadia Code", "Roboto Mono", Consolas, "DejaVu Sans Mono", monospace;
}
* { box-sizing: border-box; }
body { margin: 0; padding: 3rem 1.5rem 4.5rem; background: var(--paper); color: var(--ink); font: 1rem/1.625 var(--read); overflow-wrap: anywhere; }
main, header.book { max-inline-size: 38rem; margin-inline: auto; }
:lang(bn) { line-height: 1.76; }
:lang(ar) { line-height: 1.78; }
h1, h2, h3, h4, h5, h6, .meta, small, nav, summary, figcaption, table { font-family: var(--ui); }
h1 { font: 400 1.875rem/1.27 var(--read); margin: 0 0 .5rem; text-wrap: balance; }
h2 { font-size: 1.3125rem; line-height: 1.34; margin: 3rem 0 .5rem; }
h3 { font-size: .8125rem; line-height: 1.54; font-weight: 600; margin: 0; }
h4, h5, h6 { font-size: 1.0625rem; line-height: 1.53; margin: 1.75rem 0 .375rem; }
p, ul, ol, blockquote, figure, .table { margin: 0 0 .8125rem; }
a { color: var(--accent); text-underline-offset: .15em; }
.meta { color: var(--ink-3); font-size: .8125rem; line-height: 1.54; margin: 0; }
article.thread { max-inline-size: 38rem; margin-inline: auto; }
article.thread + article.thread { border-block-start: 1px solid var(--line); margin-block-start: 4.5rem; padding-block-start: 3rem; }
.message { margin-block-start: 2rem; }
.message > header { display: flex; flex-wrap: wrap; gap: 0 .75rem; margin-block-end: .375rem; }
.message.user > .said { background: var(--tint); border-radius: 10px; padding: .5rem 1rem; margin-inline: -1rem; font-family: var(--ui); font-size: .9375rem; }
.said > :last-child { margin-block-end: 0; }
.plain { white-space: pre-wrap; }
pre { margin: 0; overflow-x: auto; white-space: pre; }
code, pre { font-family: var(--code); font-size: .8125rem; line-height: 1.7; font-variant-ligatures: none; }
:not(pre) > code { background: var(--tint); border-radius: 3px; padding: .0625rem .25rem; }
code.math { background: none; font-style: italic; }
code.math.display { display: block; white-space: pre-wrap; text-align: center; }
figure.code { background: var(--tint); border-radius: 10px; padding: .75rem 1rem; }
figcaption { color: var(--ink-3); font-size: .75rem; }
figure.picture img { max-inline-size: 100%; block-size: auto; border-radius: 10px; }
blockquote { border-inline-start: 2px solid var(--line); padding-inline-start: 1rem; color: var(--ink-2); margin-inline: 0; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; line-height: 1.43; }
th { color: var(--ink-3); font-size: .75rem; font-weight: 500; text-align: start; }
th, td { padding: .375rem .75rem .375rem 0; border-block-end: 1px solid var(--line); vertical-align: top; }
[data-align="end"] { text-align: end; }
[data-align="center"] { text-align: center; }
hr { border: 0; border-block-start: 1px solid var(--line); margin: 1.5rem 0; }
li.task { list-style: none; }
ul:has(> li.task) { padding-inline-start: 0; }
details { border-inline-start: 2px solid var(--line); padding-inline-start: 1rem; margin: 0 0 .8125rem; }
details.branch { margin-block-start: 2rem; }
summary { cursor: pointer; color: var(--ink-2); font-size: .8125rem; }
.reasoning, .step { font-family: var(--ui); font-size: .8125rem; color: var(--ink-2); }
.wrong { color: var(--danger); }
nav ol { padding-inline-start: 1.5rem; font-size: .875rem; }
@media print {
  :root { color-scheme: light; }
  body { padding: 0; font-size: 11pt; }
  main, article.thread, header.book { max-inline-size: none; }
  article.thread + article.thread { break-before: page; border: 0; padding: 0; margin: 0; }
  .message.user > .said { margin-inline: 0; }
  h3, figcaption, .message > header { break-after: avoid; }
  figure, tr { break-inside: avoid; }
  pre { white-space: pre-wrap; }
  a[href^="http"]::after { content: " (" attr(href) ")"; font-size: .75em; }
}
`
