/**
 * Every code that an error or a warning of the loader can carry: what it means, and what to do.
 * `docs/paste-errors.md` is made from this table.
 */
export const codes = {
  PASTE_NO_SCHEME: {
    means: 'The URI does not say what kind of thing it names.',
    todo: 'Write `config:FILE`, `egg:PACKAGE#entry` or `call:MODULE:export`.',
  },
  PASTE_UNKNOWN_SCHEME: {
    means: 'The URI begins with a scheme that the loader does not know.',
    todo: 'Use `config:`, `egg:` or `call:`. A section name that contains a colon cannot begin with letters and the colon.',
  },
  PASTE_NO_BASE: {
    means: 'The URI is relative, and the caller did not say to what.',
    todo: 'Pass `relativeTo: import.meta`, or write an absolute path.',
  },
  PASTE_NO_FILE: {
    means: 'The file cannot be read.',
    todo: 'Check the path. A relative `config:` in a file is relative to that file.',
  },
  PASTE_NOT_UTF8: {
    means: 'The file is not UTF-8 text.',
    todo: 'Save it as UTF-8.',
  },
  PASTE_SYNTAX: {
    means: 'A line is neither a section, nor `key = value`, nor a comment, nor the continuation of a value.',
    todo: 'Add the missing `=`, put `#` before a comment, or indent the line when it continues the value above.',
  },
  PASTE_NO_HEADER: {
    means: 'There is text before the first `[section]`.',
    todo: 'Put the line below the section that it belongs to.',
  },
  PASTE_DUPLICATE_KEY: {
    means: 'A section has the same key twice.',
    todo: 'Keep one of the two lines.',
  },
  PASTE_DUPLICATE_SECTION: {
    means: 'A file has the same section twice.',
    todo: 'Merge the two, or rename one.',
  },
  PASTE_BAD_PERCENT: {
    means: 'A `%` in a value is followed by neither `%` nor `(name)s`.',
    todo: 'Write a plain percent sign as `%%`.',
  },
  PASTE_NO_KEY: {
    means: 'A value refers to `%(name)s`, and neither its section nor `[DEFAULT]` has that key.',
    todo: 'Correct the name, or add the key. `%(ENV_NAME)s` needs the option `env: true` (`--env` on the command line).',
  },
  PASTE_TOO_DEEP: {
    means: 'Values refer to one another more than ten deep, most likely in a circle.',
    todo: 'Break the circle, or write the value out.',
  },
  PASTE_NO_SECTION: {
    means: 'A name is used that no section of the right kind has.',
    todo: 'Correct the name, or add the section. A pipeline ends with an app; everything before it is a filter.',
  },
  PASTE_AMBIGUOUS_SECTION: {
    means: 'Two sections of different kinds have the name that is asked for.',
    todo: 'Rename one of them.',
  },
  PASTE_NO_FACTORY: {
    means: 'A section does not say what makes it.',
    todo: 'Add `use = …` or `paste.<kind>_factory = MODULE:export`.',
  },
  PASTE_MANY_FACTORIES: {
    means: 'A section names more than one factory.',
    todo: 'Keep one.',
  },
  PASTE_NO_GLOBAL: {
    means: '`get name = KEY` asks for a key that is not in the global configuration.',
    todo: 'Add KEY to `[DEFAULT]`, or correct the name.',
  },
  PASTE_NO_NEXT: {
    means: 'A `[filter-app:…]` does not say which app it filters.',
    todo: 'Add `next = APP`.',
  },
  PASTE_NO_PIPELINE: {
    means: 'A `[pipeline:…]` has no `pipeline` key.',
    todo: 'Add `pipeline = FILTER … APP`.',
  },
  PASTE_EMPTY_PIPELINE: {
    means: 'The value of `pipeline` is empty.',
    todo: 'Name at least an app.',
  },
  PASTE_EXTRA_SETTING: {
    means: 'A `[pipeline:…]` has a key that nothing would read.',
    todo: 'Set it in the filter or app that it is meant for; `set name = value` reaches all of them.',
  },
  PASTE_CYCLE: {
    means: 'A section leads back to itself.',
    todo: 'Break the path that the message prints.',
  },
  PASTE_NO_PACKAGE: {
    means: 'A package that the file names is not installed where the file can reach it.',
    todo: 'Install it with npm beside the file, or beside the program that loads it.',
  },
  PASTE_NO_ENTRY: {
    means: 'The package publishes nothing under that name for this kind of section.',
    todo: 'Correct the name after `#`, or see the `"paste"` field of the package’s package.json.',
  },
  PASTE_MANY_ENTRIES: {
    means: 'The package publishes two things under that name, so it is not clear which is meant.',
    todo: 'Write the one that is meant as `paste.<kind>_factory = PACKAGE:export`.',
  },
  PASTE_NO_PROTOCOL: {
    means: 'Nothing says which kind of factory the name is.',
    todo: 'Give it a section of its own, with `paste.<kind>_factory = MODULE:export`.',
  },
  PASTE_NO_FLAVOR: {
    means: 'The flavor that the program asks for does not exist in the file.',
    todo: 'Choose one that the message lists, or add a section `NAME-FLAVOR`.',
  },
  PASTE_BAD_NAME: {
    means: 'The name of a factory is not of the form MODULE:export.',
    todo: 'Write `./file.js:export` or `package:export`; `default` is an export, too.',
  },
  PASTE_NO_MODULE: {
    means: 'The module of a factory cannot be found.',
    todo: 'A path begins with `./` and is relative to the file that names it; a package must be installed.',
  },
  PASTE_IMPORT_FAILED: {
    means: 'The module of a factory was found, and threw while it was loaded.',
    todo: 'See the cause: it is the module’s own error.',
  },
  PASTE_NO_EXPORT: {
    means: 'The module of a factory has no such export.',
    todo: 'Correct the part after the last colon.',
  },
  PASTE_NOT_A_FACTORY: {
    means: 'The export that the file names is not a function.',
    todo: 'Name a function that returns the app, the filter or the server.',
  },
  PASTE_FACTORY_FAILED: {
    means: 'A factory threw.',
    todo: 'See the cause: it is the factory’s own error.',
  },
  PASTE_WRONG_RESULT: {
    means: 'A factory returned something that is no app, filter or server.',
    todo: 'Return a function `(req, res, next) => …`; for a filter that wraps, use `paste.filter_app_factory`.',
  },
  PASTE_NO_SERVICE: {
    means: 'A factory borrows a service that the program neither lends nor can open.',
    todo: 'Pass `lend: [lend(key, service)]` to `loadApp`.',
  },
  PASTE_SERVICE_CYCLE: {
    means: 'Two services need each other to open.',
    todo: 'Break the path that the message prints.',
  },
  PASTE_UNKNOWN_OPTION: {
    means: 'A section has a key that its factory does not know.',
    todo: 'Correct the key, or remove the line.',
  },
  PASTE_MISSING_OPTION: {
    means: 'A section lacks a key that its factory needs.',
    todo: 'Add the key.',
  },
  PASTE_BAD_OPTION: {
    means: 'A value is not what its factory expects.',
    todo: 'Correct the value.',
  },
  PASTE_ORDER: {
    means: 'A filter or app needs something that no filter before it provides.',
    todo: 'Put the filter that the message names further left in the pipeline.',
  },
  PASTE_SHADOWED_KEY: {
    means: 'Warning: a key is ignored because `[DEFAULT]`, or the caller’s global configuration, has it too.',
    todo: 'Write `set key = value` to override it, or remove the line.',
  },
  PASTE_SHADOWED_SECTION: {
    means:
      'Warning: two spellings of one section (`app:` and `application:`) are in the file; the second is ignored.',
    todo: 'Keep one.',
  },
  PASTE_MISSPELT_SECTION: {
    means:
      'Warning: a line looks like the beginning of a section that is built, and is none: its kind is misspelt, or its `]` is missing.',
    todo: 'Write it as the message says.',
  },
  PASTE_MISSPELT_OPTION: {
    means:
      'Warning: a key is much like an option of the filter, app or server, and is none. Other keys than its own it lets be.',
    todo: 'Correct the key, if the option was meant.',
  },
  PASTE_LOST_KEY: {
    means:
      'Warning: a key beside `use` does not reach the factory, because the used section is a pipeline or wraps another.',
    todo: 'Set the key where the factory is named, or use `set key = value`.',
  },
  PASTE_EMPTY_DEFAULT: {
    means:
      'Warning: a value of `[DEFAULT]` comes out empty after `%(name)s` is filled in; factories get its raw text.',
    todo: 'Write the value out, or leave it empty.',
  },
  PASTE_INLINE_COMMENT: {
    means:
      'Warning: a value contains ` #` or ` ;`. There are no comments after a value: all of it belongs to the value.',
    todo: 'Put the comment on a line of its own.',
  },
  PASTE_OLD_NAME: {
    means: 'Warning: a name from a Python file was replaced by its counterpart here.',
    todo: 'Nothing has to be done; write the new name when the file is changed anyway.',
  },
} as const satisfies Record<string, { means: string; todo: string }>

/** What programs tell faults apart by; texts may change. */
export type PasteCode = keyof typeof codes
