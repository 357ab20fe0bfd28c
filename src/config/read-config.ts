import type { Config, Option, OptionGroup, Options, Values } from './config.ts'
import type { Declarations } from './declarations.ts'
import { ConfigError, type Diagnostic, showOrigin } from './diagnostic.ts'
import { hintFor } from './hints.ts'
import { interpolate } from './interpolate.ts'
import { nearest } from './nearest.ts'
import { type FindSettings, namesOf, type OptionName, type Setting } from './settings.ts'

export interface Reading {
  readonly find: FindSettings
  readonly declarations: Declarations
}

export type ReadValues = Config['read']

/** Reads groups out of what was set. The values of a group are read once and frozen. */
export function readValuesFrom(reading: Reading): ReadValues {
  const read = new WeakMap<OptionGroup<Options>, Map<string, unknown>>()
  return <S extends Options>(declared: OptionGroup<S>, from: Parameters<ReadValues>[1] = {}) => {
    const { group = declared.name, fallback = [] } = from
    const variants = read.get(declared) ?? new Map<string, unknown>()
    read.set(declared, variants)
    const variant = [group, ...fallback].join('\n')
    if (!variants.has(variant)) variants.set(variant, readGroup(reading, declared, group, fallback))
    return variants.get(variant) as Values<S>
  }
}

/** What has been written for an option, in its own group or else in the first fallback that has it. */
export function findSettings(
  find: FindSettings,
  { group, key, option }: OptionName & { readonly option: Option<unknown> },
  fallback: readonly string[] = [],
): readonly Setting[] {
  for (const place of [group, ...fallback]) {
    const settings = find(namesOf(place, key, option), option.multi ?? false)
    if (settings.length > 0) return settings
  }
  return []
}

export interface Place {
  readonly group: string
  /** The options that are read from the group, where they are not those that were declared for it. */
  readonly options: Options
  readonly fallback: readonly string[]
  /** Options whose values are being found, to notice a circle. */
  readonly within: readonly string[]
}

function readGroup(
  reading: Reading,
  { options }: OptionGroup<Options>,
  group: string,
  fallback: readonly string[],
) {
  const place = { group, options, fallback, within: [] }
  const values = Object.entries(options).map(([key, option]) => [
    key,
    readOption(reading, key, option, place),
  ])
  return Object.freeze(Object.fromEntries(values))
}

/** Throws a ConfigError that says where the unreadable text stands. */
export function readOption(reading: Reading, key: string, option: Option<unknown>, place: Place): unknown {
  const settings = findSettings(reading.find, { group: place.group, key, option }, place.fallback)
  if (settings.length === 0) return freeze(option.default)
  const within = [...place.within, `${place.group}.${key}`]
  const values = settings.map(setting =>
    parse(option, setting, expand(reading, setting, option, { ...place, within })),
  )
  return option.multi ? Object.freeze(values.flat()) : values.at(-1)
}

function parse(option: Option<unknown>, setting: Setting, text: string): unknown {
  try {
    return freeze(option.parse(text))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const place = `Value for option ${setting.key} from ${showOrigin(setting.origin)}`
    if (option.secret) throw new ConfigError([fault('CONFIG_VALUE', `${place} is not valid`, hide(setting))])
    const message = `${place} is not valid: ${why}`
    throw new ConfigError([fault('CONFIG_VALUE', message, setting, hintFor(option, setting.text))], { cause })
  }
}

/** A password does not belong into an error. */
function hide(setting: Setting): Setting {
  const { origin, key } = setting
  const text = '****'
  return {
    ...setting,
    text,
    origin: origin.kind === 'file' ? { ...origin, text: `${key} = ${text}` } : origin,
  }
}

function expand(reading: Reading, setting: Setting, { secret }: Option<unknown>, place: Place): string {
  const shown = secret ? hide(setting) : setting
  return interpolate(setting.text, reference => {
    const target = lookUp(reading, reference, place)
    if ('problem' in target && secret) throw unresolvableSecret(shown)
    if ('problem' in target) throw unresolvable(target.problem, shown, reference, target.hint)
    const name = `${target.group}.${target.key}`
    if (place.within.includes(name)) {
      const circle = [...place.within, name].join(' -> ')
      throw unresolvable(`these values need each other: ${circle}`, shown, reference)
    }
    const elsewhere = target.group === place.group ? {} : { group: target.group, options: {}, fallback: [] }
    return readOption(reading, target.key, target.option, { ...place, ...elsewhere })
  })
}

/** `$name` is an option of the same group, else of DEFAULT; `$group.name` says it all. */
function lookUp({ declarations }: Reading, reference: string, { group, options }: Place) {
  const dot = reference.indexOf('.')
  const near = dot < 0 ? { group, key: reference } : splitAt(reference, dot)
  const option = near.group === group ? options[near.key] : undefined
  if (option) return { ...near, option }
  const found = declarations.find(near) ?? declarations.find({ group: 'DEFAULT', key: reference })
  if (found) return found
  if (declarations.hasGroup(reference)) {
    return {
      problem: `substituting group ${reference} not supported`,
      hint: 'a reference names an option: $group.option',
    }
  }
  const meant = nearest(near.key, declarations.keysOf(near.group))
  const dotted = near.key === '' ? `write \${${near.group}} where a dot follows` : writeTwo
  return {
    problem: `no such option ${near.key} in group [${near.group}]`,
    hint: meant ? `did you mean "$${dot < 0 ? meant : `${near.group}.${meant}`}"?` : dotted,
  }
}

function splitAt(reference: string, dot: number): OptionName {
  return { group: reference.slice(0, dot), key: reference.slice(dot + 1) }
}

function unresolvable(problem: string, setting: Setting, reference: string, hint?: string): ConfigError {
  return new ConfigError([fault('CONFIG_REFERENCE', problem, setting, hint, reference)])
}

/** What follows the dollar sign is a part of the password. */
function unresolvableSecret(shown: Setting): ConfigError {
  return new ConfigError([
    fault('CONFIG_REFERENCE', 'a dollar sign in it refers to no option', shown, writeTwo),
  ])
}

const writeTwo = 'where a dollar sign is meant write two of them'

function fault(
  code: Diagnostic['code'],
  message: string,
  { group, key, origin, text }: Setting,
  hint?: string,
  mark = text,
): Diagnostic {
  return { severity: 'error', code, message, origin, group, key, mark, ...(hint ? { hint } : {}) }
}

function freeze(value: unknown): unknown {
  return typeof value === 'object' ? Object.freeze(value) : value
}
