/**
 * A file that is written as it is made, and never lies in memory as a whole: where the person puts it, if the browser asks
 * them; else in a place of this origin, from which it is downloaded when it is done.
 */

import type { Clock } from '@weft/shared/env.ts'
import { err, ok, type Result, type TaggedError } from '@weft/shared/result.ts'
import { saveFile } from './save-file.ts'

export interface SaveTarget {
  /** To be written by whoever; null where the browser has neither way, and the content is handed to `done`. */
  readonly handle: FileSystemFileHandle | null
  /** It is written: gives it to the person, if they do not have it yet. */
  readonly done: (content?: Blob) => Promise<void>
  /** It is not wanted any more. */
  readonly drop: () => Promise<void>
}

export interface SaveStreamOptions {
  readonly name: string
  readonly mediaType: string
  /** With its point: `.zip`. */
  readonly ending: string
  readonly clock: Clock
}

interface PickerOptions {
  readonly suggestedName: string
  readonly types: readonly { readonly accept: Readonly<Record<string, readonly string[]>> }[]
}

declare global {
  interface Window {
    /** Chromium only, and not in TypeScript's own library. */
    readonly showSaveFilePicker?: (options: PickerOptions) => Promise<FileSystemFileHandle>
  }
  interface FileSystemFileHandle {
    /** Chromium only. */
    readonly remove?: () => Promise<void>
  }
}

/** Begins as everything of ours does, so that erasing this device finds it. */
const folderName = 'weft-exports'

/** Milliseconds that a download may take to be copied: the file is given back the next time something is saved after that. */
const keptFor = 24 * 3_600_000

const wasRefused = (cause: unknown): boolean => cause instanceof DOMException && cause.name === 'AbortError'

/** Called within the press of a button: browsers ask for a place only then. */
export const openSaveStream = async (
  options: SaveStreamOptions,
): Promise<Result<SaveTarget, TaggedError<'save-refused'>>> => {
  const { name, mediaType, ending } = options
  if (window.showSaveFilePicker) {
    try {
      const types = [{ accept: { [mediaType]: [ending] } }]
      return ok(picked(await window.showSaveFilePicker({ suggestedName: name, types })))
    } catch (cause) {
      if (wasRefused(cause)) return err({ type: 'save-refused' })
      // Within a frame, or where a rule forbids it: the other way is left.
    }
  }
  return ok(await temporary(options))
}

const picked = (handle: FileSystemFileHandle): SaveTarget => ({
  handle,
  done: async () => undefined,
  drop: async () => {
    await handle.remove?.()
  },
})

const openFolder = async (): Promise<FileSystemDirectoryHandle | null> => {
  try {
    return await (await navigator.storage.getDirectory()).getDirectoryHandle(folderName, { create: true })
  } catch {
    // A private window of Firefox has no such place.
    return null
  }
}

const dropOld = async (folder: FileSystemDirectoryHandle, now: number): Promise<void> => {
  for await (const name of folder.keys()) {
    if (now - Number.parseInt(name, 10) > keptFor) await folder.removeEntry(name).catch(() => undefined)
  }
}

const temporary = async ({ name, mediaType, clock }: SaveStreamOptions): Promise<SaveTarget> => {
  const folder = await openFolder()
  if (!folder) {
    return {
      handle: null,
      done: async content => saveFile(name, content ?? new Blob([]), clock),
      drop: async () => undefined,
    }
  }
  await dropOld(folder, clock.now())
  const place = `${clock.now()}-${name}`
  const handle = await folder.getFileHandle(place, { create: true })
  return {
    handle,
    // The type is the download's; of a file of this origin the browser guesses it.
    done: async () => saveFile(name, (await handle.getFile()).slice(0, undefined, mediaType), clock),
    drop: () => folder.removeEntry(place).catch(() => undefined),
  }
}
