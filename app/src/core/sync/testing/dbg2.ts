import { type JoinState, type JoinStep, stepJoin } from '@weft/shared/protocol/join.ts'
import { runSyncWorld } from './sync-world.ts'
const count: Record<string, number> = {}
const add = (k: string) => { count[k] = (count[k] ?? 0) + 1 }
const rowsOf = ({ waiting, stay }: JoinState) => [...waiting, ...(stay?.flights.flatMap(({ rows }) => rows) ?? [])]
const create = () => (state: JoinState, event: any): JoinStep => {
  const r = stepJoin(state, event)
  add(event.type + (event.kind ? ':' + event.kind : ''))
  if (event.type === 'reject-received') add('reject ' + event.reason)
  if (event.type === 'join-ended' && state.stay) add('ended ' + (new Error().stack ?? '').split('\n').slice(3, 7).map(l => l.trim().split(' ')[1]).join('<'))
  if (event.type === 'frame-ready' && event.kind === 'update' && state.stay?.opened) {
    if (event.rows.length) add(state.stay.counting ? 'upd counting' : 'upd early')
    if (event.rows.length && !state.stay.counting && state.waiting.length > 1) add('early with others waiting')
  }
  if (event.type === 'ack-received' && state.stay?.joinId === event.joinId) add('acks live ' + (rowsOf(state).length))
  return r
}
for (let seed = 0; seed < 40; seed++) await runSyncWorld({ seed, steps: 300, restores: false, threads: 0, sabotage: { createStep: create as any } })
console.log(count)
process.exit(0)
