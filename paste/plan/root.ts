import { fileURLToPath } from 'node:url'
import type { PasteError } from '../errors.ts'
import type { Resolver } from '../factories/locate.ts'
import type { ConfigFile } from '../ini/config-file.ts'
import type { Kind } from '../ini/find-section.ts'
import type { Settings } from '../ini/settings.ts'
import type { LoadOptions } from '../load-options.ts'
import { pasteAliases } from './aliases.ts'
import type { Context } from './context.ts'
import { createPlanner } from './create-planner.ts'
import { flavoredName } from './flavor.ts'
import type { Asked, Planner } from './planner.ts'
import { type Base, folderOf, parseUri } from './uri.ts'

/** Where a load begins: what is asked for, and what to look it up with. */
export interface Root {
  readonly kind: Kind
  readonly uri: string
  readonly name?: string
  readonly flavor?: string
  readonly folder?: string
  readonly globals: Settings
  readonly planner: Planner
  readonly resolver: Resolver
}

export function startRoot(
  kind: Kind,
  uri: string,
  options: LoadOptions,
  onFault?: (fault: PasteError) => void,
): Root {
  const { name, flavor, relativeTo, globalConf = {}, env = false, onWarning = () => {} } = options
  const aliases = { ...pasteAliases, ...options.aliases }
  const globals: Settings = new Map(Object.entries(globalConf).map(([key, value]) => [key, { key, value }]))
  return {
    kind,
    uri,
    name,
    flavor,
    folder: folderOf(relativeTo),
    globals,
    planner: createPlanner({ aliases, env: env ? process.env : undefined, warn: onWarning, onFault }),
    resolver: { ...resolverOf(relativeTo), known: Object.keys(aliases) },
  }
}

/** The file that the URI names, opened, and the name to load from it. */
export interface OpenRoot {
  readonly name: string
  /** The caller, or the URI, says which name. */
  readonly isNamed: boolean
  /** None where the URI names a package. */
  readonly config?: ConfigFile
  readonly asked: Asked
}

export async function openRoot(root: Root): Promise<OpenRoot> {
  const { planner, globals, folder } = root
  const asked = { at: {}, path: [], folder, globals: globals.size > 0 ? globals : undefined }
  const uri = parseUri(root.uri, {}, folder)
  const wanted = root.name ?? uri.name
  if (uri.scheme !== 'config') {
    const [base] = root.uri.split('#')
    return { name: wanted === undefined ? root.uri : `${base}#${wanted}`, isNamed: true, asked }
  }
  const config = await planner.open(uri.file, asked)
  const name = flavoredName(root, wanted ?? 'main', config)
  const isNamed = wanted !== undefined || root.flavor !== undefined
  return { name, isNamed, config, asked: { ...asked, config } }
}

/** Plans what the URI names, or its flavor where the file has a section for that. */
export async function planRoot(root: Root): Promise<OpenRoot & { context: Context }> {
  const open = await openRoot(root)
  return { ...open, context: await root.planner.plan(root.kind, open.name, open.asked) }
}

function resolverOf(base: Base | undefined): Pick<Resolver, 'from' | 'resolve'> {
  if (typeof base === 'object' && 'resolve' in base) {
    return { from: fileURLToPath(base.url), resolve: specifier => base.resolve(specifier) }
  }
  return base instanceof URL ? { from: fileURLToPath(base) } : {}
}
