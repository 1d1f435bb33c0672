/**
 * Everything a person can ask for by a key or in the palette: one table, which menus, shortcuts and the palette
 * share. What an action does is not here: the view that can do it says so while it is on the screen
 * (`action-registry.ts`).
 */

import type { TextKey } from '../../ui/i18n/translate.ts'
import type { Shortcut } from '../../ui/shortcut.ts'

/** Under which heading the help and the settings show it. */
export type ActionGroup = 'anywhere' | 'thread' | 'answer'

interface ActionShape {
  readonly group: ActionGroup
  readonly name: TextKey
  /** As it comes; a person may choose another, or none. */
  readonly shortcut: Shortcut | null
}

export const actions = {
  'palette.open': { group: 'anywhere', name: 'palette.title', shortcut: 'mod+k' },
  'thread.new': { group: 'anywhere', name: 'palette.newThread', shortcut: 'mod+shift+o' },
  'search.focus': { group: 'anywhere', name: 'palette.search', shortcut: 'mod+shift+f' },
  'sidebar.toggle': { group: 'anywhere', name: 'palette.toggleSidebar', shortcut: 'mod+shift+s' },
  'composer.focus': { group: 'anywhere', name: 'palette.focusComposer', shortcut: 'shift+escape' },
  'thread.previous': { group: 'anywhere', name: 'palette.previousThread', shortcut: 'alt+shift+arrowup' },
  'thread.next': { group: 'anywhere', name: 'palette.nextThread', shortcut: 'alt+shift+arrowdown' },
  'settings.open': { group: 'anywhere', name: 'palette.openSettings', shortcut: 'mod+,' },
  'shortcuts.show': { group: 'anywhere', name: 'palette.showShortcuts', shortcut: 'mod+/' },
  'archive.open': { group: 'anywhere', name: 'palette.openArchive', shortcut: null },
  'trash.open': { group: 'anywhere', name: 'palette.openTrash', shortcut: null },
  'model.change': { group: 'thread', name: 'palette.changeModel', shortcut: 'mod+shift+m' },
  'thread.find': { group: 'thread', name: 'palette.findInThread', shortcut: 'alt+shift+f' },
  'thread.rename': { group: 'thread', name: 'palette.renameThread', shortcut: 'f2' },
  'thread.pin': { group: 'thread', name: 'palette.pinThread', shortcut: null },
  'thread.duplicate': { group: 'thread', name: 'palette.duplicateThread', shortcut: null },
  'thread.archive': { group: 'thread', name: 'palette.archiveThread', shortcut: null },
  'thread.trash': { group: 'thread', name: 'palette.trashThread', shortcut: 'mod+shift+backspace' },
  'answer.stop': { group: 'answer', name: 'palette.stopAnswer', shortcut: null },
  'answer.regenerate': { group: 'answer', name: 'palette.regenerate', shortcut: null },
  'answer.copy': { group: 'answer', name: 'palette.copyLastAnswer', shortcut: 'mod+shift+c' },
  'answer.copyCode': { group: 'answer', name: 'palette.copyLastCode', shortcut: 'mod+shift+;' },
} as const satisfies Readonly<Record<string, ActionShape>>

export type ActionId = keyof typeof actions

export interface Action extends ActionShape {
  readonly id: ActionId
}

const isActionId = (text: string): text is ActionId => text in actions

/** All actions in the order in which they are shown. */
export const actionList: readonly Action[] = Object.keys(actions)
  .filter(isActionId)
  .map(id => ({ id, ...actions[id] }))
