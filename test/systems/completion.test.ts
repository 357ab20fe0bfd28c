import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { install } from '../support/apt.ts'
import { runToEnd } from '../support/program.ts'

const root = join(import.meta.dirname, '../..')
let place: string
/** Where the shells are: one file, and nothing hidden. */
let folder: string

beforeAll(async () => {
  await install('zsh', 'fish')
  place = await mkdtemp(join(tmpdir(), 'completion-'))
  folder = join(place, 'project')
  await mkdir(folder)
  await writeFile(join(folder, 'site-paste.ini'), '')
  for (const [shell, name] of Object.entries(scripts)) {
    const script = await runToEnd(process.execPath, [...paste, 'completion', shell])
    await writeFile(join(place, name), script)
  }
})
afterAll(() => rm(place, { recursive: true }))

const paste = ['--conditions=glasspaste-source', join(root, 'src/bin/paste.ts')]

/** zsh finds its own by this name in a folder of completions, too. */
const scripts = { bash: 'bash', zsh: '_paste', fish: 'fish' }

/** How each begins, without anybody's own settings. */
const beginnings: Readonly<Record<string, readonly [command: string, set: string]>> = {
  bash: ['bash --norc --noprofile -i', 'PS1="> "; source ../bash; bind "set enable-bracketed-paste off"'],
  zsh: ['zsh -f -i', 'PS1="> "; autoload -U compinit; compinit -u -D; source ../_paste'],
  'zsh, from a folder of completions,': [
    'zsh -f -i',
    'PS1="> "; fpath=($PWD/.. $fpath); autoload -U compinit; compinit -u -D',
  ],
}

describe.each(Object.entries(beginnings))('%s completes', (_shell, [command, set]) => {
  test.each([
    ['a command', 'paste sh', 'paste show '],
    ['an option', 'paste show --fo', 'paste show --format '],
    ['a value', 'paste show --format me', 'paste show --format mermaid '],
    ['a file', 'paste check si', 'paste check site-paste.ini '],
    ['a file before a letter of it is typed', 'paste check ', 'paste check site-paste.ini '],
    ['a shell', 'paste completion zs', 'paste completion zsh '],
  ])('%s', async (_what, typed, completed) => {
    const shell = openTerminal(command)
    onTestFinished(shell.close)
    shell.type(`${set}; echo rea""dy\n`)
    // With the prompt, after which it reads what is typed as it is.
    await expect.poll(shell.screen).toMatch(/\nready\n[^>]*> $/)
    shell.type(`${typed}\t`)
    await expect.poll(shell.screen).toContain(completed)
  })
})

test.each([
  ['paste sh', 'show'],
  ['paste show --fo', '--format'],
  ['paste show --format me', 'mermaid'],
  ['paste check si', 'site-paste.ini'],
  ['paste completion zs', 'zsh'],
])('fish completes %s', async (typed, completed) => {
  const found = await runToEnd('fish', ['--no-config', '-c', `source ../fish; complete -C '${typed}'`], {
    cwd: folder,
    env: { HOME: place },
  })
  expect(found.split(/\s/)).toContain(completed)
})

/** A shell that believes somebody sits before it. */
function openTerminal(command: string) {
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: folder,
    env: { ...process.env, TERM: 'dumb', HOME: place, HISTFILE: '/dev/null' },
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  return {
    type: (text: string) => child.stdin.write(text),
    screen: () => stripVTControlCharacters(output).replaceAll('\r', ''),
    // Its shell ends with its terminal.
    close: () => void child.kill('SIGKILL'),
  }
}
