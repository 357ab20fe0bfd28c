import type { Values } from '../config/config.ts'
import { boolean, choice, integer, optionGroup, text } from '../config/option.ts'
import { keySizes } from './location-cipher.ts'

export const databaseOptions = optionGroup('database', {
  connection: text({
    help:
      'Where the database is, as SQLAlchemy writes it: sqlite:///relative/path, sqlite:////absolute/path or ' +
      'postgresql://user:password@host:port/name. The name of a Python driver behind a + is ignored.',
    secret: true,
    sample: 'sqlite:////var/lib/glance/glance.sqlite',
    deprecatedNames: ['DEFAULT.sql_connection', 'DATABASE.sql_connection', 'sql.connection'],
  }),
  backend: choice({
    help: 'The only one there is.',
    choices: ['sqlalchemy'],
    default: 'sqlalchemy',
    deprecatedNames: ['DEFAULT.db_backend'],
  }),
  sqlite_synchronous: boolean({
    help: 'Whether SQLite waits for the disk. Without, a power cut can spoil the database.',
    default: true,
  }),
  connection_recycle_time: integer({
    help: 'Seconds after which a connection to the server is replaced.',
    default: 3600,
  }),
  max_pool_size: integer({
    help: 'Connections to the server that one process opens at most; 0: no limit.',
    default: 5,
    min: 0,
  }),
  max_overflow: integer({
    help: 'Has no effect: while all connections are busy, a query waits for the first that is free.',
    default: 50,
    deprecatedNames: ['DEFAULT.sql_max_overflow', 'DATABASE.sqlalchemy_max_overflow'],
  }),
  pool_timeout: integer({
    deprecatedNames: ['DATABASE.sqlalchemy_pool_timeout'],
    help: 'Seconds to wait for a free connection before a request fails.',
  }),
  max_retries: integer({
    help: 'How often connecting at start is tried again; -1 means for ever.',
    default: 10,
    min: -1,
    deprecatedNames: ['DEFAULT.sql_max_retries', 'DATABASE.sql_max_retries'],
  }),
  retry_interval: integer({
    help: 'Seconds between these attempts.',
    default: 10,
    deprecatedNames: ['DEFAULT.sql_retry_interval', 'DATABASE.reconnect_interval'],
  }),
  use_db_reconnect: boolean({
    help: 'Whether to try again what failed because the connection was lost.',
    default: false,
  }),
  db_retry_interval: integer({
    help: 'Seconds before that is tried again.',
    default: 1,
  }),
  db_inc_retry_interval: boolean({
    help: 'Whether each further attempt waits twice as long as the one before.',
    default: true,
  }),
  db_max_retry_interval: integer({
    help: 'Seconds that such a wait lasts at most.',
    default: 10,
  }),
  db_max_retries: integer({
    help: 'How often it is tried again; -1 means for ever.',
    default: 20,
    min: -1,
  }),
})

/** Of what is in the database, not of the database. */
export const locationOptions = optionGroup('DEFAULT', {
  metadata_encryption_key: {
    ...text({
      help:
        'Key of 16, 24 or 32 bytes that the URLs of images’ data are encrypted with in the database. URLs that were ' +
        'written without it are read as they are; without it, encrypted ones cannot be read.',
      secret: true,
    }),
    parse: readKey,
  },
})

export type DatabaseSettings = Values<typeof databaseOptions.options>

function readKey(value: string): string {
  if (value !== '' && !keySizes.includes(Buffer.byteLength(value)))
    throw new Error('Should be 16, 24 or 32 bytes long')
  return value
}
