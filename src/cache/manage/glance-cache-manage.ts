import { CommanderError } from 'commander'
import { type CacheClient, cacheClient, Refusal } from './cache-client.ts'
import { type Command, commands } from './commands.ts'
import { defineProgram, describeCommands, type ManageOptions } from './define-program.ts'
import { fetchToken } from './token.ts'

export interface GlanceCacheManage {
  /** Arguments after the program's name. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdout: (text: string) => void
  readonly stderr: (text: string) => void
  /** Gives what the user answers. */
  readonly ask: (question: string) => Promise<string>
}

/** glance-cache-manage from its arguments to its exit code. */
export async function runGlanceCacheManage(terminal: GlanceCacheManage): Promise<number> {
  const { argv, env, stdout, stderr } = terminal
  const program = defineProgram(env)
  program.exitOverride().configureOutput({ writeOut: stdout, writeErr: stderr })
  try {
    program.parse(argv, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    throw error
  }
  const [name = 'help', ...rest] = program.args
  const options = program.opts<ManageOptions>()
  const wanted = name === 'help' ? rest[0] : name
  if (wanted === undefined) {
    program.outputHelp()
    return 0
  }
  const command = commands[wanted]
  if (!command) return refuse(wanted, terminal)
  const begun = performance.now()
  const code =
    name === 'help'
      ? explain(wanted, command, terminal)
      : await obey({ name, command, words: rest, options }, terminal)
  if (options.verbose) stdout(`Completed in ${((performance.now() - begun) / 1000).toFixed(4)} sec.\n`)
  return code
}

function refuse(name: string, { stdout, stderr }: GlanceCacheManage): number {
  stdout(`\nError: "${name}" is not a valid command.\n\n${describeCommands()}\n`)
  stderr(`Unknown command: ${name}\n`)
  return 1
}

function explain(name: string, command: Command, { stdout }: GlanceCacheManage): number {
  const usage = `glance-cache-manage ${name}${command.takesImage ? ' <IMAGE_ID>' : ''} [options]`
  stdout(`${usage}\n\n    ${command.explanation ?? command.help}.\n    \n`)
  return 0
}

interface Order {
  readonly name: string
  readonly command: Command
  /** What follows the name. */
  readonly words: readonly string[]
  readonly options: ManageOptions
}

async function obey(
  { name, command, words, options }: Order,
  { stdout, ask }: GlanceCacheManage,
): Promise<number> {
  const [id = '', ...more] = words
  const complaint = command.takesImage ? complainOf(name, id, more) : undefined
  if (complaint) {
    stdout(`${complaint}\n`)
    return 1
  }
  try {
    if (command.question && !options.force && !(await confirmed(command.question(id), ask))) return 0
    const { said = [], more: verbose } = await command.run(await reach(options), id)
    for (const line of said) stdout(`${line}\n`)
    if (options.verbose && verbose) stdout(`${verbose}\n`)
    return 0
  } catch (error) {
    if (options.debug) throw error
    stdout(`${reasonOf(error, command, options)}\n`)
    return 1
  }
}

const uuid = /^[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}$/i

function complainOf(name: string, id: string, more: readonly string[]): string | undefined {
  if (id === '' || more.length > 0) {
    return `Please specify the ID of the image you wish for command '${name}' from the cache as the first and only argument.`
  }
  return uuid.test(id) ? undefined : `Image ID '${id}' is not a valid UUID.`
}

async function confirmed(question: string, ask: GlanceCacheManage['ask']): Promise<boolean> {
  return /^(y|yes)$/i.test(await ask(`${question} [y/N] `))
}

function reasonOf(error: unknown, { action }: Command, { host }: ManageOptions): string {
  const status = error instanceof Refusal ? error.status : undefined
  if (status === 404) return `Cache management middleware not enabled on host ${host}`
  if (status === 401 || status === 403) return 'Not authorized to make this request.'
  const { message, cause } = error as Error
  return `Failed to ${action}. Got error:\n${cause instanceof Error ? cause.message : message}`
}

async function reach(options: ManageOptions): Promise<CacheClient> {
  const { host, port, osAuthUrl: authUrl } = options
  const wantsToken = authUrl || options.osAuthStrategy === 'keystone'
  if (!wantsToken || options.osAuthToken) {
    return cacheClient({ host, port, token: options.osAuthToken })
  }
  if (!authUrl) {
    throw new Error(
      '--os_auth_url option or OS_AUTH_URL environment variable required when keystone authentication strategy is enabled',
    )
  }
  const token = await fetchToken({
    authUrl,
    username: options.osUsername ?? '',
    password: options.osPassword ?? '',
    project: options.osProjectName ?? '',
    userDomainId: options.osUserDomainId ?? options.osDomainId,
    projectDomainId: options.osProjectDomainId ?? options.osDomainId,
  })
  return cacheClient({ host, port, token })
}
