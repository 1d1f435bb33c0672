/** Every format as its fixture has it: count, order, branches, code, times and models equal the file. */

import { expect, test } from 'vitest'
import { fixture, lines, readAll, reasons } from './testing/read-fixture.ts'

test('ChatGPT', async () => {
  const { threads, offers, skipped } = await readAll(fixture('chatgpt-conversations.json'))
  expect(threads.map(({ messages: _messages, ...facts }) => facts)).toEqual([
    {
      source: 'chatgpt',
      sourceId: 'c0000000-0000-4000-8000-000000000001',
      title: 'Bash: <b>loops</b> & টার্মিনাল',
      createdAt: 1756000000123,
      folder: { sourceId: 'g-p-680000000000', name: 'g-p-680000000000' },
      pinned: true,
      archived: true,
      model: 'gpt-5',
      leafSourceId: 'u-2',
    },
    {
      source: 'chatgpt',
      sourceId: 'c0000000-0000-4000-8000-000000000003',
      createdAt: 1757000000000,
      model: 'gpt-5',
      leafSourceId: 'odd',
    },
  ])
  expect(threads.map(lines)).toEqual([
    [
      'u-1 < · user 2025-08-24T01:46:41.500Z',
      '  How do I loop over files?',
      'a-1 < u-1 assistant gpt-5 2025-08-24T01:46:42.000Z',
      '  Use `find`.',
      'a-2 < u-1 assistant gpt-4o 2025-08-24T01:47:40.250Z',
      '  ```bash\nfor f in *.txt; do\n\techo "$f"\ndone\n```',
      'u-2 < a-2 user 2025-08-24T01:48:20.000Z',
      '  شكراً、谢谢',
    ],
    [
      'q < · user 2025-09-04T15:33:21.000Z',
      '  file square.png image/png missing',
      '  What is on this picture? Compute its area.',
      '  file notes.pdf application/pdf missing',
      'think < q assistant gpt-5-thinking 2025-09-04T15:33:22.000Z',
      '  thought 4000 ms: **Looking**\n\nA red square.\n\n**Computing**\n\nOne by one.',
      'call < think assistant gpt-5-thinking tool-calls 2025-09-04T15:33:27.000Z',
      '  call call python(print(1 * 1)\n)',
      'result < call tool 2025-09-04T15:33:28.000Z',
      '  result call python: 1\n',
      'quote < result tool 2025-09-04T15:33:29.000Z',
      '  result quote browser: A square has four sides.',
      '  source Square https://example.org/square A square has four sides.',
      'answer < quote assistant gpt-5-thinking 2025-09-04T15:33:30.000Z',
      '  The area is 1.',
      '  source Area https://example.org/area width times height',
      '  source Square https://example.org/square four sides',
      'odd < answer assistant gpt-5 2025-09-04T15:33:31.000Z',
      '  ```json\n{\n  "payload": {\n    "depth": 3\n  }\n}\n```',
    ],
  ])
  expect(offers).toEqual([
    { type: 'instructions', name: 'ChatGPT', text: 'I run servers.\n\nAnswer briefly.' },
  ])
  expect(reasons(skipped)).toEqual([
    'unknown-content kept odd hologram',
    'file-missing kept q square.png',
    'file-missing kept q notes.pdf',
    'not-a-conversation left  No mapping',
  ])
})

