import type { Option, OptionGroup, Options } from './config.ts'
import { describeType, mergeGroups, showValue } from './sample.ts'

/** The page of the docs that tells every option. */
export function renderOptionsPage(
  groups: readonly OptionGroup<Options>[],
  backend: readonly OptionGroup<Options>[],
): string {
  const stores = {
    name: 'a store of enabled_backends',
    options: Object.assign({}, ...backend.map(g => g.options)),
  }
  const pages = [...mergeGroups(groups), stores].map(({ name, options }) => renderGroup(name, options))
  return `${intro}\n${pages.join('\n')}`
}

const intro = `# Options

Every option of \`glance-api.conf\`, by section. This page is generated from the declarations beside the code that reads
them (\`node src/config/write-docs.ts\`), as is the sample file \`etc/glance-api.conf\`. How files are found and what
overrides what: [configure.md](configure.md).
`

function renderGroup(name: string, options: Options): string {
  const title = name.includes(' ')
    ? `The section of ${name.replace('enabled_backends', '`enabled_backends`')}`
    : `\`[${name}]\``
  const rows = Object.entries(options).map(([key, option]) => renderRow(key, option))
  return `## ${title}\n\n| option | takes | default | |\n|---|---|---|---|\n${rows.join('\n')}\n`
}

function renderRow(key: string, option: Option<unknown>): string {
  const flags = option.cli
    ? ` On the command line \`--${key.replaceAll('_', '-')}\`${shortFlag(option)}.`
    : ''
  const older = (option.deprecatedNames ?? []).filter(name => !name.includes('-'))
  const notes = [
    ...(older.length > 0 ? [` Older: ${older.map(name => `\`${name}\``).join(', ')}.`] : []),
    ...(option.deprecatedForRemoval ? [` Deprecated: ${option.deprecatedForRemoval}.`] : []),
    ...(option.secret ? [' Never printed.'] : []),
  ]
  const unset = option.default === undefined || showValue(option) === ''
  const shown = unset ? '–' : `\`${showValue(option)}\``
  const cells = [`\`${key}\``, describeType(option), shown, option.help + flags + notes.join('')]
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function shortFlag({ short }: Option<unknown>): string {
  return short ? ` or \`-${short}\`` : ''
}
