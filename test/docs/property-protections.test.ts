import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Diagnostic } from '../../src/config/diagnostic.ts'
import type { RuleFormat } from '../../src/protections/options.ts'
import { readRules } from '../../src/protections/read-rules.ts'

function read(text: string, format: RuleFormat) {
  const found: Diagnostic[] = []
  const rules = readRules(text, 'rules.conf', { format, report: one => found.push(one) })
  return { rules: rules.map(({ pattern }) => pattern.source), found }
}

test('the rules that the page shows have no fault', async () => {
  const page = await readFile('docs/property-protections.md', 'utf8')
  const [, shown = ''] = [...page.matchAll(/^```ini\n(.*?)^```$/gms)].map(([, text]) => text)
  expect(read(shown, 'roles')).toEqual({ rules: ['^billing_', '[^\\n]*'], found: [] })
})

test.each(['roles', 'policies'] as const)('the file to start from for %s has no fault', async format => {
  const text = await readFile(`etc/property-protections-${format}.conf`, 'utf8')
  expect(read(text, format)).toEqual({ rules: ['^billing_', '^internal_', '[^\\n]*'], found: [] })
})