test("Claude's own export", async () => {
  const { threads, offers, skipped } = await readAll(fixture('claude-conversations.json'))
  expect(threads.map(({ messages: _messages, ...facts }) => facts)).toEqual([
    {
      source: 'claude',
      sourceId: '11111111-aaaa-4bbb-8ccc-000000000001',
      title: 'Reisekosten & <i>Tabelle</i>',
      createdAt: 1740823200123,
    },
  ])
  expect(threads.map(lines)).toEqual([
    [
      'm-1 < · user 2025-03-01T10:00:01.000Z',
      '  Bitte rechne zusammen.',
      '  file kosten.csv text/plain text Bahn;12\nHotel;80',
      '  file pasted.txt text/plain text Mittagessen 9',
      '  file beleg.png  missing',
      'm-2 < m-1 assistant tool-calls 2025-03-01T10:00:06.000Z',
      '  thought 3500 ms: 12 + 80 = 92.',
      '  Ich schreibe eine Tabelle.',
      '  call m-2.2 artifacts({"id":"tabelle","type":"text/markdown","title":"Kosten","command":"create","content":"| Posten | € |\\n|---|---|\\n| Bahn | 12 |"})',
      'm-2#1 < m-2 tool complete 2025-03-01T10:00:06.000Z',
      '  result m-2.2 artifacts: OK',
      'm-2#2 < m-2#1 assistant 2025-03-01T10:00:06.000Z',
      '  Zusammen **92 €**.\n\n```python\nprint(12 + 80)\n```',
      '  source Kosten https://example.org/kosten',
      'm-3 < m-2#2 user 2025-03-01T10:05:00.000Z',
      '  Danke! 感谢',
    ],
  ])
  expect(offers).toEqual([])
  expect(reasons(skipped)).toEqual(['file-missing kept m-1 beleg.png', 'no-messages left'])
})

test('Claude by an extension, with branches', async () => {
  const { threads, offers, skipped } = await readAll(fixture('claude-extension.json'))
  expect(threads.map(({ messages: _messages, ...facts }) => facts)).toEqual([
    {
      source: 'claude',
      sourceId: '22222222-aaaa-4bbb-8ccc-000000000001',
      title: 'Branches',
      createdAt: 1746086400000,
      folder: { sourceId: '33333333-aaaa-4bbb-8ccc-000000000001', name: 'Thesis' },
      pinned: true,
      model: 'claude-sonnet-4-5',
      leafSourceId: 'e-4',
    },
  ])
  expect(threads.map(lines)).toEqual([
    [
      'e-1 < · user 2025-05-01T08:00:01.000Z',
      '  Name a colour.',
      'e-2 < e-1 assistant claude-sonnet-4-5 2025-05-01T08:00:02.000Z',
      '  Red.',
      'e-3 < e-1 assistant claude-opus-4-1 length 2025-05-01T08:00:09.000Z',
      '  Blue.',
      'e-4 < e-3 user 2025-05-01T08:01:00.000Z',
      '  Why blue?',
    ],
  ])
  expect(offers).toEqual([])
  expect(reasons(skipped)).toEqual([])
})

test("Claude's projects are offered", async () => {
  const { threads, offers, skipped } = await readAll(fixture('claude-projects.json'))
  expect(threads.map(({ messages: _messages, ...facts }) => facts)).toEqual([])
  expect(threads.map(lines)).toEqual([])
  expect(offers).toEqual([{ type: 'instructions', name: 'Garden', text: 'You are a gardener.' }])
  expect(reasons(skipped)).toEqual(['not-a-conversation left  plants.md'])
})

test('Open WebUI, in both notations', async () => {
  const { threads, offers, skipped } = await readAll(fixture('open-webui.json'))
  expect(threads.map(({ messages: _messages, ...facts }) => facts)).toEqual([
    {
      source: 'open-webui',
      sourceId: 'ow-1',
      title: 'Weather',
      createdAt: 1720000000000,
      folder: { sourceId: 'f-1', name: 'f-1' },
      pinned: true,
      archived: true,
      model: 'llama3.1:8b',
      instructions: 'Be brief.',
      leafSourceId: 'w-3#2',
    },
    {
      source: 'open-webui',
      sourceId: 'ow-2',
      title: 'New notation',
      createdAt: 1721000000000,
      model: 'gpt-oss',
      leafSourceId: 'n-2#2',
    },
  ])
  expect(threads.map(lines)).toEqual([
    [
      'w-1 < · user 2024-07-03T09:46:41.000Z',
      '  बारिश होगी?',
      '  file city.txt text/plain text Dhaka',
      '  file file.png image/png bytes 8',
      'w-2 < w-1 assistant qwen3:4b 2024-07-03T09:46:42.000Z',
      '  No.',
      'w-3 < w-1 assistant llama3.1:8b tool-calls 2024-07-03T09:46:43.000Z',
      '  thought 2000 ms: Look & see.\n1 < 2',
      '  call call-7 get_weather({"city": "Dhaka"})',
      'w-3#1 < w-3 tool complete 2024-07-03T09:46:43.000Z',
      '  result call-7 get_weather: rain',
      'w-3#2 < w-3#1 assistant llama3.1:8b 2024-07-03T09:46:43.000Z',
      '  Yes, it will rain.\n\n<details>\n<summary>More</summary>\nof the model\n</details>',
      '  source Dhaka https://weather.example.org/dhaka Rain at 9.',
    ],
    [
      'n-1 < · user 2024-07-14T23:33:21.000Z',
      '  2 + 2?',
      'n-2 < n-1 assistant gpt-oss tool-calls 2024-07-14T23:33:22.000Z',
      '  thought 1500 ms: Add.',
      '  call c-1 add({"a":2,"b":2})',
      'n-2#1 < n-2 tool complete 2024-07-14T23:33:22.000Z',
      '  result c-1 add: 4',
      'n-2#2 < n-2#1 assistant gpt-oss 2024-07-14T23:33:22.000Z',
      '  It is 4.',
    ],
  ])
  expect(offers).toEqual([])
  expect(reasons(skipped)).toEqual([])
})

