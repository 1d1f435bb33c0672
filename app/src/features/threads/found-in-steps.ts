/**
 * A whole thread as commands that are small enough for everything on their way: the first founds it, the others add the
 * rest of its messages. Each step is whole by itself, so whoever is interrupted goes on with `thread.extend` where it was.
 */

import { encodeText } from '@weft/shared/bytes.ts'
import { maxSyncFrameBytes } from '@weft/shared/protocol/limits.ts'
import type * as z from 'zod/mini'
import type { threadCommandArgs } from './commands-args.ts'

export type FoundArgs = z.infer<(typeof threadCommandArgs)['thread.found']>
export type ExtendArgs = z.infer<(typeof threadCommandArgs)['thread.extend']>
export type FoundMessage = FoundArgs['messages'][number]

export type ThreadStep =
  | { readonly name: 'thread.found'; readonly args: FoundArgs }
  | { readonly name: 'thread.extend'; readonly args: ExtendArgs }

/** Of one update: below a sync frame, with room for the header of the room and of the frame. */
const maxStepBytes = maxSyncFrameBytes - 32 * 1024

/** Of a sealed value in its update beside what it holds: seal, key, map and Yjs' own (some 130 bytes). */
const valueOverhead = 192

/** A message and what is decided about it are three values at most; the wire takes 8,192 of them in a frame. */
const maxStepMessages = 2_000

/** Bytes of a JSON value; sealing may deflate it, and never makes it longer than this. */
export const jsonBytes = (value: unknown): number => encodeText(JSON.stringify(value)).length

const bytesOf = ({ record, deleted, rating }: FoundMessage): number =>
  jsonBytes(record) + valueOverhead * (1 + (deleted ? 1 : 0) + (rating ? 1 : 0))

/** Messages in order, cut where the next one would make a step too large. The first step has `taken` bytes less. */
const cut = (messages: readonly FoundMessage[], taken: number): readonly (readonly FoundMessage[])[] => {
  const steps: FoundMessage[][] = [[]]
  let size = taken
  for (const message of messages) {
    const bytes = bytesOf(message)
    const step = steps.at(-1)
    if (step && (size + bytes <= maxStepBytes || size === 0) && step.length < maxStepMessages) {
      step.push(message)
      size += bytes
    } else {
      steps.push([message])
      size = bytes
    }
  }
  return steps
}

export const extendInSteps = ({ workspaceId, threadId, messages }: ExtendArgs): readonly ThreadStep[] =>
  cut(messages, 0)
    .filter(step => step.length > 0)
    .map(step => ({ name: 'thread.extend', args: { workspaceId, threadId, messages: [...step] } }))

export const foundInSteps = ({ messages, ...thread }: FoundArgs): readonly ThreadStep[] => {
  const registers = Object.keys(thread).length * valueOverhead + jsonBytes(thread)
  const [first = [], ...rest] = cut(messages, registers)
  return [
    { name: 'thread.found', args: { ...thread, messages: [...first] } },
    ...rest.map((step): ThreadStep => {
      const { workspaceId, threadId } = thread
      return { name: 'thread.extend', args: { workspaceId, threadId, messages: [...step] } }
    }),
  ]
}
