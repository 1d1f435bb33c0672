/**
 * A folder of this machine that the person has chosen, and whether the browser lets us write into it (WICG, "File System
 * Access"). Chromium has it; where it is missing there are no planned backups.
 */

type FilePermission = 'granted' | 'denied' | 'prompt'

declare global {
  interface FileSystemHandle {
    /** Chromium only, and not in TypeScript's own library. */
    readonly queryPermission?: (descriptor: { readonly mode: 'readwrite' }) => Promise<FilePermission>
    readonly requestPermission?: (descriptor: { readonly mode: 'readwrite' }) => Promise<FilePermission>
  }
  interface Window {
    readonly showDirectoryPicker?: (options: {
      readonly id: string
      readonly mode: 'readwrite'
      readonly startIn: 'documents'
    }) => Promise<FileSystemDirectoryHandle>
  }
}

export const canChooseFolder = (): boolean => 'showDirectoryPicker' in window

/** Within a press of a button. Null where the person chose none, or the browser does not give that one away. */
export const chooseFolder = async (): Promise<FileSystemDirectoryHandle | null> => {
  try {
    const folder = await window.showDirectoryPicker?.({
      id: 'weft-backups',
      mode: 'readwrite',
      startIn: 'documents',
    })
    return folder ?? null
  } catch (cause) {
    if (cause instanceof DOMException) return null
    throw cause
  }
}

/** A folder of this origin's own needs no leave, and has nobody to ask for it. */
export const mayWrite = async (folder: FileSystemDirectoryHandle): Promise<boolean> =>
  folder.queryPermission === undefined || (await folder.queryPermission({ mode: 'readwrite' })) === 'granted'

/** Within a press of a button. */
export const askToWrite = async (folder: FileSystemDirectoryHandle): Promise<boolean> =>
  folder.requestPermission === undefined ||
  (await folder.requestPermission({ mode: 'readwrite' })) === 'granted'
