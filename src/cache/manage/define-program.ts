import { Command, InvalidArgumentError, Option } from 'commander'
import { packageVersion } from '../../package-version.ts'
import { commands } from './commands.ts'

/** By the names of the options; those with a default are there. */
export interface ManageOptions {
  readonly verbose?: true
  readonly debug?: true
  readonly force?: true
  readonly host: string
  readonly port: number
  readonly osAuthStrategy?: string
  readonly osAuthToken?: string
  readonly osAuthUrl?: string
  readonly osUsername?: string
  readonly osPassword?: string
  readonly osProjectName?: string
  readonly osUserDomainId?: string
  readonly osProjectDomainId?: string
  readonly osDomainId: string
}

/** Name, short flag, and what it is. Each has its environment variable, and its older spelling with underscores. */
const identity = [
  ['os-auth-token', 'A', 'token'],
  ['os-username', 'I', 'name'],
  ['os-password', 'K', 'password'],
  ['os-region-name', 'R', 'name'],
  ['os-project-id', undefined, 'id'],
  ['os-project-name', 'T', 'name'],
  ['os-user-domain-id', undefined, 'id'],
  ['os-project-domain-id', undefined, 'id'],
  ['os-domain-id', undefined, 'id'],
  ['os-auth-url', 'N', 'url'],
] as const

type Environment = Readonly<Record<string, string | undefined>>

export function defineProgram(env: Environment): Command {
  const program = new Command('glance-cache-manage')
    .argument('<command...>', 'what to do, and the image to do it with')
    .option('-v, --verbose', 'print more')
    .option('-d, --debug', 'print where errors come from')
    .option('-H, --host <address>', 'address of the service', '0.0.0.0')
    .option('-p, --port <port>', 'port of the service', readPort, 9292)
    .option('-k, --insecure', 'accepted for compatibility: the service is asked without TLS')
    .option('-f, --force', 'do not ask before anything is changed')
    .version(packageVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .addHelpText('after', `\n${describeCommands()}`)
  for (const [name, short, what] of identity) addIdentity(program, { name, short, what }, env)
  rename(program, '-S, --os_auth_strategy <strategy>', 'os-auth-strategy', 'keystone or noauth')
  rename(program, '--auth_token <token>', 'os-auth-token')
  return program
}

export function describeCommands(): string {
  const lines = [['help <command>', 'Output help for one of the commands below']]
  for (const [name, { help }] of Object.entries(commands)) lines.push([name, help])
  return `Commands:\n\n${lines.map(([name = '', help]) => `    ${name.padEnd(28)}${help}\n\n`).join('')}`
}

function readPort(value: string): number {
  if (!/^\d{1,5}$/.test(value)) throw new InvalidArgumentError('It is no number.')
  return Number(value)
}

function addIdentity(
  program: Command,
  { name, short, what }: { readonly name: string; readonly short?: string; readonly what: string },
  env: Environment,
): void {
  const variable = name.replaceAll('-', '_').toUpperCase()
  const option = new Option(`--${name} <${what}>`, `Defaults to env[${variable}].`)
  program.addOption(option)
  // No default of the option's: the help would show it, and one is a password.
  program.setOptionValue(option.attributeName(), env[variable] || otherwise(name, env))
  rename(program, `${short ? `-${short}, ` : ''}--${name.replaceAll('-', '_')} <${what}>`, name)
}

function otherwise(name: string, env: Environment): string | undefined {
  if (name === 'os-auth-token') return env.OS_TOKEN
  return name === 'os-domain-id' ? 'default' : undefined
}

/** Another spelling; without a text it is not shown. */
function rename(program: Command, flags: string, name: string, help?: string): void {
  const option = new Option(flags, help)
  program.addOption(help ? option : option.hideHelp())
  const attribute = new Option(`--${name}`).attributeName()
  program.on(`option:${option.name()}`, (value: string) => program.setOptionValue(attribute, value))
}
