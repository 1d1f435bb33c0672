/** What the palette shows for a query: threads by their titles, what was said in them, then what can be done. */

import { Search, SquarePen } from 'lucide-react'
import { useLocation } from 'wouter'
import { useText } from '../../ui/i18n/use-text.ts'
import type { IconShape } from '../../ui/icon.tsx'
import type { Shortcut } from '../../ui/shortcut.ts'
import { usePage } from '../../worker/page-context.ts'
import type { TextRange } from '../search/fold-text.ts'
import { nearMark } from '../search/near-mark.ts'
import { searchAddress } from '../search/search-address.ts'
import { searchTitles, toSearchable } from '../search/title-search.ts'
import { useTitleSearch } from '../search/use-title-search.ts'
import { useSaid } from '../search/use-said.ts'
import { addressOf } from '../threads/message-address.ts'
import { useMeaningSearch } from '../semantic-search/use-meaning-search.ts'
import type { ThreadRow } from '../threads/tables.ts'
import { useShelf } from '../threads/thread-list-queries.ts'
import { useFolders } from '../workspace/queries.ts'
import { useRunAction } from '../actions/use-actions.ts'
import { usePaletteCommands } from './use-palette-commands.ts'

interface EntryShape {
  readonly key: string
  readonly name: string
  readonly marks: readonly TextRange[]
  readonly run: () => void
}

export type PaletteEntry =
  | (EntryShape & { readonly type: 'thread'; readonly folder: string | undefined; readonly lastAt: number })
  /** What was said, and in which thread. */
  | (EntryShape & { readonly type: 'message'; readonly thread: string })
  | (EntryShape & {
      readonly type: 'command'
      readonly icon: IconShape
      readonly shortcut: Shortcut | undefined
    })

export interface PaletteGroup {
  readonly key: string
  readonly name: string
  readonly entries: readonly PaletteEntry[]
}

/** As many as are seen at once; more letters find more exactly. */
const mostThreads = 6
const mostMessages = 5
const mostCommands = 8

export const usePaletteGroups = (query: string): readonly PaletteGroup[] => {
  const t = useText()
  const [path, navigate] = useLocation()
  const { engine } = usePage()
  const run = useRunAction()
  const commands = usePaletteCommands()
  const folders = useFolders()
  const recent = useShelf('active', mostThreads)
  const hits = useTitleSearch(query, mostThreads)
  const words = query.trim()
  const { said, threads: byWords } = useSaid(query, mostMessages)
  const meaning = useMeaningSearch(query, mostMessages, byWords)

  const toEntry = (thread: ThreadRow, marks: readonly TextRange[]): PaletteEntry => ({
    type: 'thread',
    key: thread.roomId,
    name: thread.title || t('sidebar.untitled'),
    marks,
    folder: folders?.find(({ id }) => id === thread.folderId)?.name,
    lastAt: thread.lastAt,
    run: () => navigate(`/t/${thread.roomId}`),
  })

  const found =
    words === ''
      ? commands.map(command => ({ subject: command, marks: [] }))
      : searchTitles(
          // What stands first in the table stands first among equals.
          commands.map((command, index) => toSearchable(command, command.name, -index)),
          words,
          mostCommands,
        )

  const threads =
    words === ''
      ? (recent ?? []).map(thread => toEntry(thread, []))
      : (hits ?? []).map(({ subject, marks }) => toEntry(subject, marks))

  // A thread that stands above is not named twice.
  const named = new Set(threads.map(({ key }) => key))
  const others = said.filter(({ thread }) => !named.has(thread.roomId))
  const inWords = others.map(({ thread, hit }): PaletteEntry => {
    const { text, marks } = nearMark(hit.snippet, hit.marks)
    return {
      type: 'message',
      key: hit.messageId,
      name: text,
      marks,
      thread: thread.title || t('sidebar.untitled'),
      run: () => navigate(addressOf(thread.roomId, hit.messageId, words)),
    }
  })

  const inMeaning = (meaning.type === 'found' ? meaning.hits : []).map(
    ({ thread, messageId, snippet }): PaletteEntry => ({
      type: 'message',
      key: messageId,
      name: snippet,
      marks: [],
      thread: thread.title || t('sidebar.untitled'),
      run: () => navigate(addressOf(thread.roomId, messageId)),
    }),
  )

  const everything: PaletteEntry = {
    type: 'command',
    key: 'everything',
    name: t('search.everywhereFor', { words }),
    marks: [],
    icon: Search,
    shortcut: undefined,
    run: () => navigate(searchAddress(words)),
  }

  const ask: PaletteEntry = {
    type: 'command',
    key: 'ask',
    name: t('palette.newThreadAbout', { words }),
    marks: [],
    icon: SquarePen,
    shortcut: undefined,
    run: () => void begin(),
  }

  /** The words become the draft of a new thread; one that is being written is not written over. */
  const begin = async (): Promise<void> => {
    if (path === '/') return void run('composer.focus')
    await engine.saveDraft('new', words, [])
    navigate('/')
  }

  const does = found.map(
    ({ subject, marks }): PaletteEntry => ({
      type: 'command',
      key: subject.key,
      name: subject.name,
      marks,
      icon: subject.icon,
      shortcut: subject.shortcut,
      run: subject.run,
    }),
  )

  return [
    { key: 'threads', name: t(words === '' ? 'palette.recent' : 'palette.threads'), entries: threads },
    { key: 'said', name: t('search.saidIn'), entries: inWords },
    { key: 'meaning', name: t('meaning.group'), entries: inMeaning },
    {
      key: 'do',
      name: t('palette.do'),
      entries: [
        ...does,
        ...(words === '' ? [] : [everything]),
        ...(words !== '' && path !== '/' ? [ask] : []),
      ],
    },
  ].filter(group => group.entries.length > 0)
}
