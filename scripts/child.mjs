/** Programs that run until they are told to stop. */

import { spawn } from 'node:child_process'
import { node24, toolEnvironment } from './project.mjs'

/**
 * Starts Node 24 with an open channel: by it the server sees that this process is gone, whatever ended it.
 * In a process group of its own, so that Ctrl-C reaches it once, through us, and not a second time from the terminal
 * (a second signal means "at once").
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 */
export const startNode = (args, { cwd, env = {} }) =>
  spawn(node24, [...args], {
    cwd,
    env: { ...toolEnvironment(), ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
  })

/** @typedef {ReturnType<typeof startNode>} Child */

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * Hands on every signal to stop. npm gives its own SIGTERM only to the shell between it and us, and that shell dies
 * of it in silence: so under npm, losing the parent counts as the signal.
 * @param {readonly Child[]} children
 */
export const forwardSignals = children => {
  /** @param {NodeJS.Signals} signal */
  const forward = signal => {
    for (const child of children) child.kill(signal)
  }
  for (const signal of signals) process.on(signal, forward)

  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    forward('SIGTERM')
  }, 250)
  watch.unref()
}

/** @param {Child} child @returns {Promise<number>} the exit code; 1 when a signal ended it */
export const exitOf = child => new Promise(resolve => child.once('exit', code => resolve(code ?? 1)))
