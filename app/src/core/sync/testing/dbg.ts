import { runSyncWorld } from './sync-world.ts'
const t = performance.now()
const from = Number(process.argv[2]), to = Number(process.argv[3])
process.on('unhandledRejection', e => { console.log('UNHANDLED', (e as Error).stack) })
for (let seed = from; seed < to; seed++) {
  const t0 = performance.now()
  const o = await runSyncWorld({ seed, steps: 300, restores: process.argv[4] === 'r' })
  const o2 = process.argv[5] ? await runSyncWorld({ seed, steps: 300, restores: process.argv[4] === 'r' }) : o
  if (o2.hash !== o.hash) console.log(seed, 'HASH')
  if (o.broken.length || to - from < 5) console.log(seed, Math.round(performance.now() - t0), o.broken.slice(0, 6))
}
console.log('total', Math.round(performance.now() - t))
process.exit(0)
