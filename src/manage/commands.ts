import { type Command, InvalidArgumentError } from 'commander'
import { nameBareArguments } from './bare-arguments.ts'
import type { Action, Desk } from './desk.ts'
import { Exit } from './exit.ts'
import { addIndexes, dropIndexes } from './list-index-actions.ts'
import { addMetadefCommands, metadefActions } from './metadefs-commands.ts'
import { type PurgeRequest, purgeImageRows, purgeRows } from './purge-actions.ts'
import {
  checkSchema,
  contractSchema,
  expandSchema,
  migrateRows,
  placeSchema,
  showVersion,
  syncSchema,
  upgradeSchema,
} from './schema-actions.ts'

interface Described<T extends unknown[] = []> {
  readonly help: string
  /** What it may be given without the name of an option. */
  readonly bare?: readonly string[]
  readonly run: (desk: Desk, ...rest: T) => Promise<void>
}

/** Adds `db <action>` and the older `db_<action>`; tells `choose` which action the arguments ask for. */
export function addCommands(program: Command, choose: Choose): void {
  const db = program
    .command('db')
    .description('Manage the database.')
    .argument('[action]')
    .argument('[rest...]')
    .action(name => {
      if (name !== undefined) db.error(`error: there is no action '${name}'\n${describeActions()}`.trimEnd())
    })
  const commands = { program, db }
  addPlain(commands, choose)
  addVersioned(commands, choose)
  addPurging(commands, choose)
  addMetadefCommands(commands, choose)
}

interface Commands {
  readonly program: Command
  readonly db: Command
}

type Choose = (action: Action) => void

/** For Glance, whether the service runs meanwhile: an upgrade is the same either way. */
const ignored = ['online_migration']

const plain: Readonly<Record<string, Described>> = {
  version: { help: "Print the database's revision.", run: showVersion },
  check: { help: 'Say what an upgrade would have to do next, also by the exit code.', run: checkSchema },
  expand: {
    help: 'Add what the next release needs: the first phase of an upgrade.',
    bare: ignored,
    run: expandSchema,
  },
  migrate: {
    help: 'Move rows to their new form: the second phase of an upgrade.',
    bare: ignored,
    run: migrateRows,
  },
  contract: {
    help: 'Drop what only the old release needed: the last phase.',
    bare: ignored,
    run: contractSchema,
  },
  add_list_indexes: {
    help: 'Add indexes that Glance does not have, for lists of many images.',
    run: addIndexes,
  },
  drop_list_indexes: { help: 'Drop what add_list_indexes has added.', run: dropIndexes },
}

function addPlain({ program, db }: Commands, choose: Choose): void {
  for (const [name, { help, run, bare = [] }] of Object.entries(plain)) {
    db.command(name)
      .description(help)
      .argument('[arguments...]')
      .action(given => {
        nameBareArguments(name, bare, given)
        choose(run)
      })
    program.command(`db_${name}`, { hidden: true }).action(() => choose(run))
  }
}

const versioned: Readonly<Record<string, Described<[version?: string]>>> = {
  sync: { help: 'Bring the database to the present schema, all phases at once.', run: syncSchema },
  upgrade: { help: 'Bring the schema to a revision.', run: upgradeSchema },
  version_control: { help: 'Write down which revision the schema has.', run: placeSchema },
}

function addVersioned({ program, db }: Commands, choose: Choose): void {
  for (const [name, { help, run }] of Object.entries(versioned)) {
    db.command(name)
      .description(help)
      .argument('[arguments...]')
      .option('--version <version>', 'Database version')
      .action((given, options) => {
        const { version = options.version } = nameBareArguments(name, ['version'], given, options)
        choose(desk => run(desk, version))
      })
    program
      .command(`db_${name}`, { hidden: true })
      .argument('[version]')
      .action(version => choose(desk => run(desk, version)))
  }
}

const purging: Readonly<Record<string, Described<[PurgeRequest]> & { readonly age: number }>> = {
  purge: { help: 'Erase what was deleted long ago, but for images.', age: 30, run: purgeRows },
  purge_images_table: { help: 'Erase images that were deleted long ago.', age: 180, run: purgeImageRows },
}

const usualRows = 100

function addPurging({ db }: Commands, choose: Choose): void {
  for (const [name, { help, age, run }] of Object.entries(purging)) {
    db.command(name)
      .description(help)
      .argument('[arguments...]')
      .option('--age_in_days <days>', `Purge deleted rows older than age in days (default: ${age})`, integer)
      .option('--max_rows <rows>', `Most rows to delete of a table; -1: all (default: ${usualRows})`, integer)
      .action((given, options) => {
        const bare = nameBareArguments(name, ['age_in_days', 'max_rows'], given, options)
        const ageInDays = bareInteger('age_in_days', bare) ?? options.age_in_days ?? age
        const maxRows = bareInteger('max_rows', bare) ?? options.max_rows ?? usualRows
        choose(desk => run(desk, { ageInDays, maxRows }))
      })
  }
}

/** What `db` alone prints. */
export function describeActions(): string {
  const actions = Object.entries({ ...plain, ...versioned, ...purging, ...metadefActions }).sort()
  const lines = actions.map(([name, { help }]) => `\t${name} - ${help}\n`)
  return `Available actions for 'db':\n${lines.join('')}`
}

function integer(text: string): number {
  const number = parseInteger(text)
  if (number === undefined) throw new InvalidArgumentError(`invalid int value: '${text}'`)
  return number
}

function bareInteger<Name extends string>(name: Name, given: { readonly [N in Name]?: string }) {
  const text = given[name]
  if (text === undefined) return undefined
  const number = parseInteger(text)
  if (number === undefined) throw new Exit(`Invalid int value for ${name}: ${text}`)
  return number
}

/** As Python reads one. */
function parseInteger(text: string): number | undefined {
  return /^\s*[+-]?\d+(_\d+)*\s*$/.test(text) ? Number(text.replaceAll('_', '')) : undefined
}
