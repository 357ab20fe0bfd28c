import type { Command } from 'commander'
import { nameBareArguments } from './bare-arguments.ts'
import type { Action } from './desk.ts'
import { exportMetadefs } from './metadefs-export.ts'
import { loadMetadefs } from './metadefs-load.ts'
import { unloadAllMetadefs } from './metadefs-unload.ts'

export const metadefActions = {
  load_metadefs: { help: 'Load metadata definitions from files into the database.' },
  unload_metadefs: { help: 'Delete all metadata definitions from the database.' },
  export_metadefs: { help: 'Write the metadata definitions of the database to files.' },
}

/** Adds `db load_metadefs` and its kin, and their older names, whose options are arguments. */
export function addMetadefCommands(
  { program, db }: { readonly program: Command; readonly db: Command },
  choose: (action: Action) => void,
): void {
  db.command('load_metadefs')
    .description(metadefActions.load_metadefs.help)
    .argument('[arguments...]')
    .option('--path <path>', 'Folder with files, or one file')
    .option('--merge', 'Add to namespaces that are in the database already')
    .option('--prefer_new', 'With --merge: change what is there')
    .option('--overwrite', 'With --merge: delete what is there first')
    .action((given, options) => {
      const bare = nameBareArguments('load_metadefs', ['path'], given, options)
      choose(desk => loadMetadefs(desk, { ...options, ...bare }))
    })
  db.command('unload_metadefs')
    .description(metadefActions.unload_metadefs.help)
    .argument('[arguments...]')
    .action(given => {
      nameBareArguments('unload_metadefs', [], given)
      choose(unloadAllMetadefs)
    })
  db.command('export_metadefs')
    .description(metadefActions.export_metadefs.help)
    .argument('[arguments...]')
    .option('--path <path>', 'Folder to write to')
    .action((given, options) => {
      const bare = nameBareArguments('export_metadefs', ['path'], given, options)
      choose(desk => exportMetadefs(desk, { ...options, ...bare }))
    })

  program
    .command('db_load_metadefs', { hidden: true })
    .arguments('[path] [merge] [prefer_new] [overwrite]')
    .action((path, merge, prefer_new, overwrite) =>
      choose(desk => loadMetadefs(desk, { path, merge, prefer_new, overwrite })),
    )
  program.command('db_unload_metadefs', { hidden: true }).action(() => choose(unloadAllMetadefs))
  program
    .command('db_export_metadefs', { hidden: true })
    .argument('[path]')
    .action(path => choose(desk => exportMetadefs(desk, { path })))
}
