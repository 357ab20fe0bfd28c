import { describe, expect, test } from 'vitest'
import { locationCipher } from '../../../src/db/location-cipher.ts'
import { ensureEmbedded, openDatabase, openEngine } from '../../../src/db/open.ts'
import { locationOptions } from '../../../src/db/options.ts'
import { anImage } from '../../contracts/database/cases.ts'
import { configOf } from '../config/scratch.ts'

const key = '0123456789abcdef'
const url = 'file:///srv/images/größe'

describe('URLs in the database', () => {
  test.each([
    [key, 'MW2rsxjb07tEaFRGynuXQAOqAnEnGDjO4WDFbytqjH-h1bclg6zSk5P9JsOcWZzf'],
    [`${key}01234567`, 'kAAfr4u3RBQH0f-qo8N57fBqY9IAArnlw_uD3OSzZDuNvG9hQjMH0XyPjB2Cp-y2'],
    [key + key, 'GBr8GlkN3JHmU_VwO20NiKzJ2ARGKH-vgZ0m32F1Crm6E8TwlQdb3OQtvLwHnWmU'],
  ])('that Glance has encrypted with %s are read', (its, stored) => {
    expect(locationCipher(its).open(stored)).toBe(url)
  })

  test('of every length come back, and look the same never twice', () => {
    const { seal, open } = locationCipher(key)
    const urls = Array.from({ length: 40 }, (_, length) => 'x'.repeat(length))
    expect(urls.map(each => open(seal(each)))).toEqual(urls)
    expect(seal(url)).not.toBe(seal(url))
    for (const each of urls) expect(seal(each)).toMatch(/^[\w-]+={0,2}$/)
  })

  test('are read as they are where they were written without a key', () => {
    expect(locationCipher(key).open(url)).toBe(url)
  })

  test('are encrypted where metadata_encryption_key says so, and are shown as they were', async () => {
    const { config } = await configOf(
      `[DEFAULT]\nmetadata_encryption_key = ${key}\n[database]\nconnection = sqlite:///$HERE/db`,
    )
    const database = await openDatabase(config)
    await ensureEmbedded(database)
    const { id } = await database.images.insert(anImage())
    const location = { url, metadata: {}, status: 'active' } as const
    await database.images.update(id, { locations: [location] })
    const shown = await database.images.find(id)
    await database.close()
    const { db } = await openEngine(config, { oneShot: true })
    const rows = await db.selectFrom('image_locations').select('value').execute()
    await db.destroy()
    expect(shown?.locations).toMatchObject([location])
    expect(rows.map(({ value }) => value.includes(':'))).toEqual([false])
  })

  test('take no key of another length', async () => {
    const { config } = await configOf('[DEFAULT]\nmetadata_encryption_key = short')
    expect(() => config.read(locationOptions)).toThrow('metadata_encryption_key')
  })
})
