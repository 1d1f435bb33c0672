/**
 * Work that is not done twice: a stamp is a hash of everything the work depends on, written when it is finished.
 * Equal stamps mean an equal result, so the work is skipped; nothing is guessed from dates.
 */

import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/**
 * Hash of the files at `paths` and below them, with their names; a path that is missing counts as empty.
 * @param {string} root
 * @param {readonly string[]} paths
 * @param {(path: string) => boolean} [isRelevant] by the path from `root`, with slashes
 */
export const hashFiles = (root, paths, isRelevant = () => true) => {
  const hash = createHash('sha256')
  for (const file of paths.flatMap(path => filesBelow(join(root, path)))) {
    const name = relative(root, file).replaceAll('\\', '/')
    if (!isRelevant(name)) continue
    const bytes = readFileSync(file)
    hash.update(`${name}\0${bytes.length}\0`).update(bytes)
  }
  return hash.digest('hex')
}

/** @param {string} path @returns {string[]} */
const filesBelow = path => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return []
  if (!found.isDirectory()) return [path]
  return readdirSync(path)
    .filter(name => name !== 'node_modules' && name !== 'dist')
    .toSorted()
    .flatMap(name => filesBelow(join(path, name)))
}

/** @param {string} file @param {string} hash */
export const isStamped = (file, hash) => {
  try {
    return readFileSync(file, 'utf8') === hash
  } catch {
    return false
  }
}

/** @param {string} file @param {string} hash */
export const writeStamp = (file, hash) => {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, hash)
}

/** Work that is begun again is unfinished until it is stamped. @param {string} file */
export const removeStamp = file => rmSync(file, { force: true })
