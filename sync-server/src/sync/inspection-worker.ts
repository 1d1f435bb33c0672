/** The thread that looks at what would hold up everybody else. */

import { parentPort } from 'node:worker_threads'
import { must } from '@weft/shared/assert.ts'
import { inspect, type InspectInput } from './inspect.ts'

const port = must(parentPort, 'the port of a worker thread')

port.on('message', (input: InspectInput) => port.postMessage(inspect(input)))
