/**
 * Turns what a vendor's events mean into parts that keep the contract: everything opened is ended, ids are used
 * once, no delta is empty, and an answer has a size at which it stops being one. Readers name their blocks by
 * whatever key the vendor uses; the ids of the parts are made here.
 */

import type { StreamPart } from './language-model.ts'

/** Characters of text, reasoning and tool input in one answer. Stops an endless stream; a million tokens fit. */
export const maxAnswerLength = 8 * 1024 * 1024

export interface PartWriter {
  readonly text: (key: string, delta: string) => void
  readonly endText: (key: string) => void
  readonly reasoning: (key: string, delta: string) => void
  /** Ends a reasoning block, opening it first when the vendor gave nothing but a signature. */
  readonly endReasoning: (key: string, signature?: string) => void
  /** Begins a tool call. `callId` is kept unless it is taken; another begin under the same key does nothing. */
  readonly toolInput: (key: string, callId: string, name: string) => void
  readonly toolInputDelta: (key: string, delta: string) => void
  readonly endToolInput: (key: string, signature?: string) => void
  readonly isOpen: (key: string) => boolean
  /** Whether anything was ever written under a key. */
  readonly has: (key: string) => boolean
  readonly endAll: () => void
  /** What was written since the last take. */
  readonly take: () => readonly StreamPart[]
  readonly hasToolCalls: () => boolean
  readonly isEmpty: () => boolean
  readonly isTooLarge: () => boolean
}

interface Block {
  readonly type: 'text' | 'reasoning' | 'tool-input'
  readonly id: string
  length: number
  isOpen: boolean
}

export const createPartWriter = (): PartWriter => {
  const blockByKey = new Map<string, Block>()
  const callIds = new Set<string>()
  let parts: StreamPart[] = []
  let total = 0
  let blocks = 0
  let toolCalls = 0

  const open = (key: string, type: 'text' | 'reasoning'): Block => {
    const known = blockByKey.get(key)
    if (known?.isOpen) return known
    const block: Block = { type, id: `${type}-${blocks++}`, length: 0, isOpen: true }
    blockByKey.set(key, block)
    parts.push({ type: `${type}-start`, id: block.id })
    return block
  }

  const write = (block: Block, delta: string): void => {
    block.length += delta.length
    total += delta.length
    parts.push({ type: `${block.type}-delta`, id: block.id, delta })
  }

  const isOpen = (key: string): boolean => blockByKey.get(key)?.isOpen === true

  /** The same id for two calls would give one of them the other's result. */
  const unusedCallId = (wanted: string): string => {
    let id = wanted
    for (let copy = 2; callIds.has(id); copy++) id = `${wanted}_${copy}`
    callIds.add(id)
    return id
  }

  const endText = (key: string): void => {
    const block = blockByKey.get(key)
    if (!block?.isOpen) return
    block.isOpen = false
    parts.push({ type: 'text-end', id: block.id })
  }

  const endReasoning = (key: string, signature?: string): void => {
    if (!isOpen(key) && signature === undefined) return
    const block = open(key, 'reasoning')
    block.isOpen = false
    parts.push({
      type: 'reasoning-end',
      id: block.id,
      ...(signature === undefined ? {} : { signature }),
      ...(block.length === 0 ? { redacted: true } : {}),
    })
  }

  const endToolInput = (key: string, signature?: string): void => {
    const block = blockByKey.get(key)
    if (!block?.isOpen) return
    block.isOpen = false
    parts.push({ type: 'tool-input-end', id: block.id, ...(signature === undefined ? {} : { signature }) })
  }

  return {
    text: (key, delta) => {
      if (delta !== '') write(open(key, 'text'), delta)
    },
    endText,
    reasoning: (key, delta) => {
      if (delta !== '') write(open(key, 'reasoning'), delta)
    },
    endReasoning,
    toolInput: (key, callId, name) => {
      if (blockByKey.has(key)) return
      const id = unusedCallId(callId)
      toolCalls += 1
      blockByKey.set(key, { type: 'tool-input', id, length: 0, isOpen: true })
      parts.push({ type: 'tool-input-start', id, name })
    },
    toolInputDelta: (key, delta) => {
      const block = blockByKey.get(key)
      if (block?.isOpen && delta !== '') write(block, delta)
    },
    endToolInput,
    isOpen,
    has: key => (blockByKey.get(key)?.length ?? 0) > 0,
    endAll: () => {
      for (const [key, block] of blockByKey) {
        if (block.type === 'text') endText(key)
        else if (block.type === 'reasoning' && block.isOpen) endReasoning(key)
        else endToolInput(key)
      }
    },
    take: () => {
      const taken = parts
      parts = []
      return taken
    },
    hasToolCalls: () => toolCalls > 0,
    isEmpty: () => total === 0 && toolCalls === 0,
    isTooLarge: () => total > maxAnswerLength,
  }
}
