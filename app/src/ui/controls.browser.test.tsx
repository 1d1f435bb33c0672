// First: its stylesheets fix the order of the layers.
import { draw, wipePage } from './testing/draw.tsx'
import { ArrowUp, Copy } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { Button } from './button.tsx'
import { IconButton } from './icon-button.tsx'
import { Segments } from './segments.tsx'
import { Select } from './select.tsx'
import { Switch } from './switch.tsx'
import { TabList, TabPanel } from './tabs.tsx'
import { TextArea } from './text-area.tsx'
import { TextField, type TextFieldProps } from './text-field.tsx'

vi.setConfig({ testTimeout: 15_000 })
beforeEach(() => page.viewport(1000, 700))
afterEach(wipePage)

describe('button', () => {
  test('at work it keeps its width and its focus, and presses do nothing', async () => {
    const onClick = vi.fn()
    const view = (busy: boolean): ReactNode => (
      <Button busy={busy} busyLabel="Testing" onClick={onClick}>
        Test connection
      </Button>
    )
    const { redraw } = await draw(view(false))
    await page.getByRole('button', { name: 'Test connection' }).click()
    const width = page.getByRole('button').element().getBoundingClientRect().width
    redraw(view(true))
    const busy = page.getByRole('button', { name: 'Testing', exact: true })
    await expect.element(busy).toHaveFocus()
    await expect.element(busy).toHaveAttribute('aria-disabled', 'true')
    await busy.click({ force: true })
    await userEvent.keyboard('{Enter}')
    expect(onClick).toHaveBeenCalledTimes(1)
    expect(busy.element().getBoundingClientRect().width).toBe(width)
  })

  test('sends no form unless it is asked to', async () => {
    const onSubmit = vi.fn((event: { preventDefault: () => void }) => event.preventDefault())
    await draw(
      <form onSubmit={onSubmit}>
        <Button>Test</Button>
        <Button type="submit">Save</Button>
      </form>,
    )
    await page.getByRole('button', { name: 'Test' }).click()
    expect(onSubmit).not.toHaveBeenCalled()
    await page.getByRole('button', { name: 'Save' }).click()
    expect(onSubmit).toHaveBeenCalledTimes(1)
  })

  test('is high enough: 32 pixels for a mouse, 44 on a phone', async () => {
    await draw(
      <>
        <Button>Save</Button>
        <IconButton label="Copy" icon={Copy} size="small" />
      </>,
    )
    const heights = (): number[] =>
      page
        .getByRole('button')
        .elements()
        .map(one => one.getBoundingClientRect().height)
    expect(heights()).toEqual([32, 28])
    await page.viewport(375, 700)
    expect(heights()).toEqual([44, 44])
  })
})

describe('icon button', () => {
  test('has its name and its shortcut', async () => {
    await draw(<IconButton label="Send" icon={ArrowUp} shortcut="mod+enter" pressed />)
    const button = page.getByRole('button', { name: 'Send', pressed: true })
    await expect.element(button).toHaveAttribute('aria-keyshortcuts', 'Control+Enter')
    expect(button.element().querySelector('svg')?.closest('[aria-hidden="true"]')).not.toBeNull()
  })
})

const Field = (
  props: Omit<TextFieldProps, 'value' | 'onChange'> & { readonly initial?: string },
): ReactNode => {
  const { initial = '', ...rest } = props
  const [value, setValue] = useState(initial)
  return <TextField {...rest} value={value} onChange={setValue} />
}

describe('text field', () => {
  const check = (value: string): string | undefined =>
    value.startsWith('https://') ? undefined : 'An address starts with https://.'
  const field = page.getByRole('textbox', { name: 'Base URL' })

  test('is checked when it is left, then as typed, and says what would be right', async () => {
    await draw(<Field label="Base URL" type="url" help="Where it answers" check={check} />)
    await expect.element(field).toHaveAccessibleDescription('Where it answers')
    await userEvent.type(field, 'http')
    await expect.element(field).not.toHaveAttribute('aria-invalid')
    await userEvent.tab()
    await expect.element(field).toHaveAttribute('aria-invalid', 'true')
    await expect.element(field).toHaveAccessibleDescription('An address starts with https://.')
    await userEvent.type(field, 's://a')
    await expect.element(field).not.toHaveAttribute('aria-invalid')
    await userEvent.type(field, '{Home}x')
    await expect.element(field).toHaveAttribute('aria-invalid', 'true')
  })

  test('says nothing of an empty field that was only passed through', async () => {
    await draw(<Field label="Base URL" type="url" check={check} />)
    await userEvent.tab()
    await userEvent.tab()
    await expect.element(field).not.toHaveAttribute('aria-invalid')
  })

  test('shows a secret only while it is asked to', async () => {
    await draw(<Field label="API key" type="password" initial="sk-1" />)
    const input = page.getByLabelText('API key', { exact: true })
    await expect.element(input).toHaveAttribute('type', 'password')
    await page.getByRole('button', { name: 'Show the characters' }).click()
    await expect.element(input).toHaveAttribute('type', 'text')
    await page.getByRole('button', { name: 'Hide the characters' }).click()
    await expect.element(input).toHaveAttribute('type', 'password')
  })

  test('a key is hidden without being taken for a password', async () => {
    await draw(<Field label="API key" type="key" initial="sk-1" />)
    const input = page.getByLabelText('API key', { exact: true })
    const hiding = () => getComputedStyle(input.element()).getPropertyValue('-webkit-text-security')
    await expect.element(input).toHaveAttribute('type', 'text')
    await expect.element(input).toHaveAttribute('autocomplete', 'off')
    expect(hiding()).toBe('disc')
    await page.getByRole('button', { name: 'Show the characters' }).click()
    expect(hiding()).toBe('none')
    await page.getByRole('button', { name: 'Hide the characters' }).click()
    expect(hiding()).toBe('disc')
  })

  test('a key in an Arabic page runs from left to right and starts at the page’s edge', async () => {
    await draw(<Field label="API key" type="url" initial="sk-1" />, { language: 'ar' })
    const style = getComputedStyle(page.getByRole('textbox').element())
    expect([style.direction, style.textAlign]).toEqual(['ltr', 'right'])
  })

  test('of several lines grows with its text', async () => {
    const Area = (): ReactNode => {
      const [value, setValue] = useState('')
      return <TextArea label="Instructions" rows={2} value={value} onChange={setValue} />
    }
    await draw(<Area />)
    const area = page.getByRole('textbox', { name: 'Instructions' })
    const before = area.element().getBoundingClientRect().height
    await userEvent.fill(area, 'line\n'.repeat(9))
    expect(area.element().getBoundingClientRect().height).toBeGreaterThan(before)
  })
})

