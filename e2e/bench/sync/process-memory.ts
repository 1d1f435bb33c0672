/** What a process holds in memory, by the kernel's count (Linux). */

import { readFile } from 'node:fs/promises'

export const residentBytes = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}
