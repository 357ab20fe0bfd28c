import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { decodeUtf8, NotUtf8 } from '../../paste/ini/decode-utf8.ts'
import { ConfigError, type Diagnostic } from './diagnostic.ts'
import { type OsloFile, parseOsloIni } from './oslo-ini.ts'

export type Program = keyof typeof fileNames

/** Default files of each program, without `.conf`; a later one overrides an earlier one. */
const fileNames = {
  'glance-api': ['glance', 'glance-api'],
  'glance-manage': ['glance', 'glance-api', 'glance-manage'],
  'glance-cache-manage': ['glance', 'glance-api', 'glance-cache'],
  'glance-cache-pruner': ['glance', 'glance-api', 'glance-cache'],
  'glance-cache-cleaner': ['glance', 'glance-api', 'glance-cache'],
  'glance-cache-prefetcher': ['glance', 'glance-api', 'glance-cache'],
  'glance-scrubber': ['glance', 'glance-scrubber'],
  'glance-replicator': ['glance', 'glance-replicator'],
  'glance-control': ['glance', 'glance-control'],
} as const

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
}

/** What the command line names, in its order. */
export interface Named {
  readonly kind: 'file' | 'directory'
  readonly path: string
}

/** What could be done, and the faults of what could not. */
export interface Settled<T> {
  readonly good: readonly T[]
  readonly faults: readonly Diagnostic[]
}

/** What is read, in order: what is named, or what the search finds. */
export interface FileList {
  readonly all: readonly string[]
  /** Those that are no fragments of a directory. */
  readonly files: readonly string[]
  /** Named directories of fragments. */
  readonly directories: readonly string[]
  /** Of directories that cannot be listed. */
  readonly faults: readonly Diagnostic[]
}

export async function listConfigFiles(
  program: Program,
  named: readonly Named[],
  { env, home }: Surroundings,
): Promise<FileList> {
  const search = searchDirectories({ env, home })
  const absolute = named.map(({ kind, path }) => ({ kind, path: resolve(path.replace(/^~(?=\/|$)/, home)) }))
  const namesSome = (kind: Named['kind']) => named.some(one => one.kind === kind)
  const places = [
    ...(namesSome('file') ? [] : asFiles(defaultFiles(program, env, search))),
    ...(namesSome('directory') ? [] : asDirectories(defaultDirectories(program, search))),
    ...absolute,
  ]
  const { good, faults } = await settle(
    places.map(async ({ kind, path }) => (kind === 'file' ? [path] : listFragments(path))),
  )
  return {
    all: good.flat(),
    files: places.filter(({ kind }) => kind === 'file').map(({ path }) => path),
    directories: absolute.filter(({ kind }) => kind === 'directory').map(({ path }) => path),
    faults,
  }
}

export async function readConfigFiles(files: readonly string[]): Promise<Settled<OsloFile>> {
  const { good, faults } = await settle(files.map(readConfigFile))
  return { good, faults: [...faults, ...good.flatMap(file => file.faults)] }
}

async function settle<T>(work: readonly Promise<T>[]): Promise<Settled<T>> {
  const settled = await Promise.allSettled(work)
  return {
    good: settled.flatMap(one => (one.status === 'fulfilled' ? [one.value] : [])),
    faults: settled.flatMap(one => (one.status === 'rejected' ? faultsOf(one.reason) : [])),
  }
}

function faultsOf(reason: unknown): readonly Diagnostic[] {
  if (reason instanceof ConfigError) return reason.faults
  throw reason
}

async function readConfigFile(file: string): Promise<OsloFile> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw noFile(`Failed to ${cause.code === 'ENOENT' ? 'find' : 'open'} some config files: ${file}`, cause)
  })
  try {
    return parseOsloIni(decodeUtf8(bytes), file)
  } catch (cause) {
    if (!(cause instanceof NotUtf8)) throw cause
    throw new ConfigError([notUtf8(file, cause)], { cause })
  }
}

/** What stands in the line is left out: it may be a password. */
function notUtf8(file: string, { message, line }: NotUtf8): Diagnostic {
  return {
    severity: 'error',
    code: 'CONFIG_SYNTAX',
    message: `Failed to parse ${file}: ${message}`,
    ...(line === undefined ? {} : { origin: { kind: 'file', file, line, text: '' } }),
    hint: 'save the file as UTF-8',
  }
}

/** Where configuration is looked for, most personal first. */
export function searchDirectories({ env, home }: Surroundings): readonly string[] {
  const snaps = [env.SNAP_COMMON, env.SNAP].filter(root => root !== undefined && root !== '')
  return [
    join(home, '.glance'),
    home,
    '/etc/glance',
    '/etc',
    ...snaps.map(root => join(root ?? '', 'etc/glance')),
  ]
}

export function findIn(directories: readonly string[], name: string): string | undefined {
  return directories.map(directory => resolve(directory, name)).find(path => existsSync(path))
}

/** A process that hosts the service may say by `OS_GLANCE_CONFIG_DIR` where all of it stands. */
function defaultFiles(program: Program, env: Surroundings['env'], search: readonly string[]): string[] {
  const directory = env.OS_GLANCE_CONFIG_DIR?.trim()
  if (directory && program === 'glance-api') {
    const imports = join(directory, 'glance-image-import.conf')
    return [...(existsSync(imports) ? [imports] : []), join(directory, 'glance-api.conf')]
  }
  return fileNames[program].flatMap(name => findIn(search, `${name}.conf`) ?? [])
}

function defaultDirectories(program: Program, search: readonly string[]): string[] {
  return ['glance.conf.d', `${program}.conf.d`].flatMap(name => findIn(search, name) ?? [])
}

function asFiles(paths: readonly string[]): Named[] {
  return paths.map(path => ({ kind: 'file', path }))
}

function asDirectories(paths: readonly string[]): Named[] {
  return paths.map(path => ({ kind: 'directory', path }))
}

async function listFragments(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((cause: NodeJS.ErrnoException) => {
    throw noFile(`Failed to read config file directory: ${directory}`, cause)
  })
  return names
    .filter(name => name.endsWith('.conf') && !name.startsWith('.'))
    .sort()
    .map(name => join(directory, name))
}

function noFile(message: string, cause: NodeJS.ErrnoException): ConfigError {
  const hint = hints[cause.code ?? '']
  return new ConfigError([{ severity: 'error', code: 'CONFIG_NO_FILE', message, hint }], { cause })
}

const hints: Readonly<Record<string, string>> = {
  EISDIR: 'this is a folder: --config-dir reads the files in one',
  ENOTDIR: 'this is a file: --config-file reads one',
  EACCES: 'whoever starts the program may not read it',
}