test('select tells its choice, with groups', async () => {
  const onChange = vi.fn()
  await draw(
    <Select
      label="Type"
      value="openai"
      options={[
        { value: 'openai', label: 'OpenAI' },
        { group: 'Known services', options: [{ value: 'groq', label: 'Groq' }] },
      ]}
      onChange={onChange}
    />,
  )
  await userEvent.selectOptions(page.getByRole('combobox', { name: 'Type' }), 'Groq')
  expect(onChange).toHaveBeenCalledWith('groq')
})

test('segments are radio buttons with one stop', async () => {
  const Theme = (): ReactNode => {
    const [value, setValue] = useState<'light' | 'dark'>('light')
    const options = [
      { value: 'light', label: 'Light' },
      { value: 'dark', label: 'Dark' },
    ] as const
    return <Segments label="Theme" value={value} options={options} onChange={setValue} />
  }
  await draw(
    <>
      <Theme />
      <Button>Next</Button>
    </>,
  )
  await expect.element(page.getByRole('radiogroup', { name: 'Theme' })).toBeVisible()
  const width = page.getByRole('radiogroup').element().getBoundingClientRect().width
  await userEvent.tab()
  await expect.element(page.getByRole('radio', { name: 'Light' })).toHaveFocus()
  await userEvent.keyboard('{ArrowRight}')
  await expect.element(page.getByRole('radio', { name: 'Dark' })).toBeChecked()
  expect(page.getByRole('radiogroup').element().getBoundingClientRect().width).toBe(width)
  await userEvent.tab()
  await expect.element(page.getByRole('button', { name: 'Next' })).toHaveFocus()
})

test('switch is a switch, and its words press it too', async () => {
  const onChange = vi.fn()
  await draw(<Switch label="Send with Enter" checked={false} onChange={onChange} />)
  await expect.element(page.getByRole('switch', { name: 'Send with Enter' })).not.toBeChecked()
  await page.getByText('Send with Enter').click()
  await userEvent.keyboard(' ')
  expect(onChange.mock.calls).toEqual([[true], [true]])
})

describe('tabs', () => {
  const Views = ({ look }: { readonly look: 'line' | 'index' }): ReactNode => {
    const [value, setValue] = useState<'page' | 'code' | 'diff'>('page')
    return (
      <>
        <TabList
          id="view"
          label="View"
          look={look}
          value={value}
          onSelect={setValue}
          tabs={[
            { value: 'page', label: 'Page' },
            { value: 'code', label: 'Code' },
            { value: 'diff', label: 'Diff' },
          ]}
        />
        <TabPanel of="view" value={value}>
          {value} here
        </TabPanel>
      </>
    )
  }
  const tab = (name: string) => page.getByRole('tab', { name })

  test('one stop, arrows go round and choose, the panel is named by its tab', async () => {
    await draw(<Views look="line" />)
    await userEvent.tab()
    await expect.element(tab('Page')).toHaveFocus()
    await userEvent.keyboard('{ArrowLeft}')
    await expect.element(tab('Diff')).toHaveFocus()
    await expect.element(tab('Diff')).toHaveAttribute('aria-selected', 'true')
    await expect.element(page.getByRole('tabpanel', { name: 'Diff' })).toHaveTextContent('diff here')
    await userEvent.keyboard('{Home}')
    await expect.element(page.getByRole('tabpanel', { name: 'Page' })).toBeVisible()
    await userEvent.tab()
    await expect.element(page.getByRole('tabpanel')).toHaveFocus()
  })

  test('from right to left the left arrow goes on', async () => {
    await draw(<Views look="line" />, { language: 'ar' })
    await userEvent.tab()
    await userEvent.keyboard('{ArrowLeft}')
    await expect.element(tab('Code')).toHaveAttribute('aria-selected', 'true')
  })

  test('an index runs downward', async () => {
    await draw(<Views look="index" />)
    await expect
      .element(page.getByRole('tablist', { name: 'View' }))
      .toHaveAttribute('aria-orientation', 'vertical')
    await userEvent.tab()
    await userEvent.keyboard('{ArrowRight}{ArrowDown}')
    await expect.element(tab('Code')).toHaveAttribute('aria-selected', 'true')
  })
})
