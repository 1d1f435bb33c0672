/** What the scripts tell a person: whole sentences on stdout, failures on stderr. */

/** @param {string} sentence */
export const say = sentence => void process.stdout.write(`${sentence}\n`)

/**
 * Says what happened, what was kept and what to do, and ends.
 * @param {readonly string[]} sentences
 * @returns {never}
 */
export const fail = (...sentences) => {
  process.stderr.write(`${sentences.join('\n')}\n`)
  process.exit(1)
}