test('LibreChat, flat', async () => {
  const { threads, offers, skipped } = await readAll(fixture('librechat-flat.json'))
  expect(threads.map(({ messages: _messages, ...facts }) => facts)).toEqual([
    {
      source: 'librechat',
      sourceId: 'lc-flat-1',
      title: 'Flat',
      model: 'gpt-4o-mini',
      instructions: 'Talk like a pilot.',
    },
  ])
  expect(threads.map(lines)).toEqual([
    [
      'l-1 < · user 2024-06-01T12:00:00.000Z',
      '  Hello',
      'l-2 < l-1 assistant gpt-4o tool-calls 2024-06-01T12:00:01.000Z',
      '  thought: A greeting.',
      '  call t-1 wikipedia({"q":"hello"})',
      'l-2#1 < l-2 tool complete 2024-06-01T12:00:01.000Z',
      '  result t-1 wikipedia: a greeting',
      'l-2#2 < l-2#1 assistant gpt-4o 2024-06-01T12:00:01.000Z',
      '  Hi there.',
      'l-4 < l-2#2 user 2024-06-01T12:01:00.000Z',
      '  Read this',
      '  file plan.pdf application/pdf missing',
      'l-3 < l-1 assistant gpt-4o-mini interrupted 2024-06-01T12:00:02.000Z',
      '  Hey',
    ],
  ])
  expect(offers).toEqual([])
  expect(reasons(skipped)).toEqual(['file-missing kept l-4 plan.pdf'])
})

test('LibreChat, nested', async () => {
  const { threads, offers, skipped } = await readAll(fixture('librechat-nested.json'))
  expect(threads.map(({ messages: _messages, ...facts }) => facts)).toEqual([
    { source: 'librechat', sourceId: 'lc-nested-1', title: 'Nested', model: 'claude-3-5-sonnet' },
  ])
  expect(threads.map(lines)).toEqual([
    [
      't-1 < · user 2024-07-01T00:00:00.000Z',
      '  Eins',
      't-2 < t-1 assistant claude-3-5-sonnet 2024-07-01T00:00:01.000Z',
      '  Zwei',
      't-4 < t-2 user 2024-07-01T00:00:03.000Z',
      '  Vier',
      't-3 < t-1 assistant claude-3-5-sonnet 2024-07-01T00:00:02.000Z',
      '  Drei',
    ],
  ])
  expect(offers).toEqual([])
  expect(reasons(skipped)).toEqual([])
})

