import { fileURLToPath } from 'node:url'
import { formatPlace } from '../errors.ts'
import type { Plan, PlannedBranch, PlannedFactory, PlannedSetting } from '../plan/describe-tree.ts'
import type { Paint } from './terminal.ts'

/** A tree that reads from the outside in, each value with its line; lines of the file of the root without its name. */
export function renderText(plans: readonly Plan[], paint: Paint): string {
  return plans.map(plan => renderRoot(plan, { paint, file: plan.file }).join('\n')).join('\n\n')
}

interface Style {
  readonly paint: Paint
  /** The file whose name goes without saying. */
  readonly file?: string
}

function renderRoot(plan: Plan, style: Style): string[] {
  const { paint } = style
  const globals = plan.globals.filter(({ key }) => key !== 'here' && key !== '__file__')
  return [
    `${headOf(plan, style)}${paint('dim', plan.file === undefined ? '' : `  ${formatPlace(plan)}`)}`,
    ...globals.map(each => `  ${globalOf(each, style)}`),
    ...bodyOf(plan, plan, style),
  ]
}

/** Settings and children below the line of the plan itself; globals only where they differ from those outside. */
function bodyOf(plan: Plan, outside: Plan, style: Style): string[] {
  const sets = plan.globals.filter(each => !outside.globals.some(other => isSame(each, other)))
  const settings = [
    ...sets.map(each => globalOf(each, style)),
    ...ownSettings(plan).map(each => settingOf(each, style)),
  ]
  const children = plan.branches.flatMap(branch => childrenOf(branch))
  const stem = children.length > 0 ? '│ ' : '  '
  return [
    ...settings.map(text => `${stem}  ${text}`),
    ...children.flatMap(({ label, child }, index) => {
      const isLast = index === children.length - 1
      const head = `${headOf(child, style, label)}${placeOf(child, style)}`
      const rest = bodyOf(child, plan, style)
      return [`${isLast ? '└─' : '├─'} ${head}`, ...rest.map(line => `${isLast ? '  ' : '│ '} ${line}`)]
    }),
  ]
}

/** Without the keys of a composite that lead to its parts, and those of other flavors. */
function ownSettings({ locals, branches, factory }: Plan): readonly PlannedSetting[] {
  if (factory?.name === 'glasspaste/paste:flavors') return []
  return locals.filter(({ key }) => !branches.some(({ label }) => label === key))
}

function childrenOf({ label, filters, inner }: PlannedBranch): { label?: string; child: Plan }[] {
  return [...filters, inner].map((child, index) => ({ child, label: index === 0 ? label : undefined }))
}

function headOf({ kind, type, name, factory }: Plan, { paint }: Style, label?: string): string {
  const what = type === 'factory' || type === 'broken' ? kind : type
  const arrow = label === undefined ? '' : `${paint('yellow', label)} → `
  const made = factory ? `  ${factory.spelling}${moduleOf(factory)}` : ''
  return `${arrow}${paint('cyan', what)} ${paint('bold', name)}${made}`
}

function moduleOf({ module, spelling }: PlannedFactory): string {
  if (module === undefined) return ' → nowhere'
  if (spelling.startsWith('./')) return ''
  return ` → ${module.startsWith('file:') ? formatPlace({ file: fileURLToPath(module) }) : module}`
}

function placeOf({ file, line }: Pick<Plan, 'file' | 'line'>, style: Style): string {
  if (file === undefined) return ''
  return style.paint('dim', `  ${file === style.file ? '' : formatPlace({ file })}:${line}`)
}

function globalOf(setting: PlannedSetting, style: Style): string {
  return `${setting.section === 'DEFAULT' ? '[DEFAULT]' : 'set'} ${settingOf(setting, style)}`
}

function settingOf({ key, value, file, line }: PlannedSetting, style: Style): string {
  const place =
    file === undefined ? style.paint('dim', '  given by the caller') : placeOf({ file, line }, style)
  return `${key} = ${value.replaceAll('\n', ' ⏎ ')}${place}`
}

const isSame = (a: PlannedSetting, b: PlannedSetting) => a.key === b.key && a.value === b.value
