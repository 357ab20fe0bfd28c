import type { Command } from 'commander'
import type { Terminal } from './terminal.ts'

export const shells = ['bash', 'zsh', 'fish']

/** A command with what can follow it. */
interface Completion {
  readonly name: string
  readonly description: string
  readonly options: readonly {
    readonly flag: string
    readonly description: string
    readonly choices: readonly string[]
    readonly takesValue: boolean
  }[]
  /** Words that its argument can be; none where it is a file. */
  readonly words: readonly string[]
}

/** Prints the script for the shell, made from the commands themselves. */
export function printCompletion(shell: string, program: Command, terminal: Terminal): void {
  const commands = program.commands.map(describe)
  const scripts: Readonly<Record<string, (name: string, commands: readonly Completion[]) => string>> = {
    bash,
    zsh,
    fish,
  }
  terminal.out(`${scripts[shell]?.(program.name(), commands)}\n`)
}

function describe(command: Command): Completion {
  return {
    name: command.name(),
    description: command.description(),
    options: command.options.map(({ long, description, argChoices = [], required }) => ({
      flag: long ?? '',
      description,
      choices: argChoices,
      takesValue: required,
    })),
    words: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  }
}

function bash(name: string, commands: readonly Completion[]): string {
  const cases = commands.flatMap(command => [
    ...command.options
      .filter(({ choices }) => choices.length > 0)
      .map(({ flag, choices }) => `    ${command.name}:${flag}) words='${choices.join(' ')}' ;;`),
    `    ${command.name}:*) words='${command.words.join(' ')}' flags='${command.options.map(({ flag }) => flag).join(' ')}' ;;`,
  ])
  return `_${name}() {
  local words flags current=\${COMP_WORDS[COMP_CWORD]} command=\${COMP_WORDS[1]} before=\${COMP_WORDS[COMP_CWORD-1]}
  [ "$COMP_CWORD" = 1 ] && command=
  case "$command:$before" in
    :*) words='${commands.map(command => command.name).join(' ')}' ;;
${cases.join('\n')}
  esac
  [[ $current = -* ]] && words=$flags
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${name} ${name}`
}

function zsh(name: string, commands: readonly Completion[]): string {
  const quote = (text: string) =>
    text.replace(/['[\]:]/g, character => (character === "'" ? "'\\''" : `\\${character}`))
  const spec = ({ flag, description, choices, takesValue }: Completion['options'][number]) => {
    const value = choices.length > 0 ? `(${choices.join(' ')})` : ' '
    return `'${flag}[${quote(description)}]${takesValue ? `:value:${value}` : ''}'`
  }
  const cases = commands.map(({ name: command, options, words }) => {
    const argument = words.length > 0 ? `'*:value:(${words.join(' ')})'` : `'*:file:_files'`
    return `    ${command}) _arguments ${[...options.map(spec), argument].join(' ')} ;;`
  })
  return `#compdef ${name}
_${name}() {
  if (( CURRENT == 2 )); then
    local -a commands=(${commands.map(command => `'${command.name}:${quote(command.description)}'`).join(' ')})
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] = _${name} ]]; then _${name} "$@"; else compdef _${name} ${name}; fi`
}

function fish(name: string, commands: readonly Completion[]): string {
  const quote = (text: string) => `'${text.replace(/['\\]/g, '\\$&')}'`
  const lines = commands.flatMap(command => [
    `complete -c ${name} -n __fish_use_subcommand -f -a ${command.name} -d ${quote(command.description)}`,
    ...command.options.map(({ flag, description, choices, takesValue }) => {
      const known = choices.length > 0 ? ` -a ${quote(choices.join(' '))}` : ''
      const values = takesValue ? ` -x${known}` : ''
      const condition = `-n '__fish_seen_subcommand_from ${command.name}'`
      return `complete -c ${name} ${condition} -l ${flag.slice(2)} -d ${quote(description)}${values}`
    }),
    ...command.words.map(
      word => `complete -c ${name} -n '__fish_seen_subcommand_from ${command.name}' -f -a ${word}`,
    ),
  ])
  return lines.join('\n')
}
