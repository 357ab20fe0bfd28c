import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { routeFinder } from '../../src/api/router.ts'
import { routes } from '../../src/api/routes.ts'
import type { Transcript } from '../compat/api/transcript.ts'
import { codeIn, readTables } from './compatibility.ts'

const { routeLines, commandLines, differences } = readTables()
const folder = join(import.meta.dirname, '../compat/api/transcripts')
const find = routeFinder(routes)

/** What was asked of routes in all transcripts. */
const asked = readdirSync(folder).flatMap(name => {
  const { topic, exchanges }: Transcript = JSON.parse(readFileSync(join(folder, name), 'utf8'))
  return exchanges.flatMap(({ ask, answer, ours }) => {
    const [method = '', target = ''] = ask.split(' ')
    const path = find(target.replace(/\?.*/, '').replace(/^\/v2(?=\/)/, ''))?.route.path
    return path
      ? [{ topic, method, path: shown(path), status: answer.status, differs: ours !== undefined }]
      : []
  })
})

describe('the table of routes', () => {
  test('has every route, with its methods', () => {
    const declared = routes.map(({ path, methods }) => [shown(path), [...methods.keys()].join(', ')])
    expect(routeLines.map(({ cells }) => [codeIn(cells[0])[0], cells[1]]).sort()).toEqual(declared.sort())
  })

  test.each(routeLines.map(line => [codeIn(line.cells[0])[0] ?? '', line] as const))(
    'names what holds %s',
    (path, { cells: [, methods = ''], heldBy }) => {
      const topics = heldBy.filter(name => !name.includes('/'))
      const files = heldBy.filter(name => name.includes('/'))
      for (const topic of topics) expect(succeeds({ topic, path })).toBe(true)
      for (const file of files) expect(textOf(file)).toContain(lastWordOf(path))
      const open = methods
        .split(', ')
        .filter(method => !topics.some(topic => succeeds({ topic, path, method })))
      if (files.length === 0) expect(open).toEqual([])
    },
  )
})

test('every route that answers otherwise than the recorded one is in the table of differences', () => {
  const told = differences.flatMap(({ cells }) => codeIn(cells[0])).join('\n')
  const differing = new Set(asked.filter(({ differs }) => differs).map(({ path }) => path))
  expect(differing.size).toBeGreaterThan(0)
  expect([...differing].filter(path => !`${told}\n`.includes(`${path}\n`))).toEqual([])
})

test('every file that a command is held by exists, and runs it', () => {
  expect(commandLines.length).toBeGreaterThan(0)
  const strays = commandLines.flatMap(({ cells: [commands], heldBy: [file] }) =>
    file ? codeIn(commands).filter(command => !textOf(file).includes(quoted(command))) : [],
  )
  expect(strays).toEqual([])
})

function succeeds(wanted: { topic: string; path: string; method?: string }): boolean {
  return asked.some(
    ({ topic, path, method, status }) =>
      topic === wanted.topic && path === wanted.path && method === (wanted.method ?? method) && status < 400,
  )
}

function shown(path: string): string {
  return `/v2${path.replaceAll(/:(\w+)/g, '{$1}')}`
}

function lastWordOf(path: string): string {
  return path.split('/').findLast(part => !part.startsWith('{')) ?? path
}

function textOf(file: string): string {
  const path = join(import.meta.dirname, '..', file)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/** A command of several words is given to the client as several arguments. */
function quoted(command: string): string {
  return command
    .split(' ')
    .map(word => `'${word}'`)
    .join(', ')
}
