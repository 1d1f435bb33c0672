/** Runs a program to its end and keeps what it said. */

import { spawn } from 'node:child_process'

/**
 * @typedef {object} Ran
 * @property {number} code 0 when it went well; 127 when the program is not there
 * @property {string} output stdout and stderr as they came
 */

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void }} [options]
 * @returns {Promise<Ran>}
 */
export const run = (program, args, { cwd, env, onLine } = {}) =>
  new Promise(resolve => {
    // `npx` is a batch file on Windows, which only a shell can start.
    const shell = process.platform === 'win32' && program === 'npx'
    const child = spawn(program, [...args], { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    let line = ''
    /** @param {Buffer} chunk */
    const take = chunk => {
      const text = chunk.toString()
      output += text
      const lines = (line + text).split('\n')
      line = lines.pop() ?? ''
      if (onLine) lines.forEach(onLine)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.on('error', cause => resolve({ code: 127, output: `${output}${cause.message}\n` }))
    child.on('close', code => resolve({ code: code ?? 1, output }))
  })
