/**
 * Reasoning that is written into the text: `<think>…</think>` at the very beginning, as models do that are served
 * without a parser for it. Tags may come in pieces. Anywhere else they are text.
 */

export interface ThinkPiece {
  readonly type: 'text' | 'reasoning'
  readonly text: string
}

export interface ThinkTags {
  readonly feed: (delta: string) => readonly ThinkPiece[]
  /** The answer is over: what was held back because it might have become a tag. */
  readonly end: () => readonly ThinkPiece[]
}

const openings = ['<think>', '<thinking>', '<thought>']

type State =
  | { readonly type: 'beginning'; readonly held: string }
  | { readonly type: 'thinking'; readonly closing: string; readonly held: string; readonly isFirst: boolean }
  | { readonly type: 'after'; readonly isFirst: boolean }

export const createThinkTags = (): ThinkTags => {
  let state: State = { type: 'beginning', held: '' }

  const begin = (text: string): readonly ThinkPiece[] => {
    const trimmed = text.trimStart()
    const opening = openings.find(tag => trimmed.startsWith(tag))
    if (opening !== undefined) {
      state = { type: 'thinking', closing: opening.replace('<', '</'), held: '', isFirst: true }
      return feed(trimmed.slice(opening.length))
    }
    if (openings.some(tag => tag.startsWith(trimmed))) {
      state = { type: 'beginning', held: text }
      return []
    }
    state = { type: 'after', isFirst: false }
    return [{ type: 'text', text }]
  }

  const think = (joined: string, closing: string, isFirst: boolean): readonly ThinkPiece[] => {
    // Models with thinking turned off still write the tags, with blank lines between them.
    const text = isFirst ? joined.trimStart() : joined
    const at = text.indexOf(closing)
    if (at >= 0) {
      state = { type: 'after', isFirst: true }
      return [...reasoning(text.slice(0, at)), ...feed(text.slice(at + closing.length))]
    }
    const kept = lengthOfBegunTag(text, closing)
    const piece = text.slice(0, text.length - kept)
    state = {
      type: 'thinking',
      closing,
      held: text.slice(text.length - kept),
      isFirst: isFirst && piece === '',
    }
    return reasoning(piece)
  }

  const feed = (delta: string): readonly ThinkPiece[] => {
    if (delta === '') return []
    switch (state.type) {
      case 'beginning':
        return begin(state.held + delta)
      case 'thinking':
        return think(state.held + delta, state.closing, state.isFirst)
      case 'after': {
        // The blank lines between the closing tag and the answer belong to neither.
        const text = state.isFirst ? delta.trimStart() : delta
        if (text === '') return []
        state = { type: 'after', isFirst: false }
        return [{ type: 'text', text }]
      }
    }
  }

  return {
    feed,
    end: () => {
      const held = state.type === 'after' ? '' : state.held
      const type = state.type === 'thinking' ? 'reasoning' : 'text'
      state = { type: 'after', isFirst: false }
      return held.trim() === '' ? [] : [{ type, text: held }]
    },
  }
}

const reasoning = (text: string): readonly ThinkPiece[] => (text === '' ? [] : [{ type: 'reasoning', text }])

/** How many characters at the end of `text` may be the beginning of `tag`. */
const lengthOfBegunTag = (text: string, tag: string): number => {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--)
    if (text.endsWith(tag.slice(0, length))) return length
  return 0
}
