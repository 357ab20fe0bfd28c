import type { Option, OptionGroup, Options } from './config.ts'

const columns = 79

/** A config file in which every option stands as a comment, with its default. */
export function renderSample(
  groups: readonly OptionGroup<Options>[],
  backend: readonly OptionGroup<Options>[],
): string {
  const sections = mergeGroups(groups).map(({ name, options }) => [`[${name}]`, ...renderOptions(options)])
  const store = [
    '# A store that enabled_backends calls "local" has a section of that name:',
    '#[local]',
    ...backend.flatMap(({ options }) => renderOptions(options)),
  ]
  return `${[intro, ...sections, store].map(lines => lines.join('\n')).join('\n\n\n')}\n`
}

const intro = wrap(
  'Sample configuration of glance-api. Every option stands here as a comment, with its default: take the # away from what is to be different. Any option can also be set in the environment, as OS_<GROUP>__<OPTION>.',
)

/** Groups of the same name as one, in the order of their first appearance. */
export function mergeGroups(groups: readonly OptionGroup<Options>[]): readonly OptionGroup<Options>[] {
  const merged = new Map<string, Options>()
  for (const { name, options } of groups) merged.set(name, { ...merged.get(name), ...options })
  return [...merged].map(([name, options]) => ({ name, options }))
}

/** How a value is written in a file. */
export function showValue(option: Option<unknown>, value: unknown = option.default): string {
  if (value === undefined) return '<None>'
  if (Array.isArray(value)) return option.type === 'bounded list' ? `[${value.join(',')}]` : value.join(',')
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([key, item]) => `${key}:${item}`)
    .join(',')
}

/** `integer, at least 1`: what an option takes. */
export function describeType(option: Option<unknown>): string {
  const { type, min, max, choices } = option
  return [
    type,
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${inFull(max)}`]),
    ...(choices ? [`one of ${choices.join(', ')}`] : []),
  ].join(', ')
}

/** All digits of an integer, where `String` would round those of a large one. */
const inFull = (number: number) => (Number.isInteger(number) ? BigInt(number) : number)

function renderOptions(options: Options): readonly string[] {
  return Object.entries(options).flatMap(([key, option]) => ['', ...renderOption(key, option)])
}

function renderOption(key: string, option: Option<unknown>): readonly string[] {
  const older = (option.deprecatedNames ?? []).filter(name => !name.includes('-'))
  const remarks = [
    `${option.help} (${describeType(option)})`,
    ...(older.length > 0 ? [`Older names: ${older.join(', ')}`] : []),
    ...(option.deprecatedForRemoval ? [`Deprecated: ${option.deprecatedForRemoval}.`] : []),
  ]
  return [...remarks.flatMap(wrap), ...values(option).map(value => `#${key} = ${value}`.trimEnd())]
}

function values(option: Option<unknown>): readonly string[] {
  if (option.sample !== undefined) return [option.sample]
  if (!option.multi) return [showValue(option)]
  const several = Array.isArray(option.default) ? option.default.map(String) : []
  return several.length > 0 ? several : ['']
}

function wrap(text: string): readonly string[] {
  const lines: string[] = []
  let line = '#'
  for (const word of text.split(' ')) {
    if (line !== '#' && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = '#'
    }
    line += ` ${word}`
  }
  return [...lines, line]
}
