import { fileURLToPath } from 'node:url'

/** Where in the code something was logged. */
export interface Caller {
  readonly functionName: string
  readonly file: string
  readonly line: number
}

/** Looks down the stack for the first frame that is neither of the log nor of pino. Costs too much for every line: it is
 * asked where a format wants it, as that of DEBUG does. */
export function findCaller(): Caller {
  const isOurs = (frame: string) => own.some(part => frame.includes(part))
  const frame = deepStack().find(line => !isOurs(line)) ?? ''
  const [, functionName, file, line] = /^\s*at (?:async )?(?:(.+?) \()?(.*?):(\d+):\d+\)?$/.exec(frame) ?? []
  return { functionName: functionName ?? '<module>', file: pathOf(file ?? '-'), line: Number(line ?? 0) }
}

const folder = new URL('.', import.meta.url)
/** In a stack stand URLs, and paths where a tool has loaded the modules. */
const own = [folder.pathname, fileURLToPath(folder), '/node_modules/pino/']

/** The formats and pino fill the ten frames that a stack has by default. */
function deepStack(): readonly string[] {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 40
  const frames = new Error().stack?.split('\n').slice(1) ?? []
  Error.stackTraceLimit = limit
  return frames
}

function pathOf(file: string): string {
  return file.startsWith('file://') ? fileURLToPath(file) : file
}
