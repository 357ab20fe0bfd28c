import { overlay, sectionOptions } from '../../filters/settings/section-options.ts'
import { readOptions } from '../../paste/options/read-options.ts'
import { selectKeys } from '../../paste/options/select-keys.ts'
import type { Plan, PlannedSetting } from '../../paste/plan/describe-tree.ts'
import { filtersOf } from '../../paste/plan/filters-of.ts'
import type { Config } from '../config/config.ts'
import type { Diagnostic, Origin } from '../config/diagnostic.ts'
import { diagnoseKeystone } from './diagnose.ts'
import { type AuthtokenSettings, authtokenOptions, credentialOptions, tokenOptions } from './options.ts'

/** What each filter `authtoken` of a plan would find missing, wrong or doubtful. Asks Keystone nothing. */
export async function checkAuthtoken(config: Config, plan: Plan): Promise<readonly Diagnostic[]> {
  const found = await Promise.all(
    [...filtersOf(plan)]
      .filter(({ factory }) => factory?.name === 'glasspaste/filters/authtoken:factory')
      .map(filter => checkFilter(config, filter)),
  )
  return found.flat()
}

async function checkFilter(config: Config, filter: Plan): Promise<readonly Diagnostic[]> {
  const how = sectionOptions(authtokenOptions)
  const reading = await readOptions(
    how.options,
    selectKeys(how, confOf(filter.locals), confOf(filter.globals)),
  )
  // Values that cannot be read are told with their line by the check of the file.
  if (!('values' in reading)) return []
  return diagnoseKeystone(config, settingsFrom(config, reading.values), placesOf(filter))
}

function settingsFrom(config: Config, own: Readonly<Record<string, unknown>>): AuthtokenSettings {
  const token = overlay(config.read(tokenOptions), own, tokenOptions)
  const group = token.auth_section || credentialOptions.name
  return { token, credentials: overlay(config.read(credentialOptions, { group }), own, credentialOptions) }
}

function placesOf({ globals, locals }: Plan): ReadonlyMap<string, Origin> {
  return new Map(
    [...globals, ...locals].flatMap(({ key, value, file, line }) =>
      file === undefined || line === undefined
        ? []
        : [[key, { kind: 'file', file, line, text: `${key} = ${value}` }]],
    ),
  )
}

function confOf(settings: readonly PlannedSetting[]): Readonly<Record<string, string>> {
  return Object.fromEntries(settings.map(({ key, value }) => [key, value]))
}
