import { expect, it } from 'vitest'
import { serveLocalFiles } from './serve-local-files.ts'

it('answers from an address that holds everything, then from this device, then as before', async () => {
  const asked: string[] = []
  const scope = {
    fetch: async (input: RequestInfo | URL) => {
      asked.push(new Request(input).url)
      return new Response('network')
    },
  }
  const stored = 'https://weft.example/model.onnx'
  serveLocalFiles(scope, {
    match: async input => (new Request(input).url === stored ? new Response('stored') : undefined),
  })

  const picture = await scope.fetch('data:image/png;base64,AQID')
  expect([picture.headers.get('Content-Type'), ...new Uint8Array(await picture.arrayBuffer())]).toEqual([
    'image/png',
    1,
    2,
    3,
  ])
  expect(await (await scope.fetch(stored)).text()).toBe('stored')
  expect(asked).toEqual([])
  expect(await (await scope.fetch('https://weft.example/other.onnx')).text()).toBe('network')
  expect(await (await scope.fetch('data:image/png;base64,%%%')).text()).toBe('network')
  expect(asked).toHaveLength(2)
})