test('Chatbox, with a branch and an earlier topic', async () => {
  const { threads, offers, skipped } = await readAll(fixture('chatbox.json'))
  expect(threads.map(({ messages: _messages, ...facts }) => facts)).toEqual([
    {
      source: 'chatbox',
      sourceId: 's-1/th-1',
      title: 'Brot',
      createdAt: 1753000000000,
      pinned: true,
      leafSourceId: 'br-2',
    },
    {
      source: 'chatbox',
      sourceId: 's-1',
      title: 'Suppe',
      createdAt: 1754000001000,
      pinned: true,
      instructions: 'You cook.',
      leafSourceId: 'cb-4#2',
    },
  ])
  expect(threads.map(lines)).toEqual([
    [
      'br-1 < · user 2025-07-20T08:26:41.000Z',
      '  Brot?',
      'br-2 < br-1 assistant 2025-07-20T08:26:42.000Z',
      '  Roggen.',
    ],
    [
      'cb-1 < · user 2025-07-31T22:13:21.000Z',
      '  Suppe?',
      '  file picture:1  missing',
      '  file rezept.txt  missing',
      '  source Suppe https://example.org/suppe',
      'cb-2 < cb-1 assistant GPT-5 mini 2025-07-31T22:13:22.000Z',
      '  Tomaten.',
      'cb-3 < cb-2 user 2025-07-31T22:13:22.400Z',
      '  Warum?',
      'cb-4 < cb-1 assistant GPT-5 mini tool-calls 2025-07-31T22:13:23.000Z',
      '  thought 900 ms: Hm.',
      '  call k-1 web_search({"query":"suppe"})',
      'cb-4#1 < cb-4 tool complete 2025-07-31T22:13:23.000Z',
      '  result k-1 web_search: {"hits":2}',
      'cb-4#2 < cb-4#1 assistant GPT-5 mini 2025-07-31T22:13:23.000Z',
      '  Linsen.',
    ],
  ])
  expect(offers).toEqual([{ type: 'key', provider: 'openai apiKey', ending: '1234' }])
  expect(reasons(skipped)).toEqual(['file-missing kept cb-1 picture:1', 'file-missing kept cb-1 rezept.txt'])
})

test('NextChat, whose times say nothing', async () => {
  const { threads, offers, skipped } = await readAll(fixture('nextchat.json'))
  expect(threads.map(({ messages: _messages, ...facts }) => facts)).toEqual([
    {
      source: 'nextchat',
      sourceId: 'nc-1',
      title: 'Linux',
      createdAt: 1735000000000,
      model: 'gpt-4o',
      instructions: 'Answer as a shell.',
    },
  ])
  expect(threads.map(lines)).toEqual([
    [
      'n1 < · user',
      '  ls?',
      'n2 < n1 assistant gpt-4o-mini tool-calls',
      '  call nt man({"page":"ls"})',
      'n2#1 < n2 tool complete',
      '  result nt man: LS(1)',
      'n2#2 < n2#1 assistant gpt-4o-mini',
      '  Lists `files`.',
      'n3 < n2#2 user',
      '  And this?',
      '  file file.jpeg image/jpeg bytes 6',
      'n4 < n3 assistant gpt-4o failed',
      '  An error.',
    ],
  ])
  expect(offers).toEqual([
    { type: 'prompt', name: 'Explain', text: 'Explain like I am five.' },
    { type: 'instructions', name: 'Poet', text: 'Rhyme.' },
    { type: 'key', provider: 'NextChat openaiApiKey', ending: 'wxyz' },
  ])
  expect(reasons(skipped)).toEqual(['hidden left  memoryPrompt'])
})

test('big-AGI, all', async () => {
  const { threads, offers, skipped } = await readAll(fixture('big-agi-all.json'))
  expect(threads.map(({ messages: _messages, ...facts }) => facts)).toEqual([
    {
      source: 'big-agi',
      sourceId: 'ba-1',
      title: 'Sort',
      createdAt: 1730000000000,
      folder: { sourceId: 'fo', name: 'Code' },
      instructions: 'You code.',
    },
    { source: 'big-agi', sourceId: 'ba-2', createdAt: 1720000000000 },
  ])
  expect(threads.map(lines)).toEqual([
    [
      'b1 < · user 2024-10-27T03:33:21.000Z',
      '  Sort a list.',
      '  file list.txt text/plain text 3\n1\n2',
      '  file photo  missing',
      'b2 < b1 assistant openai-o3 tool-calls 2024-10-27T03:33:22.000Z',
      '  thought: Use sorted.',
      '  call ti code_execution(sorted([3,1,2]))',
      'b2#1 < b2 tool complete 2024-10-27T03:33:22.000Z',
      '  result ti code_execution: [1, 2, 3]',
      'b2#2 < b2#1 assistant openai-o3 length 2024-10-27T03:33:22.000Z',
      '  ```python\nsorted([3, 1, 2])\n```',
      '  source Python https://docs.python.org/3/',
    ],
    ['o1 < · user 2024-07-03T09:46:40.500Z', '  Old notation'],
  ])
  expect(offers).toEqual([{ type: 'key', provider: 'OpenAI oaiKey', ending: '7890' }])
  expect(reasons(skipped)).toEqual(['file-missing kept b1 photo'])
})

