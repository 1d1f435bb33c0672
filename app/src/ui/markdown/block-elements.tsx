/** Block nodes to elements: one switch, one small view per kind. */

import { Square, SquareCheck } from 'lucide-react'
import { createElement, type ReactElement } from 'react'
import { useText } from '../i18n/use-text.ts'
import { Icon } from '../icon.tsx'
import { CodeView } from './code-view.tsx'
import { words } from './inline-view.tsx'
import { MathView } from './math-view.tsx'
import type { BlockNode, ListItem } from './nodes.ts'
import styles from './prose.module.css'
import type { Script } from './script-of.ts'
import { TableView } from './table-view.tsx'

/** Where nodes stand. Elements of the top level take their own direction, what is inside them theirs. */
export interface Place {
  readonly dir: 'auto' | undefined
  readonly 'data-script': Script | undefined
}

const inside: Place = { dir: undefined, 'data-script': undefined }

/** A model's `#` and `##` are both the largest heading in prose: the page's own title is above them. */
const headingTag = (level: number): string => `h${Math.min(Math.max(level, 2), 6)}`

const TaskMark = ({ done }: { readonly done: boolean }): ReactElement => {
  const t = useText()
  return (
    <span
      className={styles.taskMark}
      role="img"
      aria-label={t(done ? 'markdown.taskDone' : 'markdown.taskOpen')}
    >
      <Icon of={done ? SquareCheck : Square} />
    </span>
  )
}

const itemToElement = (item: ListItem, key: number, tail: boolean): ReactElement => (
  <li key={key} data-task={item.done === null ? undefined : item.done ? 'done' : 'open'}>
    {item.done !== null && <TaskMark done={item.done} />}
    {nodesToElements(item.children, inside, tail)}
  </li>
)

const listToElement = (
  { items, start }: BlockNode & { readonly type: 'list' },
  key: number,
  place: Place,
  tail: boolean,
): ReactElement => {
  const views = items.map((item, index) => itemToElement(item, index, tail && index === items.length - 1))
  return start === null ? (
    <ul key={key} {...place}>
      {views}
    </ul>
  ) : (
    <ol key={key} {...place} start={start}>
      {views}
    </ol>
  )
}

const nodeToElement = (node: BlockNode, key: number, place: Place, tail: boolean): ReactElement => {
  const caret = tail || undefined
  switch (node.type) {
    case 'paragraph':
      return (
        <p key={key} {...place} data-caret={caret}>
          {words(node.content)}
        </p>
      )
    case 'line':
      return (
        <span key={key} className={styles.line} data-caret={caret}>
          {words(node.content)}
        </span>
      )
    case 'heading':
      return createElement(
        headingTag(node.level),
        { key, ...place, 'data-caret': caret },
        words(node.content),
      )
    case 'list':
      return listToElement(node, key, place, tail)
    case 'quote':
      return (
        <blockquote key={key} {...place}>
          {nodesToElements(node.children, inside, tail)}
        </blockquote>
      )
    case 'code':
      return (
        <CodeView key={key} info={node.info} text={node.text} writing={tail && !node.closed} plain={false} />
      )
    case 'math':
      return <MathView key={key} source={node.source} display />
    case 'table':
      return (
        <TableView
          key={key}
          aligns={node.aligns}
          head={node.head}
          rows={node.rows}
          place={place}
          tail={tail}
        />
      )
    case 'footnote':
      return (
        <p key={key} className={styles.footnote} {...place} data-caret={caret}>
          <sup className={styles.mark}>{node.label}</sup> {words(node.content)}
        </p>
      )
    case 'rule':
      return <hr key={key} />
  }
}

/**
 * Not components, since nothing here has a state of its own and there are thousands of them. With `tail` the nodes
 * stand at the end of a text that is still being written, and the last one carries the caret.
 */
export const nodesToElements = (
  nodes: readonly BlockNode[],
  place: Place,
  tail: boolean,
): readonly ReactElement[] =>
  nodes.map((node, index) => nodeToElement(node, index, place, tail && index === nodes.length - 1))
