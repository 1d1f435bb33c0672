import { expect, test } from 'vitest'
import { runAccountServer } from '../testing/account-server.ts'
import { join } from '../testing/person.ts'

test('a ticket is good once, for what it was made for, for its time, and as long as its session', async () => {
  const server = await runAccountServer()
  const ada = await join(server.browser(), 'ada@example.org')
  const issue = async (operation = 'create-socket-ticket') =>
    String((await ada.browser.done(operation))['ticket'])
  const { accountId, device } = ada

  const used = await issue()
  const both = await Promise.all([used, used].map(ticket => server.tickets.redeem('socket', ticket)))
  expect(both).toContainEqual({ sessionId: expect.any(String), accountId, deviceId: device.id })
  expect(both).toContain(null)
  expect(await server.tickets.redeem('socket', used)).toBeNull()

  expect(await server.tickets.redeem('device', await issue())).toBeNull()
  expect(await server.tickets.redeem('socket', await issue('create-device-ticket'))).toBeNull()
  expect(await server.tickets.redeem('socket', 'A'.repeat(43))).toBeNull()

  const [late, inTime] = [await issue(), await issue()]
  server.clock.advance(29_999)
  expect(await server.tickets.redeem('socket', inTime)).not.toBeNull()
  server.clock.advance(1)
  expect(await server.tickets.redeem('socket', late)).toBeNull()

  const orphan = await issue()
  await ada.browser.done('sign-out')
  expect(await server.tickets.redeem('socket', orphan)).toBeNull()
})
