/** Code as a fenced block, so that it reads and copies as code; a fence is longer than any in it. */

export const fenced = (code: string, language = ''): string => {
  let fence = '```'
  for (const [run] of code.matchAll(/`{3,}/g))
    if (run.length >= fence.length) fence = '`'.repeat(run.length + 1)
  return `${fence}${language}\n${code}\n${fence}`
}
