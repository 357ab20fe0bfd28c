import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** What each room may import of ours. The first rule whose `from` fits a file decides. */
const rules: readonly { from: RegExp; may: readonly RegExp[] }[] = [
  { from: /^paste\//, may: [/^paste\//] },
  {
    from: /^filters\//,
    may: [
      /^paste\//,
      /^filters\//,
      /^src\/services\.ts$/,
      /^src\/errors\.ts$/,
      /^src\/exists\.ts$/,
      /^src\/fault-answer\.ts$/,
      /^src\/identity\/context\.ts$/,
      /^src\/cache\/cache\.ts$/,
      /^src\/config\/option\.ts$/,
      /\/options\.ts$/,
    ],
  },
  { from: /^src\/api\//, may: [/^paste\//, /^src\/(?!db\/|stores\/[a-z-]+\/|bin\/)/] },
  { from: /^src\/(images|imports|metadefs)\//, may: [/^src\/(?!api\/|bin\/)/] },
  {
    from: /^src\/stores\/[a-z-]+\//,
    may: [
      /^src\/stores\/[a-z-]+\.ts$/,
      /^src\/config\/option\.ts$/,
      /^src\/errors\.ts$/,
      /^src\/exists\.ts$/,
      /^src\/make-folder\.ts$/,
      /^src\/process-mark\.ts$/,
    ],
  },
  { from: /^src\/bin\//, may: [/./] },
  { from: /^src\//, may: [/^paste\//, /^filters\//, /^src\/(?!bin\/)/] },
]

const files = ['paste', 'filters', 'src'].flatMap(folder => sourcesUnder(folder))

test('imports go one way', () => {
  const strays = files.flatMap(file => {
    const rule = rules.find(({ from }) => from.test(file))
    const siblings = new RegExp(`^${file.split('/').slice(0, -1).join('/')}/`)
    return valueImports(file)
      .filter(target => !siblings.test(target) && !rule?.may.some(allowed => allowed.test(target)))
      .map(target => `${file} -> ${target}`)
  })
  expect(strays).toEqual([])
})

test('no files import one another in a circle, not even types', () => {
  expect(circlesAmong(files)).toEqual([])
})

test('only the API and the framework know Express', () => {
  const strays = files.filter(
    file =>
      !/^(paste|filters|src\/(api|server|bin))\//.test(file) &&
      /from 'express'/.test(withoutTypeImports(text(file))),
  )
  expect(strays).toEqual([])
})

test('no module looks for a file beside itself, since the build puts modules together', () => {
  const seekers = files.filter(file => text(file).includes('import.meta.url'))
  expect(seekers.sort()).toEqual(['paste/factories/packages.ts', 'src/log/caller.ts', 'src/own-files.ts'])
})

test('bytes never move by .pipe()', () => {
  expect(files.filter(file => /\.pipe\(/.test(text(file)))).toEqual([])
})

test('random tests cannot fail by chance', () => {
  const asserting = sourcesUnder('test').filter(file => /\bfc\.(assert|check)\(/.test(text(file)))
  expect(asserting).toEqual(['test/support/random-cases.ts'])
})

test('no file is called after nothing', () => {
  const empty = /(^|\/)(utils?|helpers?|common|manager|misc)(\.ts|\/)/
  expect(files.filter(file => empty.test(file))).toEqual([])
})

function sourcesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts'))
    .map(name => join(folder, name))
}

function circlesAmong(files: readonly string[]): string[] {
  const done = new Set<string>()
  return files.flatMap(file => follow(file, []))

  function follow(file: string, path: readonly string[]): string[] {
    if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(' -> ')]
    if (done.has(file)) return []
    const found = importsIn(text(file), file).flatMap(target => follow(target, [...path, file]))
    done.add(file)
    return found
  }
}

const valueImports = (file: string) => importsIn(withoutTypeImports(text(file)), file)

function importsIn(source: string, file: string): string[] {
  return [...source.matchAll(/(?:from|import\()\s*'(\.{1,2}\/[^']+)'/g)].map(([, target = '']) =>
    relative(root, join(root, file, '..', target)),
  )
}

function withoutTypeImports(source: string): string {
  return source.replaceAll(/^(?:import|export) type[^;]*?from '[^']+'$/gms, '')
}

function text(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
