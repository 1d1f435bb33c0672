/** What Hugging Face says of the files of a repository: their hashes, and the list of a whole branch. */
import { createHash } from 'node:crypto'
import { posix } from 'node:path'

/** A file of a repository, with what the host tells of it. */
export interface HubFile {
  readonly bytes: Uint8Array
  /** Git's name for the blob; of a large file, for the pointer that stands in its place. */
  readonly oid: string
  /** The SHA-256 of a large file's content. */
  readonly sha256?: string
  readonly etag: string
}

export interface TreeEntry {
  readonly type: 'file' | 'directory'
  readonly path: string
  readonly size: number
  readonly oid: string
  readonly lfs?: { readonly oid: string; readonly size: number; readonly pointerSize: number }
}

export const hubFile = (path: string, bytes: Uint8Array): HubFile => {
  if (!isLarge(path)) {
    const oid = gitHash('blob', bytes)
    return { bytes, oid, etag: `"${oid}"` }
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { bytes, oid: gitHash('blob', pointer(sha256, bytes.length)), sha256, etag: `"${sha256}"` }
}

/** Everything below the root, folders too, as `tree/main?recursive=true` lists it. */
export const hubTree = (files: ReadonlyMap<string, HubFile>): readonly TreeEntry[] => {
  const folders = new Set([...files.keys()].flatMap(foldersOf))
  return [
    ...[...folders].map(path => ({
      type: 'directory' as const,
      path,
      size: 0,
      oid: gitHash('tree', new TextEncoder().encode(path)),
    })),
    ...[...files].map(([path, file]) => treeEntry(path, file)),
  ]
}

const treeEntry = (path: string, { bytes, oid, sha256 }: HubFile): TreeEntry => ({
  type: 'file',
  path,
  size: bytes.length,
  oid,
  ...(sha256 === undefined
    ? {}
    : { lfs: { oid: sha256, size: bytes.length, pointerSize: pointer(sha256, bytes.length).length } }),
})

/** By the ending, as a repository's `.gitattributes` has it. */
const isLarge = (path: string): boolean => /\.(?:onnx|onnx_data|bin|wasm|safetensors)$/.test(path)

const pointer = (sha256: string, size: number): Uint8Array =>
  new TextEncoder().encode(`version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${size}\n`)

const gitHash = (kind: 'blob' | 'tree', content: Uint8Array): string =>
  createHash('sha1').update(`${kind} ${content.length}\0`).update(content).digest('hex')

const foldersOf = (path: string): readonly string[] => {
  const folder = posix.dirname(path)
  return folder === '.' ? [] : [...foldersOf(folder), folder]
}
