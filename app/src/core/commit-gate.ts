/**
 * Holds what a document wants to send until the log row of the same change is committed. Without it, a
 * server could confirm, and other devices could build on, a change that this device forgets in a crash.
 */

export interface CommitGate {
  /** Takes a frame that must not leave yet. */
  readonly hold: (frame: Uint8Array) => void
  /** The change is committed: sends what was held, in order. */
  readonly release: () => void
  /** The change was not committed: what was held never leaves. */
  readonly drop: () => void
}

export const createCommitGate = (send: (frame: Uint8Array) => void): CommitGate => {
  let held: Uint8Array[] = []
  return {
    hold: frame => {
      held.push(frame)
    },
    release: () => {
      const frames = held
      held = []
      for (const frame of frames) send(frame)
    },
    drop: () => {
      held = []
    },
  }
}
