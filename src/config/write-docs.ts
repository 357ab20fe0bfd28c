import { writeFile } from 'node:fs/promises'
import { renderOptionsPage } from './options-page.ts'
import { backendGroups, declaredGroups } from './registry.ts'
import { renderSample } from './sample.ts'

/** Writes what is generated from the declared options: `node src/config/write-docs.ts`. */
const root = new URL('../../', import.meta.url)

await writeFile(new URL('etc/glance-api.conf', root), renderSample(declaredGroups, backendGroups))
await writeFile(new URL('docs/options.md', root), renderOptionsPage(declaredGroups, backendGroups))
