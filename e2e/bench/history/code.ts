/** Code in the languages that people paste: short, well formed, with names of its own. */

import type { Dice } from './dice.ts'
import { identifier } from './vocabulary.ts'

type Writer = (dice: Dice, name: string, other: string) => string

const writers: Readonly<Record<string, Writer>> = {
  ts: (dice, name, other) =>
    `export const ${name} = async (${other}: readonly string[]): Promise<number> => {\n  const limit = ${dice.between(2, 900)}\n  const found = ${other}.filter(value => value.length > limit)\n  return found.length\n}`,
  python: (dice, name, other) =>
    `def ${name}(${other}: list[str]) -> int:\n    """Counts what is longer than it may be."""\n    limit = ${dice.between(2, 900)}\n    return sum(1 for value in ${other} if len(value) > limit)\n\n\nprint(${name}(["a", "bb"]))`,
  sql: (dice, name, other) =>
    `SELECT ${name}, count(*) AS total\nFROM ${other}\nWHERE created_at > now() - interval '${dice.between(1, 90)} days'\nGROUP BY ${name}\nORDER BY total DESC\nLIMIT ${dice.between(5, 100)};`,
  rust: (dice, name, other) =>
    `fn ${name}(${other}: &[u32]) -> Option<u32> {\n    ${other}.iter().copied().filter(|n| n % ${dice.between(2, 17)} == 0).max()\n}`,
  go: (dice, name, other) =>
    `func ${name}(${other} []int) (int, error) {\n\tif len(${other}) == 0 {\n\t\treturn 0, errors.New("nothing to count")\n\t}\n\treturn ${other}[0] * ${dice.between(2, 40)}, nil\n}`,
  bash: (dice, name, other) =>
    `for file in ./${other}/*.log; do\n  grep -c "${name}" "$file" | sort -n | tail -${dice.between(3, 30)}\ndone`,
  json: (dice, name, other) =>
    JSON.stringify({ [name]: { [other]: dice.between(1, 5_000), on: dice.chance(0.5) } }, null, 2),
  css: (dice, name, other) =>
    `.${name} > .${other} {\n  display: grid;\n  gap: ${dice.between(1, 32)}px;\n  color: light-dark(#${dice.between(100, 999)}, #eee);\n}`,
  html: (dice, name, other) =>
    `<section id="${name}">\n  <h2>${other} &amp; more</h2>\n  <p data-count="${dice.between(1, 99)}">1 &lt; 2</p>\n</section>`,
}

/** The names that stand after the fence. */
const codeLanguages: readonly string[] = Object.keys(writers)

export const codeBlock = (dice: Dice): string => {
  const language = dice.pick(codeLanguages)
  const write = writers[language]
  const code = write?.(dice, identifier(dice), identifier(dice)) ?? ''
  return `\`\`\`${language}\n${code}\n\`\`\``
}
