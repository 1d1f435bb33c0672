/** The documentation as one page: plain HTML without script or style, so it needs nothing of the page's policy. */

import type { Operation } from './operation.ts'
import { problemUri } from '@weft/shared/protocol/accounts/problem.ts'
import { problemKinds } from './problems.ts'

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const accessText = {
  public: 'Anybody.',
  session: 'Whoever is signed in.',
  proved: 'Whoever is signed in and has proved the password or the phrase within five minutes.',
  administrator: 'Administrators.',
} as const

export const createDocsPage = (
  root: string,
  operations: readonly Operation<never>[],
): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Weft: API</title>
<h1>Weft: API</h1>
<p>Machines read <a href="${root}/openapi.json">openapi.json</a>, which has every field.</p>
<h2>Operations</h2>
${operations.map(operation => describe(root, operation)).join('\n')}
<h2>Problems</h2>
<dl>
${Object.entries(problemKinds)
  .map(
    ([type, { status, detail }]) =>
      `<dt id="${type}"><code>urn:weft:problem:${type}</code> (${status})<dd>${escape(detail)}`,
  )
  .join('\n')}
</dl>
</html>
`

const describe = (
  root: string,
  { name, method, path, summary, access, problems }: Operation<never>,
): string =>
  `<h3 id="${name}"><code>${method.toUpperCase()} ${escape(root + path)}</code></h3>
<p>${escape(summary)}</p>
<p>${accessText[access]}${
    problems.length === 0
      ? ''
      : ` Problems: ${problems.map(type => `<a href="#${type}" title="${problemUri(type)}">${type}</a>`).join(', ')}.`
  }</p>`
