/** Block nodes to elements: one switch, one small view per kind. */

import { Square, SquareCheck } from 'lucide-react'
import { createElement, type ReactElement } from 'react'
import { useText } from '../i18n/use-text.ts'
import { Icon } from '../icon.tsx'
import { CodeView } from './code-view.tsx'
import { InlineView } from './inline-view.tsx'
import { MathView } from './math-view.tsx'
import type { BlockNode, ListItem } from './nodes.ts'
import styles from './prose.module.css'
import type { Script } from './script-of.ts'
import { TableView } from './table-view.tsx'

export interface NodeViewsProps {
  readonly nodes: readonly BlockNode[]
  /** These nodes stand at the end of a text that is still being written: the last one carries the caret. */
  readonly tail: boolean
  /** Given at the top level only, where each node takes its own direction. */
  readonly script?: Script | undefined
  readonly nested?: boolean
}

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

const ItemView = ({ item, tail }: { readonly item: ListItem; readonly tail: boolean }): ReactElement => (
  <li data-task={item.done === null ? undefined : item.done ? 'done' : 'open'}>
    {item.done !== null && <TaskMark done={item.done} />}
    <NodeViews nodes={item.children} tail={tail} nested />
  </li>
)

const ListView = ({
  node,
  ...place
}: { readonly node: BlockNode & { type: 'list' } } & Place): ReactElement => {
  const { dir, 'data-script': script, 'data-caret': tail } = place
  const items = node.items.map((item, index) => (
    <ItemView key={index} item={item} tail={tail === true && index === node.items.length - 1} />
  ))
  return node.start === null ? (
    <ul dir={dir} data-script={script}>
      {items}
    </ul>
  ) : (
    <ol dir={dir} data-script={script} start={node.start}>
      {items}
    </ol>
  )
}

/** Attributes that every element of its own direction has. */
interface Place {
  readonly dir: 'auto' | undefined
  readonly 'data-script': Script | undefined
  readonly 'data-caret': true | undefined
}

const NodeView = ({ node, place }: { readonly node: BlockNode; readonly place: Place }): ReactElement => {
  switch (node.type) {
    case 'paragraph':
      return (
        <p {...place}>
          <InlineView content={node.content} />
        </p>
      )
    case 'line':
      return (
        <span className={styles.line} data-caret={place['data-caret']}>
          <InlineView content={node.content} />
        </span>
      )
    case 'heading':
      return createElement(headingTag(node.level), place, <InlineView content={node.content} />)
    case 'list':
      return <ListView node={node} {...place} />
    case 'quote':
      return (
        <blockquote dir={place.dir} data-script={place['data-script']}>
          <NodeViews nodes={node.children} tail={place['data-caret'] === true} nested />
        </blockquote>
      )
    case 'code':
      return <CodeView info={node.info} text={node.text} writing={!node.closed} plain={false} />
    case 'math':
      return <MathView source={node.source} display />
    case 'table':
      return <TableView {...node} place={place} />
    case 'footnote':
      return (
        <p className={styles.footnote} {...place}>
          <sup className={styles.mark}>{node.label}</sup> <InlineView content={node.content} />
        </p>
      )
    case 'rule':
      return <hr />
  }
}

export const NodeViews = ({ nodes, tail, script, nested = false }: NodeViewsProps): readonly ReactElement[] =>
  nodes.map((node, index) => (
    <NodeView
      key={index}
      node={node}
      place={{
        dir: nested ? undefined : 'auto',
        'data-script': script,
        'data-caret': (tail && index === nodes.length - 1) || undefined,
      }}
    />
  ))
