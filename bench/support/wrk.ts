import { runToEnd } from '../../test/support/program.ts'

interface Load {
  readonly seconds: number
  readonly connections: number
  readonly headers?: Readonly<Record<string, string>>
  /** A file in Lua that makes the requests. */
  readonly script?: string
}

/** wrk (Debian's package) with one thread on one URL; fails when an answer is not 2xx. */
export async function wrk(
  url: string,
  { seconds, connections, headers = {}, script }: Load,
): Promise<{ requests: number; perSecond: number }> {
  const lines = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  if (script) lines.push('-s', script)
  const output = await runToEnd('wrk', ['-t1', `-c${connections}`, `-d${seconds}s`, ...lines, url])
  if (/Non-2xx/.test(output)) throw new Error(output)
  return {
    requests: Number(/(\d+) requests in/.exec(output)?.[1]),
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]),
  }
}
