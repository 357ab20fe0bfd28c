import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { installPythonGlance } from '../support/python-glance.ts'
import { checkCases } from '../support/random-cases.ts'
import { findDifference } from './side-by-side/compare.ts'
import { type Duo, startDuo } from './side-by-side/duo.ts'
import { sequence, sites } from './side-by-side/sequences.ts'
import { tell } from './side-by-side/tell.ts'

beforeAll(installPythonGlance)

describe.each(Object.entries(sites))('%s:', (_, settings) => {
  let duo: Duo
  beforeAll(async () => {
    duo = await startDuo(settings)
  })
  afterAll(() => duo?.stop())

  test('ours answers as Python Glance does, whatever is asked in whatever order', async () => {
    const agree = fc.asyncProperty(sequence, async steps => {
      const difference = await findDifference(duo, steps)
      expect(difference && tell(difference)).toBeUndefined()
    })
    await checkCases(agree, 60)
  })
})
