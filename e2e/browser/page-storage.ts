/** Everything a page keeps on the device, as bytes one can look into: a test's canary must be found in it. */
import type { Page } from '@playwright/test'

export interface PageStorage {
  /** Characters and bytes looked at. */
  readonly size: number
  readonly contains: (text: string) => boolean
}

export const readPageStorage = async (page: Page): Promise<PageStorage> => {
  const cookies = JSON.stringify(await page.context().cookies())
  const texts = [cookies, ...(await page.evaluate(collectInPage))]
  return {
    size: texts.reduce((sum, text) => sum + text.length, 0),
    contains: text => texts.some(stored => stored.includes(text)),
  }
}

/** Runs in the page. Bytes become text of one character a byte, so that a key hidden in bytes is found too. */
const collectInPage = async (): Promise<string[]> => {
  const found: string[] = []
  const seen = new Set<unknown>()

  const bytesToText = (bytes: Uint8Array): string => {
    let text = ''
    for (let start = 0; start < bytes.length; start += 8_192) {
      text += String.fromCharCode(...bytes.subarray(start, start + 8_192))
    }
    return text
  }

  const collect = (value: unknown): void => {
    if (typeof value === 'string') found.push(value)
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    if (value instanceof ArrayBuffer) found.push(bytesToText(new Uint8Array(value)))
    else if (ArrayBuffer.isView(value)) {
      found.push(bytesToText(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)))
    } else for (const entry of Object.entries(value)) entry.forEach(collect)
  }

  const settled = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })

  const collectFiles = async (directory: FileSystemDirectoryHandle): Promise<void> => {
    for await (const handle of directory.values()) {
      if (handle instanceof FileSystemDirectoryHandle) await collectFiles(handle)
      else if (handle instanceof FileSystemFileHandle) {
        const file = await handle.getFile().catch(() => undefined)
        if (file !== undefined) collect(await file.arrayBuffer())
      }
    }
  }

  for (const storage of [localStorage, sessionStorage]) collect(Object.fromEntries(Object.entries(storage)))
  for (const { name } of await indexedDB.databases()) {
    if (name === undefined) continue
    const database = await settled(indexedDB.open(name))
    for (const store of database.objectStoreNames) {
      const all = database.transaction(store).objectStore(store)
      for (const value of await settled(all.getAll())) collect(value)
      for (const key of await settled(all.getAllKeys())) collect(key)
    }
    database.close()
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name)
    for (const request of await cache.keys()) found.push(request.url)
  }
  await collectFiles(await navigator.storage.getDirectory())
  return found
}
