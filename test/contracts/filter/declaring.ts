import { expect } from 'vitest'
import { factoryDescription } from '../../../paste/options/define-filter.ts'
import { type FilterCase, run } from './subject.ts'

const missing = /nothing has set "(.+)" on this request/

/** What it says about itself before it is made. */
export const declaringCases: readonly FilterCase[] = [
  {
    title: 'says what it requires of filters outwards',
    async check(subject) {
      const { requires = [] } = factoryDescription(subject.factory) ?? {}
      const { outward } = await run({ ...subject, before: [] }, subject.passes)
      const found = outward.flatMap(error => missing.exec(String(error))?.[1] ?? [])
      expect(requires).toEqual(expect.arrayContaining(found))
    },
  },
  {
    title: 'puts on the request what it says that it provides',
    async check(subject) {
      const { provides = [] } = factoryDescription(subject.factory) ?? {}
      let names: (string | undefined)[] = []
      await run(subject, subject.passes, (req, res) => {
        names = Object.getOwnPropertySymbols(req).map(({ description }) => description)
        res.end()
      })
      if (subject.passes) expect(names).toEqual(expect.arrayContaining([...provides]))
    },
  },
  {
    title: 'refuses a key that it does not know, where it declares its options',
    async check(subject) {
      const faults = await factoryDescription(subject.factory)?.validate({
        ...subject.conf,
        'no such key': '1',
      })
      const isRefused = faults?.some(({ key }) => key === 'no such key')
      if (faults) expect(isRefused).toBe(!subject.takesAnyKey)
    },
  },
]
