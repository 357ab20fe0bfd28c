import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A row of a table in `docs/compatibility.md`. */
export interface Line {
  readonly cells: readonly string[]
  /** What stands as code in the last cell: the names of transcripts and of test files. */
  readonly heldBy: readonly string[]
}

export interface Tables {
  readonly routeLines: readonly Line[]
  readonly differences: readonly Line[]
  /** Those of all clients. */
  readonly commandLines: readonly Line[]
}

const clients = ['The `glance` command', 'The `openstack` command', 'openstacksdk']

export function readTables(): Tables {
  return {
    routeLines: linesUnder('Routes'),
    differences: linesUnder('Where answers differ'),
    commandLines: clients.flatMap(linesUnder),
  }
}

/** The first table below a heading, without its head. */
export function linesUnder(heading: string): readonly Line[] {
  const text = readFileSync(join(import.meta.dirname, '../../docs/compatibility.md'), 'utf8')
  const section = text.split(/^#+ /m).find(part => part.startsWith(`${heading}\n`)) ?? ''
  const [table = ''] = /(?:^\|.*\n)+/m.exec(section) ?? []
  const rows = table.trimEnd().split('\n').slice(2)
  return rows.map(row => {
    const cells = row
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim())
    return { cells, heldBy: codeIn(cells.at(-1)) }
  })
}

export function codeIn(cell = ''): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code)
}
