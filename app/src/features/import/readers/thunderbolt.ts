/**
 * Thunderbolt's export is its tables: rows of threads and of messages that are put together here. They come in any
 * order, so the messages are held until the file ends; that is bounded, and what is beyond it is told.
 */

import { definedFields } from '../../../core/defined-fields.ts'
import type { ImportedFolder, ImportedPart, ImportEvent } from '../../transfer/imported-thread.ts'
import { type Fields, fieldsOf, firstText, listOf, textOf } from '../fields.ts'
import { buildThread, type Draft } from '../thread/build-thread.ts'
import { createSkips, type Skips } from '../thread/skips.ts'
import type { TreeNode } from '../thread/tree.ts'
import { timeOf } from '../time-of.ts'
import { readKeys } from './offered-keys.ts'
import { readUiParts } from './ui-parts.ts'
import { readUsage } from './usage.ts'

export interface TableReader {
  readonly add: (table: string, row: unknown) => void
  readonly end: () => Iterable<ImportEvent>
}

/** Rows that are held. Against a table without end; the program itself refuses files of more than 200 MB. */
const mostRows = 2_000_000

export const createTableReader = (): TableReader => {
  const tables = new Map<string, Fields[]>()
  const deleted: Fields[] = []
  let rows = 0
  let beyond = 0
  return {
    add: (table, row) => {
      const fields = fieldsOf(row)
      if (!fields) return
      if (textOf(fields['deletedAt'] ?? fields['deleted_at']) !== undefined) {
        if (table === 'chat_threads') deleted.push(fields)
        return
      }
      if (rows >= mostRows) {
        beyond += 1
        return
      }
      rows += 1
      const known = tables.get(table)
      if (known) known.push(fields)
      else tables.set(table, [fields])
    },
    end: function* () {
      yield* readOffers(tables)
      yield* readThreads(tables, deleted)
      if (beyond > 0)
        yield { type: 'skipped', skipped: { reason: 'too-many', kept: false, detail: String(beyond) } }
    },
  }
}

type Tables = ReadonlyMap<string, readonly Fields[]>

function* readThreads(tables: Tables, deleted: readonly Fields[]): Iterable<ImportEvent> {
  const byThread = new Map<string, Fields[]>()
  for (const row of tables.get('chat_messages') ?? []) {
    const thread = firstText(row, 'chatThreadId', 'chat_thread_id', 'threadId') ?? ''
    const known = byThread.get(thread)
    if (known) known.push(row)
    else byThread.set(thread, [row])
  }
  const folders = new Map((tables.get('projects') ?? []).flatMap(toFolder))
  const models = new Map(
    (tables.get('models') ?? []).flatMap(row => {
      const id = textOf(row['id'])
      const name = firstText(row, 'model', 'name')
      return id !== undefined && name !== undefined ? [[id, name] as const] : []
    }),
  )
  for (const thread of tables.get('chat_threads') ?? []) {
    const id = textOf(thread['id']) ?? ''
    yield* readThread(id, thread, byThread.get(id) ?? [], { folders, models })
    byThread.delete(id)
  }
  // Deleted there, and kept for a while only so that other devices hear of it.
  for (const thread of deleted) {
    const id = textOf(thread['id']) ?? ''
    byThread.delete(id)
    const skips = createSkips(textOf(thread['title']) ?? id)
    skips.add('hidden', false, undefined, 'deleted')
    for (const skipped of skips.lines()) yield { type: 'skipped', skipped }
  }
  // Of threads that are not in the file.
  for (const [id, rows] of byThread) yield* readThread(id, {}, rows, { folders, models })
}

interface Names {
  readonly folders: ReadonlyMap<string, ImportedFolder>
  readonly models: ReadonlyMap<string, string>
}

const toFolder = (row: Fields): readonly (readonly [string, ImportedFolder])[] => {
  const id = textOf(row['id'])
  return id === undefined ? [] : [[id, { sourceId: id, name: firstText(row, 'name', 'title') ?? id }]]
}

const readThread = (
  id: string,
  thread: Fields,
  rows: readonly Fields[],
  { folders, models }: Names,
): readonly ImportEvent[] => {
  const title = textOf(thread['title'])
  const skips = createSkips(title ?? id)
  const nodes = toNodes(rows, models, skips)
  return buildThread(
    {
      source: 'thunderbolt',
      sourceId: id,
      nodes,
      ...definedFields({
        title,
        createdAt:
          timeOf(thread['createdAt'] ?? thread['created_at']) ??
          timeFromId(id) ??
          nodes[0]?.content?.createdAt,
        folder: folders.get(firstText(thread, 'projectId', 'project_id') ?? ''),
        pinned: thread['isPinned'] === true || thread['isPinned'] === 1 ? (true as const) : undefined,
        archived: thread['isArchived'] === true || thread['isArchived'] === 1 ? (true as const) : undefined,
        leaf: firstText(thread, 'currentLeafId', 'current_leaf_id'),
      }),
    },
    skips,
  )
}

/** A version 7 id begins with its time in milliseconds (RFC 9562, 5.7), and rows carry no other. */
const timeFromId = (id: string): number | undefined =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(id)
    ? timeOf(Number.parseInt(id.replace('-', '').slice(0, 12), 16))
    : undefined

/** Rows are in the order of their times, which their ids begin with; without parents each follows the one before. */
const toNodes = (
  rows: readonly Fields[],
  models: ReadonlyMap<string, string>,
  skips: Skips,
): readonly TreeNode<Draft>[] => {
  const namesParents = rows.some(row => firstText(row, 'parentId', 'parent_id') !== undefined)
  let before: string | null = null
  return rows.map((row, index) => {
    const id = textOf(row['id']) ?? `${index}`
    const parentId: string | null = namesParents ? (firstText(row, 'parentId', 'parent_id') ?? null) : before
    before = id
    return { id, parentId, content: readMessage(id, row, models, skips) }
  })
}

const readMessage = (
  id: string,
  row: Fields,
  models: ReadonlyMap<string, string>,
  skips: Skips,
): Draft | null => {
  const role = row['role']
  if (role === 'system') {
    skips.add('hidden', false, id, role)
    return null
  }
  const said = readUiParts(listOf(row['parts']), id)
  for (const kind of said.unknown) skips.add('unknown-content', true, id, kind)
  const text = textOf(row['content'])
  const parts: readonly ImportedPart[] =
    said.parts.length > 0 ? said.parts : text === undefined ? [] : [{ type: 'text', text }]
  if (parts.length === 0) return null
  const modelId = firstText(row, 'modelId', 'model_id')
  const metadata = fieldsOf(row['metadata'])
  const isAnswer = role === 'assistant'
  return {
    role: isAnswer ? 'assistant' : 'user',
    parts,
    ...definedFields({
      createdAt: timeOf(row['createdAt'] ?? row['created_at']) ?? timeFromId(id),
      model: isAnswer && modelId !== undefined ? (models.get(modelId) ?? modelId) : undefined,
      usage: readUsage(metadata?.['usage']),
    }),
  }
}

function* readOffers(tables: Tables): Iterable<ImportEvent> {
  for (const table of ['prompts', 'skills'])
    for (const row of tables.get(table) ?? []) {
      const text = firstText(row, 'prompt', 'instruction', 'content', 'body')
      const name = firstText(row, 'title', 'name', 'label') ?? table
      if (text !== undefined) yield { type: 'offer', offer: { type: 'prompt', name, text } }
    }
  for (const [table, rows] of tables)
    if (table.endsWith('_secrets'))
      for (const row of rows) yield* readKeys(row, table.replace('_secrets', ''))
}
