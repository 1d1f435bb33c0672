/**
 * SQLite's FTS5 in a worker, over the same rows: what Weft's index is measured beside. As `reference` it has the settings
 * that are best for it: positions kept, diacritics removed, marks as parts of words, a pool of handles in OPFS.
 */
// oxlint-disable-next-line import/no-absolute-path -- where `bench-search.ts` serves it: this file runs in a browser, from no bundle
import sqlite3InitModule from '/bench-sqlite/index.mjs'

let sqlite3
let db

/** Not while the script is read: what is asked meanwhile would be heard by nobody. */
const open = async () => {
  sqlite3 = await sqlite3InitModule()
  const pool = await sqlite3.installOpfsSAHPoolVfs({ name: 'bench' })
  db = new pool.OpfsSAHPoolDb('/search.db')
}

const build = async () => {
  db.exec(`PRAGMA synchronous = NORMAL;
    CREATE VIRTUAL TABLE docs USING fts5(text, room UNINDEXED, id UNINDEXED, role UNINDEXED, time UNINDEXED,
      tokenize = "unicode61 remove_diacritics 2 categories 'L* M* N* Co'")`)
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open('weft')
    request.onerror = () => reject(request.error)
    request.onsuccess = () => resolve(request.result)
  })
  let range
  for (;;) {
    const rows = await new Promise((resolve, reject) => {
      const request = database.transaction('messages').objectStore('messages').getAll(range, 1_000)
      request.onerror = () => reject(request.error)
      request.onsuccess = () => resolve(request.result)
    })
    const last = rows.at(-1)
    if (last === undefined) break
    range = IDBKeyRange.lowerBound([last.roomId, last.parentKey, last.stamp, last.id], true)
    db.transaction(() => {
      const insert = db.prepare('INSERT INTO docs(text, room, id, role, time) VALUES (?, ?, ?, ?, ?)')
      for (const { parts, roomId, id, role, createdAt } of rows) {
        const text = parts.map(part => part.text ?? part.output ?? part.name ?? '').join('\n\n')
        insert.bind([text, roomId, id, role, createdAt]).stepReset()
      }
      insert.finalize()
    })
  }
  database.close()
}

const search = (match, where = '') =>
  db.selectArrays(
    `SELECT room, id, time, snippet(docs, 0, '<', '>', '…', 24) FROM docs WHERE docs MATCH ? ${where} ORDER BY rank LIMIT 60`,
    [match],
  )

const calls = {
  open,
  build,
  search,
  size: () => db.selectValue('SELECT page_count * page_size FROM pragma_page_count, pragma_page_size'),
  memory: () => sqlite3.wasm.heap8u().length,
}

const answer = async (id, name, args) => {
  try {
    self.postMessage({ id, value: await calls[name](...args) })
  } catch (error) {
    self.postMessage({ id, error: String(error) })
  }
}

self.addEventListener('message', ({ data: { id, name, args } }) => void answer(id, name, args))
