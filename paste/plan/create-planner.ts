import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { getSystemErrorMessage } from 'node:util'
import { type Diagnostic, PasteError, type Spot } from '../errors.ts'
import type { FactoryName } from '../factories/factory-name.ts'
import { openConfigFile } from '../ini/config-file.ts'
import { decodeUtf8, NotUtf8 } from '../ini/decode-utf8.ts'
import type { Kind } from '../ini/find-section.ts'
import { type IniFile, parseIni } from '../ini/ini.ts'
import { suggestFile } from '../suggest-file.ts'
import { findAlias } from './aliases.ts'
import type { Context } from './context.ts'
import { planSection } from './plan-section.ts'
import type { Asked, Planner, PlannerOptions } from './planner.ts'
import { isUri, parseUri } from './uri.ts'

export function createPlanner(options: PlannerOptions): Planner {
  const files = new Map<string, Promise<IniFile>>()
  const planner: Planner = {
    ...options,
    warn: once(options.warn),
    async plan(kind, name, asked) {
      if (isUri(name) || !asked.config) return planUri(planner, kind, name, asked)
      return planSection(planner, kind, name, { ...asked, config: asked.config })
    },
    async open(file, asked) {
      const reading = files.get(file) ?? readIni(file, asked.at)
      const isNew = !files.has(file)
      files.set(file, reading)
      const ini = await reading
      if (isNew) for (const fault of ini.faults) noteFault(fault)
      return openConfigFile(ini, asked.globals, options.env)
    },
    attempt(work) {
      try {
        return work()
      } catch (error) {
        return noteFault(error)
      }
    },
    async orBroken({ kind, name, at, asked, path }, work) {
      try {
        return await work()
      } catch (error) {
        noteFault(error)
        return { type: 'broken', kind, name, at, asked, path, globals: new Map(), locals: new Map() }
      }
    },
  }

  function noteFault(error: unknown): undefined {
    if (!options.onFault || !(error instanceof PasteError)) throw error
    options.onFault(error)
  }

  return planner
}

async function planUri(planner: Planner, kind: Kind, text: string, asked: Asked): Promise<Context> {
  const alias = findAlias(planner, text, asked.at) ?? text
  if (alias !== text && !isUri(alias))
    return planWithoutSection(kind, { how: 'module', name: alias }, text, asked)
  const uri = parseUri(alias, asked.at, asked.config ? dirname(asked.config.ini.file) : asked.folder)
  if (uri.scheme === 'config') {
    const config = await planner.open(uri.file, asked)
    return planner.plan(kind, uri.name ?? 'main', { ...asked, config })
  }
  if (uri.scheme === 'call') return planWithoutSection(kind, { how: 'module', name: uri.spec }, text, asked)
  return planWithoutSection(
    kind,
    { how: 'egg', name: `${uri.distribution}#${uri.name ?? 'main'}` },
    text,
    asked,
  )
}

function planWithoutSection(
  kind: Kind,
  found: Pick<FactoryName, 'how' | 'name'>,
  spelling: string,
  { at, path, config, globals }: Asked,
): Context {
  const factory = { ...found, spelling, at }
  // As in PasteDeploy, the globals are the section's own, and change with them.
  const settings = { globals: globals ?? new Map(), locals: new Map() }
  return { type: 'factory', kind, name: spelling, at, asked: at, path, config, factory, ...settings }
}

async function readIni(file: string, at: Spot): Promise<IniFile> {
  const place = at.file === undefined ? { file } : at
  const bytes = await readFile(file).catch(cause => {
    throw unreadable(file, cause, place)
  })
  try {
    return parseIni(decodeUtf8(bytes), file)
  } catch (cause) {
    if (!(cause instanceof NotUtf8)) throw cause
    const { message, line } = cause
    throw new PasteError('PASTE_NOT_UTF8', { file, line }, message, { hint: 'save the file as UTF-8', cause })
  }
}

function unreadable(file: string, cause: NodeJS.ErrnoException, at: Spot): PasteError {
  const fail = (problem: string, hint?: string) =>
    new PasteError('PASTE_NO_FILE', at, problem, { hint, cause })
  if (cause.code === 'ENOENT') return fail(`there is no file ${file}`, suggestFile(file))
  if (cause.code === 'EISDIR') return fail(`${file} is a folder`, 'name a file in it')
  const reason = cause.errno === undefined ? cause.message : getSystemErrorMessage(cause.errno)
  return fail(`${file} cannot be read: ${reason}`)
}

/** A section that is used twice is read twice, and is to be complained of once. */
function once(warn: (warning: Diagnostic) => void): (warning: Diagnostic) => void {
  const seen = new Set<string>()
  return warning => {
    const id = JSON.stringify(warning)
    if (!seen.has(id)) warn(warning)
    seen.add(id)
  }
}
