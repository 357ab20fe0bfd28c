import { PasteError, type Spot, warning } from '../errors.ts'
import { findPackage } from '../factories/packages.ts'
import { splitWords } from '../ini/blanks.ts'
import type { ConfigFile } from '../ini/config-file.ts'
import { findSection, type Kind, splitHeader } from '../ini/find-section.ts'
import { type Section, spotOfSection } from '../ini/ini.ts'
import { readSection } from '../ini/read-section.ts'
import { type Setting, type Settings, spotOfSetting, takeSetting } from '../ini/settings.ts'
import type { Context } from './context.ts'
import { sectionProtocols, takeFactoryName } from './factory-keys.ts'
import type { Asked, Planner } from './planner.ts'
import { splitPipeline } from './split-pipeline.ts'

/** A section under way: its settings lose the keys that the loader understands, one after another. */
interface Draft {
  readonly kind: Kind
  readonly name: string
  readonly section: string
  readonly at: Spot
  readonly asked: Spot
  readonly path: readonly string[]
  readonly config: ConfigFile
  readonly globals: Settings
  readonly locals: Settings
  readonly additions: Settings
}

export async function planSection(
  planner: Planner,
  kind: Kind,
  name: string,
  asked: Asked & { config: ConfigFile },
): Promise<Context> {
  const { config } = asked
  const section = findSection(config.ini, { kind, name, asked: asked.at }, planner.warn)
  const at = spotOfSection(config.ini, section)
  const reading = readSection(config, section, asked.globals, planner)
  const draft: Draft = {
    kind,
    name,
    section: section.name,
    at,
    asked: asked.at,
    path: stepInto(section, asked),
    config,
    ...reading,
  }
  const filterWith = kind === 'server' ? undefined : takeSetting(draft.locals, 'filter-with')
  planner.attempt(() => checkRequired(takeSetting(draft.locals, 'require')))
  const inner = await planner.orBroken(draft, () => planBody(planner, draft))
  if (!filterWith) return inner
  const filter = await planNamed(planner, draft, { kind: 'filter', setting: filterWith })
  return { ...baseOf(draft), type: 'filter-with', filter, inner }
}

function planBody(planner: Planner, draft: Draft): Promise<Context> | Context {
  if (draft.section.startsWith('filter-app:')) return planFilterApp(planner, draft)
  if (draft.section.startsWith('pipeline:')) return planPipeline(planner, draft)
  return planFactory(planner, draft)
}

async function planFilterApp(planner: Planner, draft: Draft): Promise<Context> {
  const next = takeSetting(draft.locals, 'next')
  if (!next) {
    throw new PasteError('PASTE_NO_NEXT', draft.at, 'a filter-app needs to know which app it filters', {
      hint: 'add "next = APP"',
    })
  }
  const inner = await planNamed(planner, draft, { kind: 'app', setting: next })
  const filter = await planFactory(planner, { ...draft, kind: 'filter' })
  return { ...baseOf(draft), type: 'filter-app', filter, inner }
}

async function planPipeline(planner: Planner, draft: Draft): Promise<Context> {
  const pipeline = takeSetting(draft.locals, 'pipeline')
  if (!pipeline) {
    throw new PasteError('PASTE_NO_PIPELINE', draft.at, 'the section does not list its filters and its app', {
      hint: 'add "pipeline = FILTER … APP"',
    })
  }
  for (const extra of draft.locals.values()) planner.attempt(() => refuseExtra(extra, pipeline))
  const names = splitPipeline(pipeline.value, spotOfSetting(pipeline))
  const app = await planNamed(planner, draft, { kind: 'app', setting: pipeline, name: names.app })
  const filters: Context[] = []
  for (const name of names.filters) {
    filters.push(await planNamed(planner, draft, { kind: 'filter', setting: pipeline, name }))
  }
  return { ...baseOf(draft), type: 'pipeline', filters, app }
}

