import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { strftime } from '../../../src/log/strftime.ts'

const date = new Date(2026, 1, 3, 16, 5, 9)

test.each([
  ['%Y-%m-%d %H:%M:%S', '2026-02-03 16:05:09'],
  ['%a %A %b %B %e', 'Tue Tuesday Feb February  3'],
  ['%I:%M %p', '04:05 PM'],
  ['%j %u %w %y', '034 2 2 26'],
  ['%D %F %T %R', '02/03/26 2026-02-03 16:05:09 16:05'],
  ['%c', 'Tue Feb  3 16:05:09 2026'],
  ['100%% %Q', '100% %Q'],
])('%s gives %s', (format, text) => {
  expect(strftime(format, date)).toBe(text)
})

test('the zone is that of the machine, as date(1) tells it', () => {
  const told = execFileSync('date', ['-d', `@${date.getTime() / 1000}`, '+%z %s'], { encoding: 'utf8' })
  expect(strftime('%z %s', date)).toBe(told.trim())
})
