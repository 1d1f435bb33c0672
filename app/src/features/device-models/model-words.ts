/** What is said of a model and of its download, in the person's language. Pure. */

import type { Format } from '../../ui/format.ts'
import type { TextKey, Translate } from '../../ui/i18n/translate.ts'
import { joinFacts } from '../../ui/join-facts.ts'
import type { DownloadError, DownloadErrorType } from './download/download-error.ts'
import type { Refusal } from './preflight.ts'
import type { DeviceModelRow } from './tables.ts'

/** Of a model that is here, but for what is in memory of it. */
export const hereFacts = (row: DeviceModelRow, t: Translate, format: Format, now: number): string =>
  joinFacts([
    // Of what was added by an address, the size may not be known.
    row.totalBytes > 0 ? format.bytes(row.totalBytes) : undefined,
    row.tokensPerSecond === undefined
      ? undefined
      : t('device.speed', { tokens: format.number(Math.round(row.tokensPerSecond)) }),
    row.usedAt === undefined
      ? t('device.neverUsed')
      : t('device.lastUsed', { when: format.ago(row.usedAt, now) }),
    row.model.task === 'embedding' ? t('device.makesVectors') : undefined,
  ])

/** Whether it is in memory; nothing when it is not. */
export const memoryWords = ({ loaded }: DeviceModelRow, t: Translate): string | undefined => {
  if (loaded === undefined) return undefined
  return t(loaded < 1 ? 'device.loading' : 'device.inMemory')
}

/** Of a model that comes, or has stopped coming. */
export const downloadFigures = (row: DeviceModelRow, t: Translate, format: Format): string => {
  const { doneBytes, totalBytes, bytesPerSecond, state } = row
  const size = t('device.ofSize', { done: format.bytes(doneBytes), total: format.bytes(totalBytes) })
  if (state === 'paused') return joinFacts([size, t('device.pausedKept')])
  if (row.problem) return joinFacts([size, t('device.waitsForNetwork')])
  if (bytesPerSecond === undefined || bytesPerSecond < 1) return size
  const left = ((totalBytes - doneBytes) / bytesPerSecond) * 1_000
  return joinFacts([
    size,
    t('device.timeLeft', {
      time: format.duration(roughly(left)),
      speed: format.bytes(bytesPerSecond),
    }),
  ])
}

/** To the minute above two, to ten seconds below: a figure that jumps about says less than one that is rough. */
const roughly = (milliseconds: number): number => {
  const step = milliseconds > 120_000 ? 60_000 : 10_000
  return Math.max(step, Math.ceil(milliseconds / step) * step)
}

const problemWords: Readonly<Record<DownloadErrorType, { readonly what: TextKey; readonly act: TextKey }>> = {
  offline: { what: 'device.offlineWhat', act: 'device.offlineAct' },
  unreachable: { what: 'device.unreachableWhat', act: 'device.unreachableAct' },
  refused: { what: 'device.refusedWhat', act: 'device.refusedAct' },
  'file-missing': { what: 'device.fileMissingWhat', act: 'device.fileMissingAct' },
  'not-a-model': { what: 'device.notAModelWhat', act: 'device.notAModelAct' },
  damaged: { what: 'device.damagedWhat', act: 'device.damagedAct' },
  'no-room': { what: 'device.noRoomWhat', act: 'device.noRoomAct' },
  'storage-failed': { what: 'device.storageFailedWhat', act: 'device.storageFailedAct' },
}

export interface ProblemWords {
  readonly what: string
  readonly kept: string
}

export const downloadProblem = (
  row: DeviceModelRow,
  problem: DownloadError,
  t: Translate,
  format: Format,
): ProblemWords => {
  const { what, act } = problemWords[problem.type]
  const { source } = row.model
  const host = source.type === 'browser' ? '' : (URL.parse(source.weights)?.host ?? '')
  const values = {
    model: row.model.name,
    host,
    file: problem.detail ?? '',
    status: String(problem.status ?? '?'),
    size: format.bytes(problem.missingBytes ?? 0),
  }
  // Where the disk itself was full nobody knows by how much.
  const key = problem.type === 'no-room' && problem.missingBytes === undefined ? 'device.diskFullWhat' : what
  return { what: t(key, values), kept: joinSentences(t('device.keptSoFar'), t(act, values)) }
}

const joinSentences = (...sentences: readonly string[]): string => sentences.join(' ')

/** Why this device will not run a model, in one sentence. */
export const refusalWords = (reason: Refusal, t: Translate, format: Format): string => {
  switch (reason.type) {
    case 'no-webgpu':
      return t('device.noWebgpu')
    case 'no-adapter':
      return t('device.noAdapter')
    case 'no-half-floats':
      return t('device.noHalfFloats')
    case 'processor-too-small':
      return t('device.processorTooSmall')
    case 'buffer-too-small':
      return t('device.bufferTooSmall', {
        needed: format.bytes(reason.needed),
        given: format.bytes(reason.given),
      })
    case 'too-large-for-memory':
      return t('device.tooLarge', { needed: format.bytes(reason.needed), most: format.bytes(reason.most) })
    case 'no-room':
      return t('device.noRoom', { needed: format.bytes(reason.needed), free: format.bytes(reason.free) })
  }
}
