import { type Command, InvalidArgumentError } from 'commander'
import type { Action, Desk } from './desk.ts'
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
  readonly run: (desk: Desk, ...rest: T) => Promise<void>
}

/** Adds `db <action>` and the older `db_<action>`; tells `choose` which action the arguments ask for. */
export function addCommands(program: Command, choose: (action: Action) => void): void {
  const db = program
    .command('db')
    .description('Manage the database.')
    .argument('[action]')
    .action(name => {
      if (name !== undefined) db.error(`error: there is no action '${name}'\n${describeActions()}`.trimEnd())
    })
  for (const [name, { help, run }] of Object.entries(plain)) {
    db.command(name)
      .description(help)
      .argument('[ignored...]')
      .action(() => choose(run))
    program.command(`db_${name}`, { hidden: true }).action(() => choose(run))
  }
  for (const [name, { help, run }] of Object.entries(versioned)) {
    db.command(name)
      .description(help)
      .argument('[version]')
      .option('--version <version>', 'Database version')
      .action((version, options) => choose(desk => run(desk, options.version ?? version)))
    program
      .command(`db_${name}`, { hidden: true })
      .argument('[version]')
      .action(version => choose(desk => run(desk, version)))
  }
  for (const [name, { help, age, run }] of Object.entries(purging)) {
    db.command(name)
      .description(help)
      .option('--age_in_days <days>', 'Purge deleted rows older than age in days', integer, age)
      .option('--max_rows <rows>', 'Most rows to delete of a table; -1: all', integer, 100)
      .action(({ age_in_days, max_rows }) =>
        choose(desk => run(desk, { ageInDays: age_in_days, maxRows: max_rows })),
      )
  }
  addMetadefCommands({ program, db }, choose)
}

const plain: Readonly<Record<string, Described>> = {
  version: { help: "Print the database's revision.", run: showVersion },
  check: { help: 'Say what an upgrade would have to do next, also by the exit code.', run: checkSchema },
  expand: { help: 'Add what the next release needs: the first phase of an upgrade.', run: expandSchema },
  migrate: { help: 'Move rows to their new form: the second phase of an upgrade.', run: migrateRows },
  contract: { help: 'Drop what only the old release needed: the last phase.', run: contractSchema },
  add_list_indexes: {
    help: 'Add indexes that Glance does not have, for lists of many images.',
    run: addIndexes,
  },
  drop_list_indexes: { help: 'Drop what add_list_indexes has added.', run: dropIndexes },
}

const versioned: Readonly<Record<string, Described<[version?: string]>>> = {
  sync: { help: 'Bring the database to the present schema, all phases at once.', run: syncSchema },
  upgrade: { help: 'Bring the schema to a revision.', run: upgradeSchema },
  version_control: { help: 'Write down which revision the schema has.', run: placeSchema },
}

const purging: Readonly<Record<string, Described<[PurgeRequest]> & { readonly age: number }>> = {
  purge: { help: 'Erase what was deleted long ago, but for images.', age: 30, run: purgeRows },
  purge_images_table: { help: 'Erase images that were deleted long ago.', age: 180, run: purgeImageRows },
}

/** What `db` alone prints. */
export function describeActions(): string {
  const actions = Object.entries({ ...plain, ...versioned, ...purging, ...metadefActions }).sort()
  const lines = actions.map(([name, { help }]) => `\t${name} - ${help}\n`)
  return `Available actions for 'db':\n${lines.join('')}`
}

function integer(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw new InvalidArgumentError(`invalid int value: '${text}'`)
  return Number(text)
}