test('big-AGI, one', async () => {
  const { threads, offers, skipped } = await readAll(fixture('big-agi-one.agi.json'))
  expect(threads.map(({ messages: _messages, ...facts }) => facts)).toEqual([
    { source: 'big-agi', sourceId: 'ba-3', title: 'Uno', createdAt: 1731000000000 },
  ])
  expect(threads.map(lines)).toEqual([
    [
      'u1 < · user 2024-11-07T17:20:00.100Z',
      '  ¿Uno?',
      'u2 < u1 assistant 2024-11-07T17:20:00.200Z',
      '  Uno.',
    ],
  ])
  expect(offers).toEqual([])
  expect(reasons(skipped)).toEqual([])
})

test('Thunderbolt', async () => {
  const { threads, offers, skipped } = await readAll(fixture('thunderbolt.json'))
  expect(threads.map(({ messages: _messages, ...facts }) => facts)).toEqual([
    {
      source: 'thunderbolt',
      sourceId: 'tb-1',
      title: 'Inbox',
      createdAt: 1742146109440,
      folder: { sourceId: 'pr', name: 'Post' },
    },
  ])
  expect(threads.map(lines)).toEqual([
    [
      '0195a000-0000-7000-8000-000000000001 < · user 2025-03-16T17:28:29.440Z',
      '  Mail?',
      '0195a000-03e8-7000-8000-000000000002 < 0195a000-0000-7000-8000-000000000001 assistant mistral-large tool-calls 2025-03-16T17:28:30.440Z',
      '  thought: Look.',
      '  call tc search_mail({"q":"new"})',
      '0195a000-03e8-7000-8000-000000000002#1 < 0195a000-03e8-7000-8000-000000000002 tool complete 2025-03-16T17:28:30.440Z',
      '  result tc search_mail: ["one"]',
      '0195a000-03e8-7000-8000-000000000002#2 < 0195a000-03e8-7000-8000-000000000002#1 assistant mistral-large 2025-03-16T17:28:30.440Z',
      '  One mail.',
      '  source Mail https://example.org/mail',
      '0195a000-07d0-7000-8000-000000000003 < 0195a000-0000-7000-8000-000000000001 assistant 2025-03-16T17:28:31.440Z',
      '  None.',
    ],
  ])
  expect(offers).toEqual([
    { type: 'prompt', name: 'Digest', text: 'Summarise my mail.' },
    { type: 'key', provider: 'models apiKey', ending: '4321' },
  ])
  expect(reasons(skipped)).toEqual(['hidden left  deleted'])
})

test('Chatbot UI', async () => {
  const { threads, offers, skipped } = await readAll(fixture('chatbot-ui.json'))
  expect(threads.map(({ messages: _messages, ...facts }) => facts)).toEqual([
    {
      source: 'chatbot-ui',
      sourceId: 'ui-1',
      title: 'Hello',
      folder: { sourceId: 'fd', name: 'Work' },
      model: 'gpt-4-1106-preview',
      instructions: 'You are helpful.',
    },
  ])
  expect(threads.map(lines)).toEqual([
    ['0 < · user', '  নমস্কার', '1 < 0 assistant gpt-4-1106-preview', '  Hello!\n\n1. one\n2. two'],
  ])
  expect(offers).toEqual([{ type: 'prompt', name: 'Fix', text: 'Fix the spelling.' }])
  expect(reasons(skipped)).toEqual([])
})
