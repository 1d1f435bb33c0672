/** What a parsed text is made of: plain values between the parser and the views, and all a view can ever draw. */

export type InlineNode =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'break' }
  | { readonly type: 'strong' | 'emphasis' | 'strike'; readonly children: readonly InlineNode[] }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'link'; readonly address: string; readonly children: readonly InlineNode[] }
  | { readonly type: 'image'; readonly address: string; readonly alt: string }
  | { readonly type: 'math'; readonly source: string; readonly display: boolean }
  | { readonly type: 'footnote-mark'; readonly label: string }

export type CellAlign = 'start' | 'center' | 'end'

export interface ListItem {
  /** Null when the item is not a task. */
  readonly done: boolean | null
  readonly children: readonly BlockNode[]
}

/** `content` is inline markdown not parsed yet: the view that shows it parses it, and only when it changed. */
export type BlockNode =
  | { readonly type: 'paragraph' | 'line'; readonly content: string }
  | { readonly type: 'heading'; readonly level: number; readonly content: string }
  | { readonly type: 'list'; readonly start: number | null; readonly items: readonly ListItem[] }
  | { readonly type: 'quote'; readonly children: readonly BlockNode[] }
  | { readonly type: 'code'; readonly info: string; readonly text: string; readonly closed: boolean }
  | { readonly type: 'math'; readonly source: string }
  | {
      readonly type: 'table'
      readonly aligns: readonly CellAlign[]
      readonly head: readonly string[]
      readonly rows: readonly (readonly string[])[]
    }
  | { readonly type: 'footnote'; readonly label: string; readonly content: string }
  | { readonly type: 'rule' }
