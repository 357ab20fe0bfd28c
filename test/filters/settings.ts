import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { createServices } from '../../paste/build/services.ts'
import { type Loan, lend } from '../../paste/keys.ts'
import type { Globals } from '../../paste/types.ts'
import { loadConfig } from '../../src/config/load.ts'
import { configuration, logger } from '../../src/services.ts'
import { temporaryFolder } from '../support/folder.ts'

/** What the stock filters borrow in every service: a configuration with this text in it, and a log that nobody reads. */
export async function settings(text = ''): Promise<readonly Loan[]> {
  const file = join(await temporaryFolder(), 'glance-api.conf')
  await writeFile(file, text)
  const config = await loadConfig({ files: [file], env: {}, argv: [] })
  return [lend(configuration, config), lend(logger, pino({ level: 'silent' }))]
}

/** What a factory is called with that stands in no file. */
export async function globals(loans?: readonly Loan[]): Promise<Globals> {
  const services = createServices(loans ?? (await settings()))
  const made: Globals = {
    conf: {},
    here: '/',
    file: '/paste.ini',
    borrow: key => services.borrow(key, made),
    import: () => Promise.reject(new Error('nothing is imported')),
  }
  return made
}
