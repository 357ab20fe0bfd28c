import { writeFile } from 'node:fs/promises'
import { ownFile } from '../own-files.ts'
import { renderOptionsPage } from './options-page.ts'
import { backendGroups, declaredGroups } from './registry.ts'
import { renderSample } from './sample.ts'

/** Writes what is generated from the declared options: `node src/config/write-docs.ts`. */
await writeFile(ownFile('etc/glance-api.conf'), renderSample(declaredGroups, backendGroups))
await writeFile(ownFile('docs/options.md'), renderOptionsPage(declaredGroups, backendGroups))
