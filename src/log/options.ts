import { boolean, choice, integer, list, optionGroup, text } from '../config/option.ts'
import { readList } from '../config/values.ts'
import { hintAtFacility, readFacility } from './facilities.ts'
import { readLevel } from './levels.ts'

const unlessConfigured = 'Ignored when log_config_append is set.'

/** How the programs log: the options of oslo.log, and the older ones that config files still hold. */
export const logOptions = optionGroup('DEFAULT', {
  debug: boolean({
    default: false,
    cli: true,
    short: 'd',
    help: 'Log debugging details, too.',
  }),
  verbose: boolean({
    default: false,
    cli: true,
    short: 'v',
    help: 'Log what the program does. It does so anyway, unless default_log_levels says otherwise.',
  }),
  log_config_append: text({
    cli: true,
    deprecatedNames: ['log_config', 'log-config'],
    help: "File in the format of Python's logging.config that says what is logged where. The other logging options are ignored then.",
  }),
  log_date_format: text({
    cli: true,
    default: '%Y-%m-%d %H:%M:%S',
    help: `Format of %(asctime)s, as strftime takes it. ${unlessConfigured}`,
  }),
  log_file: text({
    cli: true,
    deprecatedNames: ['logfile'],
    help: `File to log to, relative to log_dir. Without log_file and log_dir the log goes to the standard output. ${unlessConfigured}`,
  }),
  log_dir: text({
    cli: true,
    deprecatedNames: ['logdir'],
    help: `Folder of the log file; without log_file it is named after the program. ${unlessConfigured}`,
  }),
  watch_log_file: boolean({
    default: false,
    cli: true,
    help: `Open the log file anew when it has been moved or removed. ${unlessConfigured}`,
  }),
  use_syslog: boolean({
    default: false,
    cli: true,
    deprecatedNames: ['log_use_syslog'],
    help: `Log to the system log. ${unlessConfigured}`,
  }),
  use_journal: boolean({
    default: false,
    cli: true,
    help: `Log to the journal of systemd. ${unlessConfigured}`,
  }),
  syslog_log_facility: {
    ...text({
      default: 'LOG_USER',
      cli: true,
      help: `Facility of what goes to the system log or the journal. ${unlessConfigured}`,
      hint: hintAtFacility,
    }),
    parse: checkedFacility,
  },
  use_json: boolean({ default: false, cli: true, help: `Log one JSON object a line. ${unlessConfigured}` }),
  use_stderr: boolean({
    default: false,
    help: `Log to the standard error output, too. All commands but glance-api do so unless it is set. ${unlessConfigured}`,
  }),
  log_rotation_type: choice({
    choices: ['none', 'size', 'interval'],
    ignoreCase: true,
    default: 'none',
    help: 'When the log file is put aside for a new one: never, when it is large, or at times.',
  }),
  max_logfile_size_mb: integer({
    default: 200,
    min: 1,
    help: 'Size in MB at which a log file is put aside, with log_rotation_type = size.',
  }),
  max_logfile_count: integer({
    default: 30,
    min: 0,
    help: 'Log files put aside that are kept.',
  }),
  log_rotate_interval: integer({
    default: 1,
    min: 1,
    help: 'How many units of log_rotate_interval_type pass between two rotations, with log_rotation_type = interval.',
  }),
  log_rotate_interval_type: choice({
    choices: ['seconds', 'minutes', 'hours', 'days', 'weekday', 'midnight'],
    ignoreCase: true,
    default: 'days',
    help: 'Unit of log_rotate_interval.',
  }),
  logging_context_format_string: text({
    default:
      '%(asctime)s.%(msecs)03d %(process)d %(levelname)s %(name)s [%(global_request_id)s %(request_id)s %(user_identity)s] %(instance)s%(message)s',
    help: 'Format of a line that belongs to a request.',
  }),
  logging_default_format_string: text({
    default: '%(asctime)s.%(msecs)03d %(process)d %(levelname)s %(name)s [-] %(instance)s%(message)s',
    help: 'Format of a line that belongs to no request.',
  }),
  logging_debug_format_suffix: text({
    default: '%(funcName)s %(pathname)s:%(lineno)d',
    help: 'Appended to lines of level DEBUG. Names of functions and files are not known here and print as a dash.',
  }),
  logging_exception_prefix: text({
    default: '%(asctime)s.%(msecs)03d %(process)d ERROR %(name)s %(instance)s',
    help: 'Starts every line of the trace of an error.',
  }),
  logging_user_identity_format: text({
    default: '%(user)s %(project)s %(domain)s %(system_scope)s %(user_domain)s %(project_domain)s',
    help: 'Format of %(user_identity)s.',
  }),
  default_log_levels: {
    ...list({
      default: [
        'amqp=WARN',
        'sqlalchemy=WARN',
        'keystonemiddleware=WARN',
        'oslo.messaging=INFO',
        'oslo_messaging=INFO',
        'oslo_policy=INFO',
        'taskflow=WARN',
      ],
      help: `Levels of single loggers, as name=LEVEL. ${unlessConfigured}`,
    }),
    parse: readLoggerLevels,
  },
})

function checkedFacility(name: string): string {
  readFacility(name)
  return name
}

function readLoggerLevels(text: string): readonly string[] {
  const pairs = readList(text, String)
  for (const pair of pairs) {
    const [, level] = /^[^=]+=([^=]+)$/.exec(pair) ?? []
    if (level === undefined) throw new Error(`Invalid logger=LEVEL pair '${pair}'`)
    if (readLevel(level) === undefined) throw new Error(`Unknown level: '${level}'`)
  }
  return pairs
}
