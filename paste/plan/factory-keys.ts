import { PasteError, type Spot } from '../errors.ts'
import type { FactoryName } from '../factories/factory-name.ts'
import type { Protocol } from '../factories/protocols.ts'
import type { Kind } from '../ini/find-section.ts'
import { type Settings, spotOfSetting } from '../ini/settings.ts'
import { type Aliasing, findAlias } from './aliases.ts'

/** The section whose keys may name a factory. */
interface Naming {
  readonly kind: Kind
  readonly section: string
  readonly at: Spot
  readonly locals: Settings
}

/** Takes the key that names the factory out of the section. */
export function takeFactoryName(aliasing: Aliasing, naming: Naming): FactoryName {
  const { kind, locals } = naming
  const found = explicitKeys[kind].flatMap(
    spellings => locals.get(spellings.find(key => locals.has(key)) ?? '') ?? [],
  )
  const [setting, second] = found
  if (!setting) throw noFactory(naming)
  if (second) {
    const keys = found.map(({ key }) => key).join(' and ')
    throw new PasteError('PASTE_MANY_FACTORIES', spotOfSetting(second), `the section has ${keys}`, {
      hint: 'keep one',
    })
  }
  locals.delete(setting.key)
  const spelling = setting.value
  const at = spotOfSetting(setting, spelling)
  const name = findAlias(aliasing, spelling, at, locals) ?? spelling
  return { ...splitScheme(name), spelling, protocol: protocolOf(setting.key), at }
}

/** An alias may stand for an egg or a call, too. */
function splitScheme(name: string): Pick<FactoryName, 'how' | 'name'> {
  if (name.startsWith('egg:')) return { how: 'egg', name: name.slice('egg:'.length) }
  return { how: 'module', name: name.startsWith('call:') ? name.slice('call:'.length) : name }
}

/** Of each inner list the first key that is there counts, and the others are ordinary keys. */
const explicitKeys: Readonly<Record<Kind, readonly (readonly string[])[]>> = {
  app: [['paste.app_factory'], ['paste.composite_factory'], ['paste.composit_factory']],
  filter: [['paste.filter_factory', 'paste.filter_app_factory']],
  server: [['paste.server_factory', 'paste.server_runner']],
}

/** The factory that a section is for, by its prefix. */
export const sectionProtocols: Readonly<Record<string, Protocol>> = {
  app: 'app_factory',
  application: 'app_factory',
  composite: 'composite_factory',
  composit: 'composite_factory',
  filter: 'filter_factory',
  server: 'server_factory',
}

const protocolOf = (key: string) =>
  (key === 'paste.composit_factory' ? 'composite_factory' : key.slice('paste.'.length)) as Protocol

function noFactory({ kind, at, locals, section }: Naming): PasteError {
  const wanted = explicitKeys[kind].flat()[0]
  const other = [...locals.values()].find(({ key }) => key.startsWith('paste.'))
  if (other) {
    const problem = `[${section}] needs "${wanted}", not "${other.key}"`
    return new PasteError('PASTE_NO_FACTORY', spotOfSetting(other, other.key), problem, {
      hint: `write ${wanted} = MODULE:export`,
    })
  }
  return new PasteError('PASTE_NO_FACTORY', at, 'the section does not say what makes it', {
    hint: `add "use = …" or "${wanted} = MODULE:export"`,
  })
}
