/**
 * What a key means to someone who writes a message. Pure. An input method (Bengali, Japanese, a dead key) uses
 * Enter, Escape and arrows for itself: while it composes, no key means anything here. Chromium and Firefox say
 * so by `isComposing`; Safari ends the composition before the key that ended it, and says so by key code 229.
 */

export type ComposerWish = 'send' | 'escape' | 'edit-last' | 'paste-as-text'

export interface ComposerKeyFacts {
  readonly sendWith: 'enter' | 'mod-enter'
  readonly apple: boolean
  /** Nothing is written yet. */
  readonly empty: boolean
}

export type ComposerKeyPress = Pick<
  KeyboardEvent,
  'key' | 'code' | 'keyCode' | 'isComposing' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'
>

export const composerKey = (
  press: ComposerKeyPress,
  { sendWith, apple, empty }: ComposerKeyFacts,
): ComposerWish | undefined => {
  if (press.isComposing || press.keyCode === 229) return undefined
  const mod = apple ? press.metaKey : press.ctrlKey
  const anyModifier = press.shiftKey || press.ctrlKey || press.metaKey || press.altKey
  switch (press.key) {
    case 'Enter':
      if (mod && !press.shiftKey && !press.altKey) return 'send'
      return sendWith === 'enter' && !anyModifier ? 'send' : undefined
    case 'Escape':
      return anyModifier ? undefined : 'escape'
    case 'ArrowUp':
      return empty && !anyModifier ? 'edit-last' : undefined
    default:
      // By its place too: the letter is another one on a Bengali or Arabic keyboard.
      return mod && press.shiftKey && (press.key.toLowerCase() === 'v' || press.code === 'KeyV')
        ? 'paste-as-text'
        : undefined
  }
}
