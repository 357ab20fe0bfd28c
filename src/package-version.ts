import { readFileSync } from 'node:fs'
import { ownFile } from './own-files.ts'

export function packageVersion(): string {
  return String(JSON.parse(readFileSync(ownFile('package.json'), 'utf8')).version)
}
