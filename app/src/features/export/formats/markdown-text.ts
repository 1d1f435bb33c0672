/** Text of others inside Markdown of ours: it may not end what it stands in, nor begin what it is not. */

/** The longest run of `mark` in a text. */
const longestRun = (text: string, mark: RegExp): number =>
  [...text.matchAll(mark)].reduce((longest, [run]) => Math.max(longest, run.length), 0)

/** A fence longer than any within it, as CommonMark wants (4.5). */
export const fenced = (text: string, language: string): string => {
  const fence = '`'.repeat(Math.max(3, longestRun(text, /`+/g) + 1))
  return `${fence}${language}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`
}

const fenceLine = /^ {0,3}(?<fence>`{3,}|~{3,})(?<rest>.*)$/

/** An answer that was cut in the middle of code would otherwise turn all that follows into code. */
export const withFencesClosed = (text: string): string => {
  let open = ''
  for (const line of text.split('\n')) {
    const match = fenceLine.exec(line.trimEnd())?.groups
    if (!match?.['fence']) continue
    const { fence, rest = '' } = match
    if (open === '') {
      // A backtick in the info string makes it code in a line, not a fence.
      if (!(fence.startsWith('`') && rest.includes('`'))) open = fence
    } else if (rest.trim() === '' && fence.startsWith(open)) open = ''
  }
  return open === '' ? text : `${text}${text.endsWith('\n') ? '' : '\n'}${open}`
}

export const quoted = (text: string): string =>
  text
    .split('\n')
    .map(line => (line === '' ? '>' : `> ${line}`))
    .join('\n')

/** Names and titles: one line, and none of its characters means anything but itself. */
export const inlineText = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>#|~!$&]/g, String.raw`\$&`)