function planFactory(planner: Planner, draft: Draft): Promise<Context> | Context {
  const use = takeSetting(draft.locals, 'use')
  if (use) return planUse(planner, use, draft)
  const factory = takeFactoryName(planner, draft)
  return { ...baseOf(draft), type: 'factory', factory, config: draft.config }
}

async function planUse(planner: Planner, use: Setting, draft: Draft): Promise<Context> {
  const used = await planNamed(planner, draft, { kind: draft.kind, setting: use })
  for (const addition of draft.additions.values()) used.globals.set(addition.key, addition)
  for (const local of draft.locals.values()) {
    if (!passesOn(used)) planner.warn(lostKey(local, use))
    used.locals.set(local.key, local)
  }
  const file = draft.globals.get('__file__')
  if (file) used.globals.set('__file__', file)
  const { name, section, at, asked } = draft
  if (used.type !== 'factory') return { ...used, name, section, at, asked }
  const protocol = used.factory.protocol ?? sectionProtocols[splitHeader(draft.section).prefix]
  return { ...used, name, section, at, asked, factory: { ...used.factory, protocol }, config: draft.config }
}

/** Whether a key that is added to the context reaches a factory. */
function passesOn(context: Context): boolean {
  if (context.type === 'filter-with')
    return context.inner.locals === context.locals && passesOn(context.inner)
  if (context.type === 'filter-app') return context.filter.locals === context.locals
  return context.type !== 'pipeline'
}

interface Naming {
  readonly kind: Kind
  readonly setting: Setting
  /** Its whole value, unless that is a list. */
  readonly name?: string
}

/** What a setting of the section names. */
function planNamed(
  planner: Planner,
  { config, globals, path }: Draft,
  { kind, setting, name = setting.value }: Naming,
): Promise<Context> {
  const asked = { config, globals, path, at: spotOfSetting(setting, name) }
  return planner.orBroken({ kind, name, ...asked, asked: asked.at }, () => planner.plan(kind, name, asked))
}

function stepInto(section: Section, { path, config, at }: Asked): readonly string[] {
  const step = `${section.name} in ${config?.ini.file}`
  if (!path.includes(step)) return [...path, step]
  const circle = [...path.slice(path.indexOf(step)), step]
  const files = new Set(circle.map(name => name.slice(name.indexOf(' in '))))
  const names = files.size > 1 ? circle : circle.map(name => name.slice(0, name.indexOf(' in ')))
  const hint =
    names.length > 2
      ? 'let one of them name a section outside of the circle'
      : 'name another section, or what makes this one'
  const problem = `the section leads back to itself: ${names.join(' -> ')}`
  throw new PasteError('PASTE_CYCLE', at, problem, { hint })
}

function checkRequired(setting: Setting | undefined) {
  if (!setting) return
  for (const name of splitWords(setting.value)) {
    const at = spotOfSetting(setting, name)
    if (!findPackage(name, at.file)) {
      throw new PasteError('PASTE_NO_PACKAGE', at, `the package "${name}" is not installed`, {
        hint: `npm install ${name}`,
      })
    }
  }
}

function refuseExtra(extra: Setting, pipeline: Setting) {
  const { key } = extra
  const [first = 'app'] = splitWords(pipeline.value)
  const hint = `set it in the section of ${first}, or write "set ${key} = …" for all of them`
  throw new PasteError('PASTE_EXTRA_SETTING', spotOfSetting(extra, key), `a pipeline takes no "${key}"`, {
    hint,
  })
}

function lostKey(local: Setting, use: Setting) {
  const problem = `"${local.key}" reaches no factory: "${use.value}" is a pipeline, or wraps another section`
  return warning('PASTE_LOST_KEY', spotOfSetting(local, local.key), problem, `write "set ${local.key} = …"`)
}

function baseOf({ kind, name, section, at, asked, path, globals, locals }: Draft) {
  return { kind, name, section, at, asked, path, globals, locals }
}
